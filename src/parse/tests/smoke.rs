use super::read;

#[test]
fn the_north_stars_parse_without_a_diagnostic() {
    for text in [
        include_str!("../../../tests/north_star/forms.blueprint"),
        include_str!("../../../tests/north_star/saas_b2b.blueprint"),
        include_str!("../../../tests/north_star/sav.blueprint"),
    ] {
        let parsed = read(text);
        assert_eq!(parsed.diagnostics, []);
        assert!(parsed.file.declarations.len() > 30);
    }
}
