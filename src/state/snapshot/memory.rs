//! What a state remembers, by names.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

use super::super::convert::{normal_name, to_plain, to_value};
use super::super::draft::{Draft, LifeDraft, owner};
use super::super::memory::{Entry, LOG_LIMIT, Place, Remembered, Total};
use super::super::{ContactState, Life, PlainValue, StateProblem};
use super::SnapshotCause;
use super::names::{cap_keys, find_cause, object_of, to_cause};
use crate::calendar::Instant;
use crate::ir::{self, Scalar, Trigger, Type, Value};
use crate::text::escape::shortened;

/// What is remembered of a series of events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `last`, `count`, `total` or `entries`")]
#[non_exhaustive]
pub struct SnapshotSeries {
    /// The instant of the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Instant>,
    /// How many there were in all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: u64,
    /// Of all that had a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<SnapshotTotal>,
    /// Each one within the longest window that is asked for, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<SnapshotEntry>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
pub(super) const fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// What many values made together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `count`, `min`, `max` and perhaps `sum`")]
#[non_exhaustive]
pub struct SnapshotTotal {
    /// How many had a value.
    pub count: u64,
    /// Their sum; not there where the values have none, or once it did not fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<PlainValue>,
    /// The smallest.
    pub min: PlainValue,
    /// The largest.
    pub max: PlainValue,
}

/// One of a series; without a value it is written as its instant alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnapshotEntry {
    /// When it happened.
    pub at: Instant,
    /// The value that is summed up; null for none.
    pub value: PlainValue,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LongEntry {
    at: Instant,
    value: PlainValue,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "expected an instant or an object with `at` and `value`")]
enum EntryForm {
    Short(Instant),
    Long(LongEntry),
}

impl Serialize for SnapshotEntry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            PlainValue::Null => self.at.serialize(serializer),
            value => LongEntry { at: self.at, value: value.clone() }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for SnapshotEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match EntryForm::deserialize(deserializer)? {
            EntryForm::Short(at) => Self { at, value: PlainValue::Null },
            EntryForm::Long(LongEntry { at, value }) => Self { at, value },
        })
    }
}

/// A place that an occurrence of a rule has taken in its limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `at` and `occurrence`")]
#[non_exhaustive]
pub struct SnapshotPlace {
    /// When it was taken.
    pub at: Instant,
    /// Which occurrence holds it.
    pub occurrence: u64,
}

pub(super) fn history_of(ir: &ir::Blueprint, life: &Life) -> IndexMap<String, SnapshotSeries> {
    let plain = |value: &Value| to_plain(ir, value);
    let remembered =
        ir.series.values().zip(&life.history).filter(|(_, remembered)| **remembered != Remembered::default());
    let named = remembered.map(|(series, Remembered { last, count, total, entries })| {
        let total = total.as_ref().map(|total| SnapshotTotal {
            count: total.count,
            sum: total.sum.as_ref().map(plain),
            min: plain(&total.min),
            max: plain(&total.max),
        });
        let entry = |entry: &Entry| SnapshotEntry {
            at: entry.at,
            value: entry.value.as_deref().map_or(PlainValue::Null, plain),
        };
        let entries = entries.iter().map(entry).collect();
        (series.key.clone(), SnapshotSeries { last: *last, count: *count, total, entries })
    });
    named.collect()
}

pub(super) fn modes_of(ir: &ir::Blueprint, life: &Life) -> IndexMap<String, Instant> {
    let begun = ir.modes.values().zip(&life.modes);
    begun.filter_map(|(mode, since)| Some((mode.info.name.clone(), (*since)?))).collect()
}

pub(super) fn caps_of(state: &ContactState) -> IndexMap<String, Vec<Instant>> {
    let logs = cap_keys(&state.core().ir).into_iter().zip(&state.core().caps);
    logs.filter(|(_, log)| !log.is_empty()).map(|(key, log)| (key, log.to_vec())).collect()
}

pub(super) fn limits_of(ir: &ir::Blueprint, life: &Life) -> IndexMap<String, Vec<SnapshotPlace>> {
    let taken = life.past().limits.iter().filter(|(_, places)| !places.is_empty());
    let named = taken.filter_map(|(rule, places)| {
        let places = places.iter().map(|place| SnapshotPlace { at: place.at, occurrence: place.occurrence });
        Some((ir.rules.get(*rule)?.info.name.clone(), places.collect()))
    });
    named.collect()
}

pub(super) fn dated_of(ir: &ir::Blueprint, life: &Life) -> Vec<SnapshotCause> {
    life.past().dated.iter().filter_map(|cause| to_cause(ir, *cause)).collect()
}

pub(super) fn ran_of(ir: &ir::Blueprint, life: &Life) -> IndexMap<String, Instant> {
    let named = |(rule, since): (&ir::RuleId, &Instant)| Some((ir.rules.get(*rule)?.info.name.clone(), *since));
    life.past().ran.iter().filter_map(named).collect()
}

pub(super) fn met_of(ir: &ir::Blueprint, life: &Life) -> Vec<String> {
    life.past().met.iter().filter_map(|rule| Some(ir.rules.get(*rule)?.info.name.clone())).collect()
}

pub(super) fn ended_of(ir: &ir::Blueprint, life: &Life) -> IndexMap<String, Instant> {
    let named = |(id, at): (&ir::SequenceId, &Instant)| Some((ir.sequences.get(*id)?.info.name.clone(), *at));
    life.past().ended.iter().filter_map(named).collect()
}

impl LifeDraft<'_> {
    pub(super) fn history(&mut self, history: &IndexMap<String, SnapshotSeries>) {
        let ir = self.ir;
        if history.is_empty() {
            return;
        }
        let own = ir.series.iter().filter(|(_, series)| series.object == self.object);
        let keys: HashMap<&str, ir::SeriesId> = own.map(|(id, series)| (&*series.key, id)).collect();
        for (key, stored) in history {
            let Some((id, series)) = keys.get(&*normal_name(key)).and_then(|id| Some((*id, ir.series.get(*id)?)))
            else {
                self.problems.push(StateProblem::UnknownSeries { key: shortened(key) });
                continue;
            };
            let remembered = self.series(series, stored);
            if let Some(place) = self.life.remembered_mut(id) {
                *place = remembered;
            }
        }
    }

    fn series(&mut self, series: &ir::Series, stored: &SnapshotSeries) -> Remembered {
        let ir = self.ir;
        let what = || format!("the history of `{}`", shortened(&series.key));
        let scalar = series.value.and_then(|value| ir.parameters.get(value)).map(|parameter| parameter.ty.scalar);
        if let Some(last) = stored.last {
            self.problems.not_after_clock(last, what);
        }
        if self.problems.log(&what, stored.entries.iter().map(|entry| entry.at)) {
            let newest = stored.entries.last().map(|entry| entry.at);
            if stored.last.zip(newest).is_some_and(|(last, newest)| last < newest) {
                self.problems.unfit(what(), "the last one is older than an entry".to_owned());
            }
        }
        let entries = stored.entries.iter().take(LOG_LIMIT).map(|entry| {
            let value = if entry.value == PlainValue::Null { None } else { self.summed(&what, scalar, &entry.value) };
            Entry { at: entry.at, value: value.map(Box::new) }
        });
        let entries = entries.collect();
        let total = stored.total.as_ref().and_then(|total| {
            let (min, max) = (self.summed(&what, scalar, &total.min), self.summed(&what, scalar, &total.max));
            let sum = total.sum.as_ref().and_then(|sum| self.summed(&what, scalar, sum));
            let has_sum = matches!(scalar, Some(Scalar::Int | Scalar::Decimal | Scalar::Duration) | None);
            if total.sum.is_some() && !has_sum {
                self.problems.unfit(what(), "its values have no sum".to_owned());
            }
            if total.count == 0 || total.count > stored.count {
                let (count, all) = (total.count, stored.count);
                self.problems.unfit(what(), format!("{count} of {all} can't have had a value"));
            }
            Some(Box::new(Total { count: total.count, sum, min: min?, max: max? }))
        });
        Remembered { last: stored.last, count: stored.count, total, entries }
    }

    /// A value of a series that sums up values of this type.
    fn summed(&mut self, what: &dyn Fn() -> String, scalar: Option<Scalar>, plain: &PlainValue) -> Option<Value> {
        let Some(scalar) = scalar else {
            self.problems.unfit(what(), "it holds values, and the series has none".to_owned());
            return None;
        };
        match to_value(self.ir, Type::required(scalar), plain) {
            Ok(value) => value,
            Err(problem) => {
                self.problems.unfit(what(), problem.to_string());
                None
            }
        }
    }

    pub(super) fn modes(&mut self, modes: &IndexMap<String, Instant>) {
        for (name, since) in modes {
            if let Some(id) = self.mode(name) {
                self.begun(id, name, *since);
            }
        }
    }

    /// Since when a mode is on.
    pub(super) fn begun(&mut self, id: ir::ModeId, name: &str, since: Instant) {
        self.problems.not_after_clock(since, || format!("the begin of the mode `{}`", shortened(name)));
        if self.ir.modes.get(id).is_some_and(|mode| mode.from.is_empty()) {
            self.problems.unfit(format!("the mode `{}`", shortened(name)), "no event begins it".to_owned());
        }
        if let Some(place) = self.life.mode_mut(id) {
            *place = Some(since);
        }
    }

    pub(super) fn limits(&mut self, limits: &IndexMap<String, Vec<SnapshotPlace>>) {
        let ir = self.ir;
        for (name, places) in limits {
            let Some(id) = self.rule(name) else { continue };
            let what = || format!("the limit of the rule `{}`", shortened(name));
            if ir.rules.get(id).is_some_and(|rule| rule.limit.is_none()) {
                self.problems.unfit(format!("the rule `{}`", shortened(name)), "it has no limit".to_owned());
            }
            if !self.problems.log(&what, places.iter().map(|place| place.at)) {
                continue;
            }
            let mut seen = std::collections::BTreeSet::new();
            for place in places {
                self.problems.serial_is_taken(what, place.occurrence);
                if !seen.insert(place.occurrence) {
                    self.problems.unfit(what(), format!("the occurrence {} holds two places", place.occurrence));
                }
            }
            if !places.is_empty() {
                let places = places.iter().map(|place| Place { at: place.at, occurrence: place.occurrence });
                self.life.past_mut().limits.insert(id, places.collect());
            }
        }
    }

    pub(super) fn dated(&mut self, dated: &[SnapshotCause]) {
        let ir = self.ir;
        if self.problems.too_long("`dated`", dated.len(), ir.rules.len().saturating_add(ir.transitions.len())) {
            return;
        }
        for cause in dated {
            let Some(found) = find_cause(&mut self.problems, ir, cause) else { continue };
            let trigger = match found {
                ir::Cause::Rule(id) => ir.rules.get(id).map(|rule| &rule.trigger),
                ir::Cause::Transition(id) => ir.transitions.get(id).and_then(|transition| transition.trigger.as_ref()),
                ir::Cause::Sequence(_) | ir::Cause::Sla(_) => None,
            };
            if object_of(ir, found) != self.object {
                let whose = owner(ir, object_of(ir, found));
                self.problems.unfit(cause.to_string(), format!("it is one of {whose}"));
            } else if !matches!(trigger, Some(Trigger::Date { each_date: false, .. })) {
                self.problems.unfit(cause.to_string(), "it does not run once for a date".to_owned());
            } else if !self.life.past_mut().dated.insert(found) {
                self.problems.unfit(cause.to_string(), "it is named twice in `dated`".to_owned());
            }
        }
    }

    pub(super) fn ran(&mut self, ran: &IndexMap<String, Instant>) {
        let ir = self.ir;
        for (name, since) in ran {
            let Some(id) = self.rule(name) else { continue };
            let part = || format!("the rule `{}`", shortened(name));
            self.problems.not_after_clock(*since, part);
            if ir.rules.get(id).is_some_and(|rule| rule.trigger.is_once_in_a_while()) {
                self.life.past_mut().ran.insert(id, *since);
            } else {
                self.problems.unfit(part(), "it waits for no stay and no silence".to_owned());
            }
        }
    }

    pub(super) fn met(&mut self, met: &[String]) {
        let ir = self.ir;
        if self.problems.too_long("`met`", met.len(), ir.rules.len()) {
            return;
        }
        for name in met {
            let Some(id) = self.rule(name) else { continue };
            let part = || format!("the rule `{}`", shortened(name));
            let including = ir
                .rules
                .get(id)
                .is_some_and(|rule| matches!(rule.trigger, Trigger::Becoming { including_existing: true, .. }));
            if !including {
                self.problems.unfit(part(), "it does not say `including existing`".to_owned());
            } else if !self.life.past_mut().met.insert(id) {
                self.problems.unfit(part(), "it is named twice in `met`".to_owned());
            }
        }
    }

    pub(super) fn ended(&mut self, ended: &IndexMap<String, Instant>) {
        let ir = self.ir;
        for (name, at) in ended {
            let sequences = || ir.sequences.iter().map(|(id, sequence)| (id, &sequence.info, sequence.object));
            let Some(id) = self.own("sequence", name, sequences, unknown("sequence")) else { continue };
            self.problems.not_after_clock(*at, || format!("the end of the sequence `{}`", shortened(name)));
            self.life.past_mut().ended.insert(id, *at);
        }
    }

    fn mode(&mut self, name: &str) -> Option<ir::ModeId> {
        let ir = self.ir;
        let modes = || ir.modes.iter().map(|(id, mode)| (id, &mode.info, mode.object));
        self.own("mode", name, modes, unknown("mode"))
    }

    fn rule(&mut self, name: &str) -> Option<ir::RuleId> {
        let ir = self.ir;
        let rules = || ir.rules.iter().map(|(id, rule)| (id, &rule.info, rule.object));
        self.own("rule", name, rules, unknown("rule"))
    }
}

pub(super) fn unknown(kind: &'static str) -> impl FnOnce(String, Option<String>) -> StateProblem {
    move |name, proposal| StateProblem::Unknown { kind, name, proposal }
}

impl Draft {
    pub(super) fn caps(&mut self, caps: &IndexMap<String, Vec<Instant>>) {
        if caps.is_empty() {
            return;
        }
        let keys: HashMap<String, usize> = cap_keys(&self.state.core().ir).into_iter().zip(0..).collect();
        for (key, log) in caps {
            let Some(index) = keys.get(&*normal_name(key)) else {
                self.problems.push(StateProblem::UnknownCap { key: shortened(key) });
                continue;
            };
            self.logged(*index, key, log.clone());
        }
    }

    /// What the cap at a place counts.
    pub(super) fn logged(&mut self, index: usize, key: &str, log: Vec<Instant>) {
        if self.problems.log(&|| format!("the log of the cap `{}`", shortened(key)), log.iter().copied())
            && let Some(place) = self.state.core_mut().caps.at_mut(index)
        {
            *place = log.into();
        }
    }
}
