//! The parser's tests, by concern.

use super::{Limits, Parsed, parse};
use crate::text::FileId;

mod smoke;

fn read(text: &str) -> Parsed {
    parse(text, FileId(0), &Limits::default())
}
