//! Journeys, stages, transitions.

use std::ops::Range;

use super::build::{Block, Builder, Node, Rule, Source, kid};
use super::small::block;
use crate::ast::*;

impl Builder<'_> {
    fn stage(&mut self, head: &Node<'_>, body: Body<StageClause>) -> Option<Stage> {
        Some(Stage { name: self.declared(head)?, label: self.label(head), body })
    }

    fn transition(&mut self, head: &Node<'_>, body: Body<TransitionClause>) -> Option<Transition> {
        let sources = self.names(&kid(head, Rule::sources)?);
        Some(Transition { sources, target: self.name(head)?, label: self.label(head), body })
    }
}

impl Block for JourneyClause {
    const OWNER: &'static str = "a journey";
    const CLAUSE: Rule = Rule::journey_clause;
    const LEAD: Rule = Rule::journey_lead;
    const BLOCK: Rule = Rule::journey_block;
    const WORDS: &'static [&'static str] = &["stage", "transition", "for", "extends"];
    const HEADED: &'static [&'static str] = &["stage", "transition"];

    fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self> {
        Some(match node.as_rule() {
            Rule::stage => {
                let body = builder.body(&node);
                Self::Stage(builder.stage(&kid(&node, Rule::stage_head)?, body)?)
            }
            Rule::transition => {
                let body = builder.body(&node);
                Self::Transition(builder.transition(&kid(&node, Rule::transition_head)?, body)?)
            }
            Rule::journey_for => Self::For(builder.name(&node)?),
            Rule::extends => Self::Extends(builder.name(&node)?),
            _ => Self::Common(builder.common(&node)?),
        })
    }

    fn invalid(invalid: Invalid) -> Self {
        Self::Common(Common::Invalid(invalid))
    }

    fn inner(builder: &mut Builder<'_>, word: &str, range: Range<usize>) -> Option<Option<Self>> {
        match word {
            "stage" => {
                let parts = builder.parts(Source::Broken(range), Rule::stage_head);
                Some(parts.and_then(|(head, body)| builder.stage(&head, body)).map(Self::Stage))
            }
            "transition" => {
                let parts = builder.parts(Source::Broken(range), Rule::transition_head);
                Some(parts.and_then(|(head, body)| builder.transition(&head, body)).map(Self::Transition))
            }
            _ => None,
        }
    }
}

impl Block for StageClause {
    const OWNER: &'static str = "a stage";
    const CLAUSE: Rule = Rule::stage_clause;
    const LEAD: Rule = Rule::stage_lead;
    const BLOCK: Rule = Rule::stage_block;
    const WORDS: &'static [&'static str] = &[
        "initial",
        "final",
        "phase",
        "moment",
        "emotion",
        "customer_view",
        "kpi",
        "deliverable",
        "requires",
        "skippable",
        "friction",
        "stage",
    ];
    const HEADED: &'static [&'static str] = &["stage"];

    fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self> {
        Some(match node.as_rule() {
            Rule::initial => Self::Initial,
            Rule::final_stage => Self::Final,
            Rule::phase => Self::Phase(builder.text(&node)?),
            Rule::moment => Self::Moment(builder.text(&node)?),
            Rule::emotion => Self::Emotion(builder.name(&node)?),
            Rule::customer_view => Self::CustomerView(builder.text(&node)?),
            Rule::stage_kpi => Self::Kpi(builder.measure(&kid(&node, Rule::measure)?)?),
            Rule::deliverable => Self::Deliverable(builder.text(&node)?),
            Rule::requires => Self::Requires(builder.paths(&node)),
            Rule::skippable => Self::Skippable,
            Rule::friction => Self::Friction(builder.text(&node)?),
            Rule::stage => {
                let body = builder.body(&node);
                Self::Stage(builder.stage(&kid(&node, Rule::stage_head)?, body)?)
            }
            _ => Self::Common(builder.common(&node)?),
        })
    }

    fn invalid(invalid: Invalid) -> Self {
        Self::Common(Common::Invalid(invalid))
    }

    fn inner(builder: &mut Builder<'_>, word: &str, range: Range<usize>) -> Option<Option<Self>> {
        (word == "stage").then(|| {
            let parts = builder.parts(Source::Broken(range), Rule::stage_head);
            parts.and_then(|(head, body)| builder.stage(&head, body)).map(Self::Stage)
        })
    }
}

block!(
    TransitionClause,
    "a transition",
    transition_clause,
    transition_clause,
    transition_block,
    ["on", "after", "at", "every", "when", "priority", "do", "set", "add", "remove", "start"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::guard => Self::When(builder.expr(node)?),
        Rule::priority => Self::Priority(builder.whole(node)?),
        Rule::do_clause => Self::Do(builder.does(node)?),
        _ => {
            if let Some(trigger) = builder.trigger(node) {
                Self::Trigger(trigger?)
            } else if let Some(effect) = builder.effect(node) {
                Self::Effect(effect?)
            } else {
                Self::Common(builder.common(node)?)
            }
        }
    })
);
