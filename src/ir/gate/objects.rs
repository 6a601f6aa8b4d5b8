//! Objects: whose each field is, how events find instances, and what is declared of which object.

use super::{At, Check, Gate, ensure, part, within};
use crate::ir::*;

impl Gate<'_> {
    /// The contact's fields come first, then those of each object in turn: it lists just those.
    pub(super) fn objects(&self) -> Result<(), StoredError> {
        let ir = self.ir;
        let of_contact = ir.fields.values().take_while(|field| field.object.is_none()).count();
        let mut next = of_contact;
        for (id, object) in ir.objects.iter() {
            let at = || part("objects", id.index(), Some("fields"));
            self.raci(&object.responsibilities).at(|| part("objects", id.index(), None))?;
            for field in &object.fields {
                let own = ir.fields.get(*field).is_some_and(|field| field.object == Some(id));
                let index = field.index();
                ensure(own, || format!("it lists {index}, which is not there or another's")).at(at)?;
                ensure(index == next, || format!("it lists {index}, where {next} is next")).at(at)?;
                next = next.saturating_add(1);
            }
        }
        ensure(next == ir.fields.len(), || "its owner does not list it, or not in its turn".to_owned())
            .at(|| part("fields", next, None))?;
        // What is declared of an object is declared of one that exists.
        macro_rules! declared {
            ($($list:ident)*) => {$(
                for (id, declared) in ir.$list.iter() {
                    let of = declared.object.map_or(Ok(()), |object| within(&ir.objects, object, "object"));
                    of.at(|| part(stringify!($list), id.index(), None))?;
                }
            )*};
        }
        declared!(lets segments scores series modes journeys actions sequences rules slas);
        Ok(())
    }

    /// How an event finds or opens its instance.
    pub(super) fn subject(&self, event: &Event) -> Check {
        let Some(subject) = event.subject else { return Ok(()) };
        let ir = self.ir;
        within(&ir.objects, subject.object, "object")?;
        if let Some(key) = subject.key {
            ensure(subject.addressing != Addressing::Opens, || "it opens an instance that it finds".to_owned())?;
            let field = ir.fields.get(key).filter(|field| field.object == Some(subject.object));
            let field = field.ok_or_else(|| format!("its key {} is no field of its object", key.index()))?;
            let parameter = self.parameter(event, &field.info.name);
            let fits = parameter.is_some_and(|one| same_type(one.ty, field.ty) && !one.ty.optional && !one.ty.set);
            ensure(fits, || format!("its payload has no required field like its key {}", key.index()))?;
        }
        if subject.addressing == Addressing::Of {
            return Ok(());
        }
        // What it opens takes the payload's values, and all that is required has one.
        let fields = ir.objects.get(subject.object).map_or(&[][..], |object| &object.fields);
        fields.iter().try_for_each(|id| {
            let Some(field) = ir.fields.get(*id) else { return Ok(()) };
            let parameter = self.parameter(event, &field.info.name);
            let fits = parameter.is_none_or(|one| same_type(one.ty, field.ty));
            ensure(fits, || format!("its payload does not fit the field {} that it fills", id.index()))?;
            let needed = !field.ty.optional && !field.ty.set && field.default.is_none();
            let given = parameter.is_some_and(|one| !one.ty.optional);
            ensure(!needed || given, || format!("it opens an instance without the field {}", id.index()))
        })
    }

    fn parameter(&self, event: &Event, name: &str) -> Option<&Parameter> {
        let parameters = event.parameters.iter().filter_map(|id| self.ir.parameters.get(*id));
        parameters.into_iter().find(|parameter| parameter.info.name == name)
    }

    /// The object of which all these events concern an instance.
    pub(super) fn object_of(&self, events: &[EventId]) -> Option<ObjectId> {
        let mut objects = events.iter().map(|event| self.ir.events.get(*event)?.subject.map(|subject| subject.object));
        let first = objects.next().flatten()?;
        objects.all(|object| object == Some(first)).then_some(first)
    }

    /// What is declared of an object takes events of it and of the contact alone; what is the
    /// contact's takes all.
    pub(super) fn events_for(&self, object: Option<ObjectId>, events: &[EventId]) -> Check {
        let Some(object) = object else { return Ok(()) };
        events.iter().try_for_each(|id| {
            let of = self.ir.events.get(*id).and_then(|event| event.subject).map(|subject| subject.object);
            ensure(of.is_none_or(|of| of == object), || format!("the event {} is another object's", id.index()))
        })
    }

    pub(super) fn filter_for(&self, object: Option<ObjectId>, filter: &EventFilter) -> Check {
        self.filter(filter)?;
        self.events_for(object, &filter.events)
    }

    /// The contact's own stages, and those of the instance in scope.
    pub(super) fn stages_for(&self, object: Option<ObjectId>, stages: &[StageId]) -> Check {
        stages.iter().try_for_each(|id| {
            let journey = self.ir.stages.get(*id).and_then(|stage| self.ir.journeys.get(stage.journey));
            let of = journey.and_then(|journey| journey.object);
            ensure(of.is_none() || of == object, || format!("the stage {} is of an object not in scope", id.index()))
        })
    }

    /// A field of the contact, or of the instance in scope.
    pub(super) fn field_for(&self, object: Option<ObjectId>, id: FieldId) -> Check {
        let of = self.ir.fields.get(id).and_then(|field| field.object);
        ensure(of.is_none() || of == object, || format!("the field {} is of an object not in scope", id.index()))
    }

    /// Something of the contact, or of the object in scope.
    pub(super) fn own(&self, object: Option<ObjectId>, of: Option<ObjectId>, what: &str, index: usize) -> Check {
        ensure(of.is_none() || of == object, || format!("the {what} {index} is of an object not in scope"))
    }
}

fn same_type(one: Type, other: Type) -> bool {
    one.scalar == other.scalar && one.set == other.set
}
