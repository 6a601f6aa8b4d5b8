//! Whom a `then` asks about: an instance, behind `for`, or without it anybody.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use crate::decide::InstanceRef;
use crate::decide::explain::InstanceName;
use crate::ir::{Blueprint, ObjectId, ScenarioInstance};
use crate::state::{ContactState, Subject};

/// The instance that is asked about; without one, anybody.
#[derive(Clone, Copy)]
pub(super) struct Whose<'s>(pub(super) Option<&'s ScenarioInstance>);

impl Whose<'_> {
    /// Whether it is asked about what is of this instance, or of the contact.
    pub(super) fn meant(self, of: Option<&InstanceRef>) -> bool {
        self.0.is_none_or(|one| of.is_some_and(|of| of.object == one.object && *of.id == *one.name))
    }

    /// The same, of what an explanation tells.
    pub(super) fn named(self, ir: &Blueprint, of: Option<&InstanceName>) -> bool {
        self.0.is_none_or(|one| of.is_some_and(|of| of.object == ir.objects[one.object].info.name && of.id == one.name))
    }

    /// Whether it is asked about this one.
    pub(super) fn is(self, state: &ContactState, subject: Subject) -> bool {
        self.0.is_none() || self.subject(state) == Some(subject)
    }

    /// The instance, where it is there.
    pub(super) fn subject(self, state: &ContactState) -> Option<Subject> {
        let one = self.0?;
        state.instance_named(one.object, &one.name).map(|one| Subject::Instance(one.number))
    }

    /// Whose something is that can't be of the instance: the contact's, or another object's.
    pub(super) fn another(self, ir: &Blueprint, object: Option<ObjectId>) -> Option<String> {
        let one = self.0.filter(|one| Some(one.object) != object);
        one.map(|_| object.map_or_else(|| "the contact".to_owned(), |object| ir.objects[object].info.name.clone()))
    }

    /// ` for `t1``
    pub(super) fn text(self) -> String {
        self.0.map_or_else(String::new, |one| format!(" for `{}`", one.name))
    }
}
