//! Matrices, steps within steps, ids of places.

use super::grid;
use super::model::{Block, Inline, Rich, Step, Table};
use super::say;
use super::things::{Anchors, Thing};
use super::writer::Writer;
use crate::Blueprint;
use crate::calendar::{ClosedDays, Schedule, TimeOfDay, Weekday};
use crate::ir::{self, Id as _};

fn parsed(text: &str) -> Blueprint {
    Blueprint::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// The words of a text, without what they lead to.
fn words(text: &Rich) -> String {
    let word = |part: &Inline| match part {
        Inline::Own(words) | Inline::Text(words) | Inline::Code(words) | Inline::Said(words) => words.clone(),
        Inline::Link { text, .. } | Inline::Channel { text, .. } => text.clone(),
        Inline::Mark { text, .. } => format!("[{text}]"),
        Inline::Line { .. } => String::new(),
    };
    text.0.iter().map(word).collect()
}

/// The cells of a table, row by row.
fn cells(table: &Table) -> Vec<String> {
    let cell = |cell: &Vec<Rich>| cell.iter().map(words).collect::<Vec<_>>().join(", ");
    table.rows.iter().map(|row| row.cells.iter().map(cell).collect::<Vec<_>>().join(" | ")).collect()
}

#[test]
fn segments_lie_over_the_bands_that_tell_them() {
    let blueprint = parsed(
        "blueprint b\ncontact { spent: decimal = 0  visits: int = 0  vip: bool = false }\n\
         bands value \"Value\" over spent { large >= 100  small }\n\
         bands often \"Often\" over visits { much >= 10  some >= 2  rare }\n\
         segment best \"Best\" when value == large and often in [much, some]\n\
         segment lost \"Lost\" when not (often == much or often == some) and vip\n\
         segment plain \"Plain\" when vip\n",
    );
    let writer = Writer::new(blueprint.ir(), Vec::new());
    let tables = grid::segments(&writer);
    assert_eq!(tables.len(), 1);
    assert_eq!(cells(&tables[0]), ["large | Best | Best | Lost (in part)", "small | – | – | Lost (in part)"]);
}

#[test]
fn a_table_of_two_inputs_is_a_matrix() {
    let text = |policy: &str, rows: &str| {
        format!(
            "blueprint b\nenum level {{ low \"Low\", high \"High\" }}\n\
             contact {{ one: level = low  two: level = low }}\n\
             table t {policy} {{ input one, two  output points: int  {rows} }}\n"
        )
    };
    let drawn = |text: String| {
        let blueprint = parsed(&text);
        let writer = Writer::new(blueprint.ir(), Vec::new());
        grid::decision(&writer, ir::TableId::new(0)).map(|table| cells(&table))
    };
    let first = drawn(text("first", "row high, any -> 3  row any, high -> 2  else -> 1"));
    assert_eq!(first.unwrap(), ["Low | 1 | 2", "High | 3 | 3"]);
    let collect = drawn(text("collect", "row high, any -> 3  row any, high -> 2"));
    assert_eq!(collect.unwrap(), ["Low | – | 2", "High | 3 | 3, 2"]);
    let numbers = "blueprint b\ncontact { n: int = 0  m: int = 0 }\n\
                   table t first { input n, m  output p: int  row > 1, any -> 1  else -> 0 }\n";
    assert_eq!(drawn(numbers.to_owned()), None);
}

fn told(steps: &[Step], depth: usize, lines: &mut Vec<String>) {
    for step in steps {
        lines.push(format!("{}{}", "  ".repeat(depth), words(&step.text)));
        told(&step.inner, depth + 1, lines);
    }
}

fn steps_of(ir: &ir::Blueprint) -> Vec<String> {
    let chapter = super::steps::chapter(&Writer::new(ir, Vec::new()));
    let mut lines = Vec::new();
    for block in &chapter.blocks {
        let Block::Card(card) = block else { continue };
        for block in &card.blocks {
            if let Block::Outline(steps) = block {
                told(steps, 0, &mut lines);
            }
        }
    }
    lines
}

const SEQUENCE: &str = "blueprint b\nchannel c \"C\"\ncontact { n: int = 0 }\nevent e \"E\"\n\
    action a \"A\" { channel c  automated }\naction z \"Z\" { channel c  human }\n\
    sequence s {\n\
      step hello \"Hello\" { do a }\n\
      wait 1 day or e { when n > 1 { do a } else { do z } } else { do z  wait 2 days }\n\
      when n > 5 { do z }\n\
      repeat while n < 3 { do a  wait 7 days }\n\
      do z\n\
    }\nrule r { on e  start s }\n";

#[test]
fn steps_stand_within_one_another_as_they_were_written() {
    assert_eq!(
        steps_of(parsed(SEQUENCE).ir()),
        [
            "[Hello] A C [automated]",
            "Wait 1 day, or for E",
            "  If that comes:",
            "    If n > 1",
            "      Then:",
            "        A C [automated]",
            "      Otherwise:",
            "        Z C [human]",
            "  If the time is over first:",
            "    Z C [human]",
            "    Wait 2 days",
            "If n > 5",
            "  Z C [human]",
            "As long as n < 3, again and again",
            "  A C [automated]",
            "  Wait 7 days",
            "Z C [human]",
        ]
    );
}

/// A stored blueprint may jump where no text does: it is told all the same, and the telling ends.
#[test]
fn any_jumps_are_told() {
    let blueprint = parsed(SEQUENCE);
    let mut ir = (**blueprint.ir()).clone();
    let count = u32::try_from(ir.sequences[ir::SequenceId::new(0)].steps.len()).unwrap();
    for seed in 0..500_u32 {
        let sequence = ir.sequences.get_mut(ir::SequenceId::new(0)).unwrap();
        for (index, step) in (0_u32..).zip(&mut sequence.steps) {
            let target = (seed.wrapping_mul(7919).wrapping_add(index.wrapping_mul(104_729)) >> 3) % (count + 1);
            match &mut step.kind {
                ir::StepKind::Wait { expired: to, .. }
                | ir::StepKind::Branch { otherwise: to, .. }
                | ir::StepKind::Repeat { end: to, .. }
                | ir::StepKind::Jump(to) => *to = target,
                _ => {}
            }
        }
        assert!(!steps_of(&ir).is_empty());
    }
}

#[test]
fn places_have_ids_of_their_own() {
    let blueprint = parsed(
        "blueprint b\nevent größe\ncontact { vip: bool = true }\nterm vip { means \"x\" }\n\
         scenario \"A, b!\" { at 2026-03-02 10:00  then vip }\nscenario \"A b\" { at 2026-03-02 10:00  then vip }\n\
         scenario \"!\" { at 2026-03-02 10:00  then vip }\n",
    );
    let ir = blueprint.ir();
    let anchors = Anchors::new(ir, &Thing::all(ir));
    let of = |thing| anchors.get(thing).unwrap().as_str();
    assert_eq!(of(Thing::Event(ir::EventId::new(0))), "event-größe");
    assert_eq!(of(Thing::Field(ir::FieldId::new(0))), "field-contact-vip");
    assert_eq!(of(Thing::Term(ir::TermId::new(0))), "term-vip");
    let tests: Vec<&str> = ir.scenarios.ids().map(|id| of(Thing::Scenario(id))).collect();
    assert_eq!(tests, ["test-A-b", "test-A-b--2", "test-"]);
}

#[test]
fn hours_are_told_by_days_that_are_alike() {
    let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
    let quiet = Schedule::outside(time("20:00"), time("08:00"));
    assert_eq!(say::quiet_hours(&quiet), "20:00–08:00");
    assert_eq!(say::quiet_hours(&Schedule::outside(time("12:00"), time("14:00"))), "12:00–14:00");
    let days = Schedule::of_days(&[Weekday::Monday, Weekday::Tuesday, Weekday::Friday]);
    assert_eq!(say::open_days(&days), "Mon–Tue, Fri");
    assert_eq!(say::hours(&days)[0], ("Mon–Tue".to_owned(), "all day".to_owned()));
    assert_eq!(say::closed(&ClosedDays::EveryYear { month: 12, day: 25 }), "every 25 December");
    let third = ClosedDays::Nth { nth: 3, weekday: Weekday::Monday, month: 1 };
    assert_eq!(say::closed(&third), "third Mon of January");
}
