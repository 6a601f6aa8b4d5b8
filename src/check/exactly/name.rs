//! What a variable is called in a message. What has no name is no variable.

use crate::ir::{Blueprint, ExprId, ExprKind as K, ObjectId, TextTest, Value};

/// How the text says it, near enough to be recognised.
pub(super) fn of(ir: &Blueprint, id: ExprId) -> Option<String> {
    let info = |name: Option<&crate::ir::Info>| name.map(|info| info.name.clone());
    Some(match &ir.exprs.get(id)?.kind {
        K::Field(field) => info(ir.fields.get(*field).map(|field| &field.info))?,
        K::InstanceId(object) => format!("{}.id", info(ir.objects.get(*object).map(|object| &object.info))?),
        K::Payload(parameters) => {
            format!("event.{}", info(ir.parameters.get(*parameters.first()?).map(|one| &one.info))?)
        }
        K::Let(own) => info(ir.lets.get(*own).map(|own| &own.info))?,
        K::Score(score) => info(ir.scores.get(*score).map(|score| &score.info))?,
        K::Segment(segment) => format!("is {}", info(ir.segments.get(*segment).map(|one| &one.info))?),
        K::Setting(setting) => info(ir.settings.get(*setting).map(|setting| &setting.info))?,
        K::Mode(mode) => format!("is {}", info(ir.modes.get(*mode).map(|mode| &mode.info))?),
        K::Count { series, window } => {
            let window = window.map_or_else(String::new, |window| format!(" in last {window}"));
            format!("count of {}{window}", ir.series.get(*series)?.key)
        }
        K::Last(series) => format!("last {}", ir.series.get(*series)?.key),
        K::CountInstances(instances) if instances.filter.is_none() => {
            let window = instances.window.map_or_else(String::new, |window| format!(" in last {window}"));
            format!("count of {}{window}", object(ir, instances.object)?)
        }
        K::TimeInStage(stages) => {
            let stage = ir.stages.get(*stages.first()?)?;
            format!("time in stage {}", stage.info.name)
        }
        K::Through { reference, value, .. } => format!("{}.{}", of(ir, *reference)?, of(ir, *value)?),
        K::Has { set, value } => format!("{} has {}", of(ir, *set)?, literal(ir, *value)?),
        K::TextTest { op, text, part } => {
            let op = match op {
                TextTest::Contains => "contains",
                TextTest::ContainsWord => "contains word",
                TextTest::StartsWith => "starts with",
                TextTest::EndsWith => "ends with",
            };
            format!("{} {op} {}", of(ir, *text)?, literal(ir, *part)?)
        }
        K::Was(value) => format!("was {}", of(ir, *value)?),
        K::Changed(value) => format!("changed {}", of(ir, *value)?),
        _ => return None,
    })
}

fn object(ir: &Blueprint, id: ObjectId) -> Option<&str> {
    Some(ir.objects.get(id)?.info.name.as_str())
}

fn literal(ir: &Blueprint, id: ExprId) -> Option<String> {
    match &ir.exprs.get(id)?.kind {
        K::Literal(Value::Text(text)) => Some(format!("{text:?}")),
        K::Literal(Value::Int(number)) => Some(number.to_string()),
        K::Literal(Value::Member(of, index)) => {
            let member = ir.enums.get(*of)?.members.get(usize::try_from(*index).ok()?)?;
            Some(member.info.name.clone())
        }
        _ => None,
    }
}
