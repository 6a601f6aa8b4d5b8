//! The laws of time on a real blueprint: lives of contacts of `examples/blueprints/whole_company.blueprint`, of events
//! that look random. `CRM_BLUEPRINT_LIVES` says how many, `CRM_BLUEPRINT_FIRST` with which they begin.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "random/dice.rs"]
mod dice;

use crm_blueprint::decide::Notice;
use crm_blueprint::ir::{Addressing, Scalar, Type};
use crm_blueprint::load::Directory;
use crm_blueprint::{Blueprint, ContactState, Decision, Input, Instant, Options};
use dice::Dice;
use serde_json::{Map, Value, json};

const BEGIN: &str = "2026-03-02T09:00:00Z";
const MINUTE: i64 = 60_000;

fn company() -> Blueprint {
    let root = Directory::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/blueprints"));
    Blueprint::load("whole_company.blueprint", &Options::new().loader(root)).unwrap_or_else(|error| panic!("{error}"))
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

/// A value of a type, as JSON.
fn value(blueprint: &Blueprint, ty: Type, dice: &mut Dice) -> Value {
    let ir = blueprint.ir();
    match ty.scalar {
        Scalar::Bool => json!(dice.once_in(2)),
        Scalar::Int => json!(dice.pick(&[0, 1, 2, 5, 9, 10, 40, 400])),
        Scalar::Decimal => json!(dice.pick(&["0.05", "0.15", "1", "30", "800", "12000", "150000"])),
        Scalar::Text => json!(dice.pick(&["a", "/pricing", "tender", "cancel", "export", "FR", "fair"])),
        Scalar::Date => json!(dice.pick(&["2026-03-20", "2026-06-30", "2026-12-31", "2027-03-31"])),
        Scalar::Datetime => json!(BEGIN),
        Scalar::Duration => json!("90 minutes"),
        Scalar::Enum(of) => {
            let members = &ir.enums[of].members;
            json!(members[dice.below(members.len())].info.name)
        }
        Scalar::Team => json!("sales_dach"),
        _ => json!(dice.pick(&["i1", "i2"])),
    }
}

/// A life: what happens, in order of time.
fn life(blueprint: &Blueprint, dice: &mut Dice) -> Vec<Input> {
    let ir = blueprint.ir();
    let mut at: Instant = BEGIN.parse().unwrap();
    let (mut inputs, mut opened) = (Vec::new(), 0_u32);
    let events: Vec<_> = ir.events.values().collect();
    for step in 0..dice.between(20, 60) {
        let minutes = dice.pick(&[0, 1, 7, 60, 600, 1_440, 10_080]);
        at = at.checked_add_milliseconds(minutes * MINUTE).unwrap();
        let mut input = Map::new();
        input.insert("at".into(), json!(at.to_string()));
        input.insert("id".into(), json!(format!("in{step}")));
        if dice.once_in(6) {
            let own: Vec<_> = ir.fields.values().filter(|field| field.object.is_none()).collect();
            let field = own[dice.below(own.len())];
            if !field.ty.set {
                input.insert("changes".into(), json!({ field.info.name.clone(): value(blueprint, field.ty, dice) }));
            }
        } else {
            let event = events[dice.below(events.len())];
            let mut told = Map::new();
            told.insert("name".into(), json!(event.info.name));
            let mut payload = Map::new();
            for parameter in event.parameters.iter().map(|id| &ir.parameters[*id]) {
                if (!parameter.ty.optional && parameter.default.is_none()) || dice.once_in(2) {
                    payload.insert(parameter.info.name.clone(), value(blueprint, parameter.ty, dice));
                }
            }
            told.insert("payload".into(), Value::Object(payload));
            match event.subject.as_ref() {
                Some(subject) if subject.key.is_some() && subject.addressing == Addressing::Of => {}
                Some(subject) if subject.addressing == Addressing::Opens => {
                    opened += 1;
                    told.insert("instance".into(), json!(format!("i{opened}")));
                }
                Some(_) => {
                    told.insert("instance".into(), json!(format!("i{}", dice.between(1, (opened as usize).max(1)))));
                }
                None => {}
            }
            input.insert("event".into(), Value::Object(told));
        }
        inputs.push(Input::from_json(&Value::Object(input).to_string()).unwrap());
    }
    let last = inputs.last().unwrap().at.checked_add_milliseconds(60 * 1_440 * MINUTE).unwrap();
    inputs.push(Input::at(last));
    inputs
}

/// What fired, what moved, what became of service levels.
type Told = [Vec<String>; 3];

fn tell(decision: &Decision, seed: u64, told: &mut Told) {
    for notice in &decision.notices {
        assert!(!matches!(notice, Notice::RoundsExceeded { .. }), "life {seed}: a circle of ways");
    }
    told[0].extend(
        decision.fired.iter().map(|firing| format!("{} {} {:?}", decision.key(firing), firing.at, firing.payload)),
    );
    told[1].extend(decision.moves.iter().map(|moved| format!("{moved:?}")));
    told[2].extend(decision.slas.iter().map(|change| format!("{change:?}")));
}

/// As it comes; an input with an error changes nothing.
fn plainly(blueprint: &Blueprint, first: &ContactState, life: &[Input], seed: u64) -> (Told, ContactState) {
    let (mut state, mut told) = (first.clone(), Told::default());
    for input in life {
        // News every half hour of an incident that nobody ends: more than a decision takes at once.
        while let Ok(decision) = blueprint.decide(&state, input) {
            tell(&decision, seed, &mut told);
            state = decision.next;
            if !decision.more {
                break;
            }
        }
    }
    (told, state)
}

/// With the host's timer, moments at which nothing happens, and the state stored and read back each time.
fn restlessly(
    blueprint: &Blueprint,
    first: &ContactState,
    life: &[Input],
    seed: u64,
    dice: &mut Dice,
) -> (Told, ContactState) {
    let (mut state, mut told, mut timer) = (first.clone(), Told::default(), None);
    let mut step = |state: &mut ContactState, input: &Input| -> Option<Instant> {
        let decision = blueprint.decide(state, input).ok()?;
        tell(&decision, seed, &mut told);
        let stored = serde_json::to_string(&decision.next.snapshot()).unwrap();
        let read = blueprint.contact_from_json(&stored).unwrap_or_else(|error| panic!("life {seed}: {error}"));
        assert_eq!(read, decision.next, "life {seed}");
        *state = read;
        decision.wake_at
    };
    for input in life {
        while let Some(wake_at) = timer.filter(|wake_at| *wake_at <= input.at) {
            timer = step(&mut state, &Input::at(wake_at));
            if dice.once_in(3)
                && let Some(between) = wake_at.checked_add_milliseconds(MINUTE).filter(|between| *between < input.at)
            {
                timer = step(&mut state, &Input::at(between));
            }
        }
        timer = step(&mut state, input).or_else(|| step(&mut state, &Input::at(input.at)));
    }
    (told, state)
}

#[test]
fn it_does_not_matter_how_often_one_asks() {
    let blueprint = company();
    let first = number("CRM_BLUEPRINT_FIRST", 0);
    let mut happened = [0; 3];
    for seed in first..first + number("CRM_BLUEPRINT_LIVES", 40) {
        let mut dice = Dice::new(seed);
        let life = life(&blueprint, &mut dice);
        let state = blueprint.contact(format!("c{seed}")).at(BEGIN.parse().unwrap()).build().unwrap();
        let (told, last) = plainly(&blueprint, &state, &life, seed);
        let (restless, other) = restlessly(&blueprint, &state, &life, seed, &mut dice);
        for (told, restless) in told.iter().zip(&restless) {
            for (at, line) in told.iter().enumerate() {
                assert_eq!(Some(line), restless.get(at), "life {seed}");
            }
            assert_eq!(told.len(), restless.len(), "life {seed}");
        }
        assert_eq!(
            serde_json::to_string_pretty(&last.snapshot()).unwrap(),
            serde_json::to_string_pretty(&other.snapshot()).unwrap(),
            "life {seed}"
        );
        for (sum, told) in happened.iter_mut().zip(&told) {
            *sum += told.len();
        }
    }
    assert!(happened.iter().all(|sum| *sum > 50), "little happened: {happened:?}");
}
