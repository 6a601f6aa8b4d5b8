//! What is asked without an event, and what triggers by time count with: where the clock may be
//! read only so far, or not at all.

use super::{Blueprint, EveryOn, ExprId, Handling, Id, Leave, SlaTarget, StepKind, Trigger, Wait};

/// An expression with the part of the blueprint that holds it, `rules[3].during`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) expr: ExprId,
    pub(crate) list: &'static str,
    pub(crate) index: usize,
    pub(crate) of: &'static str,
}

/// The guards that are asked without an event, and what caps and limits for which actions wait
/// ask for.
pub(crate) fn guards(ir: &Blueprint) -> Vec<Asked> {
    let mut all = Vec::new();
    let mut found = |expr: Option<ExprId>, list, index, of| {
        all.extend(expr.map(|expr| Asked { expr, list, index, of }));
    };
    for (id, transition) in ir.transitions.iter() {
        match &transition.trigger {
            None | Some(Trigger::After { .. } | Trigger::Without { .. }) => {
                found(transition.guard, "transitions", id.index(), "guard");
            }
            Some(Trigger::Becoming { guard, .. }) => found(Some(*guard), "transitions", id.index(), "trigger"),
            Some(_) => {}
        }
    }
    for (id, rule) in ir.rules.iter() {
        if let Trigger::Becoming { guard, .. } = &rule.trigger {
            found(Some(*guard), "rules", id.index(), "trigger");
        }
        found(rule.during, "rules", id.index(), "during");
        let limit = rule.limit.as_ref().filter(|limit| limit.handling != Handling::Drop);
        found(limit.map(|limit| limit.amount), "rules", id.index(), "limit");
    }
    for (id, cap) in ir.caps.iter().filter(|(_, cap)| cap.handling != Handling::Drop) {
        found(Some(cap.amount), "caps", id.index(), "amount");
        found(cap.when, "caps", id.index(), "when");
    }
    for (id, journey) in ir.journeys.iter() {
        let segment = journey.segment.and_then(|segment| ir.segments.get(segment));
        found(segment.map(|segment| segment.when), "journeys", id.index(), "segment");
    }
    for (id, mode) in ir.modes.iter() {
        found(mode.when, "modes", id.index(), "when");
    }
    for (id, sla) in ir.slas.iter() {
        for target in &sla.targets {
            found(target.when, "slas", id.index(), "targets");
        }
    }
    for (id, sequence) in ir.sequences.iter() {
        for (leaves, of) in [(&sequence.goals, "goals"), (&sequence.exits, "exits")] {
            for leave in leaves {
                if let Leave::When(guard) = leave {
                    found(Some(*guard), "sequences", id.index(), of);
                }
            }
        }
        for step in &sequence.steps {
            if let StepKind::Wait { wait: Wait::Until { guard, .. }, .. } = &step.kind {
                found(Some(*guard), "sequences", id.index(), "steps");
            }
        }
    }
    all
}

/// What a trigger by time, or the target of a service level, counts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixed {
    /// A length of time.
    Delay,
    /// A date that is waited for.
    Date,
}

/// Delays and dates of triggers, which do not move while they are waited for.
pub(crate) fn fixed(ir: &Blueprint) -> Vec<(Asked, Fixed)> {
    let transitions =
        ir.transitions.iter().filter_map(|(id, one)| Some(("transitions", id.index(), one.trigger.as_ref()?)));
    let rules = ir.rules.iter().map(|(id, one)| ("rules", id.index(), &one.trigger));
    let mut all = Vec::new();
    for (id, sla) in ir.slas.iter() {
        let asked = |target: &SlaTarget| Asked { expr: target.time, list: "slas", index: id.index(), of: "targets" };
        all.extend(sla.targets.iter().map(|target| (asked(target), Fixed::Delay)));
    }
    for (list, index, trigger) in transitions.chain(rules) {
        let mut found = |expr, what| all.push((Asked { expr, list, index, of: "trigger" }, what));
        match trigger {
            Trigger::After { delay, .. } | Trigger::Without { delay, .. } => found(*delay, Fixed::Delay),
            Trigger::Date { of, offset, .. } => {
                found(*of, Fixed::Date);
                if let Some(offset) = offset {
                    found(*offset, Fixed::Delay);
                }
            }
            Trigger::Every { on: EveryOn::Date(date), .. } => found(*date, Fixed::Date),
            _ => {}
        }
    }
    all
}
