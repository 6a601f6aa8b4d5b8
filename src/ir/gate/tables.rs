//! Tables and bands: they say what their derived values do.

use super::scope::{Place, Roots, Scope};
use super::{At, Check, Gate, ensure, part, within};
use crate::ir::*;

impl<'g> Gate<'g> {
    pub(super) fn tables(&self, roots: &mut Roots<'g>) -> Result<(), StoredError> {
        let mut given = vec![false; self.ir.lets.len()];
        for (id, bands) in self.ir.bands.iter() {
            let at = || part("bands", id.index(), None);
            self.bands(bands).at(at)?;
            alone(&mut given, bands.value).at(at)?;
            let scope = Scope::STATE.of(self.object_of_let(bands.value));
            roots.add(bands.over, scope, Place("bands", id.index(), "over"));
        }
        for (id, table) in self.ir.tables.iter() {
            let index = id.index();
            self.columns(table).at(|| part("tables", index, None))?;
            let object = table.outputs.first().and_then(|output| self.object_of_let(*output));
            self.raci_of(&table.responsibilities, object).at(|| part("tables", index, None))?;
            let scope = Scope::STATE.of(object);
            for row in &table.rows {
                self.row(table, row).at(|| part("tables", index, Some("rows")))?;
                roots.add(row.test, scope, Place("tables", index, "rows"));
            }
            for output in &table.outputs {
                let at = || part("tables", index, Some("outputs"));
                self.output(table, *output).at(at)?;
                ensure(self.object_of_let(*output) == object, || {
                    format!("its output {} is of another object than the first", output.index())
                })
                .at(at)?;
                alone(&mut given, *output).at(at)?;
            }
            for input in &table.inputs {
                roots.add(*input, scope, Place("tables", index, "inputs"));
            }
        }
        Ok(())
    }

    fn object_of_let(&self, id: LetId) -> Option<ObjectId> {
        self.ir.lets.get(id).and_then(|declared| declared.object)
    }

    /// The members of the value's enum are the bands, in order.
    fn bands(&self, bands: &Bands) -> Check {
        let ir = self.ir;
        within(&ir.lets, bands.value, "derived value")?;
        within(&ir.exprs, bands.over, "expression")?;
        let value = ir.lets.get(bands.value).and_then(|declared| ir.exprs.get(declared.value));
        let chosen = value.and_then(|value| match (&value.kind, value.ty) {
            (ExprKind::Choose { given, cases, otherwise }, Type { scalar: Scalar::Enum(id), set: false, .. }) => {
                Some((*given, cases.iter().map(|case| case.value).chain(*otherwise), id))
            }
            _ => None,
        });
        let Some((given, values, of)) = chosen else {
            return Err("its value does not choose among the members of an enum".to_owned());
        };
        ensure(given == Some(bands.over), || "its value does not rest on what is measured".to_owned())?;
        let mut count = 0usize;
        for (index, value) in (0u32..).zip(values) {
            let member = ExprKind::Literal(Value::Member(of, index));
            let own = ir.exprs.get(value).is_some_and(|value| value.kind == member);
            ensure(own, || format!("its case {index} does not give the member {index}"))?;
            count = count.saturating_add(1);
        }
        let members = ir.enums.get(of).map_or(0, |declared| declared.members.len());
        ensure(count == members, || format!("it has {count} cases for {members} members"))
    }

    fn columns(&self, table: &Table) -> Check {
        ensure(!table.inputs.is_empty(), || "it has no input".to_owned())?;
        ensure(!table.outputs.is_empty(), || "it has no output".to_owned())?;
        for input in &table.inputs {
            within(&self.ir.exprs, *input, "expression")?;
            let single = self.ir.exprs.get(*input).is_some_and(|input| !input.ty.set);
            ensure(single, || format!("its input {} is a set", input.index()))?;
        }
        Ok(())
    }

    /// Its test is that of its cells.
    fn row(&self, table: &Table, row: &TableRow) -> Check {
        self.scalar(row.test, Scalar::Bool)?;
        ensure(row.cells.len() == table.inputs.len(), || {
            format!("a row has {} cells for {} inputs", row.cells.len(), table.inputs.len())
        })?;
        let cells: Vec<ExprId> = row.cells.iter().copied().flatten().collect();
        let kind = self.ir.exprs.get(row.test).map(|test| &test.kind);
        let fits = match (cells.as_slice(), kind) {
            ([], Some(ExprKind::Literal(value))) => *value == Value::Bool(true),
            ([one], _) => *one == row.test,
            (all, Some(ExprKind::And(parts))) => parts == all,
            _ => false,
        };
        ensure(fits, || "a row does not test its cells".to_owned())
    }

    /// An output's cases are the table's rows.
    fn output(&self, table: &Table, output: LetId) -> Check {
        within(&self.ir.lets, output, "derived value")?;
        let declared = self.ir.lets.get(output);
        let of_table = |name: &str| name.split_once('.').is_some_and(|(owner, _)| owner == table.info.name);
        ensure(declared.is_some_and(|declared| of_table(&declared.info.name)), || {
            format!("its output {} is not named after it", output.index())
        })?;
        let value = declared.and_then(|declared| self.ir.exprs.get(declared.value)).map(|value| &value.kind);
        let (cases, otherwise) = match (table.policy, value) {
            (TablePolicy::First | TablePolicy::Unique, Some(ExprKind::Choose { given: None, cases, otherwise }))
            | (TablePolicy::Collect, Some(ExprKind::Collect { cases, otherwise })) => (cases, otherwise),
            _ => return Err(format!("its output {} does not do what its policy says", output.index())),
        };
        let tests = cases.iter().map(|case| case.test).eq(table.rows.iter().map(|row| row.test));
        ensure(tests && otherwise.is_some() == table.otherwise, || {
            format!("the cases of its output {} are not its rows", output.index())
        })
    }
}

/// A derived value is that of one table, or of one bands.
fn alone(given: &mut [bool], id: LetId) -> Check {
    let twice = given.get_mut(id.index()).is_some_and(|given| std::mem::replace(given, true));
    ensure(!twice, || format!("the derived value {} is given twice", id.index()))
}
