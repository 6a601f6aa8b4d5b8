//! What is done, and at which stage of a journey.

use std::collections::{BTreeMap, BTreeSet};

use super::{Line, LineKind, titled};
use crate::ir::{
    ActionCall, ActionId, Blueprint, Channel, ChannelId, Execution, ExprId, ExprKind, Id, Rule, SequenceId, StageId,
    Start, Trigger,
};
use crate::map::words;

/// What is done at each stage, without saying it twice.
#[derive(Default)]
pub(super) struct Acts {
    at: BTreeMap<StageId, Vec<Line>>,
    seen: BTreeSet<(StageId, What)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Action(ActionId),
    Sequence(SequenceId),
}

impl Acts {
    /// The acts of all rules that act at stages, and of all transitions, at the stage that they enter.
    pub(super) fn of(ir: &Blueprint) -> Self {
        let mut acts = Self::default();
        for transition in ir.transitions.values() {
            acts.add(ir, transition.target, &transition.calls, &transition.starts);
        }
        for rule in ir.rules.values().filter(|rule| !rule.inactive) {
            for stage in stages(ir, rule) {
                acts.add(ir, stage, &rule.calls, &rule.starts);
                for variant in &rule.split {
                    acts.add(ir, stage, &variant.calls, &[]);
                }
            }
        }
        acts
    }

    pub(super) fn take(&mut self, stage: StageId) -> Vec<Line> {
        self.at.remove(&stage).unwrap_or_default()
    }

    fn add(&mut self, ir: &Blueprint, stage: StageId, calls: &[ActionCall], starts: &[Start]) {
        for call in calls {
            if self.seen.insert((stage, What::Action(call.action))) {
                self.at.entry(stage).or_default().push(action(ir, call.action));
            }
        }
        for start in starts {
            if self.seen.insert((stage, What::Sequence(start.sequence))) {
                self.at.entry(stage).or_default().push(starts_line(ir, start.sequence));
            }
        }
    }
}

/// Whether it acts at no stage in particular.
pub(super) fn anywhere(ir: &Blueprint, rule: &Rule) -> bool {
    stages(ir, rule).is_empty()
}

/// The stages at which a rule acts: that it names, waits for, or asks for.
fn stages(ir: &Blueprint, rule: &Rule) -> Vec<StageId> {
    let mut stages: BTreeSet<StageId> = rule.stages.iter().copied().collect();
    if stages.is_empty()
        && let Trigger::Enter(of) | Trigger::Exit(of) | Trigger::After { stages: of, .. } = &rule.trigger
    {
        stages.extend(of);
    }
    if stages.is_empty()
        && let Some(guard) = rule.guard
    {
        stages.extend(words::conjuncts(ir, guard).into_iter().flat_map(|part| in_stages(ir, part)));
    }
    if stages.is_empty()
        && let Trigger::Becoming { guard, .. } = &rule.trigger
    {
        stages.extend(words::conjuncts(ir, *guard).into_iter().flat_map(|part| in_stages(ir, part)));
    }
    stages.into_iter().collect()
}

fn in_stages(ir: &Blueprint, id: ExprId) -> Vec<StageId> {
    match ir.exprs.get(id).map(|expr| &expr.kind) {
        Some(ExprKind::InStage(stages)) => stages.clone(),
        _ => Vec::new(),
    }
}

/// The line of an action.
pub(super) fn action(ir: &Blueprint, id: ActionId) -> Line {
    let action = &ir.actions[id];
    let channel = &ir.channels[action.channel];
    Line {
        kind: LineKind::Action {
            channel: titled(&channel.info),
            color: color(ir, action.channel),
            human: action.execution == Execution::Human,
        },
        text: titled(&action.info),
    }
}

/// The line of a sequence that is started.
pub(super) fn starts_line(ir: &Blueprint, id: SequenceId) -> Line {
    Line { kind: LineKind::Starts, text: titled(&ir.sequences[id].info) }
}

/// The colour of a channel, `#rrggbb`: its own, or one of ours that no other channel has.
pub(in crate::map) fn color(ir: &Blueprint, id: ChannelId) -> String {
    const OURS: [&str; 12] = [
        "#2563eb", "#c2410c", "#15803d", "#7e22ce", "#0e7490", "#a16207", "#be185d", "#475569", "#4d7c0f", "#1e3a8a",
        "#9f1239", "#57534e",
    ];
    if let Some(own) = own_color(&ir.channels[id]) {
        return own.to_ascii_lowercase();
    }
    let taken = |color: &&&str| ir.channels.values().filter_map(own_color).any(|own| own.eq_ignore_ascii_case(color));
    let free: Vec<&str> = OURS.iter().filter(|color| !taken(color)).copied().collect();
    let before = ir.channels.iter().filter(|(other, one)| other.index() < id.index() && own_color(one).is_none());
    free.iter().cycle().nth(before.count()).map_or("#475569", |color| color).to_owned()
}

fn own_color(channel: &Channel) -> Option<&str> {
    channel.color.as_deref().filter(|color| is_color(color))
}

/// Whether it is `#rrggbb` and nothing beside.
fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
