//! One event that sets off much in one moment: sequences that start sequences, and many steps of one.

use std::fmt::Write;

use crm_blueprint::{ContactState, Input};

use super::engine::{Engine, Prepared, monday};

pub const NESTED: usize = 8;
pub const STEPS: usize = 20;

/// `nested` starts a sequence that starts the next, and so on; `long` one of many steps.
pub fn text() -> String {
    let mut text = String::from(
        "blueprint deep { version \"1\" }\nchannel task internal\ncontact { count: int = 0 }\nevent nested\nevent long\n\
         rule nest { on nested  start sequence_1 }\nrule go { on long  start steps }\n",
    );
    // The same action twice in one moment would be done once.
    for note in 1..=NESTED.max(STEPS / 2) {
        let _ = writeln!(text, "action note_{note} {{ channel task  automated  with {{ count: count }} }}");
    }
    text.push_str("sequence steps {\n");
    for note in 1..=STEPS / 2 {
        let _ = writeln!(text, "  set count = count + 1\n  do note_{note}");
    }
    text.push_str("}\n");
    for depth in 1..=NESTED {
        let _ = write!(text, "sequence sequence_{depth} {{ do note_{depth}");
        if depth < NESTED {
            let _ = write!(text, "  start sequence_{}", depth + 1);
        }
        let _ = writeln!(text, "  wait 1 day  do note_{depth} }}");
    }
    text
}

/// The event, on a contact to which nothing has happened yet; it fires so many actions.
pub fn case(engine: &mut Engine, event: &str, fires: usize) -> (ContactState, Prepared) {
    let state = engine.blueprint().contact("c-1").at(monday()).build().expect("the defaults fit");
    let state = engine.settled(&state);
    let input = engine.prepare(&Input::at(monday()).event(event));
    assert_eq!(engine.decide(&state, &input).fired.len(), fires, "{event}");
    (state, input)
}
