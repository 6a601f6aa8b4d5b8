//! Deciding, on blueprints made by hand.

pub(crate) mod build;
mod effects;
mod expressions;
mod held;
mod inputs;
mod limits;
mod moves;
mod numbers;
mod opened;
mod opened_tables;
mod random;
mod restraint;
mod rounds;
mod scores;
mod told;
