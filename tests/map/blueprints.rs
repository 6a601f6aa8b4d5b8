//! The blueprints of which maps are made: all examples, and those that show every form.

use std::path::Path;

use crm_blueprint::load::Directory;
use crm_blueprint::{Blueprint, Options};

const FOLDERS: [&str; 3] = ["examples/blueprints", "tests/north_star", "tests/map"];

/// All of them, by name.
pub fn all() -> Vec<(String, Blueprint)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in FOLDERS {
        let folder = root.join(folder);
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".blueprint"))
            .collect();
        names.sort();
        for name in names {
            let options = Options::new().loader(Directory::new(&folder));
            let blueprint = Blueprint::load(&name, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
            all.push((name.trim_end_matches(".blueprint").to_owned(), blueprint));
        }
    }
    assert!(all.len() >= 10, "the examples are not where they were");
    all
}
