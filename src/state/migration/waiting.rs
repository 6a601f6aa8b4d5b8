//! Actions that wait when a contact is migrated.

use indexmap::IndexMap;

use super::names::{Kind, now};
use super::{Fate, Migrator, at, json};
use crate::ir::{self, Cause};
use crate::state::PlainValue;
use crate::state::contact::named;
use crate::state::convert::normal_name;
use crate::state::draft::owner;
use crate::state::snapshot::{
    Frozen, SnapshotCall, SnapshotCause, SnapshotDeferral, SnapshotDelay, SnapshotEvent, SnapshotHold, SnapshotOf,
    SnapshotWaiting, call_lists, find_transition, infos, object_of, without_number,
};

impl Migrator<'_> {
    pub(super) fn waiting(&mut self) {
        let (new, from) = (self.new, self.from);
        let frozen = Frozen::new(new);
        let mut cancelled = Vec::new();
        for (index, waiting) in from.waiting.iter().enumerate() {
            let part = at("/waiting", &index.to_string());
            let told = self.entries.len();
            self.of.clone_from(&waiting.of);
            match self.waits(&part, waiting, &frozen) {
                Ok(kept) => self.to.waiting.push(kept),
                Err(why) => {
                    // The whole is told instead of its parts.
                    self.entries.truncate(told);
                    self.tell(&part, Fate::Cancelled { value: json(waiting), why });
                    cancelled.push(waiting);
                }
            }
        }
        for waiting in cancelled {
            self.of.clone_from(&waiting.of);
            self.give_back(waiting);
        }
        self.of = None;
    }

    /// As when it is cancelled in a decision: an occurrence of which nothing was done and nothing
    /// waits has no place in its rule's limit.
    fn give_back(&mut self, cancelled: &SnapshotWaiting) {
        let SnapshotCause::Rule(old) = &cancelled.cause else { return };
        let Some(SnapshotCause::Rule(rule)) = self.cause(&cancelled.cause) else { return };
        let Ok(of) = self.of_now(cancelled.of.as_ref()) else { return };
        let occurrence = cancelled.occurrence;
        let waits = |waiting: &SnapshotWaiting| {
            waiting.occurrence == occurrence && waiting.cause == SnapshotCause::Rule(rule.clone())
        };
        if cancelled.credited || self.to.waiting.iter().any(waits) {
            return;
        }
        let Some(limits) = self.limits_of(of.as_ref()) else { return };
        let Some(places) = limits.get_mut(&rule) else { return };
        let count = places.len();
        places.retain(|place| place.occurrence != occurrence);
        let gone = places.len() < count;
        let empty = places.is_empty();
        if empty {
            limits.shift_remove(&rule);
        }
        let Some((before, whose)) = self.life_before(cancelled.of.as_ref()) else { return };
        let stored = before.limits.get(old).map_or(&[][..], Vec::as_slice);
        let place = stored.iter().enumerate().find(|(_, place)| place.occurrence == occurrence);
        if let Some((index, place)) = place.filter(|_| gone) {
            let part = at(&at(&format!("{whose}/limits"), old), &index.to_string());
            self.dropped(&part, place, "the action that held the place was cancelled");
        }
    }

    /// It as it waits now, or why it no longer does.
    fn waits(&mut self, part: &str, stored: &SnapshotWaiting, frozen: &Frozen<'_>) -> Result<SnapshotWaiting, String> {
        let new = self.new;
        let cause = self.cause(&stored.cause).ok_or_else(|| format!("{} is gone", stored.cause))?;
        let id = cause_id(new, &cause).ok_or_else(|| format!("{} is gone", stored.cause))?;
        let of = self.of_now(stored.of.as_ref())?;
        let object = object_of(new, id);
        if !matches!(id, Cause::Sequence(_)) && object != self.object_now(of.as_ref()) {
            return Err(format!("{cause} is one of {} now", owner(new, object)));
        }
        let action = self.names.now(Kind::Action, &stored.action);
        let action = action.ok_or_else(|| "the blueprint has no such action now".to_owned())?;
        let action_id = named(infos!(new.actions), action).ok_or_else(|| "the action is gone".to_owned())?;
        if let SnapshotCause::Sequence(name) = &cause
            && !self.to.runs.iter().any(|run| run.sequence == *name && run.of == of)
        {
            return Err("its sequence is over".to_owned());
        }
        let call = match &stored.call {
            Some(call) => {
                let found = self.call(&stored.cause, of.as_ref(), id, *call, action_id);
                Some(found.ok_or_else(|| format!("{cause} does not ask for it now"))?)
            }
            None => None,
        };
        let event = match &stored.event {
            Some(event) => Some(self.payload(&at(part, "event"), event)?),
            None => None,
        };
        // From here on nothing cancels it.
        self.renamed(&at(part, "cause"), &stored.cause.to_string(), &cause.to_string());
        self.renamed(&at(part, "action"), &stored.action, action);
        self.of_renamed(part, stored.of.as_ref(), of.as_ref());
        if let (Some(before), Some(call)) = (&stored.call, &call)
            && before != call
        {
            let (from, to) = (json(before), json(call));
            let why = "the call stands elsewhere now".to_owned();
            self.tell(&at(part, "call"), Fate::Converted { from, to, why });
        }
        let frozen = self.frozen(&at(part, "frozen"), stored, frozen, id, action_id);
        let mut kept = SnapshotWaiting { cause, of, action: action.to_owned(), call, event, frozen, ..stored.clone() };
        if let Some(deferral) = &stored.deferred {
            let part = at(part, "deferred");
            match self.hold(&deferral.by) {
                Some(by) => {
                    if by != deferral.by {
                        self.tell(&at(&part, "by"), Fate::Renamed { to: by.to_string() });
                    }
                    kept.deferred = Some(SnapshotDeferral { by, ..deferral.clone() });
                }
                None => {
                    let due = self.next_instant();
                    (kept.deferred, kept.delayed) = (None, Some(SnapshotDelay { due }));
                    let (from, to) = (json(deferral), json(&kept.delayed));
                    let why = "what held it back is gone: it is judged anew".to_owned();
                    self.tell(&part, Fate::Converted { from, to, why });
                }
            }
        }
        Ok(kept)
    }

    /// Where a cause asks for the action now: in the same place, or elsewhere in the same list,
    /// or of a rule or a service level in any list.
    fn call(
        &self,
        old: &SnapshotCause,
        of: Option<&SnapshotOf>,
        cause: Cause,
        call: SnapshotCall,
        action: ir::ActionId,
    ) -> Option<SnapshotCall> {
        let lists = call_lists(self.new, cause);
        let list = match cause {
            Cause::Sequence(id) => {
                let sequence = self.new.sequences.get(id)?;
                let run =
                    self.to.runs.iter().find(|run| run.sequence == sequence.info.name && run.of.as_ref() == of)?;
                let place = sequence.steps.iter().position(|step| Some(&step.key) == run.step.as_ref())?;
                u32::try_from(place).ok()?
            }
            Cause::Rule(id) => self.variant(old, id, call.list).unwrap_or(call.list),
            Cause::Transition(_) | Cause::Sla(_) => call.list,
        };
        let calls = |wanted: u32| lists.iter().find(|(list, _)| *list == wanted).map_or(&[][..], |(_, calls)| calls);
        let asks = |call: &ir::ActionCall| call.action == action;
        let same = usize::try_from(call.index).ok().and_then(|index| calls(list).get(index)).is_some_and(asks);
        if same {
            return Some(SnapshotCall { list, index: call.index });
        }
        let within = |list: u32| {
            let index = calls(list).iter().position(asks)?;
            Some(SnapshotCall { list, index: u32::try_from(index).ok()? })
        };
        let anywhere = || {
            lists.iter().filter(|_| matches!(cause, Cause::Rule(_) | Cause::Sla(_))).find_map(|(list, _)| within(*list))
        };
        within(list).or_else(anywhere)
    }

    /// The list of a variant of the same name; known only with the old blueprint.
    fn variant(&self, old: &SnapshotCause, rule: ir::RuleId, list: u32) -> Option<u32> {
        let SnapshotCause::Rule(name) = old else { return None };
        let before = self.old?.rules.values().find(|rule| rule.info.name == *name)?;
        let place = usize::try_from(list.checked_sub(1)?).ok()?;
        let variant = before.split.get(place)?;
        let now = self.new.rules.get(rule)?;
        (1..).zip(&now.split).find(|(_, other)| other.name == variant.name).map(|(list, _)| list)
    }

    fn payload(&mut self, part: &str, stored: &SnapshotEvent) -> Result<SnapshotEvent, String> {
        let new = self.new;
        let name = self.names.now(Kind::Event, &stored.name);
        let name = name.ok_or_else(|| format!("the blueprint has no event `{}` now", stored.name))?;
        self.renamed(&at(part, "name"), &stored.name, name);
        let event = new.events.values().find(|event| event.info.name == name);
        let instance = match (&stored.instance, event.and_then(|event| event.subject.as_ref())) {
            (None, _) => None,
            (Some(id), Some(subject)) => {
                let object = new.objects.get(subject.object).map(|object| &object.info.name);
                let kept = self.to.instances.iter().any(|it| Some(&it.object) == object && it.id == *id);
                if !kept {
                    self.dropped(&at(part, "instance"), id, "there is no such instance now");
                }
                kept.then(|| id.clone())
            }
            (Some(id), None) => {
                self.dropped(&at(part, "instance"), id, "the event concerns no instance now");
                None
            }
        };
        let ids = event.map_or(&[][..], |event| event.parameters.as_slice());
        let parameters = || ids.iter().filter_map(|id| new.parameters.get(*id));
        let before = self.old.and_then(|old| {
            let event = old.events.values().find(|event| event.info.name == stored.name)?;
            let infos = event.parameters.iter().filter_map(|id| Some(old.parameters.get(*id)?.info.name.as_str()));
            Some(infos.collect::<Vec<_>>())
        });
        let known = |name: &str| {
            before.as_ref().map_or_else(|| stored.payload.contains_key(name), |before| before.contains(&name))
        };
        let mut payload = IndexMap::new();
        for (old, value) in &stored.payload {
            let part = at(&at(part, "payload"), old);
            let infos = parameters().map(|parameter| &parameter.info).collect::<Vec<_>>();
            let found = now(infos.into_iter(), known, old);
            let Some(parameter) = parameters().find(|parameter| Some(parameter.info.name.as_str()) == found) else {
                self.dropped(&part, value, "the event has no such field now");
                continue;
            };
            match self.value(&part, parameter.ty, value) {
                Some(value) => {
                    self.renamed(&part, old, &parameter.info.name);
                    payload.insert(parameter.info.name.clone(), value);
                }
                None => self.dropped(&part, value, "the field is of another type now"),
            }
        }
        let missing = parameters().find(|parameter| {
            let ty = parameter.ty;
            !payload.contains_key(&parameter.info.name) && !ty.optional && !ty.set && parameter.default.is_none()
        });
        match missing {
            Some(missing) => Err(format!("its event `{name}` needs `{}` now", missing.info.name)),
            None => Ok(SnapshotEvent { name: name.to_owned(), instance, payload }),
        }
    }

    fn frozen(
        &mut self,
        part: &str,
        stored: &SnapshotWaiting,
        frozen: &Frozen<'_>,
        cause: Cause,
        action: ir::ActionId,
    ) -> IndexMap<String, PlainValue> {
        if stored.frozen.is_empty() {
            return IndexMap::new();
        }
        let texts = frozen.texts(cause, action);
        let mut kept = IndexMap::new();
        for (text, value) in &stored.frozen {
            let part = at(part, text);
            let normal = normal_name(text);
            let words = self.names.words(&normal);
            // A second expression of one text has the value of the first.
            let first = without_number(&words).0;
            let keys = [&*normal, words.as_str(), first];
            let Some((key, id)) = keys.into_iter().find_map(|key| Some((key, texts.get(key)?))) else {
                self.dropped(&part, value, "nothing reads it now");
                continue;
            };
            let ty = self.new.exprs.get(*id).map(|expr| expr.ty.with_optional(true));
            let fits = ty.and_then(|ty| {
                if *value == PlainValue::Null { Some(PlainValue::Null) } else { self.value(&part, ty, value) }
            });
            match fits.filter(|_| !kept.contains_key(key)) {
                Some(value) => {
                    self.renamed(&part, text, key);
                    kept.insert(key.to_owned(), value);
                }
                None => self.dropped(&part, value, "what it was read from is of another type now, or it stands twice"),
            }
        }
        kept
    }

    /// What holds an action back, as it is now; `None` where it is gone.
    fn hold(&self, hold: &SnapshotHold) -> Option<SnapshotHold> {
        let new = self.new;
        Some(match hold {
            SnapshotHold::Mode(name) => SnapshotHold::Mode(self.names.now(Kind::Mode, name)?.to_owned()),
            SnapshotHold::Sequence(name) => SnapshotHold::Sequence(self.names.now(Kind::Sequence, name)?.to_owned()),
            SnapshotHold::Limit(name) => {
                let now = self.names.now(Kind::Rule, name)?;
                new.rules.values().find(|rule| rule.info.name == now)?.limit.as_ref()?;
                SnapshotHold::Limit(now.to_owned())
            }
            SnapshotHold::Cap(key) => SnapshotHold::Cap(self.cap(key)?),
            SnapshotHold::Hours { channel, place } => {
                let now = self.names.now(Kind::Channel, channel)?;
                let declared = new.channels.values().find(|channel| channel.info.name == now)?;
                declared.hours.get(usize::try_from(*place).ok()?)?;
                SnapshotHold::Hours { channel: now.to_owned(), place: *place }
            }
        })
    }
}

pub(super) fn cause_id(ir: &ir::Blueprint, cause: &SnapshotCause) -> Option<Cause> {
    Some(match cause {
        SnapshotCause::Rule(name) => Cause::Rule(named(infos!(ir.rules), name)?),
        SnapshotCause::Transition(key) => Cause::Transition(find_transition(ir, key)?),
        SnapshotCause::Sequence(name) => Cause::Sequence(named(infos!(ir.sequences), name)?),
        SnapshotCause::Sla(name) => Cause::Sla(named(infos!(ir.slas), name)?),
    })
}
