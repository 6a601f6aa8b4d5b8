//! The first page, and how to read the others.

use super::model::{Block, Cover, Inline, Rich, Section, Tone};
use super::say;
use super::writer::{Writer, fact, some_fact};
use crate::ir::*;

/// The first page.
pub(super) fn cover(writer: &Writer<'_>) -> Cover {
    let ir = writer.ir;
    let status = ir.status.map(|status| match status {
        Status::AsIs => "As it is",
        Status::ToBe => "As it shall be",
    });
    let mut facts = Vec::new();
    if !ir.version.is_empty() {
        facts.push(fact("Version", [Rich::text(&ir.version)]));
    }
    if let Some(reviewed) = ir.reviewed {
        facts.push(fact("Last reviewed", [Rich::own(reviewed.to_string())]));
    }
    if let Some(every) = ir.review_every {
        facts.push(fact("Reviewed every", [Rich::own(every.to_string())]));
    }
    facts.extend(writer.responsibilities(&ir.responsibilities));
    facts.extend(writer.notes(&ir.info));
    let zone = Rich::own(ir.timezone.fallback.clone());
    let zone = match ir.timezone.contact {
        Some(contact) => writer.expr(contact).and_own(" of the contact, else ").and(zone),
        None => zone,
    };
    facts.push(fact("Time zone", [zone]));
    let mut description = ir.docs.clone();
    if !ir.info.docs.is_empty() && !description.is_empty() {
        description.push(String::new());
    }
    description.extend(ir.info.docs.iter().cloned());
    some_fact(
        &mut facts,
        "Read from",
        (ir.files.len() > 1).then(|| Rich::own(say::counted(ir.files.len(), "file", "files"))),
    );
    Cover {
        title: ir.info.title().to_owned(),
        name: ir.info.name.clone(),
        status,
        facts,
        description,
        figures: figures(ir),
    }
}

/// How many there are of what matters.
fn figures(ir: &Blueprint) -> Vec<(usize, &'static str, String)> {
    let by = |execution| ir.actions.values().filter(|action| action.execution == execution).count();
    let more = |number, one, many| if number > 0 { say::counted(number, one, many) } else { String::new() };
    let inactive = ir.rules.values().filter(|rule| rule.inactive).count();
    let all = [
        (ir.journeys.len(), "journey", "journeys", say::counted(ir.stages.len(), "stage", "stages")),
        (
            ir.actions.len(),
            "action",
            "actions",
            format!("{} automated, {} human", by(Execution::Automated), by(Execution::Human)),
        ),
        (ir.rules.len(), "rule", "rules", if inactive > 0 { format!("{inactive} inactive") } else { String::new() }),
        (ir.sequences.len(), "sequence", "sequences", String::new()),
        (ir.channels.len(), "channel", "channels", more(ir.purposes.len(), "purpose", "purposes")),
        (ir.slas.len(), "service level", "service levels", String::new()),
        (ir.kpis.len(), "KPI", "KPIs", String::new()),
        (ir.scenarios.len(), "test case", "test cases", String::new()),
    ];
    let some = all.into_iter().filter(|(number, ..)| *number > 0);
    some.map(|(number, one, many, more)| (number, if number == 1 { one } else { many }, more)).collect()
}

/// How to read it.
pub(super) fn legend(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut blocks = vec![Block::Paragraph(
        Rich::own("Whatever is underlined leads to where it is described. Beside a label, ")
            .and_code("this_type")
            .and_own(" is the name by which the blueprint's text knows it. The index at the end has all of them."),
    )];
    let mut signs = vec![
        (
            Rich::mark(Tone::Automated, "automated"),
            Rich::own("a system does it by itself; in figures a square in the colour of its channel"),
        ),
        (
            Rich::mark(Tone::Human, "human"),
            Rich::own("a person does it, which takes working time; in figures a disc in the colour of its channel"),
        ),
    ];
    if !ir.transitions.is_empty() {
        signs.push((Rich(vec![Inline::Line { dashed: false }]), Rich::own("a way on, to a later stage")));
        signs.push((Rich(vec![Inline::Line { dashed: true }]), Rich::own("a way back, to an earlier stage")));
    }
    blocks.push(Block::Legend(signs));
    if !writer.charts.is_empty() {
        blocks.push(Block::Signs);
    }
    if !ir.channels.is_empty() {
        let told = |id: ChannelId| {
            let channel = &ir.channels[id];
            let who = if channel.internal { "seen by colleagues only" } else { "reaches the contact" };
            (writer.channel(id), Rich::own(who))
        };
        blocks.push(super::heading(Rich::own("Channels")));
        blocks.push(Block::Legend(ir.channels.ids().map(told).collect()));
    }
    super::section("reading", "How to read it", "Signs and colours, the same in every figure and table.", blocks)
}
