//! Scenarios through the front door: what their lines mean, and what a failure tells.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, its helpers too")]

use crm_blueprint::Blueprint;

const GROUND: &str = r#"
blueprint demo { version "1.0" timezone contact.zone ?? "Europe/Paris" }
team sales
purpose news { consent news_opt_in }
channel email { consent opt_in }
channel phone
enum plan { trial, pro }
setting threshold: int = 50
contact {
  opt_in: bool = false
  news_opt_in: bool?
  company_size: int?
  zone: text?
  plan: plan = trial
  spend: decimal = 0
  tags: set of text
}
event demo_requested { form: text  note: text? }
event bought { amount: decimal  refuse when event.amount < 0 }
score heat in 0..100 {
  on demo_requested add 30
  when company_size > 100 add 20
}
journey life {
  stage visitor initial
  stage lead
  stage hot
  transition visitor -> lead on demo_requested
  transition lead -> hot when heat >= threshold { do call }
}
group outreach { at most 1 }
action call { channel phone  owner sales  human }
action mail { channel email  owner sales  automated }
action letter { channel phone  owner sales  automated  purpose news }
rule hello { on demo_requested  when company_size >= 10  do mail  group outreach }
rule later { on demo_requested  do letter  group outreach }
rule rich { on bought where event.amount > 100  set spend = spend + event.amount }
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
fn fails(lines: &str) -> Vec<(String, Vec<String>)> {
    let report = report(lines);
    assert!(!report.passed());
    let failures = report.scenarios.into_iter().flat_map(|scenario| scenario.failures);
    failures.map(|failure| (format!("{}, but {}", failure.expected, failure.happened), failure.why)).collect()
}

#[test]
fn what_is_given_is_settled_before_what_happens() {
    // The move to `hot` follows from what is given, not from the purchase.
    passes("at 2026-03-02 10:00\ngiven stage lead, heat = 60\nthen stage hot\nthen fires call");
    passes(
        "at 2026-03-02 10:00\ngiven stage lead, heat = 60\nwhen bought { amount: 1 }\nthen stage hot\nthen not fires call",
    );
}

#[test]
fn what_is_given_behind_a_then_is_settled_too() {
    passes(
        "given stage lead\nat 2026-03-02 10:00\nthen stage lead\ngiven heat = 60\nthen heat == 60 and in stage hot\nthen fires call",
    );
}

#[test]
fn a_score_is_given_as_its_total() {
    passes(
        "at 2026-03-02 10:00\ngiven company_size = 400, heat = 35\nthen heat == 35\nwhen demo_requested { form: \"x\" }\nthen heat == 65",
    );
    // Whatever the order of the lines.
    passes("at 2026-03-02 10:00\ngiven heat = 35\ngiven company_size = 400\nthen heat == 35");
    assert_eq!(
        fails("at 2026-03-02 10:00\ngiven company_size = 400, heat = 10\nthen heat == 10"),
        [(
            "a total of `heat` within 0..100, of which its profile gives 20, but 10 would need -10 event points, which are 0 to 100"
                .to_owned(),
            Vec::new()
        )]
    );
}

#[test]
fn settings_fields_and_stages_are_given() {
    passes("at 2026-03-02 10:00\ngiven threshold = 20, heat = 25, stage lead\nthen stage hot");
    passes(
        "at 2026-03-02 10:00\ngiven plan = pro, tags = [\"a\"], news_opt_in = true\nthen plan == pro and tags has \"a\" and news_opt_in",
    );
}

#[test]
fn time_moves_in_the_contacts_zone() {
    // The night in which the clocks go forward in Paris.
    passes(
        "at 2026-03-28 10:00\nafter 1 day\nthen now == 2026-03-29 10:00\nafter 24 hours\nthen now == 2026-03-30 10:00",
    );
    passes("at 2026-03-28 10:00\ngiven zone = \"UTC\"\nafter 1 day\nthen now == 2026-03-29 11:00");
    assert_eq!(
        fails("at 2026-03-02 10:00\nat 2026-03-01 10:00\nthen plan == trial")[0].0,
        "an instant not before 2026-03-02T09:00:00Z, but the clock can't go back to 2026-03-01T09:00:00Z"
    );
}

#[test]
fn then_looks_at_what_happened_since_the_last_line_that_fed_something() {
    passes(
        "at 2026-03-02 10:00\ngiven company_size = 20, opt_in = true\nwhen demo_requested { form: \"x\" }\nthen fires mail, hello\n\
         after 1 hour\nthen not fires mail, hello",
    );
}

#[test]
fn unset_equals_unset() {
    passes("at 2026-03-02 10:00\nthen company_size == company_size\nthen zone == zone");
    passes("at 2026-03-02 10:00\nthen company_size != 5\nthen not (company_size == 5)");
    assert_eq!(
        fails("at 2026-03-02 10:00\nthen company_size > 5"),
        [("`company_size > 5` to be true, but it is unknown".to_owned(), vec!["company_size is unset".to_owned()])]
    );
}

#[test]
fn reasons_of_restraint_are_told_apart() {
    passes(
        "at 2026-03-02 10:00\ngiven company_size = 20\nwhen demo_requested { form: \"x\" }\nthen suppresses mail because consent\nthen suppresses mail, hello because consent email",
    );
    passes("at 2026-03-02 10:00\nwhen demo_requested { form: \"x\" }\nthen suppresses letter because consent news");
    passes(
        "at 2026-03-02 10:00\ngiven company_size = 20, opt_in = true, news_opt_in = true\nwhen demo_requested { form: \"x\" }\n\
         then fires mail\nthen suppresses letter because group\nthen suppresses letter because group outreach",
    );
    let failures = fails(
        "at 2026-03-02 10:00\ngiven company_size = 20\nwhen demo_requested { form: \"x\" }\nthen suppresses mail because group\nthen suppresses call",
    );
    assert_eq!(failures[0].1, ["`mail` was held back, for there is no consent for channel email"]);
    assert_eq!(
        failures[1].1,
        ["transition lead->hot was not taken\n  when heat >= threshold: false (heat = 30, threshold = 50)\n    \
          score heat is 30, event points 30\n      when company_size > 100: false (company_size = 20)"]
    );
}

#[test]
fn a_refused_event_is_told() {
    passes("at 2026-03-02 10:00\nwhen bought { amount: -5 }\nthen refuses bought");
    let failures = fails(
        "at 2026-03-02 10:00\nwhen bought { amount: -5 }\nthen fires rich\nwhen bought { amount: 5 }\nthen refuses bought",
    );
    assert_eq!(failures[0].0, "`rich` to fire, but `bought` was refused");
    assert_eq!(failures[0].1[0], "the event bought was refused");
    assert_eq!(failures[1].0, "`bought` to be refused, but nothing happened");
}

#[test]
fn a_failure_tells_why_the_expected_action_did_not_fire() {
    let failures = fails(
        "at 2026-03-02 10:00\nwhen demo_requested { form: \"x\" }\nthen fires mail, call\nthen stage hot\nthen fires rich\nthen not fires letter",
    );
    let texts: Vec<&str> = failures.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert_eq!(
        failures[0].1,
        [
            "rule hello did not pass\n  when company_size >= 10: unknown, for company_size is unset (company_size = unset)",
            "transition lead->hot was not taken\n  when heat >= threshold: false (heat = 30, threshold = 50)\n    \
             score heat is 30, event points 30\n      \
             when company_size > 100: unknown, for company_size is unset (company_size = unset)",
        ]
    );
    assert_eq!(failures[1].0, "`life` to be in `hot`, but it is in `lead`");
    assert_eq!(failures[2].1, ["it was not triggered: rule rich (on bought)"]);
}

#[test]
fn a_guard_that_has_not_become_true_is_told() {
    let text = "blueprint demo\ncontact { size: int = 3 }\nsegment big when size >= 10\nevent go\n\
                channel task internal\naction call { channel task automated }\n\
                rule grown { on becoming is big do call }\n\
                scenario \"s\" {\n  at 2026-03-02 10:00\n  when go, size = 4\n  then fires call\n}";
    let report = Blueprint::parse(text).unwrap().test();
    let told = "rule grown was not triggered\n  on becoming is big: false (big = false)\n    \
                segment big when size >= 10: false (size = 4)";
    assert_eq!(report.scenarios[0].failures[0].why, [told]);
}

#[test]
fn a_failure_tells_of_the_instance_that_it_is_about() {
    let text = "blueprint demo\nobject ticket { level: int = 1 }\nobject deal { level: int = 1 }\n\
                segment hard of ticket when level > 5\n\
                event opened opens ticket { level: int }\nevent replied of ticket\nevent won of deal\n\
                channel task internal\naction call of ticket { channel task automated }\naction cheer { channel task automated }\n\
                journey support of ticket for segment hard { stage first initial }\n\
                sequence chase of ticket { wait 1 day do call }\n\
                rule tell { on replied when level > 3 do call }\n\
                rule grown of ticket { on becoming level > 4 do cheer }\n\
                rule win { on won do cheer }\n\
                rule chases { on replied when level > 2 start chase }\n\
                scenario \"s\" {\n  at 2026-03-02 10:00\n  given deal d1 { }\n  when opened as t1 { level: 1 }\n  \
                when opened as t2 { level: 3 }\n  when replied of t1\n  then fires call for t2\n  then fires call for t1\n  \
                then fires cheer for t2\n  when replied of t2\n  then starts chase for t1\n  then not fires call\n  \
                then fires call\n  then stage support.first for t2\n  then t2.level == 4\n  when t1.level = 5\n  then not fires cheer for t1\n}";
    let report = Blueprint::parse(text).unwrap_or_else(|error| panic!("{error}")).test();
    let told: Vec<&[String]> = report.scenarios[0].failures.iter().map(|failure| &*failure.why).collect();
    let expected: &[&[&str]] = &[
        &["sequence chase has not begun", "not triggered was what asks for `call`: rule tell (on replied)"],
        &["rule tell did not pass\n  when ticket.level > 3: false (ticket.level = 1)", "sequence chase has not begun"],
        &[
            "rule grown was not triggered\n  on becoming ticket.level > 4: false (ticket.level = 3)",
            "not triggered was what asks for `cheer`: rule win (of deal)",
        ],
        &["not triggered was what starts `chase`: rule chases (on replied)"],
        &[
            "rule tell of ticket t2 did not pass\n  when ticket.level > 3: false (ticket.level = 3)",
            "sequence chase stands at `wait 1 day` until 2026-03-03T10:00:00Z",
        ],
        &[
            "`support` is for the segment `hard`, in which it has not been\n  when ticket.level > 5: false (ticket.level = 3)",
        ],
        &["t2.level is 3"],
        &["`cheer` was asked for by rule grown"],
    ];
    assert_eq!(told, expected);
}

#[test]
fn every_row_is_a_run_of_its_own() {
    let report = report(
        "for each { size: int, total: int } { row 50, 0  row 200, 20  row 300, 20 }\nat 2026-03-02 10:00\n\
         given company_size = size\nthen heat == total",
    );
    assert_eq!(report.scenarios.len(), 3);
    assert!(report.passed());
}

#[test]
fn rows_that_fail_are_named_with_their_values() {
    let report = report(
        "for each { size: int, total: int } {\n  row 50, 0\n  row 200, 30\n}\nat 2026-03-02 10:00\ngiven company_size = size\nthen heat == total",
    );
    let titles: Vec<_> = report.scenarios.iter().map(|result| (result.title(), result.passed())).collect();
    assert_eq!(titles, [("s (row 1)".to_owned(), true), ("s (row 2)".to_owned(), false)]);
    assert_eq!(report.scenarios[1].failures[0].why, ["heat is 20", "total is 30"]);
}

#[test]
fn coverage_says_what_no_scenario_set_off() {
    let report =
        report("at 2026-03-02 10:00\ngiven company_size = 20\nwhen demo_requested { form: \"x\" }\nthen stage lead");
    let coverage = report.coverage();
    assert!(!coverage.is_complete());
    assert_eq!(coverage.unfired_rules().collect::<Vec<_>>(), ["hello", "later", "rich"]);
    assert_eq!(coverage.untaken_transitions().collect::<Vec<_>>(), ["life: lead->hot"]);
    let hello = &coverage.rules[0];
    assert_eq!((hello.fired, hello.judged, hello.held_back), (0, 1, 1));
    assert_eq!(coverage.rules[2].judged, 0);
}

#[test]
fn a_required_field_that_nobody_gives_is_told() {
    let text = "blueprint demo\ncontact { name: text }\nscenario \"s\" {\n  at 2026-03-02 10:00\n  then name == \"x\"\n}\n\
                scenario \"t\" { at 2026-03-02 10:00 given name = \"x\" then name == \"x\" }";
    let report = Blueprint::parse(text).unwrap().test();
    assert_eq!(report.scenarios[0].failures[0].expected, "a value for `name`, which has no default");
    assert!(report.scenarios[1].passed());
}

#[test]
fn the_report_is_for_reading_and_for_programs() {
    let report = report("at 2026-03-02 10:00\nwhen demo_requested { form: \"x\" }\nthen stage hot");
    insta::assert_snapshot!(report.to_string(), @r"
    FAILED s
      demo.blueprint:41: then stage hot
        expected: `life` to be in `hot`
        happened: it is in `lead`
        because:  transition lead->hot was not taken
                    when heat >= threshold: false (heat = 30, threshold = 50)
                      score heat is 30, event points 30
                        when company_size > 100: unknown, for company_size is unset (company_size = unset)
    0 passed, 1 failed
    rules that no scenario made fire: hello, later, rich
    transitions that no scenario took: life: lead->hot
    ");
    assert_eq!(report.concise(), "demo.blueprint:41: s: expected `life` to be in `hot`, but it is in `lead`\n");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["passed"], false);
    assert_eq!(json["scenarios"][0]["failures"][0]["place"]["line"], 41);
    assert_eq!(json["coverage"]["rules"][0]["name"], "hello");
}

#[test]
fn nothing_in_a_report_moves_a_terminal() {
    let text = "blueprint demo\ncontact { note: text? }\nscenario \"a\\u{1b}[2J\\u{202e}\" {\n  at 2026-03-02 10:00\n  \
                given note = \"\\u{1b}[2J\u{202e}\"\n  then note == \"\u{202e}\"\n}";
    let report = Blueprint::parse(text).unwrap().test();
    for shown in [report.to_string(), report.concise()] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}']) && shown.contains("a\\u{1b}[2J\\u{202e}"), "{shown}");
    }
}

#[test]
#[should_panic(expected = "0 passed, 1 failed")]
fn assert_passed_panics_with_the_report() {
    report("at 2026-03-02 10:00\nthen stage hot").assert_passed();
}

#[test]
fn reasons_name_what_was_waited_for() {
    let failures = fails(
        "at 2026-03-02 10:00\nwhen bought { amount: 5 }\nthen stage lead\nthen refuses bought\nthen refuses demo_requested\n\
         then fires letter",
    );
    let why: Vec<&str> = failures.iter().flat_map(|(_, why)| why).map(String::as_str).collect();
    assert_eq!(
        why,
        [
            "no transition that leads there was triggered from where it is: visitor->lead (on demo_requested)",
            "refuse when event.amount < 0: false (event.amount = 5)",
            "`demo_requested` has no `refuse when`",
            "not triggered was what asks for `letter`: rule later (on demo_requested)",
        ]
    );
    let failures = fails(
        "at 2026-03-02 10:00\ngiven opt_in = true\nwhen demo_requested { form: \"x\" }, company_size = 20\nthen not fires hello",
    );
    assert_eq!(failures[0].1, ["rule hello passed, on demo_requested"]);
    let failures =
        fails("at 2026-03-02 10:00\nwhen demo_requested { form: \"x\" }, company_size = 20\nthen fires mail, hello");
    assert_eq!(failures[0].1, ["`mail` was held back, for there is no consent for channel email"]);
}

#[test]
fn an_impossible_total_is_told_at_its_line() {
    let report = report("at 2026-03-02 10:00\ngiven heat = 500\nwhen demo_requested { form: \"x\" }");
    let failure = &report.scenarios[0].failures[0];
    assert_eq!(failure.place.as_ref().map(|place| place.text.as_str()), Some("given heat = 500"));
}
