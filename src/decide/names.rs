//! Ids as the names that people read.
//!
//! A decision is a value that a host may change: an id that its blueprint does not have
//! is written as `?`.

use std::borrow::Cow;

use super::{CancelReason, Cause, ChangeCause, InstanceRef, Reason, Unknown};
use crate::ir::*;
use crate::text::escape::escape;

/// Ids as the names that people read.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a>(pub(crate) &'a Blueprint);

fn name(info: Option<&Info>) -> &str {
    info.map_or("?", |info| info.name.as_str())
}

impl<'a> Names<'a> {
    pub(super) fn action(self, id: ActionId) -> &'a str {
        name(self.0.actions.get(id).map(|action| &action.info))
    }

    pub(super) fn rule(self, id: RuleId) -> &'a str {
        name(self.0.rules.get(id).map(|rule| &rule.info))
    }

    pub(super) fn field(self, id: FieldId) -> &'a str {
        name(self.0.fields.get(id).map(|field| &field.info))
    }

    pub(super) fn event(self, id: EventId) -> &'a str {
        name(self.0.events.get(id).map(|event| &event.info))
    }

    pub(super) fn channel(self, id: ChannelId) -> &'a str {
        name(self.0.channels.get(id).map(|channel| &channel.info))
    }

    pub(super) fn purpose(self, id: PurposeId) -> &'a str {
        name(self.0.purposes.get(id).map(|purpose| &purpose.info))
    }

    pub(super) fn group(self, id: GroupId) -> &'a str {
        name(self.0.groups.get(id).map(|group| &group.info))
    }

    pub(crate) fn sequence(self, id: SequenceId) -> &'a str {
        name(self.0.sequences.get(id).map(|sequence| &sequence.info))
    }

    pub(crate) fn object(self, id: ObjectId) -> &'a str {
        name(self.0.objects.get(id).map(|object| &object.info))
    }

    /// `ticket:t1`, as keys have it.
    pub(crate) fn key_of(self, of: &InstanceRef) -> String {
        format!("{}:{}", self.object(of.object), of.id)
    }

    /// `ticket t1`
    pub(crate) fn instance(self, of: &InstanceRef) -> String {
        format!("{} {}", self.object(of.object), escape(&of.id))
    }

    /// ` of ticket t1`; nothing of the contact.
    pub(crate) fn of(self, of: Option<&InstanceRef>) -> String {
        of.map_or_else(String::new, |of| format!(" of {}", self.instance(of)))
    }

    pub(super) fn series(self, id: SeriesId) -> &'a str {
        self.0.series.get(id).map_or("?", |series| series.key.as_str())
    }

    pub(super) fn mode(self, id: ModeId) -> &'a str {
        name(self.0.modes.get(id).map(|mode| &mode.info))
    }

    pub(crate) fn sla(self, id: SlaId) -> &'a str {
        name(self.0.slas.get(id).map(|sla| &sla.info))
    }

    pub(super) fn opening(self, id: OpeningId) -> &'a str {
        name(self.0.openings.get(id).map(|opening| &opening.info))
    }

    pub(super) fn team(self, id: TeamId) -> &'a str {
        name(self.0.teams.get(id).map(|team| &team.info))
    }

    pub(super) fn journey(self, id: JourneyId) -> &'a str {
        name(self.0.journeys.get(id).map(|journey| &journey.info))
    }

    /// The stage that a move left, to stand before its arrow.
    pub(super) fn left(self, id: Option<StageId>) -> String {
        id.map_or_else(String::new, |id| format!("{} ", self.stage(id)))
    }

    pub(super) fn stage(self, id: StageId) -> &'a str {
        name(self.0.stages.get(id).map(|stage| &stage.info))
    }

    pub(super) fn score(self, id: ScoreId) -> &'a str {
        name(self.0.scores.get(id).map(|score| &score.info))
    }

    /// `lifecycle.lead->mql`: stages are named within their journey.
    pub(super) fn transition(self, id: TransitionId) -> String {
        let Some(transition) = self.0.transitions.get(id) else { return "?".to_owned() };
        format!("{}.{}", self.journey(transition.journey), transition.info.name)
    }

    /// `rule hello`, `transition lifecycle.lead->mql`.
    pub(crate) fn cause(self, cause: Cause) -> String {
        match cause {
            Cause::Rule(id) => format!("rule {}", self.rule(id)),
            Cause::Transition(id) => format!("transition {}", self.transition(id)),
            Cause::Sequence(id) => format!("sequence {}", self.sequence(id)),
            Cause::Sla(id) => format!("sla {}", self.sla(id)),
        }
    }

    /// `hello`, `lifecycle.lead->mql`: as keys have it.
    pub(super) fn key_of_cause(self, cause: Cause) -> Cow<'a, str> {
        match cause {
            Cause::Rule(id) => Cow::Borrowed(self.rule(id)),
            // Stages are named within their journey.
            Cause::Transition(id) => Cow::Owned(self.transition(id)),
            Cause::Sequence(id) => Cow::Borrowed(self.sequence(id)),
            Cause::Sla(id) => Cow::Borrowed(self.sla(id)),
        }
    }

    /// `rule hello`, `action mail`, `the input`.
    pub(super) fn change_cause(self, cause: ChangeCause) -> String {
        match cause {
            ChangeCause::Input => "the input".to_owned(),
            ChangeCause::Rule(id) => self.cause(Cause::Rule(id)),
            ChangeCause::Transition(id) => self.cause(Cause::Transition(id)),
            ChangeCause::Sequence(id) => self.cause(Cause::Sequence(id)),
            ChangeCause::Sla(id) => self.cause(Cause::Sla(id)),
            ChangeCause::Action(id) => format!("action {}", self.action(id)),
        }
    }

    /// `per day of channel email`
    pub(crate) fn cap(self, id: CapId) -> String {
        let Some(cap) = self.0.caps.get(id) else { return "?".to_owned() };
        match cap.of {
            CapOwner::Channel(channel) => format!("per {} of channel {}", cap.window, self.channel(channel)),
            CapOwner::Purpose(purpose) => format!("per {} of purpose {}", cap.window, self.purpose(purpose)),
        }
    }

    /// `quiet hours of channel email`
    pub(crate) fn hours(self, channel: ChannelId, hours: usize) -> String {
        let kept = self.0.channels.get(channel).and_then(|channel| channel.hours.get(hours));
        let what = match kept.map(|hours| &hours.kind) {
            Some(HoursKind::Quiet(_)) => "quiet hours".to_owned(),
            Some(HoursKind::Days(_)) => "days".to_owned(),
            Some(HoursKind::Open(opening)) => format!("opening {}", self.opening(*opening)),
            None => "hours".to_owned(),
        };
        format!("{what} of channel {}", self.channel(channel))
    }

    /// A value as the language writes it, or `unset`.
    pub(super) fn value(self, value: Option<&Value>) -> String {
        value.map_or_else(|| "unset".to_owned(), |value| print::value(self.0, value))
    }

    fn no_case(self, id: ExprId) -> String {
        let ir = self.0;
        let is_it = |own: &LetId| ir.lets.get(*own).is_some_and(|declared| declared.value == id);
        if let Some(table) = ir.tables.values().find(|table| table.outputs.iter().any(is_it)) {
            return format!("no row of the table {} matches", table.info.name);
        }
        let bands = ir.bands.values().find(|bands| is_it(&bands.value));
        let own = name(bands.and_then(|bands| ir.lets.get(bands.value)).map(|declared| &declared.info));
        format!("the value lies in no band of {own}")
    }

    /// Why something is unknown.
    pub(super) fn unknown(self, unknown: Unknown) -> String {
        match unknown {
            Unknown::FieldUnset(id) => format!("{} is unset", self.field(id)),
            Unknown::PayloadUnset(id) => {
                format!("event.{} is unset", name(self.0.parameters.get(id).map(|parameter| &parameter.info)))
            }
            Unknown::NoneHappened(id) => format!("there was no {}", self.series(id)),
            Unknown::NoCase(id) => self.no_case(id),
            Unknown::NoInstance(id) => format!("there is no such {}", self.object(id)),
            Unknown::SlaUnset(id) => format!("the clock of {} does not show it now", self.sla(id)),
            Unknown::OutsideStages => "the contact is in another stage".to_owned(),
            Unknown::WasUnknown => "it was unknown when this was set off".to_owned(),
            Unknown::NoEvent => "no event is under judgement".to_owned(),
            Unknown::Overflow => "a result does not fit its number".to_owned(),
            Unknown::DivisionByZero => "a division by zero".to_owned(),
            Unknown::OutOfCalendar => "a date outside the calendar, or moved by a part of a day".to_owned(),
            Unknown::TooLong => "a text is too long".to_owned(),
            Unknown::Unfit => "a part of the blueprint does not fit".to_owned(),
        }
    }

    /// Why what waited is no longer wanted.
    pub(crate) fn cancel_reason(self, why: CancelReason) -> String {
        match why {
            CancelReason::Unless(event) => format!("{} happened", self.event(event)),
            CancelReason::While => "what its rule asks for while it waits is not true".to_owned(),
            CancelReason::Guard => "its rule does not hold now".to_owned(),
            CancelReason::Left(sequence) => format!("sequence {} has been left", self.sequence(sequence)),
            CancelReason::SlaOver(sla) => format!("the clock of sla {} was stopped, or begins anew", self.sla(sla)),
        }
    }

    /// Why something was held back.
    pub(crate) fn reason(self, reason: &Reason) -> String {
        let why = |unknown: &Option<Unknown>| match unknown {
            Some(unknown) => format!("unknown, for {}", self.unknown(*unknown)),
            None => "not given".to_owned(),
        };
        match reason {
            Reason::ChannelConsent { channel, unknown } => {
                format!("consent for channel {} is {}", self.channel(*channel), why(unknown))
            }
            Reason::PurposeConsent { purpose, unknown } => {
                format!("consent for purpose {} is {}", self.purpose(*purpose), why(unknown))
            }
            Reason::Group { group, at_most, taken_by } => {
                let rules: Vec<&str> = taken_by.iter().map(|&rule| self.rule(rule)).collect();
                let places = if *at_most == 1 { "the one place".to_owned() } else { format!("all {at_most} places") };
                format!("{places} of group {} taken by {}", self.group(*group), rules.join(", "))
            }
            Reason::Mode { mode, unknown: None } => format!("mode {} is on", self.mode(*mode)),
            Reason::Mode { mode, unknown: Some(unknown) } => {
                format!("mode {} may be on: it is unknown, for {}", self.mode(*mode), self.unknown(*unknown))
            }
            Reason::Sequence { sequence } => format!("sequence {} is running", self.sequence(*sequence)),
            Reason::Limit { rule, amount: Some(amount) } => {
                format!("rule {} has acted as often as it may, {amount}", self.rule(*rule))
            }
            Reason::Limit { rule, amount: None } => format!("how often rule {} may act is unknown", self.rule(*rule)),
            Reason::Holdout { rule } => format!("rule {} leaves this contact out", self.rule(*rule)),
            Reason::Cap { cap, amount: Some(amount), used } => {
                format!("{used} of {amount} {} are used up", self.cap(*cap))
            }
            Reason::Cap { cap, amount: None, .. } => format!("how many are allowed {} is unknown", self.cap(*cap)),
            Reason::Hours { channel, hours } => {
                let quiet = self.0.channels.get(*channel).and_then(|channel| channel.hours.get(*hours));
                let is_quiet = matches!(quiet.map(|hours| &hours.kind), Some(HoursKind::Quiet(_)));
                format!("{} {}", if is_quiet { "within" } else { "outside" }, self.hours(*channel, *hours))
            }
            Reason::Waits => "the same action of the same rule waits already".to_owned(),
            Reason::Delay { unknown } => format!("its delay is unknown, for {}", self.unknown(*unknown)),
            Reason::Expired => "it has waited as long as it may".to_owned(),
            Reason::Full => "too many actions of this contact wait".to_owned(),
        }
    }
}
