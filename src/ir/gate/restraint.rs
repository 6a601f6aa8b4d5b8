//! What holds actions back: hours, caps, modes, limits.

use super::scope::{Place, Roots, Scope};
use super::{At, Check, Gate, all_within, ensure, longer_than_nothing, no_problem, once, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn restraint(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let ir = self.ir;
        for (id, opening) in ir.openings.iter() {
            self.opening(opening).at(|| part("openings", id.index(), None))?;
        }
        for (id, channel) in ir.channels.iter() {
            let mut hours = channel.hours.iter();
            hours.try_for_each(|hours| self.hours(hours)).at(|| part("channels", id.index(), Some("hours")))?;
        }
        for (id, cap) in ir.caps.iter() {
            self.cap(cap).at(|| part("caps", id.index(), None))?;
            roots.add(cap.amount, Scope::MOMENT, Place("caps", id.index(), "amount"));
            roots.add_some(cap.when, Scope::MOMENT, Place("caps", id.index(), "when"));
        }
        let sorted = ir.caps.values().is_sorted_by_key(|cap| cap.of);
        ensure(sorted, || "they are not in the order of channels, then of purposes".to_owned())
            .at(|| "caps".to_owned())?;
        for (id, mode) in ir.modes.iter() {
            self.mode(mode).at(|| part("modes", id.index(), None))?;
            let place = |of| Place("modes", id.index(), of);
            roots.add_some(mode.when, Scope::STATE.of(mode.object), place("when"));
            for (filters, of) in [(&mode.from, "from"), (&mode.until, "until")] {
                for filter in filters {
                    let scope = self.on(&filter.events, Scope::MOMENT.of(mode.object));
                    roots.add_some(filter.filter, scope, place(of));
                }
            }
        }
        Ok(())
    }

    fn opening(&self, opening: &Opening) -> Check {
        self.raci(&opening.responsibilities)?;
        no_problem(opening.schedule.problem())?;
        ensure(opening.schedule.has_open_hour(), || "it is never open".to_owned())?;
        let known = |zone: &String| zone.parse::<crate::calendar::Zone>().is_ok();
        ensure(opening.zone.as_ref().is_none_or(known), || "the database has no zone of this name".to_owned())
    }

    fn hours(&self, hours: &ChannelHours) -> Check {
        match &hours.kind {
            HoursKind::Quiet(schedule) | HoursKind::Days(schedule) => {
                no_problem(schedule.problem())?;
                ensure(schedule.has_open_hour(), || "they leave no hour".to_owned())?;
            }
            HoursKind::Open(opening) => within(&self.ir.openings, *opening, "opening")?,
        }
        self.handling(hours.handling)
    }

    /// It waits for some time, where it waits.
    pub(super) fn handling(&self, handling: Handling) -> Check {
        match handling {
            Handling::Drop | Handling::Defer { at_most: None } => Ok(()),
            Handling::Defer { at_most: Some(length) } => longer_than_nothing(length),
        }
    }

    fn cap(&self, cap: &Cap) -> Check {
        let ir = self.ir;
        self.scalar(cap.amount, Scalar::Int)?;
        self.truth(cap.when)?;
        no_problem(cap.window.problem())?;
        all_within(&ir.channels, &cap.channels, "channel")?;
        all_within(&ir.purposes, &cap.exempt, "purpose")?;
        once(&cap.channels, "channel")?;
        once(&cap.exempt, "purpose")?;
        match cap.of {
            CapOwner::Channel(id) => {
                within(&ir.channels, id, "channel")?;
                ensure(cap.channels.contains(&id), || "its own channel is none of its channels".to_owned())?;
            }
            CapOwner::Purpose(id) => within(&ir.purposes, id, "purpose")?,
        }
        self.handling(cap.handling)
    }

    pub(super) fn limit(&self, limit: &Limit) -> Check {
        self.scalar(limit.amount, Scalar::Int)?;
        no_problem(limit.window.and_then(|window| window.problem()))?;
        self.handling(limit.handling)
    }

    fn mode(&self, mode: &Mode) -> Check {
        self.raci_of(&mode.responsibilities, mode.object)?;
        self.truth(mode.when)?;
        mode.from.iter().chain(&mode.until).try_for_each(|filter| self.filter_for(mode.object, filter))?;
        ensure(!mode.from.is_empty() || mode.when.is_some(), || "nothing begins it".to_owned())?;
        ensure(!mode.from.is_empty() || mode.until.is_empty(), || "no event begins it, but one ends it".to_owned())?;
        self.suspensions(&mode.suspends)
    }

    pub(super) fn suspensions(&self, all: &[Suspension]) -> Check {
        let ir = self.ir;
        all.iter().try_for_each(|suspension| {
            match suspension.what {
                Suspended::Purpose(id) => within(&ir.purposes, id, "purpose")?,
                Suspended::Channel(id) => within(&ir.channels, id, "channel")?,
                Suspended::Action(id) => within(&ir.actions, id, "action")?,
                Suspended::Rule(id) => within(&ir.rules, id, "rule")?,
                Suspended::Sequence(id) => within(&ir.sequences, id, "sequence")?,
            }
            self.handling(suspension.handling)
        })
    }
}
