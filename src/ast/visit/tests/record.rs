//! A visitor that overrides all that has a place, and keeps it.

use super::super::*;
use crate::text::Span;

/// What was visited, in order.
#[derive(Default)]
pub(super) struct Record<'a> {
    /// Every place.
    pub(super) places: Vec<Span>,
    /// Every name.
    pub(super) names: Vec<(&'a Name, NameUse)>,
    /// The places of texts, those of expressions among them.
    pub(super) texts: Vec<Span>,
    /// Every expression.
    pub(super) exprs: Vec<&'a Expr>,
    /// Text that could not be read.
    pub(super) invalid: usize,
}

impl<'a> Record<'a> {
    pub(super) fn of(file: &'a File) -> Self {
        let mut record = Self::default();
        record.visit_file(file);
        record
    }

    /// Names of one use, as written.
    pub(super) fn named(&self, wanted: NameUse) -> String {
        let names = self.names.iter().filter(|(_, named)| *named == wanted);
        names.map(|(name, _)| name.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn at(&mut self, place: Place) {
        self.places.push(place.0);
    }
}

/// Methods that keep the place, then walk on where there is more.
macro_rules! placed {
    ($($method:ident($node:ty) $($walk:ident)?;)*) => {$(
        fn $method(&mut self, node: &'a $node) {
            self.at(node.place);
            $($walk(self, node);)?
        }
    )*};
}

impl<'a> Visitor<'a> for Record<'a> {
    placed! {
        visit_declaration(Declaration) walk_declaration;
        visit_path(Path) walk_path;
        visit_whole(Whole);
        visit_share(Share);
        visit_duration(Duration);
        visit_time_of_day(TimeOfDay);
        visit_day_range(DayRange);
        visit_month_day(MonthDay);
        visit_type(TypeExpr) walk_type;
        visit_cell(Cell) walk_cell;
        visit_ladder_step(LadderStep) walk_ladder_step;
        visit_event_filter(EventFilter) walk_event_filter;
        visit_scenario_row(ScenarioRow) walk_scenario_row;
        visit_occurrence(Occurrence) walk_occurrence;
        visit_because(Because) walk_because;
    }

    fn visit_clause(&mut self, clause: AnyClause<'a>) {
        self.at(clause.place());
        walk_clause(self, clause);
    }

    fn visit_named_value(&mut self, value: &'a NamedValue, named: NameUse) {
        self.at(value.place);
        walk_named_value(self, value, named);
    }

    fn visit_name(&mut self, name: &'a Name, named: NameUse) {
        self.at(name.place);
        self.names.push((name, named));
    }

    fn visit_text(&mut self, text: &'a Text) {
        self.at(text.place);
        self.texts.push(text.place.0);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.at(expr.place);
        self.exprs.push(expr);
        if let ExprKind::Text(_) = *expr.kind {
            self.texts.push(expr.place.0);
        }
        walk_expr(self, expr);
    }

    fn visit_invalid(&mut self, _: &'a Invalid) {
        self.invalid += 1;
    }
}
