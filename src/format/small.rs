//! Names, clauses that may stand on anything, calendar forms, types.

use super::expression::{expr, quoted, sum};
use super::layout::{Block, Layout, Row, braces, line};
use crate::ast::*;

pub(super) fn name(name: &Name) -> String {
    name.text.clone()
}

pub(super) fn path(path: &Path) -> String {
    path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

pub(super) fn text(text: &Text) -> String {
    quoted(&text.value)
}

/// `a, b`
pub(super) fn commas<T>(items: &[T], print: impl Fn(&T) -> String) -> String {
    items.iter().map(print).collect::<Vec<_>>().join(", ")
}

pub(super) fn names(items: &[Name]) -> String {
    commas(items, name)
}

pub(super) fn paths(items: &[Path]) -> String {
    commas(items, path)
}

/// `keyword name of subject "label"`
pub(super) fn header(keyword: &str, name: &Name, subject: Option<&Name>, label: Option<&Text>) -> String {
    let mut header = format!("{keyword} {}", name.text);
    if let Some(subject) = subject {
        header.push_str(" of ");
        header.push_str(&subject.text);
    }
    labelled(header, label)
}

pub(super) fn labelled(mut header: String, label: Option<&Text>) -> String {
    if let Some(label) = label {
        header.push(' ');
        header.push_str(&text(label));
    }
    header
}

/// ` keyword shown`, or nothing.
pub(super) fn optional<T>(keyword: &str, value: Option<&T>, print: impl Fn(&T) -> String) -> String {
    value.map(|value| format!(" {keyword} {}", print(value))).unwrap_or_default()
}

pub(super) fn common(clause: &Common) -> Block {
    match clause {
        Common::Meta(entries) => {
            let rows = entries.iter().map(|entry| line(format!("{}: {}", name(&entry.key), text(&entry.value))));
            braces("meta", rows.map(Row::plain).collect(), &[], Layout::LIST)
        }
        Common::RenamedFrom(old) => line(format!("renamed from {}", name(old))),
        Common::Responsibility(Responsibility { role, who }) => {
            let role = match role {
                Role::Owner => "owner",
                Role::Responsible => "responsible",
                Role::Accountable => "accountable",
                Role::Consulted => "consulted",
                Role::Informed => "informed",
            };
            line(format!("{role} {}", paths(who)))
        }
        Common::Invalid(_) => Block::new(),
    }
}

/// `{ a: 1, b: 2 }` behind `header`; nothing where there are none.
pub(super) fn values(header: &str, values: &[NamedValue]) -> Block {
    let rows = values.iter().map(|value| line(format!("{}: {}", name(&value.name), expr(&value.value))));
    if values.is_empty() { line(header) } else { braces(header, rows.map(Row::plain).collect(), &[], Layout::LIST) }
}

/// The same on one line.
pub(super) fn values_inline(header: &str, values: &[NamedValue]) -> String {
    if values.is_empty() {
        return header.to_owned();
    }
    let shown = commas(values, |value| format!("{}: {}", name(&value.name), expr(&value.value)));
    format!("{header} {{ {shown} }}")
}

// ---- types ----------------------------------------------------------------------------------------

pub(super) fn type_expr(ty: &TypeExpr) -> Block {
    let mark = if ty.optional { "?" } else { "" };
    let mut block = match &ty.kind {
        TypeKind::Named(named) => line(path(named)),
        TypeKind::Set(element) => {
            let mut block = type_expr(element);
            if let Some(first) = block.first_mut() {
                first.insert_str(0, "set of ");
            }
            block
        }
        TypeKind::Enum(members) => braces("enum", members.iter().map(member).collect(), &[], Layout::LIST),
    };
    if let Some(last) = block.last_mut() {
        last.push_str(mark);
    }
    block
}

/// A type where only one line has room; comments inside it go, and the proof sees it.
pub(super) fn type_inline(ty: &TypeExpr) -> String {
    type_expr(ty).join(" ")
}

pub(super) fn member(member: &Member) -> Row {
    let mut shown = labelled(name(&member.name), member.label.as_ref());
    shown.push_str(&optional("renamed from", member.renamed_from.as_ref(), name));
    Row::new(&member.notes, line(shown))
}

pub(super) fn column(column: &Column) -> String {
    format!("{}: {}", name(&column.name), type_inline(&column.ty))
}

// ---- the calendar ---------------------------------------------------------------------------------

pub(super) fn duration(duration: &Duration) -> String {
    let plural = if duration.amount == 1 { "" } else { "s" };
    format!("{} {}{plural}", duration.amount, unit(duration.unit))
}

pub(super) const fn unit(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "second",
        TimeUnit::Minute => "minute",
        TimeUnit::Hour => "hour",
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
    }
}

/// `25%`, `12.5%`
pub(super) fn share(share: &Share) -> String {
    let (whole, rest) = (share.basis_points / 100, share.basis_points % 100);
    match rest {
        0 => format!("{whole}%"),
        _ if rest % 10 == 0 => format!("{whole}.{}%", rest / 10),
        _ => format!("{whole}.{rest:02}%"),
    }
}

pub(super) fn time(time: &TimeOfDay) -> String {
    format!("{:02}:{:02}", time.minutes / 60, time.minutes % 60)
}

pub(super) fn time_range(range: &TimeRange) -> String {
    format!("{}..{}", time(&range.from), time(&range.to))
}

pub(super) fn day_range(days: &DayRange) -> String {
    let (from, to) = (weekday(days.from), weekday(days.to));
    if days.from == days.to { from.to_owned() } else { format!("{from}..{to}") }
}

pub(super) const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}

pub(super) fn month_day(day: &MonthDay) -> String {
    format!("{:02}-{:02}", day.month, day.day)
}

pub(super) fn closed_day(day: &ClosedDay) -> String {
    match day {
        ClosedDay::Date(date) => date.format("%Y-%m-%d").to_string(),
        ClosedDay::Dates(from, to) => format!("{}..{}", from.format("%Y-%m-%d"), to.format("%Y-%m-%d")),
        ClosedDay::EveryYear(day) => format!("every year {}", month_day(day)),
        ClosedDay::Nth { nth, weekday, month } => {
            let nth = match nth {
                1 => "first",
                2 => "second",
                3 => "third",
                4 => "fourth",
                _ => "last",
            };
            format!("{nth} {} of {}", self::weekday(*weekday), month_name(*month))
        }
    }
}

const fn month_name(month: u8) -> &'static str {
    match month {
        1 => "january",
        2 => "february",
        3 => "march",
        4 => "april",
        5 => "may",
        6 => "june",
        7 => "july",
        8 => "august",
        9 => "september",
        10 => "october",
        11 => "november",
        _ => "december",
    }
}

pub(super) fn handling(handling: &Handling) -> String {
    match handling {
        Handling::Drop => "drop".to_owned(),
        Handling::Defer { at_most: None } => "defer".to_owned(),
        Handling::Defer { at_most: Some(longest) } => format!("defer at most {}", duration(longest)),
    }
}

/// ` defer`, or nothing.
pub(super) fn handled(value: Option<&Handling>) -> String {
    value.map(|value| format!(" {}", handling(value))).unwrap_or_default()
}

/// `per day`, `per calendar week`, `per 7 days`
pub(super) fn window(window: &Window) -> String {
    match window {
        Window::Calendar(unit @ (TimeUnit::Week | TimeUnit::Month | TimeUnit::Year)) => {
            format!("per calendar {}", self::unit(*unit))
        }
        Window::Calendar(unit) => format!("per {}", self::unit(*unit)),
        Window::Rolling(length) => format!("per {}", duration(length)),
    }
}

pub(super) fn cap(cap: &Cap) -> String {
    let mut shown = format!("cap {} {}", sum(&cap.amount), window(&cap.window));
    shown.push_str(&optional("when", cap.when.as_ref(), expr));
    if !cap.across.is_empty() {
        shown.push_str(&format!(" across {}", names(&cap.across)));
    }
    if !cap.exempt.is_empty() {
        shown.push_str(&format!(" exempt {}", names(&cap.exempt)));
    }
    shown + &handled(cap.handling.as_ref())
}
