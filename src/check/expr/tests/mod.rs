//! Expressions against a small world of names.

mod constants;
mod depth;
mod lowering;
mod messages;
mod operators;
mod scopes;
mod walks;
mod world;
