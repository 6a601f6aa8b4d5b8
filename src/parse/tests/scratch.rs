use super::read;
#[test]
fn dump() {
    let Ok(path) = std::env::var("DUMP") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let parsed = read(&text);
    let index = crate::text::LineIndex::new(&text);
    for d in &parsed.diagnostics {
        let at = d.span.map(|s| index.line_column(&text, s.start));
        println!(
            "{} {:?} {} | {:?} {:?}",
            d.code,
            at.map(|a| (a.line, a.column)),
            d.message,
            d.help,
            d.related.iter().map(|r| (&r.message, r.span.start)).collect::<Vec<_>>()
        );
    }
    if std::env::var("TREE").is_ok() {
        let mut out = format!("{:?}", parsed.file);
        while let Some(at) = out.find("Place(Span { file: FileId(0), start: ") {
            let end = out[at..].find("})").unwrap() + at + 2;
            out.replace_range(at..end, "@");
        }
        let out = out
            .replace(", place: @", "")
            .replace(", notes: Notes { docs: [], comments: [], trailing: None }", "")
            .replace("Expr { kind: ", "E{")
            .replace(", comments: []", "");
        println!("{}", out.replace("Declaration { kind:", "\nDECL ").replace("Clause { kind:", "\n    C "));
    }
}
