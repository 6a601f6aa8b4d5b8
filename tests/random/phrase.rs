//! Random expressions of a type, as text.

use super::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    Bool,
    Int,
    Decimal,
    Text,
    Date,
    Datetime,
    Duration,
    Plan,
    Team,
}

impl Ty {
    pub const ALL: &[Self] = &[
        Self::Bool,
        Self::Int,
        Self::Decimal,
        Self::Text,
        Self::Date,
        Self::Datetime,
        Self::Duration,
        Self::Plan,
        Self::Team,
    ];
}

/// What may be read besides fields and settings.
#[derive(Clone, Copy, Default)]
pub struct Scope {
    pub lets: bool,
    pub scores: bool,
    pub segments: bool,
    pub was: bool,
    pub clock: bool,
    pub event: &'static [(&'static str, Ty)],
}

/// A constant.
pub fn constant(dice: &mut Dice, ty: Ty) -> String {
    let all: &[&str] = match ty {
        Ty::Bool => &["true", "false"],
        Ty::Int => &["0", "1", "2", "3", "7", "-2", "9223372036854775807"],
        Ty::Decimal => {
            &["0.5", "25%", "3", "-1.25", "100", "0.3333333333333333333333333333", "7922816251426433759354395033.5"]
        }
        Ty::Text => &["\"\"", "\"x\"", "\"X Y\"", "\"ï\"", "\"SS\"", "\"y\"", "\"Asia/Tokyo\""],
        Ty::Date => &["2024-02-29", "2026-03-28", "2026-03-29", "2026-03-31", "9999-12-30"],
        Ty::Datetime => {
            &["2026-03-29 02:30", "2026-10-25 02:30", "2026-03-28 10:00:30", "1970-01-01 12:00", "2199-12-31 10:00"]
        }
        Ty::Duration => &["1 day", "24 hours", "1 month", "2 weeks", "90 minutes", "1 second", "1 year"],
        Ty::Plan => &["trial", "pro", "max"],
        Ty::Team => &["red", "blue", "green"],
    };
    dice.pick(all).to_owned()
}

/// An expression of a type; it stands in brackets unless it is one word.
pub fn phrase(dice: &mut Dice, ty: Ty, depth: usize, scope: Scope) -> String {
    if depth == 0 || dice.once_in(3) {
        return leaf(dice, ty, scope);
    }
    let depth = depth - 1;
    if dice.once_in(8) {
        return format!("({} ?? {})", leaf(dice, ty, scope), phrase(dice, ty, depth, scope));
    }
    let mut of = |ty| phrase(dice, ty, depth, scope);
    let text = match ty {
        Ty::Bool => return truth(dice, depth, scope),
        Ty::Int => {
            let (a, b) = (of(Ty::Int), of(Ty::Int));
            let (d, t) = (of(Ty::Decimal), of(Ty::Text));
            match dice.below(12) {
                0 => format!("{a} + {b}"),
                1 => format!("{a} - {b}"),
                2 => format!("{a} * {b}"),
                3 => format!("{a} % {b}"),
                4 => format!("round({d})"),
                5 => format!("floor({d})"),
                6 => format!("min({a}, {b})"),
                7 => format!("max({a}, {b}, 1)"),
                8 => format!("abs({a})"),
                9 => format!("length({t})"),
                10 => format!("length({})", dice.pick(&["tags", "waits", "plans"])),
                _ => format!("-{a}"),
            }
        }
        Ty::Decimal => {
            let (a, b, n) = (of(Ty::Decimal), of(Ty::Decimal), of(Ty::Int));
            match dice.below(10) {
                0 => format!("{a} + {n}"),
                1 => format!("{a} - {b}"),
                2 => format!("{a} * {b}"),
                3 => format!("{a} / {b}"),
                4 => format!("{n} / 3"),
                5 => format!("{a} % {b}"),
                6 => format!("round({a}, {})", dice.below(4)),
                7 => format!("min({a}, {n})"),
                8 => format!("max({b}, {a})"),
                _ => format!("abs({a})"),
            }
        }
        Ty::Text => format!("lower({})", of(Ty::Text)),
        Ty::Date => match (of(Ty::Date), of(Ty::Date), dice.below(3)) {
            (date, other, 0) => format!("max({date}, {other})"),
            (date, ..) => {
                let step = dice.pick(&["3 days", "1 month", "1 year", "pause", "patience", "(until - seen)"]);
                format!("{date} {} {step}", dice.pick(&["+", "-"]))
            }
        },
        Ty::Datetime => match (of(Ty::Datetime), of(Ty::Datetime), of(Ty::Duration), dice.below(3)) {
            (at, other, _, 0) => format!("min({at}, {other})"),
            (at, _, step, _) => format!("{at} {} {step}", dice.pick(&["+", "-"])),
        },
        Ty::Duration => {
            let (a, b, n) = (of(Ty::Duration), of(Ty::Duration), of(Ty::Int));
            let (d, e) = (of(Ty::Date), of(Ty::Date));
            let (t, u) = (of(Ty::Datetime), of(Ty::Datetime));
            match dice.below(8) {
                0 => format!("{a} + {b}"),
                1 => format!("{a} - {b}"),
                2 => format!("{a} * {n}"),
                3 => format!("{n} * {a}"),
                4 => format!("{d} - {e}"),
                5 => format!("{t} - {u}"),
                6 => format!("max({a}, {b})"),
                _ => format!("-{a}"),
            }
        }
        Ty::Plan | Ty::Team => return leaf(dice, ty, scope),
    };
    format!("({text})")
}

fn leaf(dice: &mut Dice, ty: Ty, scope: Scope) -> String {
    if dice.once_in(4) { constant(dice, ty) } else { name(dice, ty, scope) }
}

/// A name that is read. Where no type is expected, a member or a team alone would be none.
fn name(dice: &mut Dice, ty: Ty, scope: Scope) -> String {
    let all = names(ty, scope);
    all[dice.below(all.len())].clone()
}

/// An expression that tells its type by itself.
pub fn typed(dice: &mut Dice, ty: Ty, depth: usize, scope: Scope) -> String {
    if matches!(ty, Ty::Plan | Ty::Team) { name(dice, ty, scope) } else { phrase(dice, ty, depth, scope) }
}

fn names(ty: Ty, scope: Scope) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (name, of, _) in super::wide::FIELDS {
        if *of == ty {
            all.push((*name).to_owned());
            if scope.was {
                all.push(format!("was {name}"));
            }
        }
    }
    for (name, of) in scope.event {
        if *of == ty {
            all.extend([format!("event.{name}"), format!("event.{name}")]);
        }
    }
    let named = |when: bool, name: &str, of: Ty, all: &mut Vec<String>| {
        if when && of == ty {
            all.push(name.to_owned());
            if scope.was {
                all.push(format!("was {name}"));
            }
        }
    };
    if ty == Ty::Int {
        all.push("step".to_owned());
    }
    if ty == Ty::Decimal {
        all.push("rate".to_owned());
    }
    named(scope.lets, "twice", Ty::Int, &mut all);
    named(scope.lets, "lucky", Ty::Bool, &mut all);
    named(scope.lets, "start", Ty::Date, &mut all);
    named(scope.lets, "saying", Ty::Text, &mut all);
    named(scope.lets && scope.clock, "age", Ty::Duration, &mut all);
    named(scope.lets, "routing.points", Ty::Int, &mut all);
    named(scope.lets, "routing.desk", Ty::Team, &mut all);
    named(scope.lets, "routing.word", Ty::Text, &mut all);
    if scope.lets && ty == Ty::Int {
        all.push("length(tally.all)".to_owned());
    }
    if scope.lets && ty == Ty::Bool {
        all.extend(["(reach == some)", "(reach in [few, many])", "(tally.desks has red)"].map(str::to_owned));
    }
    named(scope.scores, "heat", Ty::Int, &mut all);
    named(scope.scores, "cold", Ty::Int, &mut all);
    named(scope.segments, "big", Ty::Bool, &mut all);
    if scope.clock && ty == Ty::Datetime {
        all.push("now".to_owned());
    }
    if scope.clock && ty == Ty::Date {
        all.push("today".to_owned());
    }
    all
}

fn truth(dice: &mut Dice, depth: usize, scope: Scope) -> String {
    let ordered = [Ty::Int, Ty::Decimal, Ty::Date, Ty::Datetime, Ty::Duration];
    let any = dice.pick(Ty::ALL);
    let range = dice.pick(&ordered);
    let (set, element) = dice.pick(super::wide::SETS);
    let a = typed(dice, any, depth, scope);
    let mut of = |ty| phrase(dice, ty, depth, scope);
    let (p, q) = (of(Ty::Bool), of(Ty::Bool));
    let b = of(any);
    let (x, low, high) = (of(range), of(range), of(range));
    let (t, u) = (of(Ty::Text), of(Ty::Text));
    let (e, f) = (of(element), of(element));
    let mut text = match dice.below(22) {
        0 | 1 => format!("{p} and {q}"),
        2 | 3 => format!("{p} or {q}"),
        4 => format!("not {p}"),
        5 => format!("{a} {} {b}", dice.pick(&["==", "!="])),
        6..9 => format!("{x} {} {low}", dice.pick(&["<", "<=", ">", ">="])),
        9 => format!("{x} between {low} and {high}"),
        10 => format!("{a} in [{b}, {}]", constant(dice, any)),
        11 => format!("{a} not in [{b}]"),
        12 => format!("{set} has {e}"),
        13 => format!("{set} {} [{e}, {f}]", dice.pick(&["has any", "has none"])),
        14 => format!("{e} in {set}"),
        15 => {
            format!("{t} {} {u}", dice.pick(&["contains", "contains word", "starts with", "ends with", "not contains"]))
        }
        16 => format!("{t} contains any [{u}, \"x\"]"),
        17 => format!("{t} matches \"[xX].?y*\""),
        18 => format!("{a} is {}", dice.pick(&["set", "unset"])),
        19 => format!(
            "{} stage {}.{}",
            dice.pick(&["in", "not in"]),
            dice.pick(&["one", "two"]),
            dice.pick(&["a", "b", "c"])
        ),
        20 if scope.was => {
            format!("changed {}", dice.pick(&["visits", "size", "plan", "tags", "until", "pause", "waits"]))
        }
        20 => format!("{set} == [{}, {}]", constant(dice, element), constant(dice, element)),
        _ if scope.segments => dice.pick(&["is big", "is rich"]).to_owned(),
        _ => format!("{x} in {}..{}", constant(dice, range), constant(dice, range)),
    };
    let compares =
        !text.contains(" is ") && (text.contains(['=', '<', '>']) || text.contains(" in ") || text.contains(" has "));
    let whole =
        !text.contains(" and ") && !text.contains(" or ") && !text.starts_with("not ") && !text.contains(" stage ");
    if compares && whole && dice.once_in(5) {
        text += " or unset";
    }
    format!("({text})")
}
