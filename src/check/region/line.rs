//! Sets of values that have an order, as stretches between cuts.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::calendar::{Duration, Instant};
use crate::ir::{Scalar, Value};

/// A value on its line. Whole numbers, days, instants and lengths of time have a next one;
/// between two decimals there is always another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) enum Key {
    /// An int, a day, a millisecond.
    Whole(i128),
    /// A decimal.
    Dense(Decimal),
}

impl Key {
    /// The place of a value, where its type has an order.
    pub(in crate::check) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Int(number) => Self::Whole((*number).into()),
            Value::Decimal(number) => Self::Dense(*number),
            Value::Date(day) => Self::Whole(day.signed_duration_since(NaiveDate::default()).num_days().into()),
            Value::Datetime(at) => Self::Whole(at.milliseconds().into()),
            Value::Duration(length) => Self::Whole(length.length()),
            _ => return None,
        })
    }

    /// The value at a place; of lengths of time, that in days and what is left of them.
    fn value(self, scalar: Scalar) -> Option<Value> {
        const DAY: i128 = 86_400_000;
        Some(match (self, scalar) {
            (Self::Dense(number), _) => Value::decimal(number),
            (Self::Whole(number), Scalar::Int) => Value::Int(i64::try_from(number).ok()?),
            (Self::Whole(days), Scalar::Date) => {
                let days = chrono::TimeDelta::try_days(i64::try_from(days).ok()?)?;
                Value::Date(NaiveDate::default().checked_add_signed(days)?)
            }
            (Self::Whole(at), Scalar::Datetime) => {
                Value::Datetime(Instant::from_milliseconds(i64::try_from(at).ok()?)?)
            }
            (Self::Whole(length), Scalar::Duration) => Value::Duration(Duration {
                days: i64::try_from(length.checked_div(DAY)?).ok()?,
                milliseconds: i64::try_from(length.checked_rem(DAY)?).ok()?,
                ..Duration::default()
            }),
            _ => return None,
        })
    }
}

/// A place between values: below all, right before or right behind one, above all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) enum Cut {
    /// Below every value.
    Low,
    /// At a value; behind it where the flag is set.
    At(Key, bool),
    /// Above every value.
    High,
}

impl Cut {
    /// Right before a value.
    pub(in crate::check) const fn before(key: Key) -> Self {
        Self::At(key, false)
    }

    /// Right behind a value: of those that have a next one, right before that.
    pub(in crate::check) fn behind(key: Key) -> Self {
        match key {
            Key::Whole(number) => number.checked_add(1).map_or(Self::High, |next| Self::At(Key::Whole(next), false)),
            Key::Dense(_) => Self::At(key, true),
        }
    }
}

/// Stretches from a cut to a later one, in order, apart from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Line(Vec<(Cut, Cut)>);

impl Line {
    /// All between two cuts.
    pub(in crate::check) fn between(from: Cut, to: Cut) -> Self {
        Self(if from < to { vec![(from, to)] } else { Vec::new() })
    }

    pub(in crate::check) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::check) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::check) fn and(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(&&(a, b)), Some(&&(c, d))) = (left.peek(), right.peek()) {
            let (from, to) = (a.max(c), b.min(d));
            if from < to {
                both.push((from, to));
            }
            if b < d {
                left.next()
            } else {
                right.next()
            };
        }
        Self(both)
    }

    /// Whether both have a value in common.
    pub(in crate::check) fn meets(&self, other: &Self) -> bool {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(&&(a, b)), Some(&&(c, d))) = (left.peek(), right.peek()) {
            if a.max(c) < b.min(d) {
                return true;
            }
            if b < d {
                left.next()
            } else {
                right.next()
            };
        }
        false
    }

    pub(in crate::check) fn minus(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        let mut cuts = other.0.as_slice();
        for &(from, to) in &self.0 {
            // Both are in order: what ends before this stretch ends before all behind it.
            while let [(_, back), behind @ ..] = cuts
                && *back <= from
            {
                cuts = behind;
            }
            let mut at = from;
            for &(out, back) in cuts.iter().take_while(|(out, _)| *out < to) {
                if at < out {
                    left.push((at, out));
                }
                at = at.max(back);
            }
            if at < to {
                left.push((at, to));
            }
        }
        Self(left)
    }

    pub(in crate::check) fn or(&self, other: &Self) -> Self {
        let mut all = [self.0.as_slice(), &other.0].concat();
        // Two lists in order: sorting merges them.
        all.sort();
        let mut joined: Vec<(Cut, Cut)> = Vec::with_capacity(all.len());
        for (from, to) in all {
            match joined.last_mut() {
                Some(last) if last.1 >= from => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        Self(joined)
    }

    /// One value of the set, as a reader would choose it: an end that is written somewhere, or
    /// one right beside it.
    pub(in crate::check) fn sample(&self, scalar: Scalar, ends: (Cut, Cut)) -> Option<Value> {
        self.0.iter().find_map(|&(from, to)| {
            let from = if from == ends.0 { Cut::Low } else { from };
            let to = if to == ends.1 { Cut::High } else { to };
            sample(scalar, from, to)?.value(scalar)
        })
    }
}

fn sample(scalar: Scalar, from: Cut, to: Cut) -> Option<Key> {
    /// 2000-01-01, as any other.
    const DAY: i128 = 10_957;
    match (from, to) {
        (Cut::Low, Cut::High) => Some(match scalar {
            Scalar::Decimal => Key::Dense(Decimal::ZERO),
            Scalar::Date => Key::Whole(DAY),
            Scalar::Datetime => Key::Whole(DAY.saturating_mul(86_400_000)),
            _ => Key::Whole(0),
        }),
        (Cut::At(key, false), _) => Some(key),
        (_, Cut::At(key, true)) => Some(key),
        (_, Cut::At(Key::Whole(number), false)) => number.checked_sub(1).map(Key::Whole),
        (Cut::At(Key::Dense(low), true), Cut::At(Key::Dense(high), false)) => {
            let middle = low.checked_add(high)?.checked_div(Decimal::TWO)?;
            (low < middle && middle < high).then_some(Key::Dense(middle))
        }
        (Cut::At(Key::Dense(low), true), _) => low.checked_add(Decimal::ONE).map(Key::Dense),
        (_, Cut::At(Key::Dense(high), false)) => high.checked_sub(Decimal::ONE).map(Key::Dense),
        _ => None,
    }
}
