//! `score`: bounds, points by event, by profile and by ladder.

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::expr::Expected;
use super::super::nodes::Node;
use super::super::symbols::{Scope, Subject};
use crate::ast::{self, Expr, LadderStep, ScoreClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Lowers one score.
pub(in crate::check) fn score(checker: &mut Checker<'_>, node: Node<'_, ast::Score>, subject: Subject) -> Score {
    let own = Scope::of(subject);
    let ast = node.ast;
    let owner = Owner::new("score", &ast.name, &ast.body);
    let (info, responsibilities) = checker.info_of(&own, &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let (mut bounds, mut fade) = (Slot::new("in"), Slot::new("fade"));
    let (mut events, mut profile) = (Vec::new(), Vec::new());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            ScoreClause::Bounds { low, high } => bounds.put(checker, span, (low, high)),
            ScoreClause::OnEvent { events: filter, add, once } => {
                let (filter, scope) = checker.event_filter_in(filter, Scope { moment: true, ..own.clone() });
                let points = checker.maybe(add, &scope, Scalar::Int);
                events.push(EventPoints { events: filter.events, filter: filter.filter, points, once: *once, span });
            }
            ScoreClause::Profile { when, add } => {
                let test = checker.guard(when, &own);
                let points = checker.maybe(add, &own, Scalar::Int);
                profile.push(ProfilePoints { steps: vec![ProfileStep { test, points }], span });
            }
            ScoreClause::Ladder { by, steps } => {
                let steps = ladder(checker, by, steps, &own);
                profile.push(ProfilePoints { steps, span });
            }
            ScoreClause::Fade { points, every } => fade.put(checker, span, (points, every)),
            ScoreClause::Common(_) => {}
        }
    }
    let found = bounds.span();
    let bounds = bounds.required(checker, &owner, "say its range, `in 0..100`");
    let (low, high) = bounds.zip(found).map_or((0, 0), |(ends, span)| range(checker, ends, span));
    let fade = fade.value().and_then(|(points, every)| fading(checker, points, every));
    Score { info, object: subject.object(), low, high, events, profile, fade, responsibilities }
}

/// E0410: at least a point, in a time that is longer than nothing.
fn fading(checker: &mut Checker<'_>, points: &Expr, every: &ast::Duration) -> Option<Fade> {
    let span = points.place.0;
    let points = checker.constant(points, Type::required(Scalar::Int));
    let every = checker.length(every);
    let Some(Value::Int(points)) = points else { return None };
    if points < 1 {
        let message = format!("{points} points don't fade");
        checker.report(Diagnostic::new(Code::BadBounds, span, message).help("use a whole number from 1 on"));
    }
    Some(Fade { points, every })
}

/// The steps of a ladder, all of one value.
fn ladder(checker: &mut Checker<'_>, by: &Expr, steps: &[LadderStep], scope: &Scope<'_>) -> Vec<ProfileStep> {
    let mut value = checker.typer().expr(by, scope, Expected::Any);
    let mut lowered = Vec::with_capacity(steps.len());
    for step in steps {
        let test = value.and_then(|value| checker.typer().ladder_test(value, step.op, &step.value, scope));
        if test.is_none() {
            // One word is enough where the value itself does not fit the steps.
            value = None;
        }
        let test = test.unwrap_or_else(|| checker.hole(step.place.0));
        let points = checker.maybe(&step.add, scope, Scalar::Int);
        lowered.push(ProfileStep { test, points });
    }
    lowered
}

/// E0410: the lower bound is not above the upper one, and that is not below 0.
fn range(checker: &mut Checker<'_>, (low, high): (&Expr, &Expr), span: Span) -> (i64, i64) {
    let int = Type::required(Scalar::Int);
    let (low, high) = (checker.constant(low, int), checker.constant(high, int));
    let (Some(Value::Int(low)), Some(Value::Int(high))) = (low, high) else { return (0, 0) };
    let wrong = if low > high {
        Some((format!("the bounds {low}..{high} are the wrong way round"), "write the lower bound first"))
    } else if high < 0 {
        Some((format!("the upper bound {high} is below 0"), "points by event stay within 0 and the upper bound"))
    } else {
        None
    };
    if let Some((message, help)) = wrong {
        checker.report(Diagnostic::new(Code::BadBounds, span, message).help(help));
    }
    (low, high)
}
