//! `journey`: its stages and transitions.

use std::collections::HashSet;

use super::super::clauses::{Owner, Slot, is_damaged};
use super::super::context::Checker;
use super::super::expr::one;
use super::super::exprs::moment_of;
use super::super::nodes::{Node, StageNode, TransitionNode};
use super::super::symbols::{Scope, Subject, Subjects};
use super::effect::Changes;
use super::extension;
use super::measure;
use super::trigger::{self, Of};
use crate::ast::{self, JourneyClause, Name, StageClause, TransitionClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// Lowers all journeys.
pub(super) fn all(checker: &mut Checker<'_>) {
    for node in checker.nodes.stages.clone() {
        let id = StageId::new(checker.ir.stages.len());
        let stage = stage(checker, node, id);
        checker.ir.stages.push(stage);
    }
    let extensions = extension::all(checker);
    for node in checker.nodes.transitions.clone() {
        let around = node
            .extension
            .and_then(|index| extensions.get(index)?.as_ref())
            .map(|(_, own)| extension::Around { segment: own.segment, span: own.info.span });
        let transition = transition(checker, node, around);
        checker.ir.transitions.push(transition);
    }
    let mut stages = vec![Vec::new(); checker.nodes.journeys.len()];
    for (index, node) in checker.nodes.stages.iter().enumerate() {
        if let Some(own) = stages.get_mut(node.journey.index()) {
            own.push(StageId::new(index));
        }
    }
    let mut transitions = vec![Vec::new(); checker.nodes.journeys.len()];
    for (index, node) in checker.nodes.transitions.iter().enumerate() {
        if let Some(own) = transitions.get_mut(node.journey.index()) {
            own.push(TransitionId::new(index));
        }
    }
    let nodes = checker.nodes.journeys.clone();
    let mut extended: Vec<Vec<Extension>> = Vec::new();
    extended.resize_with(nodes.len(), Vec::new);
    for (journey, own) in extensions.into_iter().flatten() {
        if let Some(all) = extended.get_mut(journey.index()) {
            all.push(own);
        }
    }
    let own = stages.into_iter().zip(transitions).zip(extended);
    for (index, (node, ((stages, transitions), own))) in nodes.into_iter().zip(own).enumerate() {
        let subject = subject_of(checker, JourneyId::new(index));
        let segment = segment(checker, node.ast, subject.object());
        let journey = Journey { segment, extensions: own, ..journey(checker, node, subject, stages, transitions) };
        checker.ir.journeys.push(journey);
    }
}

/// The segment that a journey is for: of the contact, or of the journey's object.
pub(super) fn segment(
    checker: &mut Checker<'_>,
    journey: &ast::Journey,
    object: Option<ObjectId>,
) -> Option<SegmentId> {
    let mut named = Slot::new("for");
    for clause in &journey.body.clauses {
        if let JourneyClause::For(name) = &clause.kind {
            named.put(checker, clause.place.0, name);
        }
    }
    let name = named.value()?;
    let segment = checker.segment(name)?;
    let of = Subjects::of(&checker.symbols.subjects.segments, segment).object();
    if let Some(of) = of.filter(|of| Some(*of) != object) {
        let message = format!("`{}` is of {}", name.text, one(checker.object_called(of)));
        let help = match object {
            Some(object) => format!("name a segment of the contact, or of {}", one(checker.object_called(object))),
            None => "the journey is the contact's: name a segment of the contact".to_owned(),
        };
        checker.wrong_type(Code::OtherObject, name.place.0, message, &help);
    }
    Some(segment)
}

/// Whose a journey is.
pub(super) fn subject_of(checker: &Checker<'_>, journey: JourneyId) -> Subject {
    Subjects::of(&checker.symbols.subjects.journeys, journey)
}

fn journey(
    checker: &mut Checker<'_>,
    node: Node<'_, ast::Journey>,
    subject: Subject,
    stages: Vec<StageId>,
    transitions: Vec<TransitionId>,
) -> Journey {
    let ast = node.ast;
    let owner = Owner::new("journey", &ast.name, &ast.body);
    let own = Scope::of(subject);
    let (info, responsibilities) = checker.info_of(&own, &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    if stages.is_empty() {
        checker.missing(&owner, "no stage", "add one, `stage lead initial`");
    }
    let mut outer = outer(checker, &stages);
    // Nobody begins in a stage that only some can reach.
    outer.retain(|id| checker.nodes.stages.get(id.index()).is_some_and(|stage| stage.extension.is_none()));
    let initial = initial(checker, &owner, &outer).unwrap_or_else(|| {
        checker.poisoned();
        if !owner.damaged && !stages.is_empty() && !may_hide_initial(ast) {
            let message = format!("journey `{}` has no initial stage", owner.name);
            checker.report(
                Diagnostic::new(Code::InitialStage, owner.span, message)
                    .help("mark the stage of a new contact, `stage lead initial`"),
            );
        }
        StageId::new(0)
    });
    Journey {
        info,
        object: subject.object(),
        segment: None,
        stages,
        initial,
        transitions,
        extensions: Vec::new(),
        responsibilities,
    }
}

/// Those that are inside no other.
fn outer(checker: &Checker<'_>, stages: &[StageId]) -> Vec<StageId> {
    let is_outer = |id: &&StageId| checker.nodes.stages.get(id.index()).is_some_and(|stage| stage.parent.is_none());
    stages.iter().filter(is_outer).copied().collect()
}

/// E0406: of the stages of a journey, or of a stage, one is the first.
fn initial(checker: &mut Checker<'_>, owner: &Owner<'_>, stages: &[StageId]) -> Option<StageId> {
    let mut found: Option<(StageId, crate::text::Span)> = None;
    for &id in stages {
        let Some(stage) = checker.nodes.stages.get(id.index()).copied() else { continue };
        let marked = |clause: &&ast::Clause<StageClause>| matches!(clause.kind, StageClause::Initial);
        let Some(clause) = stage.node.ast.body.clauses.iter().find(marked) else { continue };
        let span = clause.place.0;
        match found {
            None => found = Some((id, span)),
            Some((_, first)) => {
                let message = format!("{} `{}` has a second initial stage", owner.kind, owner.name);
                checker.report(
                    Diagnostic::new(Code::InitialStage, span, message)
                        .related(first, "the first stands here")
                        .help("a contact begins in one stage; let transitions lead on from there"),
                );
            }
        }
    }
    found.map(|(id, _)| id)
}

/// Whether `initial` may stand in what could not be read.
fn may_hide_initial(journey: &ast::Journey) -> bool {
    journey.body.clauses.iter().any(|clause| match &clause.kind {
        JourneyClause::Stage(stage) => is_damaged(&stage.body),
        _ => false,
    })
}

pub(super) fn stage(checker: &mut Checker<'_>, stage: StageNode<'_>, own: StageId) -> Stage {
    let StageNode { node, journey, parent, .. } = stage;
    let ast = node.ast;
    let children = children(checker, own);
    let owner = Owner::new("stage", &ast.name, &ast.body);
    let initial_child = initial(checker, &owner, &children).or(children.first().copied());
    let ends = |stage: &ast::Stage| stage.body.clauses.iter().any(|one| matches!(one.kind, StageClause::Final));
    let outer = parent.and_then(|parent| checker.nodes.stages.get(parent.index()));
    let ended = outer.is_some_and(|outer| ends(outer.node.ast));
    let own_scope = Scope::of(subject_of(checker, journey));
    let (info, responsibilities) = checker.info_of(&own_scope, &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let (mut initial, mut is_final) = (Slot::new("initial"), Slot::new("final"));
    let (mut phase, mut emotion, mut view) = (Slot::new("phase"), Slot::new("emotion"), Slot::new("customer_view"));
    let mut skippable = Slot::new("skippable");
    let (mut moments, mut deliverables, mut friction) = (Vec::new(), Vec::new(), Vec::new());
    let (mut requires, mut measures) = (Vec::new(), Vec::new());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            StageClause::Initial => initial.put(checker, span, ()),
            StageClause::Final => is_final.put(checker, span, ()),
            StageClause::Phase(text) => phase.put(checker, span, text.value.clone()),
            StageClause::Moment(text) => moments.push(text.value.clone()),
            StageClause::Emotion(name) => emotion.put(checker, span, name.text.clone()),
            StageClause::CustomerView(text) => view.put(checker, span, text.value.clone()),
            StageClause::Kpi(figure) => {
                measures.extend(measure::lower(checker, figure, measure::Of::Stage(own, journey), span));
            }
            StageClause::Deliverable(text) => deliverables.push(text.value.clone()),
            StageClause::Skippable => skippable.put(checker, span, ()),
            StageClause::Friction(text) => friction.push(text.value.clone()),
            StageClause::Requires(paths) => {
                paths.iter().for_each(|path| requirement(checker, path, journey, &mut requires));
            }
            StageClause::Stage(_) | StageClause::Common(_) => {}
        }
    }
    Stage {
        info,
        journey,
        parent,
        children,
        initial: initial_child,
        is_final: is_final.value().is_some() || ended,
        phase: phase.value(),
        responsibilities,
        moments,
        emotion: emotion.value(),
        customer_view: view.value(),
        deliverables,
        skippable: skippable.value().is_some(),
        friction,
        requires,
        measures,
    }
}

/// The stages inside a stage, which follow it at once.
fn children(checker: &Checker<'_>, own: StageId) -> Vec<StageId> {
    let behind = checker.nodes.stages.iter().enumerate().skip(own.index().saturating_add(1));
    behind.take_while(|(_, stage)| stage.parent == Some(own)).map(|(index, _)| StageId::new(index)).collect()
}

/// E0414: what always has a value blocks nothing.
fn requirement(checker: &mut Checker<'_>, path: &ast::Path, journey: JourneyId, to: &mut Vec<FieldId>) {
    let subject = subject_of(checker, journey);
    let Some((field, ty)) = checker.field_target(path, "required", &Scope::of(subject)) else { return };
    let of = checker.ir.fields.get(field).and_then(|field| field.object);
    if let Some(object) = subject.object().filter(|object| of != Some(*object)) {
        let message = format!("`{}` is a field of the contact", super::effect::written(path));
        let help = format!("a stage of {} requires fields of its own", one(checker.object_called(object)));
        checker.wrong_type(Code::BadRequirement, path.place.0, message, &help);
        return;
    }
    if !ty.optional {
        let message = format!("`{}` always has a value, so requiring it blocks nothing", super::effect::written(path));
        let help = if ty.set { "a set is never unset" } else { "declare the field with `?`, or leave it out here" };
        checker.report(Diagnostic::new(Code::BadRequirement, path.place.0, message).help(help));
    } else if !to.contains(&field) {
        to.push(field);
    }
}

/// Of one that extends another journey with the segment around it.
fn transition(
    checker: &mut Checker<'_>,
    transition: TransitionNode<'_>,
    around: Option<extension::Around>,
) -> Transition {
    let TransitionNode { node, journey, extension, order } = transition;
    let ast = node.ast;
    let source = ast.sources.first();
    let name = Name {
        text: format!("{}->{}", source.map_or("", |name| name.text.as_str()), ast.target.text),
        place: source.map_or(ast.target.place, |name| ast::Place(name.place.0.to(ast.target.place.0))),
    };
    let own = Scope::of(subject_of(checker, journey));
    let (info, responsibilities) = checker.info_of(&own, &name, ast.label.as_ref(), node.notes, &ast.body);
    let sources: Vec<Option<StageId>> =
        ast.sources.iter().map(|name| checker.own_stage(journey, extension, name)).collect();
    let target = checker.own_stage(journey, extension, &ast.target);
    let mut trigger = Slot::new("on");
    let (mut when, mut priority) = (Slot::new("when"), Slot::new("priority"));
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            TransitionClause::Trigger(found) => trigger.put(checker, span, found),
            TransitionClause::When(guard) => when.put(checker, span, guard),
            TransitionClause::Priority(number) => priority.put(checker, span, number.value),
            TransitionClause::Do(_) | TransitionClause::Effect(_) | TransitionClause::Common(_) => {}
        }
    }
    let eventless = trigger.span().is_none() && !is_damaged(&ast.body);
    for (name, source) in ast.sources.iter().zip(&sources) {
        leaves_no_final_stage(checker, name, *source);
        if eventless {
            moves_somewhere(checker, name, *source, &ast.target, target);
        }
    }
    leaves_each_once(checker, &ast.sources, &sources);
    let known: Option<Vec<StageId>> = sources.iter().copied().collect();
    let mut seen = HashSet::new();
    let unique: Vec<StageId> = sources.into_iter().flatten().filter(|source| seen.insert(*source)).collect();
    let of = Of::Transition { sources: known.is_some().then_some(unique.as_slice()) };
    let base = moment_of(subject_of(checker, journey));
    let trigger_at = trigger.span().unwrap_or(node.span);
    let (trigger, mut scope) = match trigger.value() {
        None => (None, base),
        Some(found) => trigger::lower(checker, found, trigger_at, &of, &base),
    };
    // What sets it off is not known, but it is no level.
    let unknown = trigger.is_none() && !eventless;
    scope.unknown_event |= unknown;
    let trigger = trigger.or_else(|| unknown.then(|| Trigger::Event(EventFilter { events: Vec::new(), filter: None })));
    let guard = checker.optional_guard(when.value(), &scope);
    let guard = match around {
        Some(around) => around.guard(checker, extension, &unique, guard),
        None => guard,
    };
    let (mut calls, mut changes) = (Vec::new(), Changes::default());
    for clause in &ast.body.clauses {
        match &clause.kind {
            TransitionClause::Do(does) => checker.calls(does, &scope, &mut calls),
            TransitionClause::Effect(effect) => checker.effect(effect, clause.place.0, &scope, &mut changes),
            _ => {}
        }
    }
    Transition {
        info,
        journey,
        sources: unique,
        target: target.unwrap_or(StageId::new(0)),
        trigger,
        guard,
        priority: priority.value().unwrap_or(0),
        order,
        calls,
        effects: changes.effects,
        starts: changes.starts,
        responsibilities,
        span: node.span,
    }
}

/// E0408: nothing leaves a final stage, nor one inside it.
fn leaves_no_final_stage(checker: &mut Checker<'_>, name: &Name, source: Option<StageId>) {
    let stage = source.and_then(|id| checker.nodes.stages.get(id.index()).copied());
    let outer = stage.and_then(|stage| stage.parent).and_then(|id| checker.nodes.stages.get(id.index()).copied());
    let marked = |clause: &&ast::Clause<StageClause>| matches!(clause.kind, StageClause::Final);
    let final_of = |stage: StageNode<'_>| stage.node.ast.body.clauses.iter().find(marked).map(|clause| clause.place.0);
    let own = stage.and_then(final_of);
    let Some(at) = own.or_else(|| outer.and_then(final_of)) else { return };
    let (message, related) = match outer.filter(|_| own.is_none()) {
        None => (format!("the stage `{}` is final, nothing leaves it", name.text), "it is final"),
        Some(outer) => {
            let outer = &outer.node.ast.name.text;
            (format!("the stage `{}` is inside `{outer}`, which is final: nothing leaves it", name.text), "it is final")
        }
    };
    checker.report(
        Diagnostic::new(Code::BadTransition, name.place.0, message)
            .related(at, related)
            .help("take the transition out, or `final`"),
    );
}

/// E0408: without an event, a stage would be entered again and again.
fn moves_somewhere(
    checker: &mut Checker<'_>,
    source: &Name,
    from: Option<StageId>,
    target: &Name,
    to: Option<StageId>,
) {
    let parent = from.and_then(|id| checker.nodes.stages.get(id.index())).and_then(|stage| stage.parent);
    let message = match (from, to) {
        (Some(from), Some(to)) if from == to => format!("without an event, `{}` can't lead to itself", source.text),
        (Some(_), Some(to)) if parent == Some(to) => {
            format!("without an event, `{}` can't lead to `{}`, in which it is", source.text, target.text)
        }
        _ => return,
    };
    checker.report(
        Diagnostic::new(Code::BadTransition, target.place.0, message)
            .help("say on which event the stage is entered again, or lead to another stage"),
    );
}

/// E0408: a stage and the one inside which it is are not listed both.
fn leaves_each_once(checker: &mut Checker<'_>, names: &[Name], sources: &[Option<StageId>]) {
    for (name, source) in names.iter().zip(sources) {
        let parent = source.and_then(|id| checker.nodes.stages.get(id.index())).and_then(|stage| stage.parent);
        let Some(parent) = parent.filter(|parent| sources.contains(&Some(*parent))) else { continue };
        let outer = checker.nodes.stages.get(parent.index()).map_or("", |stage| stage.node.ast.name.text.as_str());
        let message = format!("`{}` is inside `{outer}`, which is left too", name.text);
        checker.report(
            Diagnostic::new(Code::BadTransition, name.place.0, message)
                .help(format!("name `{outer}` alone, or the stages inside it that are meant")),
        );
    }
}

impl Checker<'_> {
    /// E0408: stages that an extending journey adds are those of its own transitions alone.
    fn reaches_own(&mut self, extension: Option<usize>, name: &Name, stage: Option<StageId>) {
        let of = stage.and_then(|id| self.nodes.stages.get(id.index())).and_then(|stage| stage.extension);
        let Some(of) = of.filter(|of| extension != Some(*of)).and_then(|of| self.nodes.extensions.get(of)) else {
            return;
        };
        let owner = &of.node.ast.name;
        let message =
            format!("the stage `{}` is added by `{}`, and only its transitions go there", name.text, owner.text);
        let help = format!("write the transition in `{}`", owner.text);
        self.report(
            Diagnostic::new(Code::BadTransition, name.place.0, message)
                .related(owner.place.0, "it is declared here")
                .help(help),
        );
    }

    /// A stage of this journey, by its bare name. E0201.
    fn own_stage(&mut self, journey: JourneyId, extension: Option<usize>, name: &Name) -> Option<StageId> {
        let own = self.nodes.own_stages.get(journey.index());
        let found = own.and_then(|own| own.get(name.text.as_str()).copied());
        let known = found.is_some();
        let stage = found.flatten();
        self.complete &= stage.is_some();
        if !known && !self.symbols.may_be_declared(&name.text) {
            let near = own.and_then(|own| crate::text::did_you_mean(&name.text, own.keys().copied()));
            let near = near.map(str::to_owned);
            let journey = self.nodes.journeys.get(journey.index()).map_or("", |node| node.ast.name.text.as_str());
            let message = format!("journey `{journey}` has no stage `{}`", name.text);
            let elsewhere = self.symbols.stages.get(&name.text).and_then(|stages| stages.first());
            match elsewhere.filter(|_| near.is_none()).map(|stage| stage.span) {
                Some(span) => {
                    let found = Diagnostic::new(Code::UnknownName, name.place.0, message);
                    let help = "a transition stays in its journey; others follow by transitions of their own";
                    self.report(found.related(span, "it is a stage of another journey").help(help));
                }
                None => self.unknown(Code::UnknownName, name.place.0, message, near),
            }
        }
        self.reaches_own(extension, name, stage);
        stage
    }
}
