use super::*;
use crate::ast::Imports;

/// `f0` imports `f1` and so on.
fn chain(length: usize) -> Vec<(String, String)> {
    (0..length).map(|n| (format!("f{n}.blueprint"), format!("import \"f{}.blueprint\"\nteam t{n}", n + 1))).collect()
}

fn read_chain(mut files: Vec<(String, String)>, most: &LoadLimits) -> Loaded {
    if let Some((_, last)) = files.last_mut() {
        *last = "team last".to_owned();
    }
    let loader: MemoryLoader = files.into_iter().collect();
    load("m", "import \"f0.blueprint\"", Some(&loader), &Limits::default(), most)
}

#[test]
fn sixty_four_deep_and_one_more() {
    let loaded = read_chain(chain(64), &LoadLimits::default());
    assert!(loaded.diagnostics.is_empty(), "{:?}", codes(&loaded));
    assert_eq!(declared(&loaded).len(), 64);
    let loaded = read_chain(chain(65), &LoadLimits::default());
    assert_eq!(codes(&loaded), ["E0705 f63.blueprint:1:8"]);
    assert_eq!(loaded.file.imports, Imports::Partly);
}

#[test]
fn a_thousand_files_and_one_more() {
    let many = |count: usize| {
        let text: String = (1..count).map(|n| format!("import \"f{n}.blueprint\"\n")).collect();
        let loader: MemoryLoader = (1..count).map(|n| (format!("f{n}.blueprint"), format!("team t{n}"))).collect();
        load("m", &text, Some(&loader), &Limits::default(), &LoadLimits::default())
    };
    let loaded = many(1_000);
    assert_eq!((loaded.diagnostics.len(), loaded.paths.len()), (0, 1_000));
    let loaded = many(1_010);
    assert_eq!(codes(&loaded), ["E0705 m:1000:8"]);
    assert_eq!(declared(&loaded).len(), 999);
}

#[test]
fn all_texts_together_are_bounded() {
    let mut limits = Limits::default();
    limits.source_bytes = 100;
    let main = "import \"a.blueprint\"\nimport \"b.blueprint\"\n";
    let room = 100 - main.len();
    let a = format!("team a //{}", "x".repeat(room - 9));
    let loaded = read_with(main, &[("a.blueprint", &a), ("b.blueprint", "")], &limits, &LoadLimits::default());
    assert!(loaded.diagnostics.is_empty(), "{:?}", codes(&loaded));
    let loaded = read_with(main, &[("a.blueprint", &a), ("b.blueprint", " ")], &limits, &LoadLimits::default());
    assert_eq!(codes(&loaded), ["E0705 main.blueprint:2:8"]);
    assert!(words(&loaded).contains("101 bytes together"), "{}", words(&loaded));
}

#[test]
fn declarations_are_counted_over_all_files() {
    let mut limits = Limits::default();
    limits.declarations = 3;
    let files = [("a.blueprint", "team a1\nteam a2")];
    let loaded = read_with("import \"a.blueprint\"", &files, &limits, &LoadLimits::default());
    assert!(loaded.diagnostics.is_empty());
    let loaded = read_with("import \"a.blueprint\"\nteam m", &files, &limits, &LoadLimits::default());
    assert_eq!(codes(&loaded), ["E0004 main.blueprint:2:1"]);
}

#[test]
fn errors_are_looked_into_up_to_the_limit_over_all_files() {
    let mut limits = Limits::default();
    limits.errors = 10;
    let files: Vec<(String, String)> = (0..9).map(|n| (format!("f{n}.blueprint"), "taem x\n".repeat(4))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let main: String = (0..9).map(|n| format!("import \"f{n}.blueprint\"\n")).collect();
    let loaded = read_with(&main, &files, &limits, &LoadLimits::default());
    assert!((10..=13).contains(&loaded.diagnostics.len()), "{}", loaded.diagnostics.len());
    assert_eq!(loaded.paths.len(), 4);
}

#[test]
fn a_wide_web_of_imports_is_read_once() {
    // Each imports all behind it: read by paths, there would be 2^40.
    let files: Vec<(String, String)> = (0..40)
        .map(|n| {
            let imports: String = (n + 1..40).map(|other| format!("import \"f{other}.blueprint\"\n")).collect();
            (format!("f{n}.blueprint"), format!("{imports}team t{n}"))
        })
        .collect();
    let loader: MemoryLoader = files.into_iter().collect();
    let loaded = load("m", "import \"f0.blueprint\"", Some(&loader), &Limits::default(), &LoadLimits::default());
    assert!(loaded.diagnostics.is_empty());
    assert_eq!((loaded.paths.len(), declared(&loaded).len()), (41, 40));
}
