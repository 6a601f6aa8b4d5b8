//! What a value, or what time sets off, rests on: as long as none of it has changed, it need not be asked again.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::Derived;
use super::depend::{self, Dependencies, roots_of};
use crate::ir::{
    self, EveryOn, ExprId, ExprKind, FieldId, Id, Rule, ScoreId, SeriesId, StageId, Transition, Trigger, for_each_part,
};

/// Some of the facts that are known of a contact, one bit each. Of lists longer than there are bits several share one:
/// then something is asked that need not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Facts(u64);

/// So many bits are for fields, for series of events and for scores.
const FIELDS: usize = 24;
const SERIES: usize = 16;
const SCORES: usize = 8;

impl Facts {
    /// None.
    pub(crate) const NOTHING: Self = Self(0);
    /// All of them.
    pub(crate) const ALL: Self = Self(u64::MAX);
    /// What is read of the moment itself, which no state holds: it is always another one.
    pub(crate) const MOMENT: Self = Self(1 << 63);
    /// What the clock shows.
    pub(crate) const CLOCK: Self = Self(1 << 62);
    /// The stages in which the contact is, and since when.
    pub(crate) const STAGES: Self = Self(1 << 61);
    /// Since when scores have had points that fade.
    pub(crate) const RISEN: Self = Self(1 << 60);
    /// Modes that events have begun.
    pub(crate) const MODES: Self = Self(1 << 59);
    /// Clocks of service levels.
    pub(crate) const SLAS: Self = Self(1 << 58);
    /// What has been done.
    pub(crate) const PAST: Self = Self(1 << 57);
    /// When the contact came to be known, and when a field last changed.
    pub(crate) const KNOWN_SINCE: Self = Self(1 << 56);
    /// Anything of the contact's instances.
    pub(crate) const INSTANCES: Self = Self(1 << 55);

    /// A field of the contact, by its slot.
    pub(crate) const fn field(slot: usize) -> Self {
        Self(1 << (slot % FIELDS))
    }

    /// What is remembered of a series of events.
    pub(crate) const fn series(place: usize) -> Self {
        Self(1 << FIELDS.saturating_add(place % SERIES))
    }

    /// The event points of a score.
    pub(crate) const fn points(place: usize) -> Self {
        Self(1 << FIELDS.saturating_add(SERIES).saturating_add(place % SCORES))
    }

    /// Those of both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of them are fields.
    pub(crate) const fn are_fields(self) -> bool {
        self.0 >> FIELDS == 0
    }

    /// All, where the clock is among them: what rests on them may change by time alone.
    pub(crate) const fn by_clock(self) -> Self {
        if self.meets(Self::CLOCK) { self } else { Self::NOTHING }
    }

    /// Whether any of them is one of these too.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<Facts> for Facts {
    fn from_iter<I: IntoIterator<Item = Facts>>(all: I) -> Self {
        all.into_iter().fold(Self::NOTHING, Self::and)
    }
}

/// A rule with what its trigger rests on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resting {
    /// The rule.
    pub(crate) rule: ir::RuleId,
    /// What its trigger rests on.
    pub(crate) on: Facts,
}

/// By expression, what it rests on, also through derived values.
pub(super) struct Basis<'p> {
    ir: &'p ir::Blueprint,
    exprs: Vec<Facts>,
}

impl<'p> Basis<'p> {
    pub(super) fn new(ir: &'p ir::Blueprint, depend: &Dependencies) -> Self {
        let itself = Self { ir, exprs: of_exprs(ir, |_| Facts::NOTHING) };
        if depend.len() == 0 {
            return itself;
        }
        let own = depend::all(ir).map(|derived| itself.derived(derived)).collect();
        let known = depend.spread(own, Facts::and);
        Self { ir, exprs: of_exprs(ir, |derived| known.get(depend.slot(derived)).copied().unwrap_or(Facts::ALL)) }
    }

    /// What an expression rests on.
    pub(super) fn expr(&self, expr: ExprId) -> Facts {
        self.exprs.get(expr.index()).copied().unwrap_or(Facts::ALL)
    }

    fn derived(&self, derived: Derived) -> Facts {
        let own = match derived {
            Derived::Let(_) | Derived::Segment(_) => Facts::NOTHING,
            Derived::Score(id) => Facts::points(id.index()),
            Derived::Mode(_) => Facts::MODES,
        };
        let own = own.and(of_instances(self.ir, derived));
        roots_of(self.ir, derived).into_iter().map(|root| self.expr(root)).fold(own, Facts::and)
    }

    /// What the profiles of scores give.
    pub(super) fn profiles(&self) -> Facts {
        let scores = self.ir.scores.ids().map(Derived::Score);
        scores.flat_map(|score| roots_of(self.ir, score)).map(|root| self.expr(root)).collect()
    }

    /// The total of a score.
    pub(super) fn total(&self, score: ScoreId) -> Facts {
        self.derived(Derived::Score(score))
    }

    /// Whether a segment is true.
    pub(super) fn segment(&self, segment: ir::SegmentId) -> Facts {
        self.derived(Derived::Segment(segment))
    }

    /// When time, or what becomes true, sets something off.
    pub(super) fn trigger(&self, trigger: &Trigger, stages: &[StageId]) -> Facts {
        let silence = |series: &[SeriesId]| {
            let stays = if stages.is_empty() { Facts::NOTHING } else { Facts::STAGES };
            series.iter().map(|series| self.series(*series)).fold(stays.and(Facts::KNOWN_SINCE), Facts::and)
        };
        match trigger {
            Trigger::Becoming { guard, .. } => self.expr(*guard),
            Trigger::After { delay, .. } => self.expr(*delay).and(Facts::STAGES),
            Trigger::Without { delay, series } => self.expr(*delay).and(silence(series)),
            Trigger::Date { of, offset, .. } => {
                self.expr(*of).and(offset.map_or(Facts::NOTHING, |offset| self.expr(offset)))
            }
            Trigger::Every { on: EveryOn::Date(date), .. } => self.expr(*date),
            Trigger::Every { on: EveryOn::Days(_), .. } => Facts::NOTHING,
            // Something else tells when these come.
            Trigger::Event(_) | Trigger::Enter(_) | Trigger::Exit(_) | Trigger::Change { .. } | Trigger::Breach(_) => {
                Facts::NOTHING
            }
        }
    }

    /// Whether a rule is set off, by time or by what becomes true.
    pub(super) fn rule(&self, rule: &Rule) -> Facts {
        self.trigger(&rule.trigger, &rule.stages).and(Facts::PAST)
    }

    /// Whether time, or what becomes true, leads out of a stage on a way. What its border or a change sets off is told.
    pub(super) fn way(&self, transition: &Transition) -> Facts {
        let guard = transition.guard.map_or(Facts::NOTHING, |guard| self.expr(guard));
        transition.trigger.as_ref().map_or(guard, |trigger| guard.and(self.trigger(trigger, &transition.sources)))
    }

    /// When time leads out of a stage on a way, or may: a guard counts as far as it changes by time alone.
    pub(super) fn mark(&self, transition: &Transition) -> Facts {
        let guard = transition.guard.map_or(Facts::NOTHING, |guard| self.expr(guard).by_clock());
        guard.and(match &transition.trigger {
            Some(Trigger::Becoming { guard, .. }) => self.expr(*guard).by_clock(),
            Some(trigger) => self.trigger(trigger, &transition.sources),
            None => Facts::NOTHING,
        })
    }

    fn series(&self, series: SeriesId) -> Facts {
        match self.ir.series[series].object {
            None => Facts::series(series.index()),
            Some(_) => Facts::INSTANCES,
        }
    }

    fn field(&self, field: FieldId) -> Facts {
        match self.ir.fields[field].object {
            None => Facts::field(self.ir.slot(field)),
            Some(_) => Facts::INSTANCES,
        }
    }
}

/// By expression. Parts stand before their whole.
fn of_exprs(ir: &ir::Blueprint, through: impl Fn(Derived) -> Facts) -> Vec<Facts> {
    let mut basis = Basis { ir, exprs: Vec::with_capacity(ir.exprs.len()) };
    for expr in ir.exprs.values() {
        let mut found = match &expr.kind {
            ExprKind::Field(field) => basis.field(*field),
            ExprKind::InstanceId(_)
            | ExprKind::Through { .. }
            | ExprKind::AtLeast { .. }
            | ExprKind::CountInstances(_)
            | ExprKind::AggregateInstances { .. } => Facts::INSTANCES.and(Facts::CLOCK),
            ExprKind::Count { series, window } | ExprKind::Aggregate { series, window, .. } => {
                let clock = if window.is_some() { Facts::CLOCK } else { Facts::NOTHING };
                basis.series(*series).and(clock)
            }
            ExprKind::Last(series) => basis.series(*series),
            // Those of instances are told by their clocks and stages.
            ExprKind::TimeInStage(_) => Facts::STAGES.and(Facts::INSTANCES).and(Facts::CLOCK),
            ExprKind::InStage(_) => Facts::STAGES.and(Facts::INSTANCES),
            ExprKind::Sla { .. } => Facts::SLAS.and(Facts::INSTANCES).and(Facts::CLOCK),
            ExprKind::Now | ExprKind::Today => Facts::CLOCK,
            ExprKind::Payload(_)
            | ExprKind::Column(_)
            | ExprKind::Argument(_)
            | ExprKind::Was(_)
            | ExprKind::Changed(_) => Facts::MOMENT,
            kind => Derived::of(kind).map_or(Facts::NOTHING, &through),
        };
        for_each_part(&expr.kind, |part| found = found.and(basis.expr(part)));
        basis.exprs.push(found);
    }
    basis.exprs
}

/// What is derived from instances changes with them.
fn of_instances(ir: &ir::Blueprint, derived: Derived) -> Facts {
    let object = match derived {
        Derived::Let(id) => ir.lets[id].object,
        Derived::Segment(id) => ir.segments[id].object,
        Derived::Score(id) => ir.scores[id].object,
        Derived::Mode(id) => ir.modes[id].object,
    };
    object.map_or(Facts::NOTHING, |_| Facts::INSTANCES)
}
