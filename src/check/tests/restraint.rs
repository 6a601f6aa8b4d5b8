//! Openings, hours, caps, limits, modes, shares.

use super::*;
use crate::calendar::{ClosedDays, Period, Schedule, TimeOfDay, TimeRange, Weekday, Window};
use crate::ir::{CapOwner, ChannelId, Handling, HoursKind, Id, PurposeId, Suspended};

const WORLD: &str = "event e { x: int }\nchannel c internal\naction a { channel c automated }\n";

/// The codes of a text behind three lines that declare an event, a channel and an action.
#[track_caller]
fn world(text: &str) -> Vec<String> {
    codes(&format!("{WORLD}{text}"))
}

fn range(from: u16, to: u16) -> TimeRange {
    TimeRange::new(TimeOfDay::new(from).unwrap(), TimeOfDay::new(to).unwrap()).unwrap()
}

#[test]
fn an_opening() {
    let ir = blueprint(
        "team t\nopening o \"O\" { owner t mon..wed 13:30..18:00, 09:00..12:30 fri..sat 22:00..24:00 mon 18:00..19:00\n\
         closed 2026-12-24..2026-12-31, 2026-05-01, every year 02-29, third mon of january zone \"Asia/Tokyo\" }",
    );
    let opening = ir.openings.values().next().unwrap();
    assert_eq!(opening.zone.as_deref(), Some("Asia/Tokyo"));
    assert_eq!(opening.responsibilities.responsible.len(), 1);
    assert_eq!(opening.schedule.ranges(Weekday::Monday), [range(540, 750), range(810, 1140)]);
    assert_eq!(opening.schedule.ranges(Weekday::Wednesday), [range(540, 750), range(810, 1080)]);
    assert_eq!(opening.schedule.ranges(Weekday::Thursday), []);
    assert_eq!(opening.schedule.ranges(Weekday::Saturday), [range(1320, 1440)]);
    assert_eq!(opening.schedule.closed().len(), 4);
    assert_eq!(opening.schedule.closed()[3], ClosedDays::Nth { nth: 3, weekday: Weekday::Monday, month: 1 });
}

#[test]
fn openings_that_are_wrong() {
    assert_eq!(codes("opening o"), ["E0415 1:9"]);
    assert_eq!(codes("opening o { closed 2026-12-25 }"), ["E0415 1:9"]);
    assert_eq!(codes("opening o { mon 18:00..09:00 }"), ["E0410 1:17"]);
    assert_eq!(codes("opening o { mon 09:00..09:00 }"), ["E0410 1:17"]);
    assert_eq!(codes("opening o { mon 09:00..10:00 closed 2026-12-31..2026-12-24 }"), ["E0410 1:30"]);
    assert_eq!(codes("opening o { mon 09:00..10:00 zone \"Europe/Pariss\" }"), ["E0409 1:35"]);
    assert_eq!(codes("opening o { mon 09:00..10:00 zone \"UTC\" zone \"UTC\" }"), ["E0402 1:41"]);
    assert!(message("opening o { mon 22:00..00:00 }").contains("24:00"));
}

#[test]
fn hours_stand_in_the_order_written() {
    let ir = blueprint(
        "opening office { mon 09:00..10:00 }\n\
         channel c { open office defer quiet 20:00..08:00 defer at most 3 days days wed, fri quiet 12:00..13:00 drop }",
    );
    let hours = &ir.channels.values().next().unwrap().hours;
    assert_eq!(hours.len(), 4);
    assert!(matches!(hours[0].kind, HoursKind::Open(_)));
    assert_eq!(hours[0].handling, Handling::Defer { at_most: None });
    let quiet = Schedule::outside(TimeOfDay::new(1200).unwrap(), TimeOfDay::new(480).unwrap());
    assert_eq!(hours[1].kind, HoursKind::Quiet(quiet));
    assert_eq!(hours[1].handling, Handling::Defer { at_most: Some("3 days".parse().unwrap()) });
    assert_eq!(hours[2].kind, HoursKind::Days(Schedule::of_days(&[Weekday::Wednesday, Weekday::Friday])));
    assert_eq!(hours[3].handling, Handling::Drop);
}

#[test]
fn hours_that_are_wrong() {
    assert_eq!(codes("channel c { quiet 08:00..08:00 }"), ["E0410 1:19"]);
    assert_eq!(codes("channel c { quiet 00:00..24:00 }"), ["E0410 1:19"]);
    assert_eq!(codes("channel c { quiet 24:00..00:00 }"), ["E0410 1:19"]);
    assert_eq!(codes("channel c { quiet 20:00..08:00 defer at most 0 days }"), ["E0410 1:46"]);
    assert_eq!(codes("channel c { days mon days tue }"), ["E0402 1:22"]);
    assert_eq!(codes("opening o { mon 09:00..10:00 }\nchannel c { open o open o }"), ["E0402 2:20"]);
    assert_eq!(codes("channel c { open offise }\nopening office { mon 09:00..10:00 }"), ["E0201 1:18"]);
    assert_eq!(codes("channel c { open c }"), ["E0203 1:18"]);
}

#[test]
fn caps_of_channels_come_before_those_of_purposes() {
    let ir = blueprint(
        "contact { most: int?  vip: bool = false }\npurpose p { cap most per 7 days across d defer }\npurpose q transactional\n\
         channel c { cap 2 per day cap 5 per calendar month when not vip across d, c exempt q, p }\nchannel d",
    );
    let caps: Vec<_> = ir.caps.values().collect();
    let (c, d) = (ChannelId::new(0), ChannelId::new(1));
    assert_eq!(caps.len(), 3);
    assert_eq!((caps[0].of, caps[0].window), (CapOwner::Channel(c), Window::Calendar(Period::Day)));
    assert_eq!(caps[0].channels, [c]);
    assert_eq!(caps[1].channels, [c, d]);
    assert_eq!(caps[1].exempt, [PurposeId::new(1), PurposeId::new(0)]);
    assert!(caps[1].when.is_some());
    assert_eq!(caps[2].of, CapOwner::Purpose(PurposeId::new(0)));
    assert_eq!(caps[2].channels, [d]);
    assert_eq!(caps[2].handling, Handling::Defer { at_most: None });
    assert_eq!(caps[2].window, Window::Rolling("7 days".parse().unwrap()));
}

#[test]
fn caps_that_are_wrong() {
    assert_eq!(codes("channel c { cap 2 per hour }"), ["E0410 1:13"]);
    assert_eq!(codes("channel c { cap 2 per 1 day }"), ["E0410 1:23"]);
    assert_eq!(codes("channel c { cap 2 per 0 days }"), ["E0410 1:23"]);
    assert_eq!(codes("channel c { cap -1 per day }"), ["E0410 1:17"]);
    assert_eq!(codes("channel c { cap 1.5 per day }"), ["E0301 1:17"]);
    assert_eq!(world("channel d { cap event.x per day }"), ["E0208 4:17"]);
    assert_eq!(codes("channel c { cap 1 per day across d }"), ["E0201 1:34"]);
    assert_eq!(codes("channel c { cap 1 per day exempt c }"), ["E0203 1:34"]);
    assert!(codes("channel c { cap 1 per day cap 3 per 24 hours cap 0 per week }").is_empty());
}

#[test]
fn a_mode() {
    let ir = blueprint(
        "contact { x: int? }\nevent e { y: int }\nevent f\npurpose p\nchannel c\naction a { channel c automated }\n\
         rule r { on e do a }\nsequence s { do a }\n\
         mode m \"M\" { from e where event.y > 1 from f until f when x > 3\n\
           suspend purpose p, channel c defer at most 2 days, action a, rule r defer, sequence s }",
    );
    let mode = ir.modes.values().next().unwrap();
    assert_eq!((mode.from.len(), mode.until.len(), mode.when.is_some()), (2, 1, true));
    let kinds: Vec<bool> = mode.suspends.iter().map(|one| one.handling == Handling::Drop).collect();
    assert_eq!(kinds, [true, false, true, false, true]);
    assert!(matches!(mode.suspends[4].what, Suspended::Sequence(_)));
    assert!(matches!(mode.suspends[3].what, Suspended::Rule(_)));
}

#[test]
fn modes_that_are_wrong() {
    assert_eq!(world("mode m { suspend channel c }"), ["E0401 4:6"]);
    assert_eq!(world("mode m { until e suspend channel c }"), ["E0401 4:6"]);
    assert_eq!(world("mode m { until e when true suspend channel c }"), ["E0401 4:6"]);
    assert_eq!(world("mode m { when true when false }"), ["E0402 4:20"]);
    assert_eq!(world("mode m { when event.x > 1 }"), ["E0208 4:15"]);
    assert_eq!(world("mode m { from e suspend purpose c }"), ["E0203 4:33"]);
    assert_eq!(world("mode m { from e suspend sequence nothing }"), ["E0201 4:34"]);
    assert_eq!(world("mode m { from e suspend channel c defer at most 0 days }"), ["E0410 4:49"]);
}

#[test]
fn clauses_of_a_rule() {
    let ir = blueprint(&format!(
        "{WORLD}contact {{ n: int? }}\nevent f {{ y: int }}\n\
         rule r {{ on e do a after 2 days unless f where event.y > 1 unless e while n > event.x\n\
           limit n per 30 days defer holdout 12.5% active 2026-01-01..2026-12-31 inactive each }}\n\
         rule s {{ on e split {{ one 50% do a  two 49.99% do a after 1 day }} active until 2026-02-03 }}"
    ));
    let rules: Vec<_> = ir.rules.values().collect();
    let rule = rules[0];
    assert!(rule.calls[0].after.is_some() && rule.during.is_some());
    assert_eq!(rule.unless.len(), 2);
    let limit = rule.limit.as_ref().unwrap();
    assert_eq!(limit.window, Some(Window::Rolling("30 days".parse().unwrap())));
    assert_eq!(limit.handling, Handling::Defer { at_most: None });
    assert_eq!((rule.holdout, rule.inactive, rule.each), (1250, true, true));
    let days = [rule.active_from, rule.active_until].map(|day| day.unwrap().to_string());
    assert_eq!(days, ["2026-01-01", "2026-12-31"]);
    let shares: Vec<u16> = rules[1].split.iter().map(|one| one.share).collect();
    assert_eq!(shares, [5000, 4999]);
    assert!(rules[1].split[1].calls[0].after.is_some());
    assert!(rules[1].active_from.is_none() && rules[1].active_until.is_some());
}

#[test]
fn clauses_of_a_rule_that_are_wrong() {
    let rule = |clauses: &str| world(&format!("rule r {{ on e do a {clauses} }}"));
    assert_eq!(rule("limit 0"), ["E0410 4:26"]);
    assert_eq!(rule("limit -2 per day"), ["E0410 4:26"]);
    assert_eq!(rule("limit event.x"), ["E0208 4:26"]);
    assert_eq!(rule("limit 1 per minute"), ["E0410 4:20"]);
    assert_eq!(rule("limit 1 limit 2"), ["E0402 4:28"]);
    assert_eq!(rule("holdout 0%"), ["E0410 4:28"]);
    assert_eq!(rule("holdout 5% split { x 50% do a }"), ["E0403 4:31"]);
    assert_eq!(rule("split { x 50% do a  y 50.01% do a }"), ["E0410 4:20"]);
    assert_eq!(rule("split { x 50% do a  x 10% do a }"), ["E0202 4:40"]);
    assert_eq!(rule("split { }"), ["E0401 4:20"]);
    assert_eq!(rule("active 2026-12-31..2026-01-01"), ["E0410 4:20"]);
    assert_eq!(rule("active 2026-12-31 10:00.."), ["E0301 4:27"]);
    assert_eq!(rule("while true while false"), ["E0402 4:31"]);
    assert_eq!(rule("inactive inactive"), ["E0402 4:29"]);
    assert_eq!(rule("each each"), ["E0402 4:25"]);
    assert!(rule("each unless e unless e").is_empty());
}

#[test]
fn what_waits_sees_no_change() {
    let text = "contact { n: int? }\nevent e { d: duration }\nchannel c\naction a { channel c automated }\n";
    let rule = |clauses: &str| codes(&format!("{text}rule r {{ on e do a {clauses} }}"));
    assert!(rule("when changed n while n > 1 and event.d > 1 day").is_empty());
    assert_eq!(rule("while changed n"), ["E0208 5:26"]);
    assert!(rule("after event.d").is_empty());
    assert_eq!(rule("after 0 days"), ["E0410 5:26"]);
    assert_eq!(rule("after 3"), ["E0301 5:26"]);
}

#[test]
fn a_fading_score() {
    let ir = blueprint("score s in 0..9 { fade 5 every 7 days }");
    let fade = ir.scores.values().next().unwrap().fade.unwrap();
    assert_eq!((fade.points, fade.every), (5, "7 days".parse().unwrap()));
    assert_eq!(codes("score s in 0..9 { fade 0 every 7 days }"), ["E0410 1:24"]);
    assert_eq!(codes("score s in 0..9 { fade 1 every 0 days }"), ["E0410 1:32"]);
    assert_eq!(codes("score s in 0..9 { fade 1.5 every 1 day }"), ["E0301 1:24"]);
    assert_eq!(codes("score s in 0..9 { fade 1 every 1 day fade 1 every 1 day }"), ["E0402 1:38"]);
}

#[test]
fn figures_of_a_stage() {
    let ir = blueprint(
        "contact { spent: decimal = 0.0 }\nchannel c\njourney j { stage s initial { kpi conversion to t >= 25% kpi time <= 5 days per 30 days\n\
         kpi volume of j.t > 10 kpi value of spent >= 3.5 kpi pressure of c < 2 kpi conversion t to s in j } stage t }\n\
         journey k { stage s initial stage t }",
    );
    let measures = &ir.stages.values().next().unwrap().measures;
    assert_eq!(measures.len(), 6);
    assert!(measures[..5].iter().all(|one| one.target.is_some()));
    assert_eq!(codes("journey j { stage s initial { kpi time <= 5 } }"), ["E0301 1:43"]);
    assert_eq!(codes("journey j { stage s initial { kpi conversion to u } }"), ["E0204 1:49"]);
    assert_eq!(codes("journey j { stage s initial { kpi pressure of e } }\nevent e"), ["E0203 1:47"]);
}
