use super::*;
use crate::ast::Imports;

#[test]
fn imports_come_first_deepest_first_each_once() {
    let files = [
        ("a.blueprint", "team a1\nimport \"b.blueprint\"\nteam a2"),
        ("b.blueprint", "team b"),
        ("c.blueprint", "import \"b.blueprint\"\nteam c"),
    ];
    let loaded = read("team m1\nimport \"a.blueprint\"\nimport \"c.blueprint\"\nteam m2", &files);
    assert!(loaded.diagnostics.is_empty(), "{:?}", codes(&loaded));
    assert_eq!(declared(&loaded), ["team b", "team a1", "team a2", "team c", "team m1", "team m2"]);
    assert_eq!(loaded.paths, ["main.blueprint", "a.blueprint", "b.blueprint", "c.blueprint"]);
    let names: Vec<&str> = loaded.sources.iter().map(|(_, file)| file.name()).collect();
    assert_eq!(names, loaded.paths);
    assert_eq!(loaded.file.imports, Imports::Loaded);
}

#[test]
fn the_documentation_is_the_own_file_s() {
    let loaded = read("//! own\nimport \"a.blueprint\"\nteam m", &[("a.blueprint", "//! other\nteam a")]);
    assert_eq!(loaded.file.docs, ["own"]);
}

#[test]
fn what_is_wrong_with_an_imported_text_stands_there() {
    let loaded = read("import \"a.blueprint\"\nteam { }", &[("a.blueprint", "team ok\ntaem sales")]);
    assert_eq!(codes(&loaded), ["E0101 main.blueprint:2:6", "E0102 a.blueprint:2:1"]);
}

#[test]
fn names_of_a_text_that_could_not_be_read_are_not_missed() {
    let deep = "(".repeat(40);
    let loaded = read("import \"a.blueprint\"", &[("a.blueprint", &deep)]);
    assert_eq!(codes(&loaded), ["E0002 a.blueprint:1:33"]);
    assert_eq!(loaded.file.imports, Imports::Partly);
}

#[test]
fn an_imported_blueprint_is_refused_with_both_places() {
    let loaded =
        read("blueprint m\nimport \"a.blueprint\"", &[("a.blueprint", "blueprint b { version \"2\" }\nteam a")]);
    assert_eq!(codes(&loaded), ["E0405 a.blueprint:1:11"]);
    let places: Vec<u32> = loaded.diagnostics[0].related.iter().map(|label| label.span.file.0).collect();
    assert_eq!(places, [0, 0]);
    assert_eq!(declared(&loaded), ["team a", "blueprint m"]);
}

#[test]
fn a_circle_is_told_once_where_it_closes() {
    let files = [
        ("a.blueprint", "import \"b.blueprint\"\nteam a"),
        ("b.blueprint", "import \"c.blueprint\"\nteam b"),
        ("c.blueprint", "team c\nimport \"a.blueprint\""),
    ];
    let loaded = read("import \"a.blueprint\"\nimport \"b.blueprint\"", &files);
    assert_eq!(codes(&loaded), ["E0704 c.blueprint:2:8"]);
    assert!(words(&loaded).contains("a.blueprint -> b.blueprint -> c.blueprint -> a.blueprint"), "{}", words(&loaded));
    assert_eq!(declared(&loaded), ["team c", "team b", "team a"]);
}

#[test]
fn a_file_that_imports_itself_or_the_own_one_is_a_circle() {
    let loaded = read("import \"main.blueprint\"", &[]);
    assert_eq!(codes(&loaded), ["E0704 main.blueprint:1:8"]);
    assert!(words(&loaded).starts_with("\"main.blueprint\" imports itself"));
    let loaded = read("import \"a.blueprint\"", &[("a.blueprint", "import \"main.blueprint\"")]);
    assert_eq!(codes(&loaded), ["E0704 a.blueprint:1:8"]);
}

#[test]
fn a_standard_block_is_not_asked_of_the_host() {
    let files = [("blocks/welcome.blueprint", "team host"), ("blocks/own.blueprint", "team own")];
    let loaded = read("import \"blocks/welcome.blueprint\"\nimport \"blocks/own.blueprint\"", &files);
    assert!(loaded.diagnostics.is_empty());
    assert!(!declared(&loaded).contains(&"team host"));
    assert!(declared(&loaded).contains(&"team own"));
}

#[test]
fn a_host_s_file_with_the_shown_name_of_a_block_is_another() {
    #[derive(Debug)]
    struct Below;
    impl Loader for Below {
        fn load(&self, _: &str) -> Result<String, super::super::LoadError> {
            Ok("team host".to_owned())
        }
        fn shown(&self, path: &str) -> String {
            format!("blocks/{path}")
        }
    }
    let text = "import \"blocks/welcome.blueprint\"\nimport \"welcome.blueprint\"";
    let loaded = load("main.blueprint", text, Some(&Below), &Limits::default(), &LoadLimits::default());
    assert!(declared(&loaded).contains(&"team host"));
    assert_eq!(loaded.paths, ["main.blueprint", "blocks/welcome.blueprint", "welcome.blueprint"]);
}
