use super::*;

fn shared(name: &str) -> String {
    let path = format!("{}/tests/north_star/{name}.blueprint", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_life_cycle_checks() {
    let (parsed, lines, _) = run(&shared("saas_b2b"));
    assert!(parsed.is_empty() && lines.is_empty(), "{parsed:?} {lines:?}");
}

#[test]
fn the_others_lack_support_and_nothing_else() {
    for name in ["sav", "forms"] {
        let (parsed, lines, _) = run(&shared(name));
        assert!(parsed.is_empty(), "{name}: {parsed:?}");
        assert!(!lines.is_empty(), "{name}");
        for line in lines {
            assert!(line.starts_with("E0199 "), "{name}: {line}");
        }
    }
}
