//! `crm-blueprint`: one readable file for a customer's life cycle, and a pure engine that
//! decides, explains and tests it.

pub mod ast;
mod blueprint;
pub mod calendar;
pub mod check;
pub mod decide;
pub mod diagnostic;
pub mod format;
pub mod ir;
pub mod parse;
pub mod plan;
pub mod scenario;
pub mod state;
pub mod text;

pub use blueprint::{Blueprint, ParseError};
