//! Actions that wait, by names.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::super::convert::{normal_name, to_plain, to_value};
use super::super::draft::{Draft, owner};
use super::super::waiting::{CallPlace, Hold, WAITING_LIMIT, Waiting, Why};
use super::super::{ContactState, Payload, PlainValue, StateProblem, Subject};
use super::names::{Frozen, call_lists, cap_key, find_cause, infos, is_cap_key, object_of, to_cause};
use super::{SnapshotCause, SnapshotOf, of_whom};
use crate::calendar::Instant;
use crate::ir::{self, Cause, ExprKind, Type, Value, unique};
use crate::text::escape::shortened;

/// An action that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `serial`, `cause`, `action`, `occurrence` and `since`")]
#[non_exhaustive]
pub struct SnapshotWaiting {
    /// Its place in the order in which things of this contact began to wait.
    pub serial: u64,
    /// What asked for it.
    pub cause: SnapshotCause,
    /// The instance of which the cause is; not there for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<SnapshotOf>,
    /// The action.
    pub action: String,
    /// Which of the cause's calls; not there for a stand-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<SnapshotCall>,
    /// What one trigger brought about has one number.
    pub occurrence: u64,
    /// The event that set it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<SnapshotEvent>,
    /// What `was` and `changed` were when it was set off: `was plan`, of several equal ones the
    /// second `was plan #2`.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub frozen: IndexMap<String, PlainValue>,
    /// Whether the effects of its rule have been applied for this occurrence.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub credited: bool,
    /// When it was set off.
    pub since: Instant,
    /// It comes up later, by `do … after`. It is either delayed or deferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delayed: Option<SnapshotDelay>,
    /// A restraint holds it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred: Option<SnapshotDeferral>,
}

/// The place of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `list` and `index`")]
#[non_exhaustive]
pub struct SnapshotCall {
    /// Of a sequence: the step, by index. Of a rule with `split`: 0 for its own calls, else the
    /// place of the variant from 1. Otherwise 0.
    #[serde(default)]
    pub list: u32,
    /// The place in the list.
    pub index: u32,
}

/// An event that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `name` and perhaps `instance`, `payload`")]
#[non_exhaustive]
pub struct SnapshotEvent {
    /// The event.
    pub name: String,
    /// The id of the instance that it concerned, where it was an event of an object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What it carried; what is not there is unset.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub payload: IndexMap<String, PlainValue>,
}

/// Why a delayed action waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `due`")]
#[non_exhaustive]
pub struct SnapshotDelay {
    /// When it comes up.
    pub due: Instant,
}

/// Why a deferred action waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `by`, `since` and perhaps `until`, `expires`")]
#[non_exhaustive]
pub struct SnapshotDeferral {
    /// What holds it back.
    pub by: SnapshotHold,
    /// When the restraint ends, as far as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// When it was first held back.
    pub since: Instant,
    /// When it is given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
}

/// What holds an action back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "snake_case",
    deny_unknown_fields,
    expecting = "an object with `mode`, `sequence`, `limit`, `cap` or `hours`"
)]
#[non_exhaustive]
pub enum SnapshotHold {
    /// A mode that is on.
    Mode(String),
    /// A sequence that runs.
    Sequence(String),
    /// The limit of a rule.
    Limit(String),
    /// A cap, by the text by which its log is stored.
    Cap(String),
    /// The hours of a channel.
    Hours {
        /// The channel.
        channel: String,
        /// Which of its clauses, from 0.
        place: u32,
    },
}

pub(super) fn waiting_of(state: &ContactState) -> Vec<SnapshotWaiting> {
    if state.core().waiting.is_empty() {
        return Vec::new();
    }
    let ir = &*state.core().ir;
    let frozen = Frozen::new(ir);
    let plain = |value: &Option<Value>| value.as_ref().map_or(PlainValue::Null, |value| to_plain(ir, value));
    let named = |waiting: &Waiting| {
        let event = waiting.event.as_ref().and_then(|event| {
            let given = event.values.iter().filter(|(_, value)| value.is_some());
            let payload =
                given.filter_map(|(id, value)| Some((ir.parameters.get(*id)?.info.name.clone(), plain(value))));
            let name = ir.events.get(event.event)?.info.name.clone();
            let instance = of_whom(state, event.subject).map(|of| of.id);
            Some(SnapshotEvent { name, instance, payload: payload.collect() })
        });
        let values = if waiting.frozen.is_empty() {
            IndexMap::new()
        } else {
            let texts = frozen.texts(waiting.cause, waiting.action);
            let text = |wanted: ir::ExprId| texts.iter().find(|(_, id)| **id == wanted).map(|(text, _)| text.clone());
            waiting.frozen.iter().filter_map(|(id, value)| Some((text(*id)?, plain(value)))).collect()
        };
        let (delayed, deferred) = match waiting.why {
            Why::Delayed { due } => (Some(SnapshotDelay { due }), None),
            Why::Deferred { hold, until, since, expires } => {
                let by = hold_of(ir, hold)?;
                (None, Some(SnapshotDeferral { by, until, since, expires }))
            }
        };
        Some(SnapshotWaiting {
            serial: waiting.serial,
            cause: to_cause(ir, waiting.cause)?,
            of: of_whom(state, waiting.subject),
            action: ir.actions.get(waiting.action)?.info.name.clone(),
            call: waiting.call.map(|CallPlace { list, index }| SnapshotCall { list, index }),
            occurrence: waiting.occurrence,
            event,
            frozen: values,
            credited: waiting.credited,
            since: waiting.since,
            delayed,
            deferred,
        })
    };
    state.core().waiting().filter_map(named).collect()
}

/// What holds an action back, by name.
pub(in crate::state) fn hold_of(ir: &ir::Blueprint, hold: Hold) -> Option<SnapshotHold> {
    Some(match hold {
        Hold::Mode(id) => SnapshotHold::Mode(ir.modes.get(id)?.info.name.clone()),
        Hold::Sequence(id) => SnapshotHold::Sequence(ir.sequences.get(id)?.info.name.clone()),
        Hold::Limit(id) => SnapshotHold::Limit(ir.rules.get(id)?.info.name.clone()),
        Hold::Cap(id) => SnapshotHold::Cap(cap_key(ir, id)?),
        Hold::Hours(id, place) => SnapshotHold::Hours { channel: ir.channels.get(id)?.info.name.clone(), place },
    })
}

impl Draft {
    pub(super) fn waiting(&mut self, waiting: &[SnapshotWaiting]) {
        if waiting.is_empty() || self.problems.too_long("`waiting`", waiting.len(), WAITING_LIMIT) {
            return;
        }
        let ir = self.state.core().ir.clone();
        let frozen = Frozen::new(&ir);
        let mut last = None;
        for (place, stored) in waiting.iter().enumerate() {
            let what = || format!("`waiting[{place}]`");
            if last.is_some_and(|last| last >= stored.serial) {
                self.problems.push(StateProblem::OutOfOrder { what: "`waiting`, by its serials,".to_owned() });
            }
            last = last.max(Some(stored.serial));
            if let Some(read) = self.waits(&what, stored, &frozen) {
                self.state.core_mut().waiting.push(Arc::new(read));
            }
        }
    }

    fn waits(&mut self, what: &dyn Fn() -> String, stored: &SnapshotWaiting, frozen: &Frozen<'_>) -> Option<Waiting> {
        let ir = self.state.core().ir.clone();
        let cause = find_cause(&mut self.problems, &ir, &stored.cause);
        let subject = self.subject(what, stored.of.as_ref());
        let action = self.problems.known("action", &stored.action, || infos!(ir.actions));
        self.problems.serial_is_taken(what, stored.serial);
        self.problems.serial_is_taken(what, stored.occurrence);
        self.problems.not_after_clock(stored.since, what);
        let event = stored.event.as_ref().and_then(|event| self.payload(what, event));
        let why = match (&stored.delayed, &stored.deferred) {
            (Some(SnapshotDelay { due }), None) => {
                self.problems.not_before_clock(*due, || format!("{}: `due`", what()));
                Some(Why::Delayed { due: *due })
            }
            (None, Some(deferral)) => self.held(what, deferral),
            _ => {
                self.problems.unfit(what(), "it must be either `delayed` or `deferred`".to_owned());
                None
            }
        };
        let (cause, action, subject) = (cause?, action?, subject?);
        // A sequence must run for the same subject, which is asked when all have been read.
        let object = object_of(&ir, cause);
        if !matches!(cause, Cause::Sequence(_)) && self.state.object_of(subject) != object {
            self.problems.unfit(what(), format!("{} is one of {}", stored.cause, owner(&ir, object)));
        }
        let call = stored.call.map(|SnapshotCall { list, index }| CallPlace { list, index });
        if let Some(place) = call {
            let lists = call_lists(&ir, cause);
            let calls = lists.iter().find(|(list, _)| *list == place.list).map(|(_, calls)| *calls);
            let called = calls.and_then(|calls| calls.get(usize::try_from(place.index).ok()?));
            if called.is_none_or(|call| call.action != action) {
                let (list, index) = (place.list, place.index);
                let name = shortened(&stored.action);
                self.problems.unfit(what(), format!("{} has no call {index} in list {list} of `{name}`", stored.cause));
            }
        }
        let frozen = self.frozen(what, stored, cause, action, frozen);
        Some(Waiting {
            serial: stored.serial,
            cause,
            subject,
            action,
            call,
            occurrence: stored.occurrence,
            event,
            frozen,
            credited: stored.credited,
            since: stored.since,
            why: why?,
        })
    }

    fn held(&mut self, what: &dyn Fn() -> String, stored: &SnapshotDeferral) -> Option<Why> {
        let ir = self.state.core().ir.clone();
        self.problems.not_after_clock(stored.since, || format!("{}: `since`", what()));
        if let Some(expires) = stored.expires {
            self.problems.not_before_clock(expires, || format!("{}: `expires`", what()));
        }
        let hold = match &stored.by {
            SnapshotHold::Mode(name) => Hold::Mode(self.problems.known("mode", name, || infos!(ir.modes))?),
            SnapshotHold::Sequence(name) => {
                Hold::Sequence(self.problems.known("sequence", name, || infos!(ir.sequences))?)
            }
            SnapshotHold::Limit(name) => {
                let id = self.problems.known("rule", name, || infos!(ir.rules))?;
                if ir.rules.get(id).is_some_and(|rule| rule.limit.is_none()) {
                    self.problems.unfit(what(), format!("the rule `{}` has no limit", shortened(name)));
                }
                Hold::Limit(id)
            }
            SnapshotHold::Cap(key) => {
                let wanted = normal_name(key);
                let Some(id) = ir.caps.ids().find(|id| is_cap_key(&ir, *id, &wanted)) else {
                    self.problems.push(StateProblem::UnknownCap { key: shortened(key) });
                    return None;
                };
                Hold::Cap(id)
            }
            SnapshotHold::Hours { channel, place } => {
                let id = self.problems.known("channel", channel, || infos!(ir.channels))?;
                let hours = ir.channels.get(id).map_or(0, |channel| channel.hours.len());
                if usize::try_from(*place).is_ok_and(|place| place >= hours) {
                    self.problems.unfit(what(), format!("the channel `{}` has no hours {place}", shortened(channel)));
                }
                Hold::Hours(id, *place)
            }
        };
        Some(Why::Deferred { hold, until: stored.until, since: stored.since, expires: stored.expires })
    }

    fn payload(&mut self, what: &dyn Fn() -> String, stored: &SnapshotEvent) -> Option<Payload> {
        let ir = self.state.core().ir.clone();
        let event = self.problems.known("event", &stored.name, || infos!(ir.events))?;
        let declared = ir.events.get(event)?;
        let subject = match (&stored.instance, &declared.subject) {
            (Some(id), Some(of)) => self.find_instance(what, of.object, id)?,
            (Some(_), None) => {
                let name = shortened(&stored.name);
                self.problems.unfit(what(), format!("the event `{name}` concerns no instance"));
                return None;
            }
            (None, _) => Subject::Contact,
        };
        let parameters = &declared.parameters;
        let infos = || parameters.iter().filter_map(|id| Some((*id, &ir.parameters.get(*id)?.info)));
        let mut given = IndexMap::new();
        for (name, plain) in &stored.payload {
            let Some(id) = self.problems.known("payload field", name, infos) else { continue };
            given.insert(id, plain);
        }
        let mut values = Vec::new();
        for id in parameters {
            let Some(parameter) = ir.parameters.get(*id) else { continue };
            let value = match given.get(id) {
                Some(plain) => to_value(&ir, parameter.ty, plain),
                None if parameter.ty.optional => Ok(None),
                None if parameter.ty.set => Ok(Some(Value::Set(Vec::new()))),
                None => match &parameter.default {
                    Some(default) => Ok(Some(default.clone())),
                    None => to_value(&ir, parameter.ty, &PlainValue::Null),
                },
            };
            let value = value.unwrap_or_else(|problem| {
                self.problems.unfit(what(), format!("`event.{}`: {problem}", parameter.info.name));
                None
            });
            values.push((*id, value));
        }
        Some(Payload { event, subject, values })
    }

    fn frozen(
        &mut self,
        what: &dyn Fn() -> String,
        stored: &SnapshotWaiting,
        cause: Cause,
        action: ir::ActionId,
        frozen: &Frozen<'_>,
    ) -> Vec<(ir::ExprId, Option<Value>)> {
        if stored.frozen.is_empty() {
            return Vec::new();
        }
        let ir = self.state.core().ir.clone();
        let texts = frozen.texts(cause, action);
        let mut values = Vec::new();
        for (text, plain) in &stored.frozen {
            let Some(id) = texts.get(&*normal_name(text)) else {
                self.problems.unfit(what(), format!("nothing in the blueprint reads `{}`", shortened(text)));
                continue;
            };
            let value = match ir.exprs.get(*id) {
                _ if *plain == PlainValue::Null => Ok(None),
                Some(ir::Expr { kind: ExprKind::Was(_), ty, .. }) => {
                    to_value(&ir, Type { optional: false, ..*ty }, plain)
                }
                _ => to_value(&ir, Type::required(ir::Scalar::Bool), plain),
            };
            match value {
                Ok(value) => values.push((*id, value)),
                Err(problem) => self.problems.unfit(what(), format!("`{}`: {problem}", shortened(text))),
            }
        }
        // In the order in which they are frozen, whatever the store makes of keys.
        values.sort_by_key(|(id, _)| *id);
        values
    }

    /// What holds between what waits and what runs.
    pub(super) fn serials(&mut self) {
        let (mut serials, mut doubled) = (BTreeSet::new(), BTreeSet::new());
        let (waiting, runs) = (self.state.core().waiting.iter(), self.state.core().runs.iter());
        let both = waiting.map(|waiting| waiting.serial).chain(runs.map(|run| run.serial));
        let numbers: BTreeSet<u64> = self.state.core().instances.iter().map(|instance| instance.number).collect();
        let mut of_instances = BTreeSet::new();
        for serial in both {
            if !serials.insert(serial) {
                doubled.insert(serial);
            }
            if numbers.contains(&serial) {
                of_instances.insert(serial);
            }
        }
        for serial in doubled {
            self.problems.unfit("`waiting` and `runs`".to_owned(), format!("the serial {serial} stands twice"));
        }
        for serial in of_instances {
            let problem = format!("the serial {serial} is the number of an instance");
            self.problems.unfit("`waiting` and `runs`".to_owned(), problem);
        }
        let runs: BTreeSet<_> = self.state.core().runs.iter().map(|run| (run.sequence, run.subject)).collect();
        let idle = |waiting: &Waiting| match waiting.cause {
            Cause::Sequence(id) => !runs.contains(&(id, waiting.subject)),
            _ => false,
        };
        for (place, _) in self.state.core().waiting.iter().enumerate().filter(|(_, waiting)| idle(waiting)) {
            self.problems.unfit(format!("`waiting[{place}]`"), "its sequence does not run".to_owned());
        }
    }
}
