//! Every comment is met.

use super::super::*;
use super::{FORMS, NORTH_STARS, tree};

#[derive(Default)]
struct Comments<'a>(Vec<&'a str>);

impl<'a> Comments<'a> {
    fn take(&mut self, lines: impl IntoIterator<Item = &'a String>) {
        self.0.extend(lines.into_iter().map(String::as_str));
    }
}

impl<'a> Visitor<'a> for Comments<'a> {
    fn visit_file(&mut self, file: &'a File) {
        self.take(&file.docs);
        walk_file(self, file);
    }

    fn visit_notes(&mut self, notes: &'a Notes) {
        self.take(notes.docs.iter().chain(&notes.comments).chain(&notes.trailing));
    }

    fn visit_comments(&mut self, comments: &'a [String]) {
        self.take(comments);
    }
}

#[test]
fn each_comment_once() {
    for text in NORTH_STARS.into_iter().chain([FORMS]) {
        for slashes in ["//", "///", "//!"] {
            let lines: Vec<_> = text.lines().filter(|line| !line.contains("//")).collect();
            let commented = lines.iter().enumerate().map(|(at, line)| format!("{line}\n{slashes} c{at}\n"));
            let commented: String = commented.collect();
            let file = tree(&commented);
            let mut met = Comments::default();
            met.visit_file(&file);
            let mut met: Vec<_> = met.0.into_iter().map(|one| one[1..].parse::<usize>().unwrap()).collect();
            met.sort_unstable();
            assert_eq!(met, (0..lines.len()).collect::<Vec<_>>());
        }
    }
}

#[test]
fn in_the_order_of_nodes() {
    let text =
        "//! 0\n/// 1\nteam a // 2\n{ owner b // 3\n // 4\n}\n/// 5\nenum e owner t // 6\n{ // 7\n m // 8\n}\n// 9";
    let file = tree(text);
    let mut met = Comments::default();
    met.visit_file(&file);
    assert_eq!(met.0, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}
