//! All charts of a blueprint, in their order.

use super::{Chart, journey};
use crate::ir::Blueprint;

/// All charts of a blueprint.
pub(in crate::map) fn all(ir: &Blueprint) -> Vec<Chart> {
    let mut charts = Vec::new();
    for id in ir.journeys.ids() {
        charts.push(journey::chart(ir, id));
    }
    charts
}
