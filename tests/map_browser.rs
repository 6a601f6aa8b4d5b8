//! The pages of all examples in a real browser: nothing is wider than the window, cut off or hard to read, no script
//! runs, and on paper they hold all that they should. Skips openly where Chromium is not installed.
#![cfg(feature = "svg")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "map/blueprints.rs"]
mod blueprints;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crm_blueprint::Blueprint;
use crm_blueprint::map::{Format, Options, map};
use serde_json::Value;

const MEASURE: &str = include_str!("map/measure.js");

/// The first of these programs that there is.
fn program(names: &[&str]) -> Option<String> {
    let found = names
        .iter()
        .find(|name| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok());
    if found.is_none() {
        eprintln!("skipped: {} is not installed", names[0]);
    }
    found.map(|&name| name.to_owned())
}

fn chromium() -> Option<String> {
    program(&["chromium", "chromium-browser", "google-chrome"])
}

/// Whether the fonts are there by which pictures are measured: with others, words are wider or narrower.
fn has_fonts() -> bool {
    let is_there = |font: &str| {
        let found = Command::new("fc-match").args(["--format=%{family}", font]).output();
        found.is_ok_and(|found| String::from_utf8_lossy(&found.stdout).contains(font))
    };
    let there = ["Noto Sans", "Noto Serif"].into_iter().all(is_there);
    if !there {
        eprintln!("skipped: the fonts Noto Sans and Noto Serif are not installed");
    }
    there
}

/// A folder of its own for a test.
fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("map-{test}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the browser once: it has no network, and leaves nothing behind.
fn browse(browser: &str, folder: &Path, arguments: &[&str]) -> String {
    let profile = folder.join("profile");
    let _ = std::fs::remove_dir_all(&profile);
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=20000"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments)
        .output()
        .unwrap();
    let _ = std::fs::remove_dir_all(&profile);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn page(blueprint: &Blueprint) -> String {
    map(blueprint.ir(), Format::Html, &Options::default()).unwrap()
}

/// Shows pages in frames of a width each, and measures them from outside: the pages stay as they are.
fn measured(browser: &str, folder: &Path, pages: &[(u32, &str)]) -> Vec<Value> {
    let mut outer = String::from("<!DOCTYPE html><meta charset=\"utf-8\"><body>");
    for (width, page) in pages {
        let inner = page.replace('&', "&amp;").replace('"', "&quot;");
        outer += &format!("<iframe style=\"border:0\" width=\"{width}\" height=\"900\" srcdoc=\"{inner}\"></iframe>");
    }
    outer += &format!("<script>{MEASURE}</script>");
    let file = folder.join("measured.html");
    std::fs::write(&file, outer).unwrap();
    let url = format!("file://{}", file.display());
    let dom = browse(browser, folder, &["--window-size=1600,1000", "--dump-dom", &url]);
    let (_, result) = dom.split_once("<pre id=\"measured\">").unwrap_or_else(|| panic!("nothing was measured"));
    let (json, _) = result.split_once("</pre>").unwrap();
    let json = json.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let found: Vec<Value> = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(found.len(), pages.len());
    found
}

/// The page as it is by night.
fn dark(page: &str) -> String {
    let dark = page.replace("@media (prefers-color-scheme: dark)", "@media all");
    assert!(dark != page);
    dark
}

#[test]
fn pages_fit_their_windows_by_day_and_by_night() {
    let Some(browser) = chromium().filter(|_| has_fonts()) else { return };
    let folder = folder("windows");
    let mut wrong = Vec::new();
    for (name, blueprint) in blueprints::all() {
        let page = page(&blueprint);
        let night = dark(&page);
        for measured in measured(&browser, &folder, &[(1280, &page), (390, &page), (1280, &night)]) {
            assert_eq!(measured["title"], blueprint.ir().info.title());
            let found = measured["wrong"].as_array().unwrap();
            let width = &measured["width"];
            wrong.extend(found.iter().map(|one| format!("{name} at {width}: {}", one.as_str().unwrap())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_script_of_a_label_runs() {
    let Some(browser) = chromium() else { return };
    let folder = folder("labels");
    let label = "</style></svg><script>document.title = 'ran'</script><img src=x onerror=\"document.title='ran'\">";
    let text = format!(
        "blueprint x {0} {{ version {0} }}\nteam t {0}\nchannel c {0}\nevent e {0}\n/// {1}\n\
         journey j {0} {{ stage a {0} initial {{ moment {0}  friction {0} }}  stage b {0}  transition a -> b on e }}\n\
         action act {0} {{ channel c  owner t  automated }}\nrule r {0} {{ on e  do act }}\nterm w {0} {{ means {0} }}\n",
        format_args!("\"{}\"", label.replace('\\', "\\\\").replace('"', "\\\"")),
        label
    );
    let blueprint = Blueprint::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let page = page(&blueprint);
    // Also where nothing but the escaping keeps it from running.
    let open = page.replace("http-equiv=\"Content-Security-Policy\"", "name=\"none\"");
    assert!(open != page);
    for measured in measured(&browser, &folder, &[(1280, &page), (1280, &open)]) {
        assert_eq!(measured["title"], label);
    }
}

#[test]
fn paper_holds_every_stage() {
    let (Some(browser), Some(_)) = (chromium(), program(&["pdftotext"])) else { return };
    let folder = folder("paper");
    let mut sizes = Vec::new();
    for (name, blueprint) in blueprints::all() {
        let file = folder.join("page.html");
        let pdf = folder.join("page.pdf");
        std::fs::write(&file, page(&blueprint)).unwrap();
        let _ = std::fs::remove_file(&pdf);
        let (to, from) = (format!("--print-to-pdf={}", pdf.display()), format!("file://{}", file.display()));
        browse(&browser, &folder, &[&to, "--no-pdf-header-footer", &from]);
        sizes.push((size_of_contents(&pdf), name.clone()));
        let text = Command::new("pdftotext").args(["-layout", &pdf.to_string_lossy(), "-"]).output().unwrap().stdout;
        let text = String::from_utf8_lossy(&text).into_owned();
        // A chapter begins a page.
        let pages = text.matches('\u{c}').count();
        let journeys = blueprint.ir().journeys.len();
        assert!(pages > 8 + journeys, "{name}: {pages} pages");
        let words: Vec<&str> = text.split_whitespace().collect();
        if name == "labels" {
            continue; // What runs from right to left is read from paper in another order.
        }
        for stage in blueprint.ir().stages.values() {
            // Labels may be broken into lines, with other columns between them.
            let there = |word: &str| words.iter().any(|own| own.contains(word));
            let title = stage.info.title();
            assert!(title.split_whitespace().all(there), "{name}: the stage {title} is not on paper");
        }
    }
    // Where anything is wider than its page, the browser prints all pages smaller.
    let most = sizes.iter().map(|(size, _)| *size).fold(0.0, f64::max);
    let small: Vec<_> = sizes.iter().filter(|(size, _)| *size < most * 0.98).collect();
    assert!(most > 0.0 && small.is_empty(), "of {most}: {small:?}");
}

/// How high the word over the list of contents is on paper.
fn size_of_contents(pdf: &Path) -> f64 {
    let text = Command::new("pdftotext").args(["-bbox", &pdf.to_string_lossy(), "-"]).output().unwrap().stdout;
    let text = String::from_utf8_lossy(&text).into_owned();
    let line = text.lines().find(|line| line.contains(">Contents<")).expect("a list of contents");
    let number = |name: &str| -> f64 {
        let (_, value) = line.split_once(&format!("{name}=\"")).unwrap();
        value.split('"').next().unwrap().parse().unwrap()
    };
    number("yMax") - number("yMin")
}

/// What measures the pages sees what can be wrong with them.
#[test]
fn what_is_wrong_is_found() {
    let Some(browser) = chromium() else { return };
    let page = "<!DOCTYPE html><html><head><title>t</title></head><body style=\"background:#fff\">\
        <div style=\"width:1500px\">wide</div><p style=\"color:#aaa\">pale</p>\
        <p style=\"overflow:hidden;width:20px;white-space:nowrap\">cut off here</p>\
        <table style=\"table-layout:fixed;width:60px\"><tr><td><span>Donaudampfschifffahrt</span></td></tr></table>\
        <figure><svg width=\"90\" height=\"40\"><text x=\"5\" y=\"20\">one word</text><text x=\"9\" y=\"22\">another</text>\
        <text x=\"80\" y=\"38\">outside</text></svg></figure></body></html>";
    let found = measured(&browser, &folder("measure"), &[(800, page)]);
    let found = found[0]["wrong"].to_string();
    for wrong in [
        "wider than its window",
        "hard to read",
        "it is cut off",
        "leaves its cell",
        "lie on one another",
        "a picture is cut off",
    ] {
        assert!(found.contains(wrong), "{wrong}: {found}");
    }
}
