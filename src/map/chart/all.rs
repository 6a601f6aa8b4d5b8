//! All charts of a blueprint, in their order.

use super::split::split;
use super::{Chart, emotion, flows, journey, sequence, sla};
use crate::ir::Blueprint;

/// All charts of a blueprint.
pub(in crate::map) fn all(ir: &Blueprint) -> Vec<Chart> {
    let mut charts = Vec::new();
    for id in ir.journeys.ids() {
        charts.push(journey::chart(ir, id));
        charts.extend(emotion::chart(ir, id));
    }
    charts.extend(ir.sequences.ids().map(|id| sequence::chart(ir, id)));
    charts.extend(ir.slas.ids().map(|id| sla::chart(ir, id)));
    charts.extend(flows::chart(ir));
    charts.into_iter().flat_map(split).collect()
}
