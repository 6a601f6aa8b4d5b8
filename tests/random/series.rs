//! States and inputs for blueprints of little that moves: several inputs at one instant, a millisecond beside one
//! another, or days apart, some of them late; and many in which nothing but time passes.

use crm_blueprint::{Input, Instant};
use serde_json::{Map, Value as Json, json};

use super::super::dice::Dice;
use super::{STAGES, ZONES};

/// 2026-03-27T08:00:00Z in milliseconds: a Friday, and on the Sunday behind it clocks change in Paris.
const FIRST: i64 = 1_774_598_400_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// So long is a series, at most: then all is over.
const SPAN: i64 = 8 * 24 * HOUR;

fn instant(at: i64) -> Instant {
    Instant::from_milliseconds(at).expect("within the years")
}

/// A state to begin with.
pub fn state(seed: u64) -> Json {
    let dice = &mut Dice::new(seed ^ 0x57a7_0000);
    let mut state = json!({
        "blueprint": "moves", "contact": format!("c{}", dice.below(9)), "clock": instant(FIRST),
        "settled": dice.once_in(2), "fields": fields(dice, 3, FIRST),
    });
    if dice.once_in(2) {
        let since = instant(FIRST - dice.below(90) as i64 * 20 * MINUTE);
        state["created"] = json!(instant(FIRST - 30 * HOUR));
        state["stages"] = json!({ "one_0": { "stage": dice.pick(STAGES), "since": since } });
    }
    state
}

fn fields(dice: &mut Dice, of: usize, now: i64) -> Map<String, Json> {
    let mut all = Map::new();
    let near = json!(instant(now + HOUR * (dice.below(60) as i64 - 12)));
    let days = ["2026-03-26", "2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30"];
    let values = [
        ("zone", json!(dice.pick(ZONES))),
        ("zone", Json::Null),
        ("home", json!(dice.pick(ZONES))),
        ("ready", json!(dice.once_in(2))),
        ("busy", json!(dice.once_in(2))),
        ("busy", Json::Null),
        ("news_ok", json!(!dice.once_in(3))),
        ("count", json!(dice.below(5))),
        ("size", json!(dice.below(5))),
        ("starts", json!(dice.pick(&days))),
        ("ends", near),
        ("ends", Json::Null),
        ("pause", json!(dice.pick(&["20 minutes", "2 hours", "1 day"]))),
        ("tier", json!(dice.pick(&["low", "mid", "high"]))),
    ];
    for (name, value) in values {
        if dice.once_in(of) {
            all.insert(name.to_owned(), value);
        }
    }
    all
}

/// A series of inputs.
pub fn inputs(seed: u64) -> Vec<Input> {
    let dice = &mut Dice::new(seed ^ 0x1297_5e00);
    let (mut now, mut known, mut tickets) = (FIRST, vec![FIRST], 0);
    // In some little but time passes.
    let events = dice.between(1, 4);
    let mut all = Vec::new();
    for _ in 0..dice.between(3, 14) {
        let at = match dice.below(12) {
            0 | 1 => now,
            2 => now + 1,
            3 => now - dice.below(300) as i64 * MINUTE,
            // The hours of a day, when much is due.
            4 | 5 => (now / HOUR + 1 + dice.below(14) as i64) * HOUR - dice.below(2) as i64,
            // Where something of an earlier one comes due, or a millisecond beside it.
            6 | 7 => {
                let after = dice.pick(&[20, 30, 40, 60, 90, 120, 180, 240, 480, 1_440, 1_500, 2_880]);
                known[dice.below(known.len())] + after * MINUTE + dice.below(3) as i64 - 1
            }
            8 => now + dice.below(60) as i64 * HOUR,
            _ => now + dice.below(200) as i64 * MINUTE,
        };
        if at > FIRST + SPAN || at < now && !dice.once_in(6) && at < now - 6 * HOUR {
            continue;
        }
        now = now.max(at);
        known.push(now);
        let mut input = json!({ "at": instant(at) });
        if dice.once_in(4) {
            input["id"] = json!(format!("i{}", dice.below(4)));
        }
        if dice.below(5) < events {
            let name = dice.pick(&["go", "go", "go", "stop", "read"]);
            input["event"] = json!(name);
            match name {
                "go" if dice.once_in(2) => input["payload"] = json!({ "size": dice.below(6) }),
                "read" if dice.once_in(2) => input["payload"] = json!({ "zone": dice.pick(ZONES) }),
                _ => {}
            }
        } else if dice.once_in(6) {
            // In blueprints without tickets these are errors.
            tickets += i32::from(tickets == 0 || dice.once_in(3));
            let name = dice.pick(&["raised", "replied"]);
            input["event"] = json!({ "name": name, "instance": format!("t{tickets}") });
            if name == "raised" {
                let due = instant(now + dice.below(30) as i64 * HOUR);
                input["event"]["payload"] = json!({ "level": dice.below(4), "due": due });
            }
        }
        if dice.once_in(3) {
            let mut changes = fields(dice, 8, now);
            if dice.once_in(3) {
                changes.insert("zone".to_owned(), json!(dice.pick(ZONES)));
            }
            input["changes"] = changes.into();
        }
        all.push(serde_json::from_value(input).expect("an input"));
    }
    // All that is under way is asked for once more.
    all.push(Input::at(instant(now + 40 * HOUR)));
    all
}
