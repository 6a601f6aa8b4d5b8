//! The declarations of data: people, channels, types, fields, events, derived values,
//! scores, journeys.

use super::scope::{Events, Place, Roots, Scope};
use super::values::{check_type, check_value};
use super::{At, Check, Gate, all_within, ensure, longer_than_nothing, no_problem, once, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn declarations(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let ir = self.ir;
        if let Some(zone) = ir.timezone.contact {
            self.scalar(zone, Scalar::Text).at(|| "timezone.contact".to_owned())?;
            roots.add(zone, Scope::MOMENT, Place("timezone", 0, "contact"));
        }
        for (id, team) in ir.teams.iter() {
            self.raci(&team.responsibilities).at(|| part("teams", id.index(), None))?;
        }
        for (id, purpose) in ir.purposes.iter() {
            self.raci(&purpose.responsibilities).at(|| part("purposes", id.index(), None))?;
            self.truth(purpose.consent).at(|| part("purposes", id.index(), Some("consent")))?;
            roots.add_some(purpose.consent, Scope::MOMENT, Place("purposes", id.index(), "consent"));
        }
        for (id, channel) in ir.channels.iter() {
            self.channel(channel).at(|| part("channels", id.index(), None))?;
            roots.add_some(channel.consent, Scope::MOMENT, Place("channels", id.index(), "consent"));
        }
        for (id, declared) in ir.enums.iter() {
            let members = 1..=LIST_LIMIT;
            ensure(members.contains(&declared.members.len()), || {
                format!("it has {} members, not 1 to {LIST_LIMIT}", declared.members.len())
            })
            .at(|| part("enums", id.index(), Some("members")))?;
        }
        for (id, field) in ir.fields.iter() {
            self.default(field.ty, field.default.as_ref()).at(|| part("fields", id.index(), None))?;
        }
        for (id, setting) in ir.settings.iter() {
            let at = || part("settings", id.index(), None);
            self.default(setting.ty, Some(&setting.default)).at(at)?;
            let refers = matches!(setting.ty.scalar, Scalar::Object(_));
            ensure(!refers, || "it is the same for all contacts, and refers to an instance of one".to_owned())
                .at(at)?;
        }
        self.all_events(roots)?;
        self.derived(roots)?;
        self.journeys()?;
        self.measures(roots)
    }

    fn channel(&self, channel: &Channel) -> Check {
        self.raci(&channel.responsibilities)?;
        self.truth(channel.consent)?;
        ensure(!(channel.internal && channel.consent.is_some()), || "it is internal and has a consent".to_owned())?;
        let is_color = |color: &str| {
            let digits = color.strip_prefix('#').unwrap_or_default();
            digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        };
        ensure(channel.color.as_deref().is_none_or(is_color), || "its color is not written #rrggbb".to_owned())
    }

    fn default(&self, ty: Type, default: Option<&Value>) -> Check {
        check_type(self.ir, ty)?;
        default.map_or(Ok(()), |value| check_value(self.ir, value, ty))
    }

    fn all_events(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let ir = self.ir;
        for (id, parameter) in ir.parameters.iter() {
            let at = || part("parameters", id.index(), None);
            self.default(parameter.ty, parameter.default.as_ref()).at(at)?;
            within(&ir.events, parameter.event, "event").at(at)?;
        }
        let owner = |id| ir.parameters.get(id).map(|parameter| parameter.event);
        let lists = ir.events.iter().map(|(id, event)| (id, &*event.parameters));
        owned("events", "parameters", lists, owner, ir.parameters.len())?;
        for (id, event) in ir.events.iter() {
            let at = || part("events", id.index(), None);
            self.raci(&event.responsibilities).at(at)?;
            self.subject(event).at(|| part("events", id.index(), Some("subject")))?;
            let object = event.subject.map(|subject| subject.object);
            for refused in &event.refuse_when {
                self.scalar(*refused, Scalar::Bool).at(|| part("events", id.index(), Some("refuse_when")))?;
                let scope = Scope { events: Events::One(id), object, ..Scope::STATE };
                roots.add(*refused, scope, Place("events", id.index(), "refuse_when"));
            }
        }
        Ok(())
    }

    fn derived(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let ir = self.ir;
        for (id, declared) in ir.lets.iter() {
            within(&ir.exprs, declared.value, "expression").at(|| part("lets", id.index(), Some("value")))?;
            roots.add(declared.value, Scope::STATE.of(declared.object), Place("lets", id.index(), "value"));
        }
        for (id, segment) in ir.segments.iter() {
            let at = || part("segments", id.index(), None);
            self.raci_of(&segment.responsibilities, segment.object).at(at)?;
            self.scalar(segment.when, Scalar::Bool).at(at)?;
            segment.prefers.map_or(Ok(()), |channel| within(&ir.channels, channel, "channel")).at(at)?;
            roots.add(segment.when, Scope::STATE.of(segment.object), Place("segments", id.index(), "when"));
        }
        for (id, score) in ir.scores.iter() {
            let index = id.index();
            let at = || part("scores", index, None);
            self.raci_of(&score.responsibilities, score.object).at(at)?;
            let bounds = score.low <= score.high && score.high >= 0;
            ensure(bounds, || "its bounds are out of order, or its upper bound is below 0".to_owned()).at(at)?;
            if let Some(fade) = score.fade {
                ensure(fade.points >= 1, || "it fades by nothing".to_owned()).at(at)?;
                longer_than_nothing(fade.every).at(at)?;
            }
            for line in &score.events {
                self.points(line, score.object).at(|| part("scores", index, Some("events")))?;
                let scope = self.on(&line.events, Scope::MOMENT.of(score.object));
                roots.add_some(line.filter, scope, Place("scores", index, "events"));
                roots.add(line.points, scope, Place("scores", index, "events"));
            }
            for step in score.profile.iter().flat_map(|line| &line.steps) {
                let at = || part("scores", index, Some("profile"));
                self.scalar(step.test, Scalar::Bool).at(at)?;
                self.scalar(step.points, Scalar::Int).at(at)?;
                let scope = Scope::STATE.of(score.object);
                roots.add(step.test, scope, Place("scores", index, "profile"));
                roots.add(step.points, scope, Place("scores", index, "profile"));
            }
        }
        Ok(())
    }

    fn points(&self, line: &EventPoints, object: Option<ObjectId>) -> Check {
        self.events(&line.events)?;
        self.events_for(object, &line.events)?;
        self.truth(line.filter)?;
        self.scalar(line.points, Scalar::Int)
    }

    fn journeys(&self) -> Result<(), StoredError> {
        let ir = self.ir;
        for (id, stage) in ir.stages.iter() {
            let at = || part("stages", id.index(), None);
            let object = ir.journeys.get(stage.journey).and_then(|journey| journey.object);
            self.raci_of(&stage.responsibilities, object).at(at)?;
            within(&ir.journeys, stage.journey, "journey").at(at)?;
            all_within(&ir.fields, &stage.requires, "field").at(at)?;
            let optional = |field: &FieldId| ir.fields.get(*field).is_some_and(|field| field.ty.optional);
            let requires = stage.requires.iter().all(optional);
            ensure(requires, || "it requires a field that is always set".to_owned()).at(at)?;
            let object = ir.journeys.get(stage.journey).and_then(|journey| journey.object);
            stage.requires.iter().try_for_each(|field| self.field_for(object, *field)).at(at)?;
            self.inside(id, stage).at(at)?;
        }
        for (id, journey) in ir.journeys.iter() {
            let at = || part("journeys", id.index(), None);
            self.raci_of(&journey.responsibilities, journey.object).at(at)?;
            let initial = journey.stages.contains(&journey.initial);
            ensure(initial, || "its initial stage is none of its stages".to_owned()).at(at)?;
            let inside = ir.parent(journey.initial).is_some();
            ensure(!inside, || "its initial stage is inside another".to_owned()).at(at)?;
            self.is_for(journey).at(at)?;
        }
        let owner = |id| ir.stages.get(id).map(|stage| stage.journey);
        let lists = ir.journeys.iter().map(|(id, journey)| (id, &*journey.stages));
        owned("journeys", "stages", lists, owner, ir.stages.len())?;
        let owner = |id| ir.transitions.get(id).map(|transition| transition.journey);
        let lists = ir.journeys.iter().map(|(id, journey)| (id, &*journey.transitions));
        owned("journeys", "transitions", lists, owner, ir.transitions.len())
    }
}

impl Gate<'_> {
    /// A journey, and what extends it, is for segments of the contact or of its object.
    fn is_for(&self, journey: &Journey) -> Check {
        let ir = self.ir;
        let segments = journey.segment.into_iter().chain(journey.extensions.iter().map(|one| one.segment));
        for id in segments {
            within(&ir.segments, id, "segment")?;
            let of = ir.segments.get(id).and_then(|segment| segment.object);
            self.own(journey.object, of, "segment", id.index())?;
        }
        let mut added = std::collections::HashSet::new();
        for extension in &journey.extensions {
            self.raci(&extension.responsibilities)?;
            let own = extension.stages.iter().all(|id| journey.stages.contains(id) && added.insert(*id));
            ensure(own, || "an extension adds a stage that is not its own".to_owned())?;
            once(&extension.transitions, "transition")?;
            let own = extension.transitions.iter().all(|id| journey.transitions.contains(id));
            ensure(own, || "an extension adds a transition that is not its own".to_owned())?;
        }
        ensure(!added.contains(&journey.initial), || "it begins in a stage of an extension".to_owned())?;
        for Refinement { of, stage } in journey.extensions.iter().flat_map(|extension| &extension.refined) {
            self.raci(&stage.responsibilities)?;
            let known = journey.stages.contains(of) && !added.contains(of);
            let same = ir.stages.get(*of).is_some_and(|core| {
                core.info.name == stage.info.name && core.journey == stage.journey && core.parent == stage.parent
            });
            ensure(known && same, || format!("it says more of {}, which is no stage of its own", of.index()))?;
            let decides = stage.is_final || stage.initial.is_some();
            let decides = decides || !stage.children.is_empty() || !stage.requires.is_empty();
            ensure(!decides, || "an extension decides for everybody".to_owned())?;
        }
        Ok(())
    }

    /// Stages inside a stage are of its journey, know it, and have none inside themselves.
    fn inside(&self, id: StageId, stage: &Stage) -> Check {
        let ir = self.ir;
        once(&stage.children, "stage")?;
        for child in &stage.children {
            let fits = ir.stages.get(*child).is_some_and(|inner| {
                inner.parent == Some(id)
                    && inner.journey == stage.journey
                    && inner.children.is_empty()
                    && (inner.is_final || !stage.is_final)
            });
            ensure(fits, || format!("the stage {} can't be inside it", child.index()))?;
        }
        let enters = match stage.initial {
            None => stage.children.is_empty(),
            Some(initial) => stage.children.contains(&initial),
        };
        ensure(enters, || "it is not said which stage inside it is entered".to_owned())?;
        let outer = stage.parent.map(|parent| ir.stages.get(parent));
        let known = outer.is_none_or(|outer| outer.is_some_and(|outer| outer.children.contains(&id)));
        ensure(known, || "the stage inside which it is does not list it".to_owned())
    }
}

impl<'g> Gate<'g> {
    /// What is measured of stages.
    fn measures(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let own = self.ir.stages.iter().map(|(id, stage)| (Place("stages", id.index(), "measures"), stage));
        let refined = self.ir.journeys.iter().flat_map(|(id, journey)| {
            let all = journey.extensions.iter().flat_map(|extension| &extension.refined);
            all.map(move |one| (Place("journeys", id.index(), "extensions"), &one.stage))
        });
        for (place, stage) in own.chain(refined) {
            for measure in &stage.measures {
                self.measure(measure).at(|| place.name())?;
                if let MeasureKind::Value(value) = measure.kind {
                    let object = self.ir.journeys.get(stage.journey).and_then(|journey| journey.object);
                    roots.add(value, Scope::STATE.of(object), place);
                }
            }
        }
        Ok(())
    }

    pub(super) fn measure(&self, measure: &Measure) -> Check {
        let ir = self.ir;
        let scalar = match measure.kind {
            MeasureKind::Conversion { from, to } => {
                all_within(&ir.stages, &[from, to], "stage")?;
                Scalar::Decimal
            }
            MeasureKind::Time(stage) => {
                within(&ir.stages, stage, "stage")?;
                Scalar::Duration
            }
            MeasureKind::Volume(stage) => {
                within(&ir.stages, stage, "stage")?;
                Scalar::Int
            }
            MeasureKind::Value(value) => {
                within(&ir.exprs, value, "expression")?;
                ir.exprs.get(value).map_or(Scalar::Decimal, |expr| expr.ty.scalar)
            }
            MeasureKind::Breach(sla) => {
                within(&ir.slas, sla, "service level")?;
                Scalar::Decimal
            }
            MeasureKind::Pressure(channel) => {
                within(&ir.channels, channel, "channel")?;
                Scalar::Decimal
            }
        };
        no_problem(measure.per.and_then(|per| per.problem()))?;
        let Some((_, target)) = &measure.target else { return Ok(()) };
        check_value(ir, target, Type::required(scalar))
    }
}

/// Owners list all that names them as its owner, each once.
fn owned<'o, O: Id + PartialEq, I: Id + 'o>(
    list: &'static str,
    of: &'static str,
    owners: impl Iterator<Item = (O, &'o [I])>,
    owner: impl Fn(I) -> Option<O>,
    count: usize,
) -> Result<(), StoredError> {
    let mut listed = vec![false; count];
    for (id, owns) in owners {
        let at = || part(list, id.index(), Some(of));
        for one in owns {
            let index = one.index();
            ensure(owner(*one).is_some_and(|of| of.index() == id.index()), || {
                format!("it lists {index}, which is not there or another's")
            })
            .at(at)?;
            let twice = listed.get_mut(index).is_some_and(|listed| std::mem::replace(listed, true));
            ensure(!twice, || format!("it lists {index} twice")).at(at)?;
        }
    }
    let lost = listed.iter().position(|listed| !listed);
    ensure(lost.is_none(), || "its owner does not list it".to_owned()).at(|| part(of, lost.unwrap_or(0), None))
}
