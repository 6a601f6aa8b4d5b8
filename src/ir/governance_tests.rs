use serde_json::{Value as Json, json};

use super::*;
use crate::ir::sample::sample;

const SPAN: Span = Span::new(crate::text::FileId(0), 0, 0);

fn info(name: &str) -> Info {
    Info { name: name.to_owned(), ..Info::default() }
}

/// The sample with two systems, a flow each way, a governed field, a governed payload and figures.
fn governed() -> Blueprint {
    let mut ir = sample();
    let responsibilities = Responsibilities { accountable: vec![TeamId::new(1)], ..Responsibilities::default() };
    for name in ["shop", "erp"] {
        ir.systems.push(System { info: info(name), responsibilities: responsibilities.clone() });
    }
    let (shop, erp) = (SystemId::new(0), SystemId::new(1));
    for (from, to, fields) in [(shop, erp, &[2, 3][..]), (erp, shop, &[7])] {
        let carries = fields.iter().map(|&field| Carried { field: FieldId::new(field), span: SPAN }).collect();
        let every = Some(Duration::days(1));
        let responsibilities = responsibilities.clone();
        ir.flows.push(Flow { info: info("a->b"), from, to, carries, every, responsibilities, span: SPAN });
    }
    let retain = Some(Duration::months(36));
    ir.fields.get_mut(FieldId::new(7)).unwrap().governance =
        Governance { personal: true, basis: Some(Basis::LegalObligation), retain, source: Some(erp) };
    ir.parameters.get_mut(ParameterId::new(0)).unwrap().governance =
        Governance { basis: Some(Basis::Consent), source: Some(shop), ..Governance::default() };
    let value = ir.lets.values().next().unwrap().value;
    for (name, kind) in [("visitors", MeasureKind::Volume(StageId::new(0))), ("worth", MeasureKind::Value(value))] {
        let measure = Measure { kind, target: None, per: None, span: SPAN };
        ir.kpis.push(Kpi { info: info(name), measure, responsibilities: responsibilities.clone() });
    }
    let stage = ir.stages.get_mut(StageId::new(1)).unwrap();
    stage.deliverables = vec!["An offer".to_owned()];
    stage.friction = vec!["Two visits".to_owned()];
    stage.skippable = true;
    ir
}

fn error(pointer: &str, value: Json) -> String {
    let mut json = serde_json::to_value(governed()).unwrap();
    *json.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
    Blueprint::from_json(&json.to_string()).expect_err(pointer).to_string()
}

#[test]
fn what_is_governed_round_trips() {
    let ir = governed();
    let json = ir.to_json().unwrap();
    assert_eq!(Blueprint::from_json(&json).unwrap(), ir);
    let json: Json = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["fields"][7]["governance"],
        json!({"personal": true, "basis": "legal_obligation", "retain": ir.fields[FieldId::new(7)].governance.retain, "source": 1})
    );
    assert_eq!(json["fields"][0].get("governance"), None);
}

#[test]
fn the_gate_refuses_what_the_checker_would_not_make() {
    let nothing = serde_json::to_value(Duration::days(0)).unwrap();
    let twice = json!([{"field": 2, "span": SPAN}, {"field": 2, "span": SPAN}]);
    for (pointer, value, problem) in [
        ("/fields/7/governance/source", json!(2), "fields[7].governance: there is no system 2"),
        ("/fields/7/governance/retain", nothing.clone(), "fields[7].governance: "),
        ("/fields/7/governance/basis", json!("whim"), "unknown variant"),
        ("/fields/7/governance", json!({"public": true}), "unknown field"),
        ("/parameters/0/governance/source", json!(2), "parameters[0].governance: there is no system 2"),
        ("/kpis/0/measure/kind", json!({"volume": 77}), "kpis[0].measure: there is no stage 77"),
        ("/kpis/1/measure/kind", json!({"value": 999}), "kpis[1].measure: there is no expression 999"),
        ("/kpis/1/responsibilities/accountable", json!([7]), "kpis[1]: there is no team 7"),
        ("/kpis/1/info/name", json!("visitors"), "kpis[1].info: the name `visitors` stands twice"),
        ("/systems/0/info/name", json!("visitors"), "systems[0].info: the name `visitors` stands twice"),
        ("/systems/0/responsibilities/accountable", json!([7]), "systems[0]: there is no team 7"),
        ("/flows/0/responsibilities/accountable", json!([7]), "flows[0]: there is no team 7"),
        ("/flows/0/info/name", json!(""), "flows[0].info: `` is not a name"),
        ("/flows/0/from", json!(2), "flows[0]: there is no system 2"),
        ("/flows/0/to", json!(2), "flows[0]: there is no system 2"),
        ("/flows/0/to", json!(0), "flows[0]: it leads back"),
        ("/flows/0/every", nothing.clone(), "flows[0]: "),
        ("/flows/0/carries/0/field", json!(77), "flows[0]: there is no field 77"),
        ("/flows/0/carries", twice, "flows[0]: field 2 is carried twice"),
        // The ERP hands on what the shop is the source of.
        ("/fields/7/governance/source", json!(0), "flows[1].carries: two systems give field 7"),
        ("/contact/name", json!("customer"), "contact: its name is not `contact`"),
        ("/review_every", nothing, "review_every: "),
    ] {
        let found = error(pointer, value.clone());
        assert!(found.contains(problem), "{pointer} = {value}: {found}");
    }
}

#[test]
fn a_figure_reads_no_payload() {
    let mut ir = governed();
    let ty = Type::required(Scalar::Text);
    let form = ir.exprs.push(Expr { kind: ExprKind::Payload(vec![ParameterId::new(0)]), ty, span: SPAN });
    ir.kpis.get_mut(KpiId::new(1)).unwrap().measure.kind = MeasureKind::Value(form);
    let error = Blueprint::from_json(&ir.to_json().unwrap()).unwrap_err().to_string();
    assert!(error.contains("kpis[1].measure"), "{error}");
}

/// Systems by number, flows as (from, to), all of one field whose source may be given.
fn sources(source: Option<usize>, flows: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ir = sample();
    for name in ["a", "b", "c", "d"] {
        ir.systems.push(System { info: info(name), responsibilities: Responsibilities::default() });
    }
    let field = FieldId::new(2);
    ir.fields.get_mut(field).unwrap().governance.source = source.map(SystemId::new);
    for &(from, to) in flows {
        ir.flows.push(Flow {
            info: info("x->y"),
            from: SystemId::new(from),
            to: SystemId::new(to),
            carries: vec![Carried { field, span: SPAN }],
            every: None,
            responsibilities: Responsibilities::default(),
            span: SPAN,
        });
    }
    rivals(&ir).into_iter().map(|one| (one.first.0.index(), one.second.0.index())).collect()
}

#[test]
fn a_field_has_one_source() {
    assert_eq!(sources(None, &[]), []);
    assert_eq!(sources(None, &[(0, 1), (0, 2), (1, 3)]), []);
    assert_eq!(sources(None, &[(0, 1), (2, 1), (3, 1), (2, 3)]), [(0, 2)]);
    assert_eq!(sources(Some(0), &[(0, 1), (1, 2)]), []);
    assert_eq!(sources(Some(0), &[(1, 2), (3, 2)]), [(0, 1), (0, 3)]);
    // There and back: the source is the one that is named, and nobody claims to be it without.
    assert_eq!(sources(Some(0), &[(0, 1), (1, 0)]), []);
    assert_eq!(sources(None, &[(0, 1), (1, 0)]), []);
}
