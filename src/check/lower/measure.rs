//! `kpi` of a stage: what is measured, and what it should be.

use super::super::context::Checker;
use super::super::expr::Expected;
use super::super::symbols::{Scope, Subjects};
use super::restraint::window;
use crate::ast::{self, CompareOp, Path};
use crate::ir::*;
use crate::text::Span;

/// The figure of a stage; `None` where it can't be read, or is not supported.
pub(super) fn lower(
    checker: &mut Checker<'_>,
    written: &ast::Measure,
    (own, journey): (StageId, JourneyId),
    span: Span,
) -> Option<Measure> {
    let per = written.per.as_ref().map(|per| window(checker, per, span));
    let (kind, scalar) = match &written.kind {
        ast::MeasureKind::Conversion { from, to, journey: named } => {
            let from = stage_or(checker, from.as_ref(), own, journey, named.as_ref());
            let to = stage(checker, to, journey, named.as_ref());
            (MeasureKind::Conversion { from: from?, to: to? }, Scalar::Decimal)
        }
        ast::MeasureKind::Time(of) => {
            (MeasureKind::Time(stage_or(checker, of.as_ref(), own, journey, None)?), Scalar::Duration)
        }
        ast::MeasureKind::Volume(of) => {
            (MeasureKind::Volume(stage_or(checker, of.as_ref(), own, journey, None)?), Scalar::Int)
        }
        ast::MeasureKind::Value(value) => {
            let subject = Subjects::of(&checker.symbols.subjects.journeys, journey);
            let typed = checker.typer().expr(value, &Scope::of(subject), Expected::Any);
            let value = typed.unwrap_or_else(|| checker.hole(value.place.0));
            let scalar = checker.ir.exprs.get(value).map_or(Scalar::Decimal, |expr| expr.ty.scalar);
            (MeasureKind::Value(value), scalar)
        }
        ast::MeasureKind::Pressure(channel) => {
            // A mean over contacts, so not a whole number.
            (MeasureKind::Pressure(checker.channel(channel)?), Scalar::Decimal)
        }
        ast::MeasureKind::Breach(_) => return None,
    };
    let target = written.target.as_ref().and_then(|(op, value)| {
        let value = checker.constant(value, Type::required(scalar))?;
        Some((comparison(*op)?, value))
    });
    Some(Measure { kind, target, per, span })
}

fn stage_or(
    checker: &mut Checker<'_>,
    path: Option<&Path>,
    own: StageId,
    journey: JourneyId,
    named: Option<&ast::Name>,
) -> Option<StageId> {
    match path {
        Some(path) => stage(checker, path, journey, named),
        None => Some(own),
    }
}

/// A bare name is a stage of the journey that is named, or of the stage's own.
fn stage(checker: &mut Checker<'_>, path: &Path, own: JourneyId, named: Option<&ast::Name>) -> Option<StageId> {
    let own = checker.nodes.journeys.get(own.index()).map(|node| &node.ast.name);
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
