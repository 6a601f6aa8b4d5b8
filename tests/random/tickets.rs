//! What random blueprints say of objects: tickets, each with an account.

use crm_blueprint::Instant;
use serde_json::{Map, Value as Json, json};

use super::super::dice::Dice;
use super::{FIRST, minute};

pub const VOCABULARY: &str = r#"object account { tier: int = 1  code: int = 0  until: datetime? }
object ticket {
  level: int = 1  weight: int?  note: text = ""  due: date?  ends: datetime?  span: duration = 2 hours  account: account?
}
event raised opens ticket { weight: int?  level: int = 2  ends: datetime?  account: account? }
event replied of ticket { size: int?  refuse when event.size > 6 and ticket.level > 2 }
event synced of account or opens { tier: int? }
event tagged of account by code or opens { code: int  tier: int? }
let urgency of ticket = level + count of replied in last 5 hours
let replies = count of replied where level > 1 in last 4 hours
let hard = count of ticket where level > 2
let heaviest = max of ticket.weight where level > 1
let lately = count of ticket in last 5 hours
let last_word of ticket = now - last replied
segment hot of ticket when urgency > 3 or ticket.account.tier > 3
"#;

/// Guards of the contact.
pub const ASKED: &[&str] = &[
    "any ticket where level > 2",
    "at least 2 ticket where in stage handling.fresh",
    "no ticket where weight > 3",
    "at most 1 ticket where is hot",
    "lately > 1",
    "sum of ticket.level > 4",
    "any ticket where ticket.account.tier > 1 and no replied in last 2 hours",
    "any ticket where now >= ends",
    "replies > 1",
    "hard == 1",
    "heaviest > 2",
    "is crowded",
    "count of raised == 2",
];

/// Guards of a ticket.
pub const OWN: &[&str] = &[
    "level > 2",
    "weight >= 3",
    "ticket.account.tier > 1",
    "ticket.account is unset",
    "urgency > 3",
    "is hot",
    "warmth >= 3",
    "any replied in last 3 hours",
    "no replied in last 5 hours",
    "count of replied == 2",
    "in stage handling.fresh",
    "not in stage handling.parked",
    "time in stage handling.taken > 2 hours",
    "now >= ends",
    "today >= due",
    "ends < until",
    "ticket.account.until > now",
    "is pinned",
    "last_word > 2 hours",
    "any ticket where level > 3",
    "hard > 1",
];

pub const EFFECTS: &[&str] = &[
    "set level = level + 1",
    "set ticket.level = 0",
    "set weight = visits",
    "set visits = ticket.level",
    "set ends = now + 3 hours",
    "set due = today",
    "set span = 4 hours",
    "set ticket.note = ticket.id",
    "set contact.note = ticket.id",
    "set account = \"a1\"",
];

/// A trigger of a ticket's rule, whether it is an event with a size, and whether it is on a date.
pub fn trigger(dice: &mut Dice, level: &str, delay: &str, length: &str) -> (String, bool, bool) {
    let plain = |text: String| (text, false, false);
    match dice.below(15) {
        14 => plain("on breach repair".to_owned()),
        0..3 => {
            let filter = dice.pick(&["", "", " where event.size > 1", " where level < 4", " where visits < 4"]);
            (format!("on replied{filter}"), true, false)
        }
        3 => plain(format!("on {}", dice.pick(&["raised", "raised, replied", "opened", "quiet, replied"]))),
        4 => {
            let stages = dice.pick(&["handling.fresh", "handling.taken", "handling.taken, handling.parked", "one.b"]);
            plain(format!("on {} {stages}", dice.pick(&["enter", "exit"])))
        }
        5 => {
            let values = dice.pick(&[
                "ticket.level",
                "urgency",
                "warmth",
                "visits",
                "hot",
                "ticket.level from 1",
                "ticket.weight, ticket.note",
            ]);
            plain(format!("on change {values}"))
        }
        6 | 7 => plain(format!("on becoming ({level}){}", if dice.once_in(3) { " including existing" } else { "" })),
        8 | 9 => {
            let stages = dice.pick(&["handling.fresh", "handling.fresh, handling.taken", "handling.parked", "one.a"]);
            plain(format!("after {delay} in stage {stages}"))
        }
        10 => plain(format!("after {delay} without {}", dice.pick(&["replied", "replied, opened", "change", "quiet"]))),
        11 | 12 => {
            let offset = match dice.below(3) {
                0 => String::new(),
                1 => format!("{length} before "),
                _ => format!("{length} after "),
            };
            let of = dice.pick(&["ticket.ends", "ticket.due", "ticket.ends", "until"]);
            let once = dice.pick(&["", "", " or at once"]);
            (format!("at {offset}{of}{}{once}", dice.pick(&["", "", " at 09:00"])), false, true)
        }
        _ => plain(dice.pick(&["every day at 08:00", "every week on tue, wed at 10:30"]).to_owned()),
    }
}

/// What of instances a state begins with: at times one ticket.
pub fn instances(seed: u64, dice: &mut Dice) -> Option<Json> {
    has_first(seed).then(|| {
        let stage = dice.pick(&["fresh", "taken", "parked"]);
        let since = minute(FIRST - dice.below(900) as i64);
        json!([{ "object": "ticket", "id": "t0", "number": 0, "created": minute(FIRST - 1_000),
            "fields": fields(dice, 2, FIRST), "stages": { "handling": { "stage": stage, "since": since } } }])
    })
}

fn has_first(seed: u64) -> bool {
    seed.is_multiple_of(4)
}

fn fields(dice: &mut Dice, of: usize, now: i64) -> Map<String, Json> {
    let mut all = Map::new();
    let near = |dice: &mut Dice| -> Instant { minute(now + 60 * dice.below(40) as i64 - 600 + dice.below(2) as i64) };
    let mut give = |dice: &mut Dice, name: &str, value: Json| {
        if dice.once_in(of) {
            all.insert(name.to_owned(), value);
        }
    };
    let level = json!(dice.below(5));
    give(dice, "level", level);
    let weight = if dice.once_in(4) { Json::Null } else { json!(dice.below(6)) };
    give(dice, "weight", weight);
    let ends = if dice.once_in(5) { Json::Null } else { json!(near(dice)) };
    give(dice, "ends", ends);
    let due = json!(dice.pick(&["2026-03-02", "2026-03-03", "2026-03-04"]));
    give(dice, "due", due);
    let account = json!(dice.pick(&["a1", "a2", "gone"]));
    give(dice, "account", account);
    all
}

/// The tickets and accounts that a series has.
pub struct Known {
    tickets: Vec<String>,
}

impl Known {
    pub fn new(seed: u64) -> Self {
        Self { tickets: if has_first(seed) { vec!["t0".to_owned()] } else { Vec::new() } }
    }

    /// An event of an instance that is there, or opens one.
    pub fn event(&mut self, dice: &mut Dice, now: i64) -> Json {
        match dice.below(8) {
            0 => {
                let account = dice.pick(&["a1", "a2"]);
                json!({ "name": "synced", "instance": account, "payload": { "tier": dice.below(5) } })
            }
            1 => json!({ "name": "tagged", "payload": { "code": dice.below(3), "tier": 2 } }),
            _ if self.tickets.is_empty() || (self.tickets.len() < 3 && dice.once_in(3)) => {
                let id = format!("t{}", self.tickets.len() + 1);
                self.tickets.push(id.clone());
                let mut payload = fields(dice, 3, now);
                payload.remove("due");
                json!({ "name": "raised", "instance": id, "payload": payload })
            }
            _ => {
                let id = &self.tickets[dice.below(self.tickets.len())];
                let size = if dice.once_in(3) { Json::Null } else { json!(dice.below(8)) };
                json!({ "name": "replied", "instance": id, "payload": { "size": size } })
            }
        }
    }

    /// Changes of a ticket.
    pub fn changes(&self, dice: &mut Dice, now: i64) -> Option<Json> {
        let id = self.tickets.get(dice.below(4))?;
        Some(json!({ "ticket": { id: fields(dice, 3, now) } }))
    }
}
