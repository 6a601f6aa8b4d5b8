//! Expressions against a small world of names.

mod constants;
mod depth;
mod laws;
mod lowering;
mod messages;
mod operators;
mod scopes;
mod walks;
mod world;
