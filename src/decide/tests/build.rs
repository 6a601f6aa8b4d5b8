//! Blueprints made by hand.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::calendar::{Duration, Instant};
use crate::decide::{Decision, Explanation, Program, decide, explain};
use crate::ir::*;
use crate::state::{ContactState, Input};
use crate::text::Span;

/// A blueprint in the making.
pub(crate) struct Build {
    pub(crate) ir: Blueprint,
    order: u32,
}

pub(crate) const BOOL: Type = Type::required(Scalar::Bool);
pub(crate) const INT: Type = Type::required(Scalar::Int);
pub(crate) const TEXT: Type = Type::required(Scalar::Text);
pub(crate) const SET: Type = Type::set_of(Scalar::Text);

pub(crate) const fn maybe(ty: Type) -> Type {
    ty.with_optional(true)
}

pub(crate) fn info(name: &str) -> Info {
    Info { name: name.to_owned(), ..Info::default() }
}

pub(crate) fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// Monday, 09:00 UTC.
pub(crate) fn monday() -> Instant {
    instant("2026-03-02T09:00:00Z")
}

pub(crate) fn text(text: &str) -> Value {
    Value::text(text)
}

pub(crate) fn decimal(text: &str) -> Value {
    Value::decimal(text.parse::<Decimal>().unwrap())
}

pub(crate) fn date(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

pub(crate) fn duration(months: i64, days: i64, milliseconds: i64) -> Value {
    Value::Duration(Duration { months, days, milliseconds })
}

impl Build {
    pub(crate) fn new() -> Self {
        let mut ir = Blueprint { info: info("test"), version: "1".to_owned(), ..Blueprint::empty() };
        ir.channels.push(Channel {
            info: info("email"),
            consent: None,
            internal: false,
            color: None,
            hours: Vec::new(),
            responsibilities: Responsibilities::default(),
        });
        Self { ir, order: 0 }
    }

    fn next_order(&mut self) -> u32 {
        self.order += 1;
        self.order
    }

    // ---- expressions

    pub(crate) fn e(&mut self, kind: ExprKind) -> ExprId {
        self.ir.exprs.push(Expr { kind, ty: BOOL, span: Span::default() })
    }

    pub(crate) fn value(&mut self, value: Value) -> ExprId {
        self.e(ExprKind::Literal(value))
    }

    pub(crate) fn int(&mut self, number: i64) -> ExprId {
        self.value(Value::Int(number))
    }

    pub(crate) fn bool(&mut self, truth: bool) -> ExprId {
        self.value(Value::Bool(truth))
    }

    pub(crate) fn text(&mut self, value: &str) -> ExprId {
        self.value(text(value))
    }

    pub(crate) fn read(&mut self, field: FieldId) -> ExprId {
        self.e(ExprKind::Field(field))
    }

    pub(crate) fn arithmetic(&mut self, op: Arithmetic, left: ExprId, right: ExprId) -> ExprId {
        self.e(ExprKind::Arithmetic { op, left, right })
    }

    pub(crate) fn compare(&mut self, op: Comparison, left: ExprId, right: ExprId) -> ExprId {
        self.e(ExprKind::Compare { op, left, right })
    }

    /// `field == value`
    pub(crate) fn is(&mut self, field: FieldId, value: Value) -> ExprId {
        let (left, right) = (self.read(field), self.value(value));
        self.compare(Comparison::Equal, left, right)
    }

    /// `field >= number`
    pub(crate) fn at_least(&mut self, field: FieldId, number: i64) -> ExprId {
        let (left, right) = (self.read(field), self.int(number));
        self.compare(Comparison::GreaterOrEqual, left, right)
    }

    /// `event.parameter == value`
    pub(crate) fn payload_is(&mut self, parameter: ParameterId, value: Value) -> ExprId {
        let left = self.e(ExprKind::Payload(vec![parameter]));
        let right = self.value(value);
        self.compare(Comparison::Equal, left, right)
    }

    // ---- declarations

    pub(crate) fn field(&mut self, name: &str, ty: Type, default: Option<Value>) -> FieldId {
        self.ir.fields.push(Field { object: None, info: info(name), ty, default, governance: Governance::default() })
    }

    pub(crate) fn event(&mut self, name: &str) -> EventId {
        self.ir.events.push(Event {
            subject: None,
            info: info(name),
            parameters: Vec::new(),
            refuse_when: Vec::new(),
            responsibilities: Responsibilities::default(),
        })
    }

    pub(crate) fn parameter(&mut self, event: EventId, name: &str, ty: Type) -> ParameterId {
        let id = self.ir.parameters.push(Parameter {
            info: info(name),
            event,
            ty,
            default: None,
            governance: Governance::default(),
        });
        self.ir.events.get_mut(event).unwrap().parameters.push(id);
        id
    }

    pub(crate) fn derived(&mut self, name: &str, value: ExprId) -> LetId {
        self.ir.lets.push(Let { object: None, info: info(name), value })
    }

    pub(crate) fn segment(&mut self, name: &str, when: ExprId) -> SegmentId {
        self.ir.segments.push(Segment {
            object: None,
            info: info(name),
            when,
            expects: Vec::new(),
            friction: Vec::new(),
            prefers: None,
            responsibilities: Responsibilities::default(),
        })
    }

    pub(crate) fn setting(&mut self, name: &str, ty: Type, default: Value) -> SettingId {
        self.ir.settings.push(Setting { info: info(name), ty, default })
    }

    pub(crate) fn score(&mut self, name: &str, low: i64, high: i64) -> ScoreId {
        self.ir.scores.push(Score {
            object: None,
            info: info(name),
            low,
            high,
            events: Vec::new(),
            profile: Vec::new(),
            fade: None,
            responsibilities: Responsibilities::default(),
        })
    }

    /// The first stage is the initial one.
    pub(crate) fn journey(&mut self, name: &str, stages: &[&str]) -> Vec<StageId> {
        let journey = JourneyId::new(self.ir.journeys.len());
        let mut ids = Vec::new();
        for stage in stages {
            ids.push(self.ir.stages.push(Stage {
                info: info(stage),
                journey,
                parent: None,
                children: Vec::new(),
                initial: None,
                is_final: false,
                phase: None,
                responsibilities: Responsibilities::default(),
                moments: Vec::new(),
                emotion: None,
                customer_view: None,
                deliverables: Vec::new(),
                skippable: false,
                friction: Vec::new(),
                requires: Vec::new(),
                measures: Vec::new(),
            }));
        }
        self.ir.journeys.push(Journey {
            object: None,
            segment: None,
            info: info(name),
            stages: ids.clone(),
            initial: ids[0],
            transitions: Vec::new(),
            extensions: Vec::new(),
            responsibilities: Responsibilities::default(),
        });
        ids
    }

    pub(crate) fn transition(
        &mut self,
        source: StageId,
        target: StageId,
        event: Option<EventId>,
        change: impl FnOnce(&mut Transition),
    ) -> TransitionId {
        let order = self.next_order();
        let name = format!("{}->{}", self.ir.stages[source].info.name, self.ir.stages[target].info.name);
        let journey = self.ir.stages[source].journey;
        let mut transition = Transition {
            info: info(&name),
            journey,
            sources: vec![source],
            target,
            trigger: event.map(|event| Trigger::Event(EventFilter { events: vec![event], filter: None })),
            guard: None,
            priority: 0,
            order,
            calls: Vec::new(),
            effects: Vec::new(),
            starts: Vec::new(),
            responsibilities: Responsibilities::default(),
            span: Span::default(),
        };
        change(&mut transition);
        let id = self.ir.transitions.push(transition);
        self.ir.journeys.get_mut(journey).unwrap().transitions.push(id);
        id
    }

    pub(crate) fn action(&mut self, name: &str, change: impl FnOnce(&mut Action)) -> ActionId {
        let mut action = Action {
            object: None,
            info: info(name),
            channel: ChannelId::new(0),
            execution: Execution::Automated,
            purpose: None,
            personalization: None,
            effort: None,
            due: None,
            with: Vec::new(),
            effects: Vec::new(),
            starts: Vec::new(),
            otherwise: None,
            assign: None,
            responsibilities: Responsibilities::default(),
        };
        change(&mut action);
        self.ir.actions.push(action)
    }

    pub(crate) fn channel(&mut self, name: &str, consent: Option<ExprId>) -> ChannelId {
        self.ir.channels.push(Channel {
            info: info(name),
            consent,
            internal: false,
            color: None,
            hours: Vec::new(),
            responsibilities: Responsibilities::default(),
        })
    }

    pub(crate) fn purpose(&mut self, name: &str, consent: Option<ExprId>) -> PurposeId {
        self.ir.purposes.push(Purpose {
            info: info(name),
            consent,
            transactional: false,
            responsibilities: Responsibilities::default(),
        })
    }

    pub(crate) fn group(&mut self, name: &str, at_most: u32) -> GroupId {
        self.ir.groups.push(Group {
            info: info(name),
            at_most,
            exactly: false,
            responsibilities: Responsibilities::default(),
        })
    }

    pub(crate) fn rule(&mut self, name: &str, trigger: Trigger, change: impl FnOnce(&mut Rule)) -> RuleId {
        let order = self.next_order();
        let mut rule = Rule {
            object: None,
            info: info(name),
            trigger,
            stages: Vec::new(),
            guard: None,
            calls: Vec::new(),
            effects: Vec::new(),
            starts: Vec::new(),
            unless: Vec::new(),
            during: None,
            limit: None,
            holdout: 0,
            split: Vec::new(),
            active_from: None,
            active_until: None,
            inactive: false,
            each: false,
            group: None,
            priority: 0,
            order,
            responsibilities: Responsibilities::default(),
            span: Span::default(),
        };
        change(&mut rule);
        self.ir.rules.push(rule)
    }

    pub(crate) fn program(self) -> Program {
        Program::new(Arc::new(self.ir))
    }
}

pub(crate) fn on(event: EventId) -> Trigger {
    Trigger::Event(EventFilter { events: vec![event], filter: None })
}

pub(crate) fn on_where(event: EventId, filter: ExprId) -> Trigger {
    Trigger::Event(EventFilter { events: vec![event], filter: Some(filter) })
}

pub(crate) fn on_change(of: Vec<ExprId>) -> Trigger {
    Trigger::Change { of, from: None, to: None }
}

pub(crate) fn call(action: ActionId) -> ActionCall {
    ActionCall { action, after: None, with: Vec::new(), span: Span::default() }
}

pub(crate) fn call_with(action: ActionId, name: &str, value: ExprId) -> ActionCall {
    ActionCall { action, after: None, with: vec![entry(name, value)], span: Span::default() }
}

pub(crate) fn entry(name: &str, value: ExprId) -> PayloadEntry {
    PayloadEntry { name: name.into(), value }
}

pub(crate) fn set(field: FieldId, value: ExprId) -> Effect {
    Effect { kind: EffectKind::Set, field, value, span: Span::default() }
}

pub(crate) fn add(field: FieldId, value: ExprId) -> Effect {
    Effect { kind: EffectKind::Add, field, value, span: Span::default() }
}

pub(crate) fn remove(field: FieldId, value: ExprId) -> Effect {
    Effect { kind: EffectKind::Remove, field, value, span: Span::default() }
}

/// A settled contact on Monday.
pub(crate) fn contact(program: &Program) -> ContactState {
    let mut state = unsettled(program);
    state.core_mut().settled = true;
    state
}

/// A new contact on Monday.
pub(crate) fn unsettled(program: &Program) -> ContactState {
    ContactState::builder(Arc::clone(&program.ir), "c-1").at(monday()).build().unwrap()
}

/// Decides, and checks what must hold of every decision.
pub(crate) fn run(program: &Program, state: &ContactState, input: &Input) -> Decision {
    let (state_before, input_before) = (state.clone(), input.clone());
    let decision = decide(program, state, input).unwrap();
    assert_eq!((state, input), (&state_before, &input_before), "deciding changes nothing");
    assert_eq!(decision, decide(program, state, input).unwrap(), "the same gives the same");
    let explained: Explanation = explain(program, state, input).unwrap();
    assert_eq!(explained.decision, decision, "whoever watches sees the same");
    assert!(decision.next.clock() >= state.clock());
    assert_eq!(decision.next.core().life.stages.len(), state.core().life.stages.len());
    assert!(serde_json::to_string(&explained).is_ok());
    assert!(!explained.to_string().is_empty());
    decision
}

/// Feeds an event on Monday.
pub(crate) fn feed(program: &Program, state: &ContactState, event: &str) -> Decision {
    run(program, state, &Input::at(monday()).event(event))
}

/// The names of the actions that fired.
pub(crate) fn fired(decision: &Decision) -> Vec<&str> {
    decision.fired.iter().map(|firing| decision.next.core().ir.actions[firing.action].info.name.as_str()).collect()
}

/// The names of the rules that fired.
pub(crate) fn rules(decision: &Decision) -> Vec<&str> {
    decision.rules.iter().map(|fired| decision.next.core().ir.rules[fired.rule].info.name.as_str()).collect()
}

/// The stages that were entered.
pub(crate) fn moves(decision: &Decision) -> Vec<&str> {
    decision.moves.iter().map(|moved| decision.next.core().ir.stages[moved.to].info.name.as_str()).collect()
}
