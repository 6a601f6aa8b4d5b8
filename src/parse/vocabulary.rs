//! What is known of a contact: fields, objects, events, segments, bands, tables, scores, modes.

use super::build::{Block, Builder, Node, Rule, Source, has, kid, kids};
use super::operators::compare_op;
use super::small::block;
use crate::ast::*;

impl<'t> Builder<'t> {
    /// The members of an enum, in braces.
    pub(super) fn members(&mut self, node: &Node<'_>) -> Option<Vec<Member>> {
        let mut members = Vec::new();
        for member in kids(node, Rule::member) {
            let (start, end) = (member.start(), member.end());
            let (read, _, notes) = self.noted(start, |builder| {
                let renamed = kid(&member, Rule::renamed_from).and_then(|renamed| builder.name(&renamed));
                ((builder.declared(&member), builder.label(&member), renamed), end)
            });
            let (name, label, renamed_from) = read;
            members.push(Member { name: name?, label, renamed_from, notes });
        }
        Some(self.counted(members, node))
    }

    fn field(&mut self, source: Source<'t>) -> Option<Field> {
        let (head, body) = match source {
            // The type may hold members with comments: it is read before the clauses behind it.
            Source::Read(node) => (self.field_head(&kid(&node, Rule::field_head)?)?, self.field_body(&node)),
            Source::Broken(range) => {
                let (head, body) = self.recover_parts::<FieldClause>(Rule::field_head, range)?;
                (self.field_head(&head)?, body)
            }
        };
        let (name, label, ty, default) = head;
        Some(Field { name, label, ty, default, body })
    }

    fn field_body(&mut self, node: &Node<'_>) -> Body<FieldClause> {
        self.body(node)
    }

    fn field_head(&mut self, head: &Node<'_>) -> Option<(Name, Option<Text>, TypeExpr, Option<Expr>)> {
        let name = self.declared(head)?;
        let label = self.label(head);
        let ty = self.type_expr(head)?;
        let default = if has(head, Rule::p_set) { Some(self.expr(head)?) } else { None };
        Some((name, label, ty, default))
    }

    pub(super) fn column(&mut self, node: &Node<'_>) -> Option<Column> {
        Some(Column { name: self.declared(node)?, ty: self.type_expr(node)? })
    }

    pub(super) fn columns(&mut self, node: &Node<'_>) -> Option<Vec<Column>> {
        let columns = kids(node, Rule::column).map(|column| self.column(&column)).collect::<Option<Vec<_>>>()?;
        Some(self.counted(columns, node))
    }

    pub(super) fn event_head(&mut self, head: &Node<'_>) -> Option<(Name, Option<EventSubject>, Option<Text>)> {
        let name = self.declared(head)?;
        let subject = if let Some(opens) = kid(head, Rule::opens) {
            Some(EventSubject { object: self.name(&opens)?, kind: EventSubjectKind::Opens })
        } else if let Some(of) = kid(head, Rule::of_event) {
            let by = kid(&of, Rule::by_key).and_then(|by| self.name(&by));
            let kind = EventSubjectKind::Of { by, or_opens: has(&of, Rule::or_opens) };
            Some(EventSubject { object: self.name(&of)?, kind })
        } else {
            None
        };
        Some((name, subject, self.label(head)))
    }

    fn cell(&mut self, node: &Node<'_>) -> Option<Cell> {
        let tests = kids(node, Rule::cell_test).map(|test| self.cell_test(&test)).collect::<Option<Vec<_>>>()?;
        Some(Cell { tests: self.counted(tests, node), place: self.place(node) })
    }

    fn cell_test(&mut self, node: &Node<'_>) -> Option<CellTest> {
        if has(node, Rule::cell_unset) {
            return Some(CellTest::Unset);
        }
        let value = kid(node, Rule::cell_value)?;
        let mut ends = self.exprs(&value)?.into_iter();
        let low = ends.next()?;
        let value = match ends.next() {
            Some(high) => {
                Expr { place: Place(low.place.0.to(high.place.0)), kind: Box::new(ExprKind::Range { low, high }) }
            }
            None => low,
        };
        Some(match kid(node, Rule::compare) {
            Some(op) => CellTest::Compare(compare_op(op.as_str())?, value),
            None => CellTest::Value(value),
        })
    }

    fn outputs(&mut self, node: &Node<'_>) -> Option<Vec<Expr>> {
        self.exprs(&kid(node, Rule::row_outputs)?)
    }

    fn ladder_step(&mut self, node: &Node<'_>) -> Option<LadderStep> {
        let op = compare_op(kid(node, Rule::compare_sign)?.as_str())?;
        let mut sums = self.exprs(node)?.into_iter();
        Some(LadderStep { op, value: sums.next()?, add: sums.next()?, place: self.place(node) })
    }

    /// `suspend purpose promotion, nurturing`: a kind holds for what follows it.
    pub(super) fn suspensions(&mut self, node: &Node<'_>) -> Option<Vec<Suspension>> {
        let mut kind = SuspensionKind::Purpose;
        let mut all = Vec::new();
        let items = node.inner().filter(|item| matches!(item.as_rule(), Rule::suspended | Rule::suspension));
        for item in items {
            // The grammar asks for a kind in the first item.
            kind = kid(&item, Rule::suspendable).map_or(kind, |word| match word.as_str() {
                "purpose" => SuspensionKind::Purpose,
                "channel" => SuspensionKind::Channel,
                "action" => SuspensionKind::Action,
                "rule" => SuspensionKind::Rule,
                _ => SuspensionKind::Sequence,
            });
            all.push(Suspension { kind, name: self.name(&item)?, handling: self.handling(&item)? });
        }
        Some(self.counted(all, node))
    }
}

block!(
    FieldClause,
    "a field",
    field_clause,
    field_clause,
    field_body,
    ["personal", "basis", "retain", "source"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::personal => Self::Personal,
        Rule::basis => Self::Basis(builder.name(node)?),
        Rule::retain => Self::Retain(builder.duration(node)?),
        Rule::source => Self::Source(builder.name(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);

/// Rows, of which a field may hold clauses.
macro_rules! rows {
    ($kind:ident, $owner:literal, $clause:ident, $lead:ident, $block:ident, [$($word:literal),*], $read:expr) => {
        impl Block for $kind {
            const OWNER: &'static str = $owner;
            const CLAUSE: Rule = Rule::$clause;
            const LEAD: Rule = Rule::$lead;
            const BLOCK: Rule = Rule::$block;
            const WORDS: &'static [&'static str] = &[$($word),*];
            const ROWS: Option<&'static str> = Some("a field such as `name: text`");

            fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self> {
                let read: fn(&mut Builder<'_>, Node<'_>) -> Option<Self> = $read;
                if node.as_rule() == Rule::field {
                    let head = builder.field_head(&kid(&node, Rule::field_head)?)?;
                    let (name, label, ty, default) = head;
                    let body = builder.field_body(&node);
                    return Some(Self::Field(Field { name, label, ty, default, body }));
                }
                read(builder, node)
            }

            fn invalid(invalid: Invalid) -> Self {
                Self::Common(Common::Invalid(invalid))
            }

            fn inner(builder: &mut Builder<'_>, _: &str, range: std::ops::Range<usize>) -> Option<Option<Self>> {
                builder.has_block(&range).then(|| builder.field(Source::Broken(range)).map(Self::Field))
            }
        }
    };
}

rows!(FieldRow, "a block of fields", field_row, common_clause, field_block, [], |builder, node| Some(Self::Common(
    builder.common(&node)?
)));

rows!(EventRow, "an event", event_row, event_lead, event_block, ["refuse"], |builder, node| Some(
    match node.as_rule() {
        Rule::refuse => Self::Refuse(builder.expr(&node)?),
        _ => Self::Common(builder.common(&node)?),
    }
));

block!(
    SegmentClause,
    "a segment",
    segment_clause,
    segment_clause,
    segment_block,
    ["when", "expects", "friction", "prefers"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::guard => Self::When(builder.expr(node)?),
        Rule::expects => Self::Expects(builder.text(node)?),
        Rule::friction => Self::Friction(builder.text(node)?),
        Rule::prefers => Self::Prefers(builder.name(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);

block!(
    BandsClause,
    "a list of bands",
    bands_clause,
    bands_lead,
    bands_block,
    ["over"],
    Some("a band such as `hot < 30 days`"),
    |builder, node| Some(match node.as_rule() {
        Rule::over => Self::Over(builder.expr(node)?),
        Rule::band => {
            let name = builder.declared(node)?;
            Self::Band { name, label: builder.label(node), test: builder.test(node)? }
        }
        _ => Self::Common(builder.common(node)?),
    })
);

block!(
    TableClause,
    "a table",
    table_clause,
    table_clause,
    table_block,
    ["unique", "first", "collect", "input", "output", "row", "else"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::policy => Self::Policy(match node.as_str().trim_end() {
            policy if policy.starts_with("unique") => TablePolicy::Unique,
            policy if policy.starts_with("first") => TablePolicy::First,
            _ => TablePolicy::Collect,
        }),
        Rule::input => Self::Input(builder.exprs(node)?),
        Rule::output => Self::Output(builder.columns(node)?),
        Rule::row => {
            let cells = kids(node, Rule::cell).map(|cell| builder.cell(&cell)).collect::<Option<Vec<_>>>()?;
            Self::Row { cells: builder.counted(cells, node), outputs: builder.outputs(node)? }
        }
        Rule::row_else => Self::Else(builder.outputs(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);

block!(
    ScoreClause,
    "a score",
    score_clause,
    score_clause,
    score_block,
    ["in", "on", "when", "by", "fade"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::bounds => {
            let mut ends = builder.exprs(node)?.into_iter();
            Self::Bounds { low: ends.next()?, high: ends.next()? }
        }
        Rule::points_on =>
            Self::OnEvent { events: builder.events(node)?, add: builder.expr(node)?, once: has(node, Rule::kw_once) },
        Rule::points_when => {
            let mut both = builder.exprs(node)?.into_iter();
            Self::Profile { when: both.next()?, add: both.next()? }
        }
        Rule::ladder => {
            let steps =
                kids(node, Rule::ladder_step).map(|step| builder.ladder_step(&step)).collect::<Option<Vec<_>>>()?;
            Self::Ladder { by: builder.expr(node)?, steps: builder.counted(steps, node) }
        }
        Rule::fade => Self::Fade { points: builder.expr(node)?, every: builder.duration(node)? },
        _ => Self::Common(builder.common(node)?),
    })
);

block!(
    ModeClause,
    "a mode",
    mode_clause,
    mode_clause,
    mode_block,
    ["when", "from", "until", "suspend"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::guard => Self::When(builder.expr(node)?),
        Rule::mode_from => Self::From(builder.events(node)?),
        Rule::mode_until => Self::Until(builder.events(node)?),
        Rule::suspend => Self::Suspend(builder.suspensions(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);
