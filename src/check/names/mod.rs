//! First pass: what is declared, by which name, and which id it gets.
//!
//! Every declaration gets an id, a second one of the same name too, so that its inside is
//! checked. What two declarations fight for, and what could not be read, is known but poisoned:
//! nothing is said of its uses.

mod derived;
mod extend;
mod owned;

use std::collections::HashSet;

use indexmap::IndexMap;

use super::clauses::{invalids, is_damaged};
use super::context::Checker;
use super::nodes::{FieldNode, FieldOwner, LetNode, Node, RuleNode, SequenceNode, SlaNode};
use super::symbols::{Declared, Symbol};
use crate::ast::{self, DeclarationKind as Kind, Imports, Invalid, Name};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};
use extend::{Extended, extended};

/// The words that can't name a value: an expression would read them as something else.
const RESERVED: &[&str] = &["and", "or", "not", "true", "false", "in", "is", "then", "now", "today"];

/// The types that need no declaration.
pub(super) const BUILTIN_TYPES: &[&str] = &["bool", "int", "decimal", "text", "date", "datetime", "duration", "team"];

/// The words that begin a declaration with a name of the one namespace.
const DECLARATIONS: &[&str] = &[
    "team", "opening", "purpose", "channel", "enum", "object", "event", "let", "setting", "segment", "bands", "table",
    "score", "mode", "journey", "action", "sequence", "group", "rule", "sla", "kpi", "system",
];

/// Runs the pass.
pub(super) fn collect(checker: &mut Checker<'_>) {
    let mut pass = Names {
        checker,
        guessed: Vec::new(),
        terms: IndexMap::new(),
        shared_fields: HashSet::new(),
        object_fields: Vec::new(),
        extending: IndexMap::new(),
        strays: Vec::new(),
        order: 0,
    };
    pass.extending();
    pass.checker.symbols.unread.clone_from(&pass.checker.file.unread);
    if pass.checker.file.imports == Imports::Partly {
        pass.checker.symbols.incomplete = true;
        pass.checker.complete = false;
    }
    for declaration in &pass.checker.file.declarations {
        pass.declaration(declaration);
    }
    let object_fields = std::mem::take(&mut pass.object_fields);
    pass.checker.nodes.fields.extend(object_fields);
    pass.blueprint_is_there();
    pass.strays();
    pass.values_and_fields_differ();
    pass.shared_fields_stay_unknown();
}

/// The state of the pass.
struct Names<'c, 'a> {
    checker: &'c mut Checker<'a>,
    /// Names of declarations that could not be read: a second one is no error.
    guessed: Vec<&'a str>,
    terms: IndexMap<&'a str, Span>,
    /// Names of fields that mean something else too.
    shared_fields: HashSet<String>,
    /// The fields of objects, which follow those of the contact.
    object_fields: Vec<FieldNode<'a>>,
    /// The journeys that others extend, with these.
    extending: IndexMap<&'a str, Extended<'a>>,
    /// Journeys that extend what can't be extended.
    strays: Vec<&'a ast::Journey>,
    /// The place of the next rule, transition, sequence or service level among all of them.
    order: u32,
}

impl<'a> Names<'_, 'a> {
    fn declaration(&mut self, declaration: &'a ast::Declaration) {
        let (notes, span) = (&declaration.notes, declaration.place.0);
        macro_rules! declare {
            ($list:ident, $ast:expr, $symbol:ident) => {{
                let id = Id::new(self.checker.nodes.$list.len());
                self.checker.nodes.$list.push(Node { ast: $ast, notes, span });
                self.top(&$ast.name, Symbol::$symbol(id));
            }};
        }
        match &declaration.kind {
            Kind::Import(ast) => self.import(ast),
            Kind::Blueprint(header) => self.header(Node { ast: header, notes, span }),
            Kind::Team(ast) => declare!(teams, ast, Team),
            Kind::Opening(ast) => declare!(openings, ast, Opening),
            Kind::Purpose(ast) => declare!(purposes, ast, Purpose),
            Kind::Channel(ast) => declare!(channels, ast, Channel),
            Kind::Group(ast) => declare!(groups, ast, Group),
            Kind::Enum(ast) => {
                let id = EnumId::new(self.checker.nodes.enums.len());
                declare!(enums, ast, Enum);
                self.enumeration(ast, id);
            }
            Kind::Contact(ast) => self.contact(Node { ast, notes, span }),
            Kind::Object(ast) => {
                let id = ObjectId::new(self.checker.nodes.objects.len());
                declare!(objects, ast, Object);
                self.object(ast, id);
            }
            Kind::Event(ast) => {
                let id = EventId::new(self.checker.nodes.events.len());
                declare!(events, ast, Event);
                self.payload(ast, id);
            }
            Kind::Let(ast) => {
                self.readable(&ast.name);
                let id = self.derived(LetNode::Let(Node { ast, notes, span }));
                self.top(&ast.name, Symbol::Let(id));
            }
            Kind::Setting(ast) => {
                self.readable(&ast.name);
                declare!(settings, ast, Setting);
            }
            Kind::Segment(ast) => {
                self.readable(&ast.name);
                declare!(segments, ast, Segment);
            }
            Kind::Bands(ast) => self.bands(Node { ast, notes, span }),
            Kind::Table(ast) => self.table(Node { ast, notes, span }),
            Kind::Score(ast) => {
                self.readable(&ast.name);
                declare!(scores, ast, Score);
            }
            Kind::Mode(ast) => declare!(modes, ast, Mode),
            Kind::Journey(ast) if extended(ast).is_some() => self.extension(ast),
            Kind::Journey(ast) => {
                let id = JourneyId::new(self.checker.nodes.journeys.len());
                declare!(journeys, ast, Journey);
                self.journey(ast, id);
            }
            Kind::Action(ast) => declare!(actions, ast, Action),
            Kind::Sequence(ast) => {
                let id = SequenceId::new(self.checker.nodes.sequences.len());
                let order = self.next_order();
                self.checker.nodes.sequences.push(SequenceNode { node: Node { ast, notes, span }, order });
                self.top(&ast.name, Symbol::Sequence(id));
                ast.parameters.iter().for_each(|parameter| self.readable(&parameter.name));
            }
            Kind::Rule(ast) => {
                let id = RuleId::new(self.checker.nodes.rules.len());
                let order = self.next_order();
                self.checker.nodes.rules.push(RuleNode { node: Node { ast, notes, span }, order });
                self.top(&ast.name, Symbol::Rule(id));
            }
            Kind::Sla(ast) => {
                let id = SlaId::new(self.checker.nodes.slas.len());
                let order = self.next_order();
                self.checker.nodes.slas.push(SlaNode { node: Node { ast, notes, span }, order });
                self.readable(&ast.name);
                self.top(&ast.name, Symbol::Sla(id));
            }
            Kind::Kpi(ast) => declare!(kpis, ast, Kpi),
            Kind::System(ast) => declare!(systems, ast, System),
            Kind::Flow(ast) => self.checker.nodes.flows.push(Node { ast, notes, span }),
            Kind::Term(ast) => self.term(Node { ast, notes, span }),
            Kind::Scenario(ast) => self.checker.nodes.scenarios.push(Node { ast, notes, span }),
            Kind::Invalid(invalid) => self.invalid(invalid),
        }
    }

    /// E0701: somebody must have followed it.
    fn import(&mut self, import: &ast::Import) {
        if self.checker.file.imports == Imports::Open {
            self.checker.symbols.incomplete = true;
            self.checker.complete = false;
            self.checker.report(
                Diagnostic::new(Code::NoLoader, import.path.place.0, "nothing has followed this import")
                    .help("load the files before they are checked"),
            );
        }
    }

    /// E0202: top-level names share one namespace.
    fn top(&mut self, name: &'a Name, what: Symbol) {
        let span = name.place.0;
        let Some(first) = self.checker.symbols.top.get_mut(&name.text) else {
            self.checker.symbols.top.insert(name.text.clone(), Declared { what, span });
            return;
        };
        first.what = Symbol::Poisoned;
        let first = first.span;
        if !self.guessed.contains(&name.text.as_str()) {
            self.checker.report(duplicate(name, first));
        }
    }

    fn poisoned_top(&mut self, name: &'a Name) {
        self.top(name, Symbol::Poisoned);
    }

    /// E0405: one blueprint a file.
    fn header(&mut self, node: Node<'a, ast::BlueprintHeader>) {
        match self.checker.nodes.header {
            None => self.checker.nodes.header = Some(node),
            Some(first) => {
                let message = format!("a second blueprint, `{}`, in one file", node.ast.name.text);
                self.checker.report(
                    Diagnostic::new(Code::DuplicateBlueprint, node.ast.name.place.0, message)
                        .related(first.ast.name.place.0, "the first is declared here")
                        .help("keep one `blueprint` declaration"),
                );
            }
        }
    }

    /// E0404: exactly one.
    fn blueprint_is_there(&mut self) {
        let declarations = &self.checker.file.declarations;
        let may_be_it = |declaration: &ast::Declaration| matches!(declaration.kind, Kind::Invalid(_));
        if self.checker.nodes.header.is_some() {
            return;
        }
        self.checker.complete = false;
        if declarations.iter().any(may_be_it) {
            return;
        }
        let message = "the file has no `blueprint` declaration";
        // The file that imports the others was read first.
        let diagnostic = match declarations.iter().min_by_key(|declaration| declaration.place.0.file) {
            Some(first) => {
                let start = first.place.0;
                Diagnostic::new(Code::MissingBlueprint, Span::new(start.file, start.start, start.start), message)
            }
            None => Diagnostic::without_place(Code::MissingBlueprint, message),
        };
        self.checker.report(diagnostic.help("begin with `blueprint my_name { version \"1.0\" }`"));
    }

    /// A term has a namespace of its own: it explains what has its name.
    fn term(&mut self, node: Node<'a, ast::Term>) {
        let name = &node.ast.name;
        self.checker.nodes.terms.push(node);
        match self.terms.get(name.text.as_str()) {
            Some(&first) => self.checker.report(duplicate(name, first)),
            None => drop(self.terms.insert(&name.text, name.place.0)),
        }
    }

    /// What could not be read: what it probably declared is known, silently. What else it may
    /// have taken with it (by a brace that is missing) is among the words of `File::unread`.
    fn invalid(&mut self, invalid: &'a Invalid) {
        self.checker.complete = false;
        let keyword = invalid.keyword.as_ref().map(|word| meant(&word.text));
        if let Some(name) = &invalid.name
            && keyword.is_some_and(|word| DECLARATIONS.contains(&word))
        {
            self.guessed.push(&name.text);
            let poisoned = Declared { what: Symbol::Poisoned, span: name.place.0 };
            self.checker.symbols.top.entry(name.text.clone()).or_insert(poisoned).what = Symbol::Poisoned;
        }
    }

    /// E0206: a value that no expression could read.
    fn readable(&mut self, name: &Name) {
        if RESERVED.contains(&name.text.as_str()) {
            let message = format!("`{}` can't name a value", name.text);
            self.checker.report(
                Diagnostic::new(Code::ReservedName, name.place.0, message)
                    .help("it has a meaning of its own in expressions; choose another name"),
            );
        }
    }

    /// E0202: a bare name means one thing, so a derived value is not called like a field.
    fn values_and_fields_differ(&mut self) {
        let symbols = &mut self.checker.symbols;
        for (name, declared) in &mut symbols.top {
            let Some(field) = symbols.fields.get(name) else { continue };
            let kind = match declared.what {
                Symbol::Let(_) => "value",
                Symbol::Setting(_) => "setting",
                Symbol::Segment(_) => "segment",
                Symbol::Table(_) => "table",
                Symbol::Score(_) => "score",
                Symbol::Sla(_) => "service level",
                _ => continue,
            };
            declared.what = Symbol::Poisoned;
            let (value, field) = (declared.span, field.span);
            let message = format!("`{name}` is both a {kind} and a field of the contact");
            // Of two files, the one that imports was read before.
            let value_is_later = if value.file == field.file { value > field } else { value.file < field.file };
            let (later, first, what) = if value_is_later {
                (value, field, "the field is declared here".to_owned())
            } else {
                (field, value, format!("the {kind} is declared here"))
            };
            self.checker.diagnostics.push(
                Diagnostic::new(Code::DuplicateName, later, message)
                    .related(first, what)
                    .help("an expression reads both by their bare name; rename one"),
            );
            self.shared_fields.insert(name.clone());
        }
    }

    /// Fields that share their name stay poisoned.
    fn shared_fields_stay_unknown(&mut self) {
        for node in self.checker.nodes.fields.iter_mut().filter(|node| node.owner == FieldOwner::Contact) {
            node.unique = !self.shared_fields.contains(&node.node.ast.name.text);
        }
    }

    /// Rows or stages that could not be read may have had any name.
    fn damaged<K: super::clauses::ClauseKind>(&mut self, body: &ast::Body<K>) {
        if is_damaged(body) {
            self.checker.complete = false;
        }
    }

    fn next_order(&mut self) -> u32 {
        let order = self.order;
        self.order = order.saturating_add(1);
        order
    }
}

/// The keyword that a misspelled one most likely stands for; the word itself where there is none.
fn meant(word: &str) -> &str {
    let with_owned = ["blueprint", "contact", "journey", "import"];
    let keywords = DECLARATIONS.iter().copied().chain(with_owned);
    if is_keyword(word) { word } else { did_you_mean(word, keywords).unwrap_or(word) }
}

fn is_keyword(word: &str) -> bool {
    DECLARATIONS.contains(&word) || matches!(word, "blueprint" | "contact" | "journey" | "import")
}

fn duplicate(name: &Name, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateName, name.place.0, format!("`{}` is declared twice", name.text))
        .related(first, "it is declared here first")
        .help("rename one of them")
}

/// What a body's unreadable rows may have declared: the first word of each, or its second.
fn guesses<K: super::clauses::ClauseKind>(body: &ast::Body<K>) -> impl Iterator<Item = &Name> {
    invalids(body).flat_map(|invalid| invalid.keyword.iter().chain(&invalid.name))
}
