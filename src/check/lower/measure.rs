//! `kpi` of a stage or standing alone: what is measured, and what it should be.

use super::super::clauses::Owner;
use super::super::context::Checker;
use super::super::expr::Expected;
use super::super::symbols::{Scope, Subject, Subjects};
use super::restraint::window;
use crate::ast::{self, CompareOp, Path};
use crate::ir::*;
use crate::text::Span;

/// Whose figure it is.
#[derive(Clone, Copy)]
pub(super) enum Of<'o> {
    /// The stage that is meant where none is named, and the journey in which others are looked up.
    Stage(StageId, JourneyId),
    /// A `kpi` that stands alone, and names all stages.
    Kpi(&'o Owner<'o>),
}

/// The figure; `None` where it can't be read.
pub(super) fn lower(checker: &mut Checker<'_>, written: &ast::Measure, of: Of<'_>, span: Span) -> Option<Measure> {
    let per = written.per.as_ref().map(|per| window(checker, per, span));
    let (kind, scalar) = match &written.kind {
        ast::MeasureKind::Conversion { from, to, journey } => {
            let from = stage_or(checker, from.as_ref(), of, journey.as_ref(), "conversion lead to customer");
            let to = stage(checker, to, of, journey.as_ref());
            (MeasureKind::Conversion { from: from?, to: to? }, Scalar::Decimal)
        }
        ast::MeasureKind::Time(stage) => {
            (MeasureKind::Time(stage_or(checker, stage.as_ref(), of, None, "time in lead")?), Scalar::Duration)
        }
        ast::MeasureKind::Volume(stage) => {
            (MeasureKind::Volume(stage_or(checker, stage.as_ref(), of, None, "volume of lead")?), Scalar::Int)
        }
        ast::MeasureKind::Value(value) => {
            let subject = match of {
                Of::Stage(_, journey) => Subjects::of(&checker.symbols.subjects.journeys, journey),
                Of::Kpi(_) => Subject::Contact,
            };
            let typed = checker.typer().expr(value, &Scope::of(subject), Expected::Any);
            let value = typed.unwrap_or_else(|| checker.hole(value.place.0));
            let scalar = checker.ir.exprs.get(value).map_or(Scalar::Decimal, |expr| expr.ty.scalar);
            (MeasureKind::Value(value), scalar)
        }
        ast::MeasureKind::Pressure(channel) => {
            // A mean over contacts, so not a whole number.
            (MeasureKind::Pressure(checker.channel(channel)?), Scalar::Decimal)
        }
        ast::MeasureKind::Breach(sla) => (MeasureKind::Breach(checker.sla(sla)?), Scalar::Decimal),
    };
    let target = written.target.as_ref().and_then(|(op, value)| {
        let value = checker.constant(value, Type::required(scalar))?;
        Some((comparison(*op)?, value))
    });
    Some(Measure { kind, target, per, span })
}

/// The stage that is named, or the one whose figure it is; E0401 where there is neither.
fn stage_or(
    checker: &mut Checker<'_>,
    path: Option<&Path>,
    of: Of<'_>,
    journey: Option<&ast::Name>,
    example: &str,
) -> Option<StageId> {
    match (path, of) {
        (Some(path), _) => stage(checker, path, of, journey),
        (None, Of::Stage(own, _)) => Some(own),
        (None, Of::Kpi(owner)) => {
            checker.missing(owner, "no stage", &format!("say of which, `{example}`; in a stage it is that stage's"));
            None
        }
    }
}

/// A bare name is a stage of the journey that is named, or of the stage's own.
fn stage(checker: &mut Checker<'_>, path: &Path, of: Of<'_>, named: Option<&ast::Name>) -> Option<StageId> {
    let own = match of {
        Of::Stage(_, journey) => checker.nodes.journeys.get(journey.index()).map(|node| &node.ast.name),
        Of::Kpi(_) => None,
    };
    let path = match (path.parts.as_slice(), named.or(own)) {
        ([name], Some(journey)) => {
            // The stage is what may be wrong, so its place is that of the whole.
            let journey =
                ast::Name { text: journey.text.clone(), place: named.map_or(name.place, |named| named.place) };
            Path { parts: vec![journey, name.clone()], place: path.place }
        }
        _ => path.clone(),
    };
    checker.stages(std::slice::from_ref(&path), &Scope::default()).first().copied()
}

const fn comparison(op: CompareOp) -> Option<Comparison> {
    Some(match op {
        CompareOp::Equal => Comparison::Equal,
        CompareOp::NotEqual => Comparison::NotEqual,
        CompareOp::Less => Comparison::Less,
        CompareOp::LessOrEqual => Comparison::LessOrEqual,
        CompareOp::Greater => Comparison::Greater,
        CompareOp::GreaterOrEqual => Comparison::GreaterOrEqual,
        _ => return None,
    })
}
