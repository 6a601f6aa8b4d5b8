//! Expressions: one flat arena, parts before their whole.
//!
//! Evaluation gives a value or *unknown* (an unset optional, an overflow, a division by
//! zero). `and`, `or` and `not` follow Kleene; every other operator is unknown where one
//! of its parts is, unless its documentation says otherwise.

use serde::{Deserialize, Serialize};

use super::{
    Aggregate, ExprId, FieldId, LetId, ModeId, ObjectId, ParameterId, ScoreId, SegmentId, SeriesId, SettingId, SlaId,
    SlaQuestion, StageId, Type, Value, expr_form,
};
use crate::calendar::Duration;
use crate::text::Span;

/// A typed expression with its place in the text. In the stored form it is the list of its kind, its type, and the two
/// ends of its place (with the file behind them, unless it is the first).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// The type of its value; optional where it may be unknown by an unset value.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// What an expression says. In the stored form the parts of one that has several are a list, in the order given here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExprKind {
    /// A constant.
    Literal(Value),
    /// A set of the elements' values; elements that are unknown make it unknown.
    List(Vec<ExprId>),
    /// A field of the contact; of an object's, that of the instance in scope.
    Field(FieldId),
    /// The id of the instance in scope.
    InstanceId(ObjectId),
    /// A value of the instance to which a reference leads; unknown where that is not there.
    #[serde(with = "expr_form::triple")]
    Through {
        /// The reference: the id of an instance of the object.
        reference: ExprId,
        /// The object.
        object: ObjectId,
        /// What is read there, with the instance in scope.
        value: ExprId,
    },
    /// Whether at least so many instances pass the filter; unknown where it depends on those of
    /// which that is unknown.
    #[serde(with = "expr_form::pair")]
    AtLeast {
        /// Of which instances.
        instances: Instances,
        /// How many.
        number: u32,
    },
    /// How many instances pass the filter.
    CountInstances(Instances),
    /// What the values of the instances that pass the filter make; those that are unknown are
    /// left out.
    #[serde(with = "expr_form::triple")]
    AggregateInstances {
        /// Which.
        function: Aggregate,
        /// Of which instances.
        instances: Instances,
        /// The value, with the instance in scope.
        value: ExprId,
    },
    /// A field of the payload of the event under judgement: one parameter for each event
    /// that can be under judgement here, all of one name and type.
    Payload(Vec<ParameterId>),
    /// A derived value.
    Let(LetId),
    /// A score's total.
    Score(ScoreId),
    /// Whether the contact is in the segment.
    Segment(SegmentId),
    /// A setting.
    Setting(SettingId),
    /// A column of the scenario's `for each`.
    Column(u32),
    /// A value that the sequence was started with.
    Argument(u32),
    /// How many of the series there are in the time before the moment; all without a window.
    #[serde(with = "expr_form::pair")]
    Count {
        /// The series.
        series: SeriesId,
        /// How far back; a constant.
        window: Option<Duration>,
    },
    /// What the values of a series make, of those in the time before the moment.
    #[serde(with = "expr_form::triple")]
    Aggregate {
        /// Which.
        function: Aggregate,
        /// The series.
        series: SeriesId,
        /// How far back; a constant.
        window: Option<Duration>,
    },
    /// The instant of the last one of a series.
    Last(SeriesId),
    /// How long the contact has been in one of these stages; unknown outside.
    TimeInStage(Vec<StageId>),
    /// Whether the mode is on.
    Mode(ModeId),
    /// What a service level's clock shows.
    #[serde(with = "expr_form::pair")]
    Sla {
        /// The service level.
        sla: SlaId,
        /// What is read of it.
        question: SlaQuestion,
    },
    /// The instant of the moment.
    Now,
    /// The contact's local date at that instant.
    Today,
    /// Kleene's not.
    Not(ExprId),
    /// Kleene's and, of two or more.
    And(Vec<ExprId>),
    /// Kleene's or, of two or more.
    Or(Vec<ExprId>),
    /// The opposite of a number or a duration.
    Negate(ExprId),
    /// A whole number as a decimal.
    Widen(ExprId),
    /// A value of two.
    #[serde(with = "expr_form::triple")]
    Arithmetic {
        /// The operator.
        op: Arithmetic,
        /// Its left side.
        left: ExprId,
        /// Its right side.
        right: ExprId,
    },
    /// The left side, or the right side where the left is unknown.
    #[serde(with = "expr_form::pair")]
    Coalesce {
        /// What is wanted.
        left: ExprId,
        /// What stands in for it.
        right: ExprId,
    },
    /// A comparison of two values of one type. Texts are compared exactly, durations by
    /// length, sets by their elements (`==` and `!=` alone), decimals by number.
    #[serde(with = "expr_form::triple")]
    Compare {
        /// The operator.
        op: Comparison,
        /// Its left side.
        left: ExprId,
        /// Its right side.
        right: ExprId,
    },
    /// Whether `low <= value <= high`.
    #[serde(with = "expr_form::triple")]
    Between {
        /// The value.
        value: ExprId,
        /// The lower end.
        low: ExprId,
        /// The upper end.
        high: ExprId,
    },
    /// Whether the value equals one of the elements: Kleene's or of the comparisons.
    #[serde(with = "expr_form::pair")]
    OneOf {
        /// The value.
        value: ExprId,
        /// The elements.
        elements: Vec<ExprId>,
    },
    /// Whether the set has the value.
    #[serde(with = "expr_form::pair")]
    Has {
        /// The set.
        set: ExprId,
        /// The value.
        value: ExprId,
    },
    /// Whether the two sets share an element.
    #[serde(with = "expr_form::pair")]
    HasAny {
        /// One set.
        set: ExprId,
        /// The other.
        other: ExprId,
    },
    /// A test of a text, ignoring case.
    #[serde(with = "expr_form::triple")]
    TextTest {
        /// Which test.
        op: TextTest,
        /// The text.
        text: ExprId,
        /// What is looked for.
        part: ExprId,
    },
    /// Whether the text contains one of the elements, ignoring case: Kleene's or.
    #[serde(with = "expr_form::pair")]
    ContainsAny {
        /// The text.
        text: ExprId,
        /// What is looked for.
        elements: Vec<ExprId>,
    },
    /// Whether the pattern is found in the text. The pattern has been compiled once by the
    /// checker and fits its size limit.
    #[serde(with = "expr_form::pair")]
    Matches {
        /// The text.
        text: ExprId,
        /// The pattern, in the syntax of the `regex` crate.
        pattern: String,
    },
    /// Whether the value is known; never unknown itself.
    IsSet(ExprId),
    /// True where `value` is unset, otherwise `test`.
    #[serde(with = "expr_form::pair")]
    OrUnset {
        /// The test.
        test: ExprId,
        /// The value that it tests.
        value: ExprId,
    },
    /// Whether the contact is in one of the stages; never unknown.
    InStage(Vec<StageId>),
    /// The value before this moment.
    Was(ExprId),
    /// Whether the value differs from the one before this moment; unset equals unset, and
    /// it is never unknown.
    Changed(ExprId),
    /// The value of the first case whose test is true; where none is, `otherwise`, and without
    /// it unknown. What a decision table gives, and bands.
    #[serde(with = "expr_form::triple")]
    Choose {
        /// What must be known for any of it to hold.
        given: Option<ExprId>,
        /// The cases, in order.
        cases: Vec<Case>,
        /// The value where no test is true.
        otherwise: Option<ExprId>,
    },
    /// The set of the values of all cases whose tests are true; where none is, of `otherwise`
    /// alone, and without it of nothing. What a decision table gives that collects.
    #[serde(with = "expr_form::pair")]
    Collect {
        /// The cases, in order.
        cases: Vec<Case>,
        /// The value where no test is true.
        otherwise: Option<ExprId>,
    },
    /// A function of its arguments.
    #[serde(with = "expr_form::pair")]
    Call {
        /// The function.
        function: Function,
        /// Its arguments.
        arguments: Vec<ExprId>,
    },
}

/// A value that holds where a test is true. In the stored form it is the list of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Case {
    /// A bool.
    pub test: ExprId,
    /// The value.
    pub value: ExprId,
}

/// Some instances of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Instances {
    /// The object.
    pub object: ObjectId,
    /// A bool that must be true, with the instance in scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ExprId>,
    /// Only those created in the time before the moment; a constant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Duration>,
}

/// An operator that makes a value of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Arithmetic {
    /// Numbers of one type; durations; a date or datetime and a duration.
    Add,
    /// Likewise; two dates give days, two datetimes milliseconds.
    Subtract,
    /// Numbers of one type; a duration (left) and an int (right).
    Multiply,
    /// Decimals.
    Divide,
    /// Numbers of one type; the sign of the left side.
    Remainder,
}

/// An operator that compares two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A test of a text, ignoring case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TextTest {
    /// The part stands anywhere.
    Contains,
    /// The part stands between characters that are neither letters nor digits, or the ends.
    ContainsWord,
    /// The text begins with the part.
    StartsWith,
    /// The text ends with the part.
    EndsWith,
}

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Function {
    /// `round(decimal)`, an int; `round(decimal, places)`, a decimal. Halves go away from 0.
    Round,
    /// `floor(decimal)`: the largest int that is not larger.
    Floor,
    /// The smallest of two or more values of one ordered type.
    Min,
    /// The largest of two or more values of one ordered type.
    Max,
    /// Without its sign.
    Abs,
    /// A text in lower case.
    Lower,
    /// Characters of a text, or elements of a set.
    Length,
}
