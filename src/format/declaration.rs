//! The file, and the small declarations.

use super::expression::{expr, quoted, sum};
use super::layout::{Block, Layout, declaration, line, slashes, with_notes};
use super::small::{
    cap, closed_day, commas, common, day_range, duration, handled, header, name, names, optional, path, paths, text,
    time_range, unit, window,
};
use super::{engagement, journey, scenario, sequence, vocabulary};
use crate::ast::*;

pub(super) fn file(file: &File) -> String {
    let mut lines: Block = file.docs.iter().map(|doc| slashes("//!", doc)).collect();
    let mut before: Option<(std::mem::Discriminant<DeclarationKind>, bool)> = None;
    for found in &file.declarations {
        let block = with_notes(&found.notes, print(&found.kind, &found.notes));
        if block.is_empty() {
            continue;
        }
        let kind = std::mem::discriminant(&found.kind);
        let short = block.len() == 1;
        let together = short && before == Some((kind, true));
        if !lines.is_empty() && !together {
            lines.push(String::new());
        }
        before = Some((kind, short));
        lines.extend(block);
    }
    if !file.comments.is_empty() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(file.comments.iter().map(|comment| slashes("//", comment)));
    }
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn print(kind: &DeclarationKind, notes: &Notes) -> Block {
    match kind {
        DeclarationKind::Import(import) => line(format!("import {}", text(&import.path))),
        DeclarationKind::Blueprint(found) => blueprint(found),
        DeclarationKind::Team(found) => team(found),
        DeclarationKind::Opening(found) => opening(found),
        DeclarationKind::Purpose(found) => purpose(found),
        DeclarationKind::Channel(found) => channel(found, notes),
        DeclarationKind::Enum(found) => vocabulary::enumeration(found),
        DeclarationKind::Contact(found) => vocabulary::contact(found),
        DeclarationKind::Object(found) => vocabulary::object(found),
        DeclarationKind::Event(found) => vocabulary::event(found),
        DeclarationKind::Let(found) => vocabulary::derived(found),
        DeclarationKind::Setting(found) => vocabulary::setting(found),
        DeclarationKind::Segment(found) => vocabulary::segment(found, notes),
        DeclarationKind::Bands(found) => vocabulary::bands(found, notes),
        DeclarationKind::Table(found) => vocabulary::table(found, notes),
        DeclarationKind::Score(found) => vocabulary::score(found, notes),
        DeclarationKind::Mode(found) => vocabulary::mode(found),
        DeclarationKind::Journey(found) => journey::journey(found, notes),
        DeclarationKind::Action(found) => engagement::action(found),
        DeclarationKind::Sequence(found) => sequence::sequence(found),
        DeclarationKind::Group(found) => group(found),
        DeclarationKind::Rule(found) => engagement::rule(found),
        DeclarationKind::Sla(found) => sequence::sla(found),
        DeclarationKind::Kpi(found) => kpi(found),
        DeclarationKind::System(found) => system(found),
        DeclarationKind::Flow(found) => flow(found),
        DeclarationKind::Term(found) => term(found),
        DeclarationKind::Scenario(found) => scenario::scenario(found),
        DeclarationKind::Invalid(_) => Block::new(),
    }
}

fn blueprint(found: &BlueprintHeader) -> Block {
    let head = header("blueprint", &found.name, None, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::LINES,
        |_| false,
        |clause| match clause {
            BlueprintClause::Version(version) => line(format!("version {}", text(version))),
            BlueprintClause::Status(status) => line(format!("status {}", name(status))),
            BlueprintClause::Timezone(zone) => line(format!("timezone {}", expr(zone))),
            BlueprintClause::Review(every) => line(format!("review every {}", duration(every))),
            BlueprintClause::Reviewed(date) => line(format!("reviewed {}", sum(date))),
            BlueprintClause::Common(clause) => common(clause),
        },
    )
}

fn team(found: &Team) -> Block {
    let head = header("team", &found.name, None, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            TeamClause::Capacity { time, per } => line(format!("capacity {} per {}", duration(time), unit(*per))),
            TeamClause::Common(clause) => common(clause),
        },
    )
}

fn purpose(found: &Purpose) -> Block {
    let head = header("purpose", &found.name, None, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            PurposeClause::Consent(consent) => line(format!("consent {}", expr(consent))),
            PurposeClause::Cap(found) => line(cap(found)),
            PurposeClause::Transactional => line("transactional"),
            PurposeClause::Common(clause) => common(clause),
        },
    )
}

fn channel(found: &Channel, notes: &Notes) -> Block {
    let head = header("channel", &found.name, None, found.label.as_ref());
    let lead = |clause: &ChannelClause| matches!(clause, ChannelClause::Internal);
    declaration(head, &found.body, Layout::CLAUSES.of(notes), lead, |clause| match clause {
        ChannelClause::Consent(consent) => line(format!("consent {}", expr(consent))),
        ChannelClause::Cap(found) => line(cap(found)),
        ChannelClause::Quiet { hours, handling } => {
            line(format!("quiet {}{}", time_range(hours), handled(handling.as_ref())))
        }
        ChannelClause::Open { opening, handling } => {
            line(format!("open {}{}", name(opening), handled(handling.as_ref())))
        }
        ChannelClause::Days { days, handling } => {
            line(format!("days {}{}", commas(days, day_range), handled(handling.as_ref())))
        }
        ChannelClause::Internal => line("internal"),
        ChannelClause::Color(color) => line(format!("color {}", text(color))),
        ChannelClause::Common(clause) => common(clause),
    })
}

fn opening(found: &Opening) -> Block {
    let head = header("opening", &found.name, None, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::LINES,
        |_| false,
        |clause| match clause {
            OpeningClause::Hours { days, ranges } => {
                line(format!("{} {}", commas(days, day_range), commas(ranges, time_range)))
            }
            OpeningClause::Closed(days) => line(format!("closed {}", commas(days, closed_day))),
            OpeningClause::Zone(zone) => line(format!("zone {}", text(zone))),
            OpeningClause::Common(clause) => common(clause),
        },
    )
}

fn group(found: &Group) -> Block {
    let head = header("group", &found.name, None, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            GroupClause::AtMost(most) => line(format!("at most {}", most.value)),
            GroupClause::Exactly(count) => line(format!("exactly {}", count.value)),
            GroupClause::Common(clause) => common(clause),
        },
    )
}

fn term(found: &Term) -> Block {
    let head = header("term", &found.name, None, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            TermClause::Means(means) => line(format!("means {}", quoted(&means.value))),
            TermClause::Common(clause) => common(clause),
        },
    )
}

fn system(found: &System) -> Block {
    let head = header("system", &found.name, None, found.label.as_ref());
    declaration(head, &found.body, Layout::CLAUSES, |_| false, common)
}

fn flow(found: &Flow) -> Block {
    let head = format!("flow {} -> {}", name(&found.from), name(&found.to));
    let head = super::small::labelled(head, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            FlowClause::Carries(what) => line(format!("carries {}", paths(what))),
            FlowClause::Every(every) => line(format!("every {}", duration(every))),
            FlowClause::Common(clause) => common(clause),
        },
    )
}

fn kpi(found: &Kpi) -> Block {
    let head = header("kpi", &found.name, None, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            KpiClause::Measure(found) => line(measure(found)),
            KpiClause::Common(clause) => common(clause),
        },
    )
}

pub(super) fn measure(measure: &Measure) -> String {
    let mut shown = match &measure.kind {
        MeasureKind::Conversion { from, to, journey } => {
            let from = from.as_ref().map(|from| format!(" {}", path(from))).unwrap_or_default();
            format!("conversion{from} to {}{}", path(to), optional("in", journey.as_ref(), name))
        }
        MeasureKind::Time(stage) => format!("time{}", optional("in", stage.as_ref(), path)),
        MeasureKind::Volume(stage) => format!("volume{}", optional("of", stage.as_ref(), path)),
        MeasureKind::Value(value) => format!("value of {}", sum(value)),
        MeasureKind::Breach(sla) => format!("breach of {}", name(sla)),
        MeasureKind::Pressure(channel) => format!("pressure of {}", name(channel)),
    };
    if let Some((op, target)) = &measure.target {
        shown.push_str(&format!(" {} {}", op.symbol(), sum(target)));
    }
    if let Some(per) = &measure.per {
        shown.push(' ');
        shown.push_str(&window(per));
    }
    shown
}

/// The names of events and what must hold of them.
pub(super) fn events(filter: &EventFilter) -> String {
    format!("{}{}", names(&filter.events), optional("where", filter.filter.as_ref(), expr))
}
