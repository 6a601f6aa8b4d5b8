//! In no picture of an example does anything stand on anything else.

use std::sync::OnceLock;

use super::graph::Drawing;
use super::layout::{self, Places, Plan};
use super::paint::Rect;
use crate::load::Directory;
use crate::map::{ChartKind, charts};
use crate::{Blueprint, Options};

fn examples() -> Vec<(String, Blueprint)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["examples/blueprints", "tests/north_star"] {
        let mut files: Vec<_> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files.into_iter().filter(|path| path.is_file()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let options = Options::new().loader(Directory::new(root.join(folder)));
            all.push((name.clone(), Blueprint::load(&name, &options).unwrap_or_else(|error| panic!("{error}"))));
        }
    }
    all
}

/// Journeys with ways that look random, some of whose stages stand inside another, and one of many stages.
fn random() -> Vec<(String, Blueprint)> {
    let mut state = 7_u64;
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let journey = |number: u64| {
        let stages = 3 + below(14);
        let mut text = "blueprint random\nteam care\nevent go \"Something happens that takes words\"\n".to_owned();
        text.push_str("journey life {\n");
        for stage in 0..stages {
            let initial = if stage == 0 { "initial " } else { "" };
            let owner = if below(2) == 0 { "owner care" } else { "" };
            text.push_str(&format!(
                "  stage s{stage} {initial}{{ phase \"P{}\" {owner}\n",
                stage * (1 + number % 4) / stages
            ));
            if below(5) == 0 {
                text.push_str(&format!("    stage a{stage} initial\n    stage b{stage}\n"));
            }
            text.push_str("  }\n");
        }
        for priority in 0..stages * (1 + number % 3) {
            let from = below(stages);
            let also = (from + 1 + below(stages - 1)) % stages;
            let many = if below(4) == 0 { format!(", s{also}") } else { String::new() };
            text.push_str(&format!(
                "  transition s{from}{many} -> s{} on go {{ priority {priority} }}\n",
                below(stages)
            ));
        }
        text.push('}');
        (format!("random {number}"), Blueprint::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")))
    };
    (0..90).map(journey).collect()
}

struct Drawn {
    what: String,
    titles: Vec<String>,
    plan: Plan,
    places: Places,
}

/// All charts of boxes and arrows, laid out once.
fn drawn() -> &'static [Drawn] {
    static ALL: OnceLock<Vec<Drawn>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        for (name, blueprint) in examples().into_iter().chain(random()) {
            for chart in charts(blueprint.ir()).into_iter().filter(|chart| chart.kind() != ChartKind::Emotions) {
                let plan = Drawing::of(&chart).plan();
                let places = layout::lay_out(&plan);
                let titles = chart.nodes.iter().map(|node| node.title.clone()).collect();
                all.push(Drawn { what: format!("{name} {}", chart.id()), titles, plan, places });
            }
        }
        all
    })
}

fn overlap(one: Rect, other: Rect) -> bool {
    one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
}

/// A stretch of an arrow as a rectangle without width.
fn stretch(pair: &[(i32, i32)]) -> Rect {
    let (from, to) = (pair[0], pair[1]);
    assert!(from.0 == to.0 || from.1 == to.1, "arrows run straight: {pair:?}");
    Rect { x: from.0.min(to.0), y: from.1.min(to.1), w: (from.0 - to.0).abs().max(1), h: (from.1 - to.1).abs().max(1) }
}

#[test]
fn nothing_stands_on_anything_else() {
    let mut wrong = Vec::new();
    for Drawn { what, titles, plan, places } in drawn() {
        let mut see = |is_wrong: bool, found: String| {
            if is_wrong {
                wrong.push(format!("{what}: {found}"));
            }
        };
        let labels: Vec<(usize, Rect)> =
            places.ways.iter().enumerate().filter_map(|(way, run)| Some((way, run.label?))).collect();
        for (at, one) in places.boxes.iter().enumerate() {
            for other in places.boxes.iter().skip(at + 1) {
                see(overlap(*one, *other), format!("boxes {one:?} {other:?}"));
            }
            for (way, label) in &labels {
                see(overlap(*one, *label), format!("the label of {way} on {:?}", titles[at]));
            }
        }
        for (at, (way, one)) in labels.iter().enumerate() {
            for (other, label) in labels.iter().skip(at + 1) {
                see(overlap(*one, *label), format!("labels of {way} and {other}"));
            }
        }
        for (index, (way, run)) in plan.ways.iter().zip(&places.ways).enumerate() {
            for part in run.points.windows(2).map(stretch) {
                for (at, one) in places.boxes.iter().enumerate() {
                    // It may touch what it joins.
                    let own = at == way.upper || at == way.lower;
                    let inner = if own { one.grown(-2) } else { *one };
                    see(overlap(part, inner), format!("{index} through {:?}", titles[at]));
                }
                for (other, label) in labels.iter().filter(|(other, _)| *other != index) {
                    see(overlap(part, *label), format!("{index} through the label of {other}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two arrows may cross, and may not run along one line.
#[test]
fn no_two_arrows_run_along_one_line() {
    let mut wrong = Vec::new();
    for Drawn { what, places, .. } in drawn() {
        let parts: Vec<(usize, Rect)> = places
            .ways
            .iter()
            .enumerate()
            .flat_map(|(index, run)| run.points.windows(2).map(move |pair| (index, stretch(pair))))
            .collect();
        for (at, (index, one)) in parts.iter().enumerate() {
            for (_, other) in parts.iter().skip(at + 1).filter(|(other, _)| other != index) {
                let both =
                    |upright: bool| if upright { one.w == 1 && other.w == 1 } else { one.h == 1 && other.h == 1 };
                let along = both(true) && one.h > 1 && other.h > 1 || both(false) && one.w > 1 && other.w > 1;
                if along && overlap(*one, *other) {
                    wrong.push(format!("{what}: {one:?} {other:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
