//! The corpus's runner: finds the cases, reads them, judges them.

pub mod case;
mod lines;
mod run;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

/// Where the cases are.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// All case files, sorted.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the corpus can be read") {
            let path = entry.expect("the corpus can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "case") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// One test a file.
pub fn trials() -> Vec<Trial> {
    files()
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).expect("below the root").with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            Trial::test(name, move || {
                let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
                let case = case::Case::read(&text)?;
                run::run(&case).map_err(Into::into)
            })
        })
        .collect()
}
