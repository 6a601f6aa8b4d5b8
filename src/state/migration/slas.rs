//! The clocks of service levels when a contact is migrated.

use super::names::{Kind, now};
use super::{Migrator, at};
use crate::ir::{Blueprint, Sla, SlaWhen};

impl Migrator<'_> {
    pub(super) fn slas(&mut self) {
        let (new, from) = (self.new, self.life.from);
        for (name, clock) in from.slas {
            let part = at(&self.life.part("slas"), name);
            let found = self.names.now(Kind::Sla, name);
            let Some(sla) = found.and_then(|now| new.slas.values().find(|sla| sla.info.name == now)) else {
                self.dropped(&part, clock, "the blueprint has no such service level now");
                continue;
            };
            if let Some(why) = self.elsewhere(sla.object) {
                self.dropped(&part, clock, why);
                continue;
            }
            self.renamed(&part, name, &sla.info.name);
            let mut kept = clock.clone();
            kept.rested_of.clear();
            for (opening, rested) in &clock.rested_of {
                let part = at(&at(&part, "rested_of"), opening);
                match opening_of(new, sla, opening) {
                    Some(now) => {
                        self.renamed(&part, opening, now);
                        kept.rested_of.insert(now.to_owned(), *rested);
                    }
                    None => self.dropped(&part, rested, "no target of the service level counts in this opening now"),
                }
            }
            let event = |when: &SlaWhen| matches!(when, SlaWhen::On(_));
            if clock.held && !sla.pauses.iter().any(event) {
                kept.held = false;
                self.dropped(&at(&part, "held"), &true, "no event lets the clock rest now");
            }
            // It is chosen anew when the state is settled.
            if let Some(target) = &clock.target
                && usize::try_from(target.place).is_ok_and(|place| place >= sla.targets.len())
            {
                kept.target = None;
                self.dropped(&at(&part, "target"), target, "the service level has no such target now");
            }
            self.life.to.slas.insert(sla.info.name.clone(), kept);
        }
    }
}

/// An opening of a service level's targets, by its old name.
fn opening_of<'n>(new: &'n Blueprint, sla: &Sla, old: &str) -> Option<&'n str> {
    let openings = sla.targets.iter().filter_map(|target| Some(&new.openings.get(target.opening?)?.info));
    now(openings, |_| false, old)
}
