//! The front door.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Options;
use crate::check::check;
use crate::decide::{Decision, Explanation, InputErrors, PreparedInput, Program, SettingError, SlaReading};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir;
use crate::load::{LoadError, Loaded, load};
use crate::scenario::TestReport;
use crate::state::{
    Changes, ContactBuilder, ContactState, Input, Migrated, Migration, MigrationErrors, PlainValue, Snapshot,
    StateErrors,
};
use crate::text::{SourceMap, Span};

/// A checked blueprint, ready to decide. Cheap to clone, and to share between threads.
///
/// ```
/// use crm_blueprint::Blueprint;
/// use crm_blueprint::calendar::Instant;
/// use crm_blueprint::state::Input;
///
/// let blueprint = Blueprint::parse(r#"
///     blueprint demo { version "1.0" }
///     team sales
///     channel phone
///     contact { company_size: int? }
///     event demo_requested
///     action call { channel phone  owner sales  human }
///     rule big { on demo_requested  when company_size >= 250  do call }
/// "#)?;
///
/// let contact = blueprint.contact("c-42").set("company_size", 400).build()?;
/// let at: Instant = "2026-03-02T09:00:00Z".parse()?;
/// let decision = blueprint.decide(&contact, &Input::at(at).event("demo_requested"))?;
/// assert!(decision.fires("call"));
/// let contact = decision.next; // to be stored until the next input
/// # let _ = contact;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It serialises as [`Blueprint::ir`], and is read back from any format that keeps names, as JSON, MessagePack or CBOR,
/// with nothing trusted: see [`Blueprint::from_ir_json`], which tells more of what is wrong.
#[derive(Debug, Clone)]
pub struct Blueprint {
    program: Program,
    sources: Arc<SourceMap>,
    warnings: Arc<Report>,
}

/// A text that is no valid blueprint, and everything that is wrong with it.
///
/// Displayed, it is the report with one line for each diagnostic; [`ParseError::report`]
/// gives the other forms.
#[derive(Clone, PartialEq, Eq)]
pub struct ParseError {
    report: Report,
    sources: SourceMap,
}

impl Blueprint {
    /// Reads and checks a blueprint's text. Messages call it `blueprint`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the text, in its order: 100 diagnostics, then a count.
    ///
    /// ```
    /// use crm_blueprint::Blueprint;
    /// let error = Blueprint::parse("blueprint demo\nteam sales { owner marketing }").unwrap_err();
    /// assert!(error.to_string().starts_with("blueprint:2:20: error[E0201]: "), "{error}");
    /// ```
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::parse_named("blueprint", text)
    }

    /// Reads and checks a blueprint's text; messages call it `name`, the path of its file.
    ///
    /// # Errors
    ///
    /// As those of [`Blueprint::parse`].
    pub fn parse_named(name: &str, text: &str) -> Result<Self, ParseError> {
        Self::parse_with(name, text, &Options::new())
    }

    /// Reads and checks a blueprint's text as a host wants it; messages call it `name`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the text, as many diagnostics as `options` allow, then a count.
    ///
    /// ```
    /// use crm_blueprint::{Blueprint, Options};
    /// let options = Options::new().diagnostics(1);
    /// let error = Blueprint::parse_with("a", "blueprint demo\ntaem sales\ntaem care", &options).unwrap_err();
    /// assert_eq!((error.report().diagnostics().len(), error.report().omitted()), (1, 1));
    /// ```
    pub fn parse_with(name: &str, text: &str, options: &Options) -> Result<Self, ParseError> {
        let (blueprint, report, sources) = Self::check_with(name, text, options);
        blueprint.ok_or(ParseError { report, sources })
    }

    /// Reads and checks the blueprint that the loader of `options` has at `path`, with all that it imports.
    ///
    /// ```
    /// use crm_blueprint::load::MemoryLoader;
    /// use crm_blueprint::{Blueprint, Options};
    /// let loader = MemoryLoader::new()
    ///     .with("shop.blueprint", "import \"parts/teams.blueprint\"\nblueprint shop { owner care }")
    ///     .with("parts/teams.blueprint", "team care");
    /// let blueprint = Blueprint::load("shop.blueprint", &Options::new().loader(loader))?;
    /// assert_eq!(blueprint.ir().teams.len(), 1);
    /// # Ok::<(), crm_blueprint::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There is no loader, or it can't give the text; everything that is wrong with the text and its imports, as
    /// [`Blueprint::parse_with`] says.
    pub fn load(path: &str, options: &Options) -> Result<Self, ParseError> {
        let (shown, text) = match &options.loader {
            Some(loader) => (loader.shown(path), loader.load(path)),
            None => (path.to_owned(), Err(LoadError::Other("there is no loader that gives it".to_owned()))),
        };
        let error = match text {
            Ok(text) => return Self::parse_with(&shown, &text, options),
            Err(error) => error,
        };
        let mut sources = SourceMap::default();
        let begin = Span::new(sources.add(shown, ""), 0, 0);
        let (code, message) = match error {
            LoadError::NotText => (Code::BadEncoding, "the file is not UTF-8".to_owned()),
            LoadError::TooLarge => (Code::SourceTooLarge, "the file has more bytes than are read".to_owned()),
            other => (Code::ImportNotFound, format!("the blueprint can't be loaded: {other}")),
        };
        let report = Report::new(vec![Diagnostic::new(code, begin, message)], 1);
        Err(ParseError { report, sources })
    }

    /// Reads and checks a blueprint's text: the blueprint, where nothing is wrong with it,
    /// and the report, which may hold warnings even then.
    ///
    /// ```
    /// use crm_blueprint::Blueprint;
    /// let (blueprint, report, sources) = Blueprint::check("a.blueprint", "blueprint demo\ntaem sales");
    /// assert!(blueprint.is_none() && report.has_errors());
    /// print!("{}", report.plain(&sources));
    /// ```
    #[must_use]
    pub fn check(name: &str, text: &str) -> (Option<Self>, Report, SourceMap) {
        Self::check_with(name, text, &Options::new())
    }

    /// As [`Blueprint::check`], as a host wants it.
    ///
    /// ```
    /// use crm_blueprint::{Blueprint, Options, diagnostic::Code, parse::Limits};
    /// let mut limits = Limits::default();
    /// limits.declarations = 1;
    /// let (_, report, _) = Blueprint::check_with("a", "blueprint demo\nteam sales", &Options::new().limits(limits));
    /// assert_eq!(report.diagnostics()[0].code, Code::TooManyDeclarations);
    /// ```
    #[must_use]
    pub fn check_with(name: &str, text: &str, options: &Options) -> (Option<Self>, Report, SourceMap) {
        let loader = options.loader.as_deref();
        let Loaded { file, sources, paths, diagnostics: mut found, readable, .. } =
            load(name, text, loader, &options.limits, &options.load);
        let checked = readable.then(|| check(&file, &options.check));
        let ir = checked.and_then(|checked| {
            found.extend(checked.diagnostics);
            checked.blueprint
        });
        // What is wrong with the whole is said at its begin, so that every report names its file.
        for whole in found.iter_mut().filter(|found| found.span.is_none()) {
            whole.span = Some(Span::default());
        }
        let report = Report::new(found, options.diagnostics);
        let blueprint = ir.filter(|_| !report.has_errors()).map(|mut ir| {
            ir.files = paths;
            Self {
                program: Program::new(Arc::new(ir)),
                sources: Arc::new(sources.clone()),
                warnings: Arc::new(report.clone()),
            }
        });
        (blueprint, report, sources)
    }

    /// Reads a blueprint from the form that serializing [`Blueprint::ir`] gives. It passes the same
    /// gate as one that was checked; it has no text, so failures of its scenarios name no lines.
    ///
    /// # Errors
    ///
    /// It is no JSON of this form, of another schema version, or not valid.
    ///
    /// ```
    /// use crm_blueprint::Blueprint;
    /// let blueprint = Blueprint::parse("blueprint demo\nteam sales")?;
    /// let stored = serde_json::to_string(&**blueprint.ir())?;
    /// assert_eq!(Blueprint::from_ir_json(&stored)?.ir(), blueprint.ir());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_ir_json(json: &str) -> Result<Self, ir::StoredError> {
        Self::from_ir_json_with(json, &Options::new())
    }

    /// As [`Blueprint::from_ir_json`], of as many declarations as a host allows its texts.
    ///
    /// # Errors
    ///
    /// As those of [`Blueprint::from_ir_json`].
    ///
    /// ```
    /// use crm_blueprint::parse::Limits;
    /// use crm_blueprint::{Blueprint, Options};
    /// let stored = Blueprint::parse("blueprint demo\nteam sales\nteam care")?.ir().to_json()?;
    /// let mut limits = Limits::default();
    /// limits.declarations = 1;
    /// assert!(Blueprint::from_ir_json_with(&stored, &Options::new().limits(limits)).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_ir_json_with(json: &str, options: &Options) -> Result<Self, ir::StoredError> {
        Ok(Self::without_text(ir::Blueprint::from_json_within(json, options.limits.declarations)?))
    }

    fn without_text(ir: ir::Blueprint) -> Self {
        Self { program: Program::new(Arc::new(ir)), sources: Arc::default(), warnings: Arc::default() }
    }

    /// What was found that does not keep the blueprint from running.
    #[must_use]
    pub fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// The text that it was read from; none for one read from its stored form.
    #[must_use]
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// The blueprint as a program reads it.
    #[must_use]
    pub const fn ir(&self) -> &Arc<ir::Blueprint> {
        self.program.blueprint()
    }

    /// Begins the state of a contact, from its id.
    pub fn contact(&self, id: impl Into<String>) -> ContactBuilder {
        ContactState::builder(self.ir().clone(), id)
    }

    /// The state of a contact that was stored.
    ///
    /// # Errors
    ///
    /// All that does not fit the blueprint.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<ContactState, StateErrors> {
        ContactState::restore(self.ir().clone(), snapshot)
    }

    /// The state of a contact that was stored as JSON.
    ///
    /// ```
    /// # use crm_blueprint::Blueprint;
    /// let blueprint = Blueprint::parse("blueprint demo\ncontact { vip: bool = false }")?;
    /// let contact = blueprint.contact_from_json(r#"{"blueprint": "demo", "contact": "c-1", "fields": {"vip": true}}"#)?;
    /// assert_eq!(contact.get("vip"), Some(true.into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Text that is not a state's JSON, or all that does not fit the blueprint.
    pub fn contact_from_json(&self, json: &str) -> Result<ContactState, StateErrors> {
        ContactState::from_json(self.ir().clone(), json)
    }

    /// The state of a contact that was stored under another version of this blueprint.
    ///
    /// Names are found again, those with `renamed from` too; instants stay. All that can't be
    /// carried over as it was is told in the report, and nothing else is changed. Actions that
    /// nothing asks for any more are cancelled, runs whose step is gone end. The state is not
    /// settled: the next decision judges levels first.
    ///
    /// ```
    /// use crm_blueprint::{Blueprint, Snapshot};
    /// use crm_blueprint::state::Migration;
    ///
    /// let old = Blueprint::parse(r#"
    ///     blueprint shop { version "1" }
    ///     contact { spent: int = 0  fax: text? }
    ///     journey life { stage lead initial  stage trial  stage customer }
    /// "#)?;
    /// let new = Blueprint::parse(r#"
    ///     blueprint shop { version "2" }
    ///     contact { revenue: decimal = 0.0 { renamed from spent } }
    ///     journey life { stage lead initial  stage customer }
    /// "#)?;
    /// let state = old.contact("c-1").set("spent", 12).set("fax", "555").stage("trial").build()?;
    ///
    /// // Where is a contact whose stage is gone? Only the host can say.
    /// let migration = Migration::new().old(old.ir().clone());
    /// assert!(new.migrate(&state.snapshot(), &migration).is_err());
    ///
    /// let migration = migration.stage("life.trial", "lead");
    /// let migrated = new.migrate(&state.snapshot(), &migration)?;
    /// assert_eq!(migrated.state.stage("life"), Some("lead"));
    /// assert_eq!(migrated.report.to_string(), "\
    /// /fields/spent: 12 is now \"12\": the blueprint holds it so now
    /// /fields/spent: is now `revenue`
    /// /fields/fax: \"555\" is dropped: the contact has no such field now
    /// /stages/life/stage: is now `lead`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The contact is in a stage that is gone and not mapped; a field must be set now and has no
    /// default; the state belongs to another blueprint, or is wrong in itself.
    pub fn migrate(&self, snapshot: &Snapshot, migration: &Migration) -> Result<Migrated, MigrationErrors> {
        crate::state::migrate(self.ir(), snapshot, migration)
    }

    /// What this version means for contacts that were stored under another: what is renamed, lost
    /// or begins.
    ///
    /// ```
    /// # use crm_blueprint::Blueprint;
    /// let old = Blueprint::parse("blueprint shop\ncontact { fax: text? }")?;
    /// let new = Blueprint::parse("blueprint shop")?;
    /// assert_eq!(new.changes_since(&old).to_string(), "warning: field fax: it is gone: its values are dropped");
    /// # Ok::<(), crm_blueprint::ParseError>(())
    /// ```
    #[must_use]
    pub fn changes_since(&self, old: &Self) -> Changes {
        crate::state::compare(old.ir(), self.ir())
    }

    /// Decides what follows from an input: pure, the state is not changed.
    ///
    /// # Errors
    ///
    /// All that is wrong with the input: unknown names, values that do not fit.
    pub fn decide(&self, state: &ContactState, input: &Input) -> Result<Decision, InputErrors> {
        crate::decide::decide(&self.program, state, input)
    }

    /// Looks up the names of an input, so that deciding upon it need not: for many contacts, or where every
    /// microsecond counts.
    ///
    /// # Errors
    ///
    /// Those of [`Blueprint::decide`] that need no state.
    pub fn prepare(&self, input: &Input) -> Result<PreparedInput, InputErrors> {
        PreparedInput::new(&self.program, input)
    }

    /// Decides what follows from a prepared input; the decision takes the place of another one, of which the memory
    /// is used again. Apart from that it is as [`Blueprint::decide`] gives it.
    ///
    /// ```
    /// # use crm_blueprint::{Blueprint, Input};
    /// let blueprint = Blueprint::parse("blueprint demo\ncontact { visits: int = 0 }\nevent visited\nrule count { on visited  set visits = visits + 1 }")?;
    /// let visited = blueprint.prepare(&Input::at("2026-03-02T09:00:00Z".parse()?).event("visited"))?;
    /// let mut decision = blueprint.decide(&blueprint.contact("c-0").build()?, &Input::at(visited.at()))?;
    /// for id in 1..100 {
    ///     let contact = blueprint.contact(format!("c-{id}")).set("visits", id).build()?;
    ///     blueprint.decide_into(&contact, &visited, &mut decision)?;
    ///     assert_eq!(decision.next.get("visits"), Some((id + 1).into()));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The state or the input belongs to another blueprint, or the contact has no such instance. The decision then
    /// holds nothing but the state.
    pub fn decide_into(
        &self,
        state: &ContactState,
        input: &PreparedInput,
        decision: &mut Decision,
    ) -> Result<(), InputErrors> {
        crate::decide::decide_into(&self.program, state, input, decision)
    }

    /// What the clock of a service level shows at the state's clock: the contact's own, or that of the
    /// instance of its object with the id `of`.
    ///
    /// `None` where the blueprint has no such service level, or the contact no such instance.
    ///
    /// ```
    /// use crm_blueprint::state::SlaState;
    /// use crm_blueprint::{Blueprint, Input};
    /// let blueprint = Blueprint::parse(r#"
    ///     blueprint demo
    ///     event asked
    ///     event answered
    ///     sla reply { starts on asked  stops on answered  within 2 hours }
    /// "#)?;
    /// let contact = blueprint.contact("c-1").at("2026-03-02T09:00:00Z".parse()?).build()?;
    /// let decision = blueprint.decide(&contact, &Input::at("2026-03-02T10:00:00Z".parse()?).event("asked"))?;
    /// let shown = blueprint.sla(&decision.next, "reply", None).ok_or("no such service level")?;
    /// assert_eq!(shown.state, SlaState::Running);
    /// assert_eq!(shown.due, Some("2026-03-02T12:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn sla(&self, state: &ContactState, name: &str, of: Option<&str>) -> Option<SlaReading> {
        crate::decide::sla::shown(&self.program, state, name, of)
    }

    /// Decides, and tells what was judged and why.
    ///
    /// # Errors
    ///
    /// As those of [`Blueprint::decide`].
    pub fn explain(&self, state: &ContactState, input: &Input) -> Result<Explanation, InputErrors> {
        crate::decide::explain(&self.program, state, input)
    }

    /// Runs the scenarios that stand in the blueprint.
    ///
    /// ```
    /// # use crm_blueprint::Blueprint;
    /// let blueprint = Blueprint::parse(r#"
    ///     blueprint demo
    ///     contact { vip: bool = false }
    ///     event order_placed { total: decimal }
    ///     rule promote { on order_placed where event.total > 500  set vip = true }
    ///     scenario "A large order makes a contact important" {
    ///       at   2026-03-02 10:00
    ///       when order_placed { total: 800 }
    ///       then vip
    ///     }
    /// "#)?;
    /// let report = blueprint.test();
    /// report.assert_passed();
    /// assert!(report.coverage().is_complete());
    /// # Ok::<(), crm_blueprint::ParseError>(())
    /// ```
    #[must_use]
    pub fn test(&self) -> TestReport {
        crate::scenario::run(&self.program).with_sources(&self.sources)
    }

    /// All of it as a picture or a page: see [`map`](crate::map).
    ///
    /// ```
    /// # use crm_blueprint::Blueprint;
    /// use crm_blueprint::map::Format;
    /// let blueprint = Blueprint::parse("blueprint demo\njourney life { stage one initial }")?;
    /// assert!(blueprint.map(Format::Dot).starts_with("digraph"));
    /// # Ok::<(), crm_blueprint::ParseError>(())
    /// ```
    #[must_use]
    pub fn map(&self, format: crate::map::Format) -> String {
        crate::map::whole(self.ir(), format)
    }

    /// The same blueprint with another value for a setting. States of the one fit the other.
    ///
    /// # Errors
    ///
    /// The name is unknown, or the value is not of the setting's type.
    pub fn with_setting(&self, name: &str, value: impl Into<PlainValue>) -> Result<Self, SettingError> {
        Ok(Self { program: self.program.with_setting(name, value)?, ..self.clone() })
    }
}

impl Serialize for Blueprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.ir().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Blueprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ir::Blueprint::deserialize(deserializer).map(Self::without_text)
    }
}

impl ParseError {
    /// Everything that was found, with its places in [`ParseError::sources`].
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The text.
    #[must_use]
    pub const fn sources(&self) -> &SourceMap {
        &self.sources
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.report.concise(&self.sources).trim_end())
    }
}

/// As it is displayed: `unwrap` shows what is wrong.
impl fmt::Debug for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParseError:\n{self}")
    }
}

impl std::error::Error for ParseError {}
