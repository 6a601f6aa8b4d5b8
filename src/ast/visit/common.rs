//! What the families share.

use super::{NameUse, Visitor};
use crate::ast::*;

/// Visits the parts of a clause that may stand on anything.
pub fn walk_common<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, common: &'a Common) {
    match common {
        Common::Meta(entries) => {
            for MetaEntry { key, value } in entries {
                visitor.visit_name(key, NameUse::Word);
                visitor.visit_text(value);
            }
        }
        Common::RenamedFrom(former) => visitor.visit_name(former, NameUse::Word),
        Common::Responsibility(Responsibility { role: _, who }) => paths(visitor, who),
        Common::Invalid(invalid) => visitor.visit_invalid(invalid),
    }
}

/// Visits the parts of a path, each as a reference.
pub fn walk_path<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, path: &'a Path) {
    references(visitor, &path.parts);
}

/// Visits the name and the value; `named` is what the name does.
pub fn walk_named_value<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, value: &'a NamedValue, named: NameUse) {
    let NamedValue { name, value, place: _ } = value;
    visitor.visit_name(name, named);
    visitor.visit_expr(value);
}

pub(super) fn visit<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, common: &'a Common) {
    visitor.visit_common(common);
}

/// `name of subject "label"`
pub(super) fn head<'a, V: Visitor<'a> + ?Sized>(
    visitor: &mut V,
    name: &'a Name,
    subject: Option<&'a Name>,
    label: Option<&'a Text>,
) {
    visitor.visit_name(name, NameUse::Declared);
    references(visitor, subject);
    texts(visitor, label);
}

pub(super) fn reference<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, name: &'a Name) {
    visitor.visit_name(name, NameUse::Referenced);
}

pub(super) fn references<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, names: impl IntoIterator<Item = &'a Name>) {
    names.into_iter().for_each(|name| reference(visitor, name));
}

pub(super) fn paths<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, paths: impl IntoIterator<Item = &'a Path>) {
    paths.into_iter().for_each(|path| visitor.visit_path(path));
}

pub(super) fn texts<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, texts: impl IntoIterator<Item = &'a Text>) {
    texts.into_iter().for_each(|text| visitor.visit_text(text));
}

pub(super) fn exprs<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, exprs: impl IntoIterator<Item = &'a Expr>) {
    exprs.into_iter().for_each(|expr| visitor.visit_expr(expr));
}

pub(super) fn columns<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, columns: &'a [Column]) {
    columns.iter().for_each(|column| visitor.visit_column(column));
}

pub(super) fn named_values<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, values: &'a [NamedValue], named: NameUse) {
    values.iter().for_each(|value| visitor.visit_named_value(value, named));
}

/// Whether `first`, where it is there, stands before `second`: some forms leave the order of
/// their parts to the author. In a tree without places it does.
pub(super) fn before(first: Option<Place>, second: Option<Place>) -> bool {
    match (first, second) {
        (Some(first), Some(second)) => first.0.start <= second.0.start,
        _ => true,
    }
}
