//! Every zone's every change of clocks from 2000 to 2037, through the whole calendar, and
//! random schedules at random times; both against the naive calendar of `clock`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod changes;
mod clock;
mod random;

use clock::DAY;
use crm_blueprint::calendar::{Instant, Zone};

fn ms(instant: i64) -> Instant {
    Instant::from_milliseconds(instant).unwrap()
}

fn offset(zone: Zone, at: i64) -> i64 {
    zone.local(ms(at)).and_utc().timestamp_millis() - at
}

/// The instants from 2000 to 2037 at which the zone's clocks jump, with the offsets before
/// and behind: looked for in strides, then halved.
fn jumps(zone: Zone) -> Vec<(i64, i64, i64)> {
    // No zone changes its clocks twice in five days.
    let stride = 4 * DAY;
    let [mut now, end] =
        ["2000-01-01T00:00:00Z", "2038-01-01T00:00:00Z"].map(|text| text.parse::<Instant>().unwrap().milliseconds());
    let mut found = Vec::new();
    let mut before = offset(zone, now);
    while now < end {
        let behind = offset(zone, now + stride);
        if before != behind {
            let (mut low, mut high) = (now, now + stride);
            while high - low > 1 {
                let middle = i64::midpoint(low, high);
                if offset(zone, middle) == before { low = middle } else { high = middle }
            }
            found.push((high, before, behind));
        }
        (now, before) = (now + stride, behind);
    }
    found
}
