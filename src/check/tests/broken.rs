//! What could not be read brings nothing else about.

use super::*;

#[test]
fn a_declaration_that_could_not_be_read_is_known() {
    let text = "event e { x: int }\nchannel c\naction a { channel c automated ? }\nsegment s when ((\n\
        rule r { on e where is s do a }\nrule q { on e do b }\naction b { channel c automated }";
    assert_eq!(codes_beside_parser(text), Vec::<String>::new());
}

#[test]
fn what_is_missing_may_be_what_could_not_be_read() {
    let text =
        "channel c\naction a { chanel c automated }\nevent e\nrule r { onn e do a }\njourney j { stage s initail }";
    assert_eq!(codes_beside_parser(text), Vec::<String>::new());
}

#[test]
fn a_field_that_could_not_be_read_is_known() {
    let text = "contact {\n  a: int = = 3\n  b: int = 1\n}\nlet l = a + b\nevent e { x: contact.a }";
    assert_eq!(codes_beside_parser(text), Vec::<String>::new());
}

#[test]
fn a_mistyped_header_is_no_missing_one() {
    let (parsed, lines, _) = run("bluprint b { version \"1\" }\nteam t");
    assert_eq!(parsed.len(), 1);
    assert_eq!(lines, Vec::<String>::new());
}

#[test]
fn a_table_that_could_not_be_read_has_columns() {
    let text = "contact { n: int? }\nscenario \"t\" {\nfor each { v int } { row 1 }\nat 2026-03-02 10:00\n\
        given n = v\nwhen n = w\nthen v == 1\n}";
    // `w` is no word of the row that could not be read.
    assert_eq!(codes_beside_parser(text), ["E0201 6:10"]);
}

#[test]
fn other_mistakes_are_still_found() {
    let text = "channel c\naction a { channel d automated ? }\nteam t\nteam t";
    assert_eq!(codes_beside_parser(text), ["E0201 2:20", "E0202 4:6"]);
}

/// A text without errors, a clause a line.
const CLEAN: &str = r##"
blueprint b "B" {
  version "1"
  status as_is
  owner ops
  timezone contact.tz ?? "Europe/Paris"
  meta { k: "v" }
}
team ops "Ops"
purpose news {
  consent ok
  cap 1 per 7 days
}
opening desk {
  mon..fri 09:00..12:30, 13:30..18:00
  closed 2026-12-25, every year 05-01
  zone "Europe/Paris"
}
channel mail {
  consent ok
  color "#112233"
  cap 2 per day across mail exempt news defer
  quiet 20:00..08:00 defer at most 3 days
  open desk
  days mon, tue
}
channel task internal
group g {
  at most 1
}
term t {
  means "x"
}
enum plan { trial, pro }
setting k: int = 2
contact {
  ok: bool = true
  tz: text?
  plan: plan = trial
  n: int?
  tags: set of text
  copy: contact.n
  kind: enum { u, v } = u
}
event e {
  a: int
  p: contact.plan
  refuse when event.a > 100
}
event f
let l = n ?? 0
let m = l + k
segment s {
  when m > 3 and plan == pro
  expects "x"
  prefers mail
}
score q {
  in 0..100
  on e where event.a > 1 add 2
  when is s add 3
  by l { > 5 add 4  > 1 add 1 }
  fade 2 every 7 days
}
mode dunning {
  from e
  until f
  suspend purpose news
}
journey j {
  owner ops
  stage one initial
  stage two {
    phase "x"
    requires n
    accountable ops
  }
  stage three final {
    kpi volume > 3
  }
  transition one -> two {
    on e where event.p == pro
    when event.a > 2
    do act
    set n = event.a
  }
  transition two -> three {
    when q > 50
    do act with { v: n }
    priority 3
  }
}
action act {
  channel mail
  human
  purpose news
  owner ops
  effort 3 days
  with { x: n }
  set ok = false
  otherwise other
  assign tz from ops
}
action other {
  channel task
  automated
}
rule r1 {
  on e, f
  in stage one, two
  when is s
  do act with { x: m }
  group g
  priority 2
}
rule r2 {
  on e
  when event.a == 3
  add "x" to tags
}
rule r3 {
  on change n, l to 3
  do other
}
rule r4 {
  on enter two
  do act
}
rule r5 {
  on becoming is s
  do act
}
rule r6 {
  after 3 days without e
  do act after 2 days
  unless f
  while n > 1
  limit 1 per 30 days
  holdout 5%
  active 2026-01-01..2026-12-31
  start hello(3)
}
sequence hello "H" (often: int) {
  reentry after 3 days
  goal on e where event.a > 3
  exit when n > 100
  suspend action other
  do act
  wait 2 days of desk or f
  when n > 3 {
    do other
  } else {
    set n = 4
  }
  repeat while n > 5 {
    wait 1 day
  }
  step bye {
    do other
  }
}
scenario "x" {
  for each { c: int } { row 1  row 2 }
  at 2026-03-02 10:00
  given stage two, n = c, q = 3, k = 4
  when e { a: c, p: pro }, plan = pro
  after 1 day
  when f
  then fires act, r1
  then suppresses act because consent mail
  then suppresses act because group g
  then stage two
  then n == c
}
"##;

#[test]
fn one_line_that_cannot_be_read_brings_nothing_about() {
    assert_eq!(codes(CLEAN), Vec::<String>::new());
    let lines: Vec<&str> = CLEAN.lines().collect();
    let mut broken = 0;
    let mut wrong = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let first = indent + line.trim_start().find(|c: char| !c.is_alphanumeric()).unwrap_or(line.trim_start().len());
        let mutants = [
            format!("{} ? {}", &line[..first], &line[first..]),
            format!("{line} ?"),
            format!("{}x{}", &line[..first], &line[first..]),
            format!("? {line}"),
            format!("{line} \""),
            format!("{line} {{"),
            format!("{line} ( ["),
        ];
        for mutant in mutants {
            let text: Vec<&str> =
                lines.iter().enumerate().map(|(at, line)| if at == index { &mutant } else { *line }).collect();
            let (parsed, checked, _) = run(&text.join("\n"));
            if !parsed.is_empty() {
                broken += 1;
                if !checked.is_empty() {
                    wrong.push(format!("{mutant:?}: {parsed:?}, then {checked:?}"));
                }
            }
        }
    }
    assert!(broken > 200, "{broken}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn half_a_text_is_checked_too() {
    let mut cuts = 0;
    for (at, _) in CLEAN.char_indices().step_by(7) {
        let (_, _, checked) = run(&CLEAN[..at]);
        cuts += usize::from(checked.blueprint.is_none());
    }
    assert!(cuts > 100, "{cuts}");
}
