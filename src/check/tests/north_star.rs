use super::*;

fn shared(name: &str) -> String {
    let path = format!("{}/tests/north_star/{name}.blueprint", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_life_cycle_and_the_service_check() {
    for name in ["saas_b2b", "sav", "forms"] {
        let (parsed, lines, _) = run(&shared(name));
        assert!(parsed.is_empty() && lines.is_empty(), "{name}: {parsed:?} {lines:?}");
    }
}

#[test]
fn the_service_passes_its_scenarios() {
    let blueprint = crate::Blueprint::parse(&shared("sav")).expect("it checks");
    blueprint.test().assert_passed();
}
