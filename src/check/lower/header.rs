//! `blueprint`: version, status, zone, review.

use super::super::clauses::Slot;
use super::super::context::Checker;
use super::super::expr::duration;
use super::super::exprs::moment;
use crate::ast::{self, ArithmeticOp, BlueprintClause, Expr, ExprKind, Name};
use crate::calendar::{self, Zone};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Scalar, Status, Timezone, Type, Value};
use crate::text::Span;

/// Before any literal is read: the zone in which they stand. E0409.
pub(in crate::check) fn zone_of_literals(checker: &mut Checker<'_>) {
    let Some(header) = checker.nodes.header else { return };
    let zone = header.ast.body.clauses.iter().find_map(|clause| match &clause.kind {
        BlueprintClause::Timezone(expr) => Some(expr),
        _ => None,
    });
    let Some(expr) = zone else { return };
    let (_, literal) = zone_parts(expr);
    let Some((literal, name)) = literal else {
        checker.poisoned();
        checker.report(
            Diagnostic::new(Code::BadTimezone, expr.place.0, "the blueprint itself has no time zone")
                .help("end with one of the database, `timezone contact.timezone ?? \"Europe/Paris\"`"),
        );
        return;
    };
    if let Some(zone) = zone_named(checker, name, literal.place.0) {
        checker.zone = zone;
    }
}

/// E0409: a zone of the database.
pub(super) fn zone_named(checker: &mut Checker<'_>, name: &str, span: Span) -> Option<Zone> {
    match name.parse::<Zone>() {
        Ok(zone) => Some(zone),
        Err(unknown) => {
            checker.poisoned();
            let near = crate::text::did_you_mean(name, ZONES.iter().copied());
            let help = near.map_or_else(
                || "use a name of the IANA database, such as \"UTC\" or \"Europe/Paris\"".to_owned(),
                |near| format!("did you mean \"{near}\"?"),
            );
            checker.report(Diagnostic::new(Code::BadTimezone, span, unknown.to_string()).help(help));
            None
        }
    }
}

/// Some that are mistyped often.
const ZONES: &[&str] = &[
    "UTC",
    "Europe/Paris",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Brussels",
    "Europe/Zurich",
    "Europe/Amsterdam",
    "Europe/Lisbon",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Montreal",
    "America/Toronto",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Australia/Sydney",
    "Africa/Casablanca",
];

/// `contact.tz ?? "Europe/Paris"`: the contact's part, and the blueprint's own.
fn zone_parts(expr: &Expr) -> (Option<&Expr>, Option<(&Expr, &str)>) {
    match &*expr.kind {
        ExprKind::Text(name) => (None, Some((expr, name))),
        ExprKind::Arithmetic { op: ArithmeticOp::Coalesce, left, right } => match &*right.kind {
            ExprKind::Text(name) => (Some(left), Some((right, name))),
            _ => (Some(expr), None),
        },
        _ => (Some(expr), None),
    }
}

/// Lowers the declaration.
pub(super) fn blueprint(checker: &mut Checker<'_>) {
    checker.ir.docs.clone_from(&checker.file.docs);
    checker.ir.timezone.fallback = checker.zone.name().to_owned();
    let Some(header) = checker.nodes.header else { return };
    let ast = header.ast;
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), header.notes, &ast.body);
    let (mut version, mut status, mut zone) = (Slot::new("version"), Slot::new("status"), Slot::new("timezone"));
    let (mut review, mut reviewed) = (Slot::new("review"), Slot::new("reviewed"));
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            BlueprintClause::Version(text) => version.put(checker, span, text.value.clone()),
            BlueprintClause::Status(name) => status.put(checker, span, name),
            BlueprintClause::Timezone(expr) => zone.put(checker, span, expr),
            BlueprintClause::Review(every) => review.put(checker, span, every),
            BlueprintClause::Reviewed(date) => reviewed.put(checker, span, date),
            BlueprintClause::Common(_) => {}
        }
    }
    checker.ir.info = info;
    checker.ir.responsibilities = responsibilities;
    checker.ir.version = version.value().unwrap_or_default();
    checker.ir.status = status.value().and_then(|name| known_status(checker, name));
    checker.ir.review_every = review.value().map(|every| checker.length(every));
    checker.ir.reviewed =
        reviewed.value().and_then(|date| match checker.constant(date, Type::required(Scalar::Date)) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        });
    // One that does not end with a literal is reported already.
    if let Some((Some(contact), Some(_))) = zone.value().map(zone_parts) {
        let contact = checker.maybe(contact, &moment(), Scalar::Text);
        checker.ir.timezone = Timezone { contact: Some(contact), fallback: checker.zone.name().to_owned() };
    }
}

/// E0204: two words are known.
fn known_status(checker: &mut Checker<'_>, name: &Name) -> Option<Status> {
    match name.text.as_str() {
        "as_is" => Some(Status::AsIs),
        "to_be" => Some(Status::ToBe),
        other => {
            checker.poisoned();
            let message = format!("`{other}` is no status; a blueprint is `as_is` or `to_be`");
            let near = crate::text::did_you_mean(other, ["as_is", "to_be"]).map(str::to_owned);
            checker.unknown(Code::UnknownMember, name.place.0, message, near);
            None
        }
    }
}

/// One of a unit.
pub(super) fn unit(unit: ast::TimeUnit) -> calendar::Duration {
    duration(&ast::Duration { amount: 1, unit, place: ast::Place::default() })
}
