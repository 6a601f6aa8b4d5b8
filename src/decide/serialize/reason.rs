//! Why something was held back or cancelled, as data.

use serde::Serialize;

use super::Names;
use crate::decide::{CancelReason, Reason, Unknown};
use crate::ir::{CapOwner, HoursKind};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ReasonView<'a> {
    ChannelConsent {
        channel: &'a str,
        /// Why it is unknown; absent where consent is plainly not given.
        #[serde(skip_serializing_if = "Option::is_none")]
        unknown: Option<String>,
    },
    PurposeConsent {
        purpose: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        unknown: Option<String>,
    },
    Mode {
        mode: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        unknown: Option<String>,
    },
    Sequence {
        sequence: &'a str,
    },
    Limit {
        rule: &'a str,
        /// Absent where it is unknown.
        #[serde(skip_serializing_if = "Option::is_none")]
        amount: Option<i64>,
    },
    Holdout {
        rule: &'a str,
    },
    Group {
        group: &'a str,
        at_most: u32,
        taken_by: Vec<&'a str>,
    },
    Cap {
        /// A channel or a purpose has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        channel: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        purpose: Option<&'a str>,
        per: String,
        /// Absent where it is unknown.
        #[serde(skip_serializing_if = "Option::is_none")]
        amount: Option<i64>,
        used: usize,
    },
    Hours {
        channel: &'a str,
        /// `quiet`, `days` or `open`.
        clause: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        opening: Option<&'a str>,
    },
    Waits,
    Delay {
        unknown: String,
    },
    Expired,
    Full,
}

pub(super) fn reason_view<'a>(names: Names<'a>, reason: &'a Reason) -> ReasonView<'a> {
    let why = |unknown: &Option<Unknown>| unknown.map(|unknown| names.unknown(unknown));
    match reason {
        Reason::ChannelConsent { channel, unknown } => {
            ReasonView::ChannelConsent { channel: names.channel(*channel), unknown: why(unknown) }
        }
        Reason::PurposeConsent { purpose, unknown } => {
            ReasonView::PurposeConsent { purpose: names.purpose(*purpose), unknown: why(unknown) }
        }
        Reason::Mode { mode, unknown } => ReasonView::Mode { mode: names.mode(*mode), unknown: why(unknown) },
        Reason::Sequence { sequence } => ReasonView::Sequence { sequence: names.sequence(*sequence) },
        Reason::Limit { rule, amount } => ReasonView::Limit { rule: names.rule(*rule), amount: *amount },
        Reason::Holdout { rule } => ReasonView::Holdout { rule: names.rule(*rule) },
        Reason::Group { group, at_most, taken_by } => ReasonView::Group {
            group: names.group(*group),
            at_most: *at_most,
            taken_by: taken_by.iter().map(|&rule| names.rule(rule)).collect(),
        },
        Reason::Cap { cap, amount, used } => {
            let cap = names.0.caps.get(*cap);
            let (channel, purpose) = match cap.map(|cap| cap.of) {
                Some(CapOwner::Channel(channel)) => (Some(names.channel(channel)), None),
                Some(CapOwner::Purpose(purpose)) => (None, Some(names.purpose(purpose))),
                None => (None, None),
            };
            let per = cap.map_or_else(|| "?".to_owned(), |cap| cap.window.to_string());
            ReasonView::Cap { channel, purpose, per, amount: *amount, used: *used }
        }
        Reason::Hours { channel, hours } => {
            let kept = names.0.channels.get(*channel).and_then(|channel| channel.hours.get(*hours));
            let (clause, opening) = match kept.map(|kept| &kept.kind) {
                Some(HoursKind::Quiet(_)) => ("quiet", None),
                Some(HoursKind::Days(_)) => ("days", None),
                Some(HoursKind::Open(opening)) => ("open", Some(names.opening(*opening))),
                None => ("?", None),
            };
            ReasonView::Hours { channel: names.channel(*channel), clause, opening }
        }
        Reason::Waits => ReasonView::Waits,
        Reason::Delay { unknown } => ReasonView::Delay { unknown: names.unknown(*unknown) },
        Reason::Expired => ReasonView::Expired,
        Reason::Full => ReasonView::Full,
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum CancelView<'a> {
    Unless { event: &'a str },
    While,
    Guard,
    Left { sequence: &'a str },
    SlaOver { sla: &'a str },
}

pub(super) fn cancel_view(names: Names<'_>, why: CancelReason) -> CancelView<'_> {
    match why {
        CancelReason::Unless(event) => CancelView::Unless { event: names.event(event) },
        CancelReason::While => CancelView::While,
        CancelReason::Guard => CancelView::Guard,
        CancelReason::Left(sequence) => CancelView::Left { sequence: names.sequence(sequence) },
        CancelReason::SlaOver(sla) => CancelView::SlaOver { sla: names.sla(sla) },
    }
}
