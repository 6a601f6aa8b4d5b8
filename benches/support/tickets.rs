//! Contacts with many instances of an object, of which an event concerns one or none.

use crm_blueprint::{ContactState, Input};

use super::engine::{Engine, Prepared, monday};

/// Tickets that nothing is asked of but by their own events.
pub const QUIET: &str = r#"
blueprint quiet { version "1" }
channel task internal
contact { visits: int = 0 }
object ticket { level: int = 0  subject: text = "" }
event ticket_opened opens ticket { subject: text }
event agent_replied of ticket
event site_visited
journey handling of ticket {
  stage fresh initial
  stage answered
  transition fresh -> answered on agent_replied { do note }
}
action note { channel task  automated }
rule visit { on site_visited  set visits = visits + 1  do note }
"#;

/// The same with a timer in each ticket.
pub const TIMED: &str = r#"
blueprint timed { version "1" }
channel task internal
contact { visits: int = 0 }
object ticket { level: int = 0  subject: text = "" }
event ticket_opened opens ticket { subject: text }
event agent_replied of ticket
event site_visited
journey handling of ticket {
  stage fresh initial
  stage answered
  stage late
  transition fresh -> answered on agent_replied { do note }
  transition fresh -> late after 5 days { do note }
}
sla reply of ticket { starts on ticket_opened  stops on agent_replied  within 2 days  breach do note }
action note { channel task  automated }
rule visit { on site_visited  set visits = visits + 1  do note }
"#;

/// The north star of after-sales service: a mode of it asks all tickets of a contact.
pub const SERVICE: &str = include_str!("../../tests/north_star/sav.blueprint");

/// A contact with a ticket and so many others, and two inputs: an event of the contact alone, and one of the first ticket.
pub fn cases(engine: &mut Engine, others: usize, of_contact: &str) -> (ContactState, [Prepared; 2]) {
    let service = engine.blueprint().ir().info.name == "sav";
    let mut state = engine.blueprint().contact("c-1").at(monday()).build().expect("the defaults fit");
    for number in 0..=others {
        let opened = Input::at(monday()).event("ticket_opened").instance(format!("t{number}"));
        let opened = opened.with("subject", "printer");
        let opened = if service { opened.with("kind", "question").with("impact", "minor") } else { opened };
        let opened = engine.prepare(&opened);
        engine.advance(&mut state, &opened);
    }
    assert_eq!(state.instances("ticket").count(), others + 1);
    let of_contact = Input::at(monday()).event(of_contact);
    let of_ticket = Input::at(monday()).event("agent_replied").instance("t0");
    let inputs = [&of_contact, &of_ticket].map(|input| engine.prepare(input));
    assert_eq!(engine.decide(&state, &inputs[1]).moves.len(), 1, "the ticket is answered");
    (state, inputs)
}
