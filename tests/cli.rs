//! The command-line tool: every command, format and exit code.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic, its helpers too")]

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

const GOOD: &str = r#"blueprint demo { version "1.0" }
team sales
channel phone
contact { vip: bool = false  size: int? }
event demo_requested { form: text }
action call { channel phone  owner sales  human }
rule big { on demo_requested  when size >= 250  do call }
scenario "A large company is called" {
  at    2026-03-02 10:00
  given size = 400
  when  demo_requested { form: "x" }
  then  fires call
}
"#;
const BROKEN: &str = "blueprint b\nteam ops { owner opz }\n";
const STATE: &str = r#"{"blueprint": "demo", "contact": "c-1", "fields": {"size": 400}}"#;
const INPUT: &str = r#"{"at": "2026-03-02T09:00:00Z", "event": "demo_requested", "payload": {"form": "x"}}"#;

/// A directory of its own for a test, with files in it.
struct Files(PathBuf);

impl Files {
    fn new(test: &str, files: &[(&str, &str)]) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{test}"));
        std::fs::create_dir_all(&directory).unwrap();
        for (name, text) in files {
            std::fs::write(directory.join(name), text).unwrap();
        }
        Self(directory)
    }

    /// Runs the tool in the directory: exit code, standard output, standard error.
    fn run(&self, arguments: &[&str], stdin: &str) -> (i32, String, String) {
        let output = Command::cargo_bin("crm-blueprint")
            .unwrap()
            .current_dir(&self.0)
            .env_remove("CLICOLOR_FORCE")
            .env("NO_COLOR", "1")
            .args(arguments)
            .write_stdin(stdin)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn decide(&self, blueprint: &str, state: &str, input: &str, format: &str) -> (i32, String, String) {
        self.run(&["decide", blueprint, "--state", state, "--input", input, "--format", format], "")
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn check_says_when_nothing_is_found() {
    let files = Files::new("clean", &[("a.blueprint", GOOD)]);
    assert_eq!(files.run(&["check", "a.blueprint"], ""), (0, "1 file checked, nothing found\n".into(), String::new()));
    let (code, out, _) = files.run(&["check", "--format", "concise", "a.blueprint"], "");
    assert_eq!((code, out.as_str()), (0, ""));
    let (code, out, _) = files.run(&["check", "--format", "json", "a.blueprint"], "");
    assert_eq!((code, json(&out)["files"][0]["report"]["diagnostics"].clone()), (0, Value::Array(Vec::new())));
}

#[test]
fn an_empty_file_is_named() {
    let files = Files::new("empty", &[("e.blueprint", "")]);
    let (code, out, _) = files.run(&["check", "--format", "concise", "e.blueprint"], "");
    assert!(code == 1 && out.starts_with("e.blueprint:1:1: error[E0404]: "), "{out}");
    assert!(files.run(&["check", "e.blueprint"], "").1.contains(" e.blueprint:1:1"));
}

#[test]
fn check_reports_errors_in_every_format() {
    let files = Files::new("errors", &[("a.blueprint", GOOD), ("b.blueprint", BROKEN)]);
    let (code, out, err) = files.run(&["check", "a.blueprint", "b.blueprint"], "");
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("error[E0201]") && out.contains("b.blueprint:2:18"), "{out}");
    assert!(out.contains("2 | team ops { owner opz }") && out.contains("did you mean `ops`?"), "{out}");
    assert!(out.ends_with("2 files checked: 1 error, 0 warnings\n"), "{out}");

    let (code, out, _) = files.run(&["check", "--format", "concise", "b.blueprint"], "");
    assert_eq!((code, out.lines().count()), (1, 1));
    assert!(out.starts_with("b.blueprint:2:18: error[E0201]: "), "{out}");

    let (code, out, _) = files.run(&["check", "--format", "json", "a.blueprint", "b.blueprint"], "");
    let result = json(&out);
    let found = &result["files"][1]["report"]["diagnostics"][0];
    assert_eq!((code, &found["code"], &found["place"]["bytes"]), (1, &json("\"E0201\""), &json("[29, 32]")));
}

#[test]
fn warnings_alone_are_clean() {
    let text = "blueprint w\ncontact { plan: text? }\nsegment s when plan != \"x\"\n";
    let files = Files::new("warnings", &[("w.blueprint", text)]);
    let (code, out, _) = files.run(&["check", "w.blueprint"], "");
    assert!(code == 0 && out.contains("warning[W0309]") && out.ends_with("0 errors, 1 warning\n"), "{code} {out}");
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let files = Files::new("colours", &[("b.blueprint", BROKEN)]);
    let run = |name: &str, value: &str| {
        let mut command = Command::cargo_bin("crm-blueprint").unwrap();
        command.current_dir(&files.0).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env(name, value);
        command.args(["check", "b.blueprint"]).output().unwrap().stdout
    };
    assert!(!run("NO_COLOR", "1").contains(&0x1b));
    assert!(run("CLICOLOR_FORCE", "1").contains(&0x1b));
}

#[test]
fn a_missing_file_is_a_tool_error_and_the_others_are_checked() {
    let files = Files::new("missing", &[("b.blueprint", BROKEN)]);
    let (code, out, err) = files.run(&["check", "--format", "concise", "nowhere.blueprint", "b.blueprint"], "");
    assert_eq!((code, out.lines().count()), (2, 1));
    assert_eq!(err, "error: nowhere.blueprint: there is no such file\n");
    let (code, out, err) = files.run(&["check", "."], "");
    assert_eq!((code, out.as_str(), err.as_str()), (2, "", "error: .: this is a directory, not a file\n"));
    let (code, _, err) = files.run(&["test", "nowhere.blueprint"], "");
    assert!(code == 2 && err.contains("nowhere.blueprint"), "{err}");
}

#[test]
fn usage_errors_leave_with_two() {
    let files = Files::new("usage", &[]);
    for arguments in [&["check"][..], &["frobnicate"], &["check", "--format", "xml", "-"], &["decide", "a"]] {
        let (code, out, err) = files.run(arguments, "");
        assert!(code == 2 && out.is_empty() && !err.is_empty(), "{arguments:?}: {code} {out} {err}");
    }
    assert_eq!(files.run(&["--help"], "").0, 0);
}

#[test]
fn standard_input_is_read_once() {
    let files = Files::new("stdin", &[("s.json", STATE), ("i.json", INPUT)]);
    assert_eq!(files.run(&["check", "-"], GOOD).0, 0);
    let (code, out, _) = files.run(&["check", "--format", "concise", "-"], "team 1");
    assert!(code == 1 && out.starts_with("<stdin>:1:"), "{out}");
    assert_eq!(files.run(&["decide", "-", "--state", "s.json", "--input", "i.json"], GOOD).0, 0);
    let (code, _, err) = files.run(&["decide", "-", "--state", "s.json", "--input", "-"], GOOD);
    assert!(code == 2 && err.contains("standard input can be read once"), "{err}");
}

#[test]
fn a_text_that_is_not_utf_8_is_a_finding() {
    let files = Files::new("encoding", &[]);
    std::fs::write(files.0.join("latin.blueprint"), b"blueprint d\xe9mo").unwrap();
    let (code, out, _) = files.run(&["check", "--format", "concise", "latin.blueprint"], "");
    assert!(code == 1 && out.starts_with("error[E0007]: latin.blueprint "), "{out}");
    std::fs::write(files.0.join("wide.blueprint"), b"\xff\xfet\0e\0a\0m\0").unwrap();
    let (code, out, _) = files.run(&["check", "--format", "concise", "wide.blueprint"], "");
    assert!(code == 1 && out.contains("wide.blueprint is UTF-16, not UTF-8"), "{out}");
}

#[test]
fn test_runs_scenarios() {
    let failing = GOOD.replace("size = 400", "size = 40");
    let files = Files::new("test", &[("good.blueprint", GOOD), ("bad.blueprint", &failing)]);
    let (code, out, _) = files.run(&["test", "good.blueprint"], "");
    assert_eq!((code, out.as_str()), (0, "ok     A large company is called\n1 passed, 0 failed\n"));
    let nothing = (0, String::new(), String::new());
    assert_eq!(files.run(&["test", "--format", "concise", "good.blueprint"], ""), nothing);

    let (code, out, _) = files.run(&["test", "good.blueprint", "bad.blueprint"], "");
    assert_eq!(code, 1);
    assert!(out.contains("bad.blueprint:12: then  fires call"), "{out}");
    assert!(out.contains("when size >= 250: false (size = 40)"), "{out}");
    assert!(out.starts_with("good.blueprint\nok     A large company is called\n1 passed, 0 failed\n\nbad.bl"), "{out}");
    assert!(out.contains("\n0 passed, 1 failed\n") && out.ends_with('\n'), "{out}");
    let (code, out, _) = files.run(&["test", "--format", "concise", "bad.blueprint"], "");
    assert_eq!(code, 1);
    let expected = "bad.blueprint:12: A large company is called: expected `call` to fire, but nothing happened\n";
    assert_eq!(out, expected);
    let (code, out, _) = files.run(&["test", "--format", "json", "good.blueprint", "bad.blueprint"], "");
    let result = json(&out);
    assert_eq!((code, &result["files"][0]["scenarios"]["passed"]), (1, &Value::Bool(true)));
    assert_eq!(result["files"][1]["scenarios"]["scenarios"][0]["failures"][0]["place"]["line"], 12);
}

#[test]
fn test_of_a_blueprint_with_errors_reports_them() {
    let files = Files::new("test-errors", &[("b.blueprint", BROKEN)]);
    let (code, out, _) = files.run(&["test", "--format", "concise", "b.blueprint"], "");
    assert!(code == 1 && out.contains("error[E0201]"), "{out}");
    let (code, out, _) = files.run(&["test", "--format", "json", "b.blueprint"], "");
    assert_eq!((code, &json(&out)["files"][0]["scenarios"]), (1, &Value::Null));
}

#[test]
fn decide_tells_what_follows() {
    let files = Files::new("decide", &[("a.blueprint", GOOD), ("s.json", STATE), ("i.json", INPUT)]);
    let (code, out, err) = files.decide("a.blueprint", "s.json", "i.json", "full");
    assert!(code == 0 && err.is_empty() && out.contains("fires: call by sales"), "{out}");
    assert_eq!(files.decide("a.blueprint", "s.json", "i.json", "concise").0, 0);
    // Decision and next state, for programs, are what it gives unasked.
    let (code, out, _) = files.run(&["decide", "a.blueprint", "--state", "s.json", "--input", "i.json"], "");
    assert_eq!(files.decide("a.blueprint", "s.json", "i.json", "json").1, out);
    let decision = json(&out);
    assert_eq!((code, &decision["fired"][0]["action"]), (0, &json("\"call\"")));
    assert_eq!(decision["next"]["clock"], "2026-03-02T09:00:00Z");

    // What it gives out can be given in again.
    std::fs::write(files.0.join("next.json"), decision["next"].to_string()).unwrap();
    let (code, _, err) = files.decide("a.blueprint", "next.json", "i.json", "full");
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn explain_tells_why() {
    let state = STATE.replace("400", "40");
    let files = Files::new("explain", &[("a.blueprint", GOOD), ("s.json", &state), ("i.json", INPUT)]);
    let ask = |format| {
        files.run(&["explain", "a.blueprint", "--state", "s.json", "--input", "i.json", "--format", format], "")
    };
    let (code, out, _) = ask("full");
    assert!(code == 0 && out.contains("rule big: does not pass\n      when size >= 250: false (size = 40)"), "{out}");
    let (code, out, _) = ask("json");
    assert_eq!((code, &json(&out)["moments"][1]["rounds"][0]["rules"][0]["passed"]), (0, &Value::Bool(false)));
}

#[test]
fn explain_shows_the_page_of_a_code() {
    let files = Files::new("code", &[]);
    let (code, out, _) = files.run(&["explain", "e0101"], "");
    assert!(code == 0 && out.starts_with("# E0101: "), "{out}");
    let (_, out, _) = files.run(&["explain", "E0101", "--format", "concise"], "");
    assert_eq!(out, "E0101: something else was expected here\n");
    let (_, out, _) = files.run(&["explain", "E0101", "--format", "json"], "");
    assert_eq!(json(&out)["code"], "E0101");
    let (code, out, err) = files.run(&["explain", "E9999"], "");
    assert!(code == 2 && out.is_empty() && err.contains("there is no code `E9999`"), "{err}");
    let (code, _, err) = files.run(&["explain", "a.blueprint", "--state", "s.json"], "");
    assert!(code == 2 && err.contains("--input"), "{err}");
}

#[test]
fn bad_states_and_inputs_are_told_with_all_their_problems() {
    let bad_state = r#"{"blueprint": "demo", "contact": "c-1", "fields": {"siez": 1, "vip": 3}}"#;
    let bad_input = r#"{"at": "2026-03-02T09:00:00Z", "event": "demo_reqested", "changes": {"vip": "x"}}"#;
    let files = Files::new(
        "bad-json",
        &[
            ("a.blueprint", GOOD),
            ("s.json", STATE),
            ("i.json", INPUT),
            ("no.json", "{"),
            ("bad-state.json", bad_state),
            ("bad-input.json", bad_input),
        ],
    );
    let (code, out, err) = files.decide("a.blueprint", "bad-state.json", "no.json", "full");
    assert_eq!((code, out.as_str()), (2, ""));
    for part in
        ["bad-state.json: ", "`siez`; did you mean `size`?", "`vip`", "no.json: this is not the JSON of an input: "]
    {
        assert!(err.contains(part), "{part} in {err}");
    }
    let (code, _, err) = files.decide("a.blueprint", "s.json", "bad-input.json", "full");
    assert_eq!(code, 2);
    for part in ["bad-input.json: ", "`demo_reqested`; did you mean `demo_requested`?", "`vip`"] {
        assert!(err.contains(part), "{part} in {err}");
    }
    let (code, out, err) = files.decide("a.blueprint", "nowhere.json", "i.json", "full");
    assert!(code == 2 && out.is_empty() && err.contains("nowhere.json"), "{err}");
}

#[test]
fn decide_with_a_broken_blueprint_reports_it() {
    let files = Files::new("broken", &[("b.blueprint", BROKEN), ("s.json", STATE), ("i.json", INPUT)]);
    let (code, out, _) = files.decide("b.blueprint", "s.json", "i.json", "concise");
    assert!(code == 1 && out.contains("error[E0201]"), "{out}");
}

#[test]
fn check_against_tells_what_becomes_of_contacts() {
    let old = "blueprint b\ncontact { fax: text?  spent: int = 0 }\njourney j { stage a initial  stage b  stage c }\n";
    let renamed = "blueprint b\ncontact { revenue: int = 0 { renamed from spent } }\n\
                   journey j { stage a initial  stage b  stage d { renamed from c } }\n";
    let gone = "blueprint b\ncontact { fax: text?  spent: int = 0 }\njourney j { stage a initial  stage b }\n";
    let all = [
        ("old.blueprint", old),
        ("renamed.blueprint", renamed),
        ("gone.blueprint", gone),
        ("broken.blueprint", BROKEN),
    ];
    let files = Files::new("against", &all);
    let run =
        |new: &str, format: &str| files.run(&["check", new, "--against", "old.blueprint", "--format", format], "");

    let (code, out, err) = run("old.blueprint", "full");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.ends_with("contacts are carried over as they are\n"), "{out}");

    let (code, out, _) = run("renamed.blueprint", "concise");
    let told: Vec<&str> = out.lines().filter(|line| !line.contains("W0")).collect();
    assert_eq!(code, 0);
    assert_eq!(
        told,
        [
            "renamed.blueprint: note: stage j.c: it is now `d`, and contacts follow",
            "renamed.blueprint: warning: field fax: it is gone: its values are dropped",
            "renamed.blueprint: note: field spent: it is now `revenue`, and contacts follow",
        ]
    );

    let (code, out, _) = run("gone.blueprint", "full");
    assert_eq!(code, 1);
    assert!(out.contains("\nFor contacts under way:\nerror: stage j.c: it is gone: "), "{out}");
    assert!(out.ends_with("\n1 error, 0 warnings, 0 notes\n"), "{out}");
    let (code, out, _) = run("gone.blueprint", "json");
    let change = &json(&out)["changes"][0];
    assert_eq!((code, &change["weight"], &change["part"]), (1, &json("\"error\""), &json("\"stage j.c\"")));

    // A new version with errors is not compared, an old one with errors can't be.
    let (code, out, _) = run("broken.blueprint", "json");
    assert_eq!((code, &json(&out)["changes"]), (1, &Value::Null));
    let (code, out, err) = files.run(&["check", "old.blueprint", "--against", "broken.blueprint"], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("broken.blueprint: nothing can be compared with it") && err.contains("error[E0201]"), "{err}");
    let (code, _, err) = files.run(&["check", "old.blueprint", "gone.blueprint", "--against", "old.blueprint"], "");
    assert!(code == 2 && err.contains("name one file"), "{err}");
}

/// A blueprint of three files in a directory, `b/` being its root.
fn imports(test: &str) -> Files {
    let files = Files::new(test, &[]);
    std::fs::create_dir_all(files.0.join("b/parts")).unwrap();
    let write = |path: &str, text: &str| std::fs::write(files.0.join(path), text).unwrap();
    write(
        "b/shop.blueprint",
        "import \"parts/people.blueprint\"\nblueprint demo { version \"1.0\" }\nchannel phone\n\
         contact { vip: bool = false  size: int? }\naction call { channel phone  owner sales  human }\n",
    );
    write(
        "b/parts/people.blueprint",
        "team sales\nevent demo_requested { form: text }\nrule big { on demo_requested  when size >= 250  do call }\n\
         scenario \"Called\" {\n  at 2026-03-02 10:00\n  given size = 400\n  when demo_requested { form: \"x\" }\n  then fires call\n}\n",
    );
    files
}

#[test]
fn imports_are_read_from_the_blueprint_s_directory() {
    let files = imports("imports");
    assert_eq!(files.run(&["check", "b/shop.blueprint"], "").0, 0);
    let (code, out, _) = files.run(&["test", "b/shop.blueprint"], "");
    assert_eq!((code, out.lines().next()), (0, Some("ok     Called (parts/people.blueprint)")));
    std::fs::write(files.0.join("state.json"), STATE).unwrap();
    std::fs::write(files.0.join("input.json"), INPUT).unwrap();
    let (code, out, _) = files.decide("b/shop.blueprint", "state.json", "input.json", "json");
    assert_eq!((code, &json(&out)["fired"][0]["action"]), (0, &Value::from("call")));
    let arguments = ["explain", "b/shop.blueprint", "--state", "state.json", "--input", "input.json"];
    assert_eq!(files.run(&arguments, "").0, 0);
}

#[test]
fn what_is_wrong_in_an_import_is_said_with_its_file() {
    let files = imports("imports-wrong");
    std::fs::write(files.0.join("b/parts/people.blueprint"), "team sales { owner saels }\n").unwrap();
    let (code, out, _) = files.run(&["check", "--format", "concise", "b/shop.blueprint"], "");
    let place = PathBuf::from("b").join("parts").join("people.blueprint");
    assert!(code == 1 && out.starts_with(&format!("{}:1:20: error[E0201]", place.display())), "{out}");
    let (_, out, _) = files.run(&["check", "b/shop.blueprint"], "");
    assert!(out.contains("team sales { owner saels }"), "{out}");
    let (_, out, _) = files.run(&["check", "--format", "json", "b/shop.blueprint"], "");
    let file = json(&out)["files"][0]["report"]["diagnostics"][0]["place"]["file"].clone();
    assert_eq!(file, Value::from(place.display().to_string()), "{out}");
}

#[test]
fn the_root_of_imports_can_be_named() {
    let files = imports("imports-root");
    std::fs::create_dir_all(files.0.join("c")).unwrap();
    std::fs::copy(files.0.join("b/shop.blueprint"), files.0.join("c/shop.blueprint")).unwrap();
    let (code, out, _) = files.run(&["check", "--format", "concise", "c/shop.blueprint"], "");
    assert!(code == 1 && out.contains("error[E0702]") && out.lines().count() == 1, "{out}");
    assert_eq!(files.run(&["check", "--root", "b", "c/shop.blueprint"], "").0, 0);
    let text = std::fs::read_to_string(files.0.join("b/shop.blueprint")).unwrap();
    assert_eq!(files.run(&["check", "--root", "b", "-"], &text).0, 0);
    assert_eq!(files.run(&["check", "-"], &text).0, 1);
    let (code, out, _) = files.run(&["check", "--root", "nowhere", "--format", "concise", "b/shop.blueprint"], "");
    assert!(code == 1 && out.contains("the directory of imports can't be read"), "{out}");
}

#[test]
fn imports_do_not_lead_out_of_the_root() {
    let files = imports("imports-out");
    std::fs::write(files.0.join("secret.blueprint"), "team spies\n").unwrap();
    for path in ["../secret.blueprint", "/etc/hosts.blueprint", "parts/../../secret.blueprint"] {
        let text = format!("import \"{path}\"\nblueprint demo\n");
        std::fs::write(files.0.join("b/out.blueprint"), text).unwrap();
        let (code, out, _) = files.run(&["check", "--format", "concise", "b/out.blueprint"], "");
        assert!(code == 1 && out.contains("error[E0703]"), "{out}");
    }
    #[cfg(unix)]
    {
        let link = files.0.join("b/link.blueprint");
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink("../secret.blueprint", link).unwrap();
        std::fs::write(files.0.join("b/out.blueprint"), "import \"link.blueprint\"\nblueprint demo\n").unwrap();
        let (code, out, _) = files.run(&["check", "--format", "concise", "b/out.blueprint"], "");
        assert!(code == 1 && out.contains("error[E0702]") && out.contains("leads out"), "{out}");
        assert!(!out.contains("spies"), "{out}");
    }
}

#[test]
fn a_blueprint_that_is_imported_by_its_own_part_is_a_circle() {
    let files = imports("imports-circle");
    let part = files.0.join("b/parts/people.blueprint");
    let text = std::fs::read_to_string(&part).unwrap() + "import \"shop.blueprint\"\n";
    std::fs::write(part, text).unwrap();
    let (code, out, _) = files.run(&["check", "--format", "concise", "b/shop.blueprint"], "");
    assert!(code == 1 && out.contains("error[E0704]") && out.lines().count() == 1, "{out}");
}

#[test]
fn blocks_are_listed_and_printed() {
    let files = Files::new("blocks", &[]);
    let (code, out, _) = files.run(&["blocks"], "");
    assert!(code == 0 && out.starts_with("welcome ") && out.contains("dunning "), "{out}");
    let (_, out, _) = files.run(&["blocks", "--format", "concise"], "");
    assert!(out.lines().all(|line| line.starts_with("blocks/") && line.ends_with(".blueprint")), "{out}");
    let (_, out, _) = files.run(&["blocks", "--format", "json"], "");
    assert_eq!(json(&out)["blocks"][0]["name"], "welcome");
    for name in ["welcome", "blocks/welcome.blueprint"] {
        let (code, out, _) = files.run(&["blocks", name], "");
        assert!(code == 0 && out.starts_with("//! Welcome"), "{out}");
    }
    let (code, _, error) = files.run(&["blocks", "nothing"], "");
    assert!(code == 2 && error.contains("there is no block `nothing`"), "{error}");
}

#[test]
fn map_writes_every_format() {
    let files = Files::new("map", &[("a.blueprint", GOOD)]);
    let (code, out, err) = files.run(&["map", "a.blueprint", "--to", "html"], "");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("<!DOCTYPE html>\n") && out.ends_with("</html>\n"), "{out}");
    let (code, out, _) = files.run(&["map", "a.blueprint", "--to", "markdown"], "");
    assert!(code == 0 && out.starts_with("# demo\n"), "{out}");

    let written = files.0.join("map.html");
    let _ = std::fs::remove_file(&written);
    let (code, out, _) = files.run(&["map", "-", "--to", "html", "--output", "map.html"], GOOD);
    assert_eq!((code, out.as_str()), (0, ""));
    let text = std::fs::read_to_string(&written).unwrap();
    assert!(text.contains("<title>demo</title>"), "{text}");
    let (_, again, _) = files.run(&["map", "a.blueprint", "--to", "html"], "");
    assert!(text == again, "the same blueprint gives the same page");

    let (code, _, err) = files.run(&["map", "a.blueprint", "--to", "html", "--output", "."], "");
    assert!(code == 2 && err.contains("error: .: "), "{err}");
}

#[test]
fn map_draws_one_picture_where_one_is_asked_for() {
    let text = format!("{GOOD}journey life {{ stage new initial  stage old  transition new -> old after 3 days }}\n");
    let files = Files::new("map-only", &[("a.blueprint", &text)]);
    let (code, out, _) = files.run(&["map", "a.blueprint", "--to", "svg", "--only", "journey.life"], "");
    assert!(code == 0 && out.starts_with("<svg "), "{out}");
    let (code, _, err) = files.run(&["map", "a.blueprint", "--to", "dot", "--only", "journey.live"], "");
    assert!(code == 2 && err.contains("did you mean `journey.life`?"), "{err}");
    let (code, _, err) = files.run(&["map", "a.blueprint", "--to", "html", "--only", "journey.life"], "");
    assert!(code == 2 && err.contains("html is a page with all charts"), "{err}");
    let (code, _, err) = files.run(&["map", "a.blueprint", "--to", "gif"], "");
    assert!(code == 2 && err.contains("html") && err.contains("mermaid"), "{err}");
}

/// Standard output may be a file that somebody opens: nothing goes there but a map.
#[test]
fn map_of_what_is_wrong_reports_it_and_writes_nothing() {
    let files = Files::new("map-broken", &[("b.blueprint", BROKEN)]);
    let _ = std::fs::remove_file(files.0.join("map.html"));
    let (code, out, err) = files.run(&["map", "b.blueprint", "--to", "html", "--output", "map.html"], "");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("error[E0201]") && !files.0.join("map.html").exists(), "{err}");
}

/// Every command of the page on maps works as it stands there.
#[test]
fn the_commands_on_the_page_on_maps_work() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = include_str!("../docs/map.md");
    let files = Files::new("map-page", &[]);
    let mut run = 0;
    for line in page.split("```sh\n").skip(1).filter_map(|block| block.split("```").next()).flat_map(str::lines) {
        let arguments: Vec<String> =
            line.strip_prefix("crm-blueprint ")
                .unwrap_or_else(|| panic!("{line}"))
                .split(' ')
                .map(|word| {
                    if word.starts_with("examples/") { root.join(word).display().to_string() } else { word.to_owned() }
                })
                .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let written = arguments.iter().position(|word| *word == "--output").map(|at| files.0.join(arguments[at + 1]));
        written.iter().for_each(|file| drop(std::fs::remove_file(file)));
        let (code, out, err) = files.run(&arguments, "");
        assert_eq!((code, err.as_str()), (0, ""), "{line}");
        assert!(written.map_or(!out.is_empty(), |file| file.exists()), "{line}");
        run += 1;
    }
    assert!(run >= 5, "{run} commands");
}
