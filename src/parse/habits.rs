//! Habits from other languages, from spreadsheets and from prose: what is written here in their place.

use super::words::{DECLARATIONS, is_name_char};
use crate::text::did_you_mean;

/// What stands where the text could not be read, and what was expected there.
pub(super) struct Stumble<'t> {
    /// The line up to the place, without its indentation.
    pub before: &'t str,
    /// The line from the place on.
    pub rest: &'t str,
    /// The place is that of a name that is declared or named.
    pub name: bool,
    /// A value is expected.
    pub value: bool,
    /// `->` is expected.
    pub arrow: bool,
    /// `=` is expected.
    pub set: bool,
    /// `:` is expected.
    pub colon: bool,
    /// `..` is expected.
    pub range: bool,
    /// `with` is expected.
    pub with: bool,
    /// Nothing but a literal of some kind is expected.
    pub literal: bool,
    /// A text is expected.
    pub text: bool,
    /// `)` is expected.
    pub bracket: bool,
    /// `set` of `is set` is expected.
    pub state: bool,
    /// Nothing but `last` of `in last` is expected.
    pub last: bool,
    /// A field or a value of a payload is expected, or goes on.
    pub row: bool,
}

/// Signs of other languages, longest first, and what stands for them.
const SIGNS: &[(&str, &str)] = &[
    ("&", "write `and`"),
    ("|", "write `or`"),
    ("!", "write `not`"),
    (";", "no `;` is needed: a clause ends where the next one begins, and lists have commas"),
    ("/*", "a comment begins with `//` and ends with its line"),
    ("--", "a comment begins with `//` and ends with its line"),
    ("#", "a comment begins with `//` and ends with its line"),
    ("≥", "write `>=`"),
    ("≤", "write `<=`"),
    ("≠", "write `!=`"),
    ("→", "write `->`"),
    ("×", "write `*`"),
    ("÷", "write `/`"),
    ("…", "write `..`"),
    ("–", "write `-`, the sign of the keyboard"),
    ("—", "write `-`, the sign of the keyboard"),
    ("−", "write `-`, the sign of the keyboard"),
    ("€", "an amount is a number alone: write the currency into the label"),
    ("$", "an amount is a number alone: write the currency into the label"),
    ("£", "an amount is a number alone: write the currency into the label"),
    ("^", "there is no power: multiply"),
];

/// Quotation marks that are none here.
const QUOTES: &[char] =
    &['\'', '`', '´', '“', '”', '„', '‟', '«', '»', '‹', '›', '‘', '’', '‚', '「', '」', '『', '』', '＂'];

/// What to write in place of what stands there; `None` where nothing is known of it.
pub(super) fn meant(stumble: &Stumble<'_>) -> Option<String> {
    let Stumble { before, rest, .. } = *stumble;
    let share = before.trim_end().strip_suffix('%').map(str::trim_end);
    if stumble.value && share.is_some_and(|share| share.ends_with(|c: char| c.is_ascii_digit())) {
        return Some("a share is written without a blank: `5%`".to_owned());
    }
    let first = rest.chars().next()?;
    if is_hidden(first) {
        return Some("take it out: it is not seen, and means nothing".to_owned());
    }
    if first.is_whitespace() {
        return Some("replace it with a blank as the space bar writes it".to_owned());
    }
    if QUOTES.contains(&first) {
        return Some("a text stands between straight double quotes, `\"text\"`".to_owned());
    }
    if rest.starts_with("stage ") && before.trim_end().ends_with(" in") && !before.starts_with("then") {
        return Some(
            "nothing stands before `in stage`: it asks of the contact, or of the instance in scope".to_owned(),
        );
    }
    numbers(stumble).or_else(|| names(stumble)).or_else(|| equals(stumble)).or_else(|| others(stumble)).or_else(|| {
        let sign = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign) && !rest.starts_with("!="));
        let (_, help) = sign.filter(|(sign, _)| *sign != "#" || !before.ends_with(is_name_char))?;
        Some((*help).to_owned())
    })
}

/// Characters that a reader does not see.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Numbers, dates, times and durations in other notations.
fn numbers(stumble: &Stumble<'_>) -> Option<String> {
    let Stumble { before, rest, .. } = *stumble;
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let ends = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
    let word: &str = rest.split(|c: char| !is_name_char(c)).next().unwrap_or_default();
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let behind = rest.get(1..).unwrap_or_default();
    if rest.starts_with('.') && ends(before) && digit(behind) {
        return Some("a date is written year-month-day, `2026-03-02`".to_owned());
    }
    if rest.starts_with(',') && ends(before) && digit(behind) {
        return Some("a number has a point and no thousands separators: `0.5`, `1000`".to_owned());
    }
    if rest.starts_with('.') && digit(behind) {
        return Some("write the zero too: `0.5`".to_owned());
    }
    if is_date(last) && digit(rest) {
        return Some("a time is written in two and two digits, `09:00`, `18:30`".to_owned());
    }
    if !digit(rest) {
        return None;
    }
    if before.ends_with('-') && word.contains(['T', 't']) {
        return Some("a blank stands between date and time: `2026-03-02 10:00`".to_owned());
    }
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = word.get(digits.len()..).unwrap_or_default();
    if stumble.value && !unit.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let unit = match unit {
            "s" | "sec" | "secs" => "seconds",
            "m" | "min" | "mins" => "minutes",
            "h" | "hr" | "hrs" => "hours",
            "d" => "days",
            "w" => "weeks",
            "y" => "years",
            unit if super::words::UNITS.contains(&unit) => unit,
            _ => return None,
        };
        return Some(format!("a duration is a number, a blank and a unit: `{digits} {unit}`"));
    }
    let number = ends(last) && last.bytes().all(|byte| byte.is_ascii_digit());
    (number && before.ends_with(' ')).then(|| "a number has no blanks: `1000`".to_owned())
}

fn is_date(word: &str) -> bool {
    word.len() == 10
        && word
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
}

/// The days of the week, as they are written.
const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `mon`, `Monday`.
fn short_day(word: &str) -> String {
    word.get(..3).unwrap_or_default().to_ascii_lowercase()
}

fn is_weekday(word: &str) -> bool {
    const ENDS: &[&str] = &["", "day", "sday", "nesday", "rsday", "urday"];
    DAYS.contains(&&*short_day(word)) && word.get(3..).is_some_and(|end| ENDS.contains(&end))
}

/// Names with what no name has.
fn names(stumble: &Stumble<'_>) -> Option<String> {
    let Stumble { before, rest, .. } = *stumble;
    if rest.starts_with('-') && !rest.starts_with("->") && before.ends_with(is_name_char) {
        let part = before.rsplit(|c: char| !is_name_char(c)).next().unwrap_or_default();
        let other = rest.get(1..).unwrap_or_default();
        let other = other.split(|c: char| !is_name_char(c)).next().unwrap_or_default();
        if is_weekday(part) && is_weekday(other) {
            return Some(format!("from one day to another is written `{}..{}`", short_day(part), short_day(other)));
        }
        let name = part.starts_with(|c: char| !c.is_ascii_digit()) && !other.is_empty();
        return name.then(|| format!("a name has no `-`: write `{part}_{other}`"));
    }
    if !stumble.name {
        return None;
    }
    if rest.starts_with('"') {
        let declares = before.trim();
        let help = if DECLARATIONS.contains(&declares) || declares == "stage" {
            "a name stands before the label and has no quotes: `team sales \"Sales team\"`"
        } else {
            "write the name, not the label; it has no quotes"
        };
        return Some(help.to_owned());
    }
    let odd = rest.starts_with(|c: char| c.is_numeric() || !c.is_ascii() && !is_name_char(c));
    odd.then(|| "a name begins with a letter and goes on with letters, digits and `_`".to_owned())
}

/// `=`, `==`, `=>` and the like in place of one another.
fn equals(stumble: &Stumble<'_>) -> Option<String> {
    let Stumble { before, rest, .. } = *stumble;
    let help = if stumble.arrow && (rest.starts_with("=>") || rest.starts_with("-->") || rest.starts_with('>')) {
        "write `->`"
    } else if before.ends_with('<') && rest.starts_with('>') {
        "write `!=`"
    } else if before.ends_with("==") && rest.starts_with('=') {
        "write `==`"
    } else if before.ends_with("!=") && rest.starts_with('=') {
        "write `!=`"
    } else if stumble.set && (rest.starts_with("==") || rest.starts_with(":=")) {
        "`=` gives a value, `==` compares"
    } else if stumble.set && ["++", "--", "+=", "-=", "*=", "/="].iter().any(|sign| rest.starts_with(sign)) {
        "write the whole: `set visits = visits + 1`"
    } else if stumble.set && rest.starts_with(':') {
        "write `=`"
    } else if stumble.colon && rest.starts_with('=') {
        if stumble.row { "a field is written `name: type`, with a default `name: type = value`" } else { "write `:`" }
    } else if rest.starts_with("=>") {
        "write `>=` to compare, `->` in a transition"
    } else if stumble.literal && rest.starts_with('=') {
        "leave out the `=`"
    } else if rest.starts_with('=') && !stumble.set {
        "write `==` to compare"
    } else {
        return None;
    };
    Some(help.to_owned())
}

fn others(stumble: &Stumble<'_>) -> Option<String> {
    let Stumble { before, rest, .. } = *stumble;
    let word = rest.split(|c: char| !is_name_char(c)).next().unwrap_or_default();
    let lower = word.to_ascii_lowercase();
    if lower != word && OPERATORS.contains(&lower.as_str()) {
        return Some(format!("did you mean `{lower}`?"));
    }
    let last = before.trim_end().rsplit(|c: char| !is_name_char(c)).next().unwrap_or_default();
    let help = if stumble.state && rest.starts_with("not set") {
        "write `is unset`"
    } else if stumble.state && rest.starts_with("not") {
        "write `!=`, or `not is` and a segment"
    } else if stumble.state && !rest.starts_with(|c: char| is_name_char(c) && !c.is_numeric()) {
        "write `==`; behind `is` stand a segment, `set` and `unset`"
    } else if stumble.value && rest.starts_with('{')
        || stumble.bracket && rest.starts_with(',') && before.contains("in (")
    {
        "a list stands in brackets: `[a, b]`"
    } else if before.trim_end().ends_with("due in") {
        "write `due 2 days`"
    } else if stumble.literal && stumble.text && !rest.starts_with('"') {
        "write it in quotes"
    } else if stumble.range {
        "bounds are written `0..100`"
    } else if stumble.with && rest.starts_with('{') {
        "write `with { … }`"
    } else if rest.starts_with('(') && before.ends_with(|c: char| is_name_char(c) || c == ' ') {
        "a payload stands in braces: `{ name: value }`, behind an action with `with`"
    } else if rest.starts_with('?') && before.ends_with(is_name_char) && stumble.colon {
        "the `?` stands behind the type: `name: int?`"
    } else if rest.starts_with('[') && before.ends_with(is_name_char)
        || stumble.colon && before.trim_end().ends_with(" of")
    {
        "several values are a set: `set of text`"
    } else if stumble.colon && TYPES.contains(&last) {
        "the name stands before the type: `visits: int`"
    } else if rest.starts_with('.') && before.ends_with("on event") {
        "an event is named alone: `on form_sent`"
    } else if rest.starts_with(',') && before.starts_with("then") && before.contains("stage ") {
        "a contact is in one stage of a journey: write `then stage …` for each"
    } else if stumble.last && before.starts_with("then") && word == "stage" {
        "write `then stage NAME`, of an instance `then stage NAME for t1`"
    } else if stumble.last && ["within", "wait", "after"].iter().any(|word| before.starts_with(word)) {
        "a length in opening hours is written `4 hours of office`"
    } else if stumble.arrow && before.trim_end().ends_with("from") {
        "write `transition lead -> customer`"
    } else {
        return None;
    };
    Some(help.to_owned())
}

const OPERATORS: &[&str] = &["and", "or", "not", "in", "is", "between", "contains", "starts", "ends", "matches", "has"];

const TYPES: &[&str] = &["bool", "int", "decimal", "text", "date", "datetime", "duration", "team"];

/// What a word of other languages is here, where a clause should begin.
pub(super) fn meant_clause(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    if lower != word && OPERATORS.contains(&lower.as_str()) {
        return Some(format!("did you mean `{lower}`?"));
    }
    let help = match lower.as_str() {
        "equals" | "equal" | "eq" => "write `==`".to_owned(),
        "if" => "a condition is written `when`".to_owned(),
        "else" | "elseif" | "elif" => {
            "there is no `else`: write a second rule with the opposite condition; of two actions, `otherwise` names the \
             one that stands in"
                .to_owned()
        }
        "and" | "or" => {
            format!("`{}` joins conditions; what else there is several of stands with commas, or each on a line of its own", word.to_ascii_lowercase())
        }
        "enter" | "exit" | "change" | "becoming" => format!("did you mean `on {word}`?"),
        "trigger" | "event" | "upon" => "what sets it off is written `on` and the event".to_owned(),
        "move" | "goto" | "enters" => "a contact moves by the `transition`s of a journey".to_owned(),
        "target" | "deadline" => "the time of a service level is written `within 4 hours`".to_owned(),
        "expect" | "assert" | "check" => "what is to be is written `then`".to_owned(),
        "am" | "pm" => "a time is written `00:00` to `23:59`".to_owned(),
        "year" | "years" | "month" | "months" | "week" | "weeks" | "day" | "days" | "hour" | "hours" | "minute"
        | "minutes" | "h" | "hr" | "hrs" | "min" | "mins" | "sec" | "secs" => "a duration is a whole number and a unit: `2 days`".to_owned(),
        "warn" | "warning" => "a warning is written `at 80% do` and the action".to_owned(),
        "fires" => "the names come behind: `then fires` and what fires".to_owned(),
        lower => {
            let owner = owner(lower)?;
            format!("`{lower}` is a clause of {owner}")
        }
    };
    Some(help)
}

/// What was probably meant by a word behind `then`.
pub(super) fn meant_assertion(word: &str) -> Option<String> {
    let meant = match word {
        "score" | "field" | "contact" | "segment" | "set" => {
            return Some("write the condition alone: `then visits == 3`".to_owned());
        }
        "fire" | "fired" | "firing" | "trigger" | "triggers" | "sends" | "does" | "do" | "runs" => "fires",
        "never" => "not fires",
        "suppress" | "suppressed" | "holds" | "blocks" => "suppresses",
        "refuse" | "refused" | "rejects" => "refuses",
        "in" | "enters" | "reaches" => "stage",
        _ => did_you_mean(word, ["fires", "suppresses", "refuses", "stage"])?,
    };
    Some(format!("did you mean `{meant}`?"))
}

/// What a word of other languages is here, where a declaration should begin.
pub(super) fn meant_declaration(word: &str) -> Option<String> {
    let help = match word.to_ascii_lowercase().as_str() {
        "field" | "fields" | "customer" | "client" | "lead" | "person" => {
            "the fields of a customer stand in `contact { … }`"
        }
        "var" | "const" | "def" | "define" | "function" | "fn" => "a derived value is written `let name = …`",
        "test" => "a test is written `scenario \"…\" { … }`",
        lower => {
            let owner = owner(lower)?;
            return Some(format!("`{lower}` stands in the braces of {owner}"));
        }
    };
    Some(help.to_owned())
}

/// To what a clause belongs.
fn owner(word: &str) -> Option<&'static str> {
    Some(match word {
        "stage" | "transition" => "a journey",
        "on" => "a rule, a transition or a score",
        "when" => "a rule, a transition, a segment, a score or a scenario",
        "do" => "a rule or a transition",
        "channel" | "automated" | "human" | "effort" | "due" | "otherwise" | "assign" | "personalization" => {
            "an action"
        }
        "purpose" => "an action",
        "consent" => "a channel or a purpose",
        "priority" => "a rule or a transition",
        "group" => "a rule",
        "set" | "add" | "remove" => "a rule, a transition or an action",
        "requires" | "initial" | "final" | "phase" | "moment" | "emotion" | "customer_view" => "a stage",
        "version" | "timezone" | "status" => "the blueprint",
        "capacity" => "a team",
        "transactional" => "a purpose",
        "internal" | "color" => "a channel",
        "refuse" => "an event",
        "prefers" => "a segment",
        "given" | "then" => "a scenario",
        "means" => "a term",
        _ => return None,
    })
}
