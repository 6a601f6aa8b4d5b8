//! Names of an earlier version, found in a later one.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Blueprint, Field, Info, ObjectId};
use crate::state::convert::normal_name;
use crate::state::snapshot::{LifeView, Snapshot, SnapshotCause, SnapshotHold, infos, without_number};

/// Kinds of names that a state is stored by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Object,
    Journey,
    Score,
    Mode,
    Rule,
    Sequence,
    Sla,
    Action,
    Event,
    Channel,
    Purpose,
}

const KINDS: [Kind; 11] = [
    Kind::Object,
    Kind::Journey,
    Kind::Score,
    Kind::Mode,
    Kind::Rule,
    Kind::Sequence,
    Kind::Sla,
    Kind::Action,
    Kind::Event,
    Kind::Channel,
    Kind::Purpose,
];

pub(super) fn infos_of(ir: &Blueprint, kind: Kind) -> Vec<&Info> {
    macro_rules! of {
        ($arena:ident) => {
            infos!(ir.$arena).map(|(_, info)| info).collect()
        };
    }
    match kind {
        Kind::Object => of!(objects),
        Kind::Journey => of!(journeys),
        Kind::Score => of!(scores),
        Kind::Mode => of!(modes),
        Kind::Rule => of!(rules),
        Kind::Sequence => of!(sequences),
        Kind::Sla => of!(slas),
        Kind::Action => of!(actions),
        Kind::Event => of!(events),
        Kind::Channel => of!(channels),
        Kind::Purpose => of!(purposes),
    }
}

/// The name that an old name has now, among things of one kind. What has a name that is known of
/// old is itself; `renamed from` is for a name that was not there.
pub(super) fn now<'n>(
    declared: impl Iterator<Item = &'n Info> + Clone,
    known: impl Fn(&str) -> bool,
    old: &str,
) -> Option<&'n str> {
    let old = normal_name(old);
    let mut renamed = declared.clone().filter(|info| info.renamed_from.as_deref() == Some(&*old));
    let mut same = declared.clone().filter(|info| info.name == old);
    let found = renamed.find(|info| !known(&info.name)).or_else(|| same.next());
    found.map(|info| info.name.as_str())
}

/// The names of the earlier version, as far as they are known, in the later one.
pub(super) struct Names<'n> {
    known: BTreeSet<(Kind, String)>,
    /// The fields, with the object of which they are; none for the contact.
    fields: BTreeSet<(Option<String>, String)>,
    blueprint: &'n Blueprint,
    new: BTreeMap<Kind, Vec<&'n Info>>,
    /// Old words as they are now, wherever they stand in a text; `None` for two answers.
    words: BTreeMap<&'n str, Option<&'n str>>,
}

impl<'n> Names<'n> {
    pub(super) fn new(new: &'n Blueprint, old: Option<&Blueprint>, snapshot: Option<&Snapshot>) -> Self {
        let (mut known, mut fields) = (BTreeSet::new(), BTreeSet::new());
        if let Some(old) = old {
            for kind in KINDS {
                known.extend(infos_of(old, kind).into_iter().map(|info| (kind, info.name.clone())));
            }
            for field in old.fields.values() {
                let object = field.object.and_then(|id| old.objects.get(id)).map(|object| object.info.name.clone());
                fields.insert((object, field.info.name.clone()));
            }
        }
        if let Some(snapshot) = snapshot {
            named(snapshot, |kind, name| {
                known.insert((kind, normal_name(name).into_owned()));
            });
            for (of, life) in lives(snapshot) {
                let of = of.map(|object| normal_name(object).into_owned());
                fields.extend(life.fields.keys().map(|key| (of.clone(), normal_name(key).into_owned())));
            }
        }
        let mut words = BTreeMap::new();
        let mut word = |info: &'n Info| {
            if let Some(old) = &info.renamed_from {
                let now = Some(info.name.as_str());
                words
                    .entry(old.as_str())
                    .and_modify(|word| {
                        if *word != now {
                            *word = None
                        }
                    })
                    .or_insert(now);
            }
        };
        KINDS.into_iter().flat_map(|kind| infos_of(new, kind)).for_each(&mut word);
        infos!(new.fields).map(|(_, info)| info).for_each(&mut word);
        infos!(new.stages).map(|(_, info)| info).for_each(&mut word);
        infos!(new.parameters).map(|(_, info)| info).for_each(&mut word);
        infos!(new.lets).map(|(_, info)| info).for_each(&mut word);
        infos!(new.segments).map(|(_, info)| info).for_each(&mut word);
        infos!(new.settings).map(|(_, info)| info).for_each(&mut word);
        infos!(new.openings).map(|(_, info)| info).for_each(&mut word);
        infos!(new.teams).map(|(_, info)| info).for_each(&mut word);
        new.enums.values().flat_map(|declared| &declared.members).map(|member| &member.info).for_each(&mut word);
        let kinds = KINDS.into_iter().map(|kind| (kind, infos_of(new, kind))).collect();
        Self { known, fields, blueprint: new, new: kinds, words }
    }

    /// The name that an old name has now.
    pub(super) fn now(&self, kind: Kind, old: &str) -> Option<&'n str> {
        let declared = self.new.get(&kind)?;
        // One allocation for each name that was renamed at all.
        let known = |name: &str| self.known.contains(&(kind, name.to_owned()));
        now(declared.iter().copied(), known, old)
    }

    /// The field that an old one is now: of the object that was named so and is now this one, or of
    /// the contact.
    pub(super) fn field(&self, was: Option<&str>, object: Option<ObjectId>, old: &str) -> Option<&'n Field> {
        let blueprint = self.blueprint;
        let fields = || blueprint.fields_of(object).filter_map(|id| blueprint.fields.get(id));
        let infos: Vec<&Info> = fields().map(|field| &field.info).collect();
        let name = now(infos.into_iter(), |name| self.knows_field(was, name), old)?;
        fields().find(|field| field.info.name == name)
    }

    /// Whether the contact, or the object that was named so, had a field of this name.
    pub(super) fn knows_field(&self, was: Option<&str>, name: &str) -> bool {
        self.fields.contains(&(was.map(|object| normal_name(object).into_owned()), name.to_owned()))
    }

    /// A text in which each old word stands as it is now. What stands in quotes is no word.
    pub(super) fn words(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut word, mut quoted, mut escaped) = (String::new(), false, false);
        let finish = |word: &mut String, out: &mut String| {
            let now = self.words.get(word.as_str()).copied().flatten();
            out.push_str(now.unwrap_or(word));
            word.clear();
        };
        for c in text.chars() {
            if !quoted && (c.is_alphanumeric() || c == '_') {
                word.push(c);
                continue;
            }
            finish(&mut word, &mut out);
            out.push(c);
            quoted ^= c == '"' && !escaped;
            escaped = quoted && c == '\\' && !escaped;
        }
        finish(&mut word, &mut out);
        out
    }

    /// The key of a transition, as it is now: of the journey and stages that it is named by.
    pub(super) fn transition(&self, new: &Blueprint, key: &str) -> Option<String> {
        let normal = normal_name(key);
        let (name, number) = without_number(&normal);
        let (journey, way) = name.split_once('.')?;
        let (source, target) = way.split_once("->")?;
        let journey = self.now(Kind::Journey, journey)?;
        let declared = new.journeys.values().find(|declared| declared.info.name == journey)?;
        let stages = declared.stages.iter().filter_map(|id| Some(&new.stages.get(*id)?.info));
        let (source, target) = (now(stages.clone(), |_| false, source)?, now(stages, |_| false, target)?);
        let number = if number == 1 { String::new() } else { format!(" #{number}") };
        Some(format!("{journey}.{source}->{target}{number}"))
    }
}

/// What is stored of the contact's own life, and of each instance with the name of its object.
pub(super) fn lives(snapshot: &Snapshot) -> impl Iterator<Item = (Option<&str>, LifeView<'_>)> {
    let instances = snapshot.instances.iter().map(|instance| (Some(&*instance.object), instance.life()));
    std::iter::once((None, snapshot.life())).chain(instances)
}

/// Each name in a snapshot, but for those of fields.
fn named(snapshot: &Snapshot, mut name: impl FnMut(Kind, &str)) {
    let cause = |cause: &SnapshotCause, name: &mut dyn FnMut(Kind, &str)| match cause {
        SnapshotCause::Rule(rule) => name(Kind::Rule, rule),
        SnapshotCause::Sequence(sequence) => name(Kind::Sequence, sequence),
        SnapshotCause::Sla(sla) => name(Kind::Sla, sla),
        SnapshotCause::Transition(_) => {}
    };
    for (of, life) in lives(snapshot) {
        of.iter().for_each(|object| name(Kind::Object, object));
        life.stages.keys().for_each(|key| name(Kind::Journey, key));
        life.scores.keys().for_each(|key| name(Kind::Score, key));
        life.modes.keys().for_each(|key| name(Kind::Mode, key));
        life.limits.keys().for_each(|key| name(Kind::Rule, key));
        life.ran.keys().for_each(|key| name(Kind::Rule, key));
        life.met.iter().for_each(|key| name(Kind::Rule, key));
        life.ended.keys().for_each(|key| name(Kind::Sequence, key));
        life.slas.keys().for_each(|key| name(Kind::Sla, key));
        life.dated.iter().for_each(|dated| cause(dated, &mut name));
    }
    snapshot.runs.iter().for_each(|run| name(Kind::Sequence, &run.sequence));
    for waiting in &snapshot.waiting {
        cause(&waiting.cause, &mut name);
        name(Kind::Action, &waiting.action);
        waiting.event.iter().for_each(|event| name(Kind::Event, &event.name));
        match waiting.deferred.as_ref().map(|deferred| &deferred.by) {
            Some(SnapshotHold::Mode(mode)) => name(Kind::Mode, mode),
            Some(SnapshotHold::Sequence(sequence)) => name(Kind::Sequence, sequence),
            Some(SnapshotHold::Limit(rule)) => name(Kind::Rule, rule),
            Some(SnapshotHold::Hours { channel, .. }) => name(Kind::Channel, channel),
            Some(SnapshotHold::Cap(_)) | None => {}
        }
    }
}
