//! What a state that is migrated remembers.

use std::collections::{HashMap, HashSet};

use super::names::{Kind, Names, lives};
use super::waiting::cause_id;
use super::{Fate, Migrator, at};
use crate::ir::{Cause, Scalar, Series, Trigger, Type};
use crate::state::PlainValue;
use crate::state::convert::normal_name;
use crate::state::snapshot::{
    SnapshotCause, SnapshotEntry, SnapshotSeries, SnapshotTotal, cap_keys, find_transition, object_of, without_number,
};

impl Migrator<'_> {
    pub(super) fn history(&mut self) {
        let (new, from, object) = (self.new, self.life.from, self.life.object);
        let own = || new.series.values().filter(|series| series.object == object);
        let series: HashMap<&str, &Series> = own().map(|series| (&*series.key, series)).collect();
        for (key, stored) in from.history {
            let part = at(&self.life.part("history"), key);
            let normal = normal_name(key);
            let words = self.names.words(&normal);
            let found = series.get(&*normal).or_else(|| series.get(&*words));
            let Some(now) = found.filter(|series| !self.life.to.history.contains_key(&series.key)) else {
                self.dropped(&part, stored, "the blueprint does not ask for it now");
                continue;
            };
            self.renamed(&part, key, &now.key);
            let kept = self.series(&part, now, stored);
            self.life.to.history.insert(now.key.clone(), kept);
        }
        let olds: HashSet<String> = match self.old {
            Some(old) => {
                let was = self.life.was;
                let of = |series: &&Series| {
                    let object = series.object.and_then(|id| old.objects.get(id)).map(|object| &*object.info.name);
                    object == was
                };
                let own = old.series.values().filter(of);
                own.flat_map(|series| [series.key.clone(), self.names.words(&series.key)]).collect()
            }
            // What another instance of the object remembers was asked for.
            None => {
                let same = lives(self.from).filter(|(of, _)| *of == self.life.was);
                let keys = same.flat_map(|(_, life)| life.history.keys());
                keys.flat_map(|key| [normal_name(key).into_owned(), self.names.words(&normal_name(key))]).collect()
            }
        };
        for series in own() {
            if !self.life.to.history.contains_key(&series.key) && !olds.contains(&series.key) {
                self.tell(&at(&self.life.begin("history"), &series.key), Fate::Begins { with: "empty".to_owned() });
            }
        }
    }

    fn series(&mut self, part: &str, series: &Series, stored: &SnapshotSeries) -> SnapshotSeries {
        const UNASKED: &str = "the blueprint does not ask for it now";
        let value = series.value.and_then(|id| self.new.parameters.get(id));
        let ty = value.map(|parameter| Type::required(parameter.ty.scalar));
        let mut kept = SnapshotSeries::default();
        match stored.last {
            Some(last) if !series.last => self.dropped(&at(part, "last"), &last, UNASKED),
            last => kept.last = last,
        }
        if series.total {
            kept.count = stored.count;
            if let Some(total) = &stored.total {
                let part = at(part, "total");
                match ty.and_then(|ty| self.total(&part, ty, total)) {
                    Some(total) => kept.total = Some(total),
                    None => self.dropped(&part, total, "the values are of another type now"),
                }
            }
        } else {
            if stored.count > 0 {
                self.dropped(&at(part, "count"), &stored.count, UNASKED);
            }
            if let Some(total) = &stored.total {
                self.dropped(&at(part, "total"), total, UNASKED);
            }
        }
        if series.window.is_none() {
            if !stored.entries.is_empty() {
                self.dropped(&at(part, "entries"), &stored.entries, UNASKED);
            }
            return kept;
        }
        for (index, entry) in stored.entries.iter().enumerate() {
            let part = at(&at(part, "entries"), &index.to_string());
            let value = match &entry.value {
                PlainValue::Null => PlainValue::Null,
                value => ty.and_then(|ty| self.value(&at(&part, "value"), ty, value)).unwrap_or_else(|| {
                    self.dropped(&at(&part, "value"), value, "the values are of another type now");
                    PlainValue::Null
                }),
            };
            kept.entries.push(SnapshotEntry { at: entry.at, value });
        }
        kept
    }

    fn total(&mut self, part: &str, ty: Type, stored: &SnapshotTotal) -> Option<SnapshotTotal> {
        let told = self.entries.len();
        let mut values = || {
            let min = self.value(&at(part, "min"), ty, &stored.min)?;
            let max = self.value(&at(part, "max"), ty, &stored.max)?;
            let sum = match &stored.sum {
                Some(_) if !matches!(ty.scalar, Scalar::Int | Scalar::Decimal | Scalar::Duration) => return None,
                Some(sum) => Some(self.value(&at(part, "sum"), ty, sum)?),
                None => None,
            };
            Some(SnapshotTotal { count: stored.count, sum, min, max })
        };
        let kept = values();
        if kept.is_none() {
            // The whole is told instead of its parts.
            self.entries.truncate(told);
        }
        kept
    }

    pub(super) fn modes(&mut self) {
        let (new, from) = (self.new, self.life.from);
        for (name, since) in from.modes {
            let part = at(&self.life.part("modes"), name);
            let Some(now) = self.names.now(Kind::Mode, name) else {
                self.dropped(&part, since, "the blueprint has no such mode now");
                continue;
            };
            let mode = new.modes.values().find(|mode| mode.info.name == now);
            if let Some(why) = mode.and_then(|mode| self.elsewhere(mode.object)) {
                self.dropped(&part, since, why);
                continue;
            }
            if mode.is_some_and(|mode| mode.from.is_empty()) {
                self.dropped(&part, since, "no event begins the mode now");
                continue;
            }
            self.renamed(&part, name, now);
            self.life.to.modes.insert(now.to_owned(), *since);
        }
    }

    /// The key of a cap, as it is now.
    pub(super) fn cap(&self, key: &str) -> Option<String> {
        cap_now(&self.names, &self.cap_keys, key)
    }

    pub(super) fn caps(&mut self) {
        let from = self.from;
        for (key, log) in &from.caps {
            let part = at("/caps", key);
            match self.cap(key) {
                Some(now) => {
                    self.renamed(&part, key, &now);
                    self.to.caps.insert(now, log.clone());
                }
                None => self.dropped(&part, log, "the blueprint has no such cap now"),
            }
        }
        let before: HashSet<String> = match self.old {
            Some(old) => cap_keys(old).iter().filter_map(|key| self.cap(key)).collect(),
            None => HashSet::new(),
        };
        for key in self.cap_keys.clone() {
            if !self.to.caps.contains_key(&key) && !before.contains(&key) {
                self.tell(&at("/caps", &key), Fate::Begins { with: "empty".to_owned() });
            }
        }
    }

    pub(super) fn limits(&mut self) {
        let (new, from) = (self.new, self.life.from);
        for (name, places) in from.limits {
            let part = at(&self.life.part("limits"), name);
            let Some(now) = self.names.now(Kind::Rule, name) else {
                self.dropped(&part, places, "the blueprint has no such rule now");
                continue;
            };
            let rule = new.rules.values().find(|rule| rule.info.name == now);
            if let Some(why) = rule.and_then(|rule| self.elsewhere(rule.object)) {
                self.dropped(&part, places, why);
                continue;
            }
            if rule.is_some_and(|rule| rule.limit.is_none()) {
                self.dropped(&part, places, "the rule has no limit now");
                continue;
            }
            self.renamed(&part, name, now);
            self.life.to.limits.insert(now.to_owned(), places.clone());
        }
    }

    /// A cause, as it is now.
    pub(super) fn cause(&self, cause: &SnapshotCause) -> Option<SnapshotCause> {
        Some(match cause {
            SnapshotCause::Rule(name) => SnapshotCause::Rule(self.names.now(Kind::Rule, name)?.to_owned()),
            SnapshotCause::Sequence(name) => SnapshotCause::Sequence(self.names.now(Kind::Sequence, name)?.to_owned()),
            SnapshotCause::Sla(name) => SnapshotCause::Sla(self.names.now(Kind::Sla, name)?.to_owned()),
            SnapshotCause::Transition(key) => {
                let now = self.names.transition(self.new, key)?;
                find_transition(self.new, &now)?;
                SnapshotCause::Transition(now)
            }
        })
    }

    pub(super) fn dated(&mut self) {
        let (new, from) = (self.new, self.life.from);
        for (index, cause) in from.dated.iter().enumerate() {
            let part = at(&self.life.part("dated"), &index.to_string());
            let Some(now) = self.cause(cause) else {
                self.dropped(&part, cause, format!("{cause} is gone"));
                continue;
            };
            let Some(id) = cause_id(new, &now) else { continue };
            if let Some(why) = self.elsewhere(object_of(new, id)) {
                self.dropped(&part, cause, why);
                continue;
            }
            let trigger = match id {
                Cause::Rule(id) => new.rules.get(id).map(|rule| &rule.trigger),
                Cause::Transition(id) => new.transitions.get(id).and_then(|transition| transition.trigger.as_ref()),
                Cause::Sequence(_) | Cause::Sla(_) => None,
            };
            let once = matches!(trigger, Some(Trigger::Date { each_date: false, .. }));
            if once && !self.life.to.dated.contains(&now) {
                self.renamed(&part, &cause.to_string(), &now.to_string());
                self.life.to.dated.push(now);
            } else {
                self.dropped(&part, cause, format!("{now} does not run once for a date now"));
            }
        }
    }

    pub(super) fn ran(&mut self) {
        let (new, from) = (self.new, self.life.from);
        for (name, since) in from.ran {
            let part = at(&self.life.part("ran"), name);
            let now = self.names.now(Kind::Rule, name);
            let rule = now.and_then(|now| new.rules.values().find(|rule| rule.info.name == now));
            match rule {
                None => self.dropped(&part, since, "the blueprint has no such rule now"),
                Some(rule) if rule.object != self.life.object => {
                    self.dropped(&part, since, self.elsewhere(rule.object).unwrap_or_default());
                }
                Some(rule) if rule.trigger.is_once_in_a_while() => {
                    self.renamed(&part, name, &rule.info.name);
                    self.life.to.ran.insert(rule.info.name.clone(), *since);
                }
                Some(_) => self.dropped(&part, since, "the rule waits for no stay and no silence now"),
            }
        }
    }

    pub(super) fn met(&mut self) {
        let (new, from) = (self.new, self.life.from);
        for (index, name) in from.met.iter().enumerate() {
            let part = at(&self.life.part("met"), &index.to_string());
            let now = self.names.now(Kind::Rule, name);
            let rule = now.and_then(|now| new.rules.values().find(|rule| rule.info.name == now));
            match rule {
                None => self.dropped(&part, name, "the blueprint has no such rule now"),
                Some(rule) if rule.object != self.life.object => {
                    self.dropped(&part, name, self.elsewhere(rule.object).unwrap_or_default());
                }
                Some(rule) if matches!(rule.trigger, Trigger::Becoming { including_existing: true, .. }) => {
                    self.renamed(&part, name, &rule.info.name);
                    self.life.to.met.push(rule.info.name.clone());
                }
                Some(_) => self.dropped(&part, name, "the rule does not say `including existing` now"),
            }
        }
    }
}

/// The key of a cap, as it is among these.
pub(super) fn cap_now(names: &Names<'_>, keys: &[String], key: &str) -> Option<String> {
    let normal = normal_name(key);
    let (text, number) = without_number(&normal);
    let (kind, rest) = text.split_once(' ')?;
    let (owner, window) = rest.split_once(' ')?;
    let of = match kind {
        "channel" => Kind::Channel,
        "purpose" => Kind::Purpose,
        _ => return None,
    };
    let owner = names.now(of, owner)?;
    let number = if number == 1 { String::new() } else { format!(" #{number}") };
    let now = format!("{kind} {owner} {window}{number}");
    keys.contains(&now).then_some(now)
}
