//! The blueprints that the crate shows: they check without a word, their scenarios pass, and every
//! rule, transition and step fires in one of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::load::{Directory, Loader, MemoryLoader};
use crm_blueprint::{Blueprint, Options, format};

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

/// The whole company stands in several files: its imports count from the examples' directory.
const COMPANY: &str = "whole_company.blueprint";
const PARTS: [&str; 6] = ["data", "marketing", "sales", "partners", "success", "support"];

fn examples() -> Directory {
    Directory::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/blueprints"))
}

/// Its own files, with their texts.
fn company_files() -> Vec<(String, String)> {
    let parts = PARTS.map(|part| format!("whole_company/{part}.blueprint"));
    let paths = parts.into_iter().chain([COMPANY.to_owned()]);
    paths.map(|path| (path.clone(), examples().load(&path).unwrap())).collect()
}

#[test]
fn the_whole_company_is_clean_covered_and_whole() {
    let blueprint =
        Blueprint::load(COMPANY, &Options::new().loader(examples())).unwrap_or_else(|error| panic!("{error}"));
    assert!(blueprint.warnings().is_empty(), "{}", blueprint.warnings().concise(blueprint.sources()));
    let report = blueprint.test();
    report.assert_passed();
    assert!(report.coverage().is_complete(), "{report}");

    let ir = blueprint.ir();
    assert!(ir.rules.len() >= 60, "{} rules", ir.rules.len());
    assert!(ir.journeys.len() >= 8, "{} journeys", ir.journeys.len());
    assert!(ir.slas.len() >= 10, "{} service levels", ir.slas.len());
    assert!(ir.scenarios.len() >= 40, "{} scenarios", ir.scenarios.len());

    // Most of it is the company's own, and not the blocks'.
    let own = |keyword: &str| -> usize {
        let begins = |line: &&str| line.strip_prefix(keyword).is_some_and(|rest| rest.starts_with(' '));
        company_files().iter().map(|(_, text)| text.lines().filter(begins).count()).sum()
    };
    assert!(own("rule") >= 40 && own("scenario") >= 25, "{} rules, {} scenarios", own("rule"), own("scenario"));

    // Each of these is shown by no other example of this size.
    let text: String = company_files().into_iter().map(|(_, text)| text).collect();
    for form in [
        "holdout",
        "split",
        "active ",
        "inactive",
        "repeat while",
        "renamed from",
        "suspend action",
        "bands ",
        "table ",
        "collect",
        "including existing",
        "carries contract.",
        "basis legal_obligation",
        "import \"blocks/",
        "on breach",
        "by number or opens",
        "of office",
        "pauses in stage",
        "fade",
        "assign ",
        "otherwise",
        "each date",
        "group ",
        "extends ",
        "for segment",
        "exactly 1",
        "    stage ",
    ] {
        assert!(text.contains(form), "the whole company does not show `{form}`");
    }
}

/// Canonical text can be printed of each file: it says the same (`format` proves that itself), and is its own
/// canonical text.
#[test]
fn each_has_a_canonical_text() {
    let shown = SHOWN.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    for (name, text) in shown.chain(company_files()) {
        let printed = format::format(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(format::format(&printed).unwrap(), printed, "{name}");
    }
}

/// What the company's files claim is checked: they are read with every claim that something fires turned round, and
/// then each of these lines fails.
#[test]
fn a_wrong_expectation_of_the_whole_company_fails() {
    let mut loader = MemoryLoader::new();
    let mut turned = Vec::new();
    for (path, text) in company_files() {
        let lines = text.lines().enumerate().map(|(at, line)| match line.split_once("then  fires ") {
            Some((before, named)) => {
                turned.push((path.clone(), u32::try_from(at + 1).unwrap()));
                format!("{before}then  not fires {named}")
            }
            None => line.to_owned(),
        });
        let text = lines.collect::<Vec<String>>().join("\n");
        loader = loader.with(path, text);
    }
    assert!(turned.len() >= 60, "too few expectations: {}", turned.len());
    let blueprint = Blueprint::load(COMPANY, &Options::new().loader(loader)).unwrap_or_else(|error| panic!("{error}"));
    let report = blueprint.test();
    let places =
        report.scenarios.iter().flat_map(|result| &result.failures).filter_map(|failure| failure.place.as_ref());
    let failed: Vec<(&str, u32)> = places.map(|place| (&*place.file, place.line)).collect();
    for (path, line) in &turned {
        assert!(failed.contains(&(&**path, *line)), "{path}: line {line} can't fail");
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
