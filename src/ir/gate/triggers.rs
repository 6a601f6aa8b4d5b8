//! What sets rules and transitions off.

use super::scope::{Place, Roots, Scope};
use super::{At, Check, Gate, all_within, ensure, no_problem, once, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    /// Judges a trigger of what is declared of an object, or of the contact; of a transition,
    /// `sources` are its. Answers what may be read in what it sets off.
    pub(super) fn trigger(
        &self,
        trigger: &'g Trigger,
        sources: Option<&[StageId]>,
        object: Option<ObjectId>,
        place: Place,
        roots: &mut Roots<'g>,
    ) -> Result<Scope<'g>, StoredError> {
        self.one_trigger(trigger, sources).at(|| place.name())?;
        self.of_subject(trigger, object).at(|| place.name())?;
        let state = Scope::STATE.of(object);
        match trigger {
            Trigger::Event(filter) => {
                let scope = self.on(&filter.events, Scope::MOMENT.of(object));
                roots.add_some(filter.filter, scope, place);
                return Ok(scope.of(object));
            }
            // It is judged on the past too.
            Trigger::Becoming { guard, .. } => roots.add(*guard, state, place),
            Trigger::Change { of, from, to } => {
                for id in of.iter().chain(from).chain(to) {
                    roots.add(*id, state, place);
                }
            }
            Trigger::After { delay, .. } | Trigger::Without { delay, .. } => roots.add(*delay, state, place),
            Trigger::Date { of, offset, .. } => {
                roots.add(*of, state, place);
                roots.add_some(*offset, state, place);
            }
            Trigger::Every { on: EveryOn::Date(date), .. } => roots.add(*date, state, place),
            Trigger::Every { on: EveryOn::Days(_), .. } | Trigger::Enter(_) | Trigger::Exit(_) | Trigger::Breach(_) => {
            }
        }
        Ok(Scope::MOMENT.of(object))
    }

    fn one_trigger(&self, trigger: &Trigger, sources: Option<&[StageId]>) -> Check {
        let ir = self.ir;
        match trigger {
            Trigger::Event(filter) => self.filter(filter),
            Trigger::Enter(stages) | Trigger::Exit(stages) => {
                ensure(!stages.is_empty(), || "it names no stage".to_owned())?;
                all_within(&ir.stages, stages, "stage")
            }
            Trigger::Change { of, from, to } => self.change(of, [*from, *to]),
            Trigger::Becoming { guard, including_existing } => {
                let existing = *including_existing && sources.is_some();
                ensure(!existing, || "a transition includes no existing contacts".to_owned())?;
                self.scalar(*guard, Scalar::Bool)
            }
            Trigger::After { delay, stages } => {
                self.delay(*delay)?;
                ensure(!stages.is_empty(), || "it names no stage".to_owned())?;
                all_within(&ir.stages, stages, "stage")?;
                once(stages, "stage")?;
                let own = sources.is_none_or(|sources| {
                    stages.len() == sources.len() && stages.iter().all(|stage| sources.contains(stage))
                });
                ensure(own, || "its time does not run in the sources of its transition".to_owned())
            }
            Trigger::Without { delay, series } => {
                self.delay(*delay)?;
                series.iter().try_for_each(|id| {
                    within(&ir.series, *id, "series")?;
                    let plain = ir.series.get(*id).is_some_and(|one| one.last && one.filter.is_none());
                    ensure(plain, || format!("the series {} is not of the last of all such events", id.index()))
                })
            }
            Trigger::Date { of, offset, each_date, .. } => {
                self.date(*of, &[Scalar::Date, Scalar::Datetime])?;
                offset.map_or(Ok(()), |offset| self.delay(offset))?;
                ensure(!(*each_date && sources.is_some()), || "a transition does not run for each date".to_owned())
            }
            Trigger::Every { on: EveryOn::Days(days), .. } => no_problem(days.problem()),
            Trigger::Breach(sla) => within(&ir.slas, *sla, "service level"),
            Trigger::Every { on: EveryOn::Date(date), .. } => self.date(*date, &[Scalar::Date]),
        }
    }

    /// What is an object's is set off by what happens to its instance or to the contact. What is
    /// the contact's may be set off by what happens to any instance, but times no stay of one.
    fn of_subject(&self, trigger: &Trigger, object: Option<ObjectId>) -> Check {
        match trigger {
            Trigger::Event(filter) => self.events_for(object, &filter.events),
            Trigger::Enter(_) | Trigger::Exit(_) if object.is_none() => Ok(()),
            Trigger::Enter(stages) | Trigger::Exit(stages) | Trigger::After { stages, .. } => {
                self.stages_for(object, stages)
            }
            Trigger::Without { series, .. } => series.iter().try_for_each(|id| {
                let of = self.ir.series.get(*id).and_then(|series| series.object);
                self.own(object, of, "series", id.index())
            }),
            Trigger::Breach(_) if object.is_none() => Ok(()),
            Trigger::Breach(sla) => {
                let of = self.ir.slas.get(*sla).and_then(|sla| sla.object);
                self.own(object, of, "service level", sla.index())
            }
            Trigger::Change { .. } | Trigger::Becoming { .. } | Trigger::Date { .. } | Trigger::Every { .. } => Ok(()),
        }
    }

    /// A field or a derived value that is a date.
    fn date(&self, id: ExprId, scalars: &[Scalar]) -> Check {
        let expr = self.ir.exprs.get(id);
        let kept = expr.is_some_and(|expr| {
            let fits = !expr.ty.set && scalars.contains(&expr.ty.scalar);
            fits && matches!(expr.kind, ExprKind::Field(_) | ExprKind::Let(_))
        });
        ensure(kept, || format!("expression {} is no field and no derived value that is a date", id.index()))
    }

    fn change(&self, of: &[ExprId], ends: [Option<ExprId>; 2]) -> Check {
        let ir = self.ir;
        ensure(!of.is_empty(), || "it names no value".to_owned())?;
        for id in of {
            let changes = matches!(
                ir.exprs.get(*id).map(|expr| &expr.kind),
                Some(ExprKind::Field(_) | ExprKind::Let(_) | ExprKind::Score(_) | ExprKind::Segment(_))
            );
            ensure(changes, || format!("expression {} is nothing that changes", id.index()))?;
            let Some(ty) = ir.exprs.get(*id).map(|expr| expr.ty) else { continue };
            for end in ends.into_iter().flatten() {
                self.typed(end, ty)?;
                let constant = matches!(ir.exprs.get(end).map(|expr| &expr.kind), Some(ExprKind::Literal(_)));
                ensure(constant, || format!("expression {} is no constant", end.index()))?;
            }
        }
        Ok(())
    }
}
