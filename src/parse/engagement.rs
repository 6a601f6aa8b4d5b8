//! What is done: triggers, effects, actions, rules, SLAs.

use super::build::{Block, Builder, Node, Rule, has, kid, kids};
use super::small::block;
use crate::ast::*;

impl Builder<'_> {
    /// Events and their filter.
    pub(super) fn events(&mut self, node: &Node<'_>) -> Option<EventFilter> {
        let events = kid(node, Rule::events)?;
        let filter = if has(&events, Rule::kw_where) { Some(self.expr(&events)?) } else { None };
        Some(EventFilter { events: self.names(&events), filter, place: self.place(&events) })
    }

    /// A trigger; the outer `None`: it is something else.
    pub(super) fn trigger(&mut self, node: &Node<'_>) -> Option<Option<Trigger>> {
        Some(match node.as_rule() {
            Rule::on_trigger => self.on_trigger(node),
            Rule::after_trigger => self.after_trigger(node),
            Rule::date_trigger => self.date_trigger(node),
            Rule::every_trigger => self.every_trigger(node),
            _ => return None,
        })
    }

    fn on_trigger(&mut self, node: &Node<'_>) -> Option<Trigger> {
        let form = node.inner().nth(1)?;
        Some(match form.as_rule() {
            Rule::on_enter => Trigger::Enter(self.paths(&form)),
            Rule::on_exit => Trigger::Exit(self.paths(&form)),
            Rule::on_change => {
                let mut side = |rule| match kid(&form, rule) {
                    Some(side) => self.expr(&side).map(Some),
                    None => Some(None),
                };
                let (from, to) = (side(Rule::change_from)?, side(Rule::change_to)?);
                Trigger::Change { of: self.paths(&form), from, to }
            }
            Rule::on_becoming => {
                Trigger::Becoming { guard: self.expr(&form)?, including_existing: has(&form, Rule::including) }
            }
            Rule::on_breach => Trigger::Breach(self.name(&form)?),
            _ => Trigger::Event(self.events(node)?),
        })
    }

    fn after_trigger(&mut self, node: &Node<'_>) -> Option<Trigger> {
        let delay = self.expr(node)?;
        if let Some(without) = kid(node, Rule::without) {
            return Some(Trigger::Without { delay, events: self.names(&without) });
        }
        let stages = kid(node, Rule::after_stages).map(|stages| self.paths(&stages)).unwrap_or_default();
        Some(Trigger::After { delay, stages })
    }

    fn date_trigger(&mut self, node: &Node<'_>) -> Option<Trigger> {
        let offset = match kid(node, Rule::date_offset) {
            Some(offset) => {
                let direction = if has(&offset, Rule::kw_before) { Direction::Before } else { Direction::After };
                Some((self.expr(&offset)?, direction))
            }
            None => None,
        };
        let time = self.at_time(node)?;
        Some(Trigger::Date { offset, of: self.path(node)?, time, or_at_once: has(node, Rule::or_at_once) })
    }

    fn at_time(&mut self, node: &Node<'_>) -> Option<Option<TimeOfDay>> {
        match kid(node, Rule::at_time) {
            Some(time) => self.clock(&time).map(Some),
            None => Some(None),
        }
    }

    fn every_trigger(&mut self, node: &Node<'_>) -> Option<Trigger> {
        let on = match kid(node, Rule::every_on) {
            Some(on) => Some(if let Some(day) = kid(&on, Rule::month_day) {
                EveryOn::MonthDay(self.month_day_of(&day)?)
            } else if has(&on, Rule::whole) {
                EveryOn::Day(self.whole(&on)?)
            } else if let Some(field) = self.path(&on) {
                EveryOn::Field(field)
            } else {
                EveryOn::Weekdays(self.day_ranges(&on)?)
            }),
            None => None,
        };
        Some(Trigger::Every { unit: self.unit(node)?, on, time: self.at_time(node)? })
    }

    /// `do …`, where it stands inside a clause.
    pub(super) fn does_in(&mut self, node: &Node<'_>) -> Option<Do> {
        self.does(&kid(node, Rule::do_clause)?)
    }

    pub(super) fn does(&mut self, node: &Node<'_>) -> Option<Do> {
        let mut calls = Vec::with_capacity(kids(node, Rule::call).count());
        for call in kids(node, Rule::call) {
            let with = match kid(&call, Rule::call_with) {
                Some(with) => self.values(&with)?,
                None => Vec::new(),
            };
            calls.push(ActionCall { action: self.name(&call)?, with });
        }
        let after = match kid(node, Rule::do_after) {
            Some(after) => Some(self.expr(&after)?),
            None => None,
        };
        Some(Do { calls: self.counted(calls, node), after })
    }

    /// `{ a: 1, b: 2 }`, where it follows.
    pub(super) fn values(&mut self, node: &Node<'_>) -> Option<Vec<NamedValue>> {
        let Some(values) = kid(node, Rule::values) else { return Some(Vec::new()) };
        let list = kids(&values, Rule::value)
            .map(|value| {
                Some(NamedValue { name: self.name(&value)?, value: self.expr(&value)?, place: self.place(&value) })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(self.counted(list, &values))
    }

    /// An effect; the outer `None`: it is something else.
    pub(super) fn effect(&mut self, node: &Node<'_>) -> Option<Option<Effect>> {
        let rule = node.as_rule();
        if !matches!(rule, Rule::set_effect | Rule::add_effect | Rule::remove_effect | Rule::start_effect) {
            return None;
        }
        Some(self.effect_of(rule, node))
    }

    fn effect_of(&mut self, rule: Rule, node: &Node<'_>) -> Option<Effect> {
        Some(match rule {
            Rule::set_effect => {
                let list = kids(node, Rule::assignment)
                    .map(|one| Some((self.path(&one)?, self.expr(&one)?)))
                    .collect::<Option<Vec<_>>>()?;
                Effect::Set(self.counted(list, node))
            }
            Rule::add_effect => Effect::Add { value: self.expr(node)?, to: self.path(node)? },
            Rule::remove_effect => Effect::Remove { value: self.expr(node)?, from: self.path(node)? },
            _ => Effect::Start { sequence: self.name(node)?, arguments: self.arguments(node)? },
        })
    }

    fn active(&mut self, node: &Node<'_>) -> Option<RuleClause> {
        let from = match kid(node, Rule::active_from) {
            Some(from) => Some(self.bound(&kid(&from, Rule::active_bound)?)?),
            None => None,
        };
        let to = match kid(node, Rule::active_bound) {
            Some(to) => Some(self.bound(&to)?),
            None => None,
        };
        Some(RuleClause::Active { from, to })
    }

    fn bound(&mut self, node: &Node<'_>) -> Option<Expr> {
        let kind = match kid(node, Rule::date_time) {
            Some(date) => self.date_time(&date)?,
            None => ExprKind::Path(self.path(node)?),
        };
        Some(Expr { kind: Box::new(kind), place: self.place(node) })
    }

    fn variant(&mut self, node: &Node<'_>) -> Option<Variant> {
        Some(Variant { name: self.declared(node)?, share: self.share(node)?, does: self.does_in(node)? })
    }

    fn sla_when(&mut self, node: &Node<'_>) -> Option<SlaWhen> {
        Some(match kid(node, Rule::in_stages) {
            Some(stages) => SlaWhen::InStage(self.paths(&stages)),
            None => SlaWhen::On(self.events(node)?),
        })
    }
}

block!(
    ActionClause,
    "an action",
    action_clause,
    action_lead,
    action_block,
    [
        "channel",
        "automated",
        "human",
        "purpose",
        "personalization",
        "effort",
        "due",
        "with",
        "set",
        "add",
        "remove",
        "start",
        "otherwise",
        "assign"
    ],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::use_channel => Self::Channel(builder.name(node)?),
        Rule::automated => Self::Automated,
        Rule::human => Self::Human,
        Rule::use_purpose => Self::Purpose(builder.name(node)?),
        Rule::personalization => Self::Personalization(builder.name(node)?),
        Rule::effort => Self::Effort(builder.expr(node)?),
        Rule::due => Self::Due(builder.expr(node)?),
        Rule::with_values => Self::With(builder.values(node)?),
        Rule::otherwise => Self::Otherwise(builder.name(node)?),
        Rule::assign => Self::Assign {
            target: builder.path(node)?,
            from: builder.path(&kid(node, Rule::assign_from)?)?,
            rotation: has(node, Rule::rotation),
        },
        _ => match builder.effect(node) {
            Some(effect) => Self::Effect(effect?),
            None => Self::Common(builder.common(node)?),
        },
    })
);

block!(
    RuleClause,
    "a rule",
    rule_clause,
    rule_lead,
    rule_block,
    [
        "on", "after", "at", "every", "in", "when", "do", "set", "add", "remove", "start", "unless", "while", "limit",
        "group", "priority", "holdout", "split", "active", "inactive", "each"
    ],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::in_stages => Self::InStage(builder.paths(node)),
        Rule::guard => Self::When(builder.expr(node)?),
        Rule::do_clause => Self::Do(builder.does(node)?),
        Rule::unless => Self::Unless(builder.events(node)?),
        Rule::while_clause => Self::While(builder.expr(node)?),
        Rule::limit => Self::Limit {
            amount: builder.expr(node)?,
            window: builder.window(node)?,
            handling: builder.handling(node)?,
        },
        Rule::in_group => Self::Group(builder.name(node)?),
        Rule::priority => Self::Priority(builder.whole(node)?),
        Rule::holdout => Self::Holdout(builder.share(node)?),
        Rule::split => {
            let variants = kids(node, Rule::variant).map(|one| builder.variant(&one)).collect::<Option<Vec<_>>>()?;
            Self::Split(builder.counted(variants, node))
        }
        Rule::active => builder.active(node)?,
        Rule::inactive => Self::Inactive,
        Rule::each => Self::Each { date: has(node, Rule::kw_date) },
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

block!(
    SlaClause,
    "an SLA",
    sla_clause,
    sla_clause,
    sla_block,
    ["starts", "stops", "pauses", "resets", "within", "at", "every", "breach"],
    None,
    |builder, node| Some(match node.as_rule() {
        Rule::sla_clock => {
            let when = builder.sla_when(node)?;
            match node.inner().next()?.as_rule() {
                Rule::kw_starts => Self::Starts(when),
                Rule::kw_stops => Self::Stops(when),
                Rule::kw_pauses => Self::Pauses(when),
                _ => Self::Resets(when),
            }
        }
        Rule::within =>
            Self::Within { target: builder.expr(node)?, opening: builder.in_opening(node), when: builder.guard(node)? },
        Rule::sla_at => Self::At { share: builder.share(node)?, does: builder.does_in(node)? },
        Rule::sla_every => Self::Every { period: builder.duration(node)?, does: builder.does_in(node)? },
        Rule::sla_breach => Self::Breach(builder.does_in(node)?),
        _ => Self::Common(builder.common(node)?),
    })
);
