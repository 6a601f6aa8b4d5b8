//! Guards as tests of variables, joined by `and`, `or` and `not`.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::super::region::{Budget, Key, Region, Spent, Universe};
use super::name;
use super::same::same;
use crate::ir::{Blueprint, Comparison, ExprId, ExprKind as K, JourneyId, Rule, Scalar, StageId, Type, Value};
use crate::text::Span;

/// Derived values are looked into so deep; what lies deeper is a value of its own.
const DEPTH: usize = 64;

/// Something that has a value, of which guards ask.
#[derive(Debug)]
pub(super) struct Variable {
    /// What it is.
    pub(super) subject: Subject,
    /// All values of its type.
    pub(super) universe: Universe,
    /// Those that it can have.
    pub(super) all: Region,
}

/// What a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// The value of an expression.
    Value(ExprId),
    /// The stage of a journey, by its place among its stages.
    Stage(JourneyId),
}

/// A node, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(pub(super) usize);

/// A part of a guard. Parts stand before their whole.
#[derive(Debug)]
pub(super) enum Node {
    /// Always so.
    Constant(bool),
    /// True, false, and unknown for all other values.
    Test {
        /// Of which variable, by its number.
        variable: usize,
        /// For which values it is true.
        holds: Region,
        /// For which it is false.
        fails: Region,
    },
    /// Kleene's not.
    Not(NodeId),
    /// Kleene's and.
    And(Vec<NodeId>),
    /// Kleene's or.
    Or(Vec<NodeId>),
    /// Whether it is not unknown.
    Known(NodeId),
    /// The left one, or the right one where the left one is unknown.
    Else {
        /// What is wanted.
        left: NodeId,
        /// What stands in.
        right: NodeId,
    },
}

/// A part of a guard of which nothing can be proven.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opaque(pub(super) Span);

/// A value that is compared.
#[derive(Debug, Clone)]
struct Operand {
    variable: usize,
    /// Whether it is a whole number that is compared as a decimal.
    widened: bool,
    /// What stands in where it is unset.
    otherwise: Option<Value>,
}

/// The guards of a group's rules.
#[derive(Debug)]
pub(super) struct Guards<'i> {
    ir: &'i Blueprint,
    teams: usize,
    budget: Budget,
    spent: bool,
    pub(super) variables: Vec<Variable>,
    pub(super) nodes: Vec<Node>,
    /// The guard of each rule.
    pub(super) roots: Vec<NodeId>,
    /// What is true whenever they are asked.
    pub(super) premise: Option<NodeId>,
    /// What has been read already.
    read: BTreeMap<ExprId, NodeId>,
}

impl<'i> Guards<'i> {
    pub(super) const fn new(ir: &'i Blueprint, teams: usize, budget: Budget) -> Self {
        Self {
            ir,
            teams,
            budget,
            spent: false,
            variables: Vec::new(),
            nodes: Vec::new(),
            roots: Vec::new(),
            premise: None,
            read: BTreeMap::new(),
        }
    }

    /// Takes the guard of a rule in: its stages, its `when`, and the filter of its event where it
    /// is not the same for all.
    pub(super) fn rule(&mut self, rule: &Rule, own_filter: bool) -> Result<(), Opaque> {
        let mut parts = Vec::new();
        if let Some(filter) = rule.trigger.filter().filter(|_| own_filter) {
            parts.push(self.truth(filter, 0)?);
        }
        if !rule.stages.is_empty() {
            parts.push(self.in_stage(&rule.stages).ok_or(Opaque(rule.span))?);
        }
        if let Some(guard) = rule.guard {
            parts.push(self.truth(guard, 0)?);
        }
        let root = match parts.as_slice() {
            [] => self.push(Node::Constant(true)),
            [one] => *one,
            _ => self.push(Node::And(parts)),
        };
        self.roots.push(root);
        Ok(())
    }

    /// Takes in what is true whenever the guards are asked. Where nothing can be proven of it,
    /// the guards are asked of more than can come.
    pub(super) fn given(&mut self, premise: ExprId) {
        self.premise = self.truth(premise, 0).ok();
    }

    /// What is left of the budget, once all guards have been read.
    ///
    /// # Errors
    ///
    /// It did not suffice to read them.
    pub(super) const fn left(&self) -> Result<Budget, Spent> {
        if self.spent { Err(Spent) } else { Ok(self.budget) }
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len().saturating_sub(1))
    }

    fn truth(&mut self, id: ExprId, depth: usize) -> Result<NodeId, Opaque> {
        if let Some(known) = self.read.get(&id) {
            return Ok(*known);
        }
        let node = self.truth_anew(id, depth)?;
        self.read.insert(id, node);
        Ok(node)
    }

    fn truth_anew(&mut self, id: ExprId, depth: usize) -> Result<NodeId, Opaque> {
        let ir = self.ir;
        let expr = ir.exprs.get(id).ok_or(Opaque(Span::default()))?;
        let opaque = Opaque(expr.span);
        match &expr.kind {
            K::Literal(Value::Bool(truth)) => Ok(self.push(Node::Constant(*truth))),
            K::Not(inner) => {
                let inner = self.truth(*inner, depth)?;
                Ok(self.push(Node::Not(inner)))
            }
            K::And(parts) => {
                let parts = self.truths(parts, depth)?;
                Ok(self.push(Node::And(parts)))
            }
            K::Or(parts) => {
                let parts = self.truths(parts, depth)?;
                Ok(self.push(Node::Or(parts)))
            }
            K::Compare { op, left, right } => self.compared(*op, *left, *right, depth, opaque),
            K::Between { value, low, high } => {
                let (low, high) = (self.constant(*low).ok_or(opaque)?, self.constant(*high).ok_or(opaque)?);
                let tests = [(Comparison::GreaterOrEqual, low), (Comparison::LessOrEqual, high)];
                let operand = self.operand(*value, depth)?;
                self.test(&operand, &tests, true).ok_or(opaque)
            }
            K::OneOf { value, elements } => {
                let constants: Option<Vec<_>> =
                    elements.iter().map(|one| Some((Comparison::Equal, self.constant(*one)?))).collect();
                let tests = constants.filter(|all| !all.is_empty()).ok_or(opaque)?;
                let operand = self.operand(*value, depth)?;
                self.test(&operand, &tests, false).ok_or(opaque)
            }
            K::IsSet(value) => self.known(*value, depth),
            K::OrUnset { test, value } => {
                // Where the value is known, the test; otherwise true.
                let (known, test) = (self.known(*value, depth)?, self.truth(*test, depth)?);
                let unset = self.push(Node::Not(known));
                Ok(self.push(Node::Or(vec![unset, test])))
            }
            K::InStage(stages) => self.in_stage(stages).ok_or(opaque),
            K::Coalesce { left, right } => {
                let (left, right) = (self.truth(*left, depth)?, self.truth(*right, depth)?);
                Ok(self.push(Node::Else { left, right }))
            }
            K::Segment(segment) => {
                let inner = ir.segments.get(*segment).map(|segment| segment.when);
                self.looked_into(id, inner, depth, opaque)
            }
            K::Let(own) => self.looked_into(id, ir.lets.get(*own).map(|own| own.value), depth, opaque),
            _ => self.bool_value(id).ok_or(opaque),
        }
    }

    /// A derived truth: what it says, or where nothing can be proven of that, a value of its own.
    fn looked_into(
        &mut self,
        id: ExprId,
        inner: Option<ExprId>,
        depth: usize,
        opaque: Opaque,
    ) -> Result<NodeId, Opaque> {
        let inner = inner.filter(|_| depth < DEPTH);
        if let Some(Ok(node)) = inner.map(|inner| self.truth(inner, depth.saturating_add(1))) {
            return Ok(node);
        }
        self.bool_value(id).ok_or(opaque)
    }

    fn truths(&mut self, parts: &[ExprId], depth: usize) -> Result<Vec<NodeId>, Opaque> {
        parts.iter().map(|part| self.truth(*part, depth)).collect()
    }

    fn compared(
        &mut self,
        op: Comparison,
        left: ExprId,
        right: ExprId,
        depth: usize,
        opaque: Opaque,
    ) -> Result<NodeId, Opaque> {
        let (value, op, constant) = match (self.constant(left), self.constant(right)) {
            (None, Some(constant)) => (left, op, constant),
            (Some(constant), None) => (right, flipped(op), constant),
            _ => return Err(opaque),
        };
        if let Value::Bool(truth) = constant {
            let node = self.truth(value, depth)?;
            return match op {
                Comparison::Equal | Comparison::NotEqual if truth == (op == Comparison::Equal) => Ok(node),
                Comparison::Equal | Comparison::NotEqual => Ok(self.push(Node::Not(node))),
                _ => Err(opaque),
            };
        }
        let operand = self.operand(value, depth)?;
        self.test(&operand, &[(op, constant)], true).ok_or(opaque)
    }

    /// Whether a value is set.
    fn known(&mut self, value: ExprId, depth: usize) -> Result<NodeId, Opaque> {
        let expr = self.ir.exprs.get(value).ok_or(Opaque(Span::default()))?;
        if expr.ty.scalar == Scalar::Bool && !expr.ty.set {
            let node = self.truth(value, depth)?;
            return Ok(self.push(Node::Known(node)));
        }
        let operand = self.operand(value, depth)?;
        let variable = self.variables.get(operand.variable).ok_or(Opaque(expr.span))?;
        let (holds, fails) = (variable.universe.known(), variable.universe.unset());
        Ok(match operand.otherwise {
            Some(_) => self.push(Node::Constant(true)),
            None => self.push(Node::Test { variable: operand.variable, holds, fails }),
        })
    }

    fn constant(&self, id: ExprId) -> Option<Value> {
        match &self.ir.exprs.get(id)?.kind {
            K::Literal(value) => Some(value.clone()),
            K::Widen(inner) => match self.constant(*inner)? {
                Value::Int(number) => Some(Value::decimal(number.into())),
                _ => None,
            },
            _ => None,
        }
    }

    /// A value that may be compared with constants.
    fn operand(&mut self, id: ExprId, depth: usize) -> Result<Operand, Opaque> {
        let ir = self.ir;
        let expr = ir.exprs.get(id).ok_or(Opaque(Span::default()))?;
        let opaque = Opaque(expr.span);
        match &expr.kind {
            K::Widen(inner) => {
                let inner = self.operand(*inner, depth)?;
                let otherwise = inner.otherwise.map(|value| match value {
                    Value::Int(number) => Value::decimal(number.into()),
                    other => other,
                });
                Ok(Operand { widened: true, otherwise, ..inner })
            }
            K::Coalesce { left, right } => {
                let constant = self.constant(*right).ok_or(opaque)?;
                let left = self.operand(*left, depth)?;
                let otherwise = Some(left.otherwise.unwrap_or(constant));
                Ok(Operand { otherwise, ..left })
            }
            K::Let(own) => {
                let inner = ir.lets.get(*own).map(|own| own.value).filter(|_| depth < DEPTH);
                if let Some(Ok(inner)) = inner.map(|inner| self.operand(inner, depth.saturating_add(1))) {
                    return Ok(inner);
                }
                self.value(id).ok_or(opaque)
            }
            _ => self.value(id).ok_or(opaque),
        }
    }

    fn value(&mut self, id: ExprId) -> Option<Operand> {
        Some(Operand { variable: self.variable(id)?, widened: false, otherwise: None })
    }

    /// A truth that is a value of its own.
    fn bool_value(&mut self, id: ExprId) -> Option<NodeId> {
        let operand = self.value(id)?;
        self.test(&operand, &[(Comparison::Equal, Value::Bool(true))], true)
    }

    /// A variable for what has a name.
    fn variable(&mut self, id: ExprId) -> Option<usize> {
        let ir = self.ir;
        // Each is looked for among all before it.
        if self.budget.pay(self.variables.len()).is_err() {
            self.spent = true;
            return None;
        }
        let known = |one: &Variable| matches!(one.subject, Subject::Value(own) if same(ir, own, id));
        if let Some(found) = self.variables.iter().position(known) {
            return Some(found);
        }
        let expr = ir.exprs.get(id)?;
        name::of(ir, id)?;
        // A derived value is unknown where what it says is.
        let inner = match &expr.kind {
            K::Segment(segment) => ir.segments.get(*segment).map(|segment| segment.when),
            K::Let(own) => ir.lets.get(*own).map(|own| own.value),
            _ => None,
        };
        let optional = inner.and_then(|inner| ir.exprs.get(inner)).unwrap_or(expr).ty.optional;
        let universe = Universe::new(ir, self.teams, expr.ty.with_optional(optional))?;
        let from = |low: Value| universe.compared(Comparison::GreaterOrEqual, &low);
        let all = match (&expr.kind, expr.ty.scalar) {
            (K::Score(id), _) => {
                let score = ir.scores.get(*id)?;
                universe.range(&Value::Int(score.low), &Value::Int(score.high))
            }
            (K::Count { .. } | K::CountInstances(_), _) => from(Value::Int(0)),
            (K::TimeInStage(_), _) => from(Value::Duration(crate::calendar::Duration::default())).or(&universe.unset()),
            _ => universe.all(),
        };
        self.variables.push(Variable { subject: Subject::Value(id), universe, all });
        Some(self.variables.len().saturating_sub(1))
    }

    /// A test whose comparisons all hold, or one of them.
    fn test(&mut self, operand: &Operand, tests: &[(Comparison, Value)], all: bool) -> Option<NodeId> {
        let variable = self.variables.get(operand.variable)?;
        let universe = &variable.universe;
        let mut regions = Vec::with_capacity(tests.len());
        let mut stands_in = Vec::with_capacity(tests.len());
        for (op, with) in tests {
            regions.push(region(universe, operand.widened, *op, with)?);
            if let Some(otherwise) = &operand.otherwise {
                stands_in.push(holds(*op, otherwise, with)?);
            }
        }
        let holds = if all {
            regions.iter().fold(universe.known(), |all, region| all.and(region))
        } else {
            Region::any(regions, universe)
        };
        let fails = universe.known().minus(&holds);
        let (holds, fails) = match &operand.otherwise {
            None => (holds, fails),
            Some(_) => {
                let true_then = if all { stands_in.iter().all(|one| *one) } else { stands_in.contains(&true) };
                let unset = universe.unset();
                if true_then { (holds.or(&unset), fails) } else { (holds, fails.or(&unset)) }
            }
        };
        Some(self.push(Node::Test { variable: operand.variable, holds, fails }))
    }

    /// Whether the stage of a journey is one of these; of several journeys, of any.
    fn in_stage(&mut self, stages: &[StageId]) -> Option<NodeId> {
        let ir = self.ir;
        let mut by_journey: BTreeMap<JourneyId, BTreeSet<StageId>> = BTreeMap::new();
        for stage in stages {
            by_journey.entry(ir.stages.get(*stage)?.journey).or_default().insert(*stage);
        }
        let mut parts = Vec::with_capacity(by_journey.len());
        for (journey, stages) in by_journey {
            let declared = ir.journeys.get(journey)?;
            let place = |index: usize| i64::try_from(index).ok().map(Value::Int);
            let found = self.variables.iter().position(|one| one.subject == Subject::Stage(journey));
            let variable = match found {
                Some(found) => found,
                None => {
                    // Whom a journey is not for is in none of its stages.
                    let ty = Type::required(Scalar::Int).with_optional(declared.segment.is_some());
                    let universe = Universe::new(ir, self.teams, ty)?;
                    let mut all = vec![universe.unset()];
                    for (index, stage) in declared.stages.iter().enumerate() {
                        if ir.stages.get(*stage)?.children.is_empty() {
                            all.push(universe.compared(Comparison::Equal, &place(index)?));
                        }
                    }
                    let all = Region::any(all, &universe);
                    self.variables.push(Variable { subject: Subject::Stage(journey), universe, all });
                    self.variables.len().saturating_sub(1)
                }
            };
            let Variable { universe, all, .. } = self.variables.get(variable)?;
            let mut named = Vec::with_capacity(stages.len());
            for (index, stage) in declared.stages.iter().enumerate() {
                let outer = ir.stages.get(*stage)?.parent;
                if stages.contains(stage) || outer.is_some_and(|outer| stages.contains(&outer)) {
                    named.push(universe.compared(Comparison::Equal, &place(index)?));
                }
            }
            let holds = Region::any(named, universe).and(all);
            let fails = all.minus(&holds);
            parts.push(self.push(Node::Test { variable, holds, fails }));
        }
        Some(match parts.as_slice() {
            [one] => *one,
            _ => self.push(Node::Or(parts)),
        })
    }

    /// The name of a stage, by its place.
    pub(super) fn stage_name(&self, journey: JourneyId, place: &Value) -> Option<&'i str> {
        let Value::Int(place) = place else { return None };
        let stage = self.ir.journeys.get(journey)?.stages.get(usize::try_from(*place).ok()?)?;
        Some(self.ir.stages.get(*stage)?.info.name.as_str())
    }
}

const fn flipped(op: Comparison) -> Comparison {
    match op {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        Comparison::Equal | Comparison::NotEqual => op,
    }
}

/// Whether a comparison of two constants holds.
fn holds(op: Comparison, left: &Value, right: &Value) -> Option<bool> {
    let order = match (Key::of(left), Key::of(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (None, None) => left.cmp(right),
        _ => return None,
    };
    Some(match op {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}

/// The values for which a comparison with a constant is true.
fn region(universe: &Universe, widened: bool, op: Comparison, with: &Value) -> Option<Region> {
    let equality = matches!(op, Comparison::Equal | Comparison::NotEqual);
    match with {
        Value::Decimal(with) if widened => Some(whole(universe, op, *with)),
        _ if widened || !(equality || universe.is_ordered()) || matches!(with, Value::Set(_)) => None,
        _ => Some(universe.compared(op, with)),
    }
}

/// The whole numbers for which a comparison with a decimal is true.
fn whole(universe: &Universe, op: Comparison, with: Decimal) -> Region {
    let (all, none) = (universe.known(), universe.none());
    let compared = |op: Comparison, with: Decimal, above: bool| match with.to_i64() {
        Some(with) => universe.compared(op, &Value::Int(with)),
        // It lies beyond all whole numbers, on one side.
        None if with.is_sign_positive() == above => none.clone(),
        None => all.clone(),
    };
    let equal = || match with.to_i64().filter(|_| with.is_integer()) {
        Some(with) => universe.compared(Comparison::Equal, &Value::Int(with)),
        None => none.clone(),
    };
    match op {
        Comparison::Equal => equal(),
        Comparison::NotEqual => all.minus(&equal()),
        Comparison::Less => compared(op, with.ceil(), false),
        Comparison::LessOrEqual => compared(op, with.floor(), false),
        Comparison::Greater => compared(op, with.floor(), true),
        Comparison::GreaterOrEqual => compared(op, with.ceil(), true),
    }
}
