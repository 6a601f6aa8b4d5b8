//! What all declarations share: label, documentation, `meta`, `renamed from`, RACI.

use indexmap::IndexMap;

use super::super::clauses::{ClauseKind, Slot, commons};
use super::super::context::Checker;
use super::super::symbols::Scope;
use crate::ast::{self, Body, Common, Name, Notes, Role, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{AssignFrom, DerivedRole, Info, Responsibilities};
use crate::text::Span;

impl Checker<'_> {
    /// What a declaration with clauses shares with the others, and who answers for it.
    pub(in crate::check) fn info<K: ClauseKind>(
        &mut self,
        name: &Name,
        label: Option<&Text>,
        notes: &Notes,
        body: &Body<K>,
    ) -> (Info, Responsibilities) {
        self.shared(name, label, notes, body, Ok(&Scope::default()))
    }

    /// Likewise, of what may be an instance's: teams that its values name may answer for it.
    pub(in crate::check) fn info_of<K: ClauseKind>(
        &mut self,
        scope: &Scope<'_>,
        name: &Name,
        label: Option<&Text>,
        notes: &Notes,
        body: &Body<K>,
    ) -> (Info, Responsibilities) {
        self.shared(name, label, notes, body, Ok(scope))
    }

    /// Likewise, of something for which nobody answers, `kind` ("an enum").
    pub(in crate::check) fn info_alone<K: ClauseKind>(
        &mut self,
        kind: &str,
        name: &Name,
        label: Option<&Text>,
        notes: &Notes,
        body: &Body<K>,
    ) -> Info {
        self.shared(name, label, notes, body, Err(kind)).0
    }

    fn shared<K: ClauseKind>(
        &mut self,
        name: &Name,
        label: Option<&Text>,
        notes: &Notes,
        body: &Body<K>,
        answers: Result<&Scope<'_>, &str>,
    ) -> (Info, Responsibilities) {
        let mut info = plain_info(name, label, notes);
        let mut meta: IndexMap<String, (Span, String)> = IndexMap::new();
        let mut renamed = Slot::new("renamed from");
        let mut raci = Raci::default();
        for (span, common) in commons(body) {
            match (common, answers) {
                (Common::Meta(entries), _) => entries.iter().for_each(|entry| self.meta_entry(&mut meta, entry)),
                (Common::RenamedFrom(old), _) => renamed.put(self, span, old.text.clone()),
                (Common::Responsibility(said), Ok(scope)) => self.responsibility(&mut raci, span, said, scope),
                (Common::Responsibility(said), Err(kind)) => self.misplaced(span, said.role, kind),
                (Common::Invalid(_), _) => self.complete = false,
            }
        }
        info.meta = meta.into_iter().map(|(key, (_, value))| (key, value)).collect();
        info.renamed_from = renamed.value();
        (info, raci.lowered)
    }

    /// E0103: RACI stands on what somebody answers for.
    fn misplaced(&mut self, span: Span, role: Role, kind: &str) {
        let message = format!("`{}` has no place in {kind}", word(role));
        self.report(
            Diagnostic::new(Code::UnknownClause, span, message)
                .help("teams answer for journeys, stages, transitions, actions, rules and the like"),
        );
    }

    /// E0202: a key stands once.
    fn meta_entry(&mut self, meta: &mut IndexMap<String, (Span, String)>, entry: &ast::MetaEntry) {
        let span = entry.key.place.0;
        match meta.get(&entry.key.text) {
            Some((first, _)) => {
                let message = format!("the key `{}` stands twice", entry.key.text);
                let found = Diagnostic::new(Code::DuplicateName, span, message).related(*first, "it stands here first");
                self.report(found);
            }
            None => drop(meta.insert(entry.key.text.clone(), (span, entry.value.value.clone()))),
        }
    }

    /// RACI: `owner` is `responsible`; each word stands once, a team counts once.
    fn responsibility(&mut self, raci: &mut Raci, span: Span, said: &ast::Responsibility, scope: &Scope<'_>) {
        let slot = match said.role {
            Role::Owner => &mut raci.owner,
            Role::Responsible => &mut raci.responsible,
            Role::Accountable => &mut raci.accountable,
            Role::Consulted => &mut raci.consulted,
            Role::Informed => &mut raci.informed,
        };
        slot.put(self, span, ());
        let (mut teams, mut derived) = (Vec::new(), Vec::new());
        for path in &said.who {
            match self.who(path, true, scope) {
                Some(AssignFrom::Team(team)) => teams.push(team),
                Some(AssignFrom::Derived(id)) => derived.push(id),
                _ => {}
            }
        }
        let role = match said.role {
            Role::Owner | Role::Responsible => crate::ir::Role::Responsible,
            Role::Accountable => crate::ir::Role::Accountable,
            Role::Consulted => crate::ir::Role::Consulted,
            Role::Informed => crate::ir::Role::Informed,
        };
        for teams in derived {
            let own = DerivedRole { role, teams };
            if !raci.lowered.derived.contains(&own) {
                raci.lowered.derived.push(own);
            }
        }
        let list = match said.role {
            Role::Owner | Role::Responsible => &mut raci.lowered.responsible,
            Role::Accountable => &mut raci.lowered.accountable,
            Role::Consulted => &mut raci.lowered.consulted,
            Role::Informed => &mut raci.lowered.informed,
        };
        for team in teams {
            if !list.contains(&team) {
                list.push(team);
            }
        }
    }
}

/// Name, label and documentation.
pub(in crate::check) fn plain_info(name: &Name, label: Option<&Text>, notes: &Notes) -> Info {
    Info {
        name: name.text.clone(),
        label: label.map(|label| label.value.clone()),
        docs: notes.docs.clone(),
        meta: IndexMap::new(),
        renamed_from: None,
        span: name.place.0,
    }
}

/// The roles that have been given.
struct Raci {
    owner: Slot<()>,
    responsible: Slot<()>,
    accountable: Slot<()>,
    consulted: Slot<()>,
    informed: Slot<()>,
    lowered: Responsibilities,
}

impl Default for Raci {
    fn default() -> Self {
        Self {
            owner: Slot::new(word(Role::Owner)),
            responsible: Slot::new(word(Role::Responsible)),
            accountable: Slot::new(word(Role::Accountable)),
            consulted: Slot::new(word(Role::Consulted)),
            informed: Slot::new(word(Role::Informed)),
            lowered: Responsibilities::default(),
        }
    }
}

const fn word(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Responsible => "responsible",
        Role::Accountable => "accountable",
        Role::Consulted => "consulted",
        Role::Informed => "informed",
    }
}
