//! Random blueprints in which little is declared, and that little moves: the contact's zone, stages, dates, hours and
//! points, by rules and ways within a moment. Where all that a language has is declared, hardly anything is at rest, and
//! what is known of a state is seldom made use of. All lengths are whole minutes, all instants close to such.

mod causes;
mod series;

use super::dice::Dice;
use causes::{level, plain, rule, time, way};
pub use series::{inputs, state};

const VOCABULARY: &str = r#"event go { size: int = 1 }
event stop
event read { zone: text? }
enum tier { low, mid, high }
purpose news { consent news_ok }
purpose notes { transactional }
opening office { mon..fri 09:00..12:00, 13:00..18:00  sat 10:00..12:00 }
opening night { mon..sun 00:00..06:00, 22:00..24:00  zone "Asia/Tokyo" }
channel task internal
contact {
  zone: text?  home: text = "Asia/Tokyo"  ready: bool = false  busy: bool?  news_ok: bool = true  count: int = 0  size: int?
  starts: date = 2026-03-28  ends: datetime?  pause: duration = 2 hours  tier: tier = low
}
let recent = count of go in last 3 hours
let since = now - last go
segment large when size > 2 or count > 3
segment awake when no stop in last 4 hours
"#;

const ZONES: &[&str] =
    &["Asia/Tokyo", "America/New_York", "Europe/Paris", "Pacific/Kiritimati", "Asia/Kolkata", "UTC", "Nowhere"];
const LENGTHS: &[&str] = &["30 minutes", "1 hour", "2 hours", "3 hours", "8 hours", "1 day", "25 hours", "2 days"];
const TIMES: &[&str] = &["00:00", "08:00", "09:00", "12:00", "18:00", "22:30"];
const FAVOURITES: &[(&str, [&str; 2])] = &[
    ("ready", ["set ready = true", "set ready = not ready"]),
    ("count > 1", ["set count = count + 1", "set count = 0"]),
    ("size >= 2", ["set size = 3", "set size = count"]),
    ("tier == high", ["set tier = high", "set tier = low"]),
    ("zone == home", ["set zone = home", "set home = \"Europe/Paris\""]),
];
const STAGES: &[&str] = &["a", "b", "c", "d"];

/// What a blueprint has beside rules and journeys.
struct Has {
    /// The time of day at which most comes: what comes at one instant is where most can go wrong.
    time: &'static str,
    /// What most guards ask, and what makes it true, or at times not.
    favourite: (&'static str, [&'static str; 2]),
    zone: bool,
    /// Whether a zone that goes is put back, as a rule, within the moment.
    back: bool,
    heat: bool,
    cold: bool,
    mode: bool,
    sla: bool,
    sequence: bool,
    ticket: bool,
    actions: usize,
    journeys: usize,
}

/// The text of a random blueprint; each line can be left out.
pub fn text(seed: u64) -> String {
    let dice = &mut Dice::new(seed ^ 0x30_7e50_0000);
    let has = &Has {
        time: dice.pick(TIMES),
        favourite: dice.pick(FAVOURITES),
        zone: !dice.once_in(3),
        back: dice.once_in(3),
        heat: dice.once_in(2),
        cold: dice.once_in(3),
        mode: dice.once_in(3),
        sla: dice.once_in(4),
        sequence: dice.once_in(4),
        ticket: dice.once_in(6),
        actions: dice.between(2, 4),
        journeys: dice.between(1, 2),
    };
    let zone = if has.zone || has.back { "contact.zone ?? " } else { "" };
    let mut text = format!("blueprint moves {{ timezone {zone}\"{}\" }}\n{VOCABULARY}", dice.pick(&ZONES[..6]));
    for channel in ["mail", "call"] {
        text += &format!("channel {channel} {{ {} }}\n", clauses(dice, has));
    }
    if has.ticket {
        text += "object ticket { level: int = 1  due: datetime? }\nevent raised opens ticket { level: int = 1  due: datetime? }\n";
        text += "event replied of ticket\n";
        text += &format!("rule answers of ticket {{ {}  do act_0 }}\n", ticket_trigger(dice));
        text += "journey handling of ticket {\n  stage fresh initial\n  stage taken\n";
        text += &format!("  transition fresh -> taken {}\n", ticket_way(dice));
        text += &format!("  transition taken -> fresh {}\n}}\n", dice.pick(&["on replied", "after 5 hours", "on go"]));
    }
    if has.heat {
        text += &score(dice, "heat");
        let bands = dice.pick(&["hot >= 6  warm >= 3  cool", "cool < 2  warm <= 5  hot"]);
        text += &format!("bands level over heat {{ {bands} }}\nsegment keen when level == hot\n");
    }
    if has.cold {
        text += &score(dice, "cold");
    }
    if has.mode {
        let on = ["from go until stop".to_owned(), format!("when {}", plain(dice, has)), "when now < ends".to_owned()];
        let what = dice.pick(&["channel mail defer", "purpose news", "action act_1 defer", "rule rule_0 defer"]);
        text += &format!("mode dunning {{ {}  suspend {what} }}\n", on[dice.below(3)]);
    }
    if has.sla {
        let within = dice.pick(&["2 hours", "3 hours of office", "pause", "1 day"]);
        let more = dice.pick(&["", "pauses on read", "resets on read", "every 2 hours do act_0", "at 50% do act_1"]);
        text += &format!("sla answer {{ starts on go  stops on stop  within {within}  {more}  breach do act_1 }}\n");
    }
    if has.sequence {
        text += &sequence(dice, has);
    }
    for index in 0..has.actions {
        text += &action(dice, index, has);
    }
    for index in 0..dice.between(1 + usize::from(has.back), 5) {
        text += &rule(dice, index, has);
    }
    for index in 0..has.journeys {
        let of =
            if index == 1 && dice.once_in(3) { dice.pick(&[" for segment large", " for segment awake"]) } else { "" };
        let requires = dice.pick(&["", "", "", " requires size"]);
        text += &format!("journey one_{index}{of} {{\n  stage a initial\n  stage b\n  stage c{requires}\n  stage d\n");
        for place in 0..dice.below(7) {
            text += &way(dice, place, has);
        }
        text += "}\n";
    }
    text
}

fn ticket_trigger(dice: &mut Dice) -> &'static str {
    dice.pick(&[
        "on replied",
        "at ticket.due",
        "after 2 hours without replied",
        "on becoming level > 1 and ready",
        "on change ticket.level",
    ])
}

fn ticket_way(dice: &mut Dice) -> &'static str {
    dice.pick(&[
        "when level > 1",
        "when busy",
        "after 2 hours",
        "on replied set level = level + 1",
        "at 1 hour after ticket.due",
    ])
}

fn handling(dice: &mut Dice) -> &'static str {
    dice.pick(&["", " defer", " defer", " defer at most 5 hours", " defer at most 2 days"])
}

fn clauses(dice: &mut Dice, has: &Has) -> String {
    let mut all = Vec::new();
    if has.back || dice.once_in(2) {
        all.push(format!("quiet {}..{}{}", dice.pick(&["20:00", "11:00", "07:30"]), time(dice, has), handling(dice)));
    }
    if dice.once_in(3) {
        all.push(format!("open {}{}", dice.pick(&["office", "night"]), handling(dice)));
    }
    if dice.once_in(4) {
        all.push(format!("days {}{}", dice.pick(&["mon..fri", "sat, sun", "fri, sun, tue"]), handling(dice)));
    }
    if dice.once_in(3) {
        let per = dice.pick(&["day", "3 hours", "calendar week", "24 hours", "90 minutes"]);
        let when = if dice.once_in(3) { format!(" when {}", level(dice, has)) } else { String::new() };
        all.push(format!("cap {} per {per}{when}{}", dice.pick(&["1", "2", "count"]), handling(dice)));
    }
    if dice.once_in(5) {
        all.push("consent busy ?? true".to_owned());
    }
    all.join("  ")
}

fn score(dice: &mut Dice, name: &str) -> String {
    let fade =
        format!("fade {} every {}", dice.between(1, 3), dice.pick(&["1 hour", "2 hours", "1 day", "40 minutes"]));
    let fade = if dice.once_in(5) { String::new() } else { fade };
    let more =
        dice.pick(&["", "when ready add 2", "when tier == high add 1", "on stop add -2", "when now < ends add 2"]);
    format!(
        "score {name} in 0..{} {{ on go add {}  on read add 4  {more}  {fade} }}\n",
        dice.pick(&[8, 20]),
        dice.pick(&["2", "event.size", "count + 1"])
    )
}

fn sequence(dice: &mut Dice, has: &Has) -> String {
    let wait = |dice: &mut Dice| match dice.below(5) {
        0 => format!("wait {} of {}", dice.pick(&["1 hour", "5 hours"]), dice.pick(&["office", "night"])),
        1 => format!("wait until {}", time(dice, has)),
        2 => format!("wait until {} or {}", level(dice, has), dice.pick(LENGTHS)),
        3 => format!("wait {} or {}", dice.pick(LENGTHS), dice.pick(&["stop", "go where event.size > 2"])),
        _ => format!("wait {}", dice.pick(&["pause", "1 hour", "1 day"])),
    };
    let (first, second, leave) = (wait(dice), wait(dice), level(dice, has));
    let leave = if dice.once_in(2) { format!("exit when {leave}") } else { String::new() };
    format!("sequence run {{ {leave}  do act_0  {first}  {}  {second}  do act_1 }}\n", effect(dice, has))
}

fn effect(dice: &mut Dice, has: &Has) -> String {
    if dice.once_in(2) {
        return dice.pick(&has.favourite.1).to_owned();
    }
    let zone = dice.pick(ZONES);
    match dice.below(16) {
        0..3 => format!("set zone = \"{zone}\""),
        3 => "set zone = home".to_owned(),
        4 => format!("set home = \"{zone}\""),
        kind => {
            let plain = ["set ready = not ready", "set ready = true", "set busy = ready", "set count = count + 1"];
            let more = ["set size = count", "set starts = today", "set ends = now + 1 hour", "set ends = now + 1 day"];
            let rest = ["set pause = 3 hours", "set tier = high", "set tier = low", "set news_ok = not news_ok"];
            [plain, more, rest][kind % 3][dice.below(4)].to_owned()
        }
    }
}

fn action(dice: &mut Dice, index: usize, has: &Has) -> String {
    if has.back && index == 0 {
        return "action act_0 { channel mail automated }\n".to_owned();
    }
    if has.back && index == 1 {
        return "action act_1 { channel task automated  set zone = home }\n".to_owned();
    }
    let mut text = format!("action act_{index} {{ channel {} automated", dice.pick(&["mail", "mail", "call", "task"]));
    if dice.once_in(3) {
        text += dice.pick(&["  purpose news", "  purpose notes"]);
    }
    if dice.once_in(2) {
        text += &format!("  {}", effect(dice, has));
    }
    if has.sequence && dice.once_in(4) {
        text += "  with { n: count }";
    }
    if index > 0 && dice.once_in(4) {
        text += &format!("  otherwise act_{}", dice.below(index));
    }
    text + " }\n"
}
