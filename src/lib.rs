//! `crm-blueprint`: one readable file for a customer's life cycle, and a pure engine that
//! decides, explains and tests it.

pub mod ast;
pub mod calendar;
mod check;
pub mod diagnostic;
pub mod ir;
pub mod parse;
pub mod state;
pub mod text;
