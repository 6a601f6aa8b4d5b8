//! The lines of scenarios.

use super::build::{Block, Builder, Node, Rule, has, kid, kids};
use super::small::block;
use crate::ast::*;

impl Builder<'_> {
    /// `for t1`, where it follows.
    fn instance(&self, node: &Node<'_>) -> Option<Name> {
        self.name(&kid(node, Rule::for_instance)?)
    }

    fn for_each(&mut self, node: &Node<'_>) -> Option<ScenarioLine> {
        let columns = self.columns(&kid(node, Rule::columns)?)?;
        let rows = kids(node, Rule::scenario_row)
            .map(|row| Some(ScenarioRow { values: self.exprs(&row)?, place: self.place(&row) }))
            .collect::<Option<Vec<_>>>()?;
        Some(ScenarioLine::ForEach { columns, rows: self.counted(rows, node) })
    }

    fn given(&mut self, node: &Node<'_>) -> Option<Given> {
        Some(match node.as_rule() {
            Rule::held_out => Given::HeldOut(self.name(node)?),
            Rule::given_variant => {
                let mut names = self.names(node).into_iter();
                Given::Variant { variant: names.next()?, rule: names.next()? }
            }
            Rule::given_stage => Given::Stage { stage: self.path(node)?, subject: self.instance(node) },
            Rule::given_value => Given::Value { target: self.path(node)?, value: self.expr(node)? },
            Rule::given_past => {
                let when = match kid(node, Rule::ago) {
                    Some(ago) => PastTime::Ago(self.duration(&ago)?),
                    None => PastTime::At(self.moment(&kid(node, Rule::past_at)?)?),
                };
                Given::Past { event: self.occurrence(&kid(node, Rule::occurrence)?)?, when }
            }
            Rule::running => Given::Running {
                sequence: self.name(node)?,
                step: kid(node, Rule::at_step).and_then(|step| self.name(&step)),
                subject: self.instance(node),
            },
            Rule::given_mode => Given::Mode(self.name(node)?),
            Rule::instance => {
                let mut names = self.names(node).into_iter();
                let stages = kid(node, Rule::instance_stages).map(|stages| self.paths(&stages)).unwrap_or_default();
                Given::Instance { object: names.next()?, id: names.next()?, fields: self.values(node)?, stages }
            }
            _ => return None,
        })
    }

    fn moment(&mut self, node: &Node<'_>) -> Option<Expr> {
        let moment = kid(node, Rule::date_time)?;
        Some(Expr { kind: Box::new(self.date_time(&moment)?), place: self.place(&moment) })
    }

    fn occurrence(&mut self, node: &Node<'_>) -> Option<Occurrence> {
        let opens = kid(node, Rule::as_instance);
        let subject = opens.clone().or_else(|| kid(node, Rule::of_instance));
        Some(Occurrence {
            event: self.name(node)?,
            subject: subject.and_then(|subject| self.name(&subject)),
            opens: opens.is_some(),
            payload: self.values(node)?,
            place: self.place(node),
        })
    }

    fn happening(&mut self, node: &Node<'_>) -> Option<Happening> {
        Some(match node.as_rule() {
            Rule::change_to_field => Happening::Change { target: self.path(node)?, value: self.expr(node)? },
            _ => Happening::Event(self.occurrence(node)?),
        })
    }

    fn assertion(&mut self, node: &Node<'_>) -> Option<Assertion> {
        let names = kid(node, Rule::names).map(|names| self.names(&names)).unwrap_or_default();
        let subject = self.instance(node);
        Some(match node.as_rule() {
            Rule::fires => Assertion::Fires { names, subject, negated: has(node, Rule::kw_not) },
            Rule::defers => {
                let until = if has(node, Rule::kw_until) { Some(self.expr(node)?) } else { None };
                Assertion::Defers { names, subject, until }
            }
            Rule::suppresses => {
                let because = kid(node, Rule::because).map(|because| self.because(&because));
                Assertion::Suppresses { names, subject, because }
            }
            Rule::cancels => Assertion::Cancels { names, subject },
            Rule::begins => Assertion::Starts { names, subject },
            Rule::refuses => Assertion::Refuses(self.name(node)?),
            Rule::at_stage => Assertion::Stage { stage: self.path(node)?, subject },
            _ => Assertion::Holds(self.expr_of(node)?),
        })
    }

    fn because(&self, node: &Node<'_>) -> Because {
        let reason = kid(node, Rule::reason);
        let reason = match reason.as_ref().map_or("", Node::as_str) {
            "consent" => BecauseReason::Consent,
            "mode" => BecauseReason::Mode,
            "cap" => BecauseReason::Cap,
            "hours" => BecauseReason::Hours,
            "limit" => BecauseReason::Limit,
            "group" => BecauseReason::Group,
            _ => BecauseReason::Holdout,
        };
        let name = kid(node, Rule::because_name).and_then(|name| self.name(&name));
        Because { reason, name, place: self.place(node) }
    }
}

block!(
    ScenarioLine,
    "a scenario",
    scenario_line,
    scenario_line,
    scenario_block,
    ["for", "at", "after", "given", "when", "then"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::for_each => builder.for_each(node)?,
        Rule::at_line => Self::At(builder.expr(node)?),
        Rule::after_line => Self::After(builder.expr(node)?),
        Rule::given => {
            let items = node.inner().filter(|item| !matches!(item.as_rule(), Rule::kw_given | Rule::p_comma));
            let items = items.map(|item| builder.given(&item)).collect::<Option<Vec<_>>>()?;
            Self::Given(builder.counted(items, node))
        }
        Rule::when_line => {
            let items = node.inner().filter(|item| !matches!(item.as_rule(), Rule::kw_when | Rule::p_comma));
            let items = items.map(|item| builder.happening(&item)).collect::<Option<Vec<_>>>()?;
            Self::When(builder.counted(items, node))
        }
        Rule::then_line => {
            let assertion = node.inner().nth(1)?;
            Self::Then(builder.assertion(&assertion)?)
        }
        _ => Self::Common(builder.common(node)?),
    })
);
