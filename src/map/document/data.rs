//! What is known, where it lives and goes, on what ground it is kept; what happens.

use super::heading;
use super::model::{Block, Cell, Look, Rich, Row, Section, Table, Tone};
use super::say;
use super::things::Thing;
use super::writer::{Writer, title};
use crate::ir::*;
use crate::map::ChartKind;

/// Systems, what flows between them, who is right.
pub(super) fn flows(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut blocks = Vec::new();
    if !ir.systems.is_empty() {
        blocks.extend(writer.figures(|kind| kind == ChartKind::DataFlows, ""));
        blocks.push(heading(Rich::own("Systems")));
        blocks.push(Block::Table(Table {
            caption: Rich::own("Each system with the fields of which it is the source of truth"),
            look: Look::Rows,
            head: ["System", "Source of truth for", "Answers for it"].map(Rich::own).into(),
            rows: ir.systems.ids().map(|id| system(writer, id)).collect(),
        }));
    }
    if !ir.flows.is_empty() {
        blocks.push(heading(Rich::own("Data flows")));
        blocks.push(Block::Table(Table {
            caption: Rich::own("What goes from one system to another, and how often"),
            look: Look::Rows,
            head: ["From and to", "Carries", "How often", "Answers for it"].map(Rich::own).into(),
            rows: ir.flows.ids().map(|id| flow(writer, id)).collect(),
        }));
    }
    let lead = "Where data lives, where it goes, and which system is right where two differ.";
    super::section("systems", "Systems and data flows", lead, blocks)
}

fn system(writer: &Writer<'_>, id: SystemId) -> Row {
    let ir = writer.ir;
    let system = &ir.systems[id];
    let mut name = vec![title(&system.info)];
    name.extend(writer.remarks_cell(&system.info));
    let fields = ir.fields.iter().filter(|(_, field)| field.governance.source == Some(id));
    let fields = Rich::joined(fields.map(|(field, _)| owned_field(writer, field)), ", ");
    let masters = if fields.is_empty() { Vec::new() } else { vec![fields] };
    Row {
        anchor: Some(writer.anchor(Thing::System(id))),
        divides: false,
        cells: vec![name, masters, writer.all_roles(&system.responsibilities)],
    }
}

/// A field with what it is of, where that is not the contact.
fn owned_field(writer: &Writer<'_>, id: FieldId) -> Rich {
    let link = writer.link(Thing::Field(id));
    match writer.ir.fields[id].object {
        Some(object) => Rich::text(writer.ir.objects[object].info.title()).and_own(": ").and(link),
        None => link,
    }
}

fn flow(writer: &Writer<'_>, id: FlowId) -> Row {
    let flow = &writer.ir.flows[id];
    let mut name = vec![writer.link(Thing::System(flow.from)).and_own(" → ").and(writer.link(Thing::System(flow.to)))];
    name.extend(flow.info.label.as_deref().map(Rich::text));
    name.extend(writer.remarks_cell(&flow.info));
    let carries = Rich::joined(flow.carries.iter().map(|one| owned_field(writer, one.field)), ", ");
    let carries = if carries.is_empty() { Rich::own("not said") } else { carries };
    let every = flow.every.map_or_else(|| "not said".to_owned(), |every| format!("every {every}"));
    Row {
        anchor: Some(writer.anchor(Thing::Flow(id))),
        divides: false,
        cells: vec![name, vec![carries], vec![Rich::own(every)], writer.all_roles(&flow.responsibilities)],
    }
}

/// What is known of the contact and of each object.
pub(super) fn fields(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut blocks = Vec::new();
    let table = |name: Rich, own: Vec<FieldId>, blocks: &mut Vec<Block>| {
        if !own.is_empty() {
            blocks.push(Block::Table(Table {
                caption: Rich::own("Fields of ").and(name),
                look: Look::Wide,
                head: ["Field", "Holds", "At first", "Protection", "Source of truth"].map(Rich::own).into(),
                rows: own.into_iter().map(|id| field(writer, id)).collect(),
            }));
        }
    };
    let of_contact: Vec<FieldId> = ir.fields_of(None).collect();
    if ir.contact.is_some() || !of_contact.is_empty() {
        let name = writer.contact();
        blocks.push(heading(writer.contact()));
        blocks.extend(ir.contact.iter().flat_map(|info| writer.remarks(info)));
        table(name, of_contact, &mut blocks);
    }
    for (id, object) in ir.objects.iter() {
        blocks.push(Block::Heading { anchor: Some(writer.anchor(Thing::Object(id))), title: title(&object.info) });
        blocks.extend(writer.remarks(&object.info));
        let facts = writer.responsibilities(&object.responsibilities);
        if !facts.is_empty() {
            blocks.push(Block::Facts(facts));
        }
        if object.fields.is_empty() {
            blocks.push(Block::Paragraph(Rich::own("It has no fields of its own.")));
        }
        table(Rich::text(object.info.title()), object.fields.clone(), &mut blocks);
    }
    let lead = "What we know, on what ground in law, how long we keep it, and where it comes from.";
    super::section("data", "Contact, objects and fields", lead, blocks)
}

fn field(writer: &Writer<'_>, id: FieldId) -> Row {
    let field = &writer.ir.fields[id];
    let mut name = vec![title(&field.info)];
    name.extend(writer.remarks_cell(&field.info));
    let initial = match &field.default {
        Some(value) => writer.value(value),
        None if field.ty.optional => Rich::own("unset"),
        None if field.ty.set => Rich::own("empty"),
        None => Rich::own("must be given"),
    };
    let (protection, source) = governance(writer, &field.governance);
    Row {
        anchor: Some(writer.anchor(Thing::Field(id))),
        divides: false,
        cells: vec![name, holds(writer, field.ty), vec![initial], protection, source],
    }
}

/// A type; where its values stand in place, with what is said of them there.
fn holds(writer: &Writer<'_>, ty: Type) -> Cell {
    let mut cell = vec![writer.type_of(ty)];
    if let Scalar::Enum(id) = ty.scalar
        && !writer.derived.stands_alone(writer.ir, id)
    {
        for member in &writer.ir.enums[id].members {
            let more = Rich::joined(writer.remarks_cell(&member.info), "; ");
            if !more.is_empty() {
                cell.push(Rich::text(member.info.title()).and_own(": ").and(more));
            }
        }
    }
    cell
}

fn governance(writer: &Writer<'_>, of: &Governance) -> (Cell, Cell) {
    let mut protection = Vec::new();
    if of.personal {
        protection.push(Rich::mark(Tone::Warning, "personal"));
    }
    protection.extend(of.basis.map(|basis| Rich::own(format!("on the ground of {}", say::basis(basis)))));
    protection.extend(of.retain.map(|length| Rich::own(format!("kept for {length}"))));
    (protection, of.source.map(|system| writer.link(Thing::System(system))).into_iter().collect())
}

/// What happens, and what it carries.
pub(super) fn events(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut blocks = Vec::new();
    if !ir.events.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Rich::own("Each event with what it carries and what it sets off"),
            look: Look::Wide,
            head: ["Event", "Concerns", "Carries", "Is refused if", "Acts on"].map(Rich::own).into(),
            rows: ir.events.ids().map(|id| event(writer, id)).collect(),
        }));
    }
    super::section("events", "Events", "Everything that can happen, what it tells us, and what it sets off.", blocks)
}

fn event(writer: &Writer<'_>, id: EventId) -> Row {
    let ir = writer.ir;
    let event = &ir.events[id];
    let mut name = vec![title(&event.info)];
    name.extend(writer.remarks_cell(&event.info));
    name.extend(writer.all_roles(&event.responsibilities));
    let subject = event.subject.map(|subject| {
        let object = writer.link(Thing::Object(subject.object));
        let text = match subject.addressing {
            Addressing::Opens => Rich::own("opens a new ").and(object),
            Addressing::Of => Rich::own("one ").and(object),
            Addressing::OfOrOpens => Rich::own("one ").and(object).and_own(", opened where there is none"),
        };
        text.and_some(", found by ", subject.key.map(|key| writer.link(Thing::Field(key))))
    });
    let carries = event.parameters.iter().map(|&parameter| {
        let parameter = &ir.parameters[parameter];
        let mut text = title(&parameter.info).and_own(": ").and(writer.type_of(parameter.ty));
        if let Some(value) = &parameter.default {
            text = text.and_own(", else ").and(writer.value(value));
        }
        let (protection, source) = governance(writer, &parameter.governance);
        for more in protection.into_iter().chain(source.into_iter().map(|source| Rich::own("source ").and(source))) {
            text = text.and_own("; ").and(more);
        }
        let more = Rich::joined(writer.remarks_cell(&parameter.info), "; ");
        text.and_some(" – ", (!more.is_empty()).then_some(more))
    });
    let acts = writer.users.events.get(&id).into_iter().flatten().copied();
    let acts: Vec<Rich> = acts.map(|thing| acted(writer, thing)).collect();
    Row {
        anchor: Some(writer.anchor(Thing::Event(id))),
        divides: false,
        cells: vec![
            name,
            subject.into_iter().collect(),
            carries.collect(),
            event.refuse_when.iter().map(|&when| writer.expr(when)).collect(),
            acts,
        ],
    }
}

fn acted(writer: &Writer<'_>, thing: Thing) -> Rich {
    match thing {
        Thing::Transition(id) => {
            let transition = &writer.ir.transitions[id];
            writer.stages(&transition.sources).and_own(" → ").and(writer.link(Thing::Stage(transition.target)))
        }
        other => Rich::own(format!("{} ", other.kind())).and(writer.link(other)),
    }
}
