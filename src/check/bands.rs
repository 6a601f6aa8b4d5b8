//! `bands`: ordered bins over a value, one a member of an enum.

use super::clauses::{Owner, Slot};
use super::context::Checker;
use super::expr::Expected;
use super::nodes::BandsNode;
use super::region::Universe;
use super::symbols::{Scope, Subjects};
use crate::ast::{self, BandsClause, CompareOp};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// What is measured, where that is said.
pub(super) fn over(bands: &ast::Bands) -> Option<&ast::Expr> {
    bands.body.clauses.iter().find_map(|clause| match &clause.kind {
        BandsClause::Over(over) => Some(over),
        _ => None,
    })
}

/// The bounds: constants, whatever else is written there.
pub(super) fn bounds(bands: &ast::Bands) -> impl Iterator<Item = &ast::Expr> {
    bins(bands).into_iter().filter_map(|bin| bin.test.map(|(_, bound)| bound))
}

/// A bin as it is written.
struct Bin<'a> {
    name: &'a ast::Name,
    test: Option<&'a (CompareOp, ast::Expr)>,
}

fn bins(bands: &ast::Bands) -> Vec<Bin<'_>> {
    let clauses = bands.body.clauses.iter();
    let bins = clauses.filter_map(|clause| match &clause.kind {
        BandsClause::Band { name, test, .. } => Some(Bin { name, test: test.as_ref() }),
        _ => None,
    });
    bins.collect()
}

/// Reports what its clauses lack, or have twice.
pub(super) fn clauses(checker: &mut Checker<'_>, bands: &ast::Bands) {
    let owner = Owner::new("bands", &bands.name, &bands.body);
    let mut over = Slot::new("over");
    for clause in &bands.body.clauses {
        if let BandsClause::Over(_) = &clause.kind {
            over.put(checker, clause.place.0, ());
        }
    }
    over.required(checker, &owner, "say what is measured, `over now - last purchase`");
    if bins(bands).is_empty() {
        checker.missing(&owner, "no band", "name at least one, `{ hot < 30 days  cold }`");
    }
}

/// The band that holds, an expression; `None` where it is wrong, or rests on what is.
pub(super) fn lower(checker: &mut Checker<'_>, node: &BandsNode<'_>) -> Option<ExprId> {
    let ast = node.node.ast;
    let enumeration = *checker.types.bands.get(&node.value)?;
    let written = over(ast)?;
    let subject = Subjects::of(&checker.symbols.subjects.lets, node.value);
    let read = match node.over {
        Some(id) => {
            let ty = checker.types.lets.get(id.index()).copied().flatten()?;
            checker.ir.exprs.push(Expr { kind: ExprKind::Let(id), ty, span: written.place.0 })
        }
        None => checker.typer().expr(written, &Scope::named(subject), Expected::Any)?,
    };
    let ty = checker.ir.exprs.get(read)?.ty;
    let universe = Universe::new(&checker.ir, 0, ty).filter(Universe::is_ordered);
    let Some(universe) = universe else {
        let message = format!("bands lie over values that have an order, and this is {}", described(ty));
        checker.report(
            Diagnostic::new(Code::NotComparable, written.place.0, message)
                .help("numbers, dates, datetimes and durations have an order"),
        );
        return None;
    };
    let bins = bins(ast);
    let mut tests = Vec::with_capacity(bins.len());
    let mut wrong = false;
    for (index, bin) in bins.iter().enumerate() {
        let last = index.checked_add(1) == Some(bins.len());
        match bound(checker, bin, last, ty.scalar) {
            Some(test) => tests.push(test),
            None => wrong = true,
        }
    }
    if wrong || !in_order(checker, &universe, &bins, &tests) {
        return None;
    }
    let span = ast.name.place.0;
    let mut cases = Vec::with_capacity(tests.len());
    let mut otherwise = None;
    for (index, test) in (0u32..).zip(tests) {
        let (kind, single) = (ExprKind::Literal(Value::Member(enumeration, index)), Scalar::Enum(enumeration));
        let value = checker.ir.exprs.push(Expr { kind, ty: Type::required(single), span });
        match test {
            None => otherwise = Some(value),
            Some((op, bound, span)) => {
                let right =
                    checker.ir.exprs.push(Expr { kind: ExprKind::Literal(bound), ty: ty.with_optional(false), span });
                let kind = ExprKind::Compare { op, left: read, right };
                let bool = Type::required(Scalar::Bool).with_optional(ty.optional);
                cases.push(Case { test: checker.ir.exprs.push(Expr { kind, ty: bool, span }), value });
            }
        }
    }
    let ty = Type::required(Scalar::Enum(enumeration)).with_optional(ty.optional || otherwise.is_none());
    let kind = ExprKind::Choose { given: Some(read), cases, otherwise };
    Some(checker.ir.exprs.push(Expr { kind, ty, span }))
}

fn described(ty: Type) -> String {
    if ty.set { format!("a set of `{}`", ty.scalar.name()) } else { format!("`{}`", ty.scalar.name()) }
}

/// A comparison with a constant, and its place; none in the last band that takes the rest.
type Test = Option<(Comparison, Value, Span)>;

/// E0508: the last band alone has no bound.
fn bound(checker: &mut Checker<'_>, bin: &Bin<'_>, last: bool, scalar: Scalar) -> Option<Test> {
    let name = bin.name;
    let Some((op, value)) = bin.test else {
        if last {
            return Some(None);
        }
        let message = format!("the band `{}` has no bound, so nothing is left for those behind it", name.text);
        checker.report(
            Diagnostic::new(Code::BadBands, name.place.0, message)
                .help("write the band without a bound last: it takes the rest"),
        );
        return None;
    };
    let lowered = match op {
        CompareOp::Less => Comparison::Less,
        CompareOp::LessOrEqual => Comparison::LessOrEqual,
        CompareOp::Greater => Comparison::Greater,
        CompareOp::GreaterOrEqual => Comparison::GreaterOrEqual,
        _ => {
            let message = format!("`{}` is no bound of a band", op.symbol());
            checker.report(
                Diagnostic::new(Code::BadBands, name.place.0, message)
                    .help("a band ends at `<`, `<=`, `>` or `>=` and a constant"),
            );
            return None;
        }
    };
    let constant = checker.constant(value, Type::required(scalar))?;
    Some(Some((lowered, constant, name.place.0.to(value.place.0))))
}

/// E0508: bounds rise behind `<` and `<=`, fall behind `>` and `>=`, and leave something to
/// each band.
fn in_order(checker: &mut Checker<'_>, universe: &Universe, bins: &[Bin<'_>], tests: &[Test]) -> bool {
    let rises = |op: Comparison| matches!(op, Comparison::Less | Comparison::LessOrEqual);
    let first = tests.iter().flatten().next();
    let mut rest = universe.known();
    let mut right = true;
    for (bin, test) in bins.iter().zip(tests) {
        let Some((op, bound, span)) = test else {
            if rest.is_empty() {
                let message = format!("the band `{}` can never hold: those before it take every value", bin.name.text);
                let found = Diagnostic::new(Code::BadBands, bin.name.place.0, message);
                checker.report(found.help("leave it out"));
                right = false;
            }
            continue;
        };
        if let Some((other, _, before)) = first.filter(|(first, ..)| rises(*first) != rises(*op)) {
            let (way, sign) = if rises(*other) { ("rise", "<") } else { ("fall", ">") };
            checker.report(
                Diagnostic::new(Code::BadBands, *span, "the bounds of bands go one way")
                    .related(*before, format!("they {way} from here"))
                    .help(format!("write `{sign}` or `{sign}=` in each band, the last one without a bound")),
            );
            return false;
        }
        let own = universe.compared(*op, bound);
        if rest.and(&own).is_empty() {
            let message = format!("the band `{}` can never hold: those before it take all its values", bin.name.text);
            let found = Diagnostic::new(Code::BadBands, *span, message);
            checker.report(found.help(format!("write them in this order: {}", ordered(universe, bins, tests))));
            return false;
        }
        rest = rest.minus(&own);
    }
    right
}

/// The names of the bands in the order in which each takes something.
fn ordered(universe: &Universe, bins: &[Bin<'_>], tests: &[Test]) -> String {
    let mut all: Vec<(usize, _)> = bins
        .iter()
        .zip(tests)
        .map(|(bin, test)| {
            let region = test.as_ref().map(|(op, bound, _)| universe.compared(*op, bound));
            (bin.name.text.as_str(), region)
        })
        .enumerate()
        .collect();
    // The narrower one first; one without a bound last.
    all.sort_by(|(one_at, (_, one)), (other_at, (_, other))| match (one, other) {
        (Some(one), Some(other)) => {
            let (less, more) = (one.minus(other).is_empty(), other.minus(one).is_empty());
            more.cmp(&less).then(one_at.cmp(other_at))
        }
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    all.iter().map(|(_, (name, _))| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
