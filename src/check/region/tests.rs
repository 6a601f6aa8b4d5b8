//! Regions hold what the comparisons hold, and combinations are taken apart without loss.

use rust_decimal::Decimal;

use super::*;
use crate::calendar::Duration;
use crate::ir::{Enum, EnumId, Info, Member};

fn world() -> (Blueprint, EnumId) {
    let mut ir = Blueprint::empty();
    let member = |name: &str| Member { info: Info { name: name.to_owned(), ..Info::default() } };
    let members = ["free", "pro", "top"].map(member).into();
    let id = ir.enums.push(Enum { info: Info::default(), members });
    (ir, id)
}

fn universe(scalar: Scalar, optional: bool) -> Universe {
    Universe::new(&world().0, 2, Type::required(scalar).with_optional(optional)).unwrap()
}

/// Numbers that come again and again, the same in every run.
struct Dice(u64);

impl Dice {
    fn of(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const OPS: [Comparison; 6] = [
    Comparison::Equal,
    Comparison::NotEqual,
    Comparison::Less,
    Comparison::LessOrEqual,
    Comparison::Greater,
    Comparison::GreaterOrEqual,
];

fn holds(op: Comparison, left: &Value, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::Duration(left), Value::Duration(right)) => left.cmp_length(right),
        _ => left.cmp(right),
    };
    match op {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// Whether a region holds a value: it shares something with the region of that value alone.
fn has(universe: &Universe, region: &Region, value: &Value) -> bool {
    !region.and(&universe.compared(Comparison::Equal, value)).is_empty()
}

fn values(scalar: Scalar) -> Vec<Value> {
    let numbers = -3..=3i64;
    match scalar {
        Scalar::Int => numbers.map(Value::Int).chain([Value::Int(i64::MIN), Value::Int(i64::MAX)]).collect(),
        Scalar::Decimal => (-6..=6).map(|number| Value::decimal(Decimal::new(number * 5, 1))).collect(),
        Scalar::Duration => numbers.map(|days| Value::Duration(Duration { days, ..Duration::default() })).collect(),
        Scalar::Text => ["", "a", "b", "c"].map(Value::text).into(),
        Scalar::Bool => [false, true].map(Value::Bool).into(),
        Scalar::Enum(id) => (0..3).map(|index| Value::Member(id, index)).collect(),
        _ => Vec::new(),
    }
}

/// A random region, and of each value whether it should be in it.
fn random(dice: &mut Dice, universe: &Universe, all: &[Value], depth: u32) -> (Region, Vec<bool>) {
    let pick = |dice: &mut Dice| all[usize::try_from(dice.of(all.len() as u64)).unwrap()].clone();
    if depth == 0 {
        let (with, ops) = (pick(dice), if universe.is_ordered() { 6 } else { 2 });
        let op = OPS[usize::try_from(dice.of(ops)).unwrap()];
        return (universe.compared(op, &with), all.iter().map(|value| holds(op, value, &with)).collect());
    }
    let ((one, own), (other, others)) =
        (random(dice, universe, all, depth - 1), random(dice, universe, all, depth - 1));
    assert_eq!(one.meets(&other), !one.and(&other).is_empty(), "{one:?} {other:?}");
    let joined = |op: fn(bool, bool) -> bool| own.iter().zip(&others).map(|(a, b)| op(*a, *b)).collect();
    match dice.of(3) {
        0 => (one.and(&other), joined(|a, b| a && b)),
        1 => (Region::any(vec![one, other.clone(), other], universe), joined(|a, b| a || b)),
        _ => (one.minus(&other), joined(|a, b| a && !b)),
    }
}

#[test]
fn regions_hold_what_is_true_of_their_values() {
    let (_, id) = world();
    let mut dice = Dice(7);
    for scalar in [Scalar::Int, Scalar::Decimal, Scalar::Duration, Scalar::Text, Scalar::Bool, Scalar::Enum(id)] {
        let (universe, all) = (universe(scalar, true), values(scalar));
        for _ in 0..400 {
            let depth = u32::try_from(dice.of(4)).unwrap();
            let (region, expected) = random(&mut dice, &universe, &all, depth);
            let found: Vec<bool> = all.iter().map(|value| has(&universe, &region, value)).collect();
            assert_eq!(found, expected, "{region:?}");
            match region.sample(&universe) {
                Some(Sample::Value(value)) => assert!(has(&universe, &region, &value), "{value:?} in {region:?}"),
                Some(Sample::Unset) => panic!("no test holds for what is unset"),
                None => assert!(region.is_empty(), "{region:?}"),
            }
        }
    }
}

#[test]
fn whole_values_have_neighbours_and_decimals_have_none() {
    let gap = |scalar: Scalar, low: Value, high: Value| {
        let universe = universe(scalar, false);
        let between = universe.compared(Comparison::Greater, &low).and(&universe.compared(Comparison::Less, &high));
        between.sample(&universe)
    };
    assert_eq!(gap(Scalar::Int, Value::Int(1), Value::Int(2)), None);
    assert_eq!(
        gap(Scalar::Decimal, Value::decimal(1.into()), Value::decimal(2.into())),
        Some(Sample::Value(Value::decimal(Decimal::new(15, 1))))
    );
}

#[test]
fn absence_is_a_value_of_its_own() {
    let (optional, required) = (universe(Scalar::Int, true), universe(Scalar::Int, false));
    assert_eq!(optional.all().minus(&optional.known()).sample(&optional), Some(Sample::Unset));
    assert!(required.all().minus(&required.known()).is_empty());
    assert!(required.unset().is_empty());
}

/// Products against all combinations of a small world, one by one.
#[test]
fn what_is_left_is_left_by_all() {
    let (_, id) = world();
    let (universes, all) = {
        let scalars = [Scalar::Int, Scalar::Enum(id), Scalar::Bool];
        (scalars.map(|scalar| universe(scalar, false)), scalars.map(values))
    };
    let mut dice = Dice(11);
    let mut gaps = 0;
    for _ in 0..300 {
        let rows: Vec<Product> = (0..dice.of(8))
            .map(|_| {
                let region = |(universe, all): (&Universe, &Vec<Value>)| match dice.of(3) {
                    0 => universe.all(),
                    _ => random(&mut dice, universe, all, 1).0,
                };
                Product::new(universes.iter().zip(&all).map(region).collect::<Vec<_>>())
            })
            .collect();
        let inside = |row: &Product, of: [&Value; 3]| {
            row.regions().zip(&universes).zip(of).all(|((region, universe), value)| has(universe, region, value))
        };
        let whole = Product::all(&universes);
        let left = whole.left_by(&rows, &mut Budget::new(100_000)).unwrap();
        match &left {
            Some(left) => {
                gaps += 1;
                let sample = left.sample(&universes).unwrap();
                let [Sample::Value(a), Sample::Value(b), Sample::Value(c)] = sample.as_slice() else { panic!() };
                assert!(!rows.iter().any(|row| inside(row, [a, b, c])), "{a:?} {b:?} {c:?}");
            }
            None => {
                for a in &all[0] {
                    for b in &all[1] {
                        for c in &all[2] {
                            assert!(rows.iter().any(|row| inside(row, [a, b, c])), "{a:?} {b:?} {c:?}");
                        }
                    }
                }
            }
        }
    }
    assert!((50..250).contains(&gaps), "{gaps}");
}

#[test]
fn a_budget_ends() {
    let universe = universe(Scalar::Int, false);
    let rows: Vec<Product> =
        (0..50).map(|number| Product::new([universe.compared(Comparison::Equal, &Value::Int(number))])).collect();
    let whole = Product::new([universe.all()]);
    assert_eq!(whole.left_by(&rows, &mut Budget::new(20)), Err(Spent));
    assert!(whole.left_by(&rows, &mut Budget::new(10_000)).unwrap().is_some());
}

/// A table of 200 rows over an enum of 2,000 members, of which each row lists 300, and 60 truths: the
/// budget of all tables is spent before anybody waits.
#[test]
fn many_columns_and_long_lists_take_no_longer() {
    let mut ir = Blueprint::empty();
    let members = (0..2_000).map(|_| Member { info: Info::default() }).collect();
    let id = ir.enums.push(Enum { info: Info::default(), members });
    let of = |scalar| Universe::new(&ir, 0, Type::required(scalar)).unwrap();
    let (wide, truth) = (of(Scalar::Enum(id)), of(Scalar::Bool));
    let single = |universe: &Universe, value| universe.compared(Comparison::Equal, &value);
    let rows: Vec<Product> = (0..200u32)
        .map(|row| {
            let listed = (0..300).map(|member| single(&wide, Value::Member(id, (row * 7 + member) % 2_000))).collect();
            let truths = (0..60u32).map(|column| match (row * 31 + column * 17 + row * column) % 3 {
                0 => truth.all(),
                other => single(&truth, Value::Bool(other == 1)),
            });
            Product::new(std::iter::once(Region::any(listed, &wide)).chain(truths))
        })
        .collect();
    let mut budget = Budget::new(500_000);
    let start = std::time::Instant::now();
    let spent = (0..rows.len()).any(|at| rows[at].left_by(&rows[..at], &mut budget) == Err(Spent));
    assert!(spent, "{budget:?}");
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
}

/// Lists are read in one go, whatever order they stand in.
#[test]
fn long_lists_of_numbers_are_one_region() {
    let universe = universe(Scalar::Int, false);
    let number = |number: i64| universe.compared(Comparison::Equal, &Value::Int(number));
    let even = Region::any((0..5_000).rev().map(|half| number(half * 2)).collect(), &universe);
    let odd = Region::any((0..5_000).map(|half| number(half * 2 + 1)).collect(), &universe);
    assert!(!even.meets(&odd) && even.minus(&odd) == even);
    assert_eq!(even.or(&odd), universe.range(&Value::Int(0), &Value::Int(9_999)));
    assert!(universe.all().minus(&even).and(&universe.range(&Value::Int(0), &Value::Int(9_999))) == odd);
}
