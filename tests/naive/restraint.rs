//! The candidates of a moment, one after the other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crm_blueprint::ir::{Action, ActionCall, ActionId, ExprId, PayloadEntry, Rule, Transition, Value};

use super::effects::{Write, writes};
use super::expression::evaluate;
use super::picture::Picture;
use super::record::{Firing, Payload, Rank, Record, Suppression};

/// An action that a rule or transition asks for.
pub struct Candidate<'b> {
    pub rank: Rank,
    pub index: usize,
    pub call: &'b ActionCall,
    pub cause: String,
    /// The rule, where it is one.
    pub rule: Option<&'b Rule>,
}

/// What holds over a moment: the places of groups, and where its firings begin.
pub struct Places {
    /// The rules that hold a place, by group.
    groups: BTreeMap<String, Vec<String>>,
    first: usize,
}

pub fn of_rule(rule: &Rule) -> Vec<Candidate<'_>> {
    let rank = (Reverse(rule.priority), rule.order);
    let cause = format!("rule {}", rule.info.name);
    let calls = rule.calls.iter().enumerate();
    calls.map(|(index, call)| Candidate { rank, index, call, cause: cause.clone(), rule: Some(rule) }).collect()
}

pub fn of_transition<'b>(transition: &'b Transition, cause: &str) -> Vec<Candidate<'b>> {
    let rank = (Reverse(transition.priority), transition.order);
    let calls = transition.calls.iter().enumerate();
    calls.map(|(index, call)| Candidate { rank, index, call, cause: cause.to_owned(), rule: None }).collect()
}

/// Takes the candidates, and gives the writes of what fired.
pub fn restrain(on: Picture, mut candidates: Vec<Candidate>, places: &mut Places, record: &mut Record) -> Vec<Write> {
    let first = record.fired.len();
    candidates.sort_by_key(|candidate| (candidate.rank, candidate.index));
    let mut acted: BTreeSet<String> = BTreeSet::new();
    let mut all = Vec::new();
    for candidate in &candidates {
        let fired = attempt(on, candidate, candidate.call.action, &candidate.call.with, places, record);
        if let (Some(_), Some(rule)) = (fired, candidate.rule)
            && acted.insert(rule.info.name.clone())
        {
            all.extend(writes(on, &rule.effects, &candidate.cause, candidate.rank, 0, 0));
        }
    }
    let plain = Picture { event: None, ..on };
    for (index, firing) in record.fired.iter().enumerate().skip(first) {
        let action = &on.blueprint.actions[firing.action];
        let cause = format!("action {}", action.info.name);
        all.extend(writes(plain, &action.effects, &cause, firing.rank, 1, index));
    }
    all
}

/// Tries an action; the name of the action that fired or was merged.
fn attempt(
    on: Picture,
    candidate: &Candidate,
    id: ActionId,
    with: &[PayloadEntry],
    places: &mut Places,
    record: &mut Record,
) -> Option<String> {
    let action = &on.blueprint.actions[id];
    let payload = payload(on, action, with);
    let held_by_group = |places: &mut Places| match candidate.rule {
        Some(rule) if !places.take(on, rule) => Some(format!("group {}", group_name(on, rule)?)),
        _ => None,
    };
    let same = record.fired.iter().enumerate().skip(places.first);
    let same = same.filter(|(_, firing)| firing.action == id && firing.payload == payload).map(|(at, _)| at).next();
    let reason = match same {
        Some(_) => held_by_group(places),
        None => {
            let channel = &on.blueprint.channels[action.channel];
            let purpose = action.purpose.map(|purpose| &on.blueprint.purposes[purpose]);
            let by_channel = withheld(on, channel.consent, &format!("channel {}", channel.info.name));
            by_channel
                .or_else(|| purpose.and_then(|own| withheld(on, own.consent, &format!("purpose {}", own.info.name))))
                .or_else(|| held_by_group(places))
        }
    };
    let Some(reason) = reason else {
        if let Some(at) = same {
            let causes = &mut record.fired[at].causes;
            if !causes.contains(&candidate.cause) {
                causes.push(candidate.cause.clone());
            }
        } else {
            record.fired.push(Firing {
                action: id,
                payload,
                causes: vec![candidate.cause.clone()],
                due: action.due.and_then(|due| evaluate(on, due)),
                effort: action.effort.and_then(|effort| evaluate(on, effort)),
                rank: candidate.rank,
            });
        }
        return Some(action.info.name.clone());
    };
    let at = record.suppressed.len();
    let what = format!("{} by {}", action.info.name, candidate.cause);
    record.suppressed.push(Suppression { what, reason, replaced_by: None });
    let otherwise = action.otherwise?;
    let fired = attempt(on, candidate, otherwise, &[], places, record);
    // What stood in for the stand-in is named by the stand-in's own suppression.
    let own = &on.blueprint.actions[otherwise].info.name;
    record.suppressed[at].replaced_by = fired.clone().filter(|name| name == own);
    fired
}

fn payload(on: Picture, action: &Action, with: &[PayloadEntry]) -> Payload {
    let plain = Picture { event: None, ..on };
    let own = action.with.iter().map(|entry| (entry.name.clone(), evaluate(plain, entry.value)));
    let given = with.iter().map(|entry| (entry.name.clone(), evaluate(on, entry.value)));
    own.chain(given).collect()
}

fn withheld(on: Picture, consent: Option<ExprId>, who: &str) -> Option<String> {
    match evaluate(on, consent?) {
        Some(Value::Bool(true)) => None,
        Some(_) => Some(who.to_owned()),
        None => Some(format!("{who} unknown")),
    }
}

fn group_name(on: Picture, rule: &Rule) -> Option<String> {
    rule.group.map(|id| on.blueprint.groups[id].info.name.clone())
}

impl Places {
    pub fn new(record: &Record) -> Self {
        Self { groups: BTreeMap::new(), first: record.fired.len() }
    }

    /// Whether the rule has a place in its group, or gets one, or needs none.
    pub fn take(&mut self, on: Picture, rule: &Rule) -> bool {
        let Some(id) = rule.group else { return true };
        let group = &on.blueprint.groups[id];
        let holders = self.groups.entry(group.info.name.clone()).or_default();
        if holders.contains(&rule.info.name) {
            return true;
        }
        let free = holders.len() < group.at_most as usize;
        if free {
            holders.push(rule.info.name.clone());
        }
        free
    }
}
