//! This crate among its peers: the workload of their benchmark as a blueprint, in whose folder this file is built.
use std::fmt::Write;

use crm_blueprint::ir::Id;
use crm_blueprint::{Blueprint, ContactState, Decision, Input, Options, PreparedInput};

use crate::harness::Peer;
use crate::workload::{COUNTRIES, Cond, PLANS, Pair, STAGES, Workload};

const AT: &str = "2026-03-02T09:00:00Z";

pub struct Ours {
    blueprint: Blueprint,
    /// What each decision is written into.
    decision: Decision,
}

fn name(event: &str) -> String {
    event.replace('.', "_")
}

fn condition(condition: &Cond) -> String {
    match condition {
        Cond::ScoreGe(least) => format!("score_points >= {least}"),
        Cond::PlanIs(plan) => format!("plan == {}", PLANS[*plan]),
        Cond::OptedIn => "opted_in".into(),
        Cond::NoTickets => "open_tickets == 0".into(),
        Cond::CountryIn(list) => format!("country in [{}]", list.map(|at| COUNTRIES[at]).join(", ")),
    }
}

impl Peer for Ours {
    type Input = (ContactState, PreparedInput);

    fn text(workload: &Workload) -> String {
        let mut text = format!(
            "blueprint crm {{ version \"1\" }}\nchannel email\nenum plan {{ {} }}\nenum country {{ {} }}\n\
             contact {{\n  score_points: int = 0\n  plan: plan = free\n  opted_in: bool = false\n  open_tickets: int = 0\n  \
             country: country = US\n}}\njourney life {{\n",
            PLANS.join(", "),
            COUNTRIES.join(", ")
        );
        for (at, stage) in STAGES.iter().enumerate() {
            let _ = writeln!(text, "  stage {stage}{}", if at == 0 { " initial" } else { "" });
        }
        text.push_str("}\n");
        for event in &workload.events {
            let _ = writeln!(text, "event {}", name(event));
        }
        for (at, rule) in workload.rules.iter().enumerate() {
            let when: Vec<String> = rule.conds.iter().map(condition).collect();
            let _ = writeln!(
                text,
                "action action_{at} {{ channel email  automated }}\nrule rule_{at} {{\n  on {}\n  in stage {}\n  when {}\n  \
                 do action_{at}\n}}",
                name(&workload.events[rule.event]),
                STAGES[rule.stage],
                when.join(" and "),
            );
        }
        text
    }

    fn load(text: &str) -> Result<Self, String> {
        // A host that takes large texts: crm-10000 has 21,000 declarations.
        let mut options = Options::new();
        options.limits.source_bytes = 64 << 20;
        options.limits.declarations = 1_000_000;
        let blueprint = Blueprint::parse_with("crm", text, &options).map_err(|error| error.to_string())?;
        let anyone = blueprint.contact("c0").at(AT.parse().expect("an instant")).build().expect("all have defaults");
        let decision = blueprint.decide(&anyone, &Input::at(anyone.clock())).expect("time alone");
        Ok(Self { blueprint, decision })
    }

    fn prepare(&self, pair: &Pair) -> Self::Input {
        let contact = &pair.contact;
        let state = self
            .blueprint
            .contact("c1")
            .at(AT.parse().expect("an instant"))
            .set("score_points", contact.score)
            .set("plan", contact.plan.as_str())
            .set("opted_in", contact.opted_in)
            .set("open_tickets", contact.open_tickets)
            .set("country", contact.country.as_str())
            .stage(contact.stage.as_str())
            .build()
            .expect("the contact fits");
        // Settled, as a state that a decision left.
        let settled = self.blueprint.decide(&state, &Input::at(AT.parse().expect("an instant"))).expect("time alone");
        let input = Input::at(AT.parse().expect("an instant")).event(name(&pair.event));
        (settled.next, self.blueprint.prepare(&input).expect("the input fits"))
    }

    fn eval(&mut self, (state, input): &mut Self::Input, out: &mut Vec<u32>) {
        self.blueprint.decide_into(state, input, &mut self.decision).expect("the input fits");
        out.extend(self.decision.fired.iter().map(|firing| firing.action.index() as u32));
    }
}
