//! Every comment of a text is in its tree exactly once, at the node that it belongs to.

use super::*;
use crate::ast::{ChannelClause, FieldRow, Notes};

#[track_caller]
fn each_once(text: &str, comments: usize, mark: &str) {
    let parsed = read(text);
    let tree = format!("{:?}", parsed.file);
    for number in 0..comments {
        let comment = format!("\"{mark}{number}.\"");
        assert_eq!(tree.matches(&comment).count(), 1, "{comment} in\n{text}");
    }
}

fn commented(text: &str, slashes: &str) -> (String, usize) {
    let mut out = String::new();
    let mut count = 0;
    for line in text.lines() {
        out.push_str(line);
        if !line.contains("//") {
            out.push_str(&format!(" {slashes} c{count}."));
            count += 1;
        }
        out.push_str(&format!("\n  {slashes} c{}.\n", count));
        count += 1;
    }
    (out, count)
}

#[test]
fn each_comment_of_a_north_star_full_of_them() {
    for text in NORTH_STARS {
        for slashes in ["//", "///", "//!"] {
            let (text, count) = commented(text, slashes);
            assert_eq!(read(&text).diagnostics, []);
            each_once(&text, count, "c");
        }
    }
}

#[test]
fn each_comment_behind_every_word() {
    let text = "rule r of o \"L\" on e where a == 1 do x , y with { a : 1 } after 2~days when count of e in last 3~days > 2 \
                { limit 1 per day split { a 50% do x } } journey j { stage a { stage b } transition a -> b after 3~days } \
                sequence s ( a : int ) { when g { do x } else { wait 1~day or e { do y } else { } } } \
                contact { f : enum { a , b } = c { personal } g : int } table t { row any , 1 -> 2 } enum e { a , b }";
    let words: Vec<_> = text.split(' ').collect();
    let commented: Vec<_> = words.iter().enumerate().map(|(at, word)| format!("{word} // c{at}.\n")).collect();
    let commented = commented.concat().replace('~', " ");
    assert_eq!(read(&commented).diagnostics, []);
    each_once(&commented, words.len(), "c");
}

#[test]
fn broken_text_keeps_its_comments() {
    for wound in ["}", "\"", "stage", "onn e", "= =", "("] {
        for text in NORTH_STARS {
            let (text, count) = commented(text, "//");
            for part in [2, 5, 9] {
                let at = text.match_indices('\n').nth(part * 25).map_or(0, |(at, _)| at);
                each_once(&format!("{}\n{wound}\n{}", &text[..at], &text[at..]), count, "c");
            }
        }
    }
}

fn notes(docs: &[&str], comments: &[&str], trailing: Option<&str>) -> Notes {
    let owned = |list: &[&str]| list.iter().map(|&one| one.to_owned()).collect();
    Notes { docs: owned(docs), comments: owned(comments), trailing: trailing.map(str::to_owned) }
}

#[test]
fn comments_find_their_nodes() {
    let file = tree(
        "//! About the file.\n\
         //!  Indented.\n\
         // Before.\n\
         /// Documented.\n\
         channel email \"E\" { // Behind the brace.\n\
           cap 2 per day // Trailing.\n\
           // Of quiet.\n\
           quiet 20:00.. // Inside.\n\
             08:00\n\
           // Last.\n\
         } // End.\n\
         //// No documentation.\n\
         team ops //no space\n\
         // Left over.\n\
         /// Of nothing.\n",
    );
    assert_eq!(file.docs, ["About the file.", " Indented."]);
    assert_eq!(file.comments, ["Left over.", "Of nothing."]);
    assert_eq!(file.declarations[0].notes, notes(&["Documented."], &["Before."], Some("End.")));
    assert_eq!(file.declarations[1].notes, notes(&[], &["// No documentation."], Some("no space")));
    let DeclarationKind::Channel(channel) = &file.declarations[0].kind else { panic!() };
    assert_eq!(channel.body.comments, ["Last."]);
    let clauses = &channel.body.clauses;
    assert_eq!(clauses[0].notes, notes(&[], &["Behind the brace."], Some("Trailing.")));
    assert_eq!(clauses[1].notes, notes(&[], &["Of quiet.", "Inside."], None));
    assert!(matches!(clauses[1].kind, ChannelClause::Quiet { .. }));
}

#[test]
fn between_header_and_block_they_are_the_declarations() {
    let file = tree("team ops // One.\n// Two.\n{ // Three.\n}");
    assert_eq!(file.declarations[0].notes, notes(&[], &["One.", "Two."], None));
    let DeclarationKind::Team(team) = &file.declarations[0].kind else { panic!() };
    assert_eq!(team.body.comments, ["Three."]);
}

#[test]
fn rows_and_members_have_their_own() {
    let file = tree("contact {\n a: int, // A.\n /// B.\n b: enum { // X.\n x, // Y.\n y } // C.\n}");
    let DeclarationKind::Contact(contact) = &file.declarations[0].kind else { panic!() };
    assert_eq!(contact.body.clauses[0].notes, notes(&[], &[], Some("A.")));
    assert_eq!(contact.body.clauses[1].notes, notes(&["B."], &[], Some("C.")));
    let FieldRow::Field(field) = &contact.body.clauses[1].kind else { panic!() };
    let crate::ast::TypeKind::Enum(members) = &field.ty.kind else { panic!() };
    assert_eq!(members[0].notes, notes(&[], &["X."], Some("Y.")));
}

#[test]
fn line_ends_and_marks_of_other_systems() {
    let file = tree("\u{feff}//! Docs.\r\nteam ops // One.\r\n// Two.\r\nteam sales\r\n");
    assert_eq!(file.docs, ["Docs."]);
    assert_eq!(file.declarations[0].notes.trailing.as_deref(), Some("One."));
    assert_eq!(file.declarations[1].notes.comments, ["Two."]);
}
