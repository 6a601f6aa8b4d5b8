//! Where data lives and goes, how it is governed, what is measured.

use std::collections::HashSet;

use super::scope::{Place, Roots, Scope};
use super::{At, Check, Gate, ensure, longer_than_nothing, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn governance(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let ir = self.ir;
        for (id, field) in ir.fields.iter() {
            self.governed(&field.governance).at(|| part("fields", id.index(), Some("governance")))?;
        }
        for (id, parameter) in ir.parameters.iter() {
            self.governed(&parameter.governance).at(|| part("parameters", id.index(), Some("governance")))?;
        }
        for (id, kpi) in ir.kpis.iter() {
            self.raci(&kpi.responsibilities).at(|| part("kpis", id.index(), None))?;
            self.measure(&kpi.measure).at(|| part("kpis", id.index(), Some("measure")))?;
            if let MeasureKind::Value(value) = kpi.measure.kind {
                roots.add(value, Scope::STATE, Place("kpis", id.index(), "measure"));
            }
        }
        for (id, system) in ir.systems.iter() {
            self.raci(&system.responsibilities).at(|| part("systems", id.index(), None))?;
        }
        self.flows()
    }

    fn governed(&self, governance: &Governance) -> Check {
        governance.retain.map_or(Ok(()), longer_than_nothing)?;
        governance.source.map_or(Ok(()), |source| within(&self.ir.systems, source, "system"))
    }

    fn flows(&self) -> Result<(), StoredError> {
        let ir = self.ir;
        let mut carried = HashSet::new();
        for (id, flow) in ir.flows.iter() {
            let at = || part("flows", id.index(), None);
            self.raci(&flow.responsibilities).at(at)?;
            [flow.from, flow.to].into_iter().try_for_each(|end| within(&ir.systems, end, "system")).at(at)?;
            ensure(flow.from != flow.to, || "it leads back to where it comes from".to_owned()).at(at)?;
            flow.every.map_or(Ok(()), longer_than_nothing).at(at)?;
            for one in &flow.carries {
                within(&ir.fields, one.field, "field").at(at)?;
                let first = carried.insert((flow.from, flow.to, one.field));
                ensure(first, || format!("field {} is carried twice", one.field.index())).at(at)?;
            }
        }
        match rivals(ir).first() {
            None => Ok(()),
            Some(Rivals { field, flow, .. }) => Err(format!("two systems give field {}", field.index()))
                .at(|| part("flows", flow.index(), Some("carries"))),
        }
    }
}
