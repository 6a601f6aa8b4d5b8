//! Where data lives, where it goes, how it is governed; what is measured. Deciding reads none of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Duration;
use crate::text::Span;

/// What is said of a value for those who answer for its protection. Nothing is erased by it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Governance {
    /// It says something of a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// The ground in law on which it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// How long it should be kept; longer than nothing. A state does not know since when a value
    /// stands, so this is for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain: Option<Duration>,
    /// The system that is right where two differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SystemId>,
}

impl Governance {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A ground in law on which personal data is kept: those of the GDPR, article 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// The person agreed.
    Consent,
    /// A contract with the person needs it.
    Contract,
    /// A law asks for it.
    LegalObligation,
    /// A life depends on it.
    VitalInterest,
    /// A task in the public interest.
    PublicInterest,
    /// An interest that outweighs those of the person.
    LegitimateInterest,
}

impl Basis {
    /// All, with their words.
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("consent", Self::Consent),
        ("contract", Self::Contract),
        ("legal_obligation", Self::LegalObligation),
        ("vital_interest", Self::VitalInterest),
        ("public_interest", Self::PublicInterest),
        ("legitimate_interest", Self::LegitimateInterest),
    ];
}

/// A program that holds data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct System {
    /// Name, label, documentation.
    pub info: Info,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// Data that goes from one system to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Flow {
    /// Named `from->to`, label, documentation. Two flows may have one name.
    pub info: Info,
    /// Where it comes from.
    pub from: SystemId,
    /// Where it goes; another system.
    pub to: SystemId,
    /// What it carries, in order; empty where that is not said. Of all flows between two systems
    /// in one direction, a field stands in one, once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carries: Vec<Carried>,
    /// How often; without, that is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Duration>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
    /// The whole declaration.
    pub span: Span,
}

/// A field that a flow carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Carried {
    /// The field.
    pub field: FieldId,
    /// Where it is named.
    pub span: Span,
}

/// A figure with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Kpi {
    /// Name, label, documentation.
    pub info: Info,
    /// What is measured, and what it should be.
    pub measure: Measure,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// A field that two systems give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rivals {
    pub(crate) field: FieldId,
    /// What the field itself or the first flow says: the system, and where.
    pub(crate) first: (SystemId, Span),
    /// The flow that says otherwise, and where it names the field.
    pub(crate) flow: FlowId,
    pub(crate) second: (SystemId, Span),
}

/// Fields that two systems give: the `source`, and each system that hands a field on and gets
/// it from none.
pub(crate) fn rivals(ir: &Blueprint) -> Vec<Rivals> {
    let mut carried: BTreeMap<FieldId, Vec<(FlowId, &Flow, Span)>> = BTreeMap::new();
    for (id, flow) in ir.flows.iter() {
        for one in &flow.carries {
            carried.entry(one.field).or_default().push((id, flow, one.span));
        }
    }
    let mut all = Vec::new();
    for (field, ways) in carried {
        let receivers: BTreeSet<SystemId> = ways.iter().map(|(_, flow, _)| flow.to).collect();
        let declared = ir.fields.get(field).and_then(|of| Some((of.governance.source?, of.info.span)));
        let mut first = declared;
        let mut said: BTreeSet<SystemId> = declared.iter().map(|(system, _)| *system).collect();
        for (id, flow, span) in ways.iter().filter(|(_, flow, _)| !receivers.contains(&flow.from)) {
            let here = (flow.from, *span);
            let known = *first.get_or_insert(here);
            if said.insert(flow.from) && known != here {
                all.push(Rivals { field, first: known, flow: *id, second: here });
            }
        }
    }
    all
}

#[cfg(test)]
#[path = "governance_tests.rs"]
mod tests;
