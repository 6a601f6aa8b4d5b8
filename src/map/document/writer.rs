//! What all chapters are written with: links, conditions, who does what.

use std::collections::BTreeSet;

use super::model::{Block, Fact, Inline, Rich, Tone};
use super::say;
use super::things::{Anchors, Derived, Thing};
use super::users::Users;
use crate::ir::*;
use crate::map::{Chart, ChartKind, words};

/// What all chapters are written with.
pub(super) struct Writer<'a> {
    pub(super) ir: &'a Blueprint,
    pub(super) all: Vec<Thing>,
    pub(super) anchors: Anchors,
    pub(super) derived: Derived,
    pub(super) users: Users,
    pub(super) charts: Vec<Chart>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(ir: &'a Blueprint, charts: Vec<Chart>) -> Self {
        let all = Thing::all(ir);
        let anchors = Anchors::new(ir, &all);
        Self { ir, all, anchors, derived: Derived::of(ir), users: Users::of(ir), charts }
    }

    /// The id of the place of a thing.
    pub(super) fn anchor(&self, thing: Thing) -> String {
        self.anchors.get(thing).cloned().unwrap_or_default()
    }

    /// A link to a thing, under its label; its label alone where it has no place of its own.
    pub(super) fn link(&self, thing: Thing) -> Rich {
        let text = thing.info(self.ir).title();
        match self.anchors.get(thing) {
            Some(to) => Rich(vec![Inline::Link { to: to.clone(), text: text.to_owned() }]),
            None => Rich::text(text),
        }
    }

    /// Links to several things, with commas between.
    pub(super) fn links(&self, things: impl IntoIterator<Item = Thing>) -> Rich {
        Rich::joined(things.into_iter().map(|thing| self.link(thing)), ", ")
    }

    pub(super) fn expr(&self, id: ExprId) -> Rich {
        Rich::said(words::expr(self.ir, id))
    }

    /// The parts of a condition that must all hold, each for itself.
    pub(super) fn conditions(&self, id: ExprId) -> Vec<Rich> {
        let mut all: Vec<Rich> = words::conjuncts(self.ir, id).into_iter().map(|part| self.expr(part)).collect();
        if let Some((_, more)) = all.split_first_mut() {
            more.iter_mut().for_each(|part| *part = Rich::own("and ").and(part.clone()));
        }
        all
    }

    pub(super) fn value(&self, value: &Value) -> Rich {
        match value {
            Value::Bool(value) => Rich::own(if *value { "yes" } else { "no" }),
            _ => Rich::said(print::said_value(self.ir, value)),
        }
    }

    /// What the contact is called.
    pub(super) fn contact(&self) -> Rich {
        let label = self.ir.contact.as_ref().and_then(|info| info.label.as_deref());
        label.map_or_else(|| Rich::own("Contact"), Rich::text)
    }

    /// The stages, one or another.
    pub(super) fn stages(&self, stages: &[StageId]) -> Rich {
        Rich::joined(stages.iter().map(|&stage| self.link(Thing::Stage(stage))), " or ")
    }

    pub(super) fn filter(&self, filter: &EventFilter) -> Rich {
        let events = filter.events.iter().map(|&event| self.link(Thing::Event(event)));
        Rich::joined(events, " or ").and_some(" where ", filter.filter.map(|test| self.expr(test)))
    }

    pub(super) fn filters(&self, filters: &[EventFilter]) -> Rich {
        Rich::joined(filters.iter().map(|filter| self.filter(filter)), " or ")
    }

    /// What sets something off.
    pub(super) fn trigger(&self, trigger: &Trigger) -> Rich {
        match trigger {
            Trigger::Event(filter) => self.filter(filter),
            Trigger::Enter(stages) => Rich::own("entering ").and(self.stages(stages)),
            Trigger::Exit(stages) => Rich::own("leaving ").and(self.stages(stages)),
            Trigger::Change { of, from, to } => Rich::own("a change of ")
                .and(Rich::joined(of.iter().map(|&one| self.expr(one)), " or "))
                .and_some(" from ", from.map(|from| self.expr(from)))
                .and_some(" to ", to.map(|to| self.expr(to))),
            Trigger::Becoming { guard, including_existing } => {
                let text = Rich::own("this becomes true: ").and(self.expr(*guard));
                if *including_existing { text.and_own(" (also for whom it is true already)") } else { text }
            }
            Trigger::After { delay, stages } => {
                let text = self.expr(*delay);
                if stages.is_empty() { text } else { text.and_own(" in ").and(self.stages(stages)) }
            }
            Trigger::Without { delay, series } if series.is_empty() => self.expr(*delay).and_own(" without any change"),
            Trigger::Without { delay, series } => {
                let keys = series.iter().map(|&one| self.remembered(one));
                self.expr(*delay).and_own(" without ").and(Rich::joined(keys, " or "))
            }
            Trigger::Date { of, offset, before, time, or_at_once, each_date } => {
                let side = if *before { " before " } else { " after " };
                let mut text = match offset {
                    Some(offset) => self.expr(*offset).and_own(side).and(self.expr(*of)),
                    None => Rich::own("the day of ").and(self.expr(*of)),
                };
                if let Some(time) = time {
                    text = text.and_own(format!(" at {time}"));
                }
                if *or_at_once {
                    text = text.and_own(", or at once if that is past");
                }
                if *each_date { text.and_own(", again for each new date") } else { text }
            }
            Trigger::Every { on, time } => Rich::said(format!("{} at {time}", words::every(self.ir, on))),
            Trigger::Breach(sla) => Rich::own("a breach of ").and(self.link(Thing::Sla(*sla))),
        }
    }

    /// An event of which something is remembered.
    fn remembered(&self, series: SeriesId) -> Rich {
        let series = &self.ir.series[series];
        self.link(Thing::Event(series.event)).and_some(" where ", series.filter.map(|test| self.expr(test)))
    }

    /// A channel with its colour.
    pub(super) fn channel(&self, id: ChannelId) -> Rich {
        let channel = &self.ir.channels[id];
        let to = self.anchor(Thing::Channel(id));
        Rich(vec![Inline::Channel {
            to,
            color: crate::map::chart::color(self.ir, id),
            text: channel.info.title().to_owned(),
        }])
    }

    /// By a person, or by a system.
    pub(super) fn execution(&self, execution: Execution) -> Rich {
        match execution {
            Execution::Automated => Rich::mark(Tone::Automated, "automated"),
            Execution::Human => Rich::mark(Tone::Human, "human"),
        }
    }

    /// The teams of a role.
    pub(super) fn role(&self, of: &Responsibilities, role: Role) -> Option<Rich> {
        let teams = match role {
            Role::Responsible => &of.responsible,
            Role::Accountable => &of.accountable,
            Role::Consulted => &of.consulted,
            Role::Informed => &of.informed,
        };
        let teams = teams.iter().map(|&team| self.link(Thing::Team(team)));
        let derived = of.derived.iter().filter(|one| one.role == role).map(|one| self.derived_value(one.teams));
        let all = Rich::joined(teams.chain(derived), ", ");
        (!all.is_empty()).then_some(all)
    }

    /// The derived value of a let, or the output of a table.
    pub(super) fn derived_value(&self, id: LetId) -> Rich {
        let table = self.ir.tables.iter().find(|(_, table)| table.outputs.contains(&id));
        let bands = self.ir.bands.iter().find(|(_, bands)| bands.value == id);
        let (thing, name) = match (table, bands) {
            (Some((table, _)), _) => (Thing::Table(table), &self.ir.lets[id].info.name),
            (_, Some((bands, _))) => (Thing::Bands(bands), &self.ir.lets[id].info.name),
            _ => return self.link(Thing::Let(id)),
        };
        Rich::own("as ").and(self.link(thing)).and_own(" says (").and_code(name.clone()).and_own(")")
    }

    /// Who does what, a fact for each role.
    pub(super) fn responsibilities(&self, of: &Responsibilities) -> Vec<Fact> {
        [
            ("Owner", Role::Responsible),
            ("Accountable", Role::Accountable),
            ("Consulted", Role::Consulted),
            ("Informed", Role::Informed),
        ]
        .into_iter()
        .filter_map(|(name, role)| Some(fact(name, [self.role(of, role)?])))
        .collect()
    }

    /// What an action is asked for with: who does it, through what, when, with what.
    pub(super) fn call(&self, call: &ActionCall) -> Rich {
        let action = &self.ir.actions[call.action];
        let mut text = self.link(Thing::Action(call.action)).and_own(" ").and(self.channel(action.channel));
        text = text.and_own(" ").and(self.execution(action.execution));
        text = text.and_some(" after ", call.after.map(|after| self.expr(after)));
        if call.with.is_empty() { text } else { text.and_own(" with ").and(self.payload(&call.with)) }
    }

    pub(super) fn calls(&self, calls: &[ActionCall]) -> Vec<Rich> {
        calls.iter().map(|call| self.call(call)).collect()
    }

    pub(super) fn payload(&self, with: &[PayloadEntry]) -> Rich {
        let entry = |entry: &PayloadEntry| Rich::code(entry.name.as_ref()).and_own(" = ").and(self.expr(entry.value));
        Rich::joined(with.iter().map(entry), ", ")
    }

    pub(super) fn effects(&self, effects: &[Effect]) -> Vec<Rich> {
        let one = |effect: &Effect| {
            let (before, between, first_value) = match effect.kind {
                EffectKind::Set => ("set ", " to ", false),
                EffectKind::Add => ("add ", " to ", true),
                EffectKind::Remove => ("remove ", " from ", true),
            };
            let (field, value) = (self.link(Thing::Field(effect.field)), self.expr(effect.value));
            let (first, second) = if first_value { (value, field) } else { (field, value) };
            Rich::own(before).and(first).and_own(between).and(second)
        };
        effects.iter().map(one).collect()
    }

    pub(super) fn starts(&self, starts: &[Start]) -> Vec<Rich> {
        let one = |start: &Start| {
            let text = Rich::own("start ").and(self.link(Thing::Sequence(start.sequence)));
            if start.arguments.is_empty() {
                return text;
            }
            let parameters = &self.ir.sequences[start.sequence].parameters;
            let named = parameters.iter().zip(&start.arguments);
            let arguments = named
                .map(|(parameter, &value)| Rich::code(parameter.name.clone()).and_own(" = ").and(self.expr(value)));
            text.and_own(" with ").and(Rich::joined(arguments, ", "))
        };
        starts.iter().map(one).collect()
    }

    /// All that follows: actions, changes, sequences.
    pub(super) fn consequences(&self, calls: &[ActionCall], effects: &[Effect], starts: &[Start]) -> Vec<Rich> {
        let mut all = self.calls(calls);
        all.extend(self.effects(effects));
        all.extend(self.starts(starts));
        all
    }

    /// What a mode, or a running sequence, holds back.
    pub(super) fn suspensions(&self, all: &[Suspension]) -> Vec<Rich> {
        let one = |suspension: &Suspension| {
            let thing = match suspension.what {
                Suspended::Purpose(id) => Thing::Purpose(id),
                Suspended::Channel(id) => Thing::Channel(id),
                Suspended::Action(id) => Thing::Action(id),
                Suspended::Rule(id) => Thing::Rule(id),
                Suspended::Sequence(id) => Thing::Sequence(id),
            };
            let what = Rich::own(format!("{} ", thing.kind())).and(self.link(thing));
            match suspension.handling {
                Handling::Drop => what.and_own(": dropped"),
                Handling::Defer { at_most: None } => what.and_own(": waits"),
                Handling::Defer { at_most: Some(longest) } => what.and_own(format!(": waits, {longest} at most")),
            }
        };
        all.iter().map(one).collect()
    }

    pub(super) fn measure(&self, measure: &Measure) -> Rich {
        let mut text = match &measure.kind {
            MeasureKind::Conversion { from, to } => Rich::own("conversion from ")
                .and(self.link(Thing::Stage(*from)))
                .and_own(" to ")
                .and(self.link(Thing::Stage(*to))),
            MeasureKind::Time(stage) => Rich::own("time in ").and(self.link(Thing::Stage(*stage))),
            MeasureKind::Volume(stage) => Rich::own("how many are in ").and(self.link(Thing::Stage(*stage))),
            MeasureKind::Value(value) => Rich::own("value of ").and(self.expr(*value)),
            MeasureKind::Breach(sla) => Rich::own("share of ").and(self.link(Thing::Sla(*sla))).and_own(" breached"),
            MeasureKind::Pressure(channel) => Rich::own("pressure of ").and(self.channel(*channel)),
        };
        if let Some(window) = measure.per {
            text = text.and_own(format!(" {}", say::per(window)));
        }
        text
    }

    /// What a figure should be.
    pub(super) fn target(&self, measure: &Measure) -> Option<Rich> {
        let (op, value) = measure.target.as_ref()?;
        let share = matches!(measure.kind, MeasureKind::Conversion { .. } | MeasureKind::Breach(_));
        let value = if share { percentage(value) } else { None }.unwrap_or_else(|| print::said_value(self.ir, value));
        Some(Rich::said(format!("{} {value}", say::comparison(*op))))
    }

    /// A figure with what it should be.
    pub(super) fn measured(&self, measure: &Measure) -> Rich {
        self.measure(measure).and_some(": ", self.target(measure))
    }

    /// The charts of one kind that are of something of this name, or of everything.
    pub(super) fn figures(&self, kind: impl Fn(ChartKind) -> bool, name: &str) -> Vec<Block> {
        let of = |chart: &&Chart| kind(chart.kind()) && chart.id().split('.').nth(1).is_none_or(|own| own == name);
        self.charts.iter().filter(of).cloned().map(Block::Figure).collect()
    }

    /// `meta`, and an earlier name.
    pub(super) fn notes(&self, info: &Info) -> Vec<Fact> {
        notes(info)
    }

    /// What all things may say of themselves: documentation, `meta`, an earlier name.
    pub(super) fn remarks(&self, info: &Info) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !info.docs.is_empty() {
            blocks.push(Block::Docs(info.docs.clone()));
        }
        let notes = notes(info);
        if !notes.is_empty() {
            blocks.push(Block::Facts(notes));
        }
        blocks
    }

    /// The same for the cell of a table.
    pub(super) fn remarks_cell(&self, info: &Info) -> Vec<Rich> {
        let mut cell = Vec::new();
        if !info.docs.is_empty() {
            cell.push(Rich::prose(&paragraph(&info.docs)));
        }
        cell.extend(notes(info).into_iter().map(|note| note.name.and_own(": ").and(Rich::joined(note.values, ", "))));
        cell
    }

    /// A type, with a link to its list of values or its object.
    pub(super) fn type_of(&self, ty: Type) -> Rich {
        let scalar = match ty.scalar {
            Scalar::Bool => Rich::own("yes or no"),
            Scalar::Int => Rich::own("whole number"),
            Scalar::Decimal => Rich::own("number"),
            Scalar::Text => Rich::own("text"),
            Scalar::Date => Rich::own("date"),
            Scalar::Datetime => Rich::own("date and time"),
            Scalar::Duration => Rich::own("length of time"),
            Scalar::Team => Rich::own("team"),
            Scalar::Object(object) => Rich::own("reference to ").and(self.link(Thing::Object(object))),
            Scalar::Enum(id) if self.derived.stands_alone(self.ir, id) => {
                Rich::own("one of ").and(self.link(Thing::Enum(id)))
            }
            Scalar::Enum(id) => {
                let members = self.ir.enums[id].members.iter().map(|member| Rich::text(member.info.title()));
                Rich::own("one of: ").and(Rich::joined(members, ", "))
            }
        };
        let scalar = if ty.set { Rich::own("set of: ").and(scalar) } else { scalar };
        if ty.optional { scalar.and_own(" (may be unset)") } else { scalar }
    }

    /// What instances something is judged for.
    pub(super) fn object(&self, object: Option<ObjectId>) -> Option<Rich> {
        object.map(|object| Rich::own("each ").and(self.link(Thing::Object(object))))
    }

    /// The segments that a condition asks about, also through others' parts.
    pub(super) fn segments_of(&self, roots: impl IntoIterator<Item = ExprId>) -> BTreeSet<SegmentId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<ExprId> = roots.into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let kind = &self.ir.exprs[id].kind;
            if let ExprKind::Segment(segment) = kind {
                found.insert(*segment);
            }
            for_each_part(kind, |part| open.push(part));
        }
        found
    }
}

/// The label of a thing, and its name where that says something else.
pub(super) fn title(info: &Info) -> Rich {
    match &info.label {
        Some(label) if *label != info.name => Rich::text(label).and_own(" ").and_code(info.name.clone()),
        _ => Rich::text(&info.name),
    }
}

pub(super) fn fact(name: &str, values: impl IntoIterator<Item = Rich>) -> Fact {
    Fact { name: Rich::own(name), values: values.into_iter().collect() }
}

/// A fact, where there is something to say.
pub(super) fn some_fact(facts: &mut Vec<Fact>, name: &str, values: impl IntoIterator<Item = Rich>) {
    let values: Vec<Rich> = values.into_iter().filter(|value| !value.is_empty()).collect();
    if !values.is_empty() {
        facts.push(fact(name, values));
    }
}

/// A share as a percentage, exactly.
fn percentage(value: &Value) -> Option<String> {
    match value {
        Value::Decimal(share) => {
            Some(format!("{} %", share.checked_mul(rust_decimal::Decimal::ONE_HUNDRED)?.normalize()))
        }
        _ => None,
    }
}

/// `meta`, and an earlier name.
fn notes(info: &Info) -> Vec<Fact> {
    let mut facts: Vec<Fact> =
        info.meta.iter().map(|(key, value)| Fact { name: Rich::text(key), values: vec![Rich::text(value)] }).collect();
    if let Some(before) = &info.renamed_from {
        facts.push(fact("Called before", [Rich::code(before.clone())]));
    }
    facts
}

/// Lines of documentation as one paragraph.
pub(super) fn paragraph(lines: &[String]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}
