//! Sixth pass: scenarios. They rest on all the rest, and nothing rests on them.

mod assertion;
mod cast;
mod given;
mod happening;
mod table;

use super::clauses::is_damaged;
use super::context::Checker;
use super::nodes::Node;
use super::symbols::Scope;
use crate::ast::{self, Name, ScenarioLine as Line};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;
use cast::{Around, Cast};

/// Runs the pass.
pub(super) fn lower(checker: &mut Checker<'_>) {
    for node in checker.nodes.scenarios.clone() {
        let scenario = scenario(checker, node);
        checker.ir.scenarios.push(scenario);
    }
}

fn scenario(checker: &mut Checker<'_>, node: Node<'_, ast::Scenario>) -> Scenario {
    let ast = node.ast;
    let label = Name { text: ast.label.value.clone(), place: ast.label.place };
    let mut info = checker.info_alone("a scenario", &label, None, node.notes, &ast.body);
    info.label = Some(ast.label.value.clone());
    let table::Table { columns, rows, names } = table::lower(checker, ast);
    let cast = Cast::of(checker, ast, &names);
    the_table_is_first(checker, ast);
    the_clock_is_set(checker, ast);
    given_stands_before(checker, ast);
    // What happened before is over when a `then` looks, and nothing is under judgement.
    let scope = Scope { columns: &names, aliases: &cast.names, ..Scope::default() };
    let mut lines = Vec::new();
    for (index, clause) in ast.body.clauses.iter().enumerate() {
        let span = clause.place.0;
        let around = Around { scope: &scope, cast: &cast, line: index };
        if let Some(kind) = line(checker, &clause.kind, around) {
            lines.push(ScenarioLine { kind, span });
        }
    }
    Scenario { info, columns, rows, instances: cast.lowered(), lines }
}

fn line(checker: &mut Checker<'_>, line: &Line, around: Around<'_>) -> Option<ScenarioLineKind> {
    let scope = around.scope;
    Some(match line {
        Line::ForEach { .. } | Line::Common(_) => return None,
        Line::At(expr) => ScenarioLineKind::At(checker.value(expr, scope, Type::required(Scalar::Datetime))),
        Line::After(expr) => ScenarioLineKind::After(checker.value(expr, scope, Type::required(Scalar::Duration))),
        Line::Given(all) => {
            ScenarioLineKind::Given(all.iter().filter_map(|one| given::lower(checker, one, around)).collect())
        }
        Line::When(all) => happening::lower(checker, all, around),
        Line::Then(assertion) => match assertion::lower(checker, assertion, around)? {
            (assertion, None) => ScenarioLineKind::Then(assertion),
            (assertion, Some(instance)) => ScenarioLineKind::ThenFor { instance, assertion },
        },
    })
}

/// E0502: `for each` comes first, and once.
fn the_table_is_first(checker: &mut Checker<'_>, scenario: &ast::Scenario) {
    let lines = || scenario.body.clauses.iter().filter(|clause| !matches!(clause.kind, Line::Common(_)));
    for clause in lines().skip(1) {
        if matches!(clause.kind, Line::ForEach { .. }) {
            let first = lines().next().map_or(clause.place.0, |first| first.place.0);
            checker.report(
                Diagnostic::new(Code::ScenarioOrder, clause.place.0, "`for each` stands behind another line")
                    .related(first, "this line comes before it")
                    .help("a scenario has one `for each`, and begins with it"),
            );
        }
    }
}

/// E0501: what happens, happens at some time. One a scenario.
fn the_clock_is_set(checker: &mut Checker<'_>, scenario: &ast::Scenario) {
    if is_damaged(&scenario.body) {
        return;
    }
    for clause in &scenario.body.clauses {
        let word = match &clause.kind {
            Line::At(_) => return,
            Line::After(_) => "after",
            Line::When(_) => "when",
            Line::Then(_) => "then",
            Line::ForEach { .. } | Line::Given(_) | Line::Common(_) => continue,
        };
        let message = format!("`{word}` stands before the first `at`");
        checker.report(
            Diagnostic::new(Code::ScenarioClock, clause.place.0, message)
                .help("set the clock first, `at 2026-03-02 10:00`"),
        );
        return;
    }
}

/// E0502: what is given is there before anything happens.
fn given_stands_before(checker: &mut Checker<'_>, scenario: &ast::Scenario) {
    let mut clock: Option<Span> = None;
    let mut begun: Option<(&str, Span)> = None;
    for clause in &scenario.body.clauses {
        let span = clause.place.0;
        match (&clause.kind, begun) {
            (Line::Given(_), Some((word, first))) => {
                let message = format!("`given` stands behind {word}");
                checker.report(
                    Diagnostic::new(Code::ScenarioOrder, span, message)
                        .related(first, "the scenario has begun here")
                        .help("move it up, to the first `at`"),
                );
            }
            (Line::At(_), None) if clock.is_some() => begun = Some(("a second `at`", span)),
            (Line::At(_), None) => clock = Some(span),
            (Line::After(_), None) => begun = Some(("`after`", span)),
            (Line::When(_), None) => begun = Some(("`when`", span)),
            _ => {}
        }
    }
}

/// The scope of values that a scenario gives or feeds.
fn values<'s>(scope: &Scope<'s>) -> Scope<'s> {
    Scope { columns: scope.columns, aliases: scope.aliases, ..Scope::default() }
}
