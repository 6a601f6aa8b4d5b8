//! A walk through a tree, in the order of its text.
//!
//! A [`Visitor`] has a method for each family of nodes. Each does nothing but walk on, by the
//! function of its name (`visit_expr` by [`walk_expr`]), so a tool writes those alone that it
//! is about, and calls the function itself where it wants the parts too.
//!
//! How many actions do the rules do?
//!
//! ```
//! use crm_blueprint::ast::visit::{Visitor, walk_declaration};
//! use crm_blueprint::ast::{ActionCall, Declaration, DeclarationKind};
//! use crm_blueprint::parse::{Limits, parse};
//! use crm_blueprint::text::FileId;
//!
//! struct Actions(usize);
//!
//! impl<'a> Visitor<'a> for Actions {
//!     fn visit_declaration(&mut self, declaration: &'a Declaration) {
//!         // What journeys and sequences do is not asked.
//!         if let DeclarationKind::Rule(_) = declaration.kind {
//!             walk_declaration(self, declaration);
//!         }
//!     }
//!
//!     fn visit_action_call(&mut self, _: &'a ActionCall) {
//!         self.0 += 1;
//!     }
//! }
//!
//! let text = "rule hello on joined do welcome, call after 2 days
//!             rule test on paid split { a 50% do thank  b 50% do thank_sms }
//!             sequence slow { do other }";
//! let mut actions = Actions(0);
//! actions.visit_file(&parse(text, FileId(0), &Limits::default()).file);
//! assert_eq!(actions.0, 4);
//! ```
//!
//! What does a blueprint declare, and where?
//!
//! ```
//! use crm_blueprint::ast::Name;
//! use crm_blueprint::ast::visit::{NameUse, Visitor};
//! use crm_blueprint::parse::{Limits, parse};
//! use crm_blueprint::text::FileId;
//!
//! #[derive(Default)]
//! struct Declared<'a>(Vec<(u32, &'a str)>);
//!
//! impl<'a> Visitor<'a> for Declared<'a> {
//!     fn visit_name(&mut self, name: &'a Name, named: NameUse) {
//!         if named == NameUse::Declared {
//!             self.0.push((name.place.0.start, &name.text));
//!         }
//!     }
//! }
//!
//! let parsed = parse("contact { tier: enum { free, paid } }\nteam sales", FileId(0), &Limits::default());
//! let mut declared = Declared::default();
//! declared.visit_file(&parsed.file);
//! assert_eq!(declared.0, [(10, "tier"), (23, "free"), (29, "paid"), (43, "sales")]);
//! ```
//!
//! A walk takes stack for each node that holds another. What the parser gives within its
//! default limits needs a part of the 2 MiB of a thread.

mod clause;
mod common;
mod declaration;
mod engagement;
mod expression;
mod journey;
mod scenario;
mod timing;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use clause::{AnyClause, walk_body, walk_clause};
pub use common::{walk_common, walk_named_value, walk_path};
pub use declaration::{walk_declaration, walk_file, walk_measure};
pub use engagement::{
    walk_action_call, walk_do, walk_effect, walk_event_filter, walk_step, walk_trigger, walk_variant,
};
pub use expression::{walk_expr, walk_member, walk_type};
pub use journey::{walk_stage, walk_transition};
pub use scenario::{
    walk_assertion, walk_because, walk_given, walk_happening, walk_occurrence, walk_scenario_line, walk_scenario_row,
};
pub use timing::walk_cap;
pub use vocabulary::{walk_cell, walk_column, walk_field, walk_ladder_step};

use super::*;

/// What a name does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameUse {
    /// It begins to mean something here: a declaration, a field, a member, a stage, a step.
    Declared,
    /// It stands for something declared elsewhere. So does every part of a path, some of
    /// which are the language's: `now`, `event`, `int`.
    Referenced,
    /// A word that names no declaration: a function, the state of an SLA, a mood, a key of
    /// `meta` or `with`, the former name behind `renamed from`.
    Word,
}

/// What to do at each node of a tree; all that is not said walks on. See the
/// [module page](self).
///
/// Every node that has a [`Place`] has a method, and is visited once: before its parts, and
/// after all that begins before it. So is every node of a family whose place is that of its
/// clause, as [`Effect`]. [`Notes`] come before the node that they belong to.
pub trait Visitor<'a> {
    /// A file.
    fn visit_file(&mut self, file: &'a File) {
        walk_file(self, file);
    }

    /// A declaration.
    fn visit_declaration(&mut self, declaration: &'a Declaration) {
        walk_declaration(self, declaration);
    }

    /// A clause, or a row of a block, of whatever kind.
    fn visit_clause(&mut self, clause: AnyClause<'a>) {
        walk_clause(self, clause);
    }

    /// Comments and documentation of a declaration, a clause or a member of an enum; often
    /// there are none.
    fn visit_notes(&mut self, notes: &'a Notes) {
        let _ = notes;
    }

    /// Comments behind the last node of a block or of the file; often there are none.
    fn visit_comments(&mut self, comments: &'a [String]) {
        let _ = comments;
    }

    /// A clause that may stand on anything.
    fn visit_common(&mut self, common: &'a Common) {
        walk_common(self, common);
    }

    /// Text that could not be read. The names in it are guesses, and not visited.
    fn visit_invalid(&mut self, invalid: &'a Invalid) {
        let _ = invalid;
    }

    /// A name, also one in a path.
    fn visit_name(&mut self, name: &'a Name, named: NameUse) {
        let _ = (name, named);
    }

    /// A dotted path; most have one part.
    fn visit_path(&mut self, path: &'a Path) {
        walk_path(self, path);
    }

    /// A text outside expressions. In one it is an [`ExprKind::Text`].
    fn visit_text(&mut self, text: &'a Text) {
        let _ = text;
    }

    /// A literal whole number, outside expressions.
    fn visit_whole(&mut self, number: &'a Whole) {
        let _ = number;
    }

    /// A literal share, outside expressions.
    fn visit_share(&mut self, share: &'a Share) {
        let _ = share;
    }

    /// A literal length of time, also in an expression.
    fn visit_duration(&mut self, duration: &'a Duration) {
        let _ = duration;
    }

    /// A time of day.
    fn visit_time_of_day(&mut self, time: &'a TimeOfDay) {
        let _ = time;
    }

    /// Weekdays.
    fn visit_day_range(&mut self, days: &'a DayRange) {
        let _ = days;
    }

    /// A day of every year.
    fn visit_month_day(&mut self, day: &'a MonthDay) {
        let _ = day;
    }

    /// An expression.
    fn visit_expr(&mut self, expr: &'a Expr) {
        walk_expr(self, expr);
    }

    /// A type.
    fn visit_type(&mut self, ty: &'a TypeExpr) {
        walk_type(self, ty);
    }

    /// A member of an enum.
    fn visit_member(&mut self, member: &'a Member) {
        walk_member(self, member);
    }

    /// `name: value`; `named` is what its name does.
    fn visit_named_value(&mut self, value: &'a NamedValue, named: NameUse) {
        walk_named_value(self, value, named);
    }

    /// A field of the contact, of an object or of an event.
    fn visit_field(&mut self, field: &'a Field) {
        walk_field(self, field);
    }

    /// A column of a table or of `for each`, or a parameter of a sequence.
    fn visit_column(&mut self, column: &'a Column) {
        walk_column(self, column);
    }

    /// A cell of a table's row.
    fn visit_cell(&mut self, cell: &'a Cell) {
        walk_cell(self, cell);
    }

    /// A step of a score's ladder.
    fn visit_ladder_step(&mut self, step: &'a LadderStep) {
        walk_ladder_step(self, step);
    }

    /// A cap.
    fn visit_cap(&mut self, cap: &'a Cap) {
        walk_cap(self, cap);
    }

    /// A figure and its target, of a `kpi` or in a stage.
    fn visit_measure(&mut self, measure: &'a Measure) {
        walk_measure(self, measure);
    }

    /// A stage, also one inside another.
    fn visit_stage(&mut self, stage: &'a Stage) {
        walk_stage(self, stage);
    }

    /// A transition.
    fn visit_transition(&mut self, transition: &'a Transition) {
        walk_transition(self, transition);
    }

    /// What sets a rule or a transition off.
    fn visit_trigger(&mut self, trigger: &'a Trigger) {
        walk_trigger(self, trigger);
    }

    /// Events, and which of them.
    fn visit_event_filter(&mut self, filter: &'a EventFilter) {
        walk_event_filter(self, filter);
    }

    /// `do …`
    fn visit_do(&mut self, does: &'a Do) {
        walk_do(self, does);
    }

    /// One action of a `do`.
    fn visit_action_call(&mut self, call: &'a ActionCall) {
        walk_action_call(self, call);
    }

    /// `set`, `add`, `remove` or `start`.
    fn visit_effect(&mut self, effect: &'a Effect) {
        walk_effect(self, effect);
    }

    /// A variant of a `split`.
    fn visit_variant(&mut self, variant: &'a Variant) {
        walk_variant(self, variant);
    }

    /// A step of a sequence, also one inside another.
    fn visit_step(&mut self, step: &'a Step) {
        walk_step(self, step);
    }

    /// A line of a scenario.
    fn visit_scenario_line(&mut self, line: &'a ScenarioLine) {
        walk_scenario_line(self, line);
    }

    /// A row of `for each`.
    fn visit_scenario_row(&mut self, row: &'a ScenarioRow) {
        walk_scenario_row(self, row);
    }

    /// One thing that a scenario starts from.
    fn visit_given(&mut self, given: &'a Given) {
        walk_given(self, given);
    }

    /// One thing that happens in a scenario.
    fn visit_happening(&mut self, happening: &'a Happening) {
        walk_happening(self, happening);
    }

    /// An event of a scenario, past or present.
    fn visit_occurrence(&mut self, occurrence: &'a Occurrence) {
        walk_occurrence(self, occurrence);
    }

    /// What a scenario asserts.
    fn visit_assertion(&mut self, assertion: &'a Assertion) {
        walk_assertion(self, assertion);
    }

    /// Why an action was held back, in a scenario.
    fn visit_because(&mut self, because: &'a Because) {
        walk_because(self, because);
    }
}
