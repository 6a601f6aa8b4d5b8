use super::super::path::problem;
use super::*;

#[test]
fn well_formed_paths() {
    for path in
        ["a.blueprint", "a/b/c.blueprint", "été/île.blueprint", "a b.blueprint", "...blueprint", "a..b.blueprint"]
    {
        assert_eq!(problem(path), None, "{path}");
    }
    let longest = format!("{}.blueprint", "x".repeat(1_014));
    assert_eq!((longest.len(), problem(&longest)), (1_024, None));
    assert!(problem(&format!("x{longest}")).unwrap().0.contains("1025 bytes"));
}

#[test]
fn each_bad_path_is_told_with_its_cause() {
    for (path, cause) in [
        ("", "empty"),
        ("/etc/passwd.blueprint", "begins with `/`"),
        ("../a.blueprint", "`..`"),
        ("a/../../b.blueprint", "`..`"),
        ("./a.blueprint", "`.`"),
        ("a//b.blueprint", "empty"),
        ("a/", "empty"),
        ("a\\b.blueprint", "`\\`"),
        ("C:/a.blueprint", "`:`"),
        ("https://example.org/a.blueprint", "`:`"),
        ("a.blueprint:stream.blueprint", "`:`"),
        ("a.blueprint\0.blueprint", "control"),
        ("a", "does not end in"),
        ("a.BLUEPRINT", "does not end in"),
        ("e\u{301}.blueprint", "NFC"),
    ] {
        let (what, help) = problem(path).unwrap_or_else(|| panic!("{path} passes"));
        assert!(what.contains(cause) && !help.is_empty(), "{path}: {what}");
    }
    let loaded = read("import \"..\\u{2f}a.blueprint\"", &[("../a.blueprint", "team a")]);
    assert_eq!(codes(&loaded), ["E0703 main.blueprint:1:8"]);
}

#[test]
fn without_a_loader_only_standard_blocks_are_there() {
    let alone = |text: &str| load("m", text, None, &Limits::default(), &LoadLimits::default());
    assert!(alone("import \"blocks/welcome.blueprint\"").diagnostics.is_empty());
    assert_eq!(codes(&alone("import \"a.blueprint\"")), ["E0701 m:1:8"]);
    let near = alone("import \"blocks/welcom.blueprint\"");
    assert!(words(&near).contains("did you mean the standard block \"blocks/welcome.blueprint\"?"), "{}", words(&near));
}

#[test]
fn a_missing_file_is_told_at_each_import_and_asked_once() {
    #[derive(Debug, Default)]
    struct Asked(std::sync::Mutex<Vec<String>>);
    impl Loader for Asked {
        fn load(&self, path: &str) -> Result<String, super::super::LoadError> {
            self.0.lock().unwrap().push(path.to_owned());
            Err(super::super::LoadError::NotFound)
        }
    }
    let loader = Asked::default();
    let text = "import \"a.blueprint\"\nimport \"a.blueprint\"";
    let loaded = load("m", text, Some(&loader), &Limits::default(), &LoadLimits::default());
    assert_eq!(codes(&loaded), ["E0702 m:1:8", "E0702 m:2:8"]);
    assert_eq!(*loader.0.lock().unwrap(), ["a.blueprint"]);
}
