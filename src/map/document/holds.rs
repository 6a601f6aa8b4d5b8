//! What holds an action back, told where the action is asked for.

use std::collections::BTreeSet;

use super::model::Rich;
use super::say;
use super::things::Thing;
use super::writer::Writer;
use crate::ir::*;

impl Writer<'_> {
    /// How often a rule may act.
    pub(super) fn limit(&self, limit: &Limit) -> Rich {
        let text = self.expr(limit.amount);
        let text = match limit.window {
            Some(window) => text.and_own(format!(" {}", say::per(window))),
            None => text.and_own(" for ever"),
        };
        text.and_own(format!("; {}", say::handling(limit.handling)))
    }

    /// At most so many, of what, in what time.
    pub(super) fn cap(&self, cap: &Cap) -> Rich {
        let ir = self.ir;
        let text = self.expr(cap.amount).and_own(format!(" {}", say::per(cap.window)));
        let own = match cap.of {
            CapOwner::Channel(channel) => vec![channel],
            CapOwner::Purpose(_) => Vec::new(),
        };
        let across = (cap.channels != own).then(|| {
            Rich::joined(cap.channels.iter().map(|&channel| Rich::text(ir.channels[channel].info.title())), ", ")
        });
        let exempt = (!cap.exempt.is_empty()).then(|| {
            Rich::joined(cap.exempt.iter().map(|&purpose| Rich::text(ir.purposes[purpose].info.title())), ", ")
        });
        text.and_some(" over ", across.filter(|across| !across.is_empty()))
            .and_some(", without ", exempt)
            .and_some(", if ", cap.when.map(|when| self.expr(when)))
            .and_own(format!("; {}", say::handling(cap.handling)))
    }

    /// When a channel may be used.
    pub(super) fn channel_hours(&self, hours: &ChannelHours) -> Rich {
        let text = match &hours.kind {
            HoursKind::Quiet(schedule) => Rich::own(format!("quiet {}", say::quiet_hours(schedule))),
            HoursKind::Days(schedule) => Rich::own(format!("on {}", say::open_days(schedule))),
            HoursKind::Open(opening) => Rich::own("within ").and(self.link(Thing::Opening(*opening))),
        };
        text.and_own(format!("; {}", say::handling(hours.handling)))
    }

    /// The channel and the purpose of an action, each with what it asks for in short.
    pub(super) fn restraint_of(&self, action: ActionId) -> Vec<Rich> {
        let ir = self.ir;
        let action = &ir.actions[action];
        let channel = &ir.channels[action.channel];
        let caps = |of: CapOwner| ir.caps.values().filter(|cap| cap.of == of).count();
        let purpose = action.purpose.map(|id| (id, &ir.purposes[id]));
        let transactional = purpose.is_some_and(|(_, purpose)| purpose.transactional);
        let mut lines = Vec::new();
        let mut asked = Vec::new();
        asked.extend(channel.consent.map(|_| "consent".to_owned()));
        if !transactional {
            let number = caps(CapOwner::Channel(action.channel));
            asked.extend((number > 0).then(|| say::counted(number, "cap", "caps")));
            asked.extend((!channel.hours.is_empty()).then(|| "hours".to_owned()));
        }
        if !asked.is_empty() {
            lines.push(self.channel(action.channel).and_own(format!(": {}", asked.join(", "))));
        }
        if let Some((id, purpose)) = purpose {
            let mut asked = Vec::new();
            asked.extend(purpose.transactional.then(|| "outside caps and quiet hours".to_owned()));
            asked.extend(purpose.consent.map(|_| "consent".to_owned()));
            let number = caps(CapOwner::Purpose(id));
            asked.extend((number > 0).then(|| say::counted(number, "cap", "caps")));
            let text = Rich::own("purpose ").and(self.link(Thing::Purpose(id)));
            lines.push(if asked.is_empty() { text } else { text.and_own(format!(": {}", asked.join(", "))) });
        }
        lines
    }

    /// What suspends any of these, or the channel or purpose of an action among them.
    pub(super) fn suspended_by(&self, what: &[Suspended], actions: &BTreeSet<ActionId>) -> Rich {
        let mut all: Vec<Suspended> = what.to_vec();
        for &action in actions {
            let action = &self.ir.actions[action];
            all.push(Suspended::Channel(action.channel));
            all.extend(action.purpose.map(Suspended::Purpose));
        }
        let found: BTreeSet<Thing> =
            all.iter().filter_map(|one| self.users.suspended.get(one)).flatten().copied().collect();
        let told = |thing: Thing| match thing {
            Thing::Sequence(_) => Rich::own("running ").and(self.link(thing)),
            other => self.link(other),
        };
        Rich::joined(found.into_iter().map(told), ", ")
    }

    /// The KPIs that are about any of these.
    pub(super) fn kpis_about(
        &self,
        stages: &BTreeSet<StageId>,
        channels: &BTreeSet<ChannelId>,
        sla: Option<SlaId>,
    ) -> Rich {
        let about = |measure: &Measure| match &measure.kind {
            MeasureKind::Conversion { from, to } => stages.contains(from) || stages.contains(to),
            MeasureKind::Time(stage) | MeasureKind::Volume(stage) => stages.contains(stage),
            MeasureKind::Breach(of) => sla == Some(*of),
            MeasureKind::Pressure(channel) => channels.contains(channel),
            MeasureKind::Value(_) => false,
        };
        let named = self.ir.kpis.iter().filter(|(_, kpi)| about(&kpi.measure)).map(|(id, _)| self.link(Thing::Kpi(id)));
        let of_stages = stages.iter().flat_map(|&stage| &self.ir.stages[stage].measures).map(|one| self.measured(one));
        Rich::joined(super::sheets::distinct(named.chain(of_stages)), "; ")
    }

    /// The test cases that name a thing, or, where none does, its parts.
    pub(super) fn tests_of(&self, thing: Thing, parts: impl Iterator<Item = Thing>) -> Rich {
        let mut found: BTreeSet<ScenarioId> = self.users.tests.get(&thing).into_iter().flatten().copied().collect();
        if found.is_empty() {
            found = parts.filter_map(|part| self.users.tests.get(&part)).flatten().copied().collect();
        }
        const SHOWN: usize = 3;
        let more = found.len().saturating_sub(SHOWN);
        let text = Rich::joined(found.into_iter().take(SHOWN).map(|id| self.link(Thing::Scenario(id))), "; ");
        if more > 0 { text.and_own(format!("; {more} more")) } else { text }
    }

    /// Who does what, a line for each role.
    pub(super) fn all_roles(&self, of: &Responsibilities) -> Vec<Rich> {
        let told = |fact: super::model::Fact| fact.name.and_own(": ").and(Rich::joined(fact.values, ", "));
        self.responsibilities(of).into_iter().map(told).collect()
    }
}
