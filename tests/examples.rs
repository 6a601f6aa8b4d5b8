//! The blueprints that the crate shows: they check without a word, their scenarios pass, and every
//! rule, transition and step fires in one of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::Blueprint;

const SHOWN: &[(&str, &str)] = &[
    ("long_b2b", include_str!("../examples/blueprints/long_b2b.blueprint")),
    ("ecommerce", include_str!("../examples/blueprints/ecommerce.blueprint")),
    ("bike_leasing", include_str!("../examples/blueprints/bike_leasing.blueprint")),
    ("partner_network", include_str!("../examples/blueprints/partner_network.blueprint")),
    ("restraint", include_str!("../examples/blueprints/restraint.blueprint")),
    ("from_blocks", include_str!("../examples/blueprints/from_blocks.blueprint")),
];

#[test]
fn shown_blueprints_are_clean_and_their_scenarios_cover_them() {
    for (name, text) in SHOWN {
        let blueprint = Blueprint::parse_named(name, text).unwrap_or_else(|error| panic!("{error}"));
        assert!(blueprint.warnings().is_empty(), "{name}: {}", blueprint.warnings().concise(blueprint.sources()));
        let report = blueprint.test();
        report.assert_passed();
        assert!(report.coverage().is_complete(), "{name}: {report}");
    }
}

#[test]
fn a_blueprint_shown_in_the_readme_runs() {
    let readme = include_str!("../README.md");
    let shown: Vec<&str> = readme.split("```blueprint\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(shown.len(), 1);
    for text in shown {
        let blueprint = Blueprint::parse_named("README.md", text).unwrap_or_else(|error| panic!("{error}"));
        assert!(blueprint.warnings().is_empty(), "{}", blueprint.warnings().concise(blueprint.sources()));
        let report = blueprint.test();
        report.assert_passed();
        assert!(report.coverage().is_complete(), "{report}");
    }
}

/// What the examples claim is checked and not only said: each expectation that is turned round fails.
#[test]
fn a_wrong_expectation_fails() {
    for (_, text) in SHOWN {
        let lines: Vec<&str> = text.lines().collect();
        let mut turned = 0;
        for (index, line) in lines.iter().enumerate() {
            let Some((before, name)) = line.split_once("then fires ").or_else(|| line.split_once("then  fires "))
            else {
                continue;
            };
            let wrong = format!("{before}then not fires {name}");
            let text: Vec<&str> =
                lines.iter().enumerate().map(|(at, line)| if at == index { &*wrong } else { line }).collect();
            let blueprint = Blueprint::parse(&text.join("\n")).unwrap_or_else(|error| panic!("{error}"));
            let report = blueprint.test();
            assert!(!report.passed(), "line {} can't fail: {wrong}", index + 1);
            turned += 1;
        }
        assert!(turned >= 10, "too few expectations were turned round: {turned}");
    }
}
