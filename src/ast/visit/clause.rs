//! Clauses of all kinds, as one.

use super::{Visitor, common, declaration, engagement, journey, scenario, timing, vocabulary};
use crate::ast::*;

macro_rules! clauses {
    ($($of:literal $kind:ident($clause:ty) => $walk:path,)*) => {
        /// A clause, or a row of a block, of any kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum AnyClause<'a> {$(
            #[doc = concat!("Of ", $of, ".")]
            $kind(&'a Clause<$clause>),
        )*}

        impl<'a> AnyClause<'a> {
            /// The whole clause.
            #[must_use]
            pub const fn place(self) -> Place {
                match self {$( Self::$kind(clause) => clause.place, )*}
            }

            /// Its comments and documentation.
            #[must_use]
            pub const fn notes(self) -> &'a Notes {
                match self {$( Self::$kind(clause) => &clause.notes, )*}
            }
        }

        $(impl<'a> From<&'a Clause<$clause>> for AnyClause<'a> {
            fn from(clause: &'a Clause<$clause>) -> Self {
                Self::$kind(clause)
            }
        })*

        /// Visits the parts of a clause, its notes first.
        pub fn walk_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: AnyClause<'a>) {
            visitor.visit_notes(clause.notes());
            match clause {$( AnyClause::$kind(clause) => $walk(visitor, &clause.kind), )*}
        }
    };
}

clauses! {
    "`system`, or of the header of `enum`" Common(Common) => common::visit,
    "`blueprint`" Blueprint(BlueprintClause) => declaration::blueprint_clause,
    "`team`" Team(TeamClause) => declaration::team_clause,
    "`purpose`" Purpose(PurposeClause) => declaration::purpose_clause,
    "`channel`" Channel(ChannelClause) => declaration::channel_clause,
    "`group`" Group(GroupClause) => declaration::group_clause,
    "`term`" Term(TermClause) => declaration::term_clause,
    "`flow`" Flow(FlowClause) => declaration::flow_clause,
    "`kpi`" Kpi(KpiClause) => declaration::kpi_clause,
    "`opening`" Opening(OpeningClause) => timing::opening_clause,
    "a field" Field(FieldClause) => vocabulary::field_clause,
    "`contact` or `object`" FieldRow(FieldRow) => vocabulary::field_row,
    "`event`" EventRow(EventRow) => vocabulary::event_row,
    "`segment`" Segment(SegmentClause) => vocabulary::segment_clause,
    "`bands`" Bands(BandsClause) => vocabulary::bands_clause,
    "`table`" Table(TableClause) => vocabulary::table_clause,
    "`score`" Score(ScoreClause) => vocabulary::score_clause,
    "`mode`" Mode(ModeClause) => vocabulary::mode_clause,
    "`journey`" Journey(JourneyClause) => journey::journey_clause,
    "`stage`" Stage(StageClause) => journey::stage_clause,
    "`transition`" Transition(TransitionClause) => journey::transition_clause,
    "`action`" Action(ActionClause) => engagement::action_clause,
    "`rule`" Rule(RuleClause) => engagement::rule_clause,
    "`sequence`" Sequence(SequenceClause) => engagement::sequence_clause,
    "a step with steps of its own" Step(Step) => engagement::step,
    "`sla`" Sla(SlaClause) => engagement::sla_clause,
    "`scenario`" Scenario(ScenarioLine) => scenario::line,
}

/// Visits the clauses of a body, and the comments behind them.
pub fn walk_body<'a, V, K>(visitor: &mut V, body: &'a Body<K>)
where
    V: Visitor<'a> + ?Sized,
    AnyClause<'a>: From<&'a Clause<K>>,
{
    let Body { clauses, comments } = body;
    for clause in clauses {
        visitor.visit_clause(clause.into());
    }
    visitor.visit_comments(comments);
}
