use super::*;
use crate::ir::{Comparison, Field, FieldId, Let, Object, ObjectId, Scalar, SeriesId, Type};
use crate::text::Span;

/// A blueprint of lets over expressions.
struct World {
    ir: Blueprint,
}

impl World {
    fn new() -> Self {
        Self { ir: Blueprint::empty() }
    }

    fn e(&mut self, kind: ExprKind) -> ExprId {
        let of = |id: ExprId| self.ir.exprs[id].ty;
        let ty = match &kind {
            ExprKind::Let(id) => of(self.ir.lets[*id].value),
            ExprKind::Coalesce { left, .. } => of(*left),
            ExprKind::Compare { .. }
            | ExprKind::Between { .. }
            | ExprKind::OneOf { .. }
            | ExprKind::Has { .. }
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::OrUnset { .. }
            | ExprKind::IsSet(_) => Type::required(Scalar::Bool),
            // Which of the ordered types makes no difference.
            _ => Type::required(Scalar::Int),
        };
        self.ir.exprs.push(Expr { kind, ty, span: Span::default() })
    }

    fn field(&mut self) -> ExprId {
        self.e(ExprKind::Field(FieldId::new(0)))
    }

    fn now(&mut self) -> ExprId {
        self.e(ExprKind::Now)
    }

    fn op(&mut self, op: Arithmetic, left: ExprId, right: ExprId) -> ExprId {
        self.e(ExprKind::Arithmetic { op, left, right })
    }

    fn less(&mut self, left: ExprId, right: ExprId) -> ExprId {
        self.e(ExprKind::Compare { op: Comparison::Less, left, right })
    }

    fn int(&mut self, number: i64) -> ExprId {
        self.e(ExprKind::Literal(Value::Int(number)))
    }

    fn count(&mut self) -> ExprId {
        self.e(ExprKind::Count { series: series(), window: Some(Duration::days(3)) })
    }

    fn named(&mut self, value: ExprId) -> ExprId {
        let id = self.ir.lets.push(Let { object: None, info: Default::default(), value });
        self.e(ExprKind::Let(id))
    }

    fn parts(&self, guard: ExprId) -> Result<Vec<Atom>, ExprId> {
        clock_parts(&self.ir, guard)
    }
}

fn series() -> SeriesId {
    SeriesId::new(0)
}

fn window() -> Atom {
    Atom::Window { series: series(), window: Duration::days(3) }
}

#[test]
fn what_stands_still_has_no_parts() {
    let mut world = World::new();
    let (field, int) = (world.field(), world.int(3));
    let all_time = world.e(ExprKind::Count { series: series(), window: None });
    for guard in [world.less(field, int), world.less(all_time, int), world.e(ExprKind::IsSet(field))] {
        assert_eq!(world.parts(guard), Ok(Vec::new()));
        assert!(!Steady::new(&world.ir).reads_clock(guard));
    }
}

#[test]
fn a_side_that_moves_one_way_is_one_comparison() {
    let mut world = World::new();
    let (now, field, three) = (world.now(), world.field(), world.int(3));
    let minus = world.int(-3);
    let since = world.op(Arithmetic::Subtract, now, field);
    let ahead = world.op(Arithmetic::Subtract, field, now);
    let negated = world.e(ExprKind::Negate(since));
    let thrice = world.op(Arithmetic::Multiply, since, three);
    let back = world.op(Arithmetic::Multiply, since, minus);
    let least = world.e(ExprKind::Call { function: Function::Min, arguments: vec![since, field] });
    let stay = world.e(ExprKind::TimeInStage(Vec::new()));
    let instead = world.e(ExprKind::Coalesce { left: since, right: field });
    let named = world.named(since);
    for side in [now, since, ahead, negated, thrice, back, least, stay, instead, named] {
        for guard in [world.less(side, field), world.less(field, side)] {
            assert_eq!(world.parts(guard), Ok(vec![Atom::Comparison(guard)]), "{side:?}");
            assert!(Steady::new(&world.ir).reads_clock(guard));
        }
    }
    // One rises, the other falls.
    let apart = world.less(since, ahead);
    assert_eq!(world.parts(apart), Ok(vec![Atom::Comparison(apart)]));
    let between = world.e(ExprKind::Between { value: field, low: since, high: stay });
    assert_eq!(world.parts(between), Ok(vec![Atom::Comparison(between)]));
    let one_of = world.e(ExprKind::OneOf { value: now, elements: vec![field, three] });
    assert_eq!(world.parts(one_of), Ok(vec![Atom::Comparison(one_of)]));
}

#[test]
fn what_nobody_can_compute_is_named() {
    let mut world = World::new();
    let (now, field, stay) = (world.now(), world.field(), world.e(ExprKind::TimeInStage(Vec::new())));
    let since = world.op(Arithmetic::Subtract, now, field);
    // Both rise.
    let race = world.less(stay, since);
    assert_eq!(world.parts(race), Err(race));
    // By a number that may have any sign.
    let times = world.op(Arithmetic::Multiply, since, field);
    let guard = world.less(times, field);
    assert_eq!(world.parts(guard), Err(times));
    let guard = world.less(field, times);
    assert_eq!(world.parts(guard), Err(times));
    let abs = world.e(ExprKind::Call { function: Function::Abs, arguments: vec![since] });
    let guard = world.less(abs, field);
    assert_eq!(world.parts(guard), Err(abs));
    let either = world.op(Arithmetic::Subtract, field, since);
    let either = world.e(ExprKind::Coalesce { left: either, right: since });
    let guard = world.less(either, field);
    assert_eq!(world.parts(guard), Err(either));
    // No comparison.
    let has = world.e(ExprKind::Has { set: field, value: now });
    assert_eq!(world.parts(has), Err(now));
    // A truth against another.
    let late = world.less(now, field);
    let same = world.e(ExprKind::Compare { op: Comparison::Equal, left: late, right: field });
    assert_eq!(world.parts(same), Err(same));
    // However deep.
    let not = world.e(ExprKind::Not(has));
    let named = world.named(not);
    let both = world.e(ExprKind::And(vec![field, named]));
    assert_eq!(world.parts(both), Err(now));
    assert!(Steady::new(&world.ir).reads_clock(both));
}

#[test]
fn windows_change_when_an_entry_leaves() {
    let mut world = World::new();
    let (count, field, now) = (world.count(), world.field(), world.now());
    let sum = ExprKind::Aggregate { function: Aggregate::Sum, series: series(), window: Some(Duration::days(3)) };
    let sum = world.e(sum);
    let product = world.op(Arithmetic::Multiply, sum, count);
    for side in [count, sum, product] {
        // Nothing runs, so nothing has to be steady.
        for guard in [world.less(side, field), world.less(side, count)] {
            assert_eq!(world.parts(guard), Ok(vec![window()]), "{side:?}");
        }
    }
    let falls = world.op(Arithmetic::Subtract, field, count);
    let guard = world.less(count, now);
    assert_eq!(world.parts(guard), Ok(vec![Atom::Comparison(guard), window()]));
    // Both rise.
    let guard = world.less(falls, now);
    assert_eq!(world.parts(guard), Err(guard));
    let guard = world.less(now, sum);
    assert_eq!(world.parts(guard), Err(sum));
    // When the last entry has left, the stand-in may be higher.
    let max = ExprKind::Aggregate { function: Aggregate::Max, series: series(), window: Some(Duration::days(3)) };
    let max = world.e(max);
    let guard = world.less(max, now);
    assert_eq!(world.parts(guard), Ok(vec![Atom::Comparison(guard), window()]));
    let instead = world.e(ExprKind::Coalesce { left: max, right: field });
    let guard = world.less(instead, now);
    assert_eq!(world.parts(guard), Err(instead));
}

#[test]
fn connectives_collect() {
    let mut world = World::new();
    let (now, field, count) = (world.now(), world.field(), world.count());
    let (late, many) = (world.less(now, field), world.less(count, field));
    let not = world.e(ExprKind::Not(late));
    let unset = world.e(ExprKind::OrUnset { test: many, value: count });
    let both = world.e(ExprKind::And(vec![not, unset]));
    let instead = world.e(ExprKind::Coalesce { left: both, right: many });
    assert_eq!(world.parts(instead), Ok(vec![Atom::Comparison(late), window()]));
    let set = world.e(ExprKind::IsSet(now));
    assert_eq!(world.parts(set), Ok(Vec::new()));
}

#[test]
fn derived_values_are_seen_through_and_need_no_stack() {
    let mut world = World::new();
    let (now, field) = (world.now(), world.field());
    let late = world.less(now, field);
    let mut value = late;
    for _ in 0..50_000 {
        value = world.named(value);
    }
    assert_eq!(world.parts(value), Ok(vec![Atom::Comparison(late)]));
    // The checker asks also where something needs itself; that is said elsewhere.
    let circle = world.ir.lets.push(Let { object: None, info: Default::default(), value: field });
    let read = world.e(ExprKind::Let(circle));
    let guard = world.e(ExprKind::And(vec![read, late]));
    if let Some(one) = world.ir.lets.get_mut(circle) {
        one.value = guard;
    }
    assert_eq!(world.parts(guard), Ok(vec![Atom::Comparison(late)]));
}

fn ticket() -> ObjectId {
    ObjectId::new(0)
}

impl World {
    /// A world with an object, of which an instance has one field, and a contact that refers to it.
    fn with_object() -> (Self, ExprId, ExprId) {
        let mut world = Self::new();
        let ty = Type::required(Scalar::Int);
        let fields = [(None, Type::required(Scalar::Object(ticket()))), (Some(ticket()), ty)];
        let [reference, field] = fields.map(|(object, ty)| {
            let (info, governance) = Default::default();
            world.ir.fields.push(Field { info, object, ty, default: None, governance })
        });
        world.ir.objects.push(Object {
            info: Default::default(),
            fields: vec![field],
            responsibilities: Default::default(),
        });
        let [reference, field] = [reference, field].map(|field| world.e(ExprKind::Field(field)));
        (world, reference, field)
    }

    fn any(&mut self, filter: ExprId) -> ExprId {
        let instances = Instances { object: ticket(), filter: Some(filter), window: None };
        self.e(ExprKind::AtLeast { instances, number: 1 })
    }

    fn of_ticket(&mut self, value: ExprId) -> ExprId {
        let id = self.ir.lets.push(Let { object: Some(ticket()), info: Default::default(), value });
        self.e(ExprKind::Let(id))
    }
}

fn within(binders: &[Binder], atom: Atom) -> Atom {
    Atom::Within { binders: binders.to_vec(), atom: Box::new(atom) }
}

#[test]
fn questions_about_instances_are_asked_of_each() {
    let (mut world, reference, field) = World::with_object();
    let (now, three) = (world.now(), world.int(3));
    let each = [Binder::Each(ticket())];
    let through = [Binder::Through { reference, object: ticket() }];
    let late = world.less(field, now);
    let any = world.any(late);
    assert_eq!(world.parts(any), Ok(vec![within(&each, Atom::Comparison(late))]));
    // Of one in scope already.
    assert_eq!(world.parts(late), Ok(vec![Atom::Comparison(late)]));
    // What is said of the contact is said once.
    let soon = world.less(three, now);
    let any = world.any(soon);
    assert_eq!(world.parts(any), Ok(vec![Atom::Comparison(soon)]));
    // Through a reference, and through derived values.
    let main = world.e(ExprKind::Through { reference, object: ticket(), value: late });
    assert_eq!(world.parts(main), Ok(vec![within(&through, Atom::Comparison(late))]));
    let named = world.of_ticket(late);
    assert_eq!(world.parts(named), Ok(vec![Atom::Comparison(late)]));
    let main = world.e(ExprKind::Through { reference, object: ticket(), value: named });
    let (any, all) = (world.any(named), world.named(main));
    assert_eq!(world.parts(any), Ok(vec![within(&each, Atom::Comparison(late))]));
    assert_eq!(world.parts(all), Ok(vec![within(&through, Atom::Comparison(late))]));
    let any = world.any(all);
    assert_eq!(world.parts(any), Ok(vec![within(&through, Atom::Comparison(late))]), "the contact's own");
    // A value that runs, and is compared outside.
    let age = world.op(Arithmetic::Subtract, now, field);
    let age = world.of_ticket(age);
    let main = world.e(ExprKind::Through { reference, object: ticket(), value: age });
    let old = world.less(three, main);
    assert_eq!(world.parts(old), Ok(vec![Atom::Comparison(old)]));
    // What stands still has none.
    let still = world.less(field, three);
    let any = world.any(still);
    assert_eq!(world.parts(any), Ok(Vec::new()));
}

#[test]
fn instances_leave_windows() {
    let (mut world, _, field) = World::with_object();
    let (now, three, week) = (world.now(), world.int(3), Duration::days(7));
    let created = Atom::Created { object: ticket(), window: week };
    let instances = Instances { object: ticket(), filter: None, window: Some(week) };
    let count = world.e(ExprKind::CountInstances(instances));
    let guard = world.less(count, three);
    assert_eq!(world.parts(guard), Ok(vec![created.clone()]));
    let any = world.e(ExprKind::AtLeast { instances, number: 1 });
    assert_eq!(world.parts(any), Ok(vec![created.clone()]));
    // Falling against rising.
    let guard = world.less(count, now);
    assert_eq!(world.parts(guard), Ok(vec![Atom::Comparison(guard), created.clone()]));
    let of = |function, instances, value| ExprKind::AggregateInstances { function, instances, value };
    let [max, min, sum] =
        [Aggregate::Max, Aggregate::Min, Aggregate::Sum].map(|function| world.e(of(function, instances, field)));
    let guard = world.less(max, now);
    assert_eq!(world.parts(guard), Ok(vec![Atom::Comparison(guard), created.clone()]));
    for side in [min, sum] {
        let guard = world.less(side, now);
        let wrong = if side == min { guard } else { side };
        assert_eq!(world.parts(guard), Err(wrong));
    }
    // Values that run, of instances that stay.
    let age = world.op(Arithmetic::Subtract, now, field);
    let all = Instances { window: None, ..instances };
    let oldest = world.e(of(Aggregate::Max, all, age));
    let guard = world.less(three, oldest);
    assert_eq!(world.parts(guard), Ok(vec![Atom::Comparison(guard)]));
    // Of instances that pass a filter for a while.
    let late = world.less(field, now);
    let some = Instances { filter: Some(late), ..all };
    let of_late = world.e(of(Aggregate::Max, some, field));
    let guard = world.less(of_late, three);
    let each = within(&[Binder::Each(ticket())], Atom::Comparison(late));
    assert_eq!(world.parts(guard), Ok(vec![each]));
    let guard = world.less(of_late, now);
    assert_eq!(world.parts(guard), Err(of_late));
    let wandering = world.e(of(Aggregate::Max, some, age));
    let guard = world.less(wandering, three);
    assert_eq!(world.parts(guard), Err(wandering));
    // What can't be computed in a filter is named.
    let has = world.e(ExprKind::Has { set: field, value: now });
    let any = world.any(has);
    assert_eq!(world.parts(any), Err(now));
}

#[test]
fn many_ways_to_one_value_are_followed_together() {
    let (mut world, reference, field) = World::with_object();
    let now = world.now();
    let late = world.less(field, now);
    let mut value = late;
    // Six references, each of them to what six others lead to.
    for _ in 0..6 {
        let ways: Vec<ExprId> = (0..6)
            .map(|_| {
                let reference = world.e(world.ir.exprs[reference].kind.clone());
                world.e(ExprKind::Through { reference, object: ticket(), value })
            })
            .collect();
        let either = world.e(ExprKind::Or(ways));
        value = world.of_ticket(either);
    }
    let parts = world.parts(value).unwrap();
    assert!(parts.len() < 50_000, "{}", parts.len());
    let each = within(&[Binder::Each(ticket())], Atom::Comparison(late));
    assert!(parts.contains(&each));
}
