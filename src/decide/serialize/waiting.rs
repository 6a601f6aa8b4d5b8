//! What began or ended to wait, run or be on, as data.

use serde::Serialize;

use super::reason::{CancelView, ReasonView, cancel_view, reason_view};
use super::{CauseView, Names, OfView, cause_view, of_view};
use crate::calendar::Instant;
use crate::decide::{Cancellation, Deferral, ModeChange, Planned, SequenceChange, SequenceStep, SlaChange};

#[derive(Serialize)]
pub(super) struct PlannedView<'a> {
    action: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    cause: CauseView<'a>,
    at: Instant,
    due: Instant,
}

pub(super) fn planned_view<'a>(names: Names<'a>, planned: &'a Planned) -> PlannedView<'a> {
    PlannedView {
        action: names.action(planned.action),
        of: of_view(names, planned.of.as_ref()),
        cause: cause_view(names, planned.cause),
        at: planned.at,
        due: planned.due,
    }
}

#[derive(Serialize)]
pub(super) struct DeferralView<'a> {
    action: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    cause: CauseView<'a>,
    reason: ReasonView<'a>,
    at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<Instant>,
}

pub(super) fn deferral_view<'a>(names: Names<'a>, deferral: &'a Deferral) -> DeferralView<'a> {
    DeferralView {
        action: names.action(deferral.action),
        of: of_view(names, deferral.of.as_ref()),
        cause: cause_view(names, deferral.cause),
        reason: reason_view(names, &deferral.reason),
        at: deferral.at,
        until: deferral.until,
        expires: deferral.expires,
    }
}

#[derive(Serialize)]
pub(super) struct CancellationView<'a> {
    action: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    cause: CauseView<'a>,
    at: Instant,
    why: CancelView<'a>,
}

pub(super) fn cancellation_view<'a>(names: Names<'a>, cancelled: &'a Cancellation) -> CancellationView<'a> {
    CancellationView {
        action: names.action(cancelled.action),
        of: of_view(names, cancelled.of.as_ref()),
        cause: cause_view(names, cancelled.cause),
        at: cancelled.at,
        why: cancel_view(names, cancelled.why),
    }
}

#[derive(Serialize)]
pub(super) struct SequenceView<'a> {
    sequence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    at: Instant,
    what: &'static str,
}

pub(super) fn sequence_view<'a>(names: Names<'a>, change: &'a SequenceChange) -> SequenceView<'a> {
    let what = match change.what {
        SequenceStep::Started => "started",
        SequenceStep::Completed => "completed",
        SequenceStep::Goal => "goal",
        SequenceStep::Exit => "exit",
    };
    SequenceView {
        sequence: names.sequence(change.sequence),
        of: of_view(names, change.of.as_ref()),
        at: change.at,
        what,
    }
}

#[derive(Serialize)]
pub(super) struct ModeView<'a> {
    mode: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    at: Instant,
    on: bool,
}

pub(super) fn mode_view<'a>(names: Names<'a>, change: &'a ModeChange) -> ModeView<'a> {
    ModeView { mode: names.mode(change.mode), of: of_view(names, change.of.as_ref()), at: change.at, on: change.on }
}

#[derive(Serialize)]
pub(super) struct SlaView<'a> {
    sla: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<OfView<'a>>,
    at: Instant,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Instant>,
}

pub(super) fn sla_view<'a>(names: Names<'a>, change: &'a SlaChange) -> SlaView<'a> {
    SlaView {
        sla: names.sla(change.sla),
        of: of_view(names, change.of.as_ref()),
        at: change.at,
        what: change.what.as_str(),
        due: change.due,
    }
}
