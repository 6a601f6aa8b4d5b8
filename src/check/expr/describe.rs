//! Types, operators and names as messages write them.

use std::fmt::Write;

use super::Typer;
use crate::check::symbols::Symbol;
use crate::ir::{EventId, ObjectId, Scalar, Type};

/// The longest name that a message repeats in full, in characters.
const LONGEST: usize = 60;

/// A name in backticks, cut where it is very long.
pub(super) fn quoted(name: &str) -> String {
    let mut text = String::from("`");
    text.extend(name.chars().take(LONGEST));
    text.push_str(if name.chars().nth(LONGEST).is_some() { "…`" } else { "`" });
    text
}

/// What a top-level name is, as a sentence names it.
pub(super) const fn kind(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Team(_) => "a team",
        Symbol::Opening(_) => "an opening",
        Symbol::Purpose(_) => "a purpose",
        Symbol::Channel(_) => "a channel",
        Symbol::Enum(_) => "an enum",
        Symbol::Object(_) => "an object",
        Symbol::Event(_) => "an event",
        Symbol::Let(_) => "a derived value",
        Symbol::Setting(_) => "a setting",
        Symbol::Segment(_) => "a segment",
        Symbol::Table(_) => "a table",
        Symbol::Score(_) => "a score",
        Symbol::Mode(_) => "a mode",
        Symbol::Journey(_) => "a journey",
        Symbol::Action(_) => "an action",
        Symbol::Sequence(_) => "a sequence",
        Symbol::Group(_) => "a group",
        Symbol::Sla(_) => "a service level",
        Symbol::Rule(_) => "a rule",
        Symbol::Kpi(_) => "a figure",
        Symbol::System(_) => "a system",
        Symbol::Poisoned => "something that could not be read",
    }
}

impl Typer<'_> {
    /// The type as the language writes it, without `?`: `set of text`.
    pub(super) fn type_name(&self, ty: Type) -> String {
        let mut text = String::new();
        if ty.set {
            text.push_str("set of ");
        }
        text.push_str(self.scalar_name(ty.scalar));
        text
    }

    /// The type in backticks.
    pub(super) fn quoted_type(&self, ty: Type) -> String {
        quoted(&self.type_name(ty))
    }

    fn scalar_name(&self, scalar: Scalar) -> &str {
        match scalar {
            Scalar::Enum(id) => self.context.enums.get(id).map_or(scalar.name(), |found| found.info.name.as_str()),
            Scalar::Object(id) => self.object_name(id),
            _ => scalar.name(),
        }
    }

    /// The object's name.
    pub(super) fn object_name(&self, object: ObjectId) -> &str {
        let mut top = self.context.symbols.top.iter();
        top.find(|(_, declared)| declared.what == Symbol::Object(object)).map_or("object", |(name, _)| name)
    }

    /// The event's name in backticks.
    pub(super) fn event_name(&self, event: EventId) -> String {
        let mut top = self.context.symbols.top.iter();
        top.find(|(_, declared)| declared.what == Symbol::Event(event))
            .map_or_else(|| "the event".into(), |(name, _)| quoted(name))
    }
}

/// "a `ticket`", "an `order`"
pub(in crate::check) fn one(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
    format!("{} {}", if vowel { "an" } else { "a" }, quoted(name))
}

/// "`a`, `b` and `c`"; past ten the rest is only counted.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = if names.len() > 10 { 9 } else { names.len() };
    let mut text = String::new();
    for (at, name) in names.iter().take(shown).enumerate() {
        let last = at + 1 == names.len();
        text.push_str(if at == 0 {
            ""
        } else if last {
            " and "
        } else {
            ", "
        });
        text.push_str(&quoted(name));
    }
    if names.len() > shown {
        let _ = write!(text, " and {} more", names.len() - shown);
    }
    text
}
