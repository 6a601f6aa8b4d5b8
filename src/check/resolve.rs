//! From a name in the text to what it means, by the kind that its place asks for.

use super::context::Checker;
use super::symbols::Symbol;
use crate::ast::{Name, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};

impl Symbol {
    /// What it is, in a sentence.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Team(_) => "a team",
            Self::Opening(_) => "an opening",
            Self::Purpose(_) => "a purpose",
            Self::Channel(_) => "a channel",
            Self::Enum(_) => "an enum",
            Self::Object(_) => "an object",
            Self::Event(_) => "an event",
            Self::Let(_) => "a derived value",
            Self::Setting(_) => "a setting",
            Self::Segment(_) => "a segment",
            Self::Score(_) => "a score",
            Self::Mode(_) => "a mode",
            Self::Journey(_) => "a journey",
            Self::Action(_) => "an action",
            Self::Sequence(_) => "a sequence",
            Self::Group(_) => "a group",
            Self::Rule(_) => "a rule",
            Self::Kpi(_) => "a figure",
            Self::System(_) => "a system",
            Self::Poisoned => "something else",
        }
    }
}

macro_rules! resolvers {
    ($($method:ident -> $id:ident = $symbol:ident, $wanted:literal;)*) => {$(
        #[doc = concat!("The id of ", $wanted, "; `None` where it is none, which has been reported.")]
        pub(super) fn $method(&mut self, name: &Name) -> Option<$id> {
            self.resolve(name, $wanted, |symbol| match symbol {
                Symbol::$symbol(id) => Some(id),
                _ => None,
            })
        }
    )*};
}

impl Checker<'_> {
    resolvers! {
        team -> TeamId = Team, "a team";
        opening -> OpeningId = Opening, "an opening";
        purpose -> PurposeId = Purpose, "a purpose";
        channel -> ChannelId = Channel, "a channel";
        object -> ObjectId = Object, "an object";
        event -> EventId = Event, "an event";
        segment -> SegmentId = Segment, "a segment";
        journey -> JourneyId = Journey, "a journey";
        action -> ActionId = Action, "an action";
        sequence -> SequenceId = Sequence, "a sequence";
        group -> GroupId = Group, "a group";
        rule -> RuleId = Rule, "a rule";
        mode -> ModeId = Mode, "a mode";
        system -> SystemId = System, "a system";
    }

    /// What `name` means, if `pick` takes it. E0203 for a name of another kind, E0201 for one
    /// that nothing has; nothing is said of a poisoned one.
    pub(super) fn resolve<T>(&mut self, name: &Name, wanted: &str, pick: impl Fn(Symbol) -> Option<T>) -> Option<T> {
        match self.symbols.top.get(&name.text).copied() {
            Some(declared) => {
                let picked = pick(declared.what);
                if picked.is_none() {
                    self.complete = false;
                    if declared.what != Symbol::Poisoned {
                        let message = format!("`{}` is {}; {wanted} is expected here", name.text, declared.what.kind());
                        self.report(
                            Diagnostic::new(Code::WrongKind, name.place.0, message)
                                .related(declared.span, "it is declared here"),
                        );
                    }
                }
                picked
            }
            None => {
                self.complete = false;
                if !self.symbols.may_be_declared(&name.text) {
                    let kind = wanted.split_once(' ').map_or(wanted, |(_, kind)| kind);
                    let message = format!("no {kind} is called `{}`", name.text);
                    let near = self.propose(&name.text, |symbols| {
                        symbols.top.iter().filter(|(_, d)| pick(d.what).is_some()).map(|(name, _)| name.as_str())
                    });
                    self.unknown(Code::UnknownName, name.place.0, message, near);
                }
                None
            }
        }
    }

    /// A name of one part; `None` for a longer path, whose head is looked at: E0203.
    pub(super) fn team_path(&mut self, path: &Path) -> Option<TeamId> {
        match path.parts.as_slice() {
            [name] => self.team(name),
            [head, ..] => {
                let _: Option<()> = self.resolve(head, "a team", |_| None);
                self.complete = false;
                None
            }
            [] => None,
        }
    }

    /// The likely name. Where much is wrong it is not looked up: the search reads all names.
    pub(super) fn propose<'s, I>(
        &'s self,
        name: &str,
        candidates: impl FnOnce(&'s super::symbols::Symbols) -> I,
    ) -> Option<String>
    where
        I: IntoIterator<Item = &'s str>,
    {
        if self.diagnostics.len() >= self.limits.proposals {
            return None;
        }
        did_you_mean(name, candidates(&self.symbols)).map(str::to_owned)
    }

    /// Reports a name that is not there, with the likely one.
    pub(super) fn unknown(&mut self, code: Code, span: Span, message: String, near: Option<String>) {
        let mut diagnostic = Diagnostic::new(code, span, message);
        if let Some(near) = near {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        self.report(diagnostic);
    }
}
