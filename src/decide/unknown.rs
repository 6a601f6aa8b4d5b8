//! Why an expression has no value.

use crate::ir::{ExprId, FieldId, ObjectId, ParameterId, SeriesId, SlaId};

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unknown {
    /// A field of the contact is unset.
    FieldUnset(FieldId),
    /// A field of the event's payload is unset.
    PayloadUnset(ParameterId),
    /// There was none of the series, or none with a value, in the time that was asked for.
    NoneHappened(SeriesId),
    /// No row of a table matches, or a value lies in none of the bands: of the expression that
    /// chooses.
    NoCase(ExprId),
    /// There is no such instance of the object: none in scope, none of the id that a reference
    /// holds, or none of which there is a value.
    NoInstance(ObjectId),
    /// The contact, or the instance, is in none of the stages.
    OutsideStages,
    /// A service level's clock does not show it: it has never been started, or rests, or has no
    /// target.
    SlaUnset(SlaId),
    /// It was unknown when what is judged was set off.
    WasUnknown,
    /// No event is under judgement.
    NoEvent,
    /// The result does not fit its number.
    Overflow,
    /// A division by zero.
    DivisionByZero,
    /// A date or an instant outside the years that the calendar holds, or a date and a
    /// duration that has parts of a day.
    OutOfCalendar,
    /// A text longer than a value may be.
    TooLong,
    /// A part of the blueprint that does not fit its place; a valid one has none.
    Unfit,
}
