//! A blueprint ready to decide.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::chance::Chance;
use crate::calendar::{Schedule, Zone};
use crate::ir::{self, Id, OpeningId, SettingId, Value};
use crate::plan::Plan;
use crate::state::{PlainValue, ValueProblem, normal_name, to_value};
use crate::text::escape::shortened;
use crate::text::{did_you_mean, proposed};

/// A blueprint ready to decide: with its indexes and the values of its settings. Cheap to
/// clone and to share between threads.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) ir: Arc<ir::Blueprint>,
    pub(crate) plan: Arc<Plan>,
    /// One for each setting.
    pub(crate) settings: Arc<[Value]>,
    /// The blueprint's own zone.
    pub(crate) zone: Zone,
    /// Who decides by lot.
    pub(crate) chance: Chance,
    /// Told apart from any other program by it, but from those that decide the same.
    pub(super) number: u64,
}

/// A number that no program has yet.
fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A setting can't have a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// The blueprint has no such setting.
    #[error("unknown setting `{name}`{}", proposed(.proposal.as_deref()))]
    Unknown {
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// The value is not of the setting's type.
    #[error("setting `{name}`: {problem}")]
    Value {
        /// The setting.
        name: String,
        /// What is wrong.
        problem: ValueProblem,
    },
}

impl Program {
    /// Makes the indexes of a valid blueprint; its settings have their defaults.
    #[must_use]
    pub(crate) fn new(ir: Arc<ir::Blueprint>) -> Self {
        let plan = Arc::new(Plan::new(&ir));
        let settings = ir.settings.values().map(|setting| setting.default.clone()).collect();
        // The gate has looked: the database has it.
        let zone = ir.timezone.fallback.parse().unwrap_or(Zone::UTC);
        Self { ir, plan, settings, zone, chance: Chance::default(), number: next_number() }
    }

    /// The blueprint.
    #[must_use]
    pub(crate) const fn blueprint(&self) -> &Arc<ir::Blueprint> {
        &self.ir
    }

    /// When an opening is open, and the zone of its clocks: its own, or the blueprint's.
    pub(crate) fn opening(&self, id: OpeningId) -> Option<(&Schedule, Zone)> {
        let opening = self.ir.openings.get(id)?;
        let own = opening.zone.as_ref().and_then(|zone| zone.parse().ok());
        Some((&opening.schedule, own.unwrap_or(self.zone)))
    }

    /// The same program with another value for a setting.
    ///
    /// # Errors
    /// The name is unknown, or the value is not of the setting's type.
    pub(crate) fn with_setting(&self, name: &str, value: impl Into<PlainValue>) -> Result<Self, SettingError> {
        let wanted = normal_name(name);
        let names = || self.ir.settings.values().map(|setting| setting.info.name.as_str());
        let Some((id, setting)) = self.ir.settings.iter().find(|(_, setting)| setting.info.name == wanted) else {
            let proposal = did_you_mean(&wanted, names()).map(str::to_owned);
            return Err(SettingError::Unknown { name: shortened(name), proposal });
        };
        let wrong = |problem| SettingError::Value { name: setting.info.name.clone(), problem };
        let plain = value.into();
        // A setting always has a value, whatever its type says.
        match to_value(&self.ir, setting.ty.with_optional(false), &plain).map_err(wrong)? {
            Some(value) => Ok(self.with_setting_value(id, value)),
            None => Ok(self.clone()),
        }
    }

    /// The same program, decided by another lot.
    pub(crate) fn with_chance(&self, chance: Chance) -> Self {
        Self { chance, number: next_number(), ..self.clone() }
    }

    /// The same program with another value for a setting, of its type.
    pub(crate) fn with_setting_value(&self, id: SettingId, value: Value) -> Self {
        let mut settings = self.settings.to_vec();
        if let Some(place) = settings.get_mut(id.index()) {
            *place = value;
        }
        Self { settings: settings.into(), number: next_number(), ..self.clone() }
    }
}
