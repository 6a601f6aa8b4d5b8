//! Measuring several ways of doing the same beside each other.

use std::time::{Duration, Instant};

/// One of the ways: a pass over the work, which answers how many pieces it was.
pub struct Way<'w> {
    pass: Box<dyn FnMut() -> usize + 'w>,
    passes: usize,
    samples: Vec<f64>,
}

impl<'w> Way<'w> {
    pub fn new(pass: impl FnMut() -> usize + 'w) -> Self {
        Self { pass: Box::new(pass), passes: 1, samples: Vec::new() }
    }

    fn sample(&mut self) -> f64 {
        let begin = Instant::now();
        let pieces: usize = (0..self.passes).map(|_| (self.pass)()).sum();
        begin.elapsed().as_nanos() as f64 / pieces.max(1) as f64
    }
}

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    pub sample: Duration,
}

impl Effort {
    /// Once only, to see that it runs.
    pub const ONCE: Self = Self { rounds: 1, sample: Duration::ZERO };
    pub const USUAL: Self = Self { rounds: 9, sample: Duration::from_millis(20) };

    /// Nanoseconds for one piece of work in each way: the ways take turns, and the median of the rounds stands, so
    /// that what else the machine does falls on all of them alike.
    pub fn compare<const WAYS: usize>(self, mut ways: [Way<'_>; WAYS]) -> [f64; WAYS] {
        for way in &mut ways {
            // A first pass warms up and tells how many make a sample.
            let begin = Instant::now();
            (way.pass)();
            let passes = self.sample.as_nanos() / begin.elapsed().as_nanos().max(1);
            way.passes = usize::try_from(passes).unwrap_or(1).clamp(1, 100_000);
        }
        for _ in 0..self.rounds {
            for way in &mut ways {
                let sample = way.sample();
                way.samples.push(sample);
            }
        }
        ways.map(|mut way| {
            way.samples.sort_by(f64::total_cmp);
            way.samples[way.samples.len() / 2]
        })
    }
}

/// Three digits that count, no exponent.
pub fn short(figure: f64) -> String {
    match figure {
        100.0.. => format!("{figure:.0}"),
        10.0.. => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}
