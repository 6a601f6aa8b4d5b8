//! An explanation as an indented tree.

use std::fmt;

use super::{ExplainedMoment, Explanation, Fate, Part, Reading, Truth};

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.refusals {
            write_part(f, part, 0)?;
        }
        for moment in &self.moments {
            write_moment(f, moment)?;
        }
        write!(f, "{}", self.decision)
    }
}

fn write_moment(f: &mut fmt::Formatter<'_>, moment: &ExplainedMoment) -> fmt::Result {
    writeln!(f, "{} at {}", if moment.settling { "settling" } else { "input" }, moment.at)?;
    for points in &moment.points {
        write!(f, "  score {}, line {}: ", points.score, points.line.saturating_add(1))?;
        match (points.added, &points.why) {
            (Some(added), _) => writeln!(f, "adds {added}")?,
            (None, why) => writeln!(f, "adds nothing, {}", why.as_deref().unwrap_or_default())?,
        }
        if let Some(filter) = &points.filter {
            write_part(f, filter, 2)?;
        }
    }
    for round in &moment.rounds {
        writeln!(f, "  round {}", round.round)?;
        for transition in &round.transitions {
            let verdict = if transition.taken { "taken" } else { "not taken" };
            write_judged(f, "transition", &transition.transition, verdict, transition.why.as_deref())?;
            transition.parts.iter().try_for_each(|part| write_part(f, part, 3))?;
        }
        for rule in &round.rules {
            let verdict = if rule.passed { "passes" } else { "does not pass" };
            write_judged(f, "rule", &rule.rule, verdict, rule.why.as_deref())?;
            rule.parts.iter().try_for_each(|part| write_part(f, part, 3))?;
        }
    }
    for candidate in &moment.candidates {
        let fate = match candidate.fate {
            Fate::Fired => "fires",
            Fate::Merged => "joins an equal one",
            Fate::HeldBack => "held back",
        };
        write!(f, "  action {}, by {}: {fate}", candidate.action, candidate.cause_name)?;
        match &candidate.why {
            Some(why) => writeln!(f, ", {why}")?,
            None => writeln!(f)?,
        }
        for restraint in &candidate.restraints {
            writeln!(f, "    {}: {}", restraint.restraint, if restraint.held { "holds it back" } else { "passes" })?;
            if let Some(consent) = &restraint.consent {
                write_part(f, consent, 3)?;
            }
        }
    }
    Ok(())
}

fn write_judged(f: &mut fmt::Formatter<'_>, what: &str, name: &str, verdict: &str, why: Option<&str>) -> fmt::Result {
    write!(f, "    {what} {name}: {verdict}")?;
    match why {
        Some(why) => writeln!(f, ", {why}"),
        None => writeln!(f),
    }
}

fn write_part(f: &mut fmt::Formatter<'_>, part: &Part, depth: usize) -> fmt::Result {
    let width = depth.saturating_mul(2);
    write!(f, "{:width$}", "")?;
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
    for (index, Reading { name, value }) in part.values.iter().enumerate() {
        let value = value.as_deref().unwrap_or("unset");
        write!(f, "{}{name} = {value}", if index == 0 { " (" } else { ", " })?;
    }
    writeln!(f, "{}", if part.values.is_empty() { "" } else { ")" })?;
    part.parts.iter().try_for_each(|part| write_part(f, part, depth.saturating_add(1)))
}
