//! Each restraint by itself.

use super::*;
use crate::calendar::{Duration, Instant, Period, Schedule, Window};
use crate::decide::chance::{Chance, Lot};
use crate::decide::eval::{Memo, Scene};
use crate::decide::test_build::{BOOL, Build, call, contact, info, instant, maybe, monday, on, run};
use crate::decide::{Cause, Program, Unknown, flip};
use crate::ir::*;
use crate::state::Subject;
use crate::state::{CallPlace, ContactState, Hold, Input, Rest, Row, Run, Waiting, Why};
use crate::text::Span;

const DEFER: Handling = Handling::Defer { at_most: None };
const HOUR: i64 = 3_600_000;

const fn defer_at_most(days: i64) -> Handling {
    Handling::Defer { at_most: Some(Duration::days(days)) }
}

/// A scene on which nothing has changed, at the state's clock.
fn on_scene<T>(program: &Program, state: &ContactState, ask: impl FnOnce(&Scene<'_>) -> T) -> T {
    let memo = Memo::new(program);
    ask(&Scene::still(program, state, &memo, state.clock(), None))
}

/// The same at another instant.
fn at<T>(program: &Program, state: &ContactState, at: Instant, ask: impl FnOnce(&Scene<'_>) -> T) -> T {
    let memo = Memo::new(program);
    ask(&Scene::still(program, state, &memo, at, None))
}

fn hours_later(hours: i64) -> Instant {
    monday().checked_add_milliseconds(hours * HOUR).unwrap()
}

fn suspends(what: Suspended, handling: Handling) -> Suspension {
    Suspension { what, handling, span: Span::default() }
}

fn mode(build: &mut Build, name: &str, when: Option<ExprId>, suspends: Vec<Suspension>) -> ModeId {
    build.ir.modes.push(Mode {
        object: None,
        info: info(name),
        when,
        from: Vec::new(),
        until: Vec::new(),
        suspends,
        responsibilities: Responsibilities::default(),
    })
}

fn sequence(build: &mut Build, name: &str, suspends: Vec<Suspension>) -> SequenceId {
    build.ir.sequences.push(Sequence {
        object: None,
        info: info(name),
        parameters: Vec::new(),
        reentry: Reentry::default(),
        goals: Vec::new(),
        exits: Vec::new(),
        suspends,
        steps: Vec::new(),
        names: indexmap::IndexMap::new(),
        order: 0,
        responsibilities: Responsibilities::default(),
        span: Span::default(),
    })
}

fn runs(sequence: SequenceId, serial: u64) -> Run {
    Run {
        subject: Subject::Contact,
        sequence,
        arguments: Vec::new(),
        started: monday(),
        serial,
        step: 0,
        rest: Rest::Ready,
    }
}

fn cap(of: CapOwner, amount: ExprId, window: Window, channels: Vec<ChannelId>) -> Cap {
    let (when, exempt, handling, span) = (None, Vec::new(), Handling::Drop, Span::default());
    Cap { of, amount, window, when, channels, exempt, handling, span }
}

fn limit(amount: ExprId, window: Option<Window>, handling: Handling) -> Option<Limit> {
    Some(Limit { amount, window, handling })
}

fn waits(cause: Cause, action: ActionId, why: Why) -> Waiting {
    Waiting {
        subject: Subject::Contact,
        serial: 0,
        cause,
        action,
        call: Some(CallPlace { list: 0, index: 0 }),
        occurrence: 7,
        event: None,
        frozen: Vec::new(),
        credited: false,
        since: monday(),
        why,
    }
}

fn held_by(hold: Hold) -> Why {
    Why::Deferred { hold, until: None, since: monday(), expires: None }
}

fn rule_doing(build: &mut Build, name: &str, action: ActionId) -> RuleId {
    let event = EventId::new(0);
    build.rule(name, on(event), |rule| rule.calls = vec![call(action)])
}

// ---- modes and runs

#[test]
fn the_first_mode_that_is_on_suspends_as_its_strictest() {
    let mut build = Build::new();
    build.event("go");
    let email = ChannelId::new(0);
    let purpose = build.purpose("promotion", None);
    let mail = build.action("mail", |action| action.purpose = Some(purpose));
    let rule = rule_doing(&mut build, "r", mail);
    let all = [Suspended::Channel(email), Suspended::Purpose(purpose), Suspended::Action(mail), Suspended::Rule(rule)];
    let off = mode(&mut build, "off", None, vec![suspends(Suspended::Action(mail), Handling::Drop)]);
    let elsewhere = build.action("elsewhere", |_| {});
    let other = mode(&mut build, "other", None, vec![suspends(Suspended::Action(elsewhere), Handling::Drop)]);
    let waiting: Vec<_> = all.iter().map(|&what| suspends(what, defer_at_most(3))).collect();
    let defers = mode(&mut build, "defers", None, [waiting, vec![suspends(all[1], defer_at_most(2))]].concat());
    let drops = mode(&mut build, "drops", None, vec![suspends(all[0], DEFER), suspends(all[3], Handling::Drop)]);
    let program = build.program();
    let mut state = contact(&program);
    let of = |state: &ContactState, cause| on_scene(&program, state, |scene| suspended(scene, cause, mail));
    assert_eq!(of(&state, Cause::Rule(rule)), None);
    *state.core_mut().life.modes.at_mut(other.index()).unwrap() = Some(monday());
    assert_eq!(of(&state, Cause::Rule(rule)), None);
    *state.core_mut().life.modes.at_mut(drops.index()).unwrap() = Some(monday());
    let dropped = of(&state, Cause::Rule(rule)).unwrap();
    assert_eq!((dropped.handling, dropped.hold, dropped.until), (Handling::Drop, None, None));
    assert_eq!(dropped.reason, Reason::Mode { mode: drops, unknown: None });
    // Of another rule's action only the channel is suspended.
    let deferred = of(&state, Cause::Transition(TransitionId::new(0))).unwrap();
    assert_eq!((deferred.handling, deferred.hold), (DEFER, Some(Hold::Mode(drops))));
    // One that stands before it decides, though it is milder.
    *state.core_mut().life.modes.at_mut(defers.index()).unwrap() = Some(monday());
    let deferred = of(&state, Cause::Rule(rule)).unwrap();
    assert_eq!((deferred.handling, deferred.hold), (defer_at_most(2), Some(Hold::Mode(defers))));
    assert_eq!(on_scene(&program, &state, |scene| scene.mode(off)), Ok(false));
}

#[test]
fn a_mode_of_which_it_is_unknown_whether_it_is_on_suspends() {
    for (value, expected) in [(Some(true), Ok(true)), (Some(false), Ok(false)), (None, Err(()))] {
        let mut build = Build::new();
        build.event("go");
        let field = build.field("trouble", maybe(BOOL), value.map(Value::Bool));
        let when = build.read(field);
        let mail = build.action("mail", |_| {});
        let rule = rule_doing(&mut build, "r", mail);
        let id = mode(&mut build, "trouble", Some(when), vec![suspends(Suspended::Rule(rule), DEFER)]);
        let program = build.program();
        let mut state = contact(&program);
        let unknown = value.is_none().then_some(Unknown::FieldUnset(field));
        on_scene(&program, &state, |scene| {
            assert_eq!(scene.mode(id).map_err(|_| ()), expected);
            let held = suspended(scene, Cause::Rule(rule), mail);
            assert_eq!(rule_suspended(scene, rule), held);
            assert_eq!(held.is_some(), value != Some(false));
            if let Some(held) = held {
                assert_eq!(held.reason, Reason::Mode { mode: id, unknown });
                assert_eq!(held.until, flip::next_flip(scene, when, scene.at));
            }
        });
        // Begun by an event it is on whatever its guard says.
        *state.core_mut().life.modes.at_mut(id.index()).unwrap() = Some(monday());
        let begun = on_scene(&program, &state, |scene| suspended(scene, Cause::Rule(rule), mail)).unwrap();
        assert_eq!((begun.reason, begun.until), (Reason::Mode { mode: id, unknown: None }, None));
    }
}

#[test]
fn a_run_suspends_others_but_not_its_own() {
    let mut build = Build::new();
    build.event("go");
    let mail = build.action("mail", |_| {});
    let what = Suspended::Action(mail);
    let first = sequence(&mut build, "first", vec![suspends(what, DEFER)]);
    let second = sequence(&mut build, "second", vec![suspends(what, Handling::Drop)]);
    let program = build.program();
    let mut state = contact(&program);
    let of = |state: &ContactState, cause| on_scene(&program, state, |scene| suspended(scene, cause, mail));
    let rule = Cause::Rule(RuleId::new(0));
    assert_eq!(of(&state, rule), None, "nothing runs");
    state.core_mut().runs = vec![runs(second, 1), runs(first, 2)].into();
    assert_eq!(of(&state, rule).unwrap().reason, Reason::Sequence { sequence: second });
    let own = of(&state, Cause::Sequence(second)).unwrap();
    assert_eq!((own.handling, own.hold), (DEFER, Some(Hold::Sequence(first))));
    state.core_mut().runs = vec![runs(second, 1)].into();
    assert_eq!(of(&state, Cause::Sequence(second)), None);
}

#[test]
fn a_sequence_stands_still_where_the_first_that_suspends_it_defers() {
    let mut build = Build::new();
    let own = sequence(&mut build, "own", Vec::new());
    let what = Suspended::Sequence(own);
    let defers = mode(&mut build, "defers", None, vec![suspends(what, DEFER)]);
    let other = sequence(&mut build, "other", vec![suspends(what, Handling::Drop)]);
    build.ir.sequences.get_mut(own).unwrap().suspends = vec![suspends(what, Handling::Drop)];
    let program = build.program();
    let mut state = contact(&program);
    state.core_mut().runs = vec![runs(own, 1)].into();
    let still = |state: &ContactState| on_scene(&program, state, |scene| stands_still(scene, own));
    assert!(!still(&state));
    *state.core_mut().life.modes.at_mut(defers.index()).unwrap() = Some(monday());
    assert!(still(&state));
    state.core_mut().runs.to_mut().push(runs(other, 2));
    assert!(still(&state), "the mode comes first, and it defers");
    *state.core_mut().life.modes.at_mut(defers.index()).unwrap() = None;
    assert!(!still(&state), "its actions are dropped, it goes on");
}

// ---- limits

#[test]
fn a_limit_counts_the_occurrences_of_its_window() {
    let mut build = Build::new();
    build.event("go");
    let mail = build.action("mail", |_| {});
    let two = build.int(2);
    let window = Window::Rolling(Duration::milliseconds(24 * HOUR));
    let rule = rule_doing(&mut build, "r", mail);
    build.ir.rules.get_mut(rule).unwrap().limit = limit(two, Some(window), DEFER);
    let program = build.program();
    let mut state = contact(&program);
    let of = |state: &ContactState, hours, occurrence| {
        at(&program, state, hours_later(hours), |scene| limited(scene, rule, occurrence))
    };
    take_limit(&mut state, &program, rule, Subject::Contact, 1, hours_later(0));
    take_limit(&mut state, &program, rule, Subject::Contact, 1, hours_later(1));
    assert_eq!(of(&state, 2, 2), None, "one occurrence takes one place");
    take_limit(&mut state, &program, rule, Subject::Contact, 2, hours_later(5));
    let held = of(&state, 6, 3).unwrap();
    assert_eq!(held.reason, Reason::Limit { rule, amount: Some(2) });
    assert_eq!((held.handling, held.hold, held.until), (DEFER, Some(Hold::Limit(rule)), Some(hours_later(24))));
    assert_eq!(of(&state, 6, 2), None, "one that has its place is not held");
    assert!(
        at(&program, &state, hours_later(24).checked_add_milliseconds(-1).unwrap(), |s| limited(s, rule, 3)).is_some()
    );
    assert_eq!(of(&state, 24, 3), None, "an entry leaves at its own instant");
    give_back(&mut state, rule, Subject::Contact, 2);
    assert_eq!(of(&state, 6, 3), None);
    give_back(&mut state, rule, Subject::Contact, 1);
    assert!(state.core().life.past().limits.is_empty(), "nothing is left of it");
}

#[test]
fn a_limit_without_a_window_is_for_ever() {
    let mut build = Build::new();
    build.event("go");
    let mail = build.action("mail", |_| {});
    let (one, none) = (build.int(1), build.int(0));
    let field = build.field("often", maybe(crate::decide::test_build::INT), None);
    let unknown = build.read(field);
    let [once, never, unknown] = [one, none, unknown].map(|amount| {
        let rule = rule_doing(&mut build, "r", mail);
        build.ir.rules.get_mut(rule).unwrap().limit = limit(amount, None, Handling::Drop);
        rule
    });
    let free = rule_doing(&mut build, "free", mail);
    let program = build.program();
    let mut state = contact(&program);
    let far = instant("2199-01-01T00:00:00Z");
    let of = |state: &ContactState, rule| at(&program, state, far, |scene| limited(scene, rule, 9));
    assert_eq!(of(&state, free), None);
    assert_eq!(of(&state, once), None);
    take_limit(&mut state, &program, once, Subject::Contact, 1, monday());
    take_limit(&mut state, &program, never, Subject::Contact, 1, monday());
    take_limit(&mut state, &program, free, Subject::Contact, 1, monday());
    assert_eq!(state.core().life.past().limits.iter().count(), 1, "what is not asked for is not kept");
    prune(&mut state, &program, far);
    let held = of(&state, once).unwrap();
    assert_eq!((held.handling, held.hold, held.until), (Handling::Drop, None, None));
    assert_eq!(of(&state, never).unwrap().reason, Reason::Limit { rule: never, amount: Some(0) });
    assert_eq!(of(&state, unknown).unwrap().reason, Reason::Limit { rule: unknown, amount: None });
}

#[test]
fn months_that_clamp_let_a_later_entry_leave_first() {
    let mut build = Build::new();
    build.event("go");
    let mail = build.action("mail", |_| {});
    let two = build.int(2);
    let rule = rule_doing(&mut build, "r", mail);
    let window = Window::Rolling(Duration::months(1));
    build.ir.rules.get_mut(rule).unwrap().limit = limit(two, Some(window), DEFER);
    let program = build.program();
    let mut state = contact(&program);
    take_limit(&mut state, &program, rule, Subject::Contact, 1, instant("2026-01-30T18:00:00Z"));
    take_limit(&mut state, &program, rule, Subject::Contact, 2, instant("2026-01-31T09:00:00Z"));
    let first = instant("2026-02-28T09:00:00Z");
    let until = |now| at(&program, &state, now, |scene| limited(scene, rule, 3)).map(|held| held.until);
    assert_eq!(until(instant("2026-02-01T00:00:00Z")), Some(Some(first)));
    assert_eq!(until(first), None);
}

// ---- caps

#[test]
fn a_cap_counts_and_holds_what_is_its_own() {
    let mut build = Build::new();
    build.event("go");
    let email = ChannelId::new(0);
    let (sms, post) = (build.channel("sms", None), build.channel("post", None));
    let (promotion, care, receipt) =
        (build.purpose("promotion", None), build.purpose("care", None), build.purpose("receipt", None));
    build.ir.purposes.get_mut(receipt).unwrap().transactional = true;
    let mut action = |name: &str, channel, purpose| {
        build.action(name, |action| (action.channel, action.purpose) = (channel, purpose))
    };
    let mail = action("mail", email, None);
    let text = action("text", sms, Some(promotion));
    let letter = action("letter", post, Some(promotion));
    let help = action("help", email, Some(care));
    let bill = action("bill", email, Some(receipt));
    let two = build.int(2);
    let day = Window::Calendar(Period::Day);
    let both = cap(CapOwner::Channel(email), two, day, vec![email, sms]);
    let across = build.ir.caps.push(Cap { exempt: vec![care], handling: DEFER, ..both });
    let of_purpose = build.ir.caps.push(cap(CapOwner::Purpose(promotion), two, day, Vec::new()));
    let by_sms = build.ir.caps.push(cap(CapOwner::Purpose(promotion), two, day, vec![sms]));
    let program = build.program();
    let mut state = contact(&program);
    for action in [mail, text, letter, help, bill] {
        count(&mut state, &program, action, monday());
    }
    let counted = |cap: CapId| state.core().caps[cap.index()].len();
    assert_eq!([counted(across), counted(of_purpose), counted(by_sms)], [2, 2, 1]);
    let of = |action, hours| at(&program, &state, hours_later(hours), |scene| capped(scene, action));
    let held = of(mail, 1).unwrap();
    assert_eq!(held.reason, Reason::Cap { cap: across, amount: Some(2), used: 2 });
    assert_eq!((held.handling, held.hold), (DEFER, Some(Hold::Cap(across))));
    assert_eq!(held.until, Some(instant("2026-03-03T00:00:00Z")), "the next day");
    assert_eq!(of(mail, 15), None);
    assert_eq!(of(text, 1).unwrap().reason, held.reason, "the channel's before the purpose's");
    assert_eq!(of(letter, 1).unwrap().reason, Reason::Cap { cap: of_purpose, amount: Some(2), used: 2 });
    assert_eq!((of(help, 1), of(bill, 1)), (None, None));
}

#[test]
fn a_cap_of_which_something_is_unknown_holds() {
    let mut build = Build::new();
    build.event("go");
    let email = ChannelId::new(0);
    let mail = build.action("mail", |_| {});
    let (when, many) =
        (build.field("when", maybe(BOOL), None), build.field("many", maybe(crate::decide::test_build::INT), None));
    let (guard, amount) = (build.read(when), build.read(many));
    let window = Window::Rolling(Duration::days(1));
    let id =
        build.ir.caps.push(Cap { when: Some(guard), ..cap(CapOwner::Channel(email), amount, window, vec![email]) });
    let program = build.program();
    let mut state = contact(&program);
    let of = |state: &ContactState| on_scene(&program, state, |scene| capped(scene, mail)).map(|held| held.reason);
    assert_eq!(of(&state), Some(Reason::Cap { cap: id, amount: None, used: 0 }));
    state.core_mut().life.fields.set(many.index(), Some(Value::Int(1)));
    assert_eq!(of(&state), None, "it may count, and has nothing counted");
    count(&mut state, &program, mail, monday());
    let used_up = Some(Reason::Cap { cap: id, amount: Some(1), used: 1 });
    assert_eq!(of(&state), used_up);
    state.core_mut().life.fields.set(when.index(), Some(Value::Bool(true)));
    assert_eq!(of(&state), used_up);
    state.core_mut().life.fields.set(when.index(), Some(Value::Bool(false)));
    assert_eq!(of(&state), None);
    count(&mut state, &program, mail, monday());
    state.core_mut().life.fields.set(when.index(), None);
    assert_eq!(of(&state), Some(Reason::Cap { cap: id, amount: Some(1), used: 2 }), "it has gone on to count");
}

#[test]
fn a_cap_ends_when_enough_has_left() {
    let mut build = Build::new();
    build.event("go");
    let email = ChannelId::new(0);
    let mail = build.action("mail", |_| {});
    let many = build.field("many", crate::decide::test_build::INT, Some(Value::Int(4)));
    let amount = build.read(many);
    let window = Window::Rolling(Duration::milliseconds(24 * HOUR));
    build.ir.caps.push(cap(CapOwner::Channel(email), amount, window, vec![email]));
    let program = build.program();
    let mut state = contact(&program);
    for hours in 0..4 {
        count(&mut state, &program, mail, hours_later(hours));
    }
    let mut until = |amount: i64| {
        state.core_mut().life.fields.set(many.index(), Some(Value::Int(amount)));
        at(&program, &state, hours_later(10), |scene| capped(scene, mail)).map(|held| held.until)
    };
    assert_eq!(until(5), None);
    assert_eq!(until(4), Some(Some(hours_later(24))));
    assert_eq!(until(2), Some(Some(hours_later(26))));
    assert_eq!(until(1), Some(Some(hours_later(27))));
    assert_eq!(until(0), Some(None), "there never will be a place");
    assert_eq!(until(-1), Some(None));
}

#[test]
fn logs_are_kept_short() {
    let mut build = Build::new();
    build.event("go");
    let email = ChannelId::new(0);
    let mail = build.action("mail", |_| {});
    let setting = build.setting("many", crate::decide::test_build::INT, Value::Int(100_000));
    let (two, open) = (build.int(2), build.e(ExprKind::Setting(setting)));
    let day = Window::Calendar(Period::Day);
    let [literal, set] =
        [two, open].map(|amount| build.ir.caps.push(cap(CapOwner::Channel(email), amount, day, vec![email])));
    let program = build.program();
    let mut state = contact(&program);
    for second in 0..1_500 {
        count(&mut state, &program, mail, monday().checked_add_milliseconds(second * 1_000).unwrap());
    }
    let lengths = |state: &ContactState| [literal, set].map(|cap| state.core().caps[cap.index()].len());
    assert_eq!(lengths(&state), [2, 1_000]);
    let last = monday().checked_add_milliseconds(1_499_000).unwrap();
    assert_eq!(state.core().caps[literal.index()].last(), Some(&last));
    let full = on_scene(&program, &state, |scene| super::cap::held(scene, set)).unwrap();
    assert_eq!(full.reason, Reason::Cap { cap: set, amount: Some(1_000), used: 1_000 }, "no log holds more");
    // What is forgotten depends on the clock alone.
    let after = |steps: &[i64]| {
        let mut state = state.clone();
        steps.iter().for_each(|&hours| prune(&mut state, &program, hours_later(hours)));
        state.core().caps.clone()
    };
    assert_eq!(after(&[73]), vec![Row::new(); 2].into());
    assert_eq!(after(&[72]), after(&[1, 24, 71, 72]));
    assert_eq!(after(&[24]), state.core().caps);
}

// ---- hours

/// Quiet from eight to eight, an office from nine to five on weekdays.
fn channel_with_hours(build: &mut Build, hours: Vec<(HoursKind, Handling)>) -> ChannelId {
    let id = build.channel("sms", None);
    let hours = hours.into_iter().map(|(kind, handling)| ChannelHours { kind, handling, span: Span::default() });
    build.ir.channels.get_mut(id).unwrap().hours = hours.collect();
    id
}

fn quiet() -> HoursKind {
    HoursKind::Quiet(Schedule::outside("20:00".parse().unwrap(), "08:00".parse().unwrap()))
}

fn office(build: &mut Build, zone: Option<&str>) -> HoursKind {
    let range = "09:00..17:00".split_once("..").unwrap();
    let range = crate::calendar::TimeRange { from: range.0.parse().unwrap(), to: range.1.parse().unwrap() };
    let day = |day: usize| if day < 5 { vec![range] } else { Vec::new() };
    let schedule = Schedule::new(std::array::from_fn(day), Vec::new());
    HoursKind::Open(build.ir.openings.push(Opening {
        info: info("office"),
        schedule,
        zone: zone.map(str::to_owned),
        responsibilities: Responsibilities::default(),
    }))
}

#[test]
fn hours_are_one_restraint_until_all_are_open() {
    let mut build = Build::new();
    build.event("go");
    let office = office(&mut build, None);
    let channel = channel_with_hours(&mut build, vec![(quiet(), defer_at_most(3)), (office, defer_at_most(2))]);
    let transactional = build.purpose("receipt", None);
    build.ir.purposes.get_mut(transactional).unwrap().transactional = true;
    let mail = build.action("mail", |action| action.channel = channel);
    let bill = build.action("bill", |action| (action.channel, action.purpose) = (channel, Some(transactional)));
    let program = build.program();
    let state = contact(&program);
    let of = |now: &str, action| at(&program, &state, instant(now), |scene| hours(scene, action));
    assert_eq!(of("2026-03-02T09:00:00Z", mail), None);
    let evening = of("2026-03-02T18:00:00Z", mail).unwrap();
    assert_eq!(evening.reason, Reason::Hours { channel, hours: 1 });
    assert_eq!((evening.handling, evening.hold), (defer_at_most(2), Some(Hold::Hours(channel, 1))));
    assert_eq!(evening.until, Some(instant("2026-03-03T09:00:00Z")));
    let night = of("2026-03-06T20:00:00Z", mail).unwrap();
    assert_eq!(night.reason, Reason::Hours { channel, hours: 0 });
    assert_eq!((night.handling, night.hold), (defer_at_most(2), Some(Hold::Hours(channel, 0))));
    assert_eq!(night.until, Some(instant("2026-03-09T09:00:00Z")), "behind the weekend");
    assert_eq!(of("2026-03-06T20:00:00Z", bill).unwrap().reason, Reason::Hours { channel, hours: 1 });
    let good = |now: &str, action| at(&program, &state, instant(now), |scene| good_until(scene, action));
    assert_eq!(good("2026-03-02T09:00:00Z", mail), Some(instant("2026-03-02T17:00:00Z")));
    let plain = build_action_without_hours();
    assert_eq!(plain, (None, None));
    // What waits in the night is not asked again when only the night is over.
    let waiting = waits(Cause::Rule(RuleId::new(0)), mail, held_by(Hold::Hours(channel, 0)));
    let until = |now: &str| at(&program, &state, instant(now), |scene| still_holds(scene, &waiting));
    assert_eq!(until("2026-03-03T08:30:00Z"), Some(Some(instant("2026-03-03T09:00:00Z"))));
    assert_eq!(until("2026-03-03T09:00:00Z"), None);
}

fn build_action_without_hours() -> (Option<Held>, Option<Instant>) {
    let mut build = Build::new();
    let mail = build.action("mail", |_| {});
    let program = build.program();
    on_scene(&program, &contact(&program), |scene| (hours(scene, mail), good_until(scene, mail)))
}

#[test]
fn hours_that_drop_win_and_an_opening_has_its_own_zone() {
    let mut build = Build::new();
    build.event("go");
    let office = office(&mut build, Some("America/New_York"));
    let channel = channel_with_hours(&mut build, vec![(quiet(), DEFER), (office, Handling::Drop)]);
    let mail = build.action("mail", |action| action.channel = channel);
    let program = build.program();
    let state = contact(&program);
    let of = |now: &str| at(&program, &state, instant(now), |scene| hours(scene, mail));
    // 09:00 in New York is 14:00 UTC in winter; 20:00 UTC is 15:00 there.
    assert_eq!(of("2026-03-02T13:59:59Z").unwrap().handling, Handling::Drop);
    assert_eq!(of("2026-03-02T14:00:00Z"), None);
    let quiet = of("2026-03-02T20:00:00Z").unwrap();
    assert_eq!((quiet.handling, quiet.hold), (DEFER, Some(Hold::Hours(channel, 0))));
    let both = of("2026-03-02T22:00:00Z").unwrap();
    assert_eq!((both.handling, both.hold, both.reason), (Handling::Drop, None, quiet.reason));
    assert_eq!(both.until, Some(instant("2026-03-03T14:00:00Z")), "known all the same");
}

#[test]
fn what_never_may_go_is_dropped() {
    let mut build = Build::new();
    build.event("go");
    let never = Schedule::new(Default::default(), Vec::new());
    let channel = channel_with_hours(&mut build, vec![(HoursKind::Days(never), DEFER)]);
    let mail = build.action("mail", |action| action.channel = channel);
    let program = build.program();
    on_scene(&program, &contact(&program), |scene| {
        let held = hours(scene, mail).unwrap();
        assert_eq!((held.handling, held.hold, held.until), (Handling::Drop, None, None));
        // One that waits from better days comes up to be dropped.
        let waiting = waits(Cause::Rule(RuleId::new(0)), mail, held_by(Hold::Hours(channel, 0)));
        assert_eq!(still_holds(scene, &waiting), None);
    });
}

// ---- what waits

#[test]
fn what_waits_is_held_by_its_own_restraint_alone() {
    let mut build = Build::new();
    build.event("go");
    let email = ChannelId::new(0);
    let mail = build.action("mail", |_| {});
    let one = build.int(1);
    let day = Window::Calendar(Period::Day);
    let rule = rule_doing(&mut build, "r", mail);
    build.ir.rules.get_mut(rule).unwrap().limit = limit(one, Some(day), DEFER);
    let what = Suspended::Action(mail);
    let on_mode = mode(&mut build, "on", None, vec![suspends(what, DEFER)]);
    let off_mode = mode(&mut build, "off", None, vec![suspends(what, DEFER)]);
    let runs_now = sequence(&mut build, "runs", vec![suspends(what, DEFER)]);
    let over = sequence(&mut build, "over", vec![suspends(what, DEFER)]);
    let cap_of = |amount| Cap { handling: DEFER, ..cap(CapOwner::Channel(email), amount, day, vec![email]) };
    let full = build.ir.caps.push(cap_of(one));
    let two = build.int(2);
    let free = build.ir.caps.push(cap_of(two));
    let foreign = build.ir.caps.push(Cap { channels: Vec::new(), ..cap_of(one) });
    let program = build.program();
    let mut state = contact(&program);
    *state.core_mut().life.modes.at_mut(on_mode.index()).unwrap() = Some(monday());
    state.core_mut().runs = vec![runs(runs_now, 1)].into();
    count(&mut state, &program, mail, monday());
    take_limit(&mut state, &program, rule, Subject::Contact, 1, monday());
    let tomorrow = instant("2026-03-03T00:00:00Z");
    let of = |why| {
        let waiting = waits(Cause::Rule(rule), mail, why);
        on_scene(&program, &state, |scene| {
            let release = next_release(scene, &waiting, scene.at, &|_| None);
            (still_holds(scene, &waiting), release)
        })
    };
    let at_once = (None, monday().checked_add_milliseconds(1));
    assert_eq!(of(held_by(Hold::Mode(on_mode))), (Some(None), None));
    assert_eq!(of(held_by(Hold::Mode(off_mode))), at_once);
    assert_eq!(of(held_by(Hold::Sequence(runs_now))), (Some(None), None));
    assert_eq!(of(held_by(Hold::Sequence(over))), at_once);
    assert_eq!(of(held_by(Hold::Limit(rule))), (Some(Some(tomorrow)), Some(tomorrow)));
    assert_eq!(of(held_by(Hold::Cap(full))), (Some(Some(tomorrow)), Some(tomorrow)));
    assert_eq!(of(held_by(Hold::Cap(free))), at_once);
    assert_eq!(of(held_by(Hold::Cap(foreign))), at_once);
    assert_eq!(of(Why::Delayed { due: tomorrow }), (Some(Some(tomorrow)), Some(tomorrow)));
    assert_eq!(of(Why::Delayed { due: monday() }), at_once);
}

#[test]
fn a_guard_may_end_what_time_alone_would_end_later() {
    let mut build = Build::new();
    build.event("go");
    let email = ChannelId::new(0);
    let mail = build.action("mail", |_| {});
    let (yes, none) = (build.bool(true), build.int(0));
    let suspends = vec![suspends(Suspended::Action(mail), DEFER)];
    let by_guard = mode(&mut build, "by_guard", Some(yes), suspends);
    let day = Window::Calendar(Period::Day);
    let capped = Cap { when: Some(yes), handling: DEFER, ..cap(CapOwner::Channel(email), none, day, vec![email]) };
    let capped = build.ir.caps.push(capped);
    let program = build.program();
    let mut state = contact(&program);
    let soon = hours_later(1);
    let release = |state: &ContactState, hold| {
        let waiting = waits(Cause::Rule(RuleId::new(0)), mail, held_by(hold));
        on_scene(&program, state, |scene| {
            next_release(scene, &waiting, scene.at, &|guard| (guard == yes).then_some(soon))
        })
    };
    assert_eq!(release(&state, Hold::Mode(by_guard)), Some(soon));
    assert_eq!(release(&state, Hold::Cap(capped)), Some(soon));
    *state.core_mut().life.modes.at_mut(by_guard.index()).unwrap() = Some(monday());
    assert_eq!(release(&state, Hold::Mode(by_guard)), None, "an event has to end it");
}

// ---- lots

#[test]
fn a_lot_is_drawn_by_a_stable_hash() {
    // Of blueprint `test` and rule `r`: c-1 draws 9211, c-2 7407, c-3 1349, c-4 1134.
    let mut build = Build::new();
    let event = build.event("go");
    let variant = |name: &str, share| Variant { name: name.to_owned(), share, calls: Vec::new() };
    let plain = build.rule("plain", on(event), |_| {});
    let outs = [1_134, 1_135].map(|share| build.rule("r", on(event), |rule| rule.holdout = share));
    let split = build.rule("now", on(event), |rule| {
        rule.info.renamed_from = Some("r".to_owned());
        rule.split = vec![variant("a", 1_134), variant("b", 6_273), variant("c", 1)];
    });
    let mut program = build.program();
    let drawn = |program: &Program, contact: &str| [outs[0], outs[1], split].map(|rule| lot(program, contact, rule));
    assert_eq!(drawn(&program, "c-4"), [Lot::In(0), Lot::Out, Lot::In(1)]);
    assert_eq!(drawn(&program, "c-3"), [Lot::In(0), Lot::In(0), Lot::In(1)]);
    assert_eq!(drawn(&program, "c-2"), [Lot::In(0), Lot::In(0), Lot::In(2)]);
    assert_eq!(drawn(&program, "c-1"), [Lot::In(0), Lot::In(0), Lot::Out]);
    assert_eq!(lot(&program, "c-4", plain), Lot::In(0));
    let given = [(outs[0], Lot::Out), (split, Lot::In(2)), (plain, Lot::Out)];
    program.chance = Chance::Given(std::sync::Arc::new(given.into_iter().collect()));
    assert_eq!(drawn(&program, "c-4"), [Lot::Out, Lot::In(0), Lot::In(2)]);
    assert_eq!(lot(&program, "c-4", plain), Lot::In(0), "a rule that draws none has none");
}

#[test]
fn restraints_that_are_not_there_hold_nothing() {
    let mut build = Build::new();
    let event = build.event("go");
    let mail = build.action("mail", |_| {});
    build.rule("r", on(event), |rule| rule.calls = vec![call(mail)]);
    let program = build.program();
    let state = contact(&program);
    on_scene(&program, &state, |scene| {
        let rule = RuleId::new(0);
        assert_eq!(suspended(scene, Cause::Rule(rule), mail), None);
        assert_eq!(rule_suspended(scene, rule), None);
        assert_eq!(limited(scene, rule, 1), None);
        assert_eq!(capped(scene, mail), None);
    });
    assert_eq!(run(&program, &state, &Input::at(monday()).event("go")).fired.len(), 1);
}
