//! `sequence`: its clauses, and its steps as a flat program.

use indexmap::IndexMap;

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::nodes::SequenceNode;
use super::super::symbols::{Scope, Subjects};
use super::effect::Changes;
use super::mode::suspensions;
use super::opening::time_of_day;
use super::step_key::{Keys, written};
use crate::ast::{self, Body, Name, SequenceClause, Step as Written, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Lowers all sequences.
pub(super) fn all(checker: &mut Checker<'_>) {
    for (index, node) in checker.nodes.sequences.clone().into_iter().enumerate() {
        let sequence = sequence(checker, node, index);
        checker.ir.sequences.push(sequence);
    }
}

fn sequence(checker: &mut Checker<'_>, sequence: SequenceNode<'_>, index: usize) -> Sequence {
    let SequenceNode { node, order } = sequence;
    let ast = node.ast;
    let owner = Owner::new("sequence", &ast.name, &ast.body);
    let declared = checker.types.sequences.get(index).cloned().unwrap_or_default();
    let unread: Vec<(String, Option<Type>)> = declared.iter().filter(|(_, ty)| ty.is_none()).cloned().collect();
    // One that is unread leaves the blueprint incomplete, so that places no longer count.
    let known: Vec<(String, Type)> = declared.into_iter().filter_map(|(name, ty)| Some((name, ty?))).collect();
    let subject = Subjects::of(&checker.symbols.subjects.sequences, SequenceId::new(index));
    let own = Scope::of(subject);
    let (info, responsibilities) = checker.info_of(&own, &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let scope = Scope { parameters: &known, columns: &unread, ..Scope::of(subject) };
    let mut reentry = Slot::new("reentry");
    let (mut goals, mut exits, mut suspends) = (Vec::new(), Vec::new(), Vec::new());
    let mut program = Program::new(scope.clone());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            SequenceClause::Reentry(said) => {
                let lowered = match said {
                    ast::Reentry::Never => Reentry::Never,
                    ast::Reentry::AfterExit => Reentry::AfterExit,
                    ast::Reentry::After(length) => Reentry::After(checker.length(length)),
                };
                reentry.put(checker, span, lowered);
            }
            SequenceClause::Goal(goal) => goals.push(leave(checker, goal, &scope)),
            SequenceClause::Exit(exit) => exits.push(leave(checker, exit, &scope)),
            SequenceClause::Suspend(all) => suspensions(checker, all, &mut suspends),
            SequenceClause::Step(step) => program.step(checker, step, span),
            SequenceClause::Common(_) => {}
        }
    }
    let is_step = |clause: &ast::Clause<SequenceClause>| matches!(clause.kind, SequenceClause::Step(_));
    if !ast.body.clauses.iter().any(is_step) {
        checker.missing(&owner, "no step", "say what is done, `do hello  wait 2 days  do call`");
    }
    Sequence {
        info,
        object: subject.object(),
        parameters: known.iter().map(|(name, ty)| SequenceParameter { name: name.clone(), ty: *ty }).collect(),
        reentry: reentry.value().unwrap_or_default(),
        goals,
        exits,
        suspends,
        steps: program.steps,
        names: program.names,
        order,
        responsibilities,
        span: node.span,
    }
}

fn leave(checker: &mut Checker<'_>, leave: &ast::Leave, scope: &Scope<'_>) -> Leave {
    match leave {
        ast::Leave::On(filter) => Leave::On(checker.event_filter_in(filter, scope.clone()).0),
        ast::Leave::When(guard) => Leave::When(checker.guard(guard, scope)),
    }
}

/// The steps so far.
struct Program<'s> {
    scope: Scope<'s>,
    steps: Vec<Step>,
    names: IndexMap<String, NamedStep>,
    /// Where each named step stands.
    places: IndexMap<String, Span>,
    keys: Keys,
}

impl<'s> Program<'s> {
    fn new(scope: Scope<'s>) -> Self {
        Self { scope, steps: Vec::new(), names: IndexMap::new(), places: IndexMap::new(), keys: Keys::default() }
    }

    /// Where the next step will stand.
    fn next(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// Adds a step, and says where it stands.
    fn push(&mut self, text: &str, kind: StepKind, span: Span) -> usize {
        let key = self.keys.unique(text);
        self.steps.push(Step { key, kind, span });
        self.steps.len().saturating_sub(1)
    }

    /// Lets the step at `index` go on to what comes next, where it did not go on to its next.
    fn lead_here(&mut self, index: usize) {
        let here = self.next();
        match self.steps.get_mut(index).map(|step| &mut step.kind) {
            Some(
                StepKind::Wait { expired: target, .. }
                | StepKind::Branch { otherwise: target, .. }
                | StepKind::Repeat { end: target, .. }
                | StepKind::Jump(target),
            ) => *target = here,
            Some(StepKind::Do(_) | StepKind::Effects { .. }) | None => {}
        }
    }

    fn body(&mut self, checker: &mut Checker<'_>, body: &Body<Written>) {
        for clause in &body.clauses {
            self.step(checker, &clause.kind, clause.place.0);
        }
    }

    fn step(&mut self, checker: &mut Checker<'_>, step: &Written, span: Span) {
        let text = written(step);
        match step {
            Written::Do(does) => {
                let mut calls = Vec::new();
                checker.calls(does, &self.scope, &mut calls);
                self.push(&text, StepKind::Do(calls), span);
            }
            Written::Effect(effect) => {
                let mut changes = Changes::default();
                checker.effect(effect, span, &self.scope, &mut changes);
                let Changes { effects, starts } = changes;
                self.push(&text, StepKind::Effects { effects, starts }, span);
            }
            Written::Wait { wait, then, otherwise } => {
                the_other_way_exists(checker, wait, then.as_ref(), otherwise.as_ref(), span);
                let wait = self.wait(checker, wait);
                let at = self.push(&text, StepKind::Wait { wait, expired: 0 }, span);
                self.two_ways(checker, at, then.as_ref(), otherwise.as_ref(), span);
            }
            Written::When { guard, then, otherwise } => {
                let guard = checker.guard(guard, &self.scope);
                let at = self.push(&text, StepKind::Branch { guard, otherwise: 0 }, span);
                self.two_ways(checker, at, Some(then), otherwise.as_ref(), span);
            }
            Written::Repeat { guard, steps } => {
                if !waits(steps) {
                    let found = Diagnostic::new(Code::RepeatWithoutWait, span, "this loop has no `wait` inside");
                    checker.report(found.help("say how much time passes between two turns, `wait 7 days`"));
                }
                let guard = checker.guard(guard, &self.scope);
                let begin = self.next();
                let at = self.push(&text, StepKind::Repeat { guard, end: 0 }, span);
                self.body(checker, steps);
                self.push("repeat", StepKind::Jump(begin), span);
                self.lead_here(at);
            }
            Written::Named { name, label, steps } => self.named(checker, name, label.as_ref(), steps),
            Written::Invalid(_) => checker.poisoned(),
        }
    }

    /// What follows where the step at `at` goes on to its next, and where it does not.
    fn two_ways(
        &mut self,
        checker: &mut Checker<'_>,
        at: usize,
        then: Option<&Body<Written>>,
        otherwise: Option<&Body<Written>>,
        span: Span,
    ) {
        if let Some(then) = then {
            self.body(checker, then);
        }
        let Some(otherwise) = otherwise else { return self.lead_here(at) };
        let over = self.push("else", StepKind::Jump(0), span);
        self.lead_here(at);
        self.body(checker, otherwise);
        self.lead_here(over);
    }

    fn wait(&mut self, checker: &mut Checker<'_>, wait: &ast::Wait) -> Wait {
        match wait {
            ast::Wait::For { delay, opening, or } => Wait::For {
                delay: checker.delay(delay, &self.scope),
                opening: opening.as_ref().and_then(|name| checker.opening(name)),
                or: or.as_ref().map(|filter| checker.event_filter_in(filter, self.scope.clone()).0),
            },
            ast::Wait::Time(time) => Wait::Time(time_of_day(time)),
            ast::Wait::Until { guard, at_most } => Wait::Until {
                guard: checker.guard(guard, &self.scope),
                at_most: at_most.as_ref().map(|length| checker.delay(length, &self.scope)),
            },
        }
    }

    /// E0202: named steps of a sequence differ in name, wherever they stand.
    fn named(&mut self, checker: &mut Checker<'_>, name: &Name, label: Option<&Text>, steps: &Body<Written>) {
        let first = self.next();
        self.keys.enter(&name.text);
        self.body(checker, steps);
        self.keys.leave();
        let step = NamedStep { label: label.map(|label| label.value.clone()), first, end: self.next() };
        match self.places.get(&name.text) {
            Some(&before) => {
                let message = format!("the step `{}` stands twice", name.text);
                let found = Diagnostic::new(Code::DuplicateName, name.place.0, message);
                checker.report(found.related(before, "another stands here").help("rename one of them"));
            }
            None => {
                self.places.insert(name.text.clone(), name.place.0);
                self.names.insert(name.text.clone(), step);
            }
        }
    }
}

/// Whether a step waits, however deep, or may, for all one can read.
fn waits(steps: &Body<Written>) -> bool {
    steps.clauses.iter().any(|clause| match &clause.kind {
        Written::Wait { .. } | Written::Invalid(_) => true,
        Written::When { then, otherwise, .. } => waits(then) || otherwise.as_ref().is_some_and(waits),
        Written::Repeat { steps, .. } | Written::Named { steps, .. } => waits(steps),
        Written::Do(_) | Written::Effect(_) => false,
    })
}

/// E0401: steps that no run could reach.
fn the_other_way_exists(
    checker: &mut Checker<'_>,
    wait: &ast::Wait,
    then: Option<&Body<Written>>,
    otherwise: Option<&Body<Written>>,
    span: Span,
) {
    let (message, help) = match wait {
        ast::Wait::For { or: None, .. } | ast::Wait::Time(_) if then.is_some() => (
            "a wait for time alone has no steps of its own",
            "say what may come first, `wait 1 day or email_opened { … }`",
        ),
        ast::Wait::Until { at_most: None, .. } if otherwise.is_some() => (
            "without an end of the wait, its `else` is never reached",
            "say how long, `wait until … or 1 day { … } else { … }`",
        ),
        _ => return,
    };
    checker.report(Diagnostic::new(Code::MissingClause, span, message).help(help));
}
