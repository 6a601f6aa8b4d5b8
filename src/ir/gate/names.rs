//! Names: there, normal, and one meaning each.

use std::collections::HashSet;

use unicode_normalization::is_nfc;

use super::{At, Check, ensure, part};
use crate::ir::{Blueprint, Id, Info, Let, Score, Segment, Setting, StoredError};
use crate::text::escape::is_unsafe;

/// All names of a blueprint. Transitions and scenarios are not looked up by name: two may
/// have one.
pub(super) fn unique(ir: &Blueprint) -> Result<(), StoredError> {
    name(&ir.info).at(|| "info".to_owned())?;
    let mut top = HashSet::with_capacity(ir.actions.len().saturating_add(ir.rules.len()));
    let mut terms = HashSet::new();
    let mut fields = HashSet::new();
    macro_rules! declared {
        ($($list:ident in $names:ident;)*) => {$(
            for (id, declared) in ir.$list.iter() {
                named(&declared.info, &mut $names).at(|| part(stringify!($list), id.index(), Some("info")))?;
            }
        )*};
    }
    declared! {
        teams in top;
        openings in top;
        purposes in top;
        channels in top;
        objects in top;
        events in top;
        modes in top;
        tables in top;
        journeys in top;
        actions in top;
        sequences in top;
        groups in top;
        rules in top;
        slas in top;
        kpis in top;
        systems in top;
        terms in terms;
    }
    for (id, journey) in ir.journeys.iter() {
        let mut extensions = journey.extensions.iter();
        extensions
            .try_for_each(|extension| named(&extension.info, &mut top))
            .at(|| part("journeys", id.index(), Some("extensions")))?;
    }
    for (id, declared) in ir.enums.iter() {
        let at = || part("enums", id.index(), Some("info"));
        // An enum written in place is named `owner.field`, and nobody looks it up.
        if declared.info.name.contains('.') {
            name(&declared.info).at(at)?;
        } else {
            named(&declared.info, &mut top).at(at)?;
        }
        let mut members = HashSet::new();
        for (index, member) in declared.members.iter().enumerate() {
            let at = || format!("{}.members[{index}].info", part("enums", id.index(), None));
            named(&member.info, &mut members).at(at)?;
        }
    }
    for (id, field) in ir.fields.iter() {
        let at = || part("fields", id.index(), Some("info"));
        name(&field.info).at(at)?;
        ensure(fields.insert((field.object, &*field.info.name)), || twice(&field.info)).at(at)?;
        // `ticket.id` is the instance's own.
        ensure(field.object.is_none() || field.info.name != "id", || "no field of an object is called `id`".to_owned())
            .at(at)?;
    }
    // These are read by a bare name, as fields of the contact are, or of their object.
    let mut read = fields;
    macro_rules! derived {
        ($($list:ident of $object:expr;)*) => {$(
            for (id, declared) in ir.$list.iter() {
                let of = $object(declared);
                ensure(read.insert((of, &*declared.info.name)), || twice(&declared.info))
                    .at(|| part(stringify!($list), id.index(), Some("info")))?;
            }
        )*};
    }
    derived! {
        lets of |declared: &Let| declared.object;
        settings of |_: &Setting| None;
        segments of |declared: &Segment| declared.object;
        scores of |declared: &Score| declared.object;
    }
    declared! {
        lets in top;
        settings in top;
        segments in top;
        scores in top;
    }
    for (id, flow) in ir.flows.iter() {
        name(&flow.info).at(|| part("flows", id.index(), Some("info")))?;
    }
    if let Some(contact) = &ir.contact {
        ensure(contact.name == "contact", || "its name is not `contact`".to_owned()).at(|| "contact".to_owned())?;
    }
    let mut of_owner = HashSet::new();
    for (id, stage) in ir.stages.iter() {
        let at = || part("stages", id.index(), Some("info"));
        name(&stage.info).at(at)?;
        ensure(of_owner.insert((stage.journey, &stage.info.name)), || twice(&stage.info)).at(at)?;
    }
    for (id, transition) in ir.transitions.iter() {
        name(&transition.info).at(|| part("transitions", id.index(), Some("info")))?;
    }
    let mut of_owner = HashSet::new();
    for (id, parameter) in ir.parameters.iter() {
        let at = || part("parameters", id.index(), Some("info"));
        name(&parameter.info).at(at)?;
        ensure(of_owner.insert((parameter.event, &parameter.info.name)), || twice(&parameter.info)).at(at)?;
    }
    Ok(())
}

fn named<'i>(info: &'i Info, names: &mut HashSet<&'i str>) -> Check {
    name(info)?;
    ensure(names.insert(&info.name), || twice(info))
}

fn twice(info: &Info) -> String {
    format!("the name `{}` stands twice", info.name.escape_debug())
}

fn name(info: &Info) -> Check {
    is_name(&info.name)
}

/// A name that can stand in a message: of one word, in NFC, without what moves a terminal.
pub(super) fn is_name(name: &str) -> Check {
    if !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_graphic()) {
        return Ok(());
    }
    let is_name = !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || is_unsafe(letter));
    ensure(is_name, || format!("`{}` is not a name", name.escape_debug()))?;
    ensure(is_nfc(name), || format!("the name `{}` is not in the normal form NFC", name.escape_debug()))
}
