//! Journeys that extend others for a segment.

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::nodes::{ExtensionNode, Node, StageNode};
use super::super::symbols::{Scope, Subject};
use super::journey::{segment, stage, subject_of};
use crate::ast::{self, JourneyClause, StageClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Lowers all of them, in order, each with the journey that it extends; `None` for one whose
/// segment could not be read.
pub(super) fn all(checker: &mut Checker<'_>) -> Vec<Option<(JourneyId, Extension)>> {
    let nodes = checker.nodes.extensions.clone();
    let mut own = vec![Own::default(); nodes.len()];
    for (id, stage) in checker.nodes.stages.iter().enumerate() {
        if let Some(own) = stage.extension.and_then(|index| own.get_mut(index)) {
            own.stages.push(StageId::new(id));
        }
    }
    for (id, transition) in checker.nodes.transitions.iter().enumerate() {
        if let Some(own) = transition.extension.and_then(|index| own.get_mut(index)) {
            own.transitions.push(TransitionId::new(id));
        }
    }
    nodes.into_iter().zip(own).map(|(node, own)| extension(checker, own, node)).collect()
}

/// What a journey adds to the one that it extends.
#[derive(Clone, Default)]
struct Own {
    stages: Vec<StageId>,
    transitions: Vec<TransitionId>,
}

fn extension(checker: &mut Checker<'_>, own: Own, extension: ExtensionNode<'_>) -> Option<(JourneyId, Extension)> {
    let ExtensionNode { node, journey } = extension;
    let ast = node.ast;
    let owner = Owner::new("journey", &ast.name, &ast.body);
    let subject = subject_of(checker, journey);
    let (info, responsibilities) =
        checker.info_of(&Scope::of(subject), &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let object = subject.object();
    same_subject(checker, ast, journey, object);
    let mut extends = Slot::new("extends");
    let mut refined = Vec::new();
    for clause in &ast.body.clauses {
        match &clause.kind {
            JourneyClause::Extends(name) => extends.put(checker, clause.place.0, name),
            JourneyClause::Stage(stage) => {
                let node = Node { ast: stage, notes: &clause.notes, span: clause.place.0 };
                refined.extend(refinement(checker, node, journey));
            }
            _ => {}
        }
    }
    let is_for = ast.body.clauses.iter().any(|clause| matches!(clause.kind, JourneyClause::For(_)));
    if !is_for {
        let help = "say for whom: `for segment` and its name; what is for everybody belongs into the other journey";
        checker.missing(&owner, "no `for`", help);
    }
    let segment = segment(checker, ast, object)?;
    let Own { stages, transitions } = own;
    nobody_begins(checker, &stages);
    Some((journey, Extension { info, segment, stages, transitions, refined, responsibilities }))
}

/// E0417: it is of the same object as the journey that it extends.
fn same_subject(checker: &mut Checker<'_>, ast: &ast::Journey, journey: JourneyId, object: Option<ObjectId>) {
    let Some(name) = &ast.subject else { return };
    let said = checker.object(name);
    if said.is_some() && said != object && subject_of(checker, journey) != Subject::Unknown {
        let message = format!("the journey that it extends is not of `{}`", name.text);
        checker.wrong_type(Code::OtherObject, name.place.0, message, "leave out `of`: it is of what that is of");
    }
}

/// What is said of a stage of the other journey; `None` for a stage that is added.
fn refinement(checker: &mut Checker<'_>, node: Node<'_, ast::Stage>, journey: JourneyId) -> Option<Refinement> {
    let own = checker.nodes.own_stages.get(journey.index());
    let of = own.and_then(|own| own.get(node.ast.name.text.as_str()).copied().flatten())?;
    let core = checker.nodes.stages.get(of.index()).copied().filter(|core| core.extension.is_none())?;
    for clause in &node.ast.body.clauses {
        let what = match &clause.kind {
            StageClause::Initial => "initial",
            StageClause::Final => "final",
            StageClause::Requires(_) => "requires",
            StageClause::Stage(_) => "stage",
            _ => continue,
        };
        let message = format!("`{what}` decides for everybody, and `{}` is a stage for everybody", node.ast.name.text);
        checker.report(
            Diagnostic::new(Code::BadJourney, clause.place.0, message)
                .related(core.node.ast.name.place.0, "the stage is declared here")
                .help("write it there, or add a stage with a name of its own"),
        );
    }
    let said = stage(checker, StageNode { node, journey, parent: core.parent, extension: None }, of);
    let stage = Stage { children: Vec::new(), initial: None, is_final: false, requires: Vec::new(), ..said };
    Some(Refinement { of, stage })
}

/// E0406: everybody begins in a stage that is for everybody.
fn nobody_begins(checker: &mut Checker<'_>, stages: &[StageId]) {
    for id in stages {
        let Some(node) = checker.nodes.stages.get(id.index()).copied().filter(|stage| stage.parent.is_none()) else {
            continue;
        };
        let marked = |clause: &&ast::Clause<StageClause>| matches!(clause.kind, StageClause::Initial);
        if let Some(clause) = node.node.ast.body.clauses.iter().find(marked) {
            let message =
                format!("everybody begins in the journey that is extended, not in `{}`", node.node.ast.name.text);
            checker.report(
                Diagnostic::new(Code::InitialStage, clause.place.0, message)
                    .help("leave out `initial`, and let a transition lead here"),
            );
        }
    }
}

/// The segment for which transitions are.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub(super) segment: SegmentId,
    /// Where it is said.
    pub(super) span: Span,
}

impl Around {
    /// The guard of a transition: who leaves a stage for everybody must be in the segment. Who is
    /// in a stage of its own has come there, and is not held there for having left the segment.
    pub(super) fn guard(
        self,
        checker: &mut Checker<'_>,
        extension: Option<usize>,
        sources: &[StageId],
        guard: Option<ExprId>,
    ) -> Option<ExprId> {
        let is_own =
            |id: &&StageId| checker.nodes.stages.get(id.index()).is_some_and(|stage| stage.extension == extension);
        let own: Vec<StageId> = sources.iter().filter(is_own).copied().collect();
        if own.len() == sources.len() {
            return guard;
        }
        let mut push = |kind| checker.ir.exprs.push(Expr { kind, ty: Type::required(Scalar::Bool), span: self.span });
        let mut whole = push(ExprKind::Segment(self.segment));
        if !own.is_empty() {
            let there = push(ExprKind::InStage(own));
            whole = push(ExprKind::Or(vec![whole, there]));
        }
        Some(match guard {
            Some(guard) => push(ExprKind::And(vec![whole, guard])),
            None => whole,
        })
    }
}
