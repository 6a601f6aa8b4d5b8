//! The tree of a blueprint's text: every node typed, with its place, its comments and its
//! documentation. One node family a file.
//!
//! Trees are compared by what they say, not by where it stands: a [`Place`] equals every
//! other place. So `parse(print(tree)) == tree` is a plain comparison. What does not parse is kept as
//! [`Invalid`] where a declaration or a clause would stand.
//!
//! [`visit`] walks a tree.

mod common;
mod declaration;
mod engagement;
mod expression;
mod journey;
mod scenario;
mod timing;
pub mod visit;
mod vocabulary;

pub use common::*;
pub use declaration::*;
pub use engagement::*;
pub use expression::*;
pub use journey::*;
pub use scenario::*;
pub use timing::*;
pub use vocabulary::*;
