//! What sets things off where little is declared: guards, triggers, rules and ways.

use super::super::dice::Dice;
use super::{Has, LENGTHS, STAGES, TIMES, effect, handling};

/// A guard that no event and no clock is needed for.
pub fn plain(dice: &mut Dice, has: &Has) -> &'static str {
    if dice.once_in(2) {
        return has.favourite.0;
    }
    dice.pick(&["ready", "not ready", "busy", "count > 1", "size >= 2", "tier == high", "is large", "zone == home"])
}

/// A guard that may be asked without an event.
pub fn level(dice: &mut Dice, has: &Has) -> String {
    let one = |dice: &mut Dice| {
        let mut all = vec!["today > starts", "now >= ends", "now < ends + pause", "recent > 1", "since > 2 hours"];
        all.extend(["is awake", "no read in last 2 hours", "any go in last 1 day", "count of stop == 1"]);
        if has.heat {
            all.extend(["heat >= 3", "heat < 2", "level == hot", "level in [warm, cool]", "is keen"]);
        }
        if has.cold {
            all.extend(["cold > 1", "cold == 0"]);
        }
        all.extend(["in stage one_0.b", "not in stage one_0.c", "time in stage one_0.a > 2 hours"]);
        if has.mode {
            all.push("is dunning");
        }
        if has.sla {
            all.extend(["answer is running", "answer is breached", "answer.due < now + 1 hour"]);
        }
        if has.ticket {
            all.extend(["(any ticket where level > 2)", "(no ticket where in stage handling.taken)"]);
        }
        if dice.once_in(2) { plain(dice, has).to_owned() } else { dice.pick(&all).to_owned() }
    };
    match dice.below(6) {
        0 => format!("{} and {}", one(dice), one(dice)),
        1 => format!("({} or {})", one(dice), one(dice)),
        2 => format!("not ({})", one(dice)),
        _ => one(dice),
    }
}

pub fn time(dice: &mut Dice, has: &Has) -> &'static str {
    if dice.once_in(4) { dice.pick(TIMES) } else { has.time }
}

/// On a day of the contact, or an instant.
fn date(dice: &mut Dice, has: &Has) -> String {
    let offset = if dice.once_in(3) {
        format!("{} {} ", dice.pick(LENGTHS), dice.pick(&["before", "after"]))
    } else {
        String::new()
    };
    let time = if dice.once_in(2) { format!(" at {}", time(dice, has)) } else { String::new() };
    format!("at {offset}{}{time}{}", dice.pick(&["starts", "starts", "ends"]), dice.pick(&["", "", " or at once"]))
}

fn every(dice: &mut Dice, has: &Has) -> String {
    let day =
        dice.pick(&["every day", "every day", "every week on sat, mon", "every month on 28", "every year on starts"]);
    format!("{day} at {}", time(dice, has))
}

/// What sets off rules as well as ways.
fn trigger(dice: &mut Dice, has: &Has) -> String {
    match dice.below(16) {
        0..4 => format!("on {}", dice.pick(&["go", "go where event.size > 2", "stop", "read", "go, read"])),
        4 | 5 => {
            let mut all = vec!["zone", "ready", "count, size", "recent", "starts", "large"];
            if has.heat {
                all.extend(["heat", "level"]);
            }
            // Where anything derived is watched, points never fade alone.
            format!(
                "on change {}",
                if dice.once_in(2) { dice.pick(&["zone", "ready", "tier"]) } else { dice.pick(&all) }
            )
        }
        6 => format!("on becoming ({})", level(dice, has)),
        7 | 8 => {
            format!("on {} one_0.{}", dice.pick(&["enter", "enter", "exit"]), dice.pick(STAGES))
        }
        9 if has.sla => "on breach answer".to_owned(),
        9..13 => every(dice, has),
        _ => date(dice, has),
    }
}

pub fn rule(dice: &mut Dice, index: usize, has: &Has) -> String {
    if index == 1 && has.back {
        let zone = dice.pick(&["do act_1", "do act_1", "do act_1", "set zone = home"]);
        return format!("rule rule_1 {{ on change zone  {zone} }}\n");
    }
    let silence = format!("after {} without {}", dice.pick(LENGTHS), dice.pick(&["go", "stop, read", "change"]));
    let trigger = match dice.below(6) {
        _ if index == 0 && dice.once_in(2) => format!("every day at {}", has.time),
        0 => {
            format!("after {} in stage one_0.{}", dice.pick(&["pause", "1 hour", "3 hours"]), dice.pick(STAGES))
        }
        1 | 2 => silence,
        3 if dice.once_in(2) => format!("on becoming ({}) including existing", level(dice, has)),
        _ => trigger(dice, has),
    };
    let mut text = format!("rule rule_{index} {{ {trigger}");
    if dice.once_in(4) {
        text += &format!("  in stage one_0.{}", dice.pick(STAGES));
    }
    if dice.once_in(3) {
        text += &format!("  when {}", level(dice, has));
    }
    if !dice.once_in(3) {
        let after = if dice.once_in(3) {
            format!(" after {}", dice.pick(&["pause", "1 hour", "1 day"]))
        } else {
            String::new()
        };
        text += &format!("  do act_{}{after}", dice.below(has.actions));
    } else {
        text += &format!("  {}", effect(dice, has));
    }
    if has.sequence && dice.once_in(2) {
        text += "  start run";
    }
    if dice.once_in(3) {
        text += &format!("  {}", effect(dice, has));
    }
    if dice.once_in(5) {
        text += &format!("  unless {}", dice.pick(&["stop", "read"]));
    }
    if dice.once_in(6) {
        text += &format!("  while {}", level(dice, has));
    }
    if dice.once_in(6) {
        text += &format!("  limit 1 per {}{}", dice.pick(&["day", "5 hours"]), handling(dice));
    }
    if dice.once_in(4) {
        text += "  each";
    }
    text + &format!("  priority {} }}\n", dice.below(4))
}

pub fn way(dice: &mut Dice, place: usize, has: &Has) -> String {
    // Most follow one another.
    let (from, on) = if dice.once_in(3) { (dice.below(4), dice.between(1, 3)) } else { (place % 4, 1) };
    let to = STAGES[(from + on) % 4];
    let guard = if dice.once_in(3) { format!(" when {}", level(dice, has)) } else { String::new() };
    let how = match dice.below(10) {
        // What makes it true comes at the instant at which the next one opens.
        _ if place == 0 && dice.once_in(2) => format!("when {}", has.favourite.0),
        3..7 if place == 1 => format!("at starts at {}{guard}", has.time),
        0..3 => format!("when {}", level(dice, has)),
        3 => format!("{}{guard}", date(dice, has).replace(" or at once", "")),
        9 => format!("{}{guard}", every(dice, has)),
        4 => format!("after {}{guard}", dice.pick(&["30 minutes", "pause", "1 day"])),
        5 => format!("after {} without go{guard}", dice.pick(LENGTHS)),
        _ => format!("{}{guard}", trigger(dice, has)),
    };
    let mut text = format!("  transition {} -> {to} {how}", STAGES[from]);
    if dice.once_in(3) {
        text += &format!(" do act_{}", dice.below(has.actions));
    }
    if dice.once_in(3) {
        text += &format!(" {}", effect(dice, has));
    }
    text + "\n"
}
