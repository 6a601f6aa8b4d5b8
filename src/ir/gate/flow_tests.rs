use super::*;
use crate::text::Span;

fn expr(ir: &mut Blueprint, kind: ExprKind) -> ExprId {
    ir.exprs.push(Expr { kind, ty: Type::required(Scalar::Bool), span: Span::default() })
}

fn mode(ir: &mut Blueprint, when: Option<ExprId>) -> ModeId {
    let responsibilities = Responsibilities::default();
    let (from, until, suspends) = (Vec::new(), Vec::new(), Vec::new());
    ir.modes.push(Mode { object: None, info: Info::default(), when, from, until, suspends, responsibilities })
}

#[test]
fn a_mode_may_not_need_itself_by_way_of_a_let() {
    let mut ir = Blueprint::empty();
    let read = expr(&mut ir, ExprKind::Let(LetId::new(0)));
    let plain = mode(&mut ir, None);
    let guarded = mode(&mut ir, Some(read));
    let on = expr(&mut ir, ExprKind::Mode(plain));
    ir.lets.push(Let { object: None, info: Info::default(), value: on });
    assert!(derived(&ir).is_ok());
    let on = expr(&mut ir, ExprKind::Mode(guarded));
    ir.lets.get_mut(LetId::new(0)).unwrap().value = on;
    let found = derived(&ir).unwrap_err();
    assert!(matches!(&found, StoredError::Invalid { at, .. } if at == "lets[0]"), "{found:?}");
}

#[test]
fn a_mode_that_needs_itself_is_named() {
    let mut ir = Blueprint::empty();
    let value = expr(&mut ir, ExprKind::Literal(Value::Bool(true)));
    ir.lets.push(Let { object: None, info: Info::default(), value });
    let on = expr(&mut ir, ExprKind::Mode(ModeId::new(1)));
    mode(&mut ir, Some(value));
    mode(&mut ir, Some(on));
    let found = derived(&ir).unwrap_err();
    assert!(matches!(&found, StoredError::Invalid { at, .. } if at == "modes[1]"), "{found:?}");
}
