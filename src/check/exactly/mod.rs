//! `exactly n` of a group: the proof that whenever the trigger of its rules comes, so many of
//! their guards are true, whatever the values are; or values that show the opposite.

mod guard;
mod name;
mod same;
mod search;

use super::context::Checker;
use super::region::{Budget, Sample, Spent};
use super::table::written;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Blueprint, ExprKind, Group, Id, Rule, Trigger};
use crate::text::Span;
use guard::{Guards, Opaque, Subject};
use same::{same, same_trigger};
use search::Witness;

/// So many steps are made for all groups of a blueprint: a part of a guard that is judged in a
/// part of the values.
const STEPS: u32 = 5_000_000;

/// A way out of what can't be proven.
const AT_MOST: &str = "or let the group say `at most`, which promises less";

/// Proves the groups that say `exactly`. Where something else is wrong, that is said first.
pub(super) fn prove(checker: &mut Checker<'_>) {
    if !checker.complete || checker.has_errors() {
        return;
    }
    let mut budget = Budget::new(STEPS);
    let mut found = Vec::new();
    let mut rules: Vec<Vec<&Rule>> = vec![Vec::new(); checker.ir.groups.len()];
    for rule in checker.ir.rules.values() {
        if let Some(own) = rule.group.and_then(|group| rules.get_mut(group.index())) {
            own.push(rule);
        }
    }
    for (group, rules) in checker.ir.groups.values().zip(&rules).filter(|(group, _)| group.exactly) {
        found.extend(of_group(checker, group, rules, &mut budget));
    }
    found.into_iter().for_each(|found| checker.report(found));
}

fn of_group(checker: &Checker<'_>, group: &Group, rules: &[&Rule], budget: &mut Budget) -> Vec<Diagnostic> {
    let ir = &checker.ir;
    let Some(first) = rules.first() else { return Vec::new() };
    let unfit: Vec<Diagnostic> =
        rules.iter().filter_map(|rule| other_trigger(ir, group, first, rule).or_else(|| held(group, rule))).collect();
    if !unfit.is_empty() {
        return unfit;
    }
    let filter = |rule: &Rule| rule.trigger.filter();
    let own_filters = rules.iter().any(|rule| match (filter(first), filter(rule)) {
        (None, None) => false,
        (Some(one), Some(other)) => !same(ir, one, other),
        _ => true,
    });
    let mut guards = Guards::new(ir, checker.nodes.teams.len(), *budget);
    let opaque: Vec<Diagnostic> = rules
        .iter()
        .filter_map(|rule| guards.rule(rule, own_filters).err())
        .map(|opaque| not_provable(group, opaque))
        .collect();
    if !opaque.is_empty() && guards.left().is_ok() {
        return opaque;
    }
    if let Some(shared) = filter(first).filter(|_| !own_filters) {
        guards.given(shared);
    }
    let wanted = usize::try_from(group.at_most).unwrap_or(usize::MAX);
    let found = guards.left().and_then(|left| {
        *budget = left;
        search::search(&guards, wanted, budget)
    });
    match found {
        Ok(None) => Vec::new(),
        Ok(Some(witness)) => vec![shown(checker, group, rules, &guards, &witness)],
        Err(Spent) => {
            let message = format!("the group `{}` is too large to be proven", group.info.name);
            let help = format!("make several groups of it, {AT_MOST}");
            vec![Diagnostic::new(Code::ExactlyNotProven, group.info.span, message).help(help)]
        }
    }
}

/// E0511: the rules of a group come together.
fn other_trigger(ir: &Blueprint, group: &Group, first: &Rule, rule: &Rule) -> Option<Diagnostic> {
    let silence = matches!(rule.trigger, Trigger::Without { .. });
    let what = if rule.object != first.object {
        "is of another object"
    } else if !same_trigger(ir, &first.trigger, &rule.trigger) {
        "has another trigger"
    } else if silence
        && !(first.stages.iter().all(|stage| rule.stages.contains(stage))
            && rule.stages.iter().all(|stage| first.stages.contains(stage)))
    {
        "counts its silence from other stages"
    } else {
        return None;
    };
    let message =
        format!("`{}` {what} than `{}`, so nothing can be said of them together", rule.info.name, first.info.name);
    let help = format!("give all rules of `{}` one trigger, {AT_MOST}", group.info.name);
    Some(
        Diagnostic::new(Code::ExactlyNotProven, rule.info.span, message)
            .related(first.info.span, "the first rule of the group")
            .help(help),
    )
}

/// E0511: nothing but its guard keeps a rule of such a group from acting.
fn held(group: &Group, rule: &Rule) -> Option<Diagnostic> {
    let all = || rule.split.iter().map(|variant| u32::from(variant.share)).sum::<u32>() == 10_000;
    let what = if rule.inactive {
        "is `inactive`"
    } else if rule.active_from.is_some() || rule.active_until.is_some() {
        "is `active` on some days only"
    } else if rule.holdout > 0 {
        "leaves some contacts out by `holdout`"
    } else if !rule.split.is_empty() && !all() {
        "leaves some contacts out by the shares of its `split`"
    } else if rule.limit.is_some() {
        "has a `limit`"
    } else {
        return None;
    };
    let message =
        format!("`{}` {what}, so the group `{}` does not always have its rule", rule.info.name, group.info.name);
    let help = format!("leave that out, {AT_MOST}");
    Some(Diagnostic::new(Code::ExactlyNotProven, rule.info.span, message).help(help))
}

/// E0511: a part of a guard of which nothing can be proven.
fn not_provable(group: &Group, Opaque(span): Opaque) -> Diagnostic {
    let message = format!("nothing can be proven of this, and `{}` says `exactly`", group.info.name);
    let help = format!(
        "compare values with constants; or give this a name by `let` or `segment`, which is then true or false by \
         itself; {AT_MOST}"
    );
    Diagnostic::new(Code::ExactlyNotProven, span, message).help(help)
}

/// E0510: values that show the opposite.
fn shown(checker: &Checker<'_>, group: &Group, rules: &[&Rule], guards: &Guards<'_>, witness: &Witness) -> Diagnostic {
    let passing: Vec<&Rule> = witness.true_ones.iter().filter_map(|at| rules.get(*at).copied()).collect();
    let names: Vec<String> = passing.iter().map(|rule| format!("`{}`", rule.info.name)).collect();
    let (values, simple) = values(checker, guards, witness);
    let wanted = group.at_most;
    let (who, help) = match names.as_slice() {
        [] => {
            ("no rule passes".to_owned(), "add a rule for that, or let a guard take it in, for example by `or unset`")
        }
        [one] if wanted > 1 => (format!("only {one} passes"), "let more guards take that in"),
        names if passing.len() < usize::try_from(wanted).unwrap_or(usize::MAX) => {
            (format!("only {} pass", names.join(", ")), "let more guards take that in")
        }
        [names @ .., last] => (format!("{} and {last} pass", names.join(", ")), "let their guards exclude each other"),
    };
    let message = format!("the group `{}` says `exactly {wanted}`, and {who} {values}", group.info.name);
    let mut help = help.to_owned();
    if !simple {
        help.push_str(
            "; the proof takes values for independent of each other: ask of one value, where these can't come together",
        );
    }
    let mut found = Diagnostic::new(Code::NotExactly, place(checker, group), message);
    for rule in passing.iter().take(4) {
        found = found.related(rule.info.span, "this one passes");
    }
    found.help(help)
}

/// The values, as a sentence goes on, and whether they are surely independent of each other.
fn values(checker: &Checker<'_>, guards: &Guards<'_>, witness: &Witness) -> (String, bool) {
    let ir = &checker.ir;
    let mut said = Vec::new();
    let mut simple = true;
    for (variable, region) in guards.variables.iter().zip(witness.values.regions()) {
        // What may be anything says nothing.
        if variable.all.minus(region).is_empty() {
            continue;
        }
        let Some(sample) = region.sample(&variable.universe) else { continue };
        said.push(match (variable.subject, sample) {
            (Subject::Stage(journey), place) => {
                let journey_name = ir.journeys.get(journey).map_or("", |journey| journey.info.name.as_str());
                match place {
                    Sample::Unset => format!("no stage of `{journey_name}`"),
                    Sample::Value(place) => {
                        format!("stage `{journey_name}.{}`", guards.stage_name(journey, &place).unwrap_or_default())
                    }
                }
            }
            (Subject::Value(id), sample) => {
                let kind = ir.exprs.get(id).map(|expr| &expr.kind);
                simple &= matches!(kind, Some(ExprKind::Field(_) | ExprKind::Payload(_) | ExprKind::Setting(_)));
                let value = match sample {
                    Sample::Unset => "unset".to_owned(),
                    Sample::Value(value) => written(checker, &value),
                };
                format!("`{}` {value}", name::of(ir, id).unwrap_or_default())
            }
        });
    }
    // One derived value alone depends on no other.
    let simple = simple || said.len() < 2;
    (if said.is_empty() { "whatever the values are".to_owned() } else { format!("with {}", said.join(", ")) }, simple)
}

/// The clause, where it stands.
fn place(checker: &Checker<'_>, group: &Group) -> Span {
    let node = checker.nodes.groups.iter().find(|node| node.ast.name.place.0 == group.info.span);
    let clauses = node.map_or(&[][..], |node| node.ast.body.clauses.as_slice());
    let exactly = clauses.iter().find(|clause| matches!(clause.kind, crate::ast::GroupClause::Exactly(_)));
    exactly.map_or(group.info.span, |clause| clause.place.0)
}
