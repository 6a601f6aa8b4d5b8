//! The registry of codes: each stable, with a severity, a title and an explanation page.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

use super::Severity;

/// What the registry knows of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeInfo {
    /// The code as written, `E0201`.
    pub id: &'static str,
    /// One line that names the problem.
    pub title: &'static str,
    /// The explanation page, in Markdown: meaning, a bad and a good example.
    pub page: &'static str,
}

macro_rules! codes {
    ($($(#[doc = $doc:expr])* $name:ident = $id:literal, $title:literal;)*) => {
        /// A stable diagnostic code: `E` for errors, `W` for warnings.
        ///
        /// The first two digits name the family: 00 text and limits, 01 syntax, 02 names,
        /// 03 types, 04 rules of the language, 05 scenarios, 06 what is read back, 07 imports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in the order of the registry.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// What the registry knows of it.
            #[must_use]
            pub const fn info(self) -> CodeInfo {
                match self {
                    $(Code::$name => CodeInfo {
                        id: $id,
                        title: $title,
                        page: include_str!(concat!("explanations/", $id, ".md")),
                    },)*
                }
            }
        }
    };
}

codes! {
    SourceTooLarge = "E0001", "a source file is too large";
    NestingTooDeep = "E0002", "brackets are nested too deeply";
    TooManyOperators = "E0003", "an expression has too many operators";
    TooManyDeclarations = "E0004", "a blueprint has too many declarations";
    TooManyMembers = "E0005", "a list has too many members";
    TextTooLong = "E0006", "a text value is too long";
    BadEncoding = "E0007", "the text is not UTF-8";
    TooManyInstances = "E0008", "too many instances are in scope at once";

    Expected = "E0101", "something else was expected here";
    UnknownDeclaration = "E0102", "no declaration begins with this word";
    UnknownClause = "E0103", "no clause of this declaration begins with this word";
    UnclosedText = "E0104", "a text is not closed on its line";
    UnbalancedBracket = "E0105", "a bracket has no partner";
    BadLiteral = "E0106", "a literal can't be read";
    ChainedComparison = "E0107", "comparisons do not chain";

    UnknownName = "E0201", "this name is not declared";
    DuplicateName = "E0202", "a name is declared twice";
    WrongKind = "E0203", "this name is declared as something else";
    UnknownMember = "E0204", "the owner has nothing of this name";
    AmbiguousStage = "E0205", "two journeys have a stage of this name";
    ReservedName = "E0206", "this word can't be a name";
    MixedScript = "W0207", "a name mixes scripts that look alike";
    NotInScope = "E0208", "this name has no value in this place";

    TypeMismatch = "E0301", "a value has another type than its place asks for";
    NotComparable = "E0302", "these two can't be compared";
    BadOperand = "E0303", "an operator does not take this type";
    BadArguments = "E0304", "wrong arguments are given";
    BadOptional = "E0305", "a value that may be unset stands where one is required";
    NotConstant = "E0306", "a constant is required here";
    BadPattern = "E0307", "a pattern can't be used";
    BadPayload = "E0308", "a payload does not fit its declaration";
    BareNegation = "W0309", "a negation passes over unset values";
    BadType = "E0310", "a type can't be built like this";
    BadOpening = "E0311", "an event can't open or find an instance like this";

    MissingClause = "E0401", "a declaration lacks a clause that it needs";
    DuplicateClause = "E0402", "a clause stands twice";
    ClashingClauses = "E0403", "two clauses contradict each other";
    MissingBlueprint = "E0404", "the file has no blueprint declaration";
    DuplicateBlueprint = "E0405", "the file has two blueprint declarations";
    InitialStage = "E0406", "a journey needs exactly one initial stage";
    CyclicDefinition = "E0407", "a definition needs itself";
    BadTransition = "E0408", "a transition can't be taken as written";
    BadTimezone = "E0409", "a time zone is not usable";
    BadBounds = "E0410", "a number or a range makes no sense here";
    TimeInGuard = "E0411", "nobody can compute when time changes this";
    BadInternal = "E0412", "an internal channel has no consent";
    BadTrigger = "E0413", "a trigger is missing, or not usable here";
    BadRequirement = "E0414", "only an optional field can be required";
    NeverOpen = "E0415", "an opening is never open";
    RepeatWithoutWait = "E0416", "a loop has no wait inside";
    OtherObject = "E0417", "this is of another object";
    BadFlow = "E0420", "data can't flow like this";
    BadJourney = "E0422", "a journey is made of what it can't be made of";

    ScenarioClock = "E0501", "a scenario has no clock yet";
    ScenarioOrder = "E0502", "a scenario line stands in the wrong place";
    BadTable = "E0503", "a row does not fit its columns";
    WhichInstance = "E0504", "a scenario does not say which instance is meant";
    RowGap = "W0505", "a table has no row for some inputs";
    DeadRow = "W0506", "a row never counts";
    NotProven = "W0507", "a table is too large to be proven";
    BadBands = "E0508", "bands are out of order, or one can never hold";
    OverlappingRows = "E0509", "two rows of a unique table match at once";
    NotExactly = "E0510", "not exactly so many rules of a group pass as it says";
    ExactlyNotProven = "E0511", "nothing can be proven of the rules of a group";

    BadIr = "E0601", "a stored blueprint is not valid";
    BadSchemaVersion = "E0602", "a stored blueprint has another schema version";

    NoLoader = "E0701", "nothing gives the text of this import";
    ImportNotFound = "E0702", "a file can't be imported";
    BadImportPath = "E0703", "this is no path of an import";
    ImportCycle = "E0704", "files import one another in a circle";
    TooManyImports = "E0705", "too much is imported";
}

impl Code {
    /// The code as written, `E0201`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.info().id
    }

    /// Given by the first letter.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.id().starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// No code is written like this.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no code `{0}`; codes look like E0201")]
pub struct ParseCodeError(String);

impl FromStr for Code {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(text))
            .ok_or_else(|| ParseCodeError(text.chars().take(32).collect()))
    }
}
