//! Derived values that come of bands and tables.

use super::super::bands;
use super::super::nodes::{BandsNode, LetNode, Node, TableNode};
use super::super::symbols::Symbol;
use super::super::table::Shape;
use super::{Names, duplicate};
use crate::ast;
use crate::ir::{Id, LetId, TableId};

impl<'a> Names<'_, 'a> {
    /// The id of a derived value.
    pub(super) fn derived(&mut self, node: LetNode<'a>) -> LetId {
        let id = LetId::new(self.checker.nodes.lets.len());
        self.checker.nodes.lets.push(node);
        id
    }

    /// The band that holds is read by the name of the bands.
    pub(super) fn bands(&mut self, node: Node<'a, ast::Bands>) {
        self.readable(&node.ast.name);
        let index = self.checker.nodes.bands.len();
        let measured = bands::over(node.ast).filter(|over| !is_named(over));
        let over = measured.map(|_| self.derived(LetNode::Over(index)));
        let value = self.derived(LetNode::Bands(index));
        self.checker.nodes.bands.push(BandsNode { node, over, value });
        self.top(&node.ast.name, Symbol::Let(value));
        self.damaged(&node.ast.body);
    }

    /// Each output is read behind the name of the table. E0202: they differ in name.
    pub(super) fn table(&mut self, node: Node<'a, ast::Table>) {
        self.readable(&node.ast.name);
        let index = self.checker.nodes.tables.len();
        let shape = Shape::of(node.ast);
        let inputs = (0..)
            .zip(shape.inputs)
            .map(|(column, input)| (!is_named(input)).then(|| self.derived(LetNode::Input(index, column))));
        let inputs = inputs.collect();
        let mut names = indexmap::IndexMap::new();
        let mut places = indexmap::IndexMap::new();
        let mut outputs = Vec::with_capacity(shape.outputs.len());
        for (column, output) in (0..).zip(shape.outputs) {
            let id = self.derived(LetNode::Output(index, column));
            outputs.push(id);
            match places.get(&output.name.text) {
                Some(&first) => {
                    self.checker.report(duplicate(&output.name, first));
                    names.insert(output.name.text.clone(), None);
                }
                None => {
                    places.insert(output.name.text.clone(), output.name.place.0);
                    names.insert(output.name.text.clone(), Some(id));
                }
            }
        }
        let id = TableId::new(index);
        self.checker.symbols.outputs.insert(id, names);
        self.checker.nodes.tables.push(TableNode { node, shape, inputs, outputs });
        self.top(&node.ast.name, Symbol::Table(id));
        self.damaged(&node.ast.body);
    }
}

/// Whether it is a value with a name already, that may be read again and again.
fn is_named(expr: &ast::Expr) -> bool {
    matches!(&*expr.kind, ast::ExprKind::Path(_) | ast::ExprKind::IsNamed(_))
}
