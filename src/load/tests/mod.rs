//! Texts in, one tree and what is wrong out.

mod bounds;
mod directory;
mod hostile;
mod order;
mod paths;

use super::{LoadLimits, Loaded, Loader, MemoryLoader, load};
use crate::diagnostic::Report;
use crate::parse::Limits;

/// Reads `main.blueprint` with these files beside it.
fn read(main: &str, files: &[(&str, &str)]) -> Loaded {
    read_with(main, files, &Limits::default(), &LoadLimits::default())
}

fn read_with(main: &str, files: &[(&str, &str)], limits: &Limits, most: &LoadLimits) -> Loaded {
    let loader: MemoryLoader = files.iter().copied().collect();
    load("main.blueprint", main, Some(&loader), limits, most)
}

/// What is wrong: `E0702 main.blueprint:1:8`.
fn codes(loaded: &Loaded) -> Vec<String> {
    let report = Report::new(loaded.diagnostics.clone(), usize::MAX);
    let line = |found: &crate::diagnostic::Diagnostic| {
        let span = found.span.unwrap();
        let (file, at) = (loaded.sources.get(span.file).unwrap(), loaded.sources.line_column(span).unwrap());
        format!("{} {}:{}:{}", found.code, file.name(), at.line, at.column)
    };
    report.diagnostics().iter().map(line).collect()
}

/// The words of the only diagnostic.
fn words(loaded: &Loaded) -> String {
    let [found] = loaded.diagnostics.as_slice() else { panic!("{:?}", loaded.diagnostics) };
    format!("{} | {}", found.message, found.help.as_deref().unwrap_or_default())
}

/// The texts of all declarations, in order, but for imports.
fn declared(loaded: &Loaded) -> Vec<&str> {
    let texts = loaded.file.declarations.iter().map(|declaration| loaded.sources.slice(declaration.place.0).unwrap());
    texts.filter(|text| !text.starts_with("import")).collect()
}
