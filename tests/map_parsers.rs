//! What we draw for Graphviz and Mermaid is read by their own parsers. Where these are not installed the tests say so
//! and pass: `dot` is looked for as a program, the npm packages `mermaid` and `jsdom` in the folder that
//! `CRM_BLUEPRINT_NODE_MODULES` names, or else in `target/map-parsers/node_modules`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod map;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crm_blueprint::Blueprint;
use crm_blueprint::map::{Format, Options, charts, map};
use map::{HOSTILE, examples, labelled};
use serde_json::Value;

/// Every example as a whole and chart by chart, every standard block, and every hostile label.
fn all(format: Format, to: &str, end: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(to);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut files = Vec::new();
    let mut write = |name: String, text: String| {
        let path = folder.join(format!("{:03}-{name}.{end}", files.len()));
        fs::write(&path, text).unwrap();
        files.push(path);
    };
    for (name, blueprint) in examples() {
        write(name.clone(), blueprint.map(format));
        for chart in charts(blueprint.ir()) {
            let one = Options::default().chart(chart.id());
            write(format!("{name}-{}", chart.id()), map(blueprint.ir(), format, &one).unwrap());
        }
    }
    for block in crm_blueprint::blocks::ALL {
        let text = format!("blueprint host\nchannel email \"E-mail\"\nimport \"{}\"\n", block.path);
        let blueprint = Blueprint::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", block.name));
        write(block.name.to_owned(), blueprint.map(format));
    }
    for (index, label) in HOSTILE.iter().enumerate() {
        write(format!("hostile-{index}"), labelled(label).map(format));
    }
    files
}

/// Whether it is laid out too: what is hostile, and one example as a whole.
fn drawn_too(file: &Path) -> bool {
    let name = file.file_name().unwrap().to_string_lossy();
    name.contains("hostile") || name.contains("saas_b2b.")
}

/// Says so, also where the output of tests that pass is kept back.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

#[test]
fn graphviz_reads_every_graph() {
    if Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_err() {
        skipped("dot is not installed");
        return;
    }
    let files = all(Format::Dot, "map-dot", "dot");
    // All at once in the layout-free form: what is read, not what is drawn.
    let read = Command::new("dot").arg("-Tcanon").args(&files).stdout(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success() && said.is_empty(), "{said}");
    for file in files.iter().filter(|file| drawn_too(file)) {
        let drawn = Command::new("dot").arg("-Tsvg").arg(file).output().unwrap();
        let said = String::from_utf8_lossy(&drawn.stderr);
        assert!(drawn.status.success(), "{}: {said}", file.display());
        let drawn = String::from_utf8_lossy(&drawn.stdout);
        assert!(!drawn.contains("<script") && !drawn.contains("<img"), "{}", file.display());
    }
}

#[test]
fn mermaid_reads_every_diagram() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let modules = std::env::var_os("CRM_BLUEPRINT_NODE_MODULES")
        .map_or_else(|| target.join("map-parsers/node_modules"), PathBuf::from);
    if !modules.join("mermaid").is_dir() || !modules.join("jsdom").is_dir() {
        skipped(&format!("the npm packages mermaid and jsdom are not in {}", modules.display()));
        return;
    }
    if Command::new("node").arg("--version").stdout(Stdio::null()).status().is_err() {
        skipped("node is not installed");
        return;
    }
    let files = all(Format::Mermaid, "map-mermaid", "mmd");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/map/mermaid_parses.mjs");
    let read = Command::new("node").arg(script).arg(&modules).args(&files).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let results = String::from_utf8(read.stdout).unwrap();
    let results: Vec<Value> = results.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(results.len(), files.len());
    for result in &results {
        assert_eq!(result["error"], Value::Null, "{}", result["file"]);
    }
    // A reader sees the label as it is.
    for (result, label) in results.iter().skip(files.len() - HOSTILE.len()).zip(HOSTILE) {
        let shown = label.chars().all(|c| !c.is_control() && !c.is_whitespace() || c == ' ');
        let turned = label.contains(['\u{202e}', '\u{2066}']);
        if shown && !turned {
            let found =
                result["labels"].as_array().unwrap().iter().any(|one| one.as_str().unwrap().contains(label.trim()));
            assert!(found, "{label}: {}", result["labels"]);
        }
    }
}
