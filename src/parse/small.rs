//! Small declarations and what several blocks share: caps, windows, measures, RACI.

use super::build::{Block, Builder, Node, Rule, has, kid, kids};
use crate::ast::*;

impl Builder<'_> {
    /// A clause that may stand on anything.
    pub(super) fn common(&mut self, node: &Node<'_>) -> Option<Common> {
        Some(match node.as_rule() {
            Rule::meta => {
                let entries = kids(node, Rule::meta_entry)
                    .map(|entry| Some(MetaEntry { key: self.name(&entry)?, value: self.text(&entry)? }))
                    .collect::<Option<Vec<_>>>()?;
                Common::Meta(self.counted(entries, node))
            }
            Rule::renamed_from => Common::RenamedFrom(self.name(node)?),
            Rule::responsibility => {
                let role = match kid(node, Rule::role)?.as_str() {
                    "owner" => Role::Owner,
                    "responsible" => Role::Responsible,
                    "accountable" => Role::Accountable,
                    "consulted" => Role::Consulted,
                    _ => Role::Informed,
                };
                Common::Responsibility(Responsibility { role, who: self.paths(node) })
            }
            _ => return None,
        })
    }

    /// `drop`, `defer at most 3 days`, where it follows.
    pub(super) fn handling(&mut self, node: &Node<'_>) -> Option<Option<Handling>> {
        let Some(handling) = kid(node, Rule::handling) else { return Some(None) };
        if has(&handling, Rule::kw_drop) {
            return Some(Some(Handling::Drop));
        }
        let at_most = match kid(&handling, Rule::duration) {
            Some(duration) => Some(self.duration_of(&duration)?),
            None => None,
        };
        Some(Some(Handling::Defer { at_most }))
    }

    /// `per …`, where it follows.
    pub(super) fn window(&mut self, node: &Node<'_>) -> Option<Option<Window>> {
        let Some(window) = kid(node, Rule::per_window) else { return Some(None) };
        let calendar = kid(&window, Rule::per_calendar);
        Some(Some(match kid(&window, Rule::duration) {
            Some(duration) => Window::Rolling(self.duration_of(&duration)?),
            None => Window::Calendar(self.unit(calendar.as_ref().unwrap_or(&window))?),
        }))
    }

    /// `when …`, where it follows.
    pub(super) fn guard(&mut self, node: &Node<'_>) -> Option<Option<Expr>> {
        match kid(node, Rule::guard) {
            Some(guard) => Some(Some(self.expr(&guard)?)),
            None => Some(None),
        }
    }

    fn cap(&mut self, node: &Node<'_>) -> Option<Cap> {
        let across = kid(node, Rule::cap_across).map(|list| self.names(&list)).unwrap_or_default();
        let exempt = kid(node, Rule::cap_exempt).map(|list| self.names(&list)).unwrap_or_default();
        Some(Cap {
            amount: self.expr(node)?,
            window: self.window(node)??,
            when: self.guard(node)?,
            across,
            exempt,
            handling: self.handling(node)?,
        })
    }

    /// A figure and its target.
    pub(super) fn measure(&mut self, node: &Node<'_>) -> Option<Measure> {
        let figure = node.inner().next()?;
        let kind = match figure.as_rule() {
            Rule::m_conversion => MeasureKind::Conversion {
                from: kid(&figure, Rule::m_from).and_then(|from| self.path(&from)),
                to: self.path(&figure)?,
                journey: self.name(&figure),
            },
            Rule::m_time => MeasureKind::Time(self.path(&figure)),
            Rule::m_volume => MeasureKind::Volume(self.path(&figure)),
            Rule::m_value => MeasureKind::Value(self.expr(&figure)?),
            Rule::m_breach => MeasureKind::Breach(self.name(&figure)?),
            Rule::m_pressure => MeasureKind::Pressure(self.name(&figure)?),
            _ => return None,
        };
        let target = match kid(node, Rule::measure_target) {
            Some(target) => self.test(&target)?,
            None => None,
        };
        Some(Measure { kind, target, per: self.window(node)? })
    }

    fn closed_day(&mut self, node: &Node<'_>) -> Option<ClosedDay> {
        if let Some(year) = kid(node, Rule::closed_year) {
            return Some(ClosedDay::EveryYear(self.month_day_of(&kid(&year, Rule::month_day)?)?));
        }
        if let Some(nth) = kid(node, Rule::closed_nth) {
            let place = |word: &str, of: &[&str]| {
                let at = of.iter().position(|&known| known == word)?;
                u8::try_from(at.saturating_add(1)).ok()
            };
            return Some(ClosedDay::Nth {
                nth: place(kid(&nth, Rule::ordinal)?.as_str(), &["first", "second", "third", "fourth", "last"])?,
                weekday: Self::weekday_of(&kid(&nth, Rule::weekday)?)?,
                month: place(kid(&nth, Rule::month)?.as_str(), MONTHS)?,
            });
        }
        let mut dates = kids(node, Rule::date);
        let (first, last) = (dates.next()?, dates.next());
        let first = self.date_of(&first)?;
        Some(match last {
            Some(last) => ClosedDay::Dates(first, self.date_of(&last)?),
            None => ClosedDay::Date(first),
        })
    }
}

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Block for Common {
    const OWNER: &'static str = "this declaration";
    const CLAUSE: Rule = Rule::common_clause;
    const LEAD: Rule = Rule::common_clause;
    const BLOCK: Rule = Rule::common_block;
    const WORDS: &'static [&'static str] = &[];

    fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self> {
        builder.common(&node)
    }

    fn invalid(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

/// A block of which every clause is either one of its own or a common one.
macro_rules! block {
    ($kind:ident, $owner:literal, $clause:ident, $lead:ident, $block:ident, [$($word:literal),*], $rows:expr, $read:expr) => {
        impl Block for $kind {
            const OWNER: &'static str = $owner;
            const CLAUSE: Rule = Rule::$clause;
            const LEAD: Rule = Rule::$lead;
            const BLOCK: Rule = Rule::$block;
            const WORDS: &'static [&'static str] = &[$($word),*];
            const ROWS: Option<&'static str> = $rows;

            fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self> {
                let read: fn(&mut Builder<'_>, &Node<'_>) -> Option<Self> = $read;
                read(builder, &node)
            }

            fn invalid(invalid: Invalid) -> Self {
                Self::Common(Common::Invalid(invalid))
            }
        }
    };
}
pub(super) use block;

block!(
    BlueprintClause,
    "a blueprint",
    blueprint_clause,
    blueprint_clause,
    blueprint_block,
    ["version", "status", "timezone", "review", "reviewed"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::version => Self::Version(builder.text(node)?),
        Rule::status => Self::Status(builder.name(node)?),
        Rule::timezone => Self::Timezone(builder.expr(node)?),
        Rule::review => Self::Review(builder.duration(node)?),
        Rule::reviewed => Self::Reviewed(builder.expr(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);

block!(TeamClause, "a team", team_clause, team_clause, team_block, ["capacity"], None, |builder, node| Some(
    match node.as_rule() {
        Rule::capacity => Self::Capacity { time: builder.duration(node)?, per: builder.unit(node)? },
        _ => Self::Common(builder.common(node)?),
    }
));

block!(
    PurposeClause,
    "a purpose",
    purpose_clause,
    purpose_clause,
    purpose_block,
    ["consent", "cap", "transactional"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::consent => Self::Consent(builder.expr(node)?),
        Rule::cap => Self::Cap(builder.cap(node)?),
        Rule::transactional => Self::Transactional,
        _ => Self::Common(builder.common(node)?),
    })
);

block!(
    ChannelClause,
    "a channel",
    channel_clause,
    channel_clause,
    channel_block,
    ["consent", "cap", "quiet", "open", "days", "internal", "color"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::consent => Self::Consent(builder.expr(node)?),
        Rule::cap => Self::Cap(builder.cap(node)?),
        Rule::quiet => Self::Quiet {
            hours: builder.time_range_of(&kid(node, Rule::time_range)?)?,
            handling: builder.handling(node)?,
        },
        Rule::open_in => Self::Open { opening: builder.name(node)?, handling: builder.handling(node)? },
        Rule::days => Self::Days { days: builder.day_ranges(node)?, handling: builder.handling(node)? },
        Rule::internal => Self::Internal,
        Rule::color => Self::Color(builder.text(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);

block!(
    OpeningClause,
    "an opening",
    opening_clause,
    opening_clause,
    opening_block,
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "closed", "zone"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::hours => Self::Hours {
            days: builder.day_ranges(node)?,
            ranges: kids(node, Rule::time_range).map(|range| builder.time_range_of(&range)).collect::<Option<_>>()?,
        },
        Rule::closed => {
            let days = kids(node, Rule::closed_day).map(|day| builder.closed_day(&day)).collect::<Option<_>>()?;
            Self::Closed(builder.counted(days, node))
        }
        Rule::zone => Self::Zone(builder.text(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);

block!(GroupClause, "a group", group_clause, group_clause, group_block, ["at", "exactly"], None, |builder, node| Some(
    match node.as_rule() {
        Rule::group_at_most => Self::AtMost(builder.whole(node)?),
        Rule::group_exactly => Self::Exactly(builder.whole(node)?),
        _ => Self::Common(builder.common(node)?),
    }
));

block!(TermClause, "a term", term_clause, term_clause, term_block, ["means"], None, |builder, node| Some(
    match node.as_rule() {
        Rule::means => Self::Means(builder.text(node)?),
        _ => Self::Common(builder.common(node)?),
    }
));

block!(FlowClause, "a flow", flow_clause, flow_clause, flow_block, ["carries", "every"], None, |builder, node| Some(
    match node.as_rule() {
        Rule::carries => Self::Carries(builder.paths(node)),
        Rule::flow_every => Self::Every(builder.duration(node)?),
        _ => Self::Common(builder.common(node)?),
    }
));

block!(
    KpiClause,
    "a KPI",
    kpi_clause,
    kpi_clause,
    kpi_block,
    ["conversion", "time", "volume", "value", "breach", "pressure"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::measure => Self::Measure(builder.measure(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);
