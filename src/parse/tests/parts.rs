//! A file that is read in parts is read as one that is read at once.

use super::super::build::Builder;
use super::super::{Limits, Parsed, scan};
use crate::text::FileId;

const TEXTS: [&str; 4] = [
    include_str!("../../../tests/north_star/forms.blueprint"),
    include_str!("../../../tests/north_star/saas_b2b.blueprint"),
    include_str!("../../../tests/north_star/sav.blueprint"),
    include_str!("../../../examples/blueprints/partner_network.blueprint"),
];

fn read(text: &str, part: usize) -> Parsed {
    let limits = Limits::default();
    let scanned = scan::scan(text, FileId(0), &limits).unwrap_or_else(|found| panic!("{found:?}"));
    let mut builder = Builder::new(text, &scanned, FileId(0), &limits);
    builder.part = part;
    builder.file()
}

#[test]
fn parts_of_any_length() {
    for text in TEXTS {
        let whole = read(text, usize::MAX);
        assert!(whole.diagnostics.is_empty());
        for part in [1, 7, 100, 501, 1_000, 4_000] {
            assert!(read(text, part) == whole, "{part}: {}", &text[..60]);
        }
    }
}

#[test]
fn parts_of_what_is_cut_off() {
    for text in TEXTS {
        for end in (0..text.len()).step_by(211).filter(|&end| text.is_char_boundary(end)) {
            let text = &text[..end];
            assert!(read(text, 50) == read(text, usize::MAX), "{end}: {}", &text[..60.min(end)]);
        }
    }
}

#[test]
fn a_header_goes_on_behind_a_part() {
    let head = "action a\n  channel b\n  purpose c\nrule d on e do a\n";
    for rest in ["group f", "group f { at most 1 }", "channel f", "channel f { internal }", "purpose f \"F\"", "each"] {
        let text = format!("{head}{rest}\naction g\n{rest}\n{head}{rest}\n{head}");
        let whole = read(&text, usize::MAX);
        for part in 1..text.len() {
            assert!(read(&text, part) == whole, "{part}: {text}");
        }
    }
}
