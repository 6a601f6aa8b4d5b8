//! Syntax errors in words: what was expected, what was found, what was probably meant.
//!
//! The parser names the rules that it tried at the furthest place; here they become things.

use std::ops::Range;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::build::{Block, Builder, COMMON_WORDS, Rule};
use super::habits::{self, Stumble};
use super::words::{DECLARATIONS, UNITS, first_word, is_name_char, one_of, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, did_you_mean};

impl Builder<'_> {
    /// Where a failure is.
    pub(super) fn failed_at(&self, error: &Error<Rule>, start: usize) -> usize {
        let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
        start.saturating_add(at).min(self.text.len())
    }

    /// Reports the failure of a piece of text that begins at `start`.
    pub(super) fn explain(&mut self, error: &Error<Rule>, start: usize, rows: Option<&str>) {
        let at = self.failed_at(error, start);
        let tried: &[Rule] = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => &[],
        };
        let keywords = tried.iter().filter_map(|&rule| keyword(rule)).collect::<Vec<_>>();
        let word = self.word(at);
        let meant = if tried.contains(&Rule::unit) { did_you_mean(word, UNITS.iter().copied()) } else { None };
        let mut things: Vec<String> = Vec::new();
        if let Some(unit) = meant {
            let things = [thing(Rule::unit, "")];
            return self.expected_at(at, start, &things, tried, rows, Some(unit.to_owned()));
        }
        if at == start
            && let Some(rows) = rows
        {
            things.push(rows.to_owned());
        } else {
            let subject = self.name_wanted(at, start);
            for rule in strongest(tried) {
                let thing = thing(rule, subject);
                let later = matches!(thing.as_str(), "`cancels`" | "`defers`" | "`starts`");
                if !thing.is_empty() && !later && !things.contains(&thing) {
                    things.push(thing);
                }
            }
        }
        if tried.contains(&Rule::kw_suppresses) && !things.iter().any(|thing| thing == "`fires`") {
            things.push("`fires`".to_owned());
        }
        let meant = did_you_mean(word, keywords.iter().map(String::as_str)).map(str::to_owned);
        self.expected_at(at, start, &things, tried, rows, meant);
    }

    /// Reports that something is missing at a place.
    pub(super) fn expected_here(&mut self, at: usize, what: &str) {
        self.expected_at(at, at, &[what.to_owned()], &[], None, None);
    }

    /// `start` is where the piece of text begins that goes wrong at `at`.
    fn expected_at(
        &mut self,
        at: usize,
        start: usize,
        things: &[String],
        tried: &[Rule],
        rows: Option<&str>,
        meant: Option<String>,
    ) {
        let at = self.skip(at, self.text.len());
        let shown = one_of(things.get(..things.len().min(6)).unwrap_or_default());
        let (found, range) = self.token(at);
        // What is missing at the end of a line is said there, not where the next line begins.
        let read = self.trimmed(start.min(at), at);
        let line_ends =
            read > start && self.text.get(read..at).is_some_and(|blank| blank.contains('\n') || range.is_empty());
        let (message, range) = match (things, line_ends) {
            ([], _) => (format!("{found} can't stand here"), range),
            (_, true) => {
                let last = self.last_token(start, read);
                let text = quoted(self.text.get(last.clone()).unwrap_or_default());
                (format!("expected {shown} behind {text}"), last)
            }
            _ => (format!("expected {shown}, found {found}"), range),
        };
        let mut diagnostic = Diagnostic::new(Code::Expected, self.span_of(range.clone()), message);
        let place = if line_ends { read } else { at };
        if let Some(help) = self.habit(place, things, tried, rows) {
            diagnostic = diagnostic.help(help);
        } else if let Some(meant) = meant.filter(|_| !line_ends) {
            diagnostic = diagnostic.help(format!("did you mean `{meant}`?"));
        }
        self.report_once(range.start, diagnostic);
    }

    /// What a habit of other languages stands for here.
    fn habit(&self, at: usize, things: &[String], tried: &[Rule], rows: Option<&str>) -> Option<String> {
        // A line may be as long as the text; what matters of it is near.
        let before = self.text.get(..at).unwrap_or_default();
        let far = before.char_indices().rev().nth(200).map_or(0, |(start, _)| start);
        let before = before.get(far..).and_then(|near| near.rsplit('\n').next()).unwrap_or_default().trim_start();
        let rest = self.text.get(at..).unwrap_or_default();
        let far = rest.char_indices().nth(200).map_or(rest.len(), |(end, _)| end);
        let rest = rest.get(..far).and_then(|near| near.split('\n').next()).unwrap_or_default();
        let expected = |thing: &str| things.iter().any(|known| known == thing);
        let value = things.iter().any(|thing| thing.starts_with("a value") || thing.starts_with("a duration"));
        habits::meant(&Stumble {
            before,
            rest,
            name: things.iter().any(|thing| thing.ends_with(" name") || thing == "a name"),
            value,
            arrow: expected("`->`"),
            set: expected("`=`"),
            colon: expected("`:`"),
            literal: matches!(things, [thing] if thing == "a whole number" || thing == "a text in quotes"),
            text: expected("a text in quotes"),
            bracket: expected("`)`"),
            range: expected("`..`"),
            with: expected("`with`"),
            state: tried.contains(&Rule::state),
            last: matches!(things, [thing] if thing == "`last`"),
            row: rows.is_some(),
        })
    }

    /// The word or sign that ends at `end`.
    fn last_token(&self, start: usize, end: usize) -> Range<usize> {
        let text = self.text.get(start..end).unwrap_or_default();
        let word = text.trim_end_matches(is_name_char).len();
        let last = text.chars().next_back().map_or(0, char::len_utf8);
        start.saturating_add(word.min(text.len().saturating_sub(last)))..end
    }

    /// A line with an unclosed text is reported already.
    fn report_once(&mut self, at: usize, diagnostic: Diagnostic) {
        self.looked_into = self.looked_into.saturating_add(1);
        if !self.is_broken(at) {
            self.report(diagnostic);
        }
    }

    fn is_broken(&self, at: usize) -> bool {
        let next = self.scan.broken.partition_point(|line| line.end < at);
        self.scan.broken.get(next).is_some_and(|line| line.start <= at)
    }

    /// The word or sign at a place, for a message, and where it stands.
    fn token(&self, at: usize) -> (String, Range<usize>) {
        let rest = self.text.get(at..).unwrap_or_default();
        let length = match rest.chars().next() {
            None => return (String::from("the end of the file"), at..at),
            Some('"') => {
                let inner = rest.get(1..).and_then(|rest| rest.find(['"', '\n']));
                inner.map_or(1, |end| end.saturating_add(2)).min(rest.len())
            }
            Some(c) if is_name_char(c) => rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len()),
            Some(c) if c.is_whitespace() || habits::is_hidden(c) => {
                let name = match c {
                    '\u{a0}' => "a no-break space",
                    c if c.is_whitespace() => "a blank of another kind",
                    _ => "an invisible character",
                };
                return (format!("{name} (U+{:04X})", u32::from(c)), at..at.saturating_add(c.len_utf8()));
            }
            Some(_) if SIGNS.iter().any(|sign| rest.starts_with(sign)) => 2,
            Some(c) => c.len_utf8(),
        };
        let token = rest.get(..length).unwrap_or_default();
        (quoted(token), at..at.saturating_add(token.len()))
    }

    pub(super) fn unknown_declaration(&mut self, at: usize) {
        let (found, range) = self.token(at);
        let word = self.word(at);
        if word.is_empty() {
            self.expected_at(at, at, &[String::from("a declaration")], &[], None, None);
            return;
        }
        let message = format!("no declaration begins with {found}");
        let diagnostic = Diagnostic::new(Code::UnknownDeclaration, self.span_of(range), message);
        let diagnostic = match likely(word, DECLARATIONS.iter().copied(), habits::meant_declaration) {
            Some(help) => diagnostic.help(help),
            None => diagnostic.help(format!("declarations begin with {}", listed(DECLARATIONS.iter().copied()))),
        };
        self.report_once(at, diagnostic);
    }

    /// `before` is where the clause before begins.
    pub(super) fn unknown_clause<K: Block>(&mut self, at: usize, before: Option<usize>) {
        if before.is_some_and(|before| self.told_of::<K>(before, at)) {
            self.looked_into = self.looked_into.saturating_add(1);
            return;
        }
        let (found, range) = self.token(at);
        let word = self.word(at);
        let words = || K::WORDS.iter().chain(COMMON_WORDS).copied();
        if word.is_empty() {
            self.expected_at(at, at, &[format!("a clause of {}", K::OWNER)], &[], K::ROWS, None);
            return;
        }
        let message = format!("no clause of {} begins with {found}", K::OWNER);
        let diagnostic = Diagnostic::new(Code::UnknownClause, self.span_of(range), message);
        let known = words().chain(CONTINUATIONS.iter().copied());
        let comma = before.and_then(|before| self.comma_missing(before, at));
        let diagnostic = match comma
            .or_else(|| self.word_missing::<K>(before, at))
            .or_else(|| likely(word, known, habits::meant_clause))
            .or_else(|| self.name_without_comma(before?, at))
        {
            Some(help) => diagnostic.help(help),
            None => match self.name_in_two(at) {
                Some(name) => {
                    diagnostic.help(format!("a name is one word, perhaps `{name}`; a label stands in quotes"))
                }
                None => diagnostic.help(format!("its clauses begin with {}", listed(words()))),
            },
        };
        self.report_once(at, diagnostic);
    }

    /// Whether the mistake is one of the clause before, on the same line, which is reported then.
    fn told_of<K: Block>(&mut self, before: usize, at: usize) -> bool {
        if self.word(at).is_empty() {
            return false;
        }
        if let Some(place) = self.taken_for_name::<K>(before, at) {
            let said = self.text.get(before..place.start).unwrap_or_default().trim_end();
            let wanted =
                if said.ends_with(',') { "another name behind `,`" } else { self.name_wanted(place.start, before) };
            let (found, _) = self.token(place.start);
            let message = format!("expected {wanted}, found {found}");
            self.report_once(place.start, Diagnostic::new(Code::Expected, self.span_of(place), message));
            return true;
        }
        let Some(clause) = self.text.get(before..at).filter(|clause| !clause.contains('\n')) else { return false };
        let inside = |span: Span| (before..at).contains(&(span.start as usize));
        if self.found.iter().rev().take(2).any(|found| found.code == Code::Expected && found.span.is_some_and(inside)) {
            return true;
        }
        let (word, said) = (first_word(clause), clause.trim_end());
        let last = last_word(said);
        let start = before.saturating_add(said.len()).saturating_sub(last.len());
        if word == "then" && said.split_whitespace().skip(1).eq(["not", "stage"]) {
            let place = start..start.saturating_add(last.len());
            let help = format!("write `not in stage {}`", self.word(at));
            let found = Diagnostic::new(Code::Expected, self.span_of(place), "expected a value, found `stage`");
            self.report_once(start, found.help(help));
            return true;
        }
        let behind_then = word == "then" && said.split_whitespace().count() == 2;
        let Some(help) = habits::meant_assertion(last).filter(|_| behind_then) else { return false };
        let message = format!("no assertion begins with {}", quoted(last));
        let found = Diagnostic::new(Code::Expected, self.span_of(start..start.saturating_add(last.len())), message);
        self.report_once(start, found.help(help));
        true
    }

    /// What could be read, but for a word before it.
    fn word_missing<K: Block>(&self, before: Option<usize>, at: usize) -> Option<String> {
        let word = self.word(at);
        if before.is_some_and(|before| last_word(self.text.get(before..at).unwrap_or_default().trim_end()) == "count") {
            return Some(format!("write `count of {word}`"));
        }
        let behind = self.text.get(at.saturating_add(word.len())..)?.trim_start_matches([' ', '\t']);
        let begins = |clause: &str| K::WORDS.contains(&clause);
        if (begins("transition") || begins("customer_view")) && behind.starts_with("->") {
            return Some(format!("write `transition {word} ->` and so on"));
        }
        let cell = [",", "->", "..", "<", ">"].iter().any(|sign| behind.starts_with(sign));
        (begins("row") && cell).then(|| "each row begins with `row`".to_owned())
    }

    /// What goes on with a list of changes, but for a comma.
    fn comma_missing(&self, before: usize, at: usize) -> Option<String> {
        let behind = self.text.get(at.saturating_add(self.word(at).len())..)?.trim_start_matches([' ', '\t']);
        let gives = behind.starts_with('=') && !behind.starts_with("==");
        let list = matches!(self.word(before), "given" | "set" | "when");
        (gives && list).then(|| "several stand with commas between: `a = 1, b = 2`".to_owned())
    }

    /// What goes on with a list of names, but for a comma.
    fn name_without_comma(&self, before: usize, at: usize) -> Option<String> {
        let clause = self.text.get(before..at).filter(|clause| !clause.contains('\n'))?;
        let list = matches!(first_word(clause), "do" | "requires") && clause.trim_end().ends_with(is_name_char);
        list.then(|| format!("several stand with commas between: `{}, {}`", last_word(clause), self.word(at)))
    }

    /// A name in two words, as one.
    fn name_in_two(&self, at: usize) -> Option<String> {
        let line = self.text.get(..at)?.rsplit('\n').next()?;
        match line.split_whitespace().take(3).collect::<Vec<_>>().as_slice() {
            [declaration, name] if DECLARATIONS.contains(declaration) || *declaration == "stage" => {
                name.ends_with(is_name_char).then(|| format!("{name}_{}", self.word(at)))
            }
            _ => None,
        }
    }

    /// What a name at `at` would name, by the word before it or that of its clause.
    pub(super) fn name_wanted(&self, at: usize, clause: usize) -> &'static str {
        let before = self.text.get(clause..at).unwrap_or_default().trim();
        let last = before.rsplit(|c: char| !is_name_char(c)).next().unwrap_or_default();
        let word = if last.is_empty() { first_word(before) } else { last };
        match word {
            "stage" | "enter" => "a stage name",
            "transition" if last.is_empty() || last == "transition" => "a stage name",
            "on" | "unless" | "event" | "from" | "until" | "without" | "exit" | "goal" => "an event name",
            "do" | "otherwise" | "action" => "an action name",
            "fires" | "defers" | "suppresses" | "cancels" => "the name of an action or a rule",
            "channel" | "across" | "pressure" => "a channel name",
            "purpose" | "exempt" => "a purpose name",
            "rule" => "a rule name",
            "group" => "a group name",
            "team" | "owner" | "responsible" | "accountable" | "consulted" | "informed" => "a team name",
            "segment" => "a segment name",
            "start" | "starts" | "sequence" | "running" => "a sequence name",
            "object" => "an object name",
            "mode" => "a mode name",
            "journey" | "extends" => "a journey name",
            "opening" | "open" => "an opening's name",
            "set" => "a field name",
            _ => "a name",
        }
    }
}

/// Signs of two characters, of this language and of others.
const SIGNS: &[&str] =
    &["->", "=>", "==", "!=", "<=", ">=", "&&", "||", "..", "+=", "-=", "*=", "/=", "++", "--", ":=", "/*", "??"];

/// Words that go on with a clause.
const CONTINUATIONS: &[&str] = &[
    "where", "with", "after", "before", "without", "defer", "drop", "per", "across", "exempt", "from", "until", "and",
    "else", "once", "add",
];

fn last_word(clause: &str) -> &str {
    clause.trim_end().rsplit(|c: char| !is_name_char(c)).next().unwrap_or_default()
}

/// What was meant by a word that nothing begins with: the word itself in other letters, that of a habit, or the
/// nearest.
fn likely<'w>(
    word: &str,
    known: impl Iterator<Item = &'w str> + Clone,
    habit: impl FnOnce(&str) -> Option<String>,
) -> Option<String> {
    let meant = |known: &str| format!("did you mean `{known}`?");
    let others = known.filter(|&known| known != word);
    let same = others.clone().find(|known| known.eq_ignore_ascii_case(word));
    same.map(meant).or_else(|| habit(word)).or_else(|| did_you_mean(word, others).map(meant))
}

fn listed<'w>(words: impl Iterator<Item = &'w str>) -> String {
    one_of(&words.map(|word| format!("`{word}`")).collect::<Vec<_>>())
}

/// Without operators, where something else is expected too. All that begins a value is one thing.
fn strongest(tried: &[Rule]) -> Vec<Rule> {
    let value = tried.contains(&Rule::p_bracket) || tried.contains(&Rule::list);
    let kept = |rule: &Rule| !(is_operator(*rule) || value && is_value(*rule));
    let mut strong: Vec<_> = tried.iter().copied().filter(kept).collect();
    if value {
        strong.insert(0, Rule::expr);
    }
    if strong.is_empty() { tried.to_vec() } else { strong }
}

/// What may go on with what is whole already: named only where nothing else is expected.
fn is_operator(rule: Rule) -> bool {
    use Rule::{
        arithmetic, compare, compare_sign, is_state, op_and, op_between, op_or, op_range, or_unset, p_comma, p_paren,
        window,
    };
    matches!(
        rule,
        arithmetic
            | compare
            | compare_sign
            | is_state
            | op_and
            | op_between
            | op_or
            | op_range
            | or_unset
            | p_comma
            | p_paren
            | window
    )
}

fn is_value(rule: Rule) -> bool {
    use Rule::{
        aggregate, amount, changed, clock, date, date_time, duration, in_stage, is_named, kw_any, kw_at, kw_changed,
        kw_in, kw_is, kw_last, kw_no, kw_time, kw_was, last, list, name, number, op_minus, op_not, p_bracket, p_paren,
        parens, path, percent, quantified, quantified_where, reference, text, time_in_stage, truth, was,
    };
    matches!(
        rule,
        aggregate
            | amount
            | changed
            | clock
            | date
            | date_time
            | duration
            | in_stage
            | is_named
            | kw_any
            | kw_at
            | kw_changed
            | kw_in
            | kw_is
            | kw_last
            | kw_no
            | kw_time
            | kw_was
            | last
            | list
            | name
            | number
            | op_minus
            | op_not
            | p_bracket
            | p_paren
            | parens
            | path
            | percent
            | quantified
            | quantified_where
            | reference
            | text
            | time_in_stage
            | truth
            | was
    )
}

/// The keyword of a rule; operators that are words among them.
fn keyword(rule: Rule) -> Option<String> {
    format!("{rule:?}").strip_prefix("kw_").map(str::to_owned)
}

/// What a rule stands for, to its reader; empty for what can't be named.
fn thing(rule: Rule, name: &str) -> String {
    if let Some(keyword) = keyword(rule) {
        return format!("`{keyword}`");
    }
    let thing = match rule {
        Rule::name | Rule::path | Rule::names | Rule::events | Rule::sources | Rule::occurrence | Rule::over_name => {
            name
        }
        Rule::call => "an action name",
        Rule::member => "a member of the enum",
        Rule::text | Rule::label => "a text in quotes",
        Rule::duration | Rule::amount => "a duration such as `2 days`",
        Rule::unit => "a unit of time such as `days`",
        Rule::share | Rule::percent => "a share such as `10%`",
        Rule::whole | Rule::signed | Rule::number => "a whole number",
        Rule::date | Rule::date_time => "a date such as `2026-03-02`",
        Rule::clock | Rule::time_range => "a time such as `09:00`",
        Rule::weekday | Rule::day_range | Rule::days => "a weekday such as `mon`",
        Rule::month => "a month such as `january`",
        Rule::month_day => "a day of the year such as `12-25`",
        Rule::closed_day => "a date, or days of every year",
        Rule::type_expr | Rule::type_base => "a type such as `text`",
        Rule::expr | Rule::and_expr | Rule::reference => "a value",
        Rule::sum_expr => "a value such as a number or a duration",
        Rule::cell | Rule::cell_test | Rule::cell_value => "a test such as `> 5` or `any`",
        Rule::column => "a column such as `amount: decimal`",
        Rule::value => "a value such as `name: 1`",
        Rule::variant => "a variant such as `a 50% do …`",
        Rule::suspended | Rule::suspension | Rule::suspendable => "what is suspended, such as `purpose …`",
        Rule::per_window => "`per` and a time",
        Rule::handling => "`defer` or `drop`",
        Rule::guard => "`when`",
        Rule::do_clause => "`do`",
        Rule::assignment | Rule::given_value | Rule::change_to_field => "a change such as `field = value`",
        Rule::subject | Rule::in_opening => "`of`",
        Rule::scenario_row | Rule::row => "a row",
        Rule::reason => "a reason such as `consent`",
        Rule::state => "a state such as `set`",
        Rule::measure => "a figure such as `conversion to …`",
        Rule::declaration => "a declaration",
        Rule::p_open | Rule::values | Rule::columns | Rule::members | Rule::steps => "`{`",
        Rule::p_close => "`}`",
        Rule::p_paren => "`(`",
        Rule::p_end_paren => "`)`",
        Rule::p_end_bracket => "`]`",
        Rule::p_comma => "`,`",
        Rule::p_colon => "`:`",
        Rule::p_set => "`=`",
        Rule::p_arrow => "`->`",
        Rule::p_range | Rule::op_range => "`..`",
        _ if is_operator(rule) => "an operator",
        _ => "",
    };
    thing.to_owned()
}
