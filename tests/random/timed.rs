//! Random blueprints of all that happens by time, and series of inputs over three days. All
//! lengths are whole minutes, and so are all instants of inputs; no zone changes its clocks then.

use crm_blueprint::{Input, Instant};
use serde_json::{Map, Value as Json, json};

mod levels;
mod tickets;

use super::dice::Dice;

const VOCABULARY: &str = r#"blueprint timed { version "3" timezone contact.zone ?? "Asia/Kolkata" }
team red
enum plan { trial, pro, max }
purpose service { transactional }
opening office { mon..fri 09:00..12:30, 13:30..18:00  sat 10:00..12:00  closed 2026-03-04 }
opening night  { mon..sun 00:00..06:00, 22:00..24:00  zone "Asia/Tokyo" }
channel task internal
contact {
  mail_ok: bool = true  news_ok: bool?  visits: int = 0  size: int?  note: text = ""  plan: plan = trial
  zone: text?  born: date?  day: date = 2026-03-03  seen: datetime?  until: datetime = 2026-03-03 12:00
  pause: duration = 2 hours  patience: duration?
}
event opened { size: int?  word: text = "x" }
event paid { amount: decimal = 1  size: int?  refuse when event.amount > 900  refuse when event.size < visits }
event moved { day: date? }
event quiet
setting per_day: int = 2
let recent = count of opened in last 5 hours
let money = sum of paid.amount where amount > 2 in last 1 day
let largest = max of paid.size
let since_last = now - last opened
let deadline = until + pause
bands lateness over now - until { early < 0 minutes  soon <= 2 hours  late < 5 hours  lost }
bands pace over count of opened in last 4 hours { quick >= 3  slow >= 1 }
table ranking first {
  input  lateness, visits, is fresh, now - last opened
  output rank: int, name: text
  row    soon or lost, any,      any,   unset                -> 1, "new"
  row    late,         1..3 or 7, any,  < 2 hours or > 1 day -> visits, "busy"
  row    any,          any,      false, any                  -> 3, note
}
segment big when visits > 2
segment busy when at least 2 opened in last 3 hours
segment fresh when time in stage one.a < 4 hours
segment awake when no quiet in last 6 hours
"#;

const LENGTHS: &[&str] = &["30 minutes", "1 hour", "2 hours", "3 hours", "5 hours", "9 hours", "1 day", "26 hours"];

/// A random blueprint, in parts that can be left out.
#[derive(Clone)]
pub struct Timed {
    pub parts: Vec<String>,
    /// Transitions by journey.
    pub transitions: Vec<(usize, String)>,
    /// Clauses of channels and purposes: of which, and the clause.
    pub clauses: Vec<(usize, String)>,
}

const HOLDERS: &[&str] = &[
    "channel mail { consent mail_ok",
    "channel sms {",
    "channel desk {",
    "purpose news { consent news_ok",
    "purpose deals {",
];

impl Timed {
    pub fn new(seed: u64) -> Self {
        let dice = &mut Dice::new(seed ^ 0x7e57_0000);
        let mut parts = Vec::new();
        for index in 0..8 {
            parts.push(action(dice, index));
        }
        for index in 0..dice.between(3, 9) {
            parts.push(rule(dice, index));
        }
        parts.extend([score(dice, "heat"), score(dice, "cold"), mode(dice, "dunning"), mode(dice, "slow")]);
        parts.extend([ticket_score(dice), mode_of_tickets(dice), mode(dice, "crowded")]);
        parts.extend([sequence(dice, 0), sequence(dice, 1), sequence(dice, 2)]);
        for ticket in [false, true] {
            let (at, text) = (dice.below(parts.len()), levels::sla(dice, ticket));
            parts.insert(at, text);
        }
        parts.push(format!("group first {{ at most {} }}", dice.between(1, 2)));
        let transitions = (0..dice.below(8)).map(|_| {
            let journey = dice.below(3);
            (journey, transition(dice, journey == 2))
        });
        let transitions = transitions.collect();
        let clauses = (0..dice.below(7)).map(|_| clause(dice)).collect();
        Self { parts, transitions, clauses }
    }

    /// The blueprint's text.
    pub fn text(&self) -> String {
        let mut text = VOCABULARY.to_owned() + tickets::VOCABULARY;
        for (index, head) in HOLDERS.iter().enumerate() {
            text += head;
            let mut single: Vec<&str> = Vec::new();
            for (_, clause) in self.clauses.iter().filter(|(of, _)| *of == index) {
                // These stand once.
                let word = clause.split(' ').next().unwrap_or_default();
                if !["open", "days"].contains(&word) || !single.contains(&word) {
                    text += &format!("\n  {clause}");
                }
                single.push(word);
            }
            text += " }\n";
        }
        text += &self.parts.join("\n");
        for (index, (name, segment)) in [("one", ""), ("two", " for segment awake")].into_iter().enumerate() {
            text += &format!(
                "\njourney {name}{segment} {{\n  stage a initial\n  stage o {{ stage b  stage c requires size }}\n  stage d\n"
            );
            for (_, transition) in self.transitions.iter().filter(|(journey, _)| *journey == index) {
                text += &format!("  {transition}\n");
            }
            text += "}";
        }
        text += "\njourney handling of ticket {\n  stage fresh initial\n  stage taken\n  stage parked requires ticket.weight\n  stage done\n";
        for (_, transition) in self.transitions.iter().filter(|(journey, _)| *journey == 2) {
            text += &format!("  {transition}\n");
        }
        text + "}\n"
    }
}

fn length(dice: &mut Dice, ticket: bool) -> String {
    match dice.below(9) {
        0 if ticket => "ticket.span".to_owned(),
        0 => "pause".to_owned(),
        1 => "patience ?? 1 hour".to_owned(),
        _ => dice.pick(LENGTHS).to_owned(),
    }
}

/// A length that may be unknown.
fn delay(dice: &mut Dice, ticket: bool) -> String {
    if dice.once_in(9) { "pause * (1 + 7 % visits)".to_owned() } else { length(dice, ticket) }
}

/// A guard that may be asked without an event.
fn level(dice: &mut Dice, ticket: bool) -> String {
    let one = |dice: &mut Dice| {
        if ticket && dice.once_in(2) {
            return dice.pick(tickets::OWN).to_owned();
        }
        if dice.once_in(5) {
            return dice.pick(tickets::ASKED).to_owned();
        }
        if dice.once_in(8) {
            let own = if ticket && dice.once_in(2) { levels::OWN } else { levels::ASKED };
            return dice.pick(own).to_owned();
        }
        let plain = [
            "visits > 2",
            "size >= 3",
            "plan == pro",
            "mail_ok",
            "is big",
            "is busy",
            "is fresh",
            "is awake",
            "heat >= 5",
            "cold < 4",
            "recent >= 2",
            "money > 10",
            "largest > 4",
            "now >= until",
            "now < deadline",
            "today > day",
            "today >= born",
            "since_last > 2 hours",
            "any paid in last 4 hours",
            "no opened in last 2 hours",
            "count of quiet == 2",
            "time in stage one.b >= 3 hours",
            "time in stage two.a > 90 minutes",
            "in stage one.a",
            "not in stage two.b",
            "is dunning",
            "now - until < 5 hours",
            "now between until and deadline",
            "lateness == late",
            "lateness in [soon, lost]",
            "pace == quick",
            "ranking.rank >= 2",
            "ranking.name == \"new\"",
        ];
        dice.pick(&plain).to_owned()
    };
    match dice.below(5) {
        0 => format!("{} and {}", one(dice), one(dice)),
        1 => format!("({} or {})", one(dice), one(dice)),
        2 => format!("not ({})", one(dice)),
        _ => one(dice),
    }
}

fn handling(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => String::new(),
        1 => format!(" defer at most {}", dice.pick(LENGTHS)),
        _ => " defer".to_owned(),
    }
}

fn window(dice: &mut Dice) -> &'static str {
    dice.pick(&["3 hours", "1 day", "24 hours", "day", "calendar week", "90 minutes"])
}

/// A window; a whole day is `per day` or `per 24 hours`.
fn per(dice: &mut Dice) -> &'static str {
    match window(dice) {
        "1 day" => "2 days",
        other => other,
    }
}

fn clause(dice: &mut Dice) -> (usize, String) {
    let of = dice.below(HOLDERS.len());
    let kind = if of > 2 { 0 } else { dice.below(5) };
    let held = handling(dice);
    let clause = match kind {
        0 | 1 => {
            let amount =
                dice.pick(&["1", "2", "per_day", "visits", "7 % visits", "2 - (count of paid in last 3 hours)"]);
            let across = if dice.once_in(4) { " across mail, sms" } else { "" };
            let exempt = if dice.once_in(5) { " exempt deals" } else { "" };
            let when = match dice.below(6) {
                0 => " when visits < 5",
                1 => " when size > 1",
                2 => " when any moved in last 5 hours",
                _ => "",
            };
            format!("cap {amount} per {}{across}{exempt}{when}{held}", per(dice))
        }
        2 => format!("quiet {}{held}", dice.pick(&["20:00..08:00", "12:00..15:30", "23:00..01:00", "06:00..07:00"])),
        3 => format!("days {}{held}", dice.pick(&["mon, tue, wed", "mon, wed, thu", "tue, thu", "mon..fri"])),
        _ => format!("open {}{held}", dice.pick(&["office", "night"])),
    };
    (of, clause)
}

fn score(dice: &mut Dice, name: &str) -> String {
    let points = dice.between(2, 9);
    let fade =
        format!("fade {} every {}", dice.between(1, 4), dice.pick(&["2 hours", "5 hours", "1 day", "45 minutes"]));
    let fade = if dice.once_in(3) { String::new() } else { fade };
    format!(
        "score {name} in 0..{} {{ on opened add {points}  on paid where event.size > 1 add 3 once  on quiet add -2  when visits > 3 add 2  {fade} }}",
        dice.between(5, 20)
    )
}

fn suspensions(dice: &mut Dice) -> String {
    let mut all = Vec::new();
    for _ in 0..dice.between(1, 2) {
        let what = dice.pick(&[
            "purpose news",
            "purpose deals",
            "channel mail",
            "channel sms",
            "action act_1",
            "action act_2",
            "rule rule_0",
            "rule rule_1",
            "sequence seq_0",
            "sequence seq_1",
            "sequence seq_2",
            "action act_6",
            "rule rule_2",
        ]);
        all.push(format!("{what}{}", handling(dice)));
    }
    format!("suspend {}", all.join(", "))
}

fn mode(dice: &mut Dice, name: &str) -> String {
    let events = "from paid where event.size > 1, opened where event.word == \"stop\"  until quiet";
    let events = match dice.below(3) {
        0 => "from opened until quiet, moved",
        1 => dice.pick(&["from paid until quiet", "from replied where level > 1 until quiet"]),
        _ => events,
    };
    // One that is asked for by others reads nothing of modes.
    let when = if name == "crowded" {
        dice.pick(&["any ticket where level > 3", "hard > 1", "lately > 1", "no ticket where is hot"])
    } else {
        dice.pick(&["now < until", "size > 3", "visits > 4", "since_last < 3 hours", "recent > 1", "today == day"])
    };
    let how = match dice.below(3) {
        0 => format!("{events}  when {when}"),
        1 => format!("when {when}"),
        _ => events.to_owned(),
    };
    let how =
        how.replace(", opened where", "  from opened where").replace("until quiet, moved", "until quiet  until moved");
    format!("mode {name} {{ {how}  {} }}", suspensions(dice))
}

/// A mode of tickets; one that is asked for by others reads nothing of modes.
fn mode_of_tickets(dice: &mut Dice) -> String {
    let events = dice.pick(&["from replied where event.size > 3  until quiet", "from replied  until opened"]);
    let when =
        dice.pick(&["level > 2", "now < ends", "ticket.account.tier > 1", "last_word < 2 hours", "heaviest > 2"]);
    let how = match dice.below(3) {
        0 => format!("{events}  when {when}"),
        1 => format!("when {when}"),
        _ => events.to_owned(),
    };
    format!("mode pinned of ticket {{ {how}  {} }}", suspensions(dice))
}

fn ticket_score(dice: &mut Dice) -> String {
    let fade = if dice.once_in(2) { "  fade 1 every 3 hours" } else { "" };
    format!(
        "score warmth of ticket in 0..12 {{ on replied add event.size ?? 2  on opened add 1  on raised add level once  when weight > 2 add 1{fade} }}"
    )
}

fn effect(dice: &mut Dice, ticket: bool) -> String {
    if ticket && dice.once_in(2) {
        return dice.pick(tickets::EFFECTS).to_owned();
    }
    let all = [
        "set visits = visits + 1",
        "set visits = 0",
        "set size = visits",
        "set plan = pro",
        "set note = \"n\"",
        "set until = now + 3 hours",
        "set day = today",
        "set seen = now",
        "set pause = 4 hours",
        "set mail_ok = not mail_ok",
    ];
    dice.pick(&all).to_owned()
}

fn start(dice: &mut Dice, ticket: bool) -> String {
    let index = if ticket { dice.between(1, 2) } else { dice.below(2) };
    format!("start seq_{index}({}, {})", dice.pick(&["1", "visits", "size ?? 2"]), length(dice, ticket))
}

fn effects(dice: &mut Dice, most: usize, ticket: bool) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(most + 1) {
        text += "  ";
        text += &if dice.once_in(3) { start(dice, ticket) } else { effect(dice, ticket) };
    }
    text
}

fn calls(dice: &mut Dice, event: bool, ticket: bool) -> String {
    let calls: Vec<String> = (0..dice.between(1, 2))
        .map(|_| {
            let with = match dice.below(6) {
                0 => " with { n: visits }",
                1 => " with { w: was visits, c: changed size }",
                2 if event => " with { s: event.size }",
                4 if dice.once_in(2) => {
                    if ticket {
                        levels::PAYLOAD_OF_TICKET
                    } else {
                        levels::PAYLOAD
                    }
                }
                3 if ticket => " with { i: ticket.id, u: urgency, w: was ticket.level, c: changed ticket.level }",
                _ => "",
            };
            format!("act_{}{with}", if ticket { dice.between(3, 7) } else { dice.below(6) })
        })
        .collect();
    let after = if dice.once_in(3) { format!(" after {}", delay(dice, ticket)) } else { String::new() };
    format!("  do {}{after}", calls.join(", "))
}

fn stages(dice: &mut Dice) -> &'static str {
    dice.pick(&["one.a", "one.b", "one.a, one.b", "two.a", "two.b, one.c"])
}

/// A trigger, whether it is an event with a size, and whether it is on a date.
fn trigger(dice: &mut Dice) -> (String, bool, bool) {
    let plain = |text: String| (text, false, false);
    match dice.below(17) {
        16 => plain("on breach answer".to_owned()),
        0..4 => {
            let event = dice.pick(&["opened", "paid", "opened, replied"]);
            let filter = dice.pick(&["", "", " where event.size > 1", " where visits < 4"]);
            let filter = if dice.once_in(8) { dice.pick(levels::FILTERS) } else { filter };
            (format!("on {event}{filter}"), true, false)
        }
        4 => plain(format!("on {}", dice.pick(&["quiet", "moved", "quiet, opened", "quiet, raised"]))),
        5 => plain(format!(
            "on {} {}",
            dice.pick(&["enter", "exit"]),
            dice.pick(&["one.b", "two.a, one.c", "one.a, handling.taken"])
        )),
        6 => plain(format!(
            "on change {}",
            dice.pick(&["visits", "heat", "size, plan", "recent", "big", "hard, replies", "answer.due"])
        )),
        7 | 8 => plain(format!(
            "on becoming ({}){}",
            level(dice, false),
            if dice.once_in(3) { " including existing" } else { "" }
        )),
        9 | 10 => {
            // Of one journey.
            let stages = stages(dice).replace("two.b, one.c", "two.b, two.c");
            plain(format!("after {} in stage {stages}", delay(dice, false)))
        }
        11 => plain(format!(
            "after {} without {}",
            delay(dice, false),
            dice.pick(&["opened", "paid, quiet", "replied, opened", "change"])
        )),
        12 | 13 => {
            let offset = match dice.below(3) {
                0 => String::new(),
                1 => format!("{} before ", dice.pick(LENGTHS)),
                _ => format!("{} after ", dice.pick(LENGTHS)),
            };
            let of = dice.pick(&["day", "born", "seen", "until", "deadline"]);
            let time = dice.pick(&["", "", " at 09:00", " at 17:30"]);
            let once = dice.pick(&["", " or at once"]);
            (format!("at {offset}{of}{time}{once}"), false, true)
        }
        _ => plain(
            dice.pick(&[
                "every day at 08:00",
                "every day",
                "every week on tue, wed at 10:30",
                "every month on 3 at 12:00",
                "every year on day at 07:00",
            ])
            .to_owned(),
        ),
    }
}

fn rule(dice: &mut Dice, index: usize) -> String {
    let ticket = dice.once_in(3);
    let (trigger, event, date) = if ticket {
        let (level, delay, length) = (level(dice, true), delay(dice, true), dice.pick(LENGTHS));
        tickets::trigger(dice, &level, &delay, length)
    } else {
        trigger(dice)
    };
    let of = if ticket { " of ticket" } else { "" };
    let mut text = format!("rule rule_{index}{of} {{ {trigger}");
    if dice.once_in(4) {
        text += &format!("  in stage {}", if ticket && dice.once_in(2) { "handling.fresh" } else { stages(dice) });
    }
    if dice.once_in(4) {
        text += &format!("  when {}", level(dice, ticket));
    }
    match dice.below(6) {
        0 => {
            text += &effects(dice, 2, ticket);
            text += &format!("  {}", effect(dice, ticket));
        }
        1 => {
            if dice.once_in(2) {
                text += &calls(dice, event, ticket);
            }
            text += &format!(
                "  split {{ x 40%{}  y 30%{} }}",
                calls(dice, event, ticket).replace("  do", " do"),
                calls(dice, event, ticket).replace("  do", " do")
            );
        }
        _ => {
            text += &calls(dice, event, ticket);
            text += &effects(dice, 1, ticket);
            if dice.once_in(6) {
                text += "  holdout 50%";
            }
        }
    }
    if dice.once_in(3) {
        let own = if ticket { "replied where level > 1" } else { "replied where event.size > 4" };
        text += &format!("  unless {}", dice.pick(&["quiet", "paid where event.size > 1", "moved", own]));
    }
    if dice.once_in(4) {
        text += &format!("  while {}", level(dice, ticket));
    }
    if dice.once_in(3) {
        let amount = dice.pick(&["1", "2", "per_day", "7 % visits", "2 - (count of paid in last 3 hours)"]);
        let per = if dice.once_in(3) { String::new() } else { format!(" per {}", per(dice)) };
        text += &format!("  limit {amount}{per}{}", handling(dice));
    }
    if dice.once_in(4) {
        text += "  group first";
    }
    if dice.once_in(3) {
        text += "  each";
    }
    if date && dice.once_in(2) {
        text += "  each date";
    }
    match dice.below(12) {
        0 => text += "  active 2026-03-03..2026-03-04",
        1 => text += "  inactive",
        _ => {}
    }
    if dice.once_in(2) {
        text += &format!("  priority {}", dice.below(4) as i64 - 1);
    }
    text + " }"
}

fn transition(dice: &mut Dice, ticket: bool) -> String {
    let stages: &[&str] = if ticket { &["fresh", "taken", "parked", "done"] } else { &["a", "b", "c", "d", "o"] };
    let (from, to) = (dice.pick(stages), dice.pick(stages));
    let mut text = format!("transition {from} -> {to}");
    let guard = if dice.once_in(2) { format!(" when {}", level(dice, ticket)) } else { String::new() };
    let eventless = from != to && !(to == "o" && ["b", "c"].contains(&from));
    text += &match dice.below(10) {
        9 => format!(" on breach {}{guard}", if ticket { "repair" } else { "answer" }),
        0 if eventless => format!(" when {}", level(dice, ticket)),
        1 | 2 => {
            // A circle of nothing spins: it is left, and tells little.
            let plain = !eventless && !dice.once_in(4);
            let length = if plain { dice.pick(LENGTHS).to_owned() } else { delay(dice, ticket) };
            format!(" after {length}{guard}")
        }
        3 if eventless => format!(
            " after {} without {}{guard}",
            length(dice, ticket),
            dice.pick(if ticket { &["replied", "opened, replied"] } else { &["opened", "paid, quiet"] })
        ),
        4 => format!(" on becoming ({})", level(dice, ticket)),
        5 => format!(
            " at {} after {}{guard}",
            dice.pick(LENGTHS),
            dice.pick(if ticket { &["ends", "until"] } else { &["seen", "until"] })
        ),
        6 => format!(" every day at 14:00{guard}"),
        _ => format!(" on {}{guard}", {
            let own: &[&str] = &["replied", "replied where event.size > 2", "opened", "quiet"];
            dice.pick(if ticket { own } else { &["opened", "paid", "quiet", "moved"] })
        }),
    };
    if dice.once_in(2) {
        text += &calls(dice, false, ticket);
    }
    text += &effects(dice, 1, ticket);
    if dice.once_in(3) {
        text += &format!("  priority {}", dice.below(3));
    }
    text
}

fn action(dice: &mut Dice, index: usize) -> String {
    let ticket = index > 5;
    let of = if ticket { " of ticket" } else { "" };
    let mut text = format!("action act_{index}{of} {{ channel {}", dice.pick(&["mail", "mail", "sms", "desk", "task"]));
    text += dice.pick(&[" human", " automated"]);
    if dice.once_in(2) {
        text += &format!("  purpose {}", dice.pick(&["news", "deals", "service"]));
    }
    text += &effects(dice, 1, ticket);
    if index > 0 && dice.once_in(3) {
        text += &format!("  otherwise act_{}", dice.below(index));
    }
    text + " }"
}

fn steps(dice: &mut Dice, depth: usize, ticket: bool) -> String {
    let mut text = String::new();
    for _ in 0..dice.between(1, 3) {
        text += &match dice.below(if depth == 0 { 7 } else { 11 }) {
            0 | 1 => format!(
                "{}\n",
                calls(dice, false, ticket)
                    .replace("was visits, c: changed size", "visits")
                    .replace("was ticket.level, c: changed ticket.level", "level")
            ),
            2 => format!("  {}\n", effect(dice, ticket)),
            3 => format!("  wait {}\n", dice.pick(&["1 hour", "long", "5 hours", "1 day", "pause"])),
            4 => format!("  wait {}\n", dice.pick(&["3 hours of office", "1 day of office", "2 hours of night"])),
            5 => format!("  wait until {}\n", dice.pick(&["09:00", "18:30", "00:00"])),
            6 => {
                let most = if dice.once_in(2) { format!(" or {}", dice.pick(LENGTHS)) } else { String::new() };
                format!("  wait until {}{most}\n", level(dice, ticket))
            }
            7 => format!(
                "  when {} {{\n{}  }} else {{\n{}  }}\n",
                level(dice, ticket),
                steps(dice, depth - 1, ticket),
                steps(dice, depth - 1, ticket)
            ),
            8 => format!(
                "  wait {} or {} {{\n{}  }} else {{\n{}  }}\n",
                dice.pick(LENGTHS),
                dice.pick(&["opened where event.size > extra", "quiet", "paid", "replied where level > 1"]),
                steps(dice, depth - 1, ticket),
                steps(dice, depth - 1, ticket)
            ),
            9 => {
                let test = dice.pick(&["visits < 4", "extra < 3", "recent < 2", "mail_ok"]);
                format!(
                    "  repeat while {test} {{\n{}  wait {}\n  }}\n",
                    steps(dice, depth - 1, ticket),
                    dice.pick(&["4 hours", "long"])
                )
            }
            _ => format!("  {}\n", start(dice, ticket)),
        };
    }
    text
}

fn sequence(dice: &mut Dice, index: usize) -> String {
    let ticket = index == 2;
    let of = if ticket { " of ticket" } else { "" };
    let mut text = format!("sequence seq_{index}{of} (extra: int, long: duration) {{\n");
    text += &match dice.below(3) {
        0 => "  reentry never\n".to_owned(),
        1 => format!("  reentry after {}\n", dice.pick(&["3 hours", "1 day"])),
        _ => String::new(),
    };
    if dice.once_in(3) {
        text += dice.pick(&[
            "  goal on paid where event.size > extra\n",
            "  goal when visits > 5\n",
            "  goal on quiet\n",
            "  goal on replied where event.size > extra\n",
        ]);
    }
    if dice.once_in(3) {
        text += &match dice.below(2) {
            0 => "  exit on moved\n".to_owned(),
            _ => format!("  exit when {}\n", level(dice, ticket)),
        };
    }
    if dice.once_in(3) {
        text += &format!("  {}\n", suspensions(dice).replace(&format!("sequence seq_{index}"), "channel sms"));
    }
    text += &steps(dice, 2, ticket);
    text + "}"
}

fn minute(at: i64) -> Instant {
    Instant::from_milliseconds(at * 60_000).expect("within the years")
}

/// 2026-03-02T06:00:00Z, a Monday, in minutes.
const FIRST: i64 = 1_772_431_200 / 60;

/// A state to begin with.
pub fn state(seed: u64) -> Json {
    let dice = &mut Dice::new(seed ^ 0x57a7_e000);
    let mut state = json!({
        "blueprint": "timed", "contact": format!("c{}", dice.below(20)), "clock": minute(FIRST),
        "fields": fields(dice, 3, FIRST),
    });
    let back = |dice: &mut Dice| minute(FIRST - dice.below(2_000) as i64);
    if dice.once_in(2) {
        state["created"] = json!(minute(FIRST - 2_000));
        let mut stages = Map::new();
        for journey in ["one", "two"] {
            if journey == "two" && dice.once_in(2) {
                continue;
            }
            stages
                .insert(journey.to_owned(), json!({ "stage": dice.pick(&["a", "b", "d", "o"]), "since": back(dice) }));
        }
        state["stages"] = stages.into();
    }
    if let Some(clocks) = levels::clocks(dice) {
        state["slas"] = clocks;
    }
    if let Some(instances) = tickets::instances(seed, dice) {
        (state["instances"], state["serial"]) = (instances, json!(1));
    }
    state
}

fn fields(dice: &mut Dice, of: usize, now: i64) -> Map<String, Json> {
    let mut all = Map::new();
    let mut give = |name: &str, value: Json| {
        all.insert(name.to_owned(), value);
    };
    let near = |dice: &mut Dice| json!(minute(now + 60 * dice.below(40) as i64 - 600 + dice.below(2) as i64));
    let date =
        |dice: &mut Dice| json!(dice.pick(&["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]));
    // Nothing or less is one millisecond: in a cycle it spins, and costs thousands of moments.
    let length = |dice: &mut Dice| {
        let some: &[&str] =
            if dice.once_in(12) { &["0 seconds", "-2 hours"] } else { &["1 hour", "3 hours", "1 day", "45 minutes"] };
        json!(dice.pick(some))
    };
    if dice.once_in(of) {
        give("visits", json!(dice.below(7)));
    }
    if dice.once_in(of) {
        give("size", if dice.once_in(4) { Json::Null } else { json!(dice.below(6)) });
    }
    if dice.once_in(of) {
        give("plan", json!(dice.pick(&["trial", "pro", "max"])));
    }
    if dice.once_in(of) {
        give("until", near(dice));
    }
    if dice.once_in(of) {
        give("seen", if dice.once_in(4) { Json::Null } else { near(dice) });
    }
    if dice.once_in(of) {
        give("day", date(dice));
    }
    if dice.once_in(of) {
        give("born", date(dice));
    }
    if dice.once_in(of) {
        give("pause", length(dice));
    }
    if dice.once_in(of) {
        give("patience", length(dice));
    }
    if dice.once_in(2 * of) {
        give("zone", json!(dice.pick(&["Asia/Tokyo", "UTC", "America/Phoenix", "Nowhere"])));
    }
    if dice.once_in(of) {
        give("news_ok", json!(!dice.once_in(4)));
    }
    if dice.once_in(2 * of) {
        give("mail_ok", json!(dice.once_in(2)));
    }
    all
}

/// A series of inputs over three days.
pub fn inputs(seed: u64) -> Vec<Input> {
    let dice = &mut Dice::new(seed ^ 0x1297_0000);
    let mut known = vec![FIRST];
    let mut tickets = tickets::Known::new(seed);
    let mut now = FIRST;
    let mut all = Vec::new();
    for _ in 0..dice.between(2, 12) {
        let at = match dice.below(10) {
            0 => now,
            1 => now - dice.below(400) as i64,
            2..6 => {
                // Where something of an earlier one may come due, or a minute beside it.
                let from = known[dice.below(known.len())];
                let steps = [30, 45, 60, 90, 120, 180, 240, 300, 540, 1_440, 1_560];
                let at = from + dice.pick(&steps) + dice.below(3) as i64 - 1;
                if at < now { now + dice.below(30) as i64 } else { at }
            }
            6 => now + dice.below(1_500) as i64,
            _ => now + dice.below(240) as i64,
        };
        if at > FIRST + 72 * 60 {
            continue;
        }
        now = now.max(at);
        known.push(now);
        let mut input = json!({ "at": minute(at) });
        if dice.once_in(3) {
            input["id"] = json!(format!("i{}", dice.below(5)));
        }
        if dice.once_in(2) {
            input["event"] = tickets.event(dice, now);
            // One that opens is no duplicate.
            if input["event"]["name"] == "raised"
                && let Some(members) = input.as_object_mut()
            {
                members.remove("id");
            }
        } else if !dice.once_in(5) {
            let mut payload = Map::new();
            let name = dice.pick(&["opened", "opened", "opened", "paid", "paid", "quiet", "moved"]);
            if ["opened", "paid"].contains(&name) && !dice.once_in(3) {
                payload.insert("size".to_owned(), json!(dice.below(8)));
            }
            if name == "opened" && dice.once_in(4) {
                payload.insert("word".to_owned(), json!("stop"));
            }
            if name == "paid" && dice.once_in(2) {
                payload.insert("amount".to_owned(), json!(dice.pick(&["2.5", "20", "1000"])));
            }
            input["event"] = json!(name);
            input["payload"] = payload.into();
        }
        if dice.once_in(3) {
            input["changes"] = fields(dice, 6, now).into();
        }
        if dice.once_in(3)
            && let Some(changes) = tickets.changes(dice, now)
            && input["event"]["name"] != "raised"
        {
            input["objects"] = changes;
        }
        all.push(serde_json::from_value(input).expect("an input"));
    }
    all
}
