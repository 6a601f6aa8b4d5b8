//! What derived values rest on: a segment's condition, a let's expression, the points of a
//! score.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::collections::BTreeSet;

use serde::Serialize;

use super::part::{Part, Reading, look, reading};
use crate::decide::eval::{Absence, Scene};
use crate::decide::names::Names;
use crate::ir::{Bands, ExprId, Id, LetId, ScoreId, SegmentId, Table, TablePolicy, Value, print};
use crate::plan::Derived;

/// So many derived values are opened in an explanation.
pub(super) const OPENED: u32 = 64;

/// So deep are they opened in one another.
pub(super) const OPENED_DEPTH: u32 = 8;

/// So deep do parts stand in one another, those of opened values included; what is deeper
/// is shown whole.
const PARTS_DEPTH: u32 = 24;

/// What a derived value rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// A segment.
    Segment {
        /// Its name; behind `was`, as it was before the moment.
        name: String,
        /// Its condition.
        when: Part,
    },
    /// A `let`.
    Let {
        /// Its name; behind `was`, as it was before the moment.
        name: String,
        /// Its expression, as the language writes it.
        text: String,
        /// Its value; `None` where it is unknown.
        value: Option<String>,
        /// The values that the expression read.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        values: Vec<Reading>,
        /// The parts of an `and`, `or` or `not`.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        parts: Vec<Part>,
        /// What the derived ones among its values rest on.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        rests_on: Vec<Self>,
    },
    /// An output of a table.
    Table {
        /// Its name, `table.column`; behind `was`, as it was before the moment.
        name: String,
        /// Its value; `None` where it is unknown.
        value: Option<String>,
        /// The rows that count, from 1.
        rows: Vec<usize>,
        /// Whether `else` counts, for no row matches.
        otherwise: bool,
        /// The values of its inputs.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        values: Vec<Reading>,
        /// What the derived ones among them rest on.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        rests_on: Vec<Self>,
    },
    /// Bands.
    Bands {
        /// Their name; behind `was`, as they were before the moment.
        name: String,
        /// The band that holds; `None` where none does, or nobody knows.
        value: Option<String>,
        /// What is measured, as the language writes it.
        over: String,
        /// The values that it read.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        values: Vec<Reading>,
        /// What the derived ones among them rest on.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        rests_on: Vec<Self>,
    },
    /// A score.
    Score {
        /// Its name; behind `was`, as it was before the moment.
        name: String,
        /// Its total, within its bounds.
        total: i64,
        /// Its event points.
        points: i64,
        /// The lines of its profile.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        profile: Vec<ProfileBasis>,
    },
}

/// What a line of a score's profile gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProfileBasis {
    /// Its points; none where no step is true, or the points of the one that is are unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// Its steps up to the one that counts: those behind it are not read.
    pub steps: Vec<Part>,
}

/// How many values an explanation may still open.
pub(super) struct Budget {
    left: u32,
    /// How often a value stayed closed.
    pub(super) closed: u32,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self { left: OPENED, closed: 0 }
    }

    /// For one guard, in which each value is opened once.
    pub(super) const fn opener(&mut self) -> Opener<'_> {
        Opener { budget: self, opened: BTreeSet::new() }
    }
}

/// Opens each derived value of a guard once.
pub(super) struct Opener<'b> {
    budget: &'b mut Budget,
    opened: BTreeSet<Read>,
}

/// A derived value that is read, and whether as it was before the moment.
pub(super) type Read = (Derived, bool);

/// How deep in a guard one stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Depth {
    parts: u32,
    opened: u32,
}

impl Depth {
    /// Within a part.
    pub(super) const fn part(self) -> Self {
        Self { parts: self.parts.saturating_add(1), ..self }
    }

    /// Whether parts are still taken apart.
    pub(super) const fn splits(self) -> bool {
        self.parts < PARTS_DEPTH
    }

    const fn opened(self) -> Self {
        Self { parts: self.parts.saturating_add(1), opened: self.opened.saturating_add(1) }
    }

    const fn opens(self) -> bool {
        self.opened < OPENED_DEPTH && self.splits()
    }
}

impl Opener<'_> {
    /// What the values rest on that have not been opened yet.
    pub(super) fn open(&mut self, scene: &Scene<'_>, depth: Depth, reads: &[Read]) -> Vec<Basis> {
        let mut found = Vec::new();
        for &(derived, before) in reads {
            // A mode is on by what happened: its reading says so.
            if matches!(derived, Derived::Mode(_)) || self.opened.contains(&(derived, before)) {
                continue;
            }
            if self.budget.left == 0 || !depth.opens() {
                self.budget.closed = self.budget.closed.saturating_add(1);
                continue;
            }
            self.budget.left = self.budget.left.saturating_sub(1);
            self.opened.insert((derived, before));
            let picture = if before { scene.was } else { scene.now };
            // It reads the contact alone, like the evaluator's own.
            let scene = Scene { now: picture, event: None, columns: &[], absence: Absence::Unknown, ..*scene };
            let mut opening = Opening { opener: self, scene, depth: depth.opened(), before };
            found.push(match derived {
                Derived::Segment(id) => opening.segment(id),
                Derived::Let(id) => opening.derived(id),
                Derived::Score(id) => opening.score(id),
                Derived::Mode(_) => continue,
            });
        }
        found
    }
}

/// A value that is being opened.
struct Opening<'o, 'b, 'e> {
    opener: &'o mut Opener<'b>,
    scene: Scene<'e>,
    depth: Depth,
    before: bool,
}

impl Opening<'_, '_, '_> {
    fn name(&self, name: &str) -> String {
        if self.before { format!("was {name}") } else { name.to_owned() }
    }

    fn part(&mut self, clause: &'static str, expr: ExprId) -> Part {
        // Within a value that was, all is as it was; nothing derived reads `was` itself.
        Part::within(&self.scene, self.opener, self.depth, clause, expr, self.before)
    }

    fn segment(&mut self, id: SegmentId) -> Basis {
        let segment = &self.scene.program.ir.segments[id];
        Basis::Segment { name: self.name(&segment.info.name), when: self.part("when", segment.when) }
    }

    fn derived(&mut self, id: LetId) -> Basis {
        let ir = &self.scene.program.ir;
        if let Some(table) = ir.tables.values().find(|table| table.outputs.contains(&id)) {
            return self.output(table, id);
        }
        if let Some(bands) = ir.bands.values().find(|bands| bands.value == id) {
            return self.bands(bands);
        }
        let declared = &ir.lets[id];
        let seen = look(&self.scene, self.opener, self.depth, declared.value, self.before);
        Basis::Let {
            name: self.name(&declared.info.name),
            text: print::expr(ir, declared.value),
            value: reading(&self.scene, declared.value, false).value,
            values: seen.values,
            parts: seen.parts,
            rests_on: seen.rests_on,
        }
    }

    /// An output of a table: the rows that count, and what they looked at.
    fn output(&mut self, table: &Table, id: LetId) -> Basis {
        let declared = &self.scene.program.ir.lets[id];
        let matching = (1usize..).zip(&table.rows).filter(|(_, row)| self.scene.truth(row.test) == Ok(true));
        let mut rows: Vec<usize> = matching.map(|(number, _)| number).collect();
        if table.policy != TablePolicy::Collect {
            rows.truncate(1);
        }
        let (mut values, mut rests_on) = (Vec::new(), Vec::new());
        for input in &table.inputs {
            let seen = look(&self.scene, self.opener, self.depth, *input, self.before);
            values.extend(seen.values.into_iter().filter(|reading| !values.contains(reading)).collect::<Vec<_>>());
            rests_on.extend(seen.rests_on);
        }
        let otherwise = rows.is_empty() && table.otherwise;
        let value = reading(&self.scene, declared.value, false).value;
        Basis::Table { name: self.name(&declared.info.name), value, rows, otherwise, values, rests_on }
    }

    fn bands(&mut self, bands: &Bands) -> Basis {
        let ir = &self.scene.program.ir;
        let declared = &ir.lets[bands.value];
        let seen = look(&self.scene, self.opener, self.depth, bands.over, self.before);
        Basis::Bands {
            name: self.name(&declared.info.name),
            value: reading(&self.scene, declared.value, false).value,
            over: print::expr(ir, bands.over),
            values: seen.values,
            rests_on: seen.rests_on,
        }
    }

    fn score(&mut self, id: ScoreId) -> Basis {
        let score = &self.scene.program.ir.scores[id];
        let life = self.scene.life(score.object);
        let points = life.and_then(|life| life.points.get(id.index())).copied().unwrap_or(0);
        let mut profile = Vec::with_capacity(score.profile.len());
        for line in &score.profile {
            let mut told = ProfileBasis { points: None, steps: Vec::new() };
            for step in &line.steps {
                told.steps.push(self.part("when", step.test));
                if self.scene.truth(step.test) == Ok(true) {
                    told.points = match self.scene.value(step.points).as_deref() {
                        Ok(Value::Int(points)) => Some(*points),
                        _ => None,
                    };
                    break;
                }
            }
            profile.push(told);
        }
        let name = self.name(Names(&self.scene.program.ir).score(id));
        Basis::Score { name, total: self.scene.total(id), points, profile }
    }
}
