//! Expressions: the grammar gives flat lists, the precedences are here.
//!
//! Loosest first: `or`, `and`, `not`, comparison, `??`, `+ -`, `* / %`, unary `-`. Chains are built in loops;
//! only brackets and the conditions of quantifiers recurse, and both are bounded.

use super::build::{Builder, Node, Rule, has, kid, kids};
use super::operators::{arithmetic_op, compare_op, is_operator};
use super::words;
use crate::ast::{CompareOp, Expr, ExprKind, Place, Quantified, Quantifier, TypeExpr, TypeKind};
use crate::diagnostic::{Code, Diagnostic};

impl Builder<'_> {
    /// The first expression directly inside.
    pub(super) fn expr(&mut self, node: &Node<'_>) -> Option<Expr> {
        let found = node.inner().find(is_expression)?;
        self.expr_of(&found)
    }

    /// All expressions directly inside.
    pub(super) fn exprs(&mut self, node: &Node<'_>) -> Option<Vec<Expr>> {
        let found = node.inner().filter(is_expression);
        let list = found.map(|node| self.expr_of(&node)).collect::<Option<Vec<_>>>()?;
        Some(self.counted(list, node))
    }

    /// Arguments in parentheses; none without them.
    pub(super) fn arguments(&mut self, node: &Node<'_>) -> Option<Vec<Expr>> {
        kid(node, Rule::arguments).map_or(Some(Vec::new()), |list| self.exprs(&list))
    }

    pub(super) fn expr_of(&mut self, node: &Node<'_>) -> Option<Expr> {
        let outermost = self.depth == 0;
        if outermost {
            self.operators = 0;
        }
        let tokens: Vec<_> = node.inner().collect();
        let before = self.operators;
        self.operators = before.saturating_add(tokens.iter().filter(|token| is_operator(token.as_rule())).count());
        if self.operators > self.limits.operators {
            if before <= self.limits.operators {
                let message = format!("this expression has more than {} operators", self.limits.operators);
                let help = "name parts of it with `let`, or use a list";
                self.report(Diagnostic::new(Code::TooManyOperators, self.span(node), message).help(help));
            }
            return None;
        }
        self.depth = self.depth.saturating_add(1);
        let mut ladder = Ladder { builder: self, tokens, at: 0 };
        let built = ladder.or().and_then(|expr| ladder.nothing_left().then_some(expr));
        self.depth = self.depth.saturating_sub(1);
        built
    }

    fn expression(&self, kind: ExprKind, place: Place) -> Expr {
        Expr { kind: Box::new(kind), place }
    }

    /// A type, `set of text`, `enum { a, b }?`.
    pub(super) fn type_expr(&mut self, node: &Node<'_>) -> Option<TypeExpr> {
        let node = kid(node, Rule::type_expr)?;
        let base = kid(&node, Rule::type_base)?;
        let kind = match kid(&base, Rule::members) {
            Some(members) => TypeKind::Enum(self.members(&members)?),
            None => TypeKind::Named(self.path(&base)?),
        };
        let optional = has(&node, Rule::p_optional);
        if !has(&node, Rule::set_of) {
            return Some(TypeExpr { kind, optional, place: self.place(&node) });
        }
        let of = TypeExpr { kind, optional: false, place: self.place(&base) };
        Some(TypeExpr { kind: TypeKind::Set(Box::new(of)), optional, place: self.place(&node) })
    }
}

fn is_expression(node: &Node<'_>) -> bool {
    matches!(node.as_rule(), Rule::expr | Rule::and_expr | Rule::sum_expr)
}

/// A flat list on its way to a tree.
struct Ladder<'b, 't, 'n> {
    builder: &'b mut Builder<'t>,
    tokens: Vec<Node<'n>>,
    at: usize,
}

impl<'n> Ladder<'_, '_, 'n> {
    fn peek(&self) -> Option<Rule> {
        self.tokens.get(self.at).map(Node::as_rule)
    }

    fn next(&mut self) -> Option<Node<'n>> {
        let token = self.tokens.get(self.at).cloned();
        self.at = self.at.saturating_add(1);
        token
    }

    fn next_if(&mut self, rule: Rule) -> Option<Node<'n>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }

    fn make(&self, kind: ExprKind, from: Place, to: Place) -> Expr {
        self.builder.expression(kind, Place(from.0.to(to.0)))
    }

    fn refuse<T>(&mut self, at: &Node<'_>, message: &str, help: &str) -> Option<T> {
        let span = self.builder.span(at);
        self.builder.report(Diagnostic::new(Code::Expected, span, message).help(help));
        None
    }

    /// Reports what no level of the ladder took.
    fn nothing_left(&mut self) -> bool {
        let Some(left) = self.next() else { return true };
        let (message, help) = match left.as_rule() {
            Rule::window => {
                ("nothing is counted here", "`in last …` stands behind `count of …`, `sum of …`, `no …` and their like")
            }
            Rule::op_range => ("a range stands only behind `in`", "write `x in 20..50`"),
            _ => ("the expression should end here", "put brackets around what belongs together"),
        };
        self.refuse::<()>(&left, message, help);
        false
    }

    fn or(&mut self) -> Option<Expr> {
        let first = self.and()?;
        if !matches!(self.peek(), Some(Rule::op_or | Rule::or_unset)) {
            return Some(first);
        }
        let mut all = vec![first];
        loop {
            if self.next_if(Rule::op_or).is_some() {
                all.push(self.and()?);
            } else if let Some(unset) = self.next_if(Rule::or_unset) {
                // Without a comparison before it, `unset` is a name.
                let word = kid(&unset, Rule::kw_unset)?;
                let name = self.builder.name_of(&word);
                let place = name.place;
                let path = crate::ast::Path { parts: vec![name], place };
                all.push(self.builder.expression(ExprKind::Path(path), place));
            } else {
                return self.join(all, ExprKind::Or);
            }
        }
    }

    fn and(&mut self) -> Option<Expr> {
        let first = self.not()?;
        if self.peek() != Some(Rule::op_and) {
            return Some(first);
        }
        let mut all = vec![first];
        while self.next_if(Rule::op_and).is_some() {
            all.push(self.not()?);
        }
        self.join(all, ExprKind::And)
    }

    fn join(&self, mut all: Vec<Expr>, kind: impl Fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
        let (first, last) = (all.first()?.place, all.last()?.place);
        if all.len() == 1 { all.pop() } else { Some(self.make(kind(all), first, last)) }
    }

    fn not(&mut self) -> Option<Expr> {
        let mut nots = Vec::new();
        while let Some(not) = self.next_if(Rule::op_not) {
            nots.push(self.builder.place(&not));
        }
        let in_stage = self.peek() == Some(Rule::in_stage);
        let mut expr = self.comparison()?;
        if in_stage
            && let Some(&innermost) = nots.last()
            && let ExprKind::InStage { negated, .. } = expr.kind.as_mut()
        {
            *negated = true;
            expr.place = Place(innermost.0.to(expr.place.0));
            nots.pop();
        }
        for place in nots.into_iter().rev() {
            let end = expr.place;
            expr = self.make(ExprKind::Not(expr), place, end);
        }
        Some(expr)
    }

    fn comparison(&mut self) -> Option<Expr> {
        let mut left = self.sum(0)?;
        let mut first: Option<Node<'n>> = None;
        while let Some(Rule::compare | Rule::op_between | Rule::is_state) = self.peek() {
            let operator = self.next()?;
            if let Some(first) = &first {
                return self.chained(first, &operator);
            }
            left = match operator.as_rule() {
                Rule::compare => self.compared(left, &operator)?,
                Rule::op_between => self.between(left, &operator)?,
                _ => self.state(left, &operator)?,
            };
            first = Some(operator);
        }
        Some(left)
    }

    fn chained(&mut self, first: &Node<'n>, second: &Node<'n>) -> Option<Expr> {
        let words = |node: &Node<'_>| words::quoted(node.as_str().trim());
        let message = format!("the comparisons {} and {} do not chain", words(first), words(second));
        let found = Diagnostic::new(Code::ChainedComparison, self.builder.span(second), message)
            .related(self.builder.span(first), "the first comparison")
            .help("join two comparisons with `and`, or use `between`");
        self.builder.report(found);
        None
    }

    fn compared(&mut self, left: Expr, operator: &Node<'n>) -> Option<Expr> {
        let op = compare_op(operator.as_str())?;
        let mut right = self.sum(0)?;
        if matches!(op, CompareOp::In | CompareOp::NotIn) && self.next_if(Rule::op_range).is_some() {
            let high = self.sum(0)?;
            let (from, to) = (right.place, high.place);
            right = self.make(ExprKind::Range { low: right, high }, from, to);
        }
        let (or_unset, end) = self.or_unset(right.place);
        let start = left.place;
        Some(self.make(ExprKind::Compare { op, left, right, or_unset }, start, end))
    }

    fn between(&mut self, value: Expr, operator: &Node<'n>) -> Option<Expr> {
        let low = self.sum(0)?;
        if self.next_if(Rule::op_and).is_none() {
            return self.refuse(operator, "`between` needs two bounds", "write `x between 1 and 5`");
        }
        let high = self.sum(0)?;
        let (or_unset, end) = self.or_unset(high.place);
        let start = value.place;
        Some(self.make(ExprKind::Between { value, low, high, or_unset }, start, end))
    }

    fn or_unset(&mut self, end: Place) -> (bool, Place) {
        self.next_if(Rule::or_unset).map_or((false, end), |suffix| (true, self.builder.place(&suffix)))
    }

    fn state(&mut self, value: Expr, operator: &Node<'n>) -> Option<Expr> {
        let state = self.builder.name_of(&kid(operator, Rule::state)?);
        let (start, end) = (value.place, state.place);
        let kind = match (state.text.as_str(), *value.kind) {
            (word @ ("set" | "unset"), kind) => {
                let value = self.builder.expression(kind, start);
                ExprKind::IsSet { value, negated: word == "unset" }
            }
            (_, ExprKind::Path(subject)) => ExprKind::IsState { subject, state },
            _ => return self.refuse(operator, "only an SLA has such a state", "write the SLA's name before `is`"),
        };
        Some(self.make(kind, start, end))
    }

    /// `??`, sums and products, by level; each is a loop to the left.
    fn sum(&mut self, level: u8) -> Option<Expr> {
        if level > 2 {
            return self.unary();
        }
        let above = level.saturating_add(1);
        let mut left = self.sum(above)?;
        while let Some(next) = self.tokens.get(self.at)
            && next.as_rule() == Rule::arithmetic
            && let Some((own, op)) = arithmetic_op(next.as_str())
            && own == level
        {
            self.at = self.at.saturating_add(1);
            let right = self.sum(above)?;
            let (start, end) = (left.place, right.place);
            left = self.make(ExprKind::Arithmetic { op, left, right }, start, end);
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Expr> {
        let mut minus = Vec::new();
        while let Some(sign) = self.next_if(Rule::op_minus) {
            minus.push(self.builder.place(&sign));
        }
        let mut expr = self.operand()?;
        for place in minus.into_iter().rev() {
            let end = expr.place;
            expr = self.make(ExprKind::Negate(expr), place, end);
        }
        Some(expr)
    }

    fn operand(&mut self) -> Option<Expr> {
        let node = self.next()?;
        match node.as_rule() {
            Rule::op_not => self.refuse(&node, "`not` can't stand here", "put brackets around `not …`"),
            Rule::quantified_where => self.quantified_where(&node),
            Rule::quantified => {
                let mut quantified = self.builder.quantified(&node)?;
                let start = self.builder.place(&node);
                let end = self.window(&mut quantified, start)?;
                Some(self.make(ExprKind::Quantified(quantified), start, end))
            }
            _ => self.builder.operand(&node),
        }
    }

    fn quantified_where(&mut self, node: &Node<'n>) -> Option<Expr> {
        let mut quantified = self.builder.quantified(&kid(node, Rule::quantified)?)?;
        let start = self.builder.place(node);
        if self.builder.quantifiers >= self.builder.limits.nesting {
            let message = format!("conditions are nested more than {} deep", self.builder.limits.nesting);
            let found = Diagnostic::new(Code::NestingTooDeep, start.0, message).help("name the inner part with `let`");
            self.builder.report(found);
            return None;
        }
        self.builder.quantifiers = self.builder.quantifiers.saturating_add(1);
        let filter = self.or();
        self.builder.quantifiers = self.builder.quantifiers.saturating_sub(1);
        let filter = filter?;
        let end = self.window(&mut quantified, filter.place)?;
        quantified.filter = Some(filter);
        Some(self.make(ExprKind::Quantified(quantified), start, end))
    }

    /// `in last 30 days`, where it follows.
    fn window(&mut self, quantified: &mut Quantified, end: Place) -> Option<Place> {
        let Some(window) = self.next_if(Rule::window) else { return Some(end) };
        let operand = window.inner().last()?;
        quantified.window = Some(self.builder.operand(&operand)?);
        Some(self.builder.place(&window))
    }
}

impl Builder<'_> {
    fn operand(&mut self, node: &Node<'_>) -> Option<Expr> {
        let kind = match node.as_rule() {
            Rule::parens => {
                let mut inner = self.expr(node)?;
                inner.place = self.place(node);
                return Some(inner);
            }
            Rule::list => ExprKind::List(self.exprs(node)?),
            Rule::text => ExprKind::Text(self.unescaped(node)?),
            Rule::date_time => self.date_time(node)?,
            Rule::duration => ExprKind::Duration(self.duration_of(node)?),
            Rule::percent => ExprKind::Percent(self.percent(node)?),
            Rule::number => self.number(node)?,
            Rule::truth => ExprKind::Bool(node.as_str() == "true"),
            Rule::in_stage => ExprKind::InStage { stage: self.path(node)?, negated: false },
            Rule::is_named => ExprKind::IsNamed(self.path(node)?),
            Rule::time_in_stage => ExprKind::TimeInStage(self.path(node)?),
            Rule::was => ExprKind::Was(self.path(node)?),
            Rule::changed => ExprKind::Changed(self.path(node)?),
            Rule::last => ExprKind::Last(self.path(node)?),
            Rule::reference | Rule::plain => self.reference(node)?,
            _ => return None,
        };
        Some(self.expression(kind, self.place(node)))
    }

    fn reference(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        let mut path = self.path(node)?;
        if !has(node, Rule::arguments) {
            return Some(ExprKind::Path(path));
        }
        let arguments = self.arguments(node)?;
        match (path.parts.pop(), path.parts.is_empty()) {
            (Some(function), true) => Some(ExprKind::Call { function, arguments }),
            _ => {
                let found = Diagnostic::new(Code::Expected, path.place.0, "a function has a plain name")
                    .help("remove the brackets, or what stands before the last point");
                self.report(found);
                None
            }
        }
    }

    fn quantified(&mut self, node: &Node<'_>) -> Option<Quantified> {
        let quantifier = match kid(node, Rule::aggregate) {
            Some(word) => match word.as_str() {
                "count" => Quantifier::Count,
                "sum" => Quantifier::Sum,
                "average" => Quantifier::Average,
                "min" => Quantifier::Min,
                _ => Quantifier::Max,
            },
            None if has(node, Rule::kw_any) => Quantifier::Any,
            None if has(node, Rule::kw_no) => Quantifier::No,
            None => {
                let bound = self.whole(node)?;
                let Ok(count) = u32::try_from(bound.value) else {
                    let found = Diagnostic::new(Code::BadLiteral, bound.place.0, "this count is too large")
                        .help("a count is at most 4294967295");
                    self.report(found);
                    return None;
                };
                if has(node, Rule::kw_least) { Quantifier::AtLeast(count) } else { Quantifier::AtMost(count) }
            }
        };
        Some(Quantified { quantifier, over: self.path(node)?, filter: None, window: None })
    }

    /// `>= 25%`, where an operator stands.
    pub(super) fn test(&mut self, node: &Node<'_>) -> Option<Option<(CompareOp, Expr)>> {
        let Some(sign) = kids(node, Rule::compare_sign).next() else { return Some(None) };
        Some(Some((compare_op(sign.as_str())?, self.expr(node)?)))
    }
}
