//! The charts of the map: hostile labels are text, the same blueprint gives the same bytes, and a small one looks so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod map;

use crm_blueprint::Blueprint;
use crm_blueprint::map::{Format, MapError, Options, charts};
use insta::assert_snapshot;
use map::{HOSTILE, examples, labelled};

const SMALL: &str = r##"
blueprint shop "The shop"
team care "Care"
channel email "E-mail" { color "#2563eb" }
channel phone "Phone"
contact { spent "Spent": decimal = 0.0 }
event ordered "Order" { total "Total": decimal }
event left "Account closed"
segment known "Known to us" when spent > 0
action thanks "A note of thanks" { channel email  owner care  automated }
action call "Ask how it is" { channel phone  owner care  human }
journey life "Life cycle" for segment known {
  stage visitor "Visitor" initial { phase "Interest"  owner care  emotion curious }
  stage buyer "Buyer" { phase "Trade"  owner care  emotion satisfied  moment "The parcel is opened" }
  stage lost "Lost" final
  transition visitor -> buyer on ordered where event.total > 10
  transition buyer -> visitor "Long silence" after 2 years
  transition visitor, buyer -> lost on left
}
rule greet "Thank buyers" { on enter buyer  do thanks, call }
"##;

#[test]
fn a_small_one() {
    let blueprint = Blueprint::parse(SMALL).unwrap();
    assert_snapshot!("map_mermaid", blueprint.map(Format::Mermaid));
    assert_snapshot!("map_dot", blueprint.map(Format::Dot));
    #[cfg(feature = "svg")]
    for chart in charts(blueprint.ir()) {
        assert_snapshot!(format!("map_svg_{}", chart.id()), crm_blueprint::map::svg::draw(&chart));
    }
}

#[test]
fn charts_have_names_of_their_own() {
    for (name, blueprint) in examples() {
        let charts = charts(blueprint.ir());
        let mut ids: Vec<&str> = charts.iter().map(|chart| chart.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), charts.len(), "{name}");
        assert!(charts.iter().all(|chart| !chart.title().is_empty() && !chart.description().is_empty()), "{name}");
    }
}

#[test]
fn one_chart_is_drawn_by_its_name() {
    let blueprint = Blueprint::parse(SMALL).unwrap();
    let draw = |id: &str| crm_blueprint::map::map(blueprint.ir(), Format::Mermaid, &Options::default().chart(id));
    assert!(draw("journey.life").unwrap().contains("Visitor"));
    let error = draw("journey.live").unwrap_err();
    assert!(matches!(&error, MapError::NoChart { .. }));
    assert_eq!(error.to_string(), "there is no chart `journey.live`; did you mean `journey.life`?");
}

/// A journey of so many stages, in three phases, each with a way to the next and one to the first.
fn long(stages: usize) -> Blueprint {
    let mut text = "blueprint long\nevent go\nevent back\njourney life {\n".to_owned();
    for stage in 0..stages {
        let initial = if stage == 0 { "initial " } else { "" };
        text.push_str(&format!("  stage s{stage} {initial}{{ phase \"{}\" }}\n", stage * 3 / stages));
    }
    for stage in 1..stages {
        text.push_str(&format!("  transition s{} -> s{stage} on go\n  transition s{stage} -> s0 on back\n", stage - 1));
    }
    text.push('}');
    Blueprint::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_chart_that_is_too_large_is_drawn_in_parts() {
    assert_eq!(charts(long(60).ir()).len(), 1);
    let blueprint = long(240);
    let parts = charts(blueprint.ir());
    assert!(parts.len() > 5);
    assert_eq!(parts[0].id(), "journey.life.1");
    assert_eq!(parts[1].title(), format!("life, part 2 of {}", parts.len()));
    assert!(parts.iter().all(|part| part.notes().iter().any(|note| note.contains("Too large for one picture"))));
    for format in Format::ALL.iter().copied() {
        let map = blueprint.map(format);
        assert!((0..240).all(|stage| map.contains(&format!("s{stage}"))), "{format}");
    }
}

#[test]
fn the_same_blueprint_gives_the_same_bytes() {
    for ((name, one), (_, two)) in examples().into_iter().zip(examples()) {
        for format in Format::ALL.iter().copied() {
            assert_eq!(one.map(format), two.map(format), "{name} as {format}");
        }
    }
}

#[test]
fn what_turns_the_text_around_is_shown_and_not_done() {
    for label in HOSTILE {
        let blueprint = labelled(label);
        for format in Format::ALL.iter().copied() {
            let text = blueprint.map(format);
            let bad =
                |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!text.contains(bad), "{label:?} as {format}");
        }
    }
}

#[cfg(feature = "svg")]
mod svg {
    use super::*;

    /// Elements that pictures are made of, and nothing else.
    const ELEMENTS: [&str; 9] = ["svg", "title", "desc", "style", "g", "rect", "path", "text", "tspan"];

    #[test]
    fn hostile_labels_are_text() {
        for label in HOSTILE {
            let blueprint = labelled(label);
            well_formed(&blueprint.map(Format::Svg));
            for chart in charts(blueprint.ir()) {
                well_formed(&crm_blueprint::map::svg::draw(&chart));
            }
        }
    }

    #[test]
    fn parts_are_well_formed_and_fit_a_page() {
        for (name, blueprint) in examples() {
            for chart in charts(blueprint.ir()) {
                let parts = crm_blueprint::map::svg::parts(&chart);
                let number = |part: &str, what: &str| -> i32 {
                    part.split(&format!(" {what}=\""))
                        .nth(1)
                        .and_then(|rest| rest.split('"').next())
                        .unwrap()
                        .parse()
                        .unwrap()
                };
                for part in &parts {
                    well_formed(part);
                    assert!(
                        number(part, "height") <= (number(part, "width") * 13 / 10).max(900),
                        "{name} {}",
                        chart.id()
                    );
                }
                let whole = number(&crm_blueprint::map::svg::draw(&chart), "height");
                assert_eq!(parts.iter().map(|part| number(part, "height")).sum::<i32>(), whole);
            }
            well_formed(&crm_blueprint::map::svg::legend(blueprint.ir()));
        }
    }

    #[test]
    fn examples_are_well_formed() {
        for (_, blueprint) in examples() {
            well_formed(&blueprint.map(Format::Svg));
        }
    }

    /// Elements are ours and closed, attributes hold no text of a blueprint, and signs of XML are escaped.
    #[track_caller]
    fn well_formed(text: &str) {
        let mut open: Vec<String> = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            if open.last().is_none_or(|name| name != "style") {
                for (at, _) in before.match_indices('&') {
                    let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
                    assert!(known.iter().any(|known| before[at..].starts_with(known)), "{before}");
                }
                assert!(!before.contains('>'), "{before}");
            }
            let end = tag.find('>').expect("an element ends");
            let inner = &tag[1..end];
            let name: String = inner.trim_start_matches('/').chars().take_while(|c| c.is_alphanumeric()).collect();
            assert!(ELEMENTS.contains(&name.as_str()), "<{inner}>");
            assert!(
                !inner.contains(" on") && !inner.contains("href") && inner.matches('"').count() % 2 == 0,
                "<{inner}>"
            );
            if inner.starts_with('/') {
                assert_eq!(open.pop().as_deref(), Some(name.as_str()));
            } else if !inner.ends_with('/') {
                open.push(name);
            }
            rest = &tag[end + 1..];
        }
        assert!(open.is_empty() && rest.trim().is_empty());
    }
}
