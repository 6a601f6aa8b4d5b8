//! What holds back: channels, purposes, modes, hours.

use super::model::{Block, Look, Rich, Row, Section, Table, Tone};
use super::things::Thing;
use super::writer::{Writer, title};
use super::{heading, say};
use crate::ir::*;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let mut blocks = Vec::new();
    let tables = [
        ("Channels", channels(writer)),
        ("Purposes", purposes(writer)),
        ("Modes", modes(writer)),
        ("Opening hours", openings(writer)),
    ];
    for (name, table) in tables {
        if !table.rows.is_empty() {
            blocks.push(heading(Rich::own(name)));
            blocks.push(Block::Table(table));
        }
    }
    let lead = "Through what we speak, why, with whose consent, how often at most, and when we keep quiet.";
    super::section("restraint", "Channels and restraint", lead, blocks)
}

fn caps(writer: &Writer<'_>, of: CapOwner) -> Vec<Rich> {
    writer.ir.caps.values().filter(|cap| cap.of == of).map(|cap| writer.cap(cap)).collect()
}

fn suspended(writer: &Writer<'_>, what: Suspended) -> Vec<Rich> {
    let all = writer.users.suspended.get(&what).into_iter().flatten();
    all.map(|&thing| Rich::own("suspended by ").and(writer.link(thing))).collect()
}

fn channels(writer: &Writer<'_>) -> Table {
    let ir = writer.ir;
    let row = |id: ChannelId| {
        let channel = &ir.channels[id];
        let mut name = vec![writer.channel(id).and_own(" ").and_code(channel.info.name.clone())];
        if channel.internal {
            name.push(Rich::mark(Tone::Plain, "internal"));
        }
        name.extend(writer.remarks_cell(&channel.info));
        name.extend(writer.all_roles(&channel.responsibilities));
        let mut held = caps(writer, CapOwner::Channel(id));
        held.extend(suspended(writer, Suspended::Channel(id)));
        let number = ir.actions.values().filter(|action| action.channel == id).count();
        Row {
            anchor: Some(writer.anchor(Thing::Channel(id))),
            divides: false,
            cells: vec![
                name,
                channel.consent.map(|consent| writer.expr(consent)).into_iter().collect(),
                held,
                channel.hours.iter().map(|hours| writer.channel_hours(hours)).collect(),
                vec![Rich::own(number.to_string())],
            ],
        }
    };
    Table {
        caption: Rich::own("Each channel with its consent, caps and hours, and how many actions go through it"),
        look: Look::Wide,
        head: ["Channel", "Consent", "At most", "When", "Actions"].map(Rich::own).into(),
        rows: ir.channels.ids().map(row).collect(),
    }
}

fn purposes(writer: &Writer<'_>) -> Table {
    let ir = writer.ir;
    let row = |id: PurposeId| {
        let purpose = &ir.purposes[id];
        let mut name = vec![title(&purpose.info)];
        if purpose.transactional {
            name.push(Rich::mark(Tone::Plain, "transactional").and_own(" outside caps and quiet hours"));
        }
        name.extend(writer.remarks_cell(&purpose.info));
        name.extend(writer.all_roles(&purpose.responsibilities));
        let mut held = caps(writer, CapOwner::Purpose(id));
        held.extend(suspended(writer, Suspended::Purpose(id)));
        let number = ir.actions.values().filter(|action| action.purpose == Some(id)).count();
        Row {
            anchor: Some(writer.anchor(Thing::Purpose(id))),
            divides: false,
            cells: vec![
                name,
                purpose.consent.map(|consent| writer.expr(consent)).into_iter().collect(),
                held,
                vec![Rich::own(number.to_string())],
            ],
        }
    };
    Table {
        caption: Rich::own("Each purpose with its consent and caps, and how many actions serve it"),
        look: Look::Rows,
        head: ["Purpose", "Consent", "At most", "Actions"].map(Rich::own).into(),
        rows: ir.purposes.ids().map(row).collect(),
    }
}

fn modes(writer: &Writer<'_>) -> Table {
    let ir = writer.ir;
    let row = |id: ModeId| {
        let mode = &ir.modes[id];
        let mut name = vec![title(&mode.info)];
        name.extend(writer.object(mode.object).map(|object| Rich::own("of ").and(object)));
        name.extend(writer.remarks_cell(&mode.info));
        let mut when = Vec::new();
        when.extend(mode.when.map(|when| Rich::own("while ").and(writer.expr(when))));
        when.extend((!mode.from.is_empty()).then(|| Rich::own("from ").and(writer.filters(&mode.from))));
        when.extend((!mode.until.is_empty()).then(|| Rich::own("until ").and(writer.filters(&mode.until))));
        Row {
            anchor: Some(writer.anchor(Thing::Mode(id))),
            divides: false,
            cells: vec![name, when, writer.suspensions(&mode.suspends), writer.all_roles(&mode.responsibilities)],
        }
    };
    Table {
        caption: Rich::own("Each mode with when it is on and what it holds back meanwhile"),
        look: Look::Rows,
        head: ["Mode", "On", "Suspends", "Answers for it"].map(Rich::own).into(),
        rows: ir.modes.ids().map(row).collect(),
    }
}

fn openings(writer: &Writer<'_>) -> Table {
    let ir = writer.ir;
    let row = |id: OpeningId| {
        let opening = &ir.openings[id];
        let mut name = vec![title(&opening.info)];
        name.extend(writer.remarks_cell(&opening.info));
        name.extend(writer.all_roles(&opening.responsibilities));
        let hours = say::hours(&opening.schedule).into_iter();
        let hours = hours.map(|(days, hours)| Rich::own(format!("{days}: {hours}"))).collect();
        let closed = opening.schedule.closed().iter().map(|days| Rich::own(say::closed(days))).collect();
        let zone = opening.zone.clone().unwrap_or_else(|| ir.timezone.fallback.clone());
        Row {
            anchor: Some(writer.anchor(Thing::Opening(id))),
            divides: false,
            cells: vec![name, hours, closed, vec![Rich::own(zone)]],
        }
    };
    Table {
        caption: Rich::own("When we are there, by weekday, and on which days never"),
        look: Look::Rows,
        head: ["Hours", "Open", "Closed", "Time zone"].map(Rich::own).into(),
        rows: ir.openings.ids().map(row).collect(),
    }
}
