//! Scenarios in which time passes: what is given of the past, what waits, and what a failure
//! tells of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, its helpers too")]

use crm_blueprint::Blueprint;

const GROUND: &str = r#"
blueprint demo { timezone contact.zone ?? "Europe/Paris" }
team crm
opening office { mon..fri 09:00..18:00 }
purpose news { cap 2 per 7 days }
channel email { quiet 20:00..08:00 defer  cap 2 per day }
channel phone { open office defer at most 1 day }
channel task internal
contact { zone: text?  size: int = 0  paid: bool = false  ends: date? }
event opened { amount: int = 0 }
event bought
event paid
event unpaid
event go
score heat in 0..100 { on bought add 10  when count of opened >= 3 add 5  fade 5 every 7 days }
let big = count of opened where amount > 50
let rated = count of opened where heat > 20
let total = sum of opened.amount
mode dunning { from unpaid until paid suspend purpose news }
mode large { when size > 100 suspend rule hello }
journey life {
  stage lead initial
  stage cold
  transition lead -> cold after 30 days without opened
}
action mail { channel email owner crm automated purpose news }
action note { channel task owner crm automated }
action call { channel phone owner crm human }
action late { channel task owner crm automated }
rule hello { on go do mail limit 1 per 30 days }
rule later { on go do late after 2 days unless paid }
rule ring { on go do call }
rule stay { after 3 days in stage lead do note }
rule monthly { every month on 1 at 09:00 do note }
rule end { at 10 days before ends at 09:00 do note }
rule tested { on paid do note holdout 10% }
rule ab { on unpaid split { a 50% do note  b 50% do late } }
rule silent { after 5 days without bought do note }
rule begin { on bought start onboarding(3 days) }
rule off { on paid do note inactive }
sequence onboarding (pause: duration) {
  do note
  wait 2 days or paid
  step second { do late }
  wait pause
  do call
  exit on unpaid
}
"#;

fn report(lines: &str) -> crm_blueprint::scenario::TestReport {
    let text = format!("{GROUND}scenario \"s\" {{\n{lines}\n}}\n");
    Blueprint::parse_named("demo.blueprint", &text).unwrap_or_else(|error| panic!("{error}")).test()
}

#[track_caller]
fn passes(lines: &str) {
    report(lines).assert_passed();
}

/// The failures, each as `expected …, but …` and its reasons.
#[track_caller]
fn fails(lines: &str) -> Vec<(String, Vec<String>)> {
    let report = report(lines);
    assert!(!report.passed());
    let failures = report.scenarios.into_iter().flat_map(|scenario| scenario.failures);
    failures.map(|failure| (format!("{}, but {}", failure.expected, failure.happened), failure.why)).collect()
}

/// The reasons of the one failure.
#[track_caller]
fn why(lines: &str) -> Vec<String> {
    let mut failures = fails(lines);
    assert_eq!(failures.len(), 1, "{failures:?}");
    failures.remove(0).1
}

#[test]
fn a_past_event_is_counted_and_sets_nothing_off() {
    passes(
        "at 2026-03-02 10:00\ngiven bought 3 days ago, unpaid 1 day ago, go at 2026-03-01 10:00\n\
         then heat == 0\nthen not (is dunning)\nthen not fires mail, late, note\n\
         after 3 days\nthen not fires late",
    );
    passes(
        "given opened { amount: 10 } 40 days ago, opened { amount: 70 } 1 hour ago\nat 2026-03-02 10:00\n\
         given opened { amount: 100 } at 2026-03-02 10:00\nthen big == 2 and total == 180 and heat == 5",
    );
}

#[test]
fn a_past_event_is_older_than_the_contact() {
    // The silence is counted from it, not from the first `at`; one that is past is not triggered.
    passes("at 2026-03-02 10:00\ngiven bought 4 days ago\nafter 1 day\nthen fires silent");
    passes("at 2026-03-02 10:00\ngiven bought 6 days ago\nthen not fires silent\nafter 1 day\nthen not fires silent");
    passes(
        "at 2026-03-02 10:00\ngiven bought 6 days ago, bought 3 days ago\nafter 1 day\nthen not fires silent\nafter 1 day\nthen fires silent",
    );
    // Of an event that never happened, from the first thing that did.
    passes("at 2026-03-02 10:00\ngiven opened 4 days ago\nafter 1 day\nthen fires silent");
    passes("at 2026-03-02 10:00\nafter 4 days\nthen not fires silent\nafter 1 day\nthen fires silent");
    // A transition's silence begins with the stay in its stage.
    passes(
        "at 2026-03-02 10:00\ngiven opened 29 days ago\nafter 29 days\nthen stage lead\nafter 1 day\nthen stage cold",
    );
}

#[test]
fn ago_is_counted_in_the_contacts_zone() {
    // Paris puts its clocks forward in the night before; Lagos never does. Two days of 47 hours.
    passes("at 2026-03-30 10:00\ngiven opened 2 days ago\nafter 1 hour\nthen last opened == 2026-03-28 10:00");
    passes(
        "at 2026-03-30 10:00\ngiven zone = \"Africa/Lagos\", opened 2 days ago\nthen last opened == 2026-03-28 09:00",
    );
    passes("at 2026-03-30 10:00\ngiven opened 48 hours ago\nthen last opened == 2026-03-28 09:00");
}

#[test]
fn filters_of_the_past_see_the_scores_that_are_given() {
    passes("at 2026-03-02 10:00\ngiven opened 3 days ago, heat = 30\nthen rated == 1 and heat == 30");
    passes("at 2026-03-02 10:00\ngiven heat = 20, opened 3 days ago\nthen rated == 0");
    // Three of them are worth 5 points of the total.
    passes(
        "at 2026-03-02 10:00\ngiven heat = 25, opened 3 days ago, opened 2 days ago, opened 1 day ago\nthen heat == 25\n\
         after 7 days\nthen heat == 20",
    );
}

#[test]
fn the_past_is_not_in_the_future() {
    let failures = fails("at 2026-03-02 10:00\ngiven opened at 2026-03-02 10:01\nwhen go");
    assert_eq!(
        failures[0].0,
        "an instant not after 2026-03-02T09:00:00Z, but `opened` would have happened at 2026-03-02T09:01:00Z"
    );
}

#[test]
fn scores_fade_from_the_first_at() {
    passes(
        "at 2026-03-02 10:00\ngiven heat = 12\nafter 7 days\nthen heat == 7\nat 2026-03-16 09:59\nthen heat == 7\n\
         after 1 minute\nthen heat == 2\nafter 7 days\nthen heat == 0",
    );
}

#[test]
fn nobody_is_left_out_but_who_is_given() {
    passes("at 2026-03-02 10:00\nwhen paid\nthen fires tested");
    passes("at 2026-03-02 10:00\ngiven held out of tested\nwhen paid\nthen suppresses note because holdout");
    passes("at 2026-03-02 10:00\nwhen unpaid\nthen fires note\nthen not fires late");
    passes("at 2026-03-02 10:00\ngiven variant b of ab\nwhen unpaid\nthen fires late\nthen not fires note");
    passes("at 2026-03-02 10:00\ngiven held out of ab\nwhen unpaid\nthen suppresses ab because holdout");
    let why = why("at 2026-03-02 10:00\ngiven held out of tested\nwhen paid\nthen fires note");
    assert_eq!(why, ["`note` was held back, for rule tested leaves this contact out"]);
}

#[test]
fn a_mode_is_given_as_begun() {
    passes(
        "at 2026-03-02 10:00\ngiven mode dunning\nthen is dunning\nwhen go\nthen suppresses mail because mode dunning\n\
         then suppresses mail because mode\nwhen paid\nthen not (is dunning)",
    );
    assert_eq!(
        fails("at 2026-03-02 10:00\ngiven mode large\nwhen go")[0].0,
        "a mode that events begin, for `large` to be on, but it has only a `when`: give what makes that true"
    );
    passes("at 2026-03-02 10:00\ngiven size = 200\nwhen go\nthen suppresses mail because mode large");
}

#[test]
fn a_run_is_given_at_a_step() {
    passes("at 2026-03-02 10:00\ngiven running onboarding at second\nthen fires late\nthen not fires note");
    passes("at 2026-03-02 10:00\ngiven running onboarding\nthen fires note\nafter 2 days\nthen fires late");
    // Of its parameters nothing is known: `wait pause` is never over.
    passes("at 2026-03-02 10:00\ngiven running onboarding at second\nafter 90 days\nthen not fires call");
    let why = why("at 2026-03-02 10:00\ngiven running onboarding at second\nwhen bought\nthen starts onboarding");
    assert_eq!(
        why,
        [
            "a start of `onboarding` was ignored, for it runs already",
            "sequence onboarding stands at `wait pause` for as long as it takes",
        ]
    );
}

#[test]
fn what_waits_is_deferred_also_later() {
    passes(
        "at 2026-03-02 21:00\nwhen go\nthen defers mail, hello until 2026-03-03 08:00\nthen defers call\n\
         after 1 hour\nthen defers mail until 2026-03-03 08:00\nthen not fires mail\n\
         at 2026-03-03 08:00\nthen fires mail",
    );
    // Deferred by a mark on the way, and gone by now.
    passes("at 2026-03-02 21:00\nwhen go\nat 2026-03-04 12:00\nthen fires mail, call");
    // What is planned is not deferred.
    let why = why("at 2026-03-02 10:00\nwhen go\nthen defers late");
    assert_eq!(why, ["`late` is planned: it comes up at 2026-03-04T09:00:00Z"]);
}

#[test]
fn a_wrong_until_is_told() {
    let failures = fails("at 2026-03-02 21:00\nwhen go\nthen defers mail until 2026-03-03 09:00");
    assert!(failures[0].0.starts_with("`mail` to be deferred until 2026-03-03T08:00:00Z, but "), "{failures:?}");
    assert_eq!(
        failures[0].1,
        ["`mail` waits until 2026-03-03T07:00:00Z, for it is within quiet hours of channel email"]
    );
    let why = why("at 2026-03-07 10:00\nwhen go\nthen fires call");
    assert_eq!(
        why,
        [
            "`call` waits until 2026-03-09T08:00:00Z, for it is outside opening office of channel phone; it is given up at 2026-03-08T09:00:00Z"
        ]
    );
}

#[test]
fn what_is_cancelled_says_why() {
    passes(
        "at 2026-03-02 10:00\nwhen go\nafter 1 day\nwhen paid\nthen cancels late, later\nafter 1 day\nthen not fires late",
    );
    let why_not = why("at 2026-03-02 10:00\nwhen go\nafter 1 day\nwhen paid\nthen fires late");
    assert_eq!(why_not, ["`late` was cancelled, for paid happened"]);
    let why_not = why("at 2026-03-02 10:00\nwhen paid\nthen cancels late");
    assert_eq!(why_not, ["`late` did not wait"]);
    let why_not = why("at 2026-03-02 10:00\nwhen go\nthen cancels late");
    assert_eq!(why_not, ["`late` is planned: it comes up at 2026-03-04T09:00:00Z"]);
}

#[test]
fn restraints_are_told_apart_by_their_names() {
    passes(
        "at 2026-03-02 10:00\nwhen go\nthen fires mail\nwhen go\nthen suppresses mail because limit\n\
         then suppresses late, later",
    );
    passes("at 2026-03-07 10:00\nwhen go\nat 2026-03-08 12:00\nthen suppresses call\nthen not fires call");
    let failures = fails("at 2026-03-02 10:00\ngiven mode dunning\nwhen go\nthen suppresses mail because cap email");
    assert!(failures[0].0.starts_with("`mail` to be held back because cap email, but "), "{failures:?}");
    assert_eq!(failures[0].1, ["`mail` was held back, for mode dunning is on"]);
}

#[test]
fn caps_are_told_apart_by_channel_and_purpose() {
    let text = "blueprint demo\nteam crm\npurpose news { cap 1 per 7 days }\npurpose other\n\
                channel email { cap 2 per day }\nevent go\nevent come\n\
                action a { channel email owner crm automated purpose news }\n\
                action b { channel email owner crm automated purpose other }\n\
                rule one { on go do a }\nrule two { on come do b }\n\
                scenario \"s\" {\n  at 2026-03-02 10:00\n  when go\n  then fires a\n  when go\n  \
                then suppresses a because cap news\n  then suppresses one because cap\n  when come\n  then fires b\n  \
                when come\n  then suppresses b because cap email\n  then suppresses b because cap news\n}";
    let report = Blueprint::parse(text).unwrap().test();
    let failures = &report.scenarios[0].failures;
    assert_eq!(failures.len(), 1, "{report}");
    assert_eq!(failures[0].why, ["`b` was held back, for 2 of 2 per day of channel email are used up"]);
}

#[test]
fn sequences_begin_and_stand_somewhere() {
    passes(
        "at 2026-03-02 10:00\nwhen bought\nthen starts onboarding\nthen fires note\nafter 1 day\nwhen paid\nthen fires late\n\
         then not fires call\nafter 3 days\nthen fires call",
    );
    let why_not = why("at 2026-03-02 10:00\nwhen bought\nthen fires late");
    assert_eq!(
        why_not[0],
        "sequence onboarding stands at `wait 2 days or paid` until 2026-03-04T09:00:00Z at the latest"
    );
    let why_not = why("at 2026-03-02 10:00\nwhen bought\nafter 2 days\nthen fires call");
    assert_eq!(why_not[0], "sequence onboarding stands at `wait pause` until 2026-03-07T09:00:00Z");
    let why_not = why("at 2026-03-02 10:00\nwhen go\nthen starts onboarding");
    assert_eq!(why_not, ["not triggered was what starts `onboarding`: rule begin (on bought)"]);
    let failures = fails("at 2026-03-02 10:00\nwhen bought\nwhen unpaid\nthen fires call");
    assert_eq!(
        failures[0].0,
        "`call` to fire, but `note` fired; sequence `onboarding` was left by an exit; mode `dunning` began"
    );
    assert_eq!(failures[0].1[0], "sequence onboarding was over at 2026-03-02T09:00:00Z");
}

#[test]
fn triggers_of_time_say_when_they_are_due() {
    let why = why("at 2026-03-02 10:00\ngiven ends = 2026-04-30\nafter 1 day\nthen fires note, off");
    assert_eq!(
        why,
        [
            "sequence onboarding has not begun",
            "not triggered was what asks for `note`: rule stay (after 3 days in stage lead, due at 2026-03-05T09:00:00Z), \
             rule monthly (every month on 1 at 09:00, due at 2026-04-01T07:00:00Z), \
             rule end (at 10 days before ends at 09:00, due at 2026-04-20T07:00:00Z), rule tested (on paid), \
             rule ab (on unpaid), \
             rule silent (after 5 days without bought, due at 2026-03-07T09:00:00Z), rule off (inactive)",
            "it was not triggered: rule off (inactive)",
        ]
    );
    let failures = fails("at 2026-03-02 10:00\nthen fires end\nthen stage cold");
    assert_eq!(failures[0].1, ["it was not triggered: rule end (at 10 days before ends at 09:00, not due)"]);
    assert_eq!(
        failures[1].1,
        ["no transition that leads there was triggered from where it is: \
             lead->cold (after 30 days without opened, due at 2026-04-01T08:00:00Z)"]
    );
}

#[test]
fn what_happened_on_the_way_says_when() {
    let failures = fails("at 2026-03-02 10:00\nwhen go\nafter 3 days\nthen not fires note, late");
    assert_eq!(failures[0].0, "`note`, `late` not to fire, but at 2026-03-04T09:00:00Z `late` fired; `note` fired");
}

#[test]
fn a_long_time_is_told_in_part() {
    let failures = fails("at 2026-03-02 10:00\nafter 20 years\nthen not fires monthly");
    assert!(failures[0].0.ends_with("; and 223 more"), "{failures:?}");
}

#[test]
fn much_that_is_due_takes_several_decisions() {
    let text = "blueprint demo\nchannel task internal\nevent go\naction note { channel task automated }\n\
                rule start_it { on go start tick }\nsequence tick { do note  repeat while true { wait 1 second } }\n\
                scenario \"s\" {\n  at 2026-03-02 10:00\n  when go\n  after 4 hours\n  \
                then now == 2026-03-02 14:00\n  then fires note\n}";
    let report = Blueprint::parse(text).unwrap().test();
    let failures = &report.scenarios[0].failures;
    assert_eq!(failures.len(), 1, "{report}");
    assert_eq!(failures[0].happened, "nothing happened");
    let stands = "sequence tick stands at `wait 1 second` until 2026-03-02T14:00:01Z";
    assert_eq!(failures[0].why, [stands]);
}

#[test]
fn coverage_tells_sequences_and_their_steps() {
    let report = report("at 2026-03-02 10:00\nwhen bought\nafter 2 days\nthen fires late");
    let coverage = report.coverage();
    assert_eq!(coverage.unstarted_sequences().count(), 0);
    assert_eq!(coverage.unreached_steps().collect::<Vec<_>>(), [("onboarding", "do call")]);
    assert!(!coverage.unfired_rules().any(|rule| rule == "off"), "an inactive rule never fires");
    let onboarding = &coverage.sequences[0];
    assert_eq!((onboarding.name.as_str(), onboarding.started), ("onboarding", 1));
    let steps: Vec<_> = onboarding.steps.iter().map(|step| (step.step.as_str(), step.reached)).collect();
    assert_eq!(
        steps,
        [("do note", 1), ("wait 2 days or paid", 1), ("second/do late", 1), ("wait pause", 1), ("do call", 0)]
    );
    assert!(report.to_string().contains("\nsteps that no scenario came to: onboarding: do call"), "{report}");
    let report = self::report("at 2026-03-02 10:00\nthen stage lead");
    assert!(report.to_string().contains("\nsequences that no scenario started: onboarding"), "{report}");
    assert!(!report.to_string().contains("steps that no"), "{report}");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["coverage"]["sequences"][0]["steps"][0]["step"], "do note");
}
