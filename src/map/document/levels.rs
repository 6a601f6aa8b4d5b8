//! Service levels and KPIs: what is promised, what is measured.

use super::model::{Block, Card, Fact, Look, Rich, Row, Section, Table};
use super::things::Thing;
use super::writer::{Writer, some_fact, title};
use crate::ir::*;
use crate::map::ChartKind;
use crate::map::words;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let mut blocks = Vec::new();
    for (id, sla) in writer.ir.slas.iter() {
        let mut inner = writer.remarks(&sla.info);
        inner.extend(writer.figures(|kind| kind == ChartKind::Sla, &sla.info.name));
        inner.push(Block::Facts(facts(writer, id, sla)));
        let name = title(&sla.info);
        blocks.push(Block::Card(Card { anchor: writer.anchor(Thing::Sla(id)), title: name, blocks: inner }));
    }
    let lead =
        "Clocks that run for the customer: what starts and stops each, in what time, and what happens as it runs out.";
    super::section("service-levels", "Service levels", lead, blocks)
}

fn facts(writer: &Writer<'_>, id: SlaId, sla: &Sla) -> Vec<Fact> {
    let ir = writer.ir;
    let when = |when: &SlaWhen| match when {
        SlaWhen::On(filter) => writer.filter(filter),
        SlaWhen::InStage(stages) => Rich::own("in ").and(writer.stages(stages)),
    };
    let mut facts = Vec::new();
    some_fact(&mut facts, "Of", writer.object(sla.object));
    some_fact(&mut facts, "Starts", sla.starts.iter().map(when));
    some_fact(&mut facts, "Stops", sla.stops.iter().map(when));
    some_fact(&mut facts, "Rests", sla.pauses.iter().map(when));
    some_fact(&mut facts, "Begins anew", sla.resets.iter().map(when));
    let target = |target: &SlaTarget| {
        writer
            .expr(target.time)
            .and_some(" of ", target.opening.map(|opening| writer.link(Thing::Opening(opening))))
            .and_some(", if ", target.when.map(|when| writer.expr(when)))
    };
    let name = if sla.targets.len() > 1 { "Within (the first that holds)" } else { "Within" };
    some_fact(&mut facts, name, sla.targets.iter().map(target));
    for warning in &sla.warnings {
        some_fact(&mut facts, &format!("At {} of the time", words::share(warning.share)), writer.calls(&warning.calls));
    }
    for update in &sla.updates {
        some_fact(&mut facts, &format!("Every {} until it stops", update.period), writer.calls(&update.calls));
    }
    let mut breach = writer.calls(&sla.breach);
    let rules = ir.rules.iter().filter(|(_, rule)| rule.trigger == Trigger::Breach(id));
    breach.extend(rules.map(|(rule, _)| Rich::own("rule ").and(writer.link(Thing::Rule(rule)))));
    some_fact(&mut facts, "When the time is over", breach);
    facts.extend(writer.responsibilities(&sla.responsibilities));
    let measured = writer.kpis_about(&std::collections::BTreeSet::new(), &std::collections::BTreeSet::new(), Some(id));
    some_fact(&mut facts, "Measured by", [measured]);
    facts
}

/// All that is measured, alone or in a stage.
pub(super) fn kpis(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let target = |measure: &Measure| writer.target(measure).into_iter().collect();
    let mut rows = Vec::new();
    for (id, kpi) in ir.kpis.iter() {
        let mut name = vec![title(&kpi.info)];
        name.extend(writer.remarks_cell(&kpi.info));
        rows.push(Row {
            anchor: Some(writer.anchor(Thing::Kpi(id))),
            divides: false,
            cells: vec![
                name,
                vec![writer.measure(&kpi.measure)],
                target(&kpi.measure),
                writer.all_roles(&kpi.responsibilities),
            ],
        });
    }
    for (id, stage) in ir.stages.iter() {
        for measure in &stage.measures {
            let name = Rich::own("in ").and(writer.link(Thing::Stage(id)));
            let cells = vec![
                vec![name],
                vec![writer.measure(measure)],
                target(measure),
                writer.all_roles(&stage.responsibilities),
            ];
            rows.push(Row { anchor: None, divides: false, cells });
        }
    }
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Rich::own("KPIs, those that stand alone first, then those of stages"),
            look: Look::Rows,
            head: ["KPI", "What is measured", "Target", "Answers for it"].map(Rich::own).into(),
            rows,
        }));
    }
    super::section("kpis", "KPIs", "What is measured, and what it should be.", blocks)
}
