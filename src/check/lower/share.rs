//! Shares of the contacts: `holdout`, `split`.

use indexmap::IndexMap;

use super::super::clauses::Slot;
use super::super::context::Checker;
use super::super::symbols::Scope;
use crate::ast::{self, Share};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Variant;
use crate::text::Span;

/// All contacts, in hundredths of a percent.
const ALL: u16 = 10_000;

/// E0410: a share of nobody.
pub(super) fn one(checker: &mut Checker<'_>, share: &Share) -> u16 {
    // The parser reads no share above 100%.
    let points = u16::try_from(share.basis_points).unwrap_or(ALL).min(ALL);
    if points == 0 {
        let found = Diagnostic::new(Code::BadBounds, share.place.0, "a share of 0% is nobody");
        checker.report(found.help("shares are 0.01% to 100%"));
    }
    points
}

/// E0403: who is left out of a split is said by its shares.
pub(super) fn one_of_both(checker: &mut Checker<'_>, holdout: &Slot<&Share>, split: &Slot<&Vec<ast::Variant>>) {
    if let (Some(one), Some(other)) = (holdout.span(), split.span()) {
        let found = Diagnostic::new(Code::ClashingClauses, one.max(other), "a rule has either `holdout` or `split`");
        let help = "let the shares of `split` leave some out: they may be less than 100% together";
        checker.report(found.related(one.min(other), "the other stands here").help(help));
    }
}

/// E0202 for a name that stands twice, E0410 for more than all, E0401 for none.
pub(super) fn split(
    checker: &mut Checker<'_>,
    variants: &[ast::Variant],
    span: Span,
    scope: &Scope<'_>,
) -> Vec<Variant> {
    if variants.is_empty() {
        let found = Diagnostic::new(Code::MissingClause, span, "the split has no variant");
        checker.report(found.help("name at least one, `a 50% do thank`"));
    }
    let mut names: IndexMap<&str, Span> = IndexMap::new();
    let mut lowered = Vec::with_capacity(variants.len());
    let mut sum = 0_u64;
    for ast::Variant { name, share, does } in variants {
        match names.get(name.text.as_str()) {
            Some(&first) => {
                let message = format!("the variant `{}` stands twice", name.text);
                let found = Diagnostic::new(Code::DuplicateName, name.place.0, message);
                checker.report(found.related(first, "it stands here first"));
            }
            None => drop(names.insert(&name.text, name.place.0)),
        }
        let share = one(checker, share);
        sum = sum.saturating_add(share.into());
        let mut calls = Vec::new();
        checker.calls(does, scope, &mut calls);
        lowered.push(Variant { name: name.text.clone(), share, calls });
    }
    if sum > ALL.into() {
        let found = Diagnostic::new(Code::BadBounds, span, "the shares are more than 100% together");
        checker.report(found.help("make them 100% or less; who is in none of them gets the rule's own `do`"));
    }
    lowered
}
