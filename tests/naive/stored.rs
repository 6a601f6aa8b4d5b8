//! A state as it is stored, and back.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crm_blueprint::ir::{
    Arena, Blueprint, CapId, CapOwner, Cause, ChannelId, ExprId, ExprKind, Id, ModeId, ObjectId, RuleId, SequenceId,
    TransitionId, Trigger, Type, Value,
};
use crm_blueprint::{Instant, PlainValue, Snapshot};
use serde_json::{Map, Value as Json, json};

use super::calendar::{add, counts};
use super::picture::{Event, Picture, Scope};
use super::sla::{Clock, Stop};
use super::state::{Hold, Instance, Life, Past, Place, Remembered, Rest, Run, State, Subject, Waiting, Why};
use super::value;

fn id<I: Id, T>(things: &Arena<I, T>, name: &str, of: impl Fn(&T) -> &str) -> I {
    value::find(things, name, of).expect("declared").0
}

fn at(json: &Json) -> Option<Instant> {
    json.as_str().map(|text| text.parse().expect("an instant"))
}

fn members(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flatten()
}

fn items(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

fn text(json: &Json) -> &str {
    json.as_str().expect("a text")
}

fn transition_name(blueprint: &Blueprint, wanted: TransitionId) -> String {
    let name = |id: TransitionId| {
        let transition = &blueprint.transitions[id];
        format!("{}.{}", blueprint.journeys[transition.journey].info.name, transition.info.name)
    };
    let own = name(wanted);
    let before = blueprint.transitions.ids().filter(|id| id.index() < wanted.index() && name(*id) == own).count();
    if before == 0 { own } else { format!("{own} #{}", before + 1) }
}

fn cap_name(blueprint: &Blueprint, wanted: CapId) -> String {
    let name = |id: CapId| {
        let cap = &blueprint.caps[id];
        match cap.of {
            CapOwner::Channel(id) => format!("channel {} per {}", blueprint.channels[id].info.name, cap.window),
            CapOwner::Purpose(id) => format!("purpose {} per {}", blueprint.purposes[id].info.name, cap.window),
        }
    };
    let own = name(wanted);
    let before = blueprint.caps.ids().filter(|id| id.index() < wanted.index() && name(*id) == own).count();
    if before == 0 { own } else { format!("{own} #{}", before + 1) }
}

fn rule(blueprint: &Blueprint, name: &str) -> RuleId {
    id(&blueprint.rules, name, |rule| &rule.info.name)
}

fn sequence(blueprint: &Blueprint, name: &str) -> SequenceId {
    id(&blueprint.sequences, name, |sequence| &sequence.info.name)
}

fn mode(blueprint: &Blueprint, name: &str) -> ModeId {
    id(&blueprint.modes, name, |mode| &mode.info.name)
}

fn cap(blueprint: &Blueprint, name: &str) -> CapId {
    blueprint.caps.ids().find(|id| cap_name(blueprint, *id) == name).expect("declared")
}

fn cause(blueprint: &Blueprint, json: &Json) -> Cause {
    let (kind, name) = members(json).next().expect("a cause");
    let name = text(name);
    match kind.as_str() {
        "rule" => Cause::Rule(rule(blueprint, name)),
        "sequence" => Cause::Sequence(sequence(blueprint, name)),
        "sla" => Cause::Sla(id(&blueprint.slas, name, |sla| &sla.info.name)),
        _ => {
            let all = blueprint.transitions.ids();
            Cause::Transition(all.into_iter().find(|id| transition_name(blueprint, *id) == name).expect("declared"))
        }
    }
}

fn one(blueprint: &Blueprint, ty: Type, json: &Json) -> Option<Value> {
    let plain: PlainValue = serde_json::from_value(json.clone()).expect("a value");
    value::read(blueprint, ty.with_optional(true), &plain).expect("it fits")
}

/// Whose it is, by the object and id that `of` says.
fn subject(blueprint: &Blueprint, state: &State, of: &Json) -> Subject {
    let object = id(&blueprint.objects, of["object"].as_str()?, |object| &object.info.name);
    Some(state.named(object, text(&of["id"])).expect("it is there").number)
}

/// The member of that name.
fn member<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    members(json).find(|(stored, _)| value::name(stored) == name).map(|(_, value)| value)
}

impl Life {
    /// A new one of the contact or of an object.
    pub fn born(blueprint: &Blueprint, object: Option<ObjectId>, now: Instant) -> Self {
        let mut life = Self {
            created: now,
            changed: now,
            fields: BTreeMap::new(),
            stages: BTreeMap::new(),
            since: BTreeMap::new(),
            outer: BTreeMap::new(),
            points: BTreeMap::new(),
            risen: BTreeMap::new(),
            once: BTreeSet::new(),
            history: BTreeMap::new(),
            modes: BTreeMap::new(),
            limits: BTreeMap::new(),
            dated: BTreeSet::new(),
            ran: BTreeMap::new(),
            met: BTreeSet::new(),
            ended: BTreeMap::new(),
            slas: BTreeMap::new(),
        };
        for field in blueprint.fields.values().filter(|field| field.object == object) {
            // One that is required is given.
            let absent = value::absent(field.ty, field.default.as_ref()).unwrap_or(None);
            life.fields.insert(field.info.name.clone(), absent);
        }
        for journey in blueprint.journeys.values().filter(|journey| journey.object == object) {
            if journey.segment.is_none() {
                life.put(blueprint, journey, &blueprint.stages[journey.initial].info.name, now, now);
            }
        }
        for score in blueprint.scores.values().filter(|score| score.object == object) {
            life.points.insert(score.info.name.clone(), 0);
        }
        life
    }

    fn read(blueprint: &Blueprint, object: Option<ObjectId>, whole: &Json, clock: Instant) -> Self {
        let mut life = Self::born(blueprint, object, clock);
        life.created = at(&whole["created"]).unwrap_or(clock);
        life.changed = at(&whole["changed"]).unwrap_or(life.created);
        for field in blueprint.fields.values().filter(|field| field.object == object) {
            if let Some(given) = member(&whole["fields"], &field.info.name) {
                let plain: PlainValue = serde_json::from_value(given.clone()).expect("a value");
                let found = value::read(blueprint, field.ty, &plain).expect("the state fits");
                life.fields.insert(field.info.name.clone(), found);
            }
        }
        for journey in blueprint.journeys.values().filter(|journey| journey.object == object) {
            let Some(given) = member(&whole["stages"], &journey.info.name) else { continue };
            let stage = given.as_str().unwrap_or_else(|| text(&given["stage"]));
            let since = at(&given["since"]).unwrap_or(clock);
            let around = at(&given["outer_since"]).unwrap_or(since);
            life.put(blueprint, journey, &value::name(stage), since, around);
        }
        for score in blueprint.scores.values().filter(|score| score.object == object) {
            let name = &score.info.name;
            let Some(given) = member(&whole["scores"], name) else { continue };
            let points = given["points"].as_i64().unwrap_or(0);
            life.points.insert(name.clone(), points);
            life.once.extend(items(&given["once"]).map(|line| (name.clone(), line.as_u64().expect("a place") as u32)));
            if score.fade.is_some() && points > 0 {
                life.risen.insert(name.clone(), at(&given["risen"]).unwrap_or(clock));
            }
        }
        life.read_memory(blueprint, whole);
        life
    }

    fn read_memory(&mut self, blueprint: &Blueprint, whole: &Json) {
        for (key, json) in members(&whole["history"]) {
            let (_, series) = value::find(&blueprint.series, key, |series| &series.key).expect("a series");
            let ty = series.value.map(|value| blueprint.parameters[value].ty);
            let read = |json: &Json| if json.is_null() { None } else { one(blueprint, ty?, json) };
            let mut own = Remembered { last: at(&json["last"]), ..Remembered::default() };
            own.count = json["count"].as_u64().unwrap_or(0);
            let total = &json["total"];
            if let (Some(min), Some(max)) = (read(&total["min"]), read(&total["max"])) {
                own.total = Some((total["count"].as_u64().unwrap_or(0), read(&total["sum"]), min, max));
            }
            for entry in items(&json["entries"]) {
                let instant = at(entry).or_else(|| at(&entry["at"])).expect("an instant");
                own.entries.push((instant, entry.get("value").and_then(&read)));
            }
            self.history.insert(series.key.clone(), own);
        }
        for (name, since) in members(&whole["modes"]) {
            self.modes.insert(mode(blueprint, name), at(since).expect("an instant"));
        }
        for (name, places) in members(&whole["limits"]) {
            let place = |json: &Json| Place {
                at: at(&json["at"]).expect("an instant"),
                occurrence: json["occurrence"].as_u64().unwrap_or(0),
                fired: true,
            };
            self.limits.insert(rule(blueprint, name), items(places).map(place).collect());
        }
        self.dated = items(&whole["dated"]).map(|json| cause(blueprint, json)).collect();
        for (name, since) in members(&whole["ran"]) {
            self.ran.insert(rule(blueprint, name), at(since).expect("an instant"));
        }
        self.met = items(&whole["met"]).map(|name| rule(blueprint, text(name))).collect();
        for (name, over) in members(&whole["ended"]) {
            self.ended.insert(sequence(blueprint, name), at(over).expect("an instant"));
        }
        for (name, clock) in members(&whole["slas"]) {
            let sla = id(&blueprint.slas, name, |sla| &sla.info.name);
            self.slas.insert(sla, read_clock(blueprint, clock));
        }
    }

    /// What a state says of the contact and of an instance alike.
    fn write(&self, on: Picture, object: Option<ObjectId>) -> Map<String, Json> {
        let (blueprint, zone, clock) = (on.blueprint, on.tz(), on.now);
        let plain = |value: &Option<Value>| value::write(blueprint, value.as_ref());
        let mut fields = Map::new();
        for field in blueprint.fields.values().filter(|field| field.object == object) {
            let value = self.fields[&field.info.name].as_ref();
            if value.is_some() || field.default.is_some() {
                fields.insert(field.info.name.clone(), value::write(blueprint, value));
            }
        }
        let mut stages = Map::new();
        for (journey, stage) in &self.stages {
            let mut place = json!({ "stage": stage, "since": self.since[journey] });
            if let Some(around) = self.outer.get(journey) {
                place["outer_since"] = json!(around);
            }
            stages.insert(journey.clone(), place);
        }
        let mut scores = Map::new();
        for (score, points) in &self.points {
            let once: Vec<u32> = self.once.iter().filter(|(name, _)| name == score).map(|(_, line)| *line).collect();
            if *points != 0 || !once.is_empty() {
                scores.insert(score.clone(), json!({ "points": points, "once": once, "risen": self.risen.get(score) }));
            }
        }
        let mut history = Map::new();
        for series in blueprint.series.values() {
            let Some(own) = self.history.get(&series.key) else { continue };
            let kept = own.entries.iter().filter(|(at, _)| {
                series.window.is_some_and(|window| add(zone, *at, window).is_none_or(|leaves| clock < leaves))
            });
            let kept: Vec<Json> = kept.map(|(at, value)| json!([at, plain(value)])).collect();
            let total = own.total.as_ref().map(|(count, sum, min, max)| {
                json!([count, plain(sum), plain(&Some(min.clone())), plain(&Some(max.clone()))])
            });
            let all = json!({ "last": own.last, "count": own.count, "total": total, "entries": kept });
            if all != json!({ "last": null, "count": 0, "total": null, "entries": [] }) {
                history.insert(series.key.clone(), all);
            }
        }
        let modes: Map<_, _> =
            self.modes.iter().map(|(id, at)| (blueprint.modes[*id].info.name.clone(), json!(at))).collect();
        let mut limits = Map::new();
        for (id, places) in &self.limits {
            let rule = &blueprint.rules[*id];
            let window = rule.limit.as_ref().and_then(|limit| limit.window);
            let inside = places.iter().map(|place| place.at);
            let inside: Vec<Instant> =
                inside.filter(|at| window.as_ref().is_none_or(|window| counts(window, zone, *at, clock))).collect();
            let amount = rule.limit.as_ref().expect("it has places").amount;
            let inside = asked_for(blueprint, amount, inside);
            if !inside.is_empty() {
                limits.insert(rule.info.name.clone(), json!(inside));
            }
        }
        let dated = self.dated.iter().filter(|cause| match cause {
            Cause::Rule(id) => matches!(blueprint.rules[*id].trigger, Trigger::Date { .. }),
            _ => true,
        });
        let whole = json!({
            "created": self.created, "changed": self.changed, "fields": fields, "stages": stages, "scores": scores,
            "history": history, "modes": modes, "limits": limits,
            "dated": dated.map(|cause| cause_json(blueprint, *cause)).collect::<Vec<_>>(),
            "met": self.met.iter().map(|id| &blueprint.rules[*id].info.name).collect::<Vec<_>>(),
            "ended": self.ended.iter().map(|(id, at)| (blueprint.sequences[*id].info.name.clone(), json!(at)))
                .collect::<Map<_, _>>(),
            "slas": self.slas.iter().map(|(id, clock)| (blueprint.slas[*id].info.name.clone(), write_clock(blueprint, clock)))
                .collect::<Map<_, _>>(),
        });
        whole.as_object().cloned().expect("members")
    }
}

fn read_clock(blueprint: &Blueprint, json: &Json) -> Clock {
    let opening = |name: &String| id(&blueprint.openings, name, |opening| &opening.info.name);
    let length = |json: &Json| json.as_i64().expect("a length");
    let (target, stopped) = (&json["target"], &json["stopped"]);
    Clock {
        started: at(&json["started"]).expect("an instant"),
        paused: at(&json["paused"]),
        held: json["held"] == true,
        rested: json["rested"].as_i64().unwrap_or(0),
        rested_of: members(&json["rested_of"]).map(|(name, rested)| (opening(name), length(rested))).collect(),
        target: target["place"].as_u64().map(|place| (place as usize, length(&target["milliseconds"]))),
        warned: items(&json["warned"]).map(|share| length(share) as u16).collect(),
        breached: at(&json["breached"]),
        stopped: at(&stopped["at"]).map(|at_| Stop {
            at: at_,
            due: at(&stopped["due"]),
            used: length(&stopped["used"]),
            remaining: stopped["remaining"].as_i64(),
        }),
    }
}

/// Of a stopped one only what it shows: nothing else is asked of it any more.
fn write_clock(blueprint: &Blueprint, clock: &Clock) -> Json {
    if let Some(stopped) = &clock.stopped {
        return json!({
            "started": clock.started, "breached": clock.breached, "at": stopped.at, "due": stopped.due,
            "used": stopped.used, "remaining": stopped.remaining,
        });
    }
    let rested_of = clock.rested_of.iter().filter(|(_, rested)| **rested != 0);
    let rested_of = rested_of.map(|(id, rested)| (blueprint.openings[*id].info.name.clone(), json!(rested)));
    json!({
        "started": clock.started, "paused": clock.paused, "held": clock.held, "rested": clock.rested,
        "rested_of": rested_of.collect::<Map<_, _>>(), "target": clock.target, "warned": clock.warned,
        "breached": clock.breached,
    })
}

impl State {
    /// The state of a snapshot that fits the blueprint.
    pub fn read(blueprint: &Blueprint, stored: &Snapshot) -> Self {
        let whole = serde_json::to_value(stored).expect("a state is JSON");
        let mut state = Self {
            contact: stored.contact.clone(),
            clock: stored.clock,
            settled: stored.settled,
            life: Life::read(blueprint, None, &whole, stored.clock),
            instances: Vec::new(),
            caps: BTreeMap::new(),
            waiting: Vec::new(),
            runs: Vec::new(),
            serial: whole["serial"].as_u64().unwrap_or(0),
            inputs: stored.inputs.iter().map(|(id, at)| (id.clone(), *at)).collect(),
        };
        for json in items(&whole["instances"]) {
            let object = id(&blueprint.objects, text(&json["object"]), |object| &object.info.name);
            state.instances.push(Instance {
                number: json["number"].as_u64().expect("a number"),
                object,
                id: text(&json["id"]).to_owned(),
                life: Life::read(blueprint, Some(object), json, stored.clock),
            });
        }
        for (name, log) in members(&whole["caps"]) {
            state.caps.insert(cap(blueprint, name), items(log).filter_map(at).collect());
        }
        state.read_waiting(blueprint, &whole);
        state
    }

    fn read_waiting(&mut self, blueprint: &Blueprint, whole: &Json) {
        for json in items(&whole["runs"]) {
            let own = sequence(blueprint, text(&json["sequence"]));
            let declared = &blueprint.sequences[own];
            let argument = |parameter: &crm_blueprint::ir::SequenceParameter| {
                json["arguments"].get(&parameter.name).and_then(|json| one(blueprint, parameter.ty, json))
            };
            let step = json["step"].as_str().and_then(|key| declared.steps.iter().position(|step| step.key == key));
            let rest = &json["rest"];
            self.runs.push(Run {
                subject: subject(blueprint, self, &json["of"]),
                sequence: own,
                arguments: Rc::new(declared.parameters.iter().map(argument).collect()),
                started: at(&json["started"]).expect("an instant"),
                serial: json["serial"].as_u64().unwrap_or(0),
                step: step.unwrap_or(declared.steps.len()),
                rest: match rest.as_str() {
                    Some("ready") => Rest::Ready,
                    Some(_) => Rest::Acting,
                    None if rest["waiting"].is_null() => Rest::Over { came: rest["over"]["came"] == true },
                    None => Rest::Waiting { until: at(&rest["waiting"]["until"]) },
                },
            });
        }
        let past = Past(Rc::new((Rc::new(self.clone()), Rc::new(self.clone()), self.clock)));
        for json in items(&whole["waiting"]) {
            let event = json["event"]["name"].as_str().map(|name| {
                let (_, declared) = value::find(&blueprint.events, name, |event| &event.info.name).expect("declared");
                let payload = declared.parameters.iter().map(|id| {
                    let parameter = &blueprint.parameters[*id];
                    let value = json["event"]["payload"].get(&parameter.info.name);
                    (parameter.info.name.clone(), value.and_then(|json| one(blueprint, parameter.ty, json)))
                });
                let (name, payload) = (declared.info.name.clone(), payload.collect());
                let object = declared.subject.map(|of| of.object);
                let there = json["event"]["instance"].as_str().and_then(|id| self.named(object?, id));
                Rc::new(Event { name, payload, subject: there.map(|instance| instance.number) })
            });
            let deferred = &json["deferred"];
            let number = |json: &Json| json.as_u64().unwrap_or(0);
            let why = match at(&json["delayed"]["due"]) {
                Some(due) => Why::Delayed { due },
                None => Why::Deferred {
                    hold: hold(blueprint, &deferred["by"]),
                    until: at(&deferred["until"]),
                    since: at(&deferred["since"]).expect("an instant"),
                    expires: at(&deferred["expires"]),
                },
            };
            let call = &json["call"];
            self.waiting.push(Waiting {
                serial: number(&json["serial"]),
                subject: subject(blueprint, self, &json["of"]),
                cause: cause(blueprint, &json["cause"]),
                action: id(&blueprint.actions, text(&json["action"]), |action| &action.info.name),
                call: (!call.is_null()).then(|| (number(&call["list"]) as u32, number(&call["index"]) as u32)),
                occurrence: number(&json["occurrence"]),
                credited: json["credited"] == true,
                event,
                past: past.clone(),
                since: at(&json["since"]).expect("an instant"),
                why,
            });
        }
    }

    /// The state as it is stored, without what only looks like a difference: serials and the
    /// numbers of occurrences, what windows no longer hold, and what was before a moment.
    pub fn write(&self, blueprint: &Blueprint) -> Json {
        let shared = Rc::new(self.clone());
        let on = Picture {
            blueprint,
            state: &shared,
            before: &shared,
            then: self.clock,
            event: None,
            now: self.clock,
            arguments: &[],
            past: None,
            subject: None,
            scope: Scope::default(),
            missed: None,
            asked: None,
            hours: None,
        };
        let mut caps = Map::new();
        for (id, log) in &self.caps {
            let window = blueprint.caps[*id].window;
            let inside = log.iter().copied().filter(|at| counts(&window, on.tz(), *at, self.clock)).collect();
            let inside = asked_for(blueprint, blueprint.caps[*id].amount, inside);
            if !inside.is_empty() {
                caps.insert(cap_name(blueprint, *id), json!(inside));
            }
        }
        let instances = self.instances.iter().map(|instance| {
            let mut own = instance.life.write(on, Some(instance.object));
            own.insert("object".to_owned(), json!(blueprint.objects[instance.object].info.name));
            own.insert("id".to_owned(), json!(instance.id));
            Json::Object(own)
        });
        let mut whole = self.life.write(on, None);
        let rest = json!({
            "blueprint": blueprint.info.name, "version": blueprint.version, "contact": self.contact,
            "clock": self.clock, "settled": self.settled, "instances": instances.collect::<Vec<_>>(), "caps": caps,
            "waiting": self.waiting.iter().map(|waiting| self.waiting_json(blueprint, waiting)).collect::<Vec<_>>(),
            "runs": self.runs.iter().map(|run| self.run_json(blueprint, run)).collect::<Vec<_>>(),
            "inputs": self.inputs,
        });
        whole.extend(rest.as_object().cloned().expect("members"));
        Json::Object(whole)
    }
}

/// Where the amount is a number, only the last so many can ever matter.
fn asked_for(blueprint: &Blueprint, amount: ExprId, mut log: Vec<Instant>) -> Vec<Instant> {
    if let ExprKind::Literal(Value::Int(amount)) = blueprint.exprs[amount].kind {
        let more = log.len().saturating_sub(usize::try_from(amount).unwrap_or(0));
        log.drain(..more);
    }
    log
}

fn cause_json(blueprint: &Blueprint, cause: Cause) -> Json {
    match cause {
        Cause::Rule(id) => json!({ "rule": blueprint.rules[id].info.name }),
        Cause::Transition(id) => json!({ "transition": transition_name(blueprint, id) }),
        Cause::Sequence(id) => json!({ "sequence": blueprint.sequences[id].info.name }),
        Cause::Sla(id) => json!({ "sla": blueprint.slas[id].info.name }),
        other => panic!("a cause that the reference does not have: {other:?}"),
    }
}

fn hold(blueprint: &Blueprint, json: &Json) -> Hold {
    let (kind, what) = members(json).next().expect("a restraint");
    match kind.as_str() {
        "mode" => Hold::Mode(mode(blueprint, text(what))),
        "sequence" => Hold::Sequence(sequence(blueprint, text(what))),
        "limit" => Hold::Limit(rule(blueprint, text(what))),
        "cap" => Hold::Cap(cap(blueprint, text(what))),
        _ => {
            let name = text(&what["channel"]);
            let id: ChannelId = id(&blueprint.channels, name, |channel| &channel.info.name);
            Hold::Hours(id)
        }
    }
}

/// Whether a rule has anything to apply when its actions fire.
fn has_effects(blueprint: &Blueprint, cause: Cause) -> bool {
    matches!(cause, Cause::Rule(id) if !blueprint.rules[id].effects.is_empty() || !blueprint.rules[id].starts.is_empty())
}

impl State {
    fn waiting_json(&self, blueprint: &Blueprint, waiting: &Waiting) -> Json {
        let why = match waiting.why {
            Why::Delayed { due } => json!({ "due": due }),
            Why::Deferred { hold, until, since, expires } => {
                let by = match hold {
                    Hold::Mode(id) => format!("mode {}", blueprint.modes[id].info.name),
                    Hold::Sequence(id) => format!("sequence {}", blueprint.sequences[id].info.name),
                    Hold::Limit(id) => format!("limit {}", blueprint.rules[id].info.name),
                    Hold::Cap(id) => cap_name(blueprint, id),
                    Hold::Hours(id) => format!("hours {}", blueprint.channels[id].info.name),
                };
                json!({ "by": by, "until": until, "since": since, "expires": expires })
            }
        };
        let event = waiting.event.as_ref().map(|event| {
            let known = event.payload.iter().filter(|(_, value)| value.is_some());
            let payload: Map<_, _> =
                known.map(|(name, value)| (name.clone(), value::write(blueprint, value.as_ref()))).collect();
            json!({ "name": event.name, "of": self.whose(blueprint, event.subject), "payload": payload })
        });
        json!({
            "of": self.whose(blueprint, waiting.subject), "cause": cause_json(blueprint, waiting.cause), "action": blueprint.actions[waiting.action].info.name,
            "call": waiting.call, "event": event, "credited": waiting.credited && has_effects(blueprint, waiting.cause), "since": waiting.since, "why": why,
        })
    }

    fn run_json(&self, blueprint: &Blueprint, run: &Run) -> Json {
        let declared = &blueprint.sequences[run.sequence];
        let arguments: Vec<Json> = run.arguments.iter().map(|value| value::write(blueprint, value.as_ref())).collect();
        json!({
            "of": self.whose(blueprint, run.subject), "sequence": declared.info.name, "arguments": arguments, "started": run.started,
            "step": declared.steps.get(run.step).map(|step| &step.key), "rest": format!("{:?}", run.rest),
        })
    }
}
