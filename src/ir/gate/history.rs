//! What is remembered of events.

use std::collections::HashSet;

use super::scope::{Events, Place, Roots, Scope};
use super::{At, Check, Gate, ensure, longer_than_nothing, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn history(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let mut keys = HashSet::new();
        for (id, series) in self.ir.series.iter() {
            let at = || part("series", id.index(), None);
            let key = series.key.as_str();
            ensure(!key.is_empty(), || "it has no key".to_owned()).at(at)?;
            ensure(keys.insert((series.object, key)), || format!("the key `{}` stands twice", key.escape_debug()))
                .at(at)?;
            self.series(series).at(at)?;
            let object = self.object_of(&[series.event]);
            let scope = Scope { events: Events::One(series.event), object, ..Scope::STATE };
            roots.add_some(series.filter, scope, Place("series", id.index(), "filter"));
        }
        Ok(())
    }

    fn series(&self, series: &Series) -> Check {
        let ir = self.ir;
        within(&ir.events, series.event, "event")?;
        let own = series.object.is_none() || series.object == self.object_of(&[series.event]);
        ensure(own, || "its event is not of its object".to_owned())?;
        self.truth(series.filter)?;
        if let Some(value) = series.value {
            let parameter = ir.parameters.get(value).filter(|parameter| parameter.event == series.event);
            let ordered = parameter.is_some_and(|one| {
                let ty = one.ty;
                let number = matches!(ty.scalar, Scalar::Int | Scalar::Decimal);
                !ty.set && (number || matches!(ty.scalar, Scalar::Date | Scalar::Datetime | Scalar::Duration))
            });
            ensure(parameter.is_some(), || "its value is no payload field of its event".to_owned())?;
            ensure(ordered, || "its value has no order".to_owned())?;
        }
        series.window.map_or(Ok(()), longer_than_nothing)?;
        let asked = series.last || series.total || series.window.is_some();
        ensure(asked, || "nothing is asked of it".to_owned())
    }
}
