//! Objects of which each instance keeps its own time: what may happen to one by time alone, or by what has happened
//! to it, rests on nothing but itself and the contact's zone.
//!
//! Of such an instance it is known until when it rests; as long as it does, and no event concerns it, it need not be
//! looked at. Whatever reads the contact, other instances or the past of events is not of its own.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::Derived;
use super::depend::Dependencies;
use crate::ir::{
    self, EventId, EveryOn, ExprId, ExprKind, Id, JourneyId, ObjectId, SlaWhen, StageId, Trigger, for_each_part,
};

/// By object.
#[derive(Debug)]
pub(super) struct OwnTimes {
    objects: Vec<Own>,
}

#[derive(Debug, Default)]
struct Own {
    keeps_own_time: bool,
    forgets: bool,
    /// By event: whether one that is not of an instance of the object may still move all of them.
    moved_by: Vec<bool>,
}

impl OwnTimes {
    pub(super) fn new(ir: &ir::Blueprint, depend: &Dependencies) -> Self {
        let of = |object: ObjectId| {
            let look = Look { ir, depend, object };
            let mut moved_by = vec![false; ir.events.len()];
            let filters = look.filters().flat_map(|filter| &filter.events);
            for event in filters {
                moved_by.get_mut(event.index()).into_iter().for_each(|moved| *moved = true);
            }
            Own { keeps_own_time: look.keeps_own_time(), forgets: look.forgets(), moved_by }
        };
        Self { objects: ir.objects.ids().map(of).collect() }
    }

    /// Whether each instance keeps its own time.
    pub(super) fn keeps_own_time(&self, object: ObjectId) -> bool {
        self.objects.get(object.index()).is_some_and(|own| own.keeps_own_time)
    }

    /// Whether anything that an instance remembers is forgotten, or fades, as time passes.
    pub(super) fn forgets(&self, object: ObjectId) -> bool {
        self.objects.get(object.index()).is_none_or(|own| own.forgets)
    }

    /// Whether an event that is of nobody, or of another object, may move instances of an object in their journeys, or
    /// their clocks.
    pub(super) fn is_moved_by(&self, object: ObjectId, event: EventId) -> bool {
        self.objects.get(object.index()).and_then(|own| own.moved_by.get(event.index())) != Some(&false)
    }
}

/// Looks at one object.
struct Look<'p> {
    ir: &'p ir::Blueprint,
    depend: &'p Dependencies,
    object: ObjectId,
}

impl<'p> Look<'p> {
    fn journeys(&self) -> impl Iterator<Item = (JourneyId, &'p ir::Journey)> + use<'p> {
        let object = self.object;
        self.ir.journeys.iter().filter(move |(_, journey)| journey.object == Some(object))
    }

    fn transitions(&self) -> impl Iterator<Item = &'p ir::Transition> + use<'p> {
        let (ir, object) = (self.ir, self.object);
        ir.transitions.values().filter(move |one| ir.journeys[one.journey].object == Some(object))
    }

    fn slas(&self) -> impl Iterator<Item = &'p ir::Sla> + use<'p> {
        let object = self.object;
        self.ir.slas.values().filter(move |sla| sla.object == Some(object))
    }

    /// The events that move an instance, or one of its clocks.
    fn filters(&self) -> impl Iterator<Item = &'p ir::EventFilter> + use<'p> {
        let ways = self.transitions().filter_map(|one| match &one.trigger {
            Some(Trigger::Event(filter)) => Some(filter),
            _ => None,
        });
        let whens = self.slas().flat_map(|sla| [&sla.starts, &sla.stops, &sla.pauses, &sla.resets]).flatten();
        ways.chain(whens.filter_map(|when| match when {
            SlaWhen::On(filter) => Some(filter),
            SlaWhen::InStage(_) => None,
        }))
    }

    /// Windows, limits, stays and silences, points that fade.
    fn forgets(&self) -> bool {
        let (ir, object) = (self.ir, Some(self.object));
        ir.series.values().any(|series| series.object == object && series.window.is_some())
            || ir.scores.values().any(|score| score.object == object && score.fade.is_some())
            || ir
                .rules
                .values()
                .any(|rule| rule.object == object && (rule.limit.is_some() || rule.trigger.is_once_in_a_while()))
    }

    fn keeps_own_time(&self) -> bool {
        let own = |expr: ExprId| self.is_own(expr);
        let by_level = |one: &ir::Transition| {
            let is_level = matches!(one.trigger, None | Some(Trigger::After { .. } | Trigger::Without { .. }));
            !is_level || one.guard.is_none_or(own)
        };
        let rules = self.ir.rules.values().filter(|rule| rule.object == Some(self.object));
        // A rule on an event is judged where that happens.
        let mut rules = rules.filter(|rule| !matches!(rule.trigger, Trigger::Event(_)));
        let in_own = |when: &SlaWhen| match when {
            SlaWhen::On(_) => true,
            SlaWhen::InStage(stages) => self.are_own(stages),
        };
        self.journeys().all(|(_, journey)| journey.segment.is_none())
            && self.transitions().all(|one| by_level(one) && one.trigger.as_ref().is_none_or(|one| self.has_own(one)))
            && rules.all(|rule| self.has_own(&rule.trigger) && self.are_own(&rule.stages))
            && self.slas().all(|sla| {
                let mut whens = [&sla.starts, &sla.stops, &sla.pauses, &sla.resets].into_iter().flatten();
                whens.all(in_own) && sla.targets.iter().all(|target| own(target.time) && target.when.is_none_or(own))
            })
    }

    /// Whether what sets something off is of the instance alone.
    fn has_own(&self, trigger: &Trigger) -> bool {
        let own = |expr: ExprId| self.is_own(expr);
        match trigger {
            // What it is that happens is asked apart.
            Trigger::Event(_) => true,
            Trigger::Enter(stages) | Trigger::Exit(stages) => self.are_own(stages),
            Trigger::Change { of, .. } => of.iter().all(|expr| own(*expr)),
            Trigger::Becoming { guard, .. } => own(*guard),
            Trigger::After { delay, stages } => own(*delay) && self.are_own(stages),
            Trigger::Without { delay, series } => {
                own(*delay) && series.iter().all(|series| self.ir.series[*series].object == Some(self.object))
            }
            Trigger::Date { of, offset, .. } => own(*of) && offset.is_none_or(own),
            Trigger::Every { on: EveryOn::Date(date), .. } => own(*date),
            Trigger::Every { on: EveryOn::Days(_), .. } => true,
            Trigger::Breach(sla) => self.ir.slas[*sla].object == Some(self.object),
        }
    }

    fn are_own(&self, stages: &[StageId]) -> bool {
        stages.iter().all(|stage| self.ir.journeys[self.ir.stages[*stage].journey].object == Some(self.object))
    }

    /// Whether an expression, with what it reads by a name, reads nothing but the instance and the clock.
    fn is_own(&self, expr: ExprId) -> bool {
        let (mut open, mut seen) = (vec![expr], vec![]);
        while let Some(expr) = open.pop() {
            let kind = &self.ir.exprs[expr].kind;
            let is_own = match kind {
                ExprKind::Field(field) => self.ir.fields[*field].object == Some(self.object),
                ExprKind::InstanceId(object) => *object == self.object,
                ExprKind::InStage(stages) | ExprKind::TimeInStage(stages) => self.are_own(stages),
                // Points fade and modes end apart from all this.
                ExprKind::Score(_) | ExprKind::Mode(_) | ExprKind::Sla { .. } => false,
                ExprKind::Count { .. } | ExprKind::Aggregate { .. } | ExprKind::Last(_) => false,
                ExprKind::Through { .. } | ExprKind::AtLeast { .. } => false,
                ExprKind::CountInstances(_) | ExprKind::AggregateInstances { .. } => false,
                ExprKind::Payload(_) | ExprKind::Column(_) | ExprKind::Argument(_) => false,
                ExprKind::Was(_) | ExprKind::Changed(_) => false,
                _ => true,
            };
            if !is_own {
                return false;
            }
            if let Some(derived) = Derived::of(kind)
                && !seen.contains(&derived)
            {
                if self.depend.object_of(derived) != Some(self.object) {
                    return false;
                }
                seen.push(derived);
                open.extend(super::depend::roots_of(self.ir, derived));
            }
            for_each_part(kind, |part| open.push(part));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Blueprint;

    /// What is known of the object `ticket`: whether it keeps its own time, and whether `nudged` moves it.
    fn ticket(more: &str) -> (bool, bool) {
        let text = format!(
            "blueprint b\ncontact {{ vip: bool = false }}\nobject ticket {{ level: int = 0 }}\nevent opened opens ticket\n\
             event answered of ticket\nevent nudged\nlet heavy of ticket = level > 3\nlet spoiled of ticket = vip\n\
             journey handling of ticket {{\n stage fresh initial\n stage done\n {more}\n}}"
        );
        let ir = Blueprint::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}")).ir().clone();
        let times = OwnTimes::new(&ir, &Dependencies::new(&ir));
        let object = ObjectId::new(0);
        let nudged = ir.events.iter().find(|(_, event)| event.info.name == "nudged").unwrap().0;
        (times.keeps_own_time(object), times.is_moved_by(object, nudged))
    }

    #[test]
    fn what_bears_on_an_instance() {
        assert_eq!(ticket("transition fresh -> done on answered when vip"), (true, false));
        assert_eq!(ticket("transition fresh -> done after 2 days when level > 1"), (true, false));
        assert_eq!(ticket("transition fresh -> done after 2 days when heavy"), (true, false));
        assert_eq!(ticket("transition fresh -> done after 2 days when spoiled"), (false, false));
        assert_eq!(ticket("transition fresh -> done when vip"), (false, false));
        assert_eq!(ticket("transition fresh -> done when any ticket where level > 2"), (false, false));
        assert_eq!(ticket("transition fresh -> done on becoming vip"), (false, false));
        assert_eq!(ticket("transition fresh -> done on nudged"), (true, true));
    }
}
