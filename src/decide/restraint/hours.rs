//! Hours in which a channel may be used.

use super::{Held, stricter};
use crate::calendar::{Hours, Instant, Schedule, Zone};
use crate::decide::Reason;
use crate::decide::eval::Scene;
use crate::ir::{ActionId, Channel, Handling, HoursKind};
use crate::state::{Hold, Short};

/// One of a channel's hours that an action keeps.
pub(super) struct Kept<'s> {
    /// Its place among the channel's.
    pub(super) place: usize,
    handling: Handling,
    schedule: &'s Schedule,
    zone: Zone,
}

impl Kept<'_> {
    fn is_open(&self, at: Instant) -> bool {
        self.schedule.is_open(self.zone, at)
    }
}

/// The hours that an action keeps, in order. What a transaction asks for goes at night and on
/// Sundays too, but not while nobody is there.
pub(super) fn kept<'s>(scene: &Scene<'s>, action: ActionId) -> Short<Kept<'s>> {
    let ir = &scene.program.ir;
    let declared = &ir.actions[action];
    let transactional = declared.purpose.is_some_and(|purpose| ir.purposes[purpose].transactional);
    let channel: &Channel = &ir.channels[declared.channel];
    let all = channel.hours.iter().enumerate().filter_map(|(place, hours)| {
        let (schedule, zone) = match &hours.kind {
            HoursKind::Quiet(_) | HoursKind::Days(_) if transactional => return None,
            HoursKind::Quiet(schedule) | HoursKind::Days(schedule) => (schedule, scene.zone()),
            HoursKind::Open(opening) => scene.program.opening(*opening)?,
        };
        Some(Kept { place, handling: hours.handling, schedule, zone })
    });
    all.collect()
}

/// What the hours of an action's channel make of it. They are one restraint: it ends when all
/// are open.
pub(in crate::decide) fn hours(scene: &Scene<'_>, action: ActionId) -> Option<Held> {
    let ir = &scene.program.ir;
    if ir.channels[ir.actions[action].channel].hours.is_empty() {
        return None;
    }
    let kept = kept(scene, action);
    let closed = || kept.iter().filter(|hours| !hours.is_open(scene.at));
    let first = closed().next()?;
    let until = together(&kept, |hours| hours.next_allowed(scene.at));
    let handling = closed().map(|hours| hours.handling).reduce(stricter);
    // What never may go need not wait.
    let handling = handling.filter(|_| until.is_some()).unwrap_or(Handling::Drop);
    let channel = scene.program.ir.actions[action].channel;
    let hold = Hold::Hours(channel, u32::try_from(first.place).unwrap_or(u32::MAX));
    Some(Held::new(Reason::Hours { channel, hours: first.place }, handling, hold, until))
}

/// The next instant at which the hours of an action's channel would hold it.
pub(in crate::decide) fn good_until(scene: &Scene<'_>, action: ActionId) -> Option<Instant> {
    let ir = &scene.program.ir;
    if ir.channels[ir.actions[action].channel].hours.is_empty() {
        return None;
    }
    together(&kept(scene, action), |hours| hours.next_held(scene.at))
}

fn together<T>(kept: &[Kept<'_>], ask: impl FnOnce(Hours<'_>) -> T) -> T {
    let schedules: Short<(&Schedule, Zone)> = kept.iter().map(|hours| (hours.schedule, hours.zone)).collect();
    ask(Hours::new(&schedules))
}
