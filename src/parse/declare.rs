//! The file and the dispatch of its declarations.

use super::Parsed;
use super::build::{Builder, Node, Rule, Source, kid, kids};
use crate::ast::{
    Action, Bands, BlueprintHeader, Body, Channel, Common, Contact, Declaration, DeclarationKind, EnumDecl, Event,
    File, Flow, Group, Import, Imports, Journey, Kpi, Let, Mode, Object, Opening, Purpose, Rule as RuleDecl, Scenario,
    Score, Segment, Sequence, Setting, Sla, System, Table, Team, Term,
};
use crate::diagnostic::{Code, Diagnostic};

impl<'t> Builder<'t> {
    /// Reads the whole file.
    pub(super) fn file(mut self) -> Parsed {
        self.found.extend(self.scan.diagnostics.iter().cloned());
        let mut declarations = Vec::new();
        match self.parts_of_file() {
            Some(parts) => {
                for part in parts {
                    self.declarations(&part, &mut declarations);
                }
            }
            None => self.recover_file(&mut declarations),
        }
        self.lost_before(usize::MAX, &mut declarations);
        if declarations.len() > self.limits.declarations {
            let message = format!(
                "the file has {} declarations, more than the {} that are allowed",
                declarations.len(),
                self.limits.declarations
            );
            let place = declarations.get(self.limits.declarations).map(|first| first.place.0).unwrap_or_default();
            self.report(
                Diagnostic::new(Code::TooManyDeclarations, place, message)
                    .help("cut it into one blueprint for each brand or market; imports count too"),
            );
            declarations.truncate(self.limits.declarations);
        }
        let comments = self.comments.finish();
        let docs = std::mem::take(&mut self.comments.file_docs);
        // In the order of the text; those without a place first.
        self.found.sort_by_key(|found| found.span.map(|span| (span.start, span.end)));
        for range in &self.scan.broken {
            self.lose(range.clone());
        }
        let file = File { docs, declarations, comments, unread: self.words, imports: Imports::Open };
        Parsed { file, diagnostics: self.found }
    }

    /// The whole file as the grammar reads it, in parts, so that what the grammar needs for a while stays small.
    ///
    /// What a declaration is may depend on what follows. So the last two of each part are read again with the next.
    fn parts_of_file(&self) -> Option<Vec<Node<'t>>> {
        let mut parts = Vec::new();
        let (mut at, mut length): (usize, usize) = (0, self.part);
        loop {
            let mut end = self.text.len().min(at.saturating_add(length));
            while !self.text.is_char_boundary(end) {
                end = end.saturating_add(1);
            }
            if end >= self.text.len() {
                parts.push(self.try_rule(Rule::file, at..end).ok()?);
                return Some(parts);
            }
            match self.try_rule(Rule::part, at..end).ok()?.without_last(2) {
                Some((part, next)) => {
                    parts.push(part);
                    (at, length) = (next, self.part);
                }
                None => length = length.saturating_mul(4),
            }
        }
    }

    /// All declarations of a piece that the grammar has read.
    pub(super) fn declarations(&mut self, file: &Node<'t>, out: &mut Vec<Declaration>) {
        for declaration in kids(file, Rule::declaration) {
            let Some(inner) = declaration.inner().next() else { continue };
            let (start, end) = (declaration.start(), declaration.end());
            self.lost_before(start, out);
            self.push(start, out, |builder| {
                let before = builder.found.len();
                let kind = builder.declaration(inner.as_rule(), Source::Read(inner));
                (kind.unwrap_or_else(|| DeclarationKind::Invalid(builder.invalid(start..end, before))), end)
            });
        }
    }

    /// Declarations that the scan masked, up to `offset`, in their places.
    pub(super) fn lost_before(&mut self, offset: usize, out: &mut Vec<Declaration>) {
        while let Some(range) = self.scan.lost.get(self.lost).filter(|range| range.start < offset).cloned() {
            self.lost = self.lost.saturating_add(1);
            self.push(range.start, out, |builder| (DeclarationKind::Invalid(builder.unread(range.clone())), range.end));
        }
    }

    /// Builds a declaration with its notes.
    pub(super) fn push(
        &mut self,
        start: usize,
        out: &mut Vec<Declaration>,
        read: impl FnOnce(&mut Self) -> (DeclarationKind, usize),
    ) {
        let (kind, place, notes) = self.noted(start, read);
        out.push(Declaration { kind, place, notes });
    }

    /// A head without clauses.
    fn head(&mut self, source: Source<'t>, rule: Rule) -> Option<Node<'t>> {
        match source {
            Source::Read(node) => kid(&node, rule),
            Source::Broken(range) => self.recover_whole(rule, range),
        }
    }

    /// A head that ends with an expression, and common clauses.
    fn value(&mut self, source: Source<'t>, head: Rule) -> Option<(Node<'t>, Body<Common>)> {
        match source {
            Source::Read(_) => self.parts(source, head),
            Source::Broken(range) => self.recover_value(head, range),
        }
    }

    fn enum_decl(&mut self, source: Source<'t>) -> Option<EnumDecl> {
        let node = match source {
            Source::Read(node) => node,
            Source::Broken(range) => self.recover_head(Rule::enum_decl, range)?,
        };
        let head = kid(&node, Rule::enum_head)?;
        let (name, label) = (self.declared(&head)?, self.label(&head));
        let body = self.body(&node);
        let members = kid(&node, Rule::members)?;
        let members = self.members(&members)?;
        Some(EnumDecl { name, label, members, body })
    }

    /// One declaration, by the rule of its kind.
    pub(super) fn declaration(&mut self, rule: Rule, source: Source<'t>) -> Option<DeclarationKind> {
        use DeclarationKind as Kind;
        Some(match rule {
            Rule::import => {
                let head = self.head(source, Rule::import_head)?;
                Kind::Import(Import { path: self.text(&head)? })
            }
            Rule::blueprint => {
                let (head, body) = self.parts(source, Rule::blueprint_head)?;
                Kind::Blueprint(BlueprintHeader { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::team => {
                let (head, body) = self.parts(source, Rule::team_head)?;
                Kind::Team(Team { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::opening => {
                let (head, body) = self.parts(source, Rule::opening_head)?;
                Kind::Opening(Opening { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::purpose => {
                let (head, body) = self.parts(source, Rule::purpose_head)?;
                Kind::Purpose(Purpose { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::channel => {
                let (head, body) = self.parts(source, Rule::channel_head)?;
                Kind::Channel(Channel { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::enum_decl => Kind::Enum(self.enum_decl(source)?),
            Rule::contact => {
                let (head, body) = self.parts(source, Rule::contact_head)?;
                Kind::Contact(Contact { label: self.label(&head), body })
            }
            Rule::object => {
                let (head, body) = self.parts(source, Rule::object_head)?;
                Kind::Object(Object { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::event => {
                let (head, body) = self.parts(source, Rule::event_head)?;
                let (name, subject, label) = self.event_head(&head)?;
                Kind::Event(Event { name, subject, label, body })
            }
            Rule::let_decl => {
                let (head, body) = self.value(source, Rule::let_head)?;
                let (name, subject, label) = (self.declared(&head)?, self.subject(&head), self.label(&head));
                Kind::Let(Let { name, subject, label, value: self.expr(&head)?, body })
            }
            Rule::setting => {
                let (head, body) = self.value(source, Rule::setting_head)?;
                let (name, label, ty) = (self.declared(&head)?, self.label(&head), self.type_expr(&head)?);
                Kind::Setting(Setting { name, label, ty, default: self.expr(&head)?, body })
            }
            Rule::bands => {
                let (head, body) = self.parts(source, Rule::bands_head)?;
                Kind::Bands(Bands { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::table => {
                let (head, body) = self.parts(source, Rule::table_head)?;
                Kind::Table(Table { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::group => {
                let (head, body) = self.parts(source, Rule::group_head)?;
                Kind::Group(Group { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::kpi => {
                let (head, body) = self.parts(source, Rule::kpi_head)?;
                Kind::Kpi(Kpi { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::system => {
                let (head, body) = self.parts(source, Rule::system_head)?;
                Kind::System(System { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::flow => {
                let (head, body) = self.parts(source, Rule::flow_head)?;
                let mut ends = self.names(&head).into_iter();
                Kind::Flow(Flow { from: ends.next()?, to: ends.next()?, label: self.label(&head), body })
            }
            Rule::term => {
                let (head, body) = self.parts(source, Rule::term_head)?;
                Kind::Term(Term { name: self.declared(&head)?, label: self.label(&head), body })
            }
            Rule::scenario => {
                let (head, body) = self.parts(source, Rule::scenario_head)?;
                Kind::Scenario(Scenario { label: self.text(&head)?, body })
            }
            _ => return self.subject_declaration(rule, source),
        })
    }

    /// The declarations that may be `of` an object.
    fn subject_declaration(&mut self, rule: Rule, source: Source<'t>) -> Option<DeclarationKind> {
        use DeclarationKind as Kind;
        macro_rules! of {
            ($kind:ident, $ty:ident, $head:ident) => {{
                let (head, body) = self.parts(source, Rule::$head)?;
                let (name, subject, label) = (self.declared(&head)?, self.subject(&head), self.label(&head));
                Kind::$kind($ty { name, subject, label, body })
            }};
        }
        Some(match rule {
            Rule::segment => of!(Segment, Segment, segment_head),
            Rule::score => of!(Score, Score, score_head),
            Rule::mode => of!(Mode, Mode, mode_head),
            Rule::journey => of!(Journey, Journey, journey_head),
            Rule::action => of!(Action, Action, action_head),
            Rule::rule_decl => of!(Rule, RuleDecl, rule_head),
            Rule::sla => of!(Sla, Sla, sla_head),
            Rule::sequence => {
                let (head, body) = self.parts(source, Rule::sequence_head)?;
                let (name, subject, label) = (self.declared(&head)?, self.subject(&head), self.label(&head));
                let parameters = match kid(&head, Rule::parameters) {
                    Some(list) => self.columns(&list)?,
                    None => Vec::new(),
                };
                Kind::Sequence(Sequence { name, subject, label, parameters, body })
            }
            _ => return None,
        })
    }
}

/// The rule of a declaration by its keyword.
pub(super) fn rule_of(keyword: &str) -> Option<Rule> {
    Some(match keyword {
        "import" => Rule::import,
        "blueprint" => Rule::blueprint,
        "team" => Rule::team,
        "opening" => Rule::opening,
        "purpose" => Rule::purpose,
        "channel" => Rule::channel,
        "enum" => Rule::enum_decl,
        "contact" => Rule::contact,
        "object" => Rule::object,
        "event" => Rule::event,
        "let" => Rule::let_decl,
        "setting" => Rule::setting,
        "segment" => Rule::segment,
        "bands" => Rule::bands,
        "table" => Rule::table,
        "score" => Rule::score,
        "mode" => Rule::mode,
        "journey" => Rule::journey,
        "action" => Rule::action,
        "sequence" => Rule::sequence,
        "group" => Rule::group,
        "rule" => Rule::rule_decl,
        "sla" => Rule::sla,
        "kpi" => Rule::kpi,
        "system" => Rule::system,
        "flow" => Rule::flow,
        "term" => Rule::term,
        "scenario" => Rule::scenario,
        _ => return None,
    })
}
