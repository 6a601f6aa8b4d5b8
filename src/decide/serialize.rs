//! A decision as data, by names.

mod reason;
mod waiting;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::names::Names;
use super::{Cause, ChangeCause, Decision, FiredRule, Firing, InstanceRef, Notice, StartIgnored, Suppression};
use crate::calendar::{Duration, Instant};
use crate::ir::{Actor, Blueprint, Execution, Value};
use crate::state::{ContactState, PlainValue, to_plain};
use reason::{ReasonView, reason_view};
use waiting::{CancellationView, DeferralView, ModeView, PlannedView, SequenceView, SlaView};

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        view(self).serialize(serializer)
    }
}

#[derive(Serialize)]
struct View<'a> {
    contact: &'a str,
    at: Instant,
    late: bool,
    duplicate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<RefusalView<'a>>,
    fired: Vec<FiringView<'a>>,
    planned: Vec<PlannedView<'a>>,
    deferred: Vec<DeferralView<'a>>,
    suppressed: Vec<SuppressionView<'a>>,
    cancelled: Vec<CancellationView<'a>>,
    rules: Vec<RuleView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opened: Vec<OfView<'a>>,
    moves: Vec<MoveView<'a>>,
    blocked: Vec<BlockedView<'a>>,
    sequences: Vec<SequenceView<'a>>,
    modes: Vec<ModeView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slas: Vec<SlaView<'a>>,
    changes: Vec<ChangeView<'a>>,
    scores: Vec<ScoreView<'a>>,
    conflicts: Vec<ConflictView<'a>>,
    notices: Vec<NoticeView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wake_at: Option<Instant>,
    more: bool,
    next: &'a ContactState,
}

#[derive(Serialize)]
struct RefusalView<'a> {
    event: &'a str,
    condition: usize,
}

#[derive(Serialize)]
struct FiringView<'a> {
    action: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    payload: IndexMap<&'a str, PlainValue>,
    causes: Vec<CauseView<'a>>,
    at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    good_until: Option<Instant>,
    key: String,
    channel: &'a str,
    execution: Execution,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    owners: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<PlainValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<PlainValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assign: Option<AssignView<'a>>,
}

#[derive(Serialize)]
struct AssignView<'a> {
    field: &'a str,
    team: Option<&'a str>,
    rotation: bool,
}

/// An instance.
#[derive(Serialize)]
struct OfView<'a> {
    object: &'a str,
    id: &'a str,
}

fn of_instance<'a>(names: Names<'a>, instance: &'a InstanceRef) -> OfView<'a> {
    OfView { object: names.object(instance.object), id: &instance.id }
}

fn of_view<'a>(names: Names<'a>, of: Option<&'a InstanceRef>) -> Option<OfView<'a>> {
    of.map(|instance| of_instance(names, instance))
}

/// A rule that fired: its name, or with the instance that it is about.
#[derive(Serialize)]
#[serde(untagged)]
enum RuleView<'a> {
    OfContact(&'a str),
    OfInstance { rule: &'a str, of: OfView<'a> },
}

fn rule_view<'a>(names: Names<'a>, fired: &'a FiredRule) -> RuleView<'a> {
    let rule = names.rule(fired.rule);
    match &fired.of {
        None => RuleView::OfContact(rule),
        Some(instance) => RuleView::OfInstance { rule, of: of_instance(names, instance) },
    }
}

/// What asked for an action, or changed a field.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum CauseView<'a> {
    Input,
    Rule { name: &'a str },
    Transition { name: String },
    Sequence { name: &'a str },
    Sla { name: &'a str },
    Action { name: &'a str },
}

#[derive(Serialize)]
struct SuppressionView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    causes: Vec<CauseView<'a>>,
    reason: ReasonView<'a>,
    at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<&'a str>,
}

#[derive(Serialize)]
struct MoveView<'a> {
    journey: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    from: Option<&'a str>,
    to: &'a str,
    transition: Option<String>,
    at: Instant,
}

#[derive(Serialize)]
struct BlockedView<'a> {
    transition: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    missing: Vec<&'a str>,
    at: Instant,
}

#[derive(Serialize)]
struct ChangeView<'a> {
    field: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    before: PlainValue,
    after: PlainValue,
    at: Instant,
    causes: Vec<CauseView<'a>>,
}

#[derive(Serialize)]
struct ScoreView<'a> {
    score: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    before: i64,
    after: i64,
    points_before: i64,
    points_after: i64,
}

#[derive(Serialize)]
struct ConflictView<'a> {
    field: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    stands: CauseView<'a>,
    outdone: CauseView<'a>,
    value: PlainValue,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum NoticeView<'a> {
    UnknownZone {
        zone: &'a str,
    },
    UnknownWrite {
        field: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<OfView<'a>>,
        cause: CauseView<'a>,
        reason: String,
    },
    SetFull {
        field: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<OfView<'a>>,
        cause: CauseView<'a>,
    },
    StageEnteredAlready {
        transition: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<OfView<'a>>,
        stage: &'a str,
    },
    StartIgnored {
        sequence: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<OfView<'a>>,
        cause: CauseView<'a>,
        why: &'static str,
    },
    RoundsExceeded {
        rounds: u32,
    },
    DatePassed {
        cause: CauseView<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<OfView<'a>>,
        due: Instant,
    },
    HistorySaturated {
        series: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<OfView<'a>>,
    },
    InstancesForgotten {
        #[serde(flatten)]
        instance: OfView<'a>,
    },
    InputForgotten {
        id: &'a str,
    },
}

fn view(decision: &Decision) -> View<'_> {
    let ir = decision.blueprint();
    let names = Names(ir);
    View {
        contact: decision.contact(),
        at: decision.at,
        late: decision.late,
        duplicate: decision.duplicate,
        refused: decision
            .refused
            .map(|refusal| RefusalView { event: names.event(refusal.event), condition: refusal.condition }),
        fired: decision.fired.iter().map(|firing| firing_view(decision, firing)).collect(),
        planned: decision.planned.iter().map(|planned| waiting::planned_view(names, planned)).collect(),
        deferred: decision.deferred.iter().map(|deferral| waiting::deferral_view(names, deferral)).collect(),
        suppressed: decision.suppressed.iter().map(|suppression| suppression_view(names, suppression)).collect(),
        cancelled: decision.cancelled.iter().map(|cancelled| waiting::cancellation_view(names, cancelled)).collect(),
        rules: decision.rules.iter().map(|fired| rule_view(names, fired)).collect(),
        opened: decision.opened.iter().map(|instance| of_instance(names, instance)).collect(),
        moves: decision
            .moves
            .iter()
            .map(|moved| MoveView {
                journey: names.journey(moved.journey),
                of: of_view(names, moved.of.as_ref()),
                from: moved.from.map(|stage| names.stage(stage)),
                to: names.stage(moved.to),
                transition: moved.transition.map(|transition| names.transition(transition)),
                at: moved.at,
            })
            .collect(),
        blocked: decision
            .blocked
            .iter()
            .map(|blocked| BlockedView {
                transition: names.transition(blocked.transition),
                of: of_view(names, blocked.of.as_ref()),
                missing: blocked.missing.iter().map(|&field| names.field(field)).collect(),
                at: blocked.at,
            })
            .collect(),
        sequences: decision.sequences.iter().map(|change| waiting::sequence_view(names, change)).collect(),
        modes: decision.modes.iter().map(|change| waiting::mode_view(names, change)).collect(),
        slas: decision.slas.iter().map(|change| waiting::sla_view(names, change)).collect(),
        changes: decision
            .changes
            .iter()
            .map(|change| ChangeView {
                field: names.field(change.field),
                of: of_view(names, change.of.as_ref()),
                before: plain(ir, change.before.as_ref()),
                after: plain(ir, change.after.as_ref()),
                at: change.at,
                causes: change.causes.iter().map(|&cause| change_cause(names, cause)).collect(),
            })
            .collect(),
        scores: decision
            .scores
            .iter()
            .map(|change| ScoreView {
                score: names.score(change.score),
                of: of_view(names, change.of.as_ref()),
                before: change.before,
                after: change.after,
                points_before: change.points_before,
                points_after: change.points_after,
            })
            .collect(),
        conflicts: decision
            .conflicts
            .iter()
            .map(|conflict| ConflictView {
                field: names.field(conflict.field),
                of: of_view(names, conflict.of.as_ref()),
                stands: change_cause(names, conflict.stands),
                outdone: change_cause(names, conflict.outdone),
                value: plain(ir, conflict.value.as_ref()),
            })
            .collect(),
        notices: decision.notices.iter().map(|notice| notice_view(names, notice)).collect(),
        wake_at: decision.wake_at,
        more: decision.more,
        next: &decision.next,
    }
}

fn firing_view<'a>(decision: &'a Decision, firing: &'a Firing) -> FiringView<'a> {
    let ir = decision.blueprint();
    let names = Names(ir);
    let length = |duration: Duration| to_plain(ir, &Value::Duration(duration));
    FiringView {
        action: names.action(firing.action),
        of: of_view(names, firing.of.as_ref()),
        payload: firing.payload.iter().map(|(name, value)| (&**name, plain(ir, value.as_ref()))).collect(),
        causes: firing.causes.iter().map(|&cause| cause_view(names, cause)).collect(),
        at: firing.at,
        good_until: firing.good_until,
        key: decision.key(firing),
        channel: names.channel(firing.channel),
        execution: firing.execution,
        owners: firing.owners.iter().map(|&team| names.team(team)).collect(),
        due: firing.due.map(length),
        effort: firing.effort.map(length),
        assign: firing.assign.as_ref().map(|assign| AssignView {
            field: names.field(assign.field),
            team: assign.team.map(|team| names.team(team)),
            rotation: assign.rotation,
        }),
    }
}

fn suppression_view<'a>(names: Names<'a>, suppression: &'a Suppression) -> SuppressionView<'a> {
    let (action, rule) = match suppression.what {
        Actor::Action(id) => (Some(names.action(id)), None),
        Actor::Rule(id) => (None, Some(names.rule(id))),
    };
    SuppressionView {
        action,
        rule,
        of: of_view(names, suppression.of.as_ref()),
        causes: suppression.causes.iter().map(|&cause| cause_view(names, cause)).collect(),
        reason: reason_view(names, &suppression.reason),
        at: suppression.at,
        ends: suppression.ends,
        replaced_by: suppression.replaced_by.map(|action| names.action(action)),
    }
}

fn notice_view<'a>(names: Names<'a>, notice: &'a Notice) -> NoticeView<'a> {
    match notice {
        Notice::UnknownZone { zone } => NoticeView::UnknownZone { zone },
        Notice::UnknownWrite { field, of, cause, reason } => NoticeView::UnknownWrite {
            field: names.field(*field),
            of: of_view(names, of.as_ref()),
            cause: change_cause(names, *cause),
            reason: names.unknown(*reason),
        },
        Notice::SetFull { field, of, cause } => NoticeView::SetFull {
            field: names.field(*field),
            of: of_view(names, of.as_ref()),
            cause: change_cause(names, *cause),
        },
        Notice::StageEnteredAlready { transition, of, stage } => NoticeView::StageEnteredAlready {
            transition: names.transition(*transition),
            of: of_view(names, of.as_ref()),
            stage: names.stage(*stage),
        },
        Notice::StartIgnored { sequence, of, cause, why } => NoticeView::StartIgnored {
            sequence: names.sequence(*sequence),
            of: of_view(names, of.as_ref()),
            cause: change_cause(names, *cause),
            why: match why {
                StartIgnored::Running => "running",
                StartIgnored::Reentry => "reentry",
                StartIgnored::Twice => "twice",
            },
        },
        Notice::RoundsExceeded { rounds } => NoticeView::RoundsExceeded { rounds: *rounds },
        Notice::DatePassed { cause, of, due } => {
            NoticeView::DatePassed { cause: cause_view(names, *cause), of: of_view(names, of.as_ref()), due: *due }
        }
        Notice::HistorySaturated { series, of } => {
            NoticeView::HistorySaturated { series: names.series(*series), of: of_view(names, of.as_ref()) }
        }
        Notice::InstancesForgotten { instance } => {
            NoticeView::InstancesForgotten { instance: of_instance(names, instance) }
        }
        Notice::InputForgotten { id } => NoticeView::InputForgotten { id },
    }
}

fn cause_view(names: Names<'_>, cause: Cause) -> CauseView<'_> {
    change_cause(names, cause.into())
}

fn change_cause(names: Names<'_>, cause: ChangeCause) -> CauseView<'_> {
    match cause {
        ChangeCause::Input => CauseView::Input,
        ChangeCause::Rule(id) => CauseView::Rule { name: names.rule(id) },
        ChangeCause::Transition(id) => CauseView::Transition { name: names.transition(id) },
        ChangeCause::Sequence(id) => CauseView::Sequence { name: names.sequence(id) },
        ChangeCause::Sla(id) => CauseView::Sla { name: names.sla(id) },
        ChangeCause::Action(id) => CauseView::Action { name: names.action(id) },
    }
}

fn plain(ir: &Blueprint, value: Option<&Value>) -> PlainValue {
    value.map_or(PlainValue::Null, |value| to_plain(ir, value))
}
