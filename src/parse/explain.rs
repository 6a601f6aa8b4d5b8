//! Syntax errors in words: what was expected, what was found, what was probably meant.
//!
//! The parser names the rules that it tried at the furthest place; here they become things.

use std::ops::Range;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::build::{Block, Builder, COMMON_WORDS, Rule};
use super::words::{DECLARATIONS, UNITS, first_word, is_name_char, nearest, one_of, quoted};
use crate::diagnostic::{Code, Diagnostic};

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
        let meant = if tried.contains(&Rule::unit) { nearest(word, UNITS.iter().copied()) } else { None };
        let mut things: Vec<String> = Vec::new();
        if let Some(unit) = meant {
            let things = [thing(Rule::unit, "")];
            return self.expected_at(at, start, &things, Some(unit.to_owned()));
        }
        if at == start
            && let Some(rows) = rows
        {
            things.push(rows.to_owned());
        } else {
            let subject = self.name_wanted(at, start);
            for rule in strongest(tried) {
                let thing = thing(rule, subject);
                if !thing.is_empty() && !things.contains(&thing) {
                    things.push(thing);
                }
            }
        }
        let meant = nearest(word, keywords.iter().map(String::as_str)).map(str::to_owned);
        self.expected_at(at, start, &things, meant);
    }

    /// Reports that something is missing at a place.
    pub(super) fn expected_here(&mut self, at: usize, what: &str) {
        self.expected_at(at, at, &[what.to_owned()], None);
    }

    /// `start` is where the piece of text begins that goes wrong at `at`.
    fn expected_at(&mut self, at: usize, start: usize, things: &[String], meant: Option<String>) {
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
        if let Some(meant) = meant.filter(|_| !line_ends) {
            diagnostic = diagnostic.help(format!("did you mean `{meant}`?"));
        }
        self.report_once(range.start, diagnostic);
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
            Some('-') if rest.starts_with("->") => 2,
            Some(c) => c.len_utf8(),
        };
        let token = rest.get(..length).unwrap_or_default();
        (quoted(token), at..at.saturating_add(token.len()))
    }

    pub(super) fn unknown_declaration(&mut self, at: usize) {
        let (found, range) = self.token(at);
        let word = self.word(at);
        if word.is_empty() {
            self.expected_at(at, at, &[String::from("a declaration")], None);
            return;
        }
        let message = format!("no declaration begins with {found}");
        let diagnostic = Diagnostic::new(Code::UnknownDeclaration, self.span_of(range), message);
        let diagnostic = match nearest(word, DECLARATIONS.iter().copied()) {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic.help(format!("declarations begin with {}", listed(DECLARATIONS.iter().copied()))),
        };
        self.report_once(at, diagnostic);
    }

    pub(super) fn unknown_clause<K: Block>(&mut self, at: usize) {
        let (found, range) = self.token(at);
        let word = self.word(at);
        let words = || K::WORDS.iter().chain(COMMON_WORDS).copied();
        if word.is_empty() {
            self.expected_at(at, at, &[format!("a clause of {}", K::OWNER)], None);
            return;
        }
        let message = format!("no clause of {} begins with {found}", K::OWNER);
        let diagnostic = Diagnostic::new(Code::UnknownClause, self.span_of(range), message);
        let diagnostic = match nearest(word, words().chain(CONTINUATIONS.iter().copied())) {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic.help(format!("its clauses begin with {}", listed(words()))),
        };
        self.report_once(at, diagnostic);
    }

    /// What a name at `at` would name, by the word before it or that of its clause.
    fn name_wanted(&self, at: usize, clause: usize) -> &'static str {
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

/// Words that go on with a clause.
const CONTINUATIONS: &[&str] = &[
    "where", "with", "after", "before", "without", "defer", "drop", "per", "across", "exempt", "from", "until", "and",
    "else", "once", "add",
];

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
