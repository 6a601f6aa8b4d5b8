//! Names of stages.

use super::Typer;
use super::describe::{kind, quoted};
use crate::ast;
use crate::check::symbols::{Scope, Subjects, Symbol};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::StageId;

impl Typer<'_> {
    /// A stage, `lead` or `lifecycle.lead`.
    pub(in crate::check) fn stage(&mut self, path: &ast::Path) -> Option<StageId> {
        match path.parts.as_slice() {
            [stage] => self.stage_named(stage),
            [journey, stage] => self.stage_of(journey, stage),
            _ => {
                let message = "this is not the name of a stage";
                self.report(
                    Diagnostic::new(Code::WrongKind, path.place.0, message)
                        .help("a stage is written by its name, or as `journey.stage`"),
                );
                None
            }
        }
    }

    /// A stage that is asked for where it stands: that of an object needs an instance in scope.
    pub(in crate::check) fn stage_in(&mut self, path: &ast::Path, scope: &Scope<'_>) -> Option<StageId> {
        let stage = self.stage(path)?;
        let subject = Subjects::of(&self.context.symbols.subjects.stages, stage);
        self.stage_has_instance(subject, path, scope).then_some(stage)
    }

    /// Several stages; `None` if one of them is wrong, but all are looked at.
    pub(in crate::check) fn stages(&mut self, paths: &[ast::Path]) -> Option<Vec<StageId>> {
        let found: Vec<Option<StageId>> = paths.iter().map(|path| self.stage(path)).collect();
        found.into_iter().collect()
    }

    fn stage_named(&mut self, name: &ast::Name) -> Option<StageId> {
        let symbols = self.context.symbols;
        let (text, span) = (name.text.as_str(), name.place.0);
        match symbols.stages.get(text).map_or(&[][..], Vec::as_slice) {
            [only] => only.what,
            [] => {
                self.no_stage(name);
                None
            }
            several => {
                if several.iter().any(|stage| stage.what.is_none()) {
                    return None;
                }
                let message = format!("{} journeys have a stage {}", several.len(), quoted(text));
                let mut diagnostic = Diagnostic::new(Code::AmbiguousStage, span, message);
                let mut proposals = Vec::new();
                for ((journey, _), stage) in symbols.journey_stages.iter().filter(|((_, stage), _)| stage == text) {
                    diagnostic = diagnostic.related(stage.span, format!("a stage of {}", quoted(journey)));
                    proposals.push(quoted(&format!("{journey}.{text}")));
                }
                self.report(diagnostic.help(format!("write {}", proposals.join(" or "))));
                None
            }
        }
    }

    fn no_stage(&mut self, name: &ast::Name) {
        let symbols = self.context.symbols;
        let (text, span) = (name.text.as_str(), name.place.0);
        if let Some(declared) = symbols.top.get(text) {
            if declared.what == Symbol::Poisoned {
                return;
            }
            let message = format!("{} is {}, not a stage", quoted(text), kind(declared.what));
            let diagnostic = Diagnostic::new(Code::WrongKind, span, message).related(declared.span, "declared here");
            self.report(match declared.what {
                Symbol::Journey(_) => diagnostic.help(format!("name one of its stages: `{text}.` and the stage")),
                _ => diagnostic,
            });
        } else if !symbols.may_be_declared(text) {
            let proposal = self.near(text, symbols.stages.keys().map(String::as_str));
            let diagnostic = Diagnostic::new(Code::UnknownName, span, format!("no stage is called {}", quoted(text)));
            self.report_with(diagnostic, proposal);
        }
    }

    fn stage_of(&mut self, journey: &ast::Name, stage: &ast::Name) -> Option<StageId> {
        let symbols = self.context.symbols;
        if let Some(found) = symbols.stage_of(&journey.text, &stage.text) {
            return found.what;
        }
        match symbols.top.get(&journey.text) {
            Some(declared) => match declared.what {
                Symbol::Poisoned => {}
                Symbol::Journey(_) if symbols.may_be_declared(&stage.text) => {}
                Symbol::Journey(_) => {
                    let stages =
                        symbols.journey_stages.keys().filter(|(owner, _)| owner == symbols.core(&journey.text));
                    let proposal = self.near(&stage.text, stages.map(|(_, stage)| stage.as_str()));
                    let message = format!("{} has no stage {}", quoted(&journey.text), quoted(&stage.text));
                    let diagnostic = Diagnostic::new(Code::UnknownMember, stage.place.0, message);
                    self.report_with(diagnostic, proposal);
                }
                other => {
                    let message = format!("{} is {}, not a journey", quoted(&journey.text), kind(other));
                    let diagnostic = Diagnostic::new(Code::WrongKind, journey.place.0, message);
                    self.report(diagnostic.related(declared.span, "declared here"));
                }
            },
            None if symbols.may_be_declared(&journey.text) => {}
            None => {
                let journeys = symbols.top.iter().filter(|(_, found)| matches!(found.what, Symbol::Journey(_)));
                let proposal = self.near(&journey.text, journeys.map(|(name, _)| name.as_str()));
                let message = format!("no journey is called {}", quoted(&journey.text));
                self.report_with(Diagnostic::new(Code::UnknownName, journey.place.0, message), proposal);
            }
        }
        None
    }
}
