//! The file, its declarations, and the small ones among them.

use super::common::{head, paths, reference, references, texts};
use super::expression::test;
use super::timing::{day_ranges, handling, time_range, window};
use super::{NameUse, Visitor, engagement, journey, scenario, timing, vocabulary, walk_body};
use crate::ast::*;

/// Visits the declarations, and the comments behind them. The documentation of the file is
/// its own.
pub fn walk_file<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, file: &'a File) {
    let File { docs: _, declarations, comments, unread: _, imports: _ } = file;
    declarations.iter().for_each(|declaration| visitor.visit_declaration(declaration));
    visitor.visit_comments(comments);
}

/// Visits the parts of a declaration, its notes first.
pub fn walk_declaration<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, declaration: &'a Declaration) {
    use DeclarationKind as Kind;
    let Declaration { kind, place: _, notes } = declaration;
    visitor.visit_notes(notes);
    match kind {
        Kind::Import(Import { path }) => visitor.visit_text(path),
        Kind::Blueprint(BlueprintHeader { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::Team(Team { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::Purpose(Purpose { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::Channel(Channel { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::Group(Group { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::Term(Term { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::System(System { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::Kpi(Kpi { name, label, body }) => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, body);
        }
        Kind::Flow(Flow { from, to, label, body }) => {
            references(visitor, [from, to]);
            texts(visitor, label);
            walk_body(visitor, body);
        }
        Kind::Opening(opening) => timing::opening(visitor, opening),
        Kind::Enum(declared) => vocabulary::enumeration(visitor, declared),
        Kind::Contact(contact) => vocabulary::contact(visitor, contact),
        Kind::Object(object) => vocabulary::object(visitor, object),
        Kind::Event(event) => vocabulary::event(visitor, event),
        Kind::Let(value) => vocabulary::value(visitor, value),
        Kind::Setting(setting) => vocabulary::setting(visitor, setting),
        Kind::Segment(segment) => vocabulary::segment(visitor, segment),
        Kind::Bands(bands) => vocabulary::bands(visitor, bands),
        Kind::Table(table) => vocabulary::table(visitor, table),
        Kind::Score(score) => vocabulary::score(visitor, score),
        Kind::Mode(mode) => vocabulary::mode(visitor, mode),
        Kind::Journey(found) => journey::journey(visitor, found),
        Kind::Action(action) => engagement::action(visitor, action),
        Kind::Sequence(sequence) => engagement::sequence(visitor, sequence),
        Kind::Rule(rule) => engagement::rule(visitor, rule),
        Kind::Sla(sla) => engagement::sla(visitor, sla),
        Kind::Scenario(found) => scenario::scenario(visitor, found),
        Kind::Invalid(invalid) => visitor.visit_invalid(invalid),
    }
}

/// Visits the parts of a figure, then its target.
pub fn walk_measure<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, measure: &'a Measure) {
    let Measure { kind, target, per } = measure;
    match kind {
        MeasureKind::Conversion { from, to, journey } => {
            paths(visitor, from.iter().chain([to]));
            references(visitor, journey);
        }
        MeasureKind::Time(stage) | MeasureKind::Volume(stage) => paths(visitor, stage),
        MeasureKind::Value(value) => visitor.visit_expr(value),
        MeasureKind::Breach(name) | MeasureKind::Pressure(name) => reference(visitor, name),
    }
    test(visitor, target.as_ref());
    window(visitor, per.as_ref());
}

pub(super) fn blueprint_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a BlueprintClause) {
    match clause {
        BlueprintClause::Version(version) => visitor.visit_text(version),
        BlueprintClause::Status(status) => visitor.visit_name(status, NameUse::Word),
        BlueprintClause::Timezone(expr) | BlueprintClause::Reviewed(expr) => visitor.visit_expr(expr),
        BlueprintClause::Review(duration) => visitor.visit_duration(duration),
        BlueprintClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn team_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a TeamClause) {
    match clause {
        TeamClause::Capacity { time, per: _ } => visitor.visit_duration(time),
        TeamClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn purpose_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a PurposeClause) {
    match clause {
        PurposeClause::Consent(consent) => visitor.visit_expr(consent),
        PurposeClause::Cap(cap) => visitor.visit_cap(cap),
        PurposeClause::Transactional => {}
        PurposeClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn channel_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a ChannelClause) {
    match clause {
        ChannelClause::Consent(consent) => visitor.visit_expr(consent),
        ChannelClause::Cap(cap) => visitor.visit_cap(cap),
        ChannelClause::Quiet { hours, handling: held } => {
            time_range(visitor, hours);
            handling(visitor, held.as_ref());
        }
        ChannelClause::Open { opening, handling: held } => {
            reference(visitor, opening);
            handling(visitor, held.as_ref());
        }
        ChannelClause::Days { days, handling: held } => {
            day_ranges(visitor, days);
            handling(visitor, held.as_ref());
        }
        ChannelClause::Internal => {}
        ChannelClause::Color(color) => visitor.visit_text(color),
        ChannelClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn group_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a GroupClause) {
    match clause {
        GroupClause::AtMost(number) | GroupClause::Exactly(number) => visitor.visit_whole(number),
        GroupClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn term_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a TermClause) {
    match clause {
        TermClause::Means(text) => visitor.visit_text(text),
        TermClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn flow_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a FlowClause) {
    match clause {
        FlowClause::Carries(what) => paths(visitor, what),
        FlowClause::Every(duration) => visitor.visit_duration(duration),
        FlowClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn kpi_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a KpiClause) {
    match clause {
        KpiClause::Measure(measure) => visitor.visit_measure(measure),
        KpiClause::Common(common) => visitor.visit_common(common),
    }
}
