//! A state of one version of a blueprint as a state of another.
//!
//! It works on what is stored, by names. Each part of the old snapshot is carried over, or told
//! in the report; what comes out passes the same gate as every state that is read.

mod compare;
mod lives;
mod memory;
mod names;
mod profile;
mod report;
mod runs;
mod slas;
mod values;
mod waiting;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

pub(crate) use compare::compare;
pub use compare::{Change, Changes, Weight};
pub use report::{Fate, MigrationEntry, MigrationErrors, MigrationProblem, MigrationReport};

use super::{ContactState, Snapshot, SnapshotOf, StateProblem};
use crate::calendar::Instant;
use crate::ir;
use crate::text::escape::shortened;
use lives::Life;
use names::Names;

/// How states are migrated: what the host knows beside the two texts.
///
/// ```
/// use crm_blueprint::state::Migration;
/// let migration = Migration::new().stage("lifecycle.trial", "lead");
/// # let _ = migration;
/// ```
#[derive(Debug, Clone, Default)]
pub struct Migration {
    old: Option<Arc<ir::Blueprint>>,
    stages: BTreeMap<String, String>,
}

impl Migration {
    /// By names alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With the blueprint that the states belong to. Without it all is known of it that the state
    /// tells: not what was optional and unset, nor the names of what it does not mention.
    #[must_use]
    pub fn old(mut self, blueprint: Arc<ir::Blueprint>) -> Self {
        self.old = Some(blueprint);
        self
    }

    /// Contacts, or instances, in the old stage `journey.stage` are now in this stage of the same journey. It
    /// goes before names.
    #[must_use]
    pub fn stage(mut self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.stages.insert(old.into(), new.into());
        self
    }
}

/// A state that was migrated, and what became of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Migrated {
    /// The state. It is not settled: the next decision judges levels first.
    pub state: ContactState,
    /// What could not be carried over as it was.
    pub report: MigrationReport,
}

/// Migrates a state to another version of its blueprint.
pub(crate) fn migrate(
    new: &Arc<ir::Blueprint>,
    snapshot: &Snapshot,
    migration: &Migration,
) -> Result<Migrated, MigrationErrors> {
    let fail = |problems: Vec<MigrationProblem>| MigrationErrors { problems };
    let problems_of = |errors: &super::StateErrors| errors.problems().iter().cloned().map(Into::into).collect();
    // With the old blueprint what is stored is complete, and known to be right.
    let complete = match &migration.old {
        Some(old) => match ContactState::restore(old.clone(), snapshot) {
            Ok(state) => Some(state.snapshot()),
            Err(errors) => return Err(fail(problems_of(&errors))),
        },
        None => None,
    };
    let snapshot = complete.as_ref().unwrap_or(snapshot);
    let stored = super::convert::normal_name(&snapshot.blueprint);
    if !stored.is_empty() && stored != new.info.name && Some(&*stored) != new.info.renamed_from.as_deref() {
        let (expected, found) = (new.info.name.clone(), shortened(&snapshot.blueprint));
        return Err(fail(vec![StateProblem::WrongBlueprint { expected, found }.into()]));
    }
    let mut migrator = Migrator {
        new,
        old: migration.old.as_deref(),
        from: snapshot,
        names: Names::new(new, migration.old.as_deref(), Some(snapshot)),
        cap_keys: super::snapshot::cap_keys(new),
        to: Snapshot {
            blueprint: new.info.name.clone(),
            version: new.version.clone(),
            contact: snapshot.contact.clone(),
            clock: snapshot.clock,
            settled: false,
            serial: snapshot.serial,
            inputs: snapshot.inputs.clone(),
            ..Snapshot::empty()
        },
        life: Life::new(snapshot.life()),
        kept: Vec::new(),
        of: None,
        over: Vec::new(),
        entries: Vec::new(),
        problems: Vec::new(),
    };
    migrator.header();
    migrator.lives(&migration.stages);
    migrator.runs();
    migrator.waiting();
    migrator.acting();
    migrator.ended();
    let Migrator { to, entries, mut problems, .. } = migrator;
    match ContactState::restore(new.clone(), &to) {
        Ok(state) if problems.is_empty() => Ok(Migrated { state, report: MigrationReport { entries } }),
        restored => {
            if let Err(errors) = restored {
                problems.extend(errors.problems().iter().cloned().map(MigrationProblem::from));
            }
            Err(fail(problems))
        }
    }
}

/// A snapshot on its way.
struct Migrator<'m> {
    new: &'m ir::Blueprint,
    old: Option<&'m ir::Blueprint>,
    from: &'m Snapshot,
    names: Names<'m>,
    /// The keys of the new blueprint's caps.
    cap_keys: Vec<String>,
    to: Snapshot,
    /// The life that is on its way.
    life: Life<'m>,
    /// Where the instances of the new snapshot stand in the old one.
    kept: Vec<usize>,
    /// The instance that is told of.
    of: Option<SnapshotOf>,
    /// Sequences of which the run is over by the migration, and of whom it was, by their new names.
    over: Vec<(String, Option<SnapshotOf>)>,
    entries: Vec<MigrationEntry>,
    problems: Vec<MigrationProblem>,
}

impl Migrator<'_> {
    fn header(&mut self) {
        let (from, new) = (self.from, self.new);
        if !from.blueprint.is_empty() {
            self.renamed("/blueprint", &from.blueprint, &new.info.name);
        }
    }

    fn tell(&mut self, part: &str, fate: Fate) {
        self.entries.push(MigrationEntry { part: part.to_owned(), of: self.of.clone(), fate });
    }

    /// Tells of another name, if it is another.
    fn renamed(&mut self, part: &str, from: &str, to: &str) {
        if from != to {
            self.tell(part, Fate::Renamed { to: to.to_owned() });
        }
    }

    fn dropped(&mut self, part: &str, value: &impl Serialize, why: impl Into<String>) {
        self.tell(part, Fate::Dropped { value: json(value), why: why.into() });
    }

    /// The first instant that is still to come.
    fn next_instant(&self) -> Instant {
        self.from.clock.checked_add_milliseconds(1).unwrap_or(self.from.clock)
    }
}

/// A value in JSON.
fn json(value: &impl Serialize) -> String {
    // What a snapshot holds has texts as keys: it can be written.
    serde_json::to_string(value).unwrap_or_default()
}

/// The pointer to a part of a part.
fn at(part: &str, key: &str) -> String {
    format!("{part}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests;
