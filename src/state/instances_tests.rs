use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::super::life::INSTANCE_LIMIT;
use super::*;
use crate::calendar::Zone;
use crate::state::{Calm, Life};

/// What is done to instances; places are taken modulo how many there are.
#[derive(Debug, Clone)]
enum Step {
    Push(usize),
    Change(usize),
    Remove(usize),
    /// So many are forgotten, all but each third.
    Thin(usize),
    Rest,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_usize..3).prop_map(Step::Push),
        2 => any::<usize>().prop_map(Step::Change),
        2 => any::<usize>().prop_map(Step::Remove),
        1 => (0_usize..40).prop_map(Step::Thin),
        1 => Just(Step::Rest),
    ]
}

fn instant(milliseconds: i64) -> Instant {
    Instant::MIN.checked_add_milliseconds(milliseconds).unwrap()
}

const ASKER: Asker = Asker { program: 1, zone: Zone::UTC, at: Instant::MIN };

/// One whose id says little about its number; some share one with that of another object.
fn instance(number: u64, object: usize) -> Arc<Instance> {
    let id = format!("{}", number.wrapping_mul(7919) % 10_007);
    Arc::new(Instance::new(number, ObjectId::new(object), id.into(), Life::default()))
}

/// Looks at all that are restless: each wakes at the instant of its number. Answers who was looked at.
fn rest(instances: &Instances, object: usize) -> (Vec<u64>, Option<Instant>) {
    let mut seen = Vec::new();
    let wake_at = instances.wake_at(ObjectId::new(object), ASKER, |one| {
        seen.push(one.number);
        let wake_at = Some(instant(1 + i64::try_from(one.number).unwrap()));
        one.keep_calm(Calm { asker: ASKER, wake_at });
        wake_at
    });
    (seen, wake_at)
}

fn numbers<'i>(instances: impl IntoIterator<Item = &'i Instance>) -> Vec<u64> {
    instances.into_iter().map(|one| one.number).collect()
}

/// Holds instances against a plain list of them, and of those that are not known to rest.
fn hold(instances: &Instances, plain: &[Arc<Instance>], restless: &[u64]) {
    let all = || plain.iter().map(|one| &**one);
    assert_eq!(numbers(instances.in_order()), numbers(all()));
    assert_eq!((instances.len(), instances.is_empty()), (plain.len(), plain.is_empty()));
    for object in (0..4).map(ObjectId::new) {
        let own: Vec<&Instance> = all().filter(|one| one.object == object).collect();
        assert_eq!(instances.of(object).collect::<Vec<_>>(), own);
        assert_eq!(instances.count_of(object), own.len());
        let own: Vec<u64> = numbers(own).into_iter().filter(|number| restless.contains(number)).collect();
        assert_eq!(numbers(instances.restless(object, ASKER)), own);
    }
    for one in all() {
        assert_eq!(instances.get(one.number), Some(one));
        assert_eq!(instances.named(one.object, &one.id), Some(one));
        assert_eq!(instances.named(ObjectId::new(3), &one.id), None);
    }
    assert_eq!(instances.get(u64::MAX), None);
    assert_eq!(instances.named(ObjectId::new(0), "none"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::with_cases(64) })]

    #[test]
    fn instances_are_as_a_plain_list_of_them(steps in prop::collection::vec(step(), 1..300)) {
        let (mut instances, mut plain, mut restless) = (Instances::new(), Vec::<Arc<Instance>>::new(), Vec::new());
        let mut before = (instances.clone(), plain.clone());
        for (number, step) in (0_u64..).map(|number| number * 3).zip(steps) {
            let same = instances.clone();
            prop_assert!(same.is(&instances));
            let len = plain.len().max(1);
            let at = |place: usize| plain.get(place % len).map(|one| one.number);
            match step {
                Step::Push(object) => {
                    plain.push(instance(number, object));
                    restless.push(number);
                    instances.push(instance(number, object));
                    prop_assert!(!same.is(&instances));
                }
                Step::Change(place) => {
                    if let Some(changed) = at(place) {
                        restless.push(changed);
                        Instance::life_mut(&mut plain[place % len]).created = instant(77);
                        Instance::life_mut(instances.get_mut(changed).unwrap()).created = instant(77);
                        prop_assert!(!same.is(&instances));
                    }
                }
                Step::Remove(place) => {
                    if let Some(removed) = at(place) {
                        plain.remove(place % len);
                        instances.remove(removed);
                    }
                }
                Step::Thin(many) => {
                    let thinned = plain.iter().take(many).enumerate().filter(|(place, _)| place % 3 > 0);
                    let thinned: Vec<u64> = thinned.map(|(_, one)| one.number).collect();
                    plain.retain(|one| !thinned.contains(&one.number));
                    thinned.iter().for_each(|&number| instances.remove(number));
                }
                Step::Rest => {
                    for object in 0..3 {
                        let own = || plain.iter().filter(|one| one.object.index() == object);
                        let (seen, wake_at) = rest(&instances, object);
                        let expected = own().map(|one| one.number).filter(|number| restless.contains(number));
                        prop_assert_eq!(seen, expected.collect::<Vec<_>>());
                        let first = own().map(|one| instant(1 + i64::try_from(one.number).unwrap())).min();
                        prop_assert_eq!(wake_at, first);
                    }
                    restless.clear();
                    before = (instances.clone(), plain.clone());
                }
            }
            hold(&instances, &plain, &restless);
        }
        // What others share has not been changed.
        hold(&before.0, &before.1, &[]);
    }
}

#[test]
fn however_many_are_forgotten_the_tree_stays_small() {
    let mut instances = Instances::new();
    let tops = |instances: &Instances| instances.0.iter().map(|of| of.parts.len()).sum::<usize>();
    let limit = u64::try_from(INSTANCE_LIMIT).unwrap();
    (0..limit).for_each(|number| instances.push(instance(number, 0)));
    assert_eq!(tops(&instances), 16);
    for number in limit..limit * 5 {
        // Each ninth stays for good.
        let oldest = instances.iter().map(|one| one.number).find(|number| number % 9 != 0);
        instances.remove(oldest.unwrap());
        instances.push(instance(number, 0));
        assert!(tops(&instances) <= 64, "{} at the top", tops(&instances));
    }
    let numbers = numbers(instances.iter());
    numbers.into_iter().for_each(|number| instances.remove(number));
    assert_eq!((tops(&instances), instances.len()), (0, 0));
}
