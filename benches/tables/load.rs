//! From a text to a blueprint that decides, and from its stored form.

use std::hint::black_box;

use crm_blueprint::Blueprint;
use crm_blueprint::check::check;
use crm_blueprint::parse::parse;
use crm_blueprint::text::FileId;

use crate::support::b2b;
use crate::support::clock::{Effort, Way, short};
use crate::support::crm::Crm;
use crate::support::engine::{load, unlimited};

pub fn table(effort: Effort, once: bool) {
    println!("\n## From text to ready, megabytes a second; the stored form beside it\n");
    println!("| | MB | parse | check | ready | ms | JSON, ms | text/JSON | MessagePack, ms | text/MessagePack |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    row("B2B north star", b2b::TEXT, effort);
    let rules: &[usize] = if once { &[20] } else { &[1_000, 9_500, 50_000] };
    for &rules in rules {
        let few = Effort { rounds: effort.rounds.min(if rules > 1_000 { 3 } else { 9 }), ..effort };
        row(&format!("crm-{rules}"), &Crm::new(rules, 1).text(), few);
    }
}

fn row(name: &str, text: &str, effort: Effort) {
    let options = unlimited();
    let read = || parse(text, FileId(0), &options.limits);
    let file = read().file;
    let blueprint = load(text);
    let stored = serde_json::to_string(&blueprint).expect("a blueprint is JSON");
    let packed = rmp_serde::to_vec_named(&blueprint).expect("a blueprint is MessagePack");
    // Stored forms have at most 20,000 declarations, whatever a host allows for texts.
    let restores = Blueprint::from_ir_json(&stored).is_ok();
    let [parsed, checked, ready, restored, unpacked] = effort.compare([
        Way::new(|| {
            black_box(read());
            1
        }),
        Way::new(|| {
            black_box(check(&file, &options.check));
            1
        }),
        Way::new(|| {
            black_box(load(text));
            1
        }),
        Way::new(|| {
            if restores {
                black_box(Blueprint::from_ir_json(&stored).expect("it is what was stored"));
            }
            1
        }),
        Way::new(|| {
            if restores {
                black_box(rmp_serde::from_slice::<Blueprint>(&packed).expect("it is what was stored"));
            }
            1
        }),
    ]);
    let speed = |nanoseconds: f64| short(text.len() as f64 * 1e3 / nanoseconds);
    let of_stored = |figure: f64| if restores { short(figure) } else { "-".to_owned() };
    println!(
        "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        short(text.len() as f64 / 1e6),
        speed(parsed),
        speed(checked),
        speed(ready),
        short(ready / 1e6),
        of_stored(restored / 1e6),
        of_stored(ready / restored),
        of_stored(unpacked / 1e6),
        of_stored(ready / unpacked),
    );
}
