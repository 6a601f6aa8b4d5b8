use std::fs;
use std::path::PathBuf;

use super::super::{Directory, LoadError};
use super::*;

/// A directory of its own, and one beside it that is none of its business.
fn place(test: &str) -> PathBuf {
    let place = std::env::temp_dir().join(format!("crm-blueprint-load-{test}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(place.join("root/parts")).unwrap();
    fs::create_dir_all(place.join("secret")).unwrap();
    fs::write(place.join("root/parts/teams.blueprint"), "team care").unwrap();
    fs::write(place.join("secret/secret.blueprint"), "team spies").unwrap();
    place
}

fn other(result: Result<String, LoadError>) -> String {
    match result {
        Err(LoadError::Other(why)) => why,
        found => panic!("{found:?}"),
    }
}

#[test]
fn files_below_the_root_are_read() {
    let place = place("read");
    let directory = Directory::new(place.join("root"));
    assert_eq!(directory.load("parts/teams.blueprint").unwrap(), "team care");
    assert_eq!(directory.load("parts/none.blueprint"), Err(LoadError::NotFound));
    assert_eq!(directory.load("none/teams.blueprint"), Err(LoadError::NotFound));
    assert_eq!(directory.load("parts/teams.blueprint/x.blueprint"), Err(LoadError::NotFound));
    assert!(directory.shown("parts/teams.blueprint").ends_with("teams.blueprint"));
    let loaded = load(
        &directory.shown("main.blueprint"),
        "import \"parts/teams.blueprint\"\nimport \"main.blueprint\"",
        Some(&directory),
        &Limits::default(),
        &LoadLimits::default(),
    );
    let found: Vec<&str> = loaded.diagnostics.iter().map(|found| found.code.id()).collect();
    assert_eq!((found, declared(&loaded)), (vec!["E0704"], vec!["team care"]));
    fs::remove_dir_all(place).unwrap();
}

#[test]
fn paths_that_lead_out_are_not_even_looked_for() {
    let place = place("out");
    let directory = Directory::new(place.join("root"));
    let absolute = place.join("secret/secret.blueprint");
    for path in ["../secret/secret.blueprint", "parts/../../secret/secret.blueprint", absolute.to_str().unwrap(), ""] {
        assert_eq!(directory.load(path), Err(LoadError::NotFound), "{path}");
    }
    fs::remove_dir_all(place).unwrap();
}

#[test]
fn what_is_no_regular_text_is_refused() {
    let place = place("kinds");
    let root = place.join("root");
    let directory = Directory::new(&root).limit(10);
    fs::create_dir(root.join("folder.blueprint")).unwrap();
    assert!(other(directory.load("folder.blueprint")).contains("not a regular file"));
    fs::write(root.join("exact.blueprint"), "0123456789").unwrap();
    assert_eq!(directory.load("exact.blueprint").unwrap().len(), 10);
    fs::write(root.join("large.blueprint"), "0123456789+").unwrap();
    assert_eq!(directory.load("large.blueprint"), Err(LoadError::TooLarge));
    fs::write(root.join("bytes.blueprint"), [0xff, 0xfe]).unwrap();
    assert_eq!(directory.load("bytes.blueprint"), Err(LoadError::NotText));
    assert!(other(Directory::new(root.join("nowhere")).load("a.blueprint")).contains("directory of imports"));
    fs::remove_dir_all(place).unwrap();
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_and_not_out() {
    use std::os::unix::fs::symlink;
    let place = place("links");
    let root = place.join("root");
    symlink(root.join("parts/teams.blueprint"), root.join("inside.blueprint")).unwrap();
    symlink(place.join("secret/secret.blueprint"), root.join("file.blueprint")).unwrap();
    symlink("../secret", root.join("folder")).unwrap();
    symlink("loop.blueprint", root.join("loop.blueprint")).unwrap();
    symlink("nothing", root.join("dangling.blueprint")).unwrap();
    // The root itself may be reached by a link.
    symlink(&root, place.join("alias")).unwrap();
    let directory = Directory::new(place.join("alias"));
    assert_eq!(directory.load("inside.blueprint").unwrap(), "team care");
    assert!(other(directory.load("file.blueprint")).contains("leads out"));
    assert!(other(directory.load("folder/secret.blueprint")).contains("leads out"));
    other(directory.load("loop.blueprint"));
    assert_eq!(directory.load("dangling.blueprint"), Err(LoadError::NotFound));
    // A name that begins like the root's is another directory.
    fs::create_dir(place.join("root-other")).unwrap();
    fs::write(place.join("root-other/x.blueprint"), "team x").unwrap();
    symlink("../root-other/x.blueprint", root.join("near.blueprint")).unwrap();
    assert!(other(directory.load("near.blueprint")).contains("leads out"));
    fs::remove_dir_all(place).unwrap();
}

#[cfg(unix)]
#[test]
fn a_device_and_a_pipe_are_not_opened() {
    use std::os::unix::fs::symlink;
    let place = place("devices");
    let root = place.join("root");
    symlink("/dev/zero", root.join("zero.blueprint")).unwrap();
    assert!(other(Directory::new(&root).load("zero.blueprint")).contains("leads out"));
    // With the whole system as root, a device is inside, and still no file.
    assert!(
        other(Directory::new("/").load(&format!("{}/zero.blueprint", root.to_str().unwrap().trim_start_matches('/'))))
            .contains("not a regular file")
    );
    let made = std::process::Command::new("mkfifo").arg(root.join("pipe.blueprint")).status();
    if made.is_ok_and(|status| status.success()) {
        assert!(other(Directory::new(&root).load("pipe.blueprint")).contains("not a regular file"));
    }
    fs::remove_dir_all(place).unwrap();
}
