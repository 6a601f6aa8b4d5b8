use super::super::LoadError;
use super::*;
use crate::ast::Imports;

/// Answers everything with what it was given.
#[derive(Debug)]
struct Always(Result<String, LoadError>);

impl Loader for Always {
    fn load(&self, _: &str) -> Result<String, LoadError> {
        self.0.clone()
    }
}

fn against(answer: Result<String, LoadError>) -> Loaded {
    let text = "import \"a.blueprint\"\nteam m { owner nobody }";
    load("m", text, Some(&Always(answer)), &Limits::default(), &LoadLimits::default())
}

#[test]
fn each_failure_has_its_code() {
    for (error, code, told) in [
        (LoadError::NotFound, "E0702", "no such file"),
        (LoadError::TooLarge, "E0705", "more bytes"),
        (LoadError::NotText, "E0007", "not UTF-8"),
        (LoadError::Other("the moon is wrong".to_owned()), "E0702", "the moon is wrong"),
    ] {
        let loaded = against(Err(error));
        assert_eq!(codes(&loaded), [format!("{code} m:1:8")]);
        assert!(words(&loaded).contains(told), "{}", words(&loaded));
        assert_eq!(loaded.file.imports, Imports::Partly);
    }
}

#[test]
fn a_loader_that_gives_too_much_is_stopped() {
    let loaded = against(Ok("x".repeat(5 * 1024 * 1024)));
    assert_eq!(codes(&loaded), ["E0705 m:1:8"]);
    assert_eq!(loaded.sources.iter().count(), 1);
}

#[test]
fn a_loader_without_end_comes_to_one() {
    /// Each file imports two that nobody has seen.
    #[derive(Debug)]
    struct Endless;
    impl Loader for Endless {
        fn load(&self, path: &str) -> Result<String, LoadError> {
            let name = path.trim_end_matches(".blueprint");
            Ok(format!("import \"{name}l.blueprint\"\nimport \"{name}r.blueprint\"\nteam t{name}"))
        }
    }
    let text = "import \"x.blueprint\"";
    let loaded = load("m", text, Some(&Endless), &Limits::default(), &LoadLimits::default());
    assert!(loaded.paths.len() <= 1_000);
    assert!(loaded.diagnostics.iter().all(|found| found.code.id() == "E0705"));
}

#[test]
fn what_a_message_echoes_moves_no_terminal() {
    let path = "\u{202e}txt.blueprint";
    let loaded = read(&format!("import \"{path}\""), &[]);
    assert!(words(&loaded).contains("\\u{202e}txt"), "{}", words(&loaded));
}
