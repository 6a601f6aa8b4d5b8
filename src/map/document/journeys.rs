//! A chapter for each journey.

use super::model::{Block, Look, Rich, Row, Section, Table, Tone};
use super::things::Thing;
use super::writer::{Writer, fact, some_fact, title};
use super::{heading, say};
use crate::ir::*;
use crate::map::ChartKind;

pub(super) fn chapters(writer: &Writer<'_>) -> Vec<Section> {
    in_order(writer.ir).map(|id| chapter(writer, id)).collect()
}

/// The journeys: what happens to a contact as a whole comes before what happens to one of its objects.
pub(super) fn in_order(ir: &Blueprint) -> impl Iterator<Item = JourneyId> {
    let (contact, objects): (Vec<JourneyId>, Vec<JourneyId>) =
        ir.journeys.ids().partition(|&id| ir.journeys[id].object.is_none());
    contact.into_iter().chain(objects)
}

fn chapter(writer: &Writer<'_>, id: JourneyId) -> Section {
    let ir = writer.ir;
    let journey = &ir.journeys[id];
    let mut blocks = writer.remarks(&journey.info);
    let mut facts = Vec::new();
    some_fact(&mut facts, "Of", writer.object(journey.object));
    some_fact(&mut facts, "For", journey.segment.map(|segment| writer.link(Thing::Segment(segment))));
    some_fact(&mut facts, "Begins in", [writer.link(Thing::Stage(journey.initial))]);
    facts.extend(writer.responsibilities(&journey.responsibilities));
    blocks.push(Block::Facts(facts));
    blocks.extend(writer.figures(|kind| matches!(kind, ChartKind::Journey | ChartKind::Emotions), &journey.info.name));
    blocks.push(experience(writer, journey));
    blocks.push(ways(writer, journey));
    for (place, extension) in journey.extensions.iter().enumerate() {
        blocks.extend(extended(writer, id, place, extension));
    }
    let lead = if journey.object.is_some() {
        "Its stages, what the customer lives in each and what we do there, and the ways from one to another."
    } else {
        "The stages, what the customer lives in each and what we do there, and the ways from one to another."
    };
    Section { anchor: writer.anchor(Thing::Journey(id)), title: title(&journey.info), lead, blocks }
}

/// What the customer lives beside what we do, stage by stage.
fn experience(writer: &Writer<'_>, journey: &Journey) -> Block {
    let rows = journey.stages.iter().map(|&stage| stage_row(writer, journey, stage)).collect();
    Block::Table(Table {
        caption: Rich::own("Stages: what the customer lives, and what we do"),
        look: Look::Wide,
        head: ["Stage", "The customer", "We do", "Answers for it", "To be met"].map(Rich::own).into(),
        rows,
    })
}

fn stage_row(writer: &Writer<'_>, journey: &Journey, id: StageId) -> Row {
    let ir = writer.ir;
    let stage = &ir.stages[id];
    let mut name = vec![title(&stage.info)];
    if let Some(parent) = stage.parent {
        name.push(Rich::own("inside ").and(writer.link(Thing::Stage(parent))));
    }
    if let Some(extension) = journey.extensions.iter().find(|extension| extension.stages.contains(&id)) {
        name.push(Rich::own("only for ").and(writer.link(Thing::Segment(extension.segment))));
    }
    let mut marks = Rich::default();
    if journey.initial == id || stage.parent.is_some_and(|parent| ir.stages[parent].initial == Some(id)) {
        marks = marks.and_mark(Tone::Plain, "first");
    }
    if stage.is_final {
        marks = marks.and_mark(Tone::Plain, "final");
    }
    if stage.skippable {
        marks = marks.and_mark(Tone::Plain, "may be skipped");
    }
    if !marks.is_empty() {
        name.push(marks);
    }
    if let Some(phase) = &stage.phase {
        name.push(Rich::own("Phase: ").and_text(phase));
    }
    name.extend(writer.remarks_cell(&stage.info));
    Row {
        anchor: Some(writer.anchor(Thing::Stage(id))),
        divides: false,
        cells: vec![
            name,
            lived(stage),
            done(writer, id),
            writer.all_roles(&stage.responsibilities),
            met(writer, stage),
        ],
    }
}

/// What the customer lives in a stage.
fn lived(stage: &Stage) -> Vec<Rich> {
    let mut cell = Vec::new();
    cell.extend(stage.customer_view.as_deref().map(|view| Rich::own("“").and_text(view).and_own("”")));
    cell.extend(stage.emotion.as_deref().map(|emotion| Rich::own("Feels ").and_text(emotion)));
    cell.extend(
        stage.moments.iter().map(|moment| Rich::mark(Tone::Good, "moment of truth").and_own(" ").and_text(moment)),
    );
    cell.extend(stage.friction.iter().map(|one| Rich::mark(Tone::Friction, "friction").and_own(" ").and_text(one)));
    cell
}

/// What we do for who is in a stage, or enters or leaves it.
fn done(writer: &Writer<'_>, id: StageId) -> Vec<Rich> {
    let ir = writer.ir;
    let here = |stages: &[StageId]| stages.contains(&id);
    let mut cell = Vec::new();
    for (rule, declared) in ir.rules.iter() {
        let when = match &declared.trigger {
            Trigger::Enter(stages) if here(stages) => "On entering: ",
            Trigger::Exit(stages) if here(stages) => "On leaving: ",
            Trigger::After { stages, .. } if here(stages) => "After a time here: ",
            _ if here(&declared.stages) => "",
            _ => continue,
        };
        let mut actions: Vec<ActionId> = Vec::new();
        for call in declared.calls.iter().chain(declared.split.iter().flat_map(|variant| &variant.calls)) {
            if !actions.contains(&call.action) {
                actions.push(call.action);
            }
        }
        let text = Rich::own(when).and(writer.link(Thing::Rule(rule)));
        if actions.is_empty() {
            cell.push(text);
            continue;
        }
        let actions = actions.into_iter().map(|action| {
            let declared = &ir.actions[action];
            writer.channel(declared.channel).and_own(" ").and(writer.execution(declared.execution))
        });
        cell.push(text.and_own(" ").and(Rich::joined(actions, " ")));
    }
    for transition in ir.transitions.values().filter(|transition| transition.target == id) {
        for call in &transition.calls {
            let text = Rich::own("On coming from ").and(writer.stages(&transition.sources)).and_own(": ");
            cell.push(text.and(writer.call(call)));
        }
    }
    cell
}

/// What a stage asks for, hands over and is measured by.
fn met(writer: &Writer<'_>, stage: &Stage) -> Vec<Rich> {
    let mut cell = Vec::new();
    if !stage.requires.is_empty() {
        let fields = writer.links(stage.requires.iter().map(|&field| Thing::Field(field)));
        cell.push(Rich::own("To enter, must be known: ").and(fields));
    }
    cell.extend(stage.deliverables.iter().map(|one| Rich::own("Deliverable: ").and_text(one)));
    cell.extend(stage.measures.iter().map(|measure| Rich::own("KPI: ").and(writer.measured(measure))));
    cell
}

/// The ways from one stage to another.
fn ways(writer: &Writer<'_>, journey: &Journey) -> Block {
    let ir = writer.ir;
    let of_extension = |id: TransitionId| {
        let found = journey.extensions.iter().find(|extension| extension.transitions.contains(&id));
        found.map(|extension| extension.segment)
    };
    let row = |id: TransitionId| {
        let transition = &ir.transitions[id];
        let mut way =
            vec![writer.stages(&transition.sources).and_own(" → ").and(writer.link(Thing::Stage(transition.target)))];
        way.extend(transition.info.label.as_deref().map(Rich::text));
        way.extend(of_extension(id).map(|segment| Rich::own("only for ").and(writer.link(Thing::Segment(segment)))));
        way.extend(writer.remarks_cell(&transition.info));
        let trigger = match &transition.trigger {
            Some(trigger) => writer.trigger(trigger),
            None => Rich::own("as soon as the condition holds"),
        };
        let priority =
            if transition.priority == 0 { Vec::new() } else { vec![Rich::own(transition.priority.to_string())] };
        Row {
            anchor: Some(writer.anchor(Thing::Transition(id))),
            divides: false,
            cells: vec![
                way,
                vec![trigger],
                transition.guard.map_or_else(Vec::new, |guard| writer.conditions(guard)),
                writer.consequences(&transition.calls, &transition.effects, &transition.starts),
                priority,
                writer.all_roles(&transition.responsibilities),
            ],
        }
    };
    let rows: Vec<Row> = journey.transitions.iter().map(|&id| row(id)).collect();
    if rows.is_empty() {
        return Block::Paragraph(Rich::own("No way leads from one stage to another."));
    }
    Block::Table(Table {
        caption: Rich::own(
            "Ways from one stage to another; of several that are open the one of the highest priority is taken",
        ),
        look: Look::Wide,
        head: ["Way", "Set off by", "If", "Then", "Priority", "Answers for it"].map(Rich::own).into(),
        rows,
    })
}

/// What a journey that extends another says.
fn extended(writer: &Writer<'_>, id: JourneyId, place: usize, extension: &Extension) -> Vec<Block> {
    let anchor = writer.anchor(Thing::Extension(id, place));
    let mut blocks = vec![Block::Heading { anchor: Some(anchor), title: title(&extension.info) }];
    blocks.extend(writer.remarks(&extension.info));
    let mut facts = vec![fact("For", [writer.link(Thing::Segment(extension.segment))])];
    some_fact(&mut facts, "Adds stages", [writer.links(extension.stages.iter().map(|&stage| Thing::Stage(stage)))]);
    some_fact(
        &mut facts,
        "Adds",
        (!extension.transitions.is_empty())
            .then(|| Rich::own(say::counted(extension.transitions.len(), "way", "ways"))),
    );
    facts.extend(writer.responsibilities(&extension.responsibilities));
    blocks.push(Block::Facts(facts));
    let rows: Vec<Row> = extension.refined.iter().map(|refined| refined_row(writer, refined)).collect();
    if !rows.is_empty() {
        blocks.push(heading(Rich::own("Stages that differ there")));
        blocks.push(Block::Table(Table {
            caption: Rich::own("What is different for this segment"),
            look: Look::Wide,
            head: ["Stage", "The customer", "Answers for it", "To be met"].map(Rich::own).into(),
            rows,
        }));
    }
    blocks
}

fn refined_row(writer: &Writer<'_>, refined: &Refinement) -> Row {
    let stage = &refined.stage;
    let mut name = vec![writer.link(Thing::Stage(refined.of))];
    if let Some(label) = &stage.info.label {
        name.push(Rich::own("there called ").and_text(label));
    }
    if let Some(phase) = &stage.phase {
        name.push(Rich::own("Phase: ").and_text(phase));
    }
    name.extend(writer.remarks_cell(&stage.info));
    Row {
        anchor: None,
        divides: false,
        cells: vec![name, lived(stage), writer.all_roles(&stage.responsibilities), met(writer, stage)],
    }
}
