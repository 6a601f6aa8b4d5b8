use super::*;
use crate::parse::parse;
use crate::text::FileId;

#[test]
fn an_import_that_nobody_has_followed_is_told_and_nothing_else() {
    let text = "import \"a.blueprint\"\nblueprint b\nrule r { on unknown do never }";
    let parsed = parse(text, FileId(0), &Limits::default());
    let checked = check(&parsed.file, &CheckLimits::default());
    let codes: Vec<&str> = checked.diagnostics.iter().map(|found| found.code.id()).collect();
    assert_eq!((codes, checked.blueprint.is_none()), (vec!["E0701"], true));
}

#[test]
fn a_blueprint_without_header_is_told_of_in_its_own_file() {
    let text = "\nimport \"blocks/welcome.blueprint\"\nchannel email";
    let loaded = load("own", text, None, &Limits::default(), &LoadLimits::default());
    let checked = check(&loaded.file, &CheckLimits::default());
    let [found] = checked.diagnostics.as_slice() else { panic!("{:?}", checked.diagnostics) };
    let span = found.span.unwrap();
    assert_eq!((found.code.id(), span.file, span.start), ("E0404", FileId(0), 1));
}
