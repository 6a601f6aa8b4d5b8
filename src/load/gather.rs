//! The walk over imports.

use std::collections::{BTreeSet, HashMap};

use super::{LoadError, LoadLimits, Loader, path};
use crate::ast::{self, DeclarationKind as Kind, Imports};
use crate::blocks;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::parse::{Limits, parse};
use crate::text::escape::shortened;
use crate::text::{FileId, SourceMap, Span};

/// What came of a text and its imports.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Loaded {
    /// The tree of all files. What could not be read stands in it as [`ast::Invalid`].
    pub file: ast::File,
    /// The texts: first the one that was given, then its imports as they were read.
    pub sources: SourceMap,
    /// The name of the text that was given, then the paths of its imports, in the order of `sources`.
    pub paths: Vec<String>,
    /// What is wrong with texts and imports.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the text that was given could be read at all.
    pub readable: bool,
}

/// Reads `text`, which messages call `name`, and all that it imports.
///
/// Never fails and never panics: what is wrong is among the diagnostics, and the tree holds all that could be read.
///
/// ```
/// use crm_blueprint::load::{LoadLimits, load};
/// use crm_blueprint::parse::Limits;
/// let text = "import \"blocks/welcome.blueprint\"\nblueprint shop\nchannel email";
/// let loaded = load("shop.blueprint", text, None, &Limits::default(), &LoadLimits::default());
/// assert!(loaded.diagnostics.is_empty());
/// assert_eq!(loaded.paths, ["shop.blueprint", "blocks/welcome.blueprint"]);
/// ```
#[must_use]
pub fn load(name: &str, text: &str, loader: Option<&dyn Loader>, limits: &Limits, most: &LoadLimits) -> Loaded {
    let mut gather = Gather {
        loader,
        limits: limits.clone(),
        most,
        sources: SourceMap::default(),
        paths: Vec::new(),
        found: Vec::new(),
        known: HashMap::new(),
        bytes: text.len(),
        headers: Vec::new(),
        own_header: None,
        tree: ast::File { imports: Imports::Loaded, ..ast::File::default() },
        stopped: false,
    };
    // A text beyond the limit is not kept: nothing in it has a place.
    let kept = if text.len() > limits.source_bytes { "" } else { text };
    let id = gather.sources.add(name, kept);
    gather.paths.push(name.to_owned());
    gather.known.insert(Key::Host(name.to_owned()), State::Open);
    let parsed = gather.read(text, id);
    let given_up = parsed.declarations.is_empty() && gather.found.iter().any(|one| one.severity == Severity::Error);
    let readable = text.len() <= limits.source_bytes && !given_up;
    gather.own_header = parsed.declarations.iter().find_map(header);
    let frame = Frame::new(Key::Host(name.to_owned()), name.to_owned(), parsed.declarations);
    (gather.tree.docs, gather.tree.comments) = (parsed.docs, parsed.comments);
    gather.walk(frame);
    gather.headers_are_one();
    gather.declarations_are_few();
    let Gather { tree, sources, paths, found, .. } = gather;
    Loaded { file: tree, sources, paths, diagnostics: found, readable }
}

/// Which file it is. A host's file may have the name of a standard block.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Standard(&'static str),
    /// By the name that messages call it, so that the given text is found again.
    Host(String),
}

/// What became of a file.
#[derive(Debug, Clone)]
enum State {
    /// Its imports are being read.
    Open,
    Done,
    /// It can't be had.
    Failed(Failure),
}

#[derive(Debug, Clone)]
struct Failure {
    code: Code,
    message: String,
    help: String,
}

/// A file whose imports are being read.
struct Frame {
    key: Key,
    path: String,
    declarations: Vec<ast::Declaration>,
    imports: std::vec::IntoIter<ast::Text>,
}

impl Frame {
    fn new(key: Key, path: String, declarations: Vec<ast::Declaration>) -> Self {
        let imports = declarations.iter().filter_map(|declaration| match &declaration.kind {
            Kind::Import(import) => Some(import.path.clone()),
            _ => None,
        });
        let imports = imports.collect::<Vec<_>>().into_iter();
        Self { key, path, declarations, imports }
    }
}

struct Gather<'l> {
    loader: Option<&'l dyn Loader>,
    /// What is left of them.
    limits: Limits,
    most: &'l LoadLimits,
    sources: SourceMap,
    paths: Vec<String>,
    found: Vec<Diagnostic>,
    known: HashMap<Key, State>,
    bytes: usize,
    /// `blueprint` declarations of imported files, each with the import that brought it.
    headers: Vec<(Span, Span)>,
    own_header: Option<Span>,
    tree: ast::File,
    /// Whether so much is wrong, or so much was read, that no more imports are followed.
    stopped: bool,
}

impl Gather<'_> {
    fn read(&mut self, text: &str, id: FileId) -> ast::File {
        let mut parsed = parse(text, id, &self.limits);
        // What is wrong with the whole text is said at its begin, so that every report names its file.
        for whole in parsed.diagnostics.iter_mut().filter(|found| found.span.is_none()) {
            whole.span = Some(Span::new(id, 0, 0));
        }
        let errors = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        self.limits.errors = self.limits.errors.saturating_sub(errors);
        self.found.append(&mut parsed.diagnostics);
        self.tree.unread.append(&mut parsed.file.unread);
        parsed.file
    }

    fn walk(&mut self, first: Frame) {
        let mut open = vec![first];
        while let Some(frame) = open.last_mut() {
            match frame.imports.next() {
                Some(path) => {
                    if let Some(next) = self.import(&path, &open) {
                        open.push(next);
                    }
                }
                None => {
                    if let Some(mut done) = open.pop() {
                        self.known.insert(done.key, State::Done);
                        self.tree.declarations.append(&mut done.declarations);
                    }
                }
            }
        }
    }

    /// The file of an import, unless it is there already, or can't be had.
    fn import(&mut self, import: &ast::Text, open: &[Frame]) -> Option<Frame> {
        let place = import.place.0;
        if self.stopped {
            self.tree.imports = Imports::Partly;
            return None;
        }
        let (key, path) = match self.key(&import.value) {
            Ok(key) => (key, import.value.clone()),
            Err(failure) => {
                self.fail(place, failure);
                return None;
            }
        };
        match self.known.get(&key) {
            Some(State::Done) => None,
            Some(State::Open) => {
                self.circle(place, &key, open);
                None
            }
            Some(State::Failed(failure)) => {
                let failure = failure.clone();
                self.fail(place, failure);
                None
            }
            None => match self.text(&key, &path, open.len()) {
                Ok(text) => {
                    let name = match &key {
                        Key::Standard(path) => (*path).to_owned(),
                        Key::Host(name) => name.clone(),
                    };
                    let id = self.sources.add(name, text.clone());
                    self.paths.push(path.clone());
                    self.known.insert(key.clone(), State::Open);
                    Some(self.frame(key, path, &text, id, place))
                }
                Err(failure) => {
                    self.known.insert(key, State::Failed(failure.clone()));
                    self.fail(place, failure);
                    None
                }
            },
        }
    }

    fn frame(&mut self, key: Key, path: String, text: &str, id: FileId, import: Span) -> Frame {
        let before = self.found.len();
        let mut file = self.read(text, id);
        let wrong = self.found.iter().skip(before).any(|found| found.severity == Severity::Error);
        if wrong && file.declarations.is_empty() {
            self.tree.imports = Imports::Partly;
        }
        self.stopped |= self.limits.errors == 0;
        file.declarations.retain(|declaration| match header(declaration) {
            Some(span) => {
                self.headers.push((span, import));
                false
            }
            None => true,
        });
        Frame::new(key, path, file.declarations)
    }

    /// Which file a path means.
    fn key(&self, import: &str) -> Result<Key, Failure> {
        if let Some((what, help)) = path::problem(import) {
            let message = format!("\"{}\" is no path of an import: {what}", shortened(import));
            return Err(Failure { code: Code::BadImportPath, message, help: help.to_owned() });
        }
        if let Some(block) = blocks::find(import) {
            return Ok(Key::Standard(block.path));
        }
        match self.loader {
            Some(loader) => Ok(Key::Host(loader.shown(import))),
            None => Err(Failure {
                code: Code::NoLoader,
                message: format!("nothing gives the text of \"{}\"", shortened(import)),
                help: not_found_help(import)
                    .unwrap_or_else(|| "give the reader a loader, or take the import out".to_owned()),
            }),
        }
    }

    /// The text of a file that is not known yet and has `depth` files above it.
    fn text(&mut self, key: &Key, path: &str, depth: usize) -> Result<String, Failure> {
        let LoadLimits { files, depth: deepest } = *self.most;
        let shown = shortened(path);
        let too_much = |message: String, help: &str| Failure { code: Code::TooManyImports, message, help: help.into() };
        if depth > deepest {
            let message = format!("\"{shown}\" stands {depth} imports deep, and at most {deepest} are followed");
            return Err(too_much(message, "import it from a file that is nearer to the blueprint's own"));
        }
        if self.paths.len() >= files {
            self.stopped = true;
            let message = format!("with \"{shown}\" the blueprint has more than {files} files");
            return Err(too_much(message, "join files; imports behind this one are not read"));
        }
        let text = match (key, self.loader) {
            (Key::Standard(path), _) => {
                blocks::find(path).map(|block| block.text.to_owned()).ok_or(LoadError::NotFound)
            }
            (Key::Host(_), Some(loader)) => loader.load(path),
            (Key::Host(_), None) => Err(LoadError::NotFound),
        };
        let text = text.map_err(|error| match error {
            LoadError::NotFound => Failure {
                code: Code::ImportNotFound,
                message: format!("\"{shown}\" can't be imported: there is no such file"),
                help: not_found_help(path)
                    .unwrap_or_else(|| "paths count from the root of the imports, not from this file".to_owned()),
            },
            LoadError::NotText => Failure {
                code: Code::BadEncoding,
                message: format!("\"{shown}\" can't be imported: it is not UTF-8"),
                help: "save the file as UTF-8 (editors call it an encoding); is it a blueprint at all?".to_owned(),
            },
            LoadError::TooLarge => {
                too_much(format!("\"{shown}\" has more bytes than are read"), "split it into several files")
            }
            LoadError::Other(why) => Failure {
                code: Code::ImportNotFound,
                message: format!("\"{shown}\" can't be imported: {why}"),
                help: "only regular files below the root of the imports are read".to_owned(),
            },
        })?;
        let bytes = self.bytes.saturating_add(text.len());
        if bytes > self.limits.source_bytes {
            self.stopped = true;
            let most = self.limits.source_bytes;
            let message =
                format!("with \"{shown}\" the files have {bytes} bytes together, more than the {most} that are read");
            return Err(too_much(message, "make the blueprint smaller; imports behind this one are not read"));
        }
        self.bytes = bytes;
        Ok(text)
    }

    fn fail(&mut self, place: Span, failure: Failure) {
        self.tree.imports = Imports::Partly;
        let Failure { code, message, help } = failure;
        self.found.push(Diagnostic::new(code, place, message).help(help));
    }

    /// E0704, at the import that closes the circle.
    fn circle(&mut self, place: Span, key: &Key, open: &[Frame]) {
        const SHOWN: usize = 6;
        let chain: Vec<&Frame> = open.iter().skip_while(|frame| frame.key != *key).collect();
        let first = chain.first().map(|frame| shortened(&frame.path)).unwrap_or_default();
        let mut names: Vec<String> = chain.iter().take(SHOWN).map(|frame| shortened(&frame.path)).collect();
        if chain.len() > SHOWN {
            names.push("…".to_owned());
        }
        names.push(first.clone());
        let message = match chain.len() {
            1 => format!("\"{first}\" imports itself"),
            _ => format!("files import one another in a circle: {}", names.join(" -> ")),
        };
        let help = "each file is read once, and its names are known in all files: take one of the imports out";
        self.found.push(Diagnostic::new(Code::ImportCycle, place, message).help(help));
    }

    /// E0405: the blueprint's own file has the only header.
    fn headers_are_one(&mut self) {
        for (header, import) in std::mem::take(&mut self.headers) {
            let found = Diagnostic::new(Code::DuplicateBlueprint, header, "an imported file declares a blueprint");
            let found = match self.own_header {
                Some(own) => {
                    found.related(own, "the blueprint is declared here").related(import, "it is imported here")
                }
                None => found.related(import, "it is imported here"),
            };
            self.found.push(found.help("take it out: what is imported becomes a part of the importing blueprint"));
        }
    }

    /// E0004, over all files.
    fn declarations_are_few(&mut self) {
        let most = self.limits.declarations;
        let Some(first) = self.tree.declarations.get(most).map(|first| first.place.0) else { return };
        let message = format!(
            "all files together have {} declarations, more than the {most} that are allowed",
            self.tree.declarations.len()
        );
        self.found.push(Diagnostic::new(Code::TooManyDeclarations, first, message));
        self.tree.declarations.truncate(most);
        self.tree.imports = Imports::Partly;
    }
}

/// The place of a `blueprint` declaration's name.
fn header(declaration: &ast::Declaration) -> Option<Span> {
    match &declaration.kind {
        Kind::Blueprint(header) => Some(header.name.place.0),
        _ => None,
    }
}

/// What was probably meant: a standard block.
fn not_found_help(path: &str) -> Option<String> {
    let names: BTreeSet<&str> = blocks::ALL.iter().map(|block| block.path).collect();
    // A block by its name alone, wherever it was looked for.
    let file = path.rsplit('/').next().unwrap_or(path);
    let own = names.iter().copied().find(|name| name.rsplit('/').next() == Some(file));
    let near = own.or_else(|| crate::text::did_you_mean(path, names.iter().copied()));
    near.map(|near| format!("did you mean the standard block \"{near}\"?"))
}
