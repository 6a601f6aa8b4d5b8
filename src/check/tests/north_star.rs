use super::*;

fn shared(name: &str) -> String {
    let path = format!("{}/tests/north_star/{name}.blueprint", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_north_stars_lack_support_and_nothing_else() {
    for name in ["saas_b2b", "sav", "forms"] {
        let (parsed, lines, checked) = run(&shared(name));
        assert!(parsed.is_empty(), "{name}: {parsed:?}");
        let whole = name == "saas_b2b";
        assert_eq!(lines.is_empty(), whole, "{name}: {lines:?}");
        assert_eq!(checked.blueprint.is_some(), whole, "{name}");
        for line in lines {
            assert!(line.starts_with("E0199 "), "{name}: {line}");
        }
    }
}
