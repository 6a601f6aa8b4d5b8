//! An explanation for reading: the decision, then an indented tree of what was judged.
//! Within a round what fired comes first, marked `+`; the rest is marked `-`.

use std::fmt::{self, Write};

use super::basis::{OPENED, OPENED_DEPTH};
use super::{
    Basis, ExplainedMoment, ExplainedRound, Explanation, Fate, InstanceName, MomentKind, Part, ProfileBasis, Reading,
    Truth,
};
use crate::text::escape::escape;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.decision)?;
        if !self.refusals.is_empty() {
            writeln!(f, "refusal")?;
        }
        for part in &self.refusals {
            write_part(f, part, 1)?;
        }
        for moment in self.moments.iter().filter(|moment| !is_idle(moment)) {
            write_moment(f, moment)?;
        }
        if self.closed > 0 {
            let closed = self.closed;
            writeln!(f, "values not opened: {closed}; an explanation opens {OPENED}, {OPENED_DEPTH} in one another")?;
        }
        Ok(())
    }
}

/// A moment without an input that neither did anything nor found anything true: it would
/// only puzzle.
fn is_idle(moment: &ExplainedMoment) -> bool {
    let idle = |round: &ExplainedRound| {
        round.rules.iter().all(|rule| !rule.passed)
            && round.steps.is_empty()
            && round.entries.is_empty()
            && round.transitions.iter().all(|transition| !transition.taken && transition.why.is_none())
    };
    moment.kind != MomentKind::Input && moment.candidates.is_empty() && moment.rounds.iter().all(idle)
}

fn write_moment(f: &mut fmt::Formatter<'_>, moment: &ExplainedMoment) -> fmt::Result {
    let kind = match moment.kind {
        MomentKind::Settling => "settling",
        MomentKind::Marks => "due",
        MomentKind::Input => "input",
    };
    writeln!(f, "{kind} at {}", moment.at)?;
    for points in &moment.points {
        let of = of(points.of.as_ref());
        write!(f, "  score {}{of}, line {}: ", points.score, points.line.saturating_add(1))?;
        match (points.added, &points.why) {
            (Some(added), _) => writeln!(f, "adds {added}")?,
            (None, why) => writeln!(f, "adds nothing, {}", why.as_deref().unwrap_or_default())?,
        }
        if let Some(filter) = &points.filter {
            write_part(f, filter, 2)?;
        }
    }
    if moment.points.is_empty() && moment.rounds.is_empty() {
        writeln!(f, "  nothing was set off")?;
    }
    for round in &moment.rounds {
        write_round(f, round)?;
    }
    for candidate in &moment.candidates {
        let (mark, fate) = match candidate.fate {
            Fate::Fired => ('+', "fires"),
            Fate::Merged => ('+', "joins an equal one"),
            Fate::HeldBack => ('-', "held back"),
            Fate::Deferred => ('-', "waits"),
            Fate::Planned => ('+', "planned"),
            Fate::Cancelled => ('-', "cancelled"),
        };
        let of = of(candidate.of.as_ref());
        write!(f, "  {mark} action {}{of}, by {}: {fate}", candidate.action, candidate.cause_name)?;
        if let Some(until) = candidate.until {
            write!(f, " {} {until}", if candidate.fate == Fate::Planned { "for" } else { "until" })?;
        }
        match &candidate.why {
            Some(why) => writeln!(f, ", {why}")?,
            None => writeln!(f)?,
        }
        for restraint in &candidate.restraints {
            write!(f, "    {}: {}", restraint.restraint, if restraint.held { "holds it back" } else { "passes" })?;
            match &restraint.detail {
                Some(detail) => writeln!(f, ", {detail}")?,
                None => writeln!(f)?,
            }
            for part in restraint.consent.iter().chain(&restraint.when) {
                write_part(f, part, 3)?;
            }
        }
    }
    Ok(())
}

fn write_round(f: &mut fmt::Formatter<'_>, round: &ExplainedRound) -> fmt::Result {
    writeln!(f, "  round {}", round.round)?;
    for entry in &round.entries {
        let of = of(entry.of.as_ref());
        writeln!(f, "    + journey {}{of}: begins in {}, for segment {}", entry.journey, entry.stage, entry.segment)?;
        write_part(f, &entry.when, 3)?;
    }
    for fired in [true, false] {
        for transition in round.transitions.iter().filter(|transition| transition.taken == fired) {
            let verdict = if fired { "taken" } else { "not taken" };
            let name = format!("{}{}", transition.transition, of(transition.of.as_ref()));
            let why = transition.why.as_deref();
            write_judged(f, fired, "transition", &name, verdict, why, &transition.parts)?;
        }
        for rule in round.rules.iter().filter(|rule| rule.passed == fired) {
            let verdict = if fired { "passes" } else { "does not pass" };
            let name = format!("{}{}", rule.rule, of(rule.of.as_ref()));
            write_judged(f, fired, "rule", &name, verdict, rule.why.as_deref(), &rule.parts)?;
        }
    }
    for step in &round.steps {
        writeln!(f, "    + sequence {}{}: {}", step.sequence, of(step.of.as_ref()), escape(&step.step))?;
    }
    Ok(())
}

/// ` of ticket t1`; nothing of the contact.
fn of(of: Option<&InstanceName>) -> String {
    of.map_or_else(String::new, |of| format!(" of {} {}", of.object, escape(&of.id)))
}

fn write_judged(
    f: &mut fmt::Formatter<'_>,
    fired: bool,
    what: &str,
    name: &str,
    verdict: &str,
    why: Option<&str>,
    parts: &[Part],
) -> fmt::Result {
    write!(f, "    {} {what} {name}: {verdict}", if fired { '+' } else { '-' })?;
    match why {
        Some(why) => writeln!(f, ", {why}")?,
        None => writeln!(f)?,
    }
    parts.iter().try_for_each(|part| write_part(f, part, 3))
}

/// A part with all that stands below it, a line each, from `depth` on.
pub(crate) fn write_part(f: &mut impl Write, part: &Part, depth: usize) -> fmt::Result {
    indent(f, depth)?;
    write_judgement(f, part)?;
    writeln!(f)?;
    write_below(f, part, depth.saturating_add(1))
}

fn indent(f: &mut impl Write, depth: usize) -> fmt::Result {
    let width = depth.saturating_mul(2);
    write!(f, "{:width$}", "")
}

/// A part by itself: `when size >= 5: true (size = 7)`.
fn write_judgement(f: &mut impl Write, part: &Part) -> fmt::Result {
    if !part.clause.is_empty() {
        write!(f, "{} ", part.clause)?;
    }
    let truth = match part.truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    };
    write!(f, "{}: {truth}", part.text)?;
    if let Some(reason) = &part.reason {
        write!(f, ", for {reason}")?;
    }
    write_values(f, &part.values)
}

fn write_values(f: &mut impl Write, values: &[Reading]) -> fmt::Result {
    for (index, Reading { name, value }) in values.iter().enumerate() {
        let value = value.as_deref().unwrap_or("unset");
        write!(f, "{}{name} = {value}", if index == 0 { " (" } else { ", " })?;
    }
    write!(f, "{}", if values.is_empty() { "" } else { ")" })
}

fn write_below(f: &mut impl Write, part: &Part, depth: usize) -> fmt::Result {
    for part in &part.parts {
        write_part(f, part, depth)?;
    }
    part.rests_on.iter().try_for_each(|basis| write_basis(f, basis, depth))
}

fn write_basis(f: &mut impl Write, basis: &Basis, depth: usize) -> fmt::Result {
    indent(f, depth)?;
    let below = depth.saturating_add(1);
    match basis {
        Basis::Segment { name, when } => {
            write!(f, "segment {name} ")?;
            write_judgement(f, when)?;
            writeln!(f)?;
            write_below(f, when, below)
        }
        Basis::Let { name, text, value, values, parts, rests_on } => {
            write!(f, "let {name} is {}, from {text}", value.as_deref().unwrap_or("unknown"))?;
            write_values(f, values)?;
            writeln!(f)?;
            parts.iter().try_for_each(|part| write_part(f, part, below))?;
            rests_on.iter().try_for_each(|basis| write_basis(f, basis, below))
        }
        Basis::Table { name, value, rows, otherwise, values, rests_on } => {
            write!(f, "table {name} is {}, ", value.as_deref().unwrap_or("unknown"))?;
            match rows.as_slice() {
                [] if *otherwise => write!(f, "from else")?,
                [] => write!(f, "no row matches")?,
                rows => {
                    let numbers: Vec<String> = rows.iter().map(usize::to_string).collect();
                    write!(f, "from row {}", numbers.join(", "))?;
                }
            }
            write_values(f, values)?;
            writeln!(f)?;
            rests_on.iter().try_for_each(|basis| write_basis(f, basis, below))
        }
        Basis::Bands { name, value, over, values, rests_on } => {
            write!(f, "bands {name} is {}, over {over}", value.as_deref().unwrap_or("unknown"))?;
            write_values(f, values)?;
            writeln!(f)?;
            rests_on.iter().try_for_each(|basis| write_basis(f, basis, below))
        }
        Basis::Score { name, total, points, profile } => {
            writeln!(f, "score {name} is {total}, event points {points}")?;
            profile.iter().try_for_each(|line| write_profile(f, line, below))
        }
    }
}

fn write_profile(f: &mut impl Write, line: &ProfileBasis, depth: usize) -> fmt::Result {
    for step in &line.steps {
        indent(f, depth)?;
        write_judgement(f, step)?;
        match (step.truth, line.points) {
            (Truth::True, Some(points)) => writeln!(f, ", adds {points}")?,
            (Truth::True, None) => writeln!(f, ", adds nothing, for its points are unknown")?,
            _ => writeln!(f)?,
        }
        write_below(f, step, depth.saturating_add(1))?;
    }
    Ok(())
}
