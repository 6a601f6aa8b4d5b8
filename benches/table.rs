//! The figures that the project promises, each beside what it is measured against, as tables in Markdown.
//!
//! `cargo bench --bench table`, or some parts of it: `cargo bench --bench table -- crm curves`.
#![expect(clippy::expect_used, clippy::panic, reason = "a bench that can't run has nothing to measure")]

mod support;
mod tables {
    pub mod crm;
    pub mod curves;
    pub mod json;
    pub mod load;
    pub mod series;
}

use support::clock::Effort;
use support::{asked_for, only_once};

/// How much is measured, and whether it is to run once only.
type Part = fn(Effort, bool);

fn main() {
    let once = only_once();
    let effort = if once { Effort::ONCE } else { Effort::USUAL };
    let parts: [(&str, Part); 5] = [
        ("crm", tables::crm::table),
        ("curves", tables::curves::table),
        ("series", tables::series::table),
        ("json", tables::json::table),
        ("load", tables::load::table),
    ];
    for (name, part) in parts {
        if asked_for(name) {
            part(effort, once);
        }
    }
}
