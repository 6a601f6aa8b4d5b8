//! Sequences and their steps.

use std::ops::Range;

use super::build::{Block, Builder, Node, Rule, has, kid};
use crate::ast::*;

impl Builder<'_> {
    /// `of office`, where it follows.
    pub(super) fn in_opening(&self, node: &Node<'_>) -> Option<Name> {
        self.name(&kid(node, Rule::in_opening)?)
    }

    fn leave(&mut self, node: &Node<'_>) -> Option<Leave> {
        let leave = kid(node, Rule::leave)?;
        Some(if has(&leave, Rule::events) { Leave::On(self.events(&leave)?) } else { Leave::When(self.expr(&leave)?) })
    }

    fn reentry(&mut self, node: &Node<'_>) -> Option<Reentry> {
        if has(node, Rule::kw_never) {
            return Some(Reentry::Never);
        }
        if has(node, Rule::kw_exit) {
            return Some(Reentry::AfterExit);
        }
        Some(Reentry::After(self.duration(node)?))
    }

    /// A step; the outer `None`: it is something else.
    fn step(&mut self, node: &Node<'_>) -> Option<Option<Step>> {
        Some(match node.as_rule() {
            Rule::do_clause => self.does(node).map(Step::Do),
            Rule::wait => self.wait(node),
            Rule::when_step => self.when_step(node),
            Rule::repeat => self.repeat(node),
            Rule::named_step => self.named_step(node),
            _ => return self.effect(node).map(|effect| effect.map(Step::Effect)),
        })
    }

    fn steps(&mut self, node: &Node<'_>) -> Option<Body<Step>> {
        let mut body = Body::default();
        self.block(&kid(node, Rule::steps)?, &mut body);
        body.clauses.truncate(self.limits.members);
        Some(body)
    }

    fn else_steps(&mut self, node: &Node<'_>) -> Option<Body<Step>> {
        self.steps(&kid(node, Rule::else_steps)?)
    }

    fn wait(&mut self, node: &Node<'_>) -> Option<Step> {
        let wait = self.wait_head(&kid(node, Rule::wait_head)?)?;
        let (then, otherwise) = (self.steps(node), self.else_steps(node));
        Some(Step::Wait { wait, then, otherwise })
    }

    fn wait_head(&mut self, head: &Node<'_>) -> Option<Wait> {
        if let Some(until) = kid(head, Rule::wait_until) {
            if has(&until, Rule::clock) {
                return Some(Wait::Time(self.clock(&until)?));
            }
            let mut both = self.exprs(&until)?.into_iter();
            return Some(Wait::Until { guard: both.next()?, at_most: both.next() });
        }
        let wait = kid(head, Rule::wait_for)?;
        let or = if has(&wait, Rule::events) { Some(self.events(&wait)?) } else { None };
        Some(Wait::For { delay: self.expr(&wait)?, opening: self.in_opening(&wait), or })
    }

    fn when_step(&mut self, node: &Node<'_>) -> Option<Step> {
        let guard = self.expr(&kid(node, Rule::when_head)?)?;
        let then = self.steps(node)?;
        Some(Step::When { guard, then, otherwise: self.else_steps(node) })
    }

    fn repeat(&mut self, node: &Node<'_>) -> Option<Step> {
        let guard = self.expr(&kid(node, Rule::repeat_head)?)?;
        Some(Step::Repeat { guard, steps: self.steps(node)? })
    }

    fn named_step(&mut self, node: &Node<'_>) -> Option<Step> {
        let head = kid(node, Rule::step_head)?;
        Some(Step::Named { name: self.declared(&head)?, label: self.label(&head), steps: self.steps(node)? })
    }

    /// A step with steps of its own, of which some are broken.
    fn broken_step(&mut self, word: &str, range: Range<usize>) -> Option<Option<Step>> {
        let head = match word {
            "wait" => Rule::wait_head,
            "when" => Rule::when_head,
            "repeat" => Rule::repeat_head,
            "step" => Rule::step_head,
            _ => return None,
        };
        self.has_block(&range).then(|| self.recover_step(head, range))
    }

    fn recover_step(&mut self, rule: Rule, range: Range<usize>) -> Option<Step> {
        let (head, then, otherwise) = self.recover_steps(rule, range)?;
        Some(match rule {
            Rule::wait_head => Step::Wait { wait: self.wait_head(&head)?, then: Some(then), otherwise },
            Rule::when_head => Step::When { guard: self.expr(&head)?, then, otherwise },
            Rule::repeat_head => Step::Repeat { guard: self.expr(&head)?, steps: then },
            _ => Step::Named { name: self.declared(&head)?, label: self.label(&head), steps: then },
        })
    }
}

impl Block for Step {
    const OWNER: &'static str = "a list of steps";
    const CLAUSE: Rule = Rule::step;
    const LEAD: Rule = Rule::step;
    const BLOCK: Rule = Rule::steps;
    const WORDS: &'static [&'static str] = &["do", "set", "add", "remove", "start", "wait", "when", "repeat", "step"];

    fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self> {
        builder.step(&node)?
    }

    fn invalid(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }

    fn inner(builder: &mut Builder<'_>, word: &str, range: Range<usize>) -> Option<Option<Self>> {
        builder.broken_step(word, range)
    }
}

impl Block for SequenceClause {
    const OWNER: &'static str = "a sequence";
    const CLAUSE: Rule = Rule::sequence_clause;
    const LEAD: Rule = Rule::sequence_lead;
    const BLOCK: Rule = Rule::sequence_block;
    const WORDS: &'static [&'static str] = &[
        "reentry", "goal", "exit", "suspend", "do", "set", "add", "remove", "start", "wait", "when", "repeat", "step",
    ];

    fn read(builder: &mut Builder<'_>, node: Node<'_>) -> Option<Self> {
        Some(match node.as_rule() {
            Rule::reentry => Self::Reentry(builder.reentry(&node)?),
            Rule::goal => Self::Goal(builder.leave(&node)?),
            Rule::exit_when => Self::Exit(builder.leave(&node)?),
            Rule::suspend => Self::Suspend(builder.suspensions(&node)?),
            _ => match builder.step(&node) {
                Some(step) => Self::Step(step?),
                None => Self::Common(builder.common(&node)?),
            },
        })
    }

    fn invalid(invalid: Invalid) -> Self {
        Self::Common(Common::Invalid(invalid))
    }

    fn inner(builder: &mut Builder<'_>, word: &str, range: Range<usize>) -> Option<Option<Self>> {
        Some(builder.broken_step(word, range)?.map(Self::Step))
    }
}
