//! The blueprint as a program reads it: names resolved, expressions typed, everything addressed by
//! typed ids.
//!
//! This is the product for tool authors: linters, renderers, simulators, engines in other languages.
//! `serde_json` writes a [`Blueprint`], [`Blueprint::from_json`] reads it back.
//!
//! # The parts
//!
//! - [`Blueprint`]: the whole; one [`Arena`] for each kind of declaration. Its `files` are those that spans name.
//! - [`Info`]: what all named things share: name, label, documentation, `meta`, place.
//! - [`Team`], [`Purpose`], [`Channel`], [`Responsibilities`]: who acts, why, through what, and who
//!   answers for it.
//! - [`Opening`], [`ChannelHours`], [`Cap`], [`Limit`], [`Mode`] with its [`Suspension`]s, [`Handling`]:
//!   when and how often something may be done, and what becomes of what may not.
//! - [`Enum`], [`Field`], [`Event`] with its [`Parameter`]s: what is known of a contact and what
//!   happens to it. [`Type`] and [`Value`] are those of the language.
//! - [`Object`]: what a contact has any number of. Each *instance* has fields, an id, and a life of its
//!   own; an event may open one or concern one ([`EventSubject`]). What is declared of an object
//!   (`object` of a [`Let`], [`Segment`], [`Score`], [`Series`], [`Mode`], [`Journey`], [`Action`],
//!   [`Sequence`], [`Rule`] or [`Sla`]) is so for each instance.
//! - [`Let`], [`Setting`], [`Segment`], [`Score`], [`Bands`], [`Table`] with its [`TableRow`]s: values that are
//!   computed or set, not stored in a field. What bands and outputs compute is a [`Let`] each.
//! - [`Series`]: what must be remembered of events, because something asks about it.
//! - [`Journey`], [`Stage`], [`Transition`]: the life cycle. A contact is in exactly one stage of each
//!   journey, and so is each instance of each journey of its object; of a journey for a segment in none
//!   before it is in that segment. Stages may stand inside a stage, and an [`Extension`] adds to a journey.
//! - [`Action`], [`Rule`], [`Trigger`], [`Effect`], [`Group`]: what is done, what sets it off, what it
//!   changes, what excludes what. A trigger may be of time; a call may come later.
//! - [`Sla`] with its [`SlaTarget`]s: within what time something must have happened.
//! - [`Sequence`] with its [`Step`]s, [`Start`]: what follows one another in time.
//! - [`Kpi`] and the [`Measure`]s of stages, [`System`], [`Flow`], [`Governance`] of fields: what is measured,
//!   where data lives and goes, on what ground it is kept. Deciding reads none of them.
//! - [`Expr`]: all expressions, in one flat arena.
//! - [`Scenario`], [`Term`]: the blueprint's own tests, its glossary.
//!
//! What follows from them, in which order and with which exceptions, is the language's to say: see [the
//! reference](crate::reference). In short: an input opens a *moment*, and so does each *mark*, an
//! instant at which time alone brings something about; all guards of a *round* are
//! judged against one picture of the contact; a guard passes only on true, and *unknown* (an unset
//! value, an overflow) is not true.
//!
//! # Order
//!
//! Arenas are in order of declaration, which is the order of ids. It decides between equals: of rules
//! and transitions the higher [`Rule::priority`] comes first, then the lower [`Rule::order`], their
//! common count over the file, which sequences share; of the actions of one, the order of its calls;
//! of one for several instances, the order in which these were created. Sets are sorted; `meta`
//! and payloads keep the order of the text. Of the fields, the contact's come first, then those of each
//! object in turn.
//!
//! # Scope
//!
//! An expression may read what its place allows:
//!
//! | place | event's payload | `was`, `changed` | clock |
//! |---|---|---|---|
//! | filter, guard, effects, payloads of what an event sets off | of all its events | yes | yes |
//! | filter and points of [`EventPoints`] | of all its events | yes | yes |
//! | [`Event::refuse_when`] | its own | no | yes |
//! | filter of a [`Series`] | its own | no | yes |
//! | filters of [`Mode::from`], [`Mode::until`] and [`Rule::unless`] | of all their events | yes | yes |
//! | filters of [`Leave::On`] and of waits | of all their events | no | yes |
//! | guard of a transition without a trigger, or with [`Trigger::After`] or [`Trigger::Without`] | no | yes | only what changes at computable instants, also through other values |
//! | [`Rule::during`] | of all its events, as it was set off | no | likewise |
//! | the guard in [`Trigger::Becoming`], [`Mode::when`], [`Leave::When`], [`Wait::Until`] | no | no | likewise |
//! | delays and dates of triggers | no | no | no, nor through other values |
//! | all else of rules and transitions, an action's own, consent, zone, caps | no | yes | yes |
//! | all else of steps | no | no | yes |
//! | [`Let::value`], [`Segment::when`], [`ProfileStep`], the values of [`Trigger::Change`] and of [`Measure`]s | no | no | yes |
//! | the lines of a [`Scenario`], with the columns of its table | no | no | yes |
//!
//! Whatever a [`Sequence`] holds may also read its parameters.
//!
//! What an instance has (fields, its id, stages, what is derived or remembered of it) is read where
//! one of its object is *in scope*:
//!
//! | place | the instance in scope |
//! |---|---|
//! | all that a declaration of an object holds; a stage or transition is its journey's | that of which it is judged |
//! | what is declared of the contact | none |
//! | there, the filter of events that are all of one object, and [`Event::refuse_when`] | the event's |
//! | the filter of a [`Series`] | the event's |
//! | [`Instances::filter`], the value of [`ExprKind::AggregateInstances`] | each in turn, beside those outside |
//! | the value of [`ExprKind::Through`] | that to which the reference leads, beside those outside |
//!
//! Of two of one object the inner one is meant. Where the contact's fields may be written, those of the
//! instance in scope may be; where actions may be called and sequences started, those of its object
//! may be. What is declared of an object has nothing to do with events, stages and instances of another.
//!
//! Instants are computable where each comparison that reads the clock has sides that stand still, rise or
//! fall steadily with it (never both the same way), and where counts in windows are asked: see "Guards and the clock" there.
//!
//! # Units
//!
//! Instants are milliseconds in UTC, of the years 1970 to 2199. A
//! [`Duration`](crate::calendar::Duration) counts months, days and milliseconds apart, because the
//! calendar does. Decimals have 28 digits and one form (1.0 is 1),
//! and stand in JSON as text. Points and priorities are whole numbers of 64 bits. Names are in NFC. A
//! [`Span`](crate::text::Span) counts bytes of the text; a stored blueprint keeps its spans without the
//! text.
//!
//! # What is proven
//!
//! Only the checker and [`Blueprint::from_json`] make a blueprint that the crate will run. The checker
//! by its passes, the reader by a gate see to it that
//!
//! - every id is in range, and lists that own things own each exactly once;
//! - an expression's parts stand before it, its type follows from theirs, and it is at most so deep and
//!   so large that walking it is cheap and needs no large stack;
//! - every expression reads only what its place allows, and has the type that its place asks for;
//! - each field is listed by its object, in the order of all; an event that opens an instance gives all
//!   that it must have, and a payload has the key by which an instance is found;
//! - at most [`INSTANCE_DEPTH`] instances are in scope within one another, also through derived values;
//! - derived values and `otherwise` never need themselves, however far one follows; those that are
//!   computed while another is (of another instance, or of the contact for one) nest no deeper than one
//!   expression may;
//! - the steps of a sequence lead on, and back only to a [`StepKind::Repeat`], which has a wait inside;
//! - windows, hours and recurrences hold something, and a series remembers as far back as is asked;
//! - constants fit their types, patterns compile within their limits, the zone exists;
//! - a flow goes from one system to another, and at most one system gives a field: its source, or the one from
//!   which flows carry it and to which none does;
//! - names are unique where they are looked up.
//!
//! Behind that, indexing an arena by an id of the same blueprint never fails and evaluation always
//! ends. Fields are public for reading: a copy that a program has changed is no longer proven, and no
//! function of this crate runs it.
//!
//! # Walking it
//!
//! ```
//! use crm_blueprint::Blueprint;
//! use crm_blueprint::ir::{ExprKind, Trigger};
//!
//! let blueprint = Blueprint::parse(r#"
//!     blueprint shop
//!     team care
//!     channel email
//!     contact { spent: decimal = 0.0 }
//!     event ordered { total: decimal }
//!     action thanks "Thank-you note" { channel email  owner care  automated }
//!     rule large "A large order earns a note" { on ordered where event.total > 500  do thanks }
//!     rule loyal { on becoming spent > 2000  do thanks }
//! "#)?;
//!
//! let ir = blueprint.ir();
//! let lines: Vec<String> = ir.rules.values().map(|rule| {
//!     let on = match &rule.trigger {
//!         Trigger::Event(filter) => {
//!             let names: Vec<&str> = filter.events.iter().map(|&id| ir.events[id].info.title()).collect();
//!             names.join(" or ")
//!         }
//!         Trigger::Becoming { guard, .. } => match &ir.exprs[*guard].kind {
//!             ExprKind::Compare { .. } => "a comparison comes true".to_owned(),
//!             _ => "something comes true".to_owned(),
//!         },
//!         _ => "something else".to_owned(),
//!     };
//!     let actions: Vec<&str> = rule.calls.iter().map(|call| ir.actions[call.action].info.title()).collect();
//!     format!("{}: on {on}, {}", rule.info.title(), actions.join(" and "))
//! }).collect();
//! assert_eq!(lines, [
//!     "A large order earns a note: on ordered, Thank-you note",
//!     "loyal: on a comparison comes true, Thank-you note",
//! ]);
//! # Ok::<(), crm_blueprint::ParseError>(())
//! ```

mod arena;
pub(crate) mod asked;
mod atoms;
mod blueprint;
mod cause;
#[cfg(test)]
pub(crate) mod damage;
mod engagement;
mod expr;
mod expr_form;
mod gate;
mod governance;
mod history;
mod ids;
mod journey;
mod limits;
pub(crate) mod nesting;
mod packed;
mod parts;
pub(crate) mod pattern;
pub(crate) mod print;
mod restraint;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
pub(crate) mod sample_objects;
#[cfg(test)]
pub(crate) mod sample_time;
mod scenario;
mod sequence;
mod sla;
pub(crate) mod steady;
mod stored;
mod table;
mod type_form;
pub(crate) mod unique;
mod value;
mod vocabulary;

pub use arena::{Arena, Id};
pub use blueprint::{Blueprint, DerivedRole, Info, Responsibilities, Role, SCHEMA_VERSION, Status, Timezone};
pub use cause::Cause;
pub use engagement::*;
pub use expr::*;
pub use governance::*;
pub use history::*;
pub use ids::*;
pub use journey::*;
pub use limits::{DECLARATION_LIMIT, INSTANCE_DEPTH, LIST_LIMIT, TEXT_LIMIT};
pub(crate) use packed::{Packed, PackedKind};
pub(crate) use parts::for_each_part;
pub use pattern::PATTERN_LIMIT;
pub use restraint::*;
pub use scenario::*;
pub use sequence::*;
pub use sla::*;
pub use stored::StoredError;
use stored::is_default;
pub use table::*;
pub use value::*;
pub use vocabulary::*;
