//! The world that the tests read expressions against.

use indexmap::IndexMap;

use crate::ast;
use crate::calendar::Zone;
use crate::check::expr::{Context, Expected, Typer};
use crate::check::series::{SeriesKeys, SeriesStore};
use crate::check::symbols::{Declared, Scope, Symbol, Symbols, Types};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::parse::{Limits, parse};
use crate::text::{FileId, SourceMap, Span};

const PLAN: usize = 0;
const INDUSTRY: usize = 1;
const STATUS: usize = 2;

/// Names, their types, and what has been made of expressions so far.
pub(super) struct World {
    pub(super) symbols: Symbols,
    pub(super) types: Types,
    pub(super) enums: Arena<EnumId, Enum>,
    pub(super) exprs: Arena<ExprId, Expr>,
    pub(super) diagnostics: Vec<Diagnostic>,
    patterns: crate::ir::pattern::Patterns,
    depths: Vec<(ExprId, usize)>,
    pub(super) series: Arena<SeriesId, Series>,
    series_keys: SeriesKeys,
}

/// What became of one expression.
pub(super) struct Read {
    /// `int?`, or nothing where it is wrong.
    pub(super) ty: Option<String>,
    pub(super) id: Option<ExprId>,
    pub(super) found: Vec<Diagnostic>,
}

impl Read {
    /// The type and the codes: `bool? W0309`, `E0201`.
    pub(super) fn summary(&self) -> String {
        let codes = self.found.iter().map(|found| found.code.id().to_string());
        self.ty.iter().cloned().chain(codes).collect::<Vec<_>>().join(" ")
    }
}

/// `expr`, read by the parser; it must have nothing to say.
pub(super) fn ast(expr: &str) -> ast::Expr {
    let parsed = parse(&format!("let x = {expr}\n"), FileId::default(), &Limits::default());
    assert!(parsed.diagnostics.is_empty(), "{expr}: {:?}", parsed.diagnostics);
    let mut items = parsed.file.declarations.into_iter();
    match items.next().map(|item| item.kind) {
        Some(ast::DeclarationKind::Let(found)) => found.value,
        other => panic!("{expr}: {other:?}"),
    }
}

fn place(at: u32) -> Span {
    Span::new(FileId(7), at, at + 1)
}

impl World {
    pub(super) fn new() -> Self {
        let mut world = Self {
            symbols: Symbols::default(),
            types: Types::default(),
            enums: Arena::default(),
            exprs: Arena::default(),
            diagnostics: Vec::new(),
            patterns: crate::ir::pattern::Patterns::default(),
            depths: Vec::new(),
            series: Arena::default(),
            series_keys: SeriesKeys::default(),
        };
        world.enums(&[
            ("plan", &["trial", "pro", "enterprise"]),
            ("industry", &["saas", "retail", "services"]),
            ("contact.status", &["open", "closed"]),
        ]);
        world.fields();
        world.rest();
        world
    }

    fn top(&mut self, name: &str, what: Symbol) {
        let span = place(self.symbols.top.len() as u32);
        self.symbols.top.insert(name.into(), Declared { what, span });
    }

    fn enums(&mut self, enums: &[(&str, &[&str])]) {
        for (name, members) in enums {
            let info = Info { name: (*name).into(), ..Info::default() };
            let id = self.enums.push(Enum { info, members: Vec::new() });
            if !name.contains('.') {
                self.top(name, Symbol::Enum(id));
            }
            self.symbols.members.insert(id, (0..).zip(*members).map(|(at, name)| (String::from(*name), at)).collect());
        }
    }

    fn fields(&mut self) {
        let one = |scalar| Type::required(scalar);
        let maybe = |scalar| Type::required(scalar).with_optional(true);
        let (plan, industry) = (Scalar::Enum(EnumId::new(PLAN)), Scalar::Enum(EnumId::new(INDUSTRY)));
        let fields = [
            ("plan", one(plan)),
            ("tier", maybe(plan)),
            ("industry", maybe(industry)),
            ("status", one(Scalar::Enum(EnumId::new(STATUS)))),
            ("name", one(Scalar::Text)),
            ("city", maybe(Scalar::Text)),
            ("age", one(Scalar::Int)),
            ("size", maybe(Scalar::Int)),
            ("mrr", one(Scalar::Decimal)),
            ("rate", maybe(Scalar::Decimal)),
            ("vip", one(Scalar::Bool)),
            ("opt_in", maybe(Scalar::Bool)),
            ("born", one(Scalar::Date)),
            ("renewal", maybe(Scalar::Date)),
            ("seen", one(Scalar::Datetime)),
            ("called", maybe(Scalar::Datetime)),
            ("term", one(Scalar::Duration)),
            ("pause", maybe(Scalar::Duration)),
            ("tags", Type::set_of(Scalar::Text)),
            ("levels", Type::set_of(Scalar::Int)),
            ("amounts", Type::set_of(Scalar::Decimal)),
            ("plans", Type::set_of(plan)),
            ("desk", maybe(Scalar::Team)),
            // A field and a member of `industry`.
            ("services", one(Scalar::Int)),
        ];
        for (at, (name, ty)) in fields.into_iter().enumerate() {
            let what = Some(FieldId::new(at));
            self.symbols.fields.insert(name.into(), Declared { what, span: place(100 + at as u32) });
            self.types.fields.push(ty);
        }
        self.symbols.fields.insert("broken".into(), Declared { what: None, span: place(99) });
    }

    fn rest(&mut self) {
        self.top("sales", Symbol::Team(TeamId::new(0)));
        self.top("support", Symbol::Team(TeamId::new(1)));
        self.top("email", Symbol::Channel(ChannelId::new(0)));
        self.top("ticket", Symbol::Poisoned);
        self.top("dunning", Symbol::Mode(ModeId::new(0)));
        self.top("worth", Symbol::Let(LetId::new(0)));
        self.top("wrong", Symbol::Let(LetId::new(1)));
        self.types.lets = vec![Some(Type::required(Scalar::Decimal).with_optional(true)), None];
        self.top("threshold", Symbol::Setting(SettingId::new(0)));
        self.top("words", Symbol::Setting(SettingId::new(1)));
        self.types.settings = vec![Some(Type::required(Scalar::Int)), Some(Type::set_of(Scalar::Text))];
        self.top("sme", Symbol::Segment(SegmentId::new(0)));
        self.top("maturity", Symbol::Score(ScoreId::new(0)));
        self.journeys();
        self.events();
    }

    fn journeys(&mut self) {
        let stages = [("lifecycle", "lead"), ("lifecycle", "customer"), ("lifecycle", "done"), ("care", "done")];
        self.top("lifecycle", Symbol::Journey(JourneyId::new(0)));
        self.top("care", Symbol::Journey(JourneyId::new(1)));
        for (at, (journey, stage)) in stages.into_iter().enumerate() {
            let declared = Declared { what: Some(StageId::new(at)), span: place(200 + at as u32) };
            self.symbols.stages.entry(stage.into()).or_default().push(declared);
            self.symbols.journey_stages.insert((journey.into(), stage.into()), declared);
        }
        let poisoned = Declared { what: None, span: place(300) };
        self.symbols.stages.insert("lost".into(), vec![poisoned]);
        self.symbols.journey_stages.insert(("care".into(), "lost".into()), poisoned);
    }

    fn events(&mut self) {
        let text = Type::required(Scalar::Text);
        let decimal = Type::required(Scalar::Decimal);
        let events = [
            ("bought", vec![("amount", Some(decimal)), ("item", Some(text)), ("coupon", Some(text)), ("bad", None)]),
            (
                "returned",
                vec![
                    ("amount", Some(decimal.with_optional(true))),
                    ("item", Some(Type::required(Scalar::Int))),
                    ("bad", Some(text)),
                ],
            ),
        ];
        for (at, (event, parameters)) in events.into_iter().enumerate() {
            let id = EventId::new(at);
            self.top(event, Symbol::Event(id));
            let mut names = IndexMap::new();
            for (name, ty) in parameters {
                let parameter = ty.map(|ty| {
                    self.types.parameters.push(ty);
                    ParameterId::new(self.types.parameters.len() - 1)
                });
                names.insert(String::from(name), parameter);
            }
            self.symbols.parameters.insert(id, names);
        }
    }

    /// `bought` is under judgement, in a moment.
    pub(super) fn scope() -> Scope<'static> {
        Scope { events: vec![EventId::new(0)], moment: true, ..Scope::default() }
    }

    pub(super) fn typer(&mut self) -> Typer<'_> {
        let (symbols, types, enums) = (&self.symbols, &self.types, &self.enums);
        let context = Context { symbols, types, enums, zone: Zone::UTC, proposals: 200 };
        let series = SeriesStore { arena: &mut self.series, keys: &mut self.series_keys };
        Typer::new(context, &mut self.exprs, &mut self.diagnostics, &mut self.patterns, &mut self.depths, series)
    }

    /// Does something with a typer, and says what came of it.
    pub(super) fn with(&mut self, act: impl FnOnce(&mut Typer<'_>) -> Option<ExprId>) -> Read {
        let id = act(&mut self.typer());
        let found = std::mem::take(&mut self.diagnostics);
        let errors = found.iter().any(|found| found.code != Code::BareNegation);
        assert!(!(errors && id.is_some()), "a value in spite of {found:?}");
        let ty = id.map(|id| {
            let ty = self.exprs[id].ty;
            format!("{}{}", self.typer().type_name(ty), if ty.optional { "?" } else { "" })
        });
        Read { ty, id, found }
    }

    pub(super) fn read(&mut self, expr: &str) -> Read {
        self.read_as(expr, Expected::Any)
    }

    pub(super) fn read_as(&mut self, expr: &str, expected: Expected) -> Read {
        let tree = ast(expr);
        self.with(|typer| typer.expr(&tree, &Self::scope(), expected))
    }

    /// Reads each expression and compares its type and codes.
    #[track_caller]
    pub(super) fn table(&mut self, rows: &[(&str, &str)]) {
        let mut wrong = String::new();
        for (expr, expected) in rows {
            let read = self.read(expr);
            if read.summary() != *expected {
                let messages: Vec<&str> = read.found.iter().map(|found| found.message.as_str()).collect();
                wrong += &format!("{expr}: expected {expected:?}, got {:?} {messages:?}\n", read.summary());
            }
        }
        assert!(wrong.is_empty(), "\n{wrong}");
    }

    /// The text under a span of `expr`, as [`ast`] has read it.
    pub(super) fn slice(expr: &str, span: Span) -> String {
        let mut sources = SourceMap::default();
        sources.add("x", format!("let x = {expr}\n"));
        sources.slice(span).unwrap_or("elsewhere").into()
    }
}
