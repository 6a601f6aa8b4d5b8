//! The state of one contact.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::convert::{normal_name, to_plain};
use super::{
    Core, Inputs, Instance, Instances, Kept, Life, List, Occupancy, PlainValue, Reached, Row, Short, Snapshot,
    StateErrors, Subject,
};
use crate::calendar::Instant;
use crate::ir::{self, Info};

/// How many ids of inputs a state remembers.
pub(crate) const INPUTS_LIMIT: usize = 1_000;

/// The state of one contact, bound to the blueprint that it belongs to.
///
/// It is a value: deciding never changes it, but answers with the next one, which shares with it
/// what has not changed: a clone is cheap. It is built
/// with [`ContactState::builder`], stored as a [`Snapshot`] and read back with
/// [`ContactState::restore`]; it serialises as its snapshot.
// What each decision reads comes first, and lies together.
#[derive(Clone)]
#[repr(C)]
pub struct ContactState {
    core: Arc<Core>,
    clock: Instant,
    kept: Kept,
}

/// What both hold, wherever they hold it.
impl PartialEq for ContactState {
    fn eq(&self, other: &Self) -> bool {
        self.clock == other.clock && (Arc::ptr_eq(&self.core, &other.core) || self.core == other.core)
    }
}

impl ContactState {
    /// A contact of which nothing is known but what the blueprint says of all: required fields
    /// without a default are still unset.
    pub(crate) fn blank(ir: Arc<ir::Blueprint>, contact: &str, clock: Instant) -> Self {
        let core = Core {
            contact: Arc::from(contact),
            life: Life::blank(&ir, None, clock),
            instances: Instances::new(),
            caps: Row::new(),
            waiting: List::new(),
            runs: List::new(),
            serial: 0,
            inputs: Inputs::default(),
            settled: false,
            ir,
        };
        Self { core: Arc::new(core), clock, kept: Kept::Nothing }
    }

    /// All that it holds beside its clock.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// What a program has computed from this very state.
    pub(crate) fn reached(&self, program: u64) -> Option<&Reached> {
        self.kept.to(program)
    }

    /// Keeps what a program has computed from it.
    #[inline]
    pub(crate) fn reach(&mut self, program: u64, reached: Reached) {
        self.kept = Kept::new(program, reached);
    }

    /// Whether it is known that nothing but what is done to it can change it, and nothing of it is forgotten.
    #[inline]
    pub(crate) fn is_known_idle(&self, program: u64) -> bool {
        self.kept.is_idle(program)
    }

    /// Keeps that nothing but what is done to it can change it, and nothing of it is forgotten.
    pub(crate) fn reach_idle(&mut self, program: u64) {
        self.kept = Kept::Idle(program);
    }

    /// Time passes, of which nothing comes, as it is known to be idle: nothing changes, and nothing wakes.
    #[inline]
    pub(crate) const fn pass(&mut self, clock: Instant) {
        self.clock = clock;
    }

    /// Sets the clock.
    pub(crate) fn set_clock(&mut self, clock: Instant) {
        (self.clock, self.kept) = (clock, Kept::Nothing);
    }

    /// Becomes another one.
    #[inline]
    pub(crate) fn become_like(&mut self, other: &Self) {
        if !Arc::ptr_eq(&self.core, &other.core) {
            self.core = other.core.clone();
        }
        (self.clock, self.kept) = (other.clock, other.kept.clone());
    }

    /// The same, to be changed: what other states share is copied.
    pub(crate) fn core_mut(&mut self) -> &mut Core {
        self.kept = Kept::Nothing;
        Arc::make_mut(&mut self.core)
    }

    /// The blueprint that it belongs to.
    #[must_use]
    pub fn blueprint(&self) -> &Arc<ir::Blueprint> {
        &self.core().ir
    }

    /// The contact's id.
    #[must_use]
    pub fn contact(&self) -> &str {
        &self.core().contact
    }

    /// The instant up to which all has been decided.
    #[must_use]
    pub const fn clock(&self) -> Instant {
        self.clock
    }

    /// Whether eventless transitions have been judged since it was built; the first
    /// decision settles it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.core().settled
    }

    /// A field's value by name; `None` where it is unset, or no field has this name.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<PlainValue> {
        self.read(None, &self.core().life, field)
    }

    /// The name of the stage in a journey, by the journey's name; `None` where the contact has no
    /// journey of this name.
    #[must_use]
    pub fn stage(&self, journey: &str) -> Option<&str> {
        self.place(&self.core().life, journey)
    }

    /// The event points of a score by name, without those by profile; `None` where the contact has
    /// no score of this name.
    #[must_use]
    pub fn points(&self, score: &str) -> Option<i64> {
        self.counted(None, &self.core().life, score)
    }

    /// The ids of the instances of an object, in the order of their creation; none where there is
    /// no such object.
    pub fn instances(&self, object: &str) -> impl Iterator<Item = &str> {
        let object = self.find_object(object);
        let of = object.into_iter().flat_map(|object| self.instances_of(object));
        of.map(|instance| &*instance.id)
    }

    /// The value of an instance's field, by the names of object and field and the instance's id;
    /// `None` where it is unset, or there is no such instance or field.
    #[must_use]
    pub fn get_of(&self, object: &str, id: &str, field: &str) -> Option<PlainValue> {
        let instance = self.find(object, id)?;
        self.read(Some(instance.object), instance.life(), field)
    }

    /// The name of the stage in which an instance is in a journey of its object; `None` where there
    /// is no such instance or journey.
    #[must_use]
    pub fn stage_of(&self, object: &str, id: &str, journey: &str) -> Option<&str> {
        self.place(self.find(object, id)?.life(), journey)
    }

    /// The event points of an instance's score, without those by profile; `None` where there is no
    /// such instance or score.
    #[must_use]
    pub fn points_of(&self, object: &str, id: &str, score: &str) -> Option<i64> {
        let instance = self.find(object, id)?;
        self.counted(Some(instance.object), instance.life(), score)
    }

    fn find_object(&self, object: &str) -> Option<ir::ObjectId> {
        named(self.core().ir.objects.iter().map(|(id, object)| (id, &object.info)), object)
    }

    fn find(&self, object: &str, id: &str) -> Option<&Instance> {
        self.instance_named(self.find_object(object)?, id)
    }

    fn read(&self, object: Option<ir::ObjectId>, life: &Life, field: &str) -> Option<PlainValue> {
        let fields = self.core().ir.fields_of(object).filter_map(|id| Some((id, &self.core().ir.fields.get(id)?.info)));
        let value = life.fields.get(self.core().ir.slot(named(fields, field)?));
        value.map(|value| to_plain(&self.core().ir, &value))
    }

    fn place(&self, life: &Life, journey: &str) -> Option<&str> {
        let id = named(self.core().ir.journeys.iter().map(|(id, journey)| (id, &journey.info)), journey)?;
        let stage = life.occupancy(id)?.stage;
        self.core().ir.stages.get(stage).map(|stage| stage.info.name.as_str())
    }

    fn counted(&self, object: Option<ir::ObjectId>, life: &Life, score: &str) -> Option<i64> {
        let own = self.core().ir.scores.iter().filter(|(_, score)| score.object == object);
        let id = named(own.map(|(id, score)| (id, &score.info)), score)?;
        Some(life.points.get(ir::Id::index(id)).copied().unwrap_or(0))
    }

    /// The state by names, to be stored.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self)
    }

    /// The state of a snapshot.
    ///
    /// # Errors
    ///
    /// All that does not fit the blueprint.
    pub fn restore(ir: Arc<ir::Blueprint>, snapshot: &Snapshot) -> Result<Self, StateErrors> {
        super::snapshot::restore(ir, snapshot)
    }

    /// The state of a snapshot in JSON.
    ///
    /// # Errors
    ///
    /// Text that is not a snapshot's JSON, or all that does not fit the blueprint.
    pub fn from_json(ir: Arc<ir::Blueprint>, json: &str) -> Result<Self, StateErrors> {
        match super::snapshot::read::state(&ir, json) {
            Some(state) => Ok(state),
            None => Self::restore(ir, &Snapshot::from_json(json)?),
        }
    }

    /// The place of the contact in a journey.
    pub(crate) fn occupancy(&self, journey: ir::JourneyId) -> Option<Occupancy> {
        self.core().life.occupancy(journey)
    }

    /// An instance by its number.
    pub(crate) fn instance(&self, number: u64) -> Option<&Instance> {
        self.core().instances.get(number)
    }

    /// The contact's own life, or that of an instance.
    pub(crate) fn life(&self, subject: Subject) -> Option<&Life> {
        match subject {
            Subject::Contact => Some(&self.core().life),
            Subject::Instance(number) => self.instance(number).map(|instance| instance.life()),
        }
    }

    /// The contact's own life, or that of an instance, to be changed.
    pub(crate) fn life_mut(&mut self, subject: Subject) -> Option<&mut Life> {
        match subject {
            Subject::Contact => Some(&mut self.core_mut().life),
            Subject::Instance(number) => {
                self.instance(number)?;
                self.core_mut().instances.get_mut(number).map(Instance::life_mut)
            }
        }
    }

    /// The contact, and the instances of some objects, of whom something is so.
    pub(crate) fn subjects_of_whom(
        &self,
        objects: impl Fn(ir::ObjectId) -> bool,
        is_so: impl Fn(&Life) -> bool,
    ) -> Short<Subject> {
        let contact = is_so(&self.core().life).then_some(Subject::Contact);
        if self.core().instances.is_empty() {
            return contact.into_iter().collect();
        }
        let objects = self.core().instances.objects().filter(|object| objects(*object));
        let own = objects.flat_map(|object| self.instances_of(object)).filter(|instance| is_so(instance.life()));
        contact.into_iter().chain(own.map(|instance| Subject::Instance(instance.number))).collect()
    }

    /// Changes the lives of several.
    pub(crate) fn change_lives(&mut self, subjects: &[Subject], mut change: impl FnMut(&mut Life)) {
        for &subject in subjects {
            self.life_mut(subject).into_iter().for_each(&mut change);
        }
    }

    /// The instances of an object, in order of their creation.
    pub(crate) fn instances_of(&self, object: ir::ObjectId) -> impl Iterator<Item = &Instance> {
        self.core().instances.of(object)
    }

    /// The instance of an object with this id.
    pub(crate) fn instance_named(&self, object: ir::ObjectId, id: &str) -> Option<&Instance> {
        self.core().instances.named(object, id)
    }

    /// The contact, or all instances of an object in the order of their creation.
    pub(crate) fn subjects_of(&self, object: Option<ir::ObjectId>) -> impl Iterator<Item = Subject> {
        let contact = object.is_none().then_some(Subject::Contact);
        let instances = object.into_iter().flat_map(|object| self.instances_of(object));
        contact.into_iter().chain(instances.map(|instance| Subject::Instance(instance.number)))
    }

    /// The contact, and all instances in the order of their creation.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = Subject> {
        let instances = self.core().instances.in_order().into_iter();
        std::iter::once(Subject::Contact).chain(instances.map(|instance| Subject::Instance(instance.number)))
    }

    /// The object of a subject; `None` of the contact, and of an instance that is not there.
    pub(crate) fn object_of(&self, subject: Subject) -> Option<ir::ObjectId> {
        match subject {
            Subject::Contact => None,
            Subject::Instance(number) => self.instance(number).map(|instance| instance.object),
        }
    }
}

/// By names, and without the blueprint.
impl fmt::Debug for ContactState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ContactState").field(&self.snapshot()).finish()
    }
}

impl Serialize for ContactState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::snapshot::write::state(self, serializer)
    }
}

/// The thing of a name.
pub(super) fn named<'i, I>(mut things: impl Iterator<Item = (I, &'i Info)>, name: &str) -> Option<I> {
    let name = normal_name(name);
    things.find(|(_, info)| info.name == name).map(|(id, _)| id)
}
