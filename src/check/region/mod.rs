//! Exact sets of the values that an expression of one type can have: what tests let through,
//! whether two can hold at once, what none of them covers, each with an example.
//!
//! - [`Universe`]: all values of a type, and whether there may be none.
//! - [`Region`]: some of them. Values that have an order are stretches of a line, members and
//!   teams a list, texts a list or all but a list.
//! - [`Product`]: combinations, a region for each of several expressions that are taken as
//!   independent of each other.

mod line;
mod product;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::NaiveDate;

pub(in crate::check) use line::{Cut, Key, Line};
pub(in crate::check) use product::{Budget, Product, Spent};

use crate::calendar::Instant;
use crate::ir::{Blueprint, Comparison, Id, Scalar, TeamId, Type, Value};

/// All values that something of a type can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Universe {
    scalar: Scalar,
    /// Whether it may be unset.
    optional: bool,
    /// The ends of the line, of values that have an order.
    ends: (Cut, Cut),
    /// How many values there are, of types that have few.
    count: Option<usize>,
}

/// Some of the values of a universe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Region {
    values: Values,
    /// Whether it holds the absence of a value.
    unset: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Values {
    Line(Line),
    /// The listed values.
    Of(BTreeSet<Value>),
    /// All values but the listed ones; of types that have few, of so many.
    AllBut(BTreeSet<Value>, Option<usize>),
}

/// A value of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) enum Sample {
    /// None.
    Unset,
    /// This one.
    Value(Value),
}

impl Universe {
    /// All values of a single type; `None` for a set.
    pub(in crate::check) fn new(ir: &Blueprint, teams: usize, ty: Type) -> Option<Self> {
        if ty.set {
            return None;
        }
        let whole = |low: i128, high: i128| (Cut::before(Key::Whole(low)), Cut::behind(Key::Whole(high)));
        let day =
            |year, month, day| NaiveDate::from_ymd_opt(year, month, day).and_then(|day| Key::of(&Value::Date(day)));
        let ends = match ty.scalar {
            Scalar::Int => whole(i64::MIN.into(), i64::MAX.into()),
            Scalar::Date => {
                let ends = day(0, 1, 1).zip(day(9999, 12, 31));
                ends.map_or((Cut::Low, Cut::High), |(first, last)| (Cut::before(first), Cut::behind(last)))
            }
            Scalar::Datetime => whole(Instant::MIN.milliseconds().into(), Instant::MAX.milliseconds().into()),
            _ => (Cut::Low, Cut::High),
        };
        let count = match ty.scalar {
            Scalar::Bool => Some(2),
            Scalar::Enum(id) => Some(ir.enums.get(id).map_or(0, |declared| declared.members.len())),
            Scalar::Team => Some(teams),
            _ => None,
        };
        Some(Self { scalar: ty.scalar, optional: ty.optional, ends, count })
    }

    /// Whether its values have an order.
    pub(in crate::check) const fn is_ordered(&self) -> bool {
        matches!(self.scalar, Scalar::Int | Scalar::Decimal | Scalar::Date | Scalar::Datetime | Scalar::Duration)
    }

    /// Every value, and their absence where there may be none.
    pub(in crate::check) fn all(&self) -> Region {
        Region { unset: self.optional, ..self.known() }
    }

    /// Every value.
    pub(in crate::check) fn known(&self) -> Region {
        let values = if self.is_ordered() {
            Values::Line(Line::between(self.ends.0, self.ends.1))
        } else {
            Values::AllBut(BTreeSet::new(), self.count)
        };
        Region { values, unset: false }
    }

    /// The absence of a value, where there may be none.
    pub(in crate::check) fn unset(&self) -> Region {
        Region { unset: self.optional, ..self.none() }
    }

    /// Nothing.
    pub(in crate::check) fn none(&self) -> Region {
        let values = if self.is_ordered() {
            Values::Line(Line::between(Cut::High, Cut::Low))
        } else {
            Values::Of(BTreeSet::new())
        };
        Region { values, unset: false }
    }

    /// The values for which a comparison with a constant of their type is true. Of values
    /// without an order, those of order hold for none.
    pub(in crate::check) fn compared(&self, op: Comparison, with: &Value) -> Region {
        let equal = || match Key::of(with).filter(|_| self.is_ordered()) {
            Some(key) => self.stretch(Cut::before(key), Cut::behind(key)),
            None => Region { values: Values::Of([with.clone()].into()), unset: false }.and(&self.known()),
        };
        let ordered = |from: fn(Key) -> (Cut, Cut)| match Key::of(with).filter(|_| self.is_ordered()) {
            Some(key) => {
                let (low, high) = from(key);
                self.stretch(low, high)
            }
            None => self.none(),
        };
        match op {
            Comparison::Equal => equal(),
            Comparison::NotEqual => self.known().minus(&equal()),
            Comparison::Less => ordered(|key| (Cut::Low, Cut::before(key))),
            Comparison::LessOrEqual => ordered(|key| (Cut::Low, Cut::behind(key))),
            Comparison::Greater => ordered(|key| (Cut::behind(key), Cut::High)),
            Comparison::GreaterOrEqual => ordered(|key| (Cut::before(key), Cut::High)),
        }
    }

    /// The values from one constant to another, both included.
    pub(in crate::check) fn range(&self, low: &Value, high: &Value) -> Region {
        self.compared(Comparison::GreaterOrEqual, low).and(&self.compared(Comparison::LessOrEqual, high))
    }

    /// A value that is none of these.
    fn member_outside(&self, but: &BTreeSet<Value>) -> Option<Value> {
        let member = |index: usize| match self.scalar {
            Scalar::Bool => Some(Value::Bool(index > 0)),
            Scalar::Enum(id) => u32::try_from(index).ok().map(|index| Value::Member(id, index)),
            Scalar::Team => Some(Value::Team(TeamId::new(index))),
            Scalar::Text if index == 0 => Some(Value::text("another")),
            Scalar::Text => Some(Value::text(&format!("another {}", index.saturating_add(1)))),
            _ => None,
        };
        (0..self.count.unwrap_or(usize::MAX)).map_while(member).find(|value| !but.contains(value))
    }

    fn stretch(&self, from: Cut, to: Cut) -> Region {
        let line = Line::between(from.max(self.ends.0), to.min(self.ends.1));
        Region { values: Values::Line(line), unset: false }
    }
}

impl Region {
    pub(in crate::check) fn is_empty(&self) -> bool {
        !self.unset
            && match &self.values {
                Values::Line(line) => line.is_empty(),
                Values::Of(listed) => listed.is_empty(),
                Values::AllBut(but, count) => *count == Some(but.len()),
            }
    }

    /// How much there is to look at in it.
    fn weight(&self) -> usize {
        match &self.values {
            Values::Line(line) => line.len(),
            Values::Of(listed) | Values::AllBut(listed, _) => listed.len(),
        }
    }

    /// Whether both hold something in common, of one universe.
    pub(in crate::check) fn meets(&self, other: &Self) -> bool {
        let values = match (&self.values, &other.values) {
            (Values::Line(one), Values::Line(other)) => one.meets(other),
            (Values::Of(one), Values::Of(other)) => !one.is_disjoint(other),
            (Values::Of(of), Values::AllBut(but, _)) | (Values::AllBut(but, _), Values::Of(of)) => !of.is_subset(but),
            (Values::AllBut(one, count), Values::AllBut(other, _)) => {
                count.is_none_or(|count| one.union(other).take(count).count() < count)
            }
            // Regions of two universes share nothing.
            _ => false,
        };
        values || self.unset && other.unset
    }

    /// What any of them holds, of one universe.
    pub(in crate::check) fn any(regions: Vec<Self>, universe: &Universe) -> Self {
        let mut all = regions;
        // In pairs: one by one, each would go through all before it.
        while all.len() > 1 {
            let pairs = all.chunks(2).filter_map(|pair| match pair {
                [one, other] => Some(one.or(other)),
                [one] => Some(one.clone()),
                _ => None,
            });
            all = pairs.collect();
        }
        all.pop().unwrap_or_else(|| universe.none())
    }

    /// What both hold, of one universe.
    pub(in crate::check) fn and(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Values::Line(one), Values::Line(other)) => Values::Line(one.and(other)),
            (Values::Of(one), Values::Of(other)) => Values::Of(one.intersection(other).cloned().collect()),
            (Values::Of(of), Values::AllBut(but, _)) | (Values::AllBut(but, _), Values::Of(of)) => {
                Values::Of(of.difference(but).cloned().collect())
            }
            (Values::AllBut(one, count), Values::AllBut(other, _)) => {
                Values::AllBut(one.union(other).cloned().collect(), *count)
            }
            // Regions of two universes share nothing.
            _ => Values::Of(BTreeSet::new()),
        };
        Self { values, unset: self.unset && other.unset }
    }

    /// What this one holds and the other does not, of one universe.
    pub(in crate::check) fn minus(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Values::Line(one), Values::Line(other)) => Values::Line(one.minus(other)),
            (Values::Of(one), Values::Of(other)) => Values::Of(one.difference(other).cloned().collect()),
            (Values::Of(of), Values::AllBut(but, _)) => Values::Of(of.intersection(but).cloned().collect()),
            (Values::AllBut(but, count), Values::Of(of)) => Values::AllBut(but.union(of).cloned().collect(), *count),
            (Values::AllBut(one, _), Values::AllBut(other, _)) => Values::Of(other.difference(one).cloned().collect()),
            (own, _) => own.clone(),
        };
        Self { values, unset: self.unset && !other.unset }
    }

    /// What one of them holds, of one universe.
    pub(in crate::check) fn or(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Values::Line(one), Values::Line(other)) => Values::Line(one.or(other)),
            (Values::Of(one), Values::Of(other)) => Values::Of(one.union(other).cloned().collect()),
            (Values::Of(of), Values::AllBut(but, count)) | (Values::AllBut(but, count), Values::Of(of)) => {
                Values::AllBut(but.difference(of).cloned().collect(), *count)
            }
            (Values::AllBut(one, count), Values::AllBut(other, _)) => {
                Values::AllBut(one.intersection(other).cloned().collect(), *count)
            }
            (own, _) => own.clone(),
        };
        Self { values, unset: self.unset || other.unset }
    }

    /// One of what it holds, a value where there is one.
    pub(in crate::check) fn sample(&self, universe: &Universe) -> Option<Sample> {
        let value = match &self.values {
            Values::Line(line) => line.sample(universe.scalar, universe.ends),
            Values::Of(listed) => listed.first().cloned(),
            Values::AllBut(but, _) => universe.member_outside(but),
        };
        value.map(Sample::Value).or_else(|| self.unset.then_some(Sample::Unset))
    }
}
