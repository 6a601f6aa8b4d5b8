//! What all bodies share: their common clauses, and clauses that stand once.

use super::context::Checker;
use crate::ast::{self, Body, Common, Invalid};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// A clause that may be one of those that stand on anything.
pub(super) trait ClauseKind {
    /// The common clause, where it is one.
    fn common(&self) -> Option<&Common>;
}

impl ClauseKind for Common {
    fn common(&self) -> Option<&Common> {
        Some(self)
    }
}

macro_rules! clause_kinds {
    ($($kind:ident)*) => {$(
        impl ClauseKind for ast::$kind {
            fn common(&self) -> Option<&Common> {
                match self {
                    Self::Common(common) => Some(common),
                    _ => None,
                }
            }
        }
    )*};
}

clause_kinds! {
    BlueprintClause TeamClause PurposeClause ChannelClause GroupClause TermClause FlowClause KpiClause FieldClause FieldRow EventRow
    SegmentClause BandsClause TableClause ScoreClause OpeningClause ModeClause SequenceClause JourneyClause StageClause TransitionClause ActionClause RuleClause SlaClause
    ScenarioLine
}

/// The common clauses of a body, in order.
pub(super) fn commons<K: ClauseKind>(body: &Body<K>) -> impl Iterator<Item = (Span, &Common)> {
    body.clauses.iter().filter_map(|clause| Some((clause.place.0, clause.kind.common()?)))
}

/// The clauses of a body that could not be read.
pub(super) fn invalids<K: ClauseKind>(body: &Body<K>) -> impl Iterator<Item = &Invalid> {
    commons(body).filter_map(|(_, common)| match common {
        Common::Invalid(invalid) => Some(invalid),
        _ => None,
    })
}

/// Whether some clause of the body could not be read: what seems to be missing may be it.
pub(super) fn is_damaged<K: ClauseKind>(body: &Body<K>) -> bool {
    invalids(body).next().is_some()
}

/// A clause that stands at most once.
pub(super) struct Slot<T> {
    clause: &'static str,
    found: Option<(Span, T)>,
}

impl<T> Slot<T> {
    /// An empty place for the clause of this keyword.
    pub(super) const fn new(clause: &'static str) -> Self {
        Self { clause, found: None }
    }

    /// Takes the first; reports each further one.
    pub(super) fn put(&mut self, checker: &mut Checker<'_>, span: Span, value: T) {
        match &self.found {
            None => self.found = Some((span, value)),
            Some((first, _)) => {
                let message = format!("`{}` stands twice", self.clause);
                checker.report(
                    Diagnostic::new(Code::DuplicateClause, span, message)
                        .related(*first, "it stands here first")
                        .help("keep one of them"),
                );
            }
        }
    }

    /// What was found.
    pub(super) fn value(self) -> Option<T> {
        self.found.map(|(_, value)| value)
    }

    /// Where it was found.
    pub(super) fn span(&self) -> Option<Span> {
        self.found.as_ref().map(|(span, _)| *span)
    }

    /// What must be there: reports its absence at `owner`, unless the body is `damaged`.
    pub(super) fn required(self, checker: &mut Checker<'_>, owner: &Owner<'_>, help: &str) -> Option<T> {
        if self.found.is_none() {
            checker.missing(owner, &format!("no `{}`", self.clause), help);
        }
        self.value()
    }
}

/// Something that must have certain clauses.
pub(super) struct Owner<'a> {
    /// Its kind, `action`.
    pub(super) kind: &'static str,
    /// Its name.
    pub(super) name: &'a str,
    /// The place of its name.
    pub(super) span: Span,
    /// Whether some of its clauses could not be read.
    pub(super) damaged: bool,
}

impl<'a> Owner<'a> {
    /// The owner of `body`.
    pub(super) fn new<K: ClauseKind>(kind: &'static str, name: &'a ast::Name, body: &Body<K>) -> Self {
        Self { kind, name: &name.text, span: name.place.0, damaged: is_damaged(body) }
    }
}
