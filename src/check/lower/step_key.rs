//! The keys of steps: by them a stored run finds its place again.

use std::collections::HashSet;

use super::super::wording::{events, expr, path, time};
use crate::ast::{Do, Effect, Step, Wait};

/// Characters after which a step's text is cut: a run keeps it in its state.
const LONGEST: usize = 120;

/// The keys that are taken, and the named steps around.
#[derive(Debug, Default)]
pub(super) struct Keys {
    taken: HashSet<String>,
    /// How often each text was found taken, so that the search for a free number stays short.
    repeated: std::collections::HashMap<String, u32>,
    around: Vec<String>,
}

impl Keys {
    /// The key of the next step with this text: a second one is ` #2`.
    pub(super) fn unique(&mut self, text: &str) -> String {
        let mut key: String = self.around.iter().flat_map(|name| [name.as_str(), "/"]).collect();
        key.extend(text.chars().take(LONGEST));
        if self.taken.insert(key.clone()) {
            return key;
        }
        let number = self.repeated.entry(key.clone()).or_insert(1);
        loop {
            *number = number.saturating_add(1);
            let numbered = format!("{key} #{number}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }

    /// What follows stands in a step of this name.
    pub(super) fn enter(&mut self, name: &str) {
        self.around.push(name.to_owned());
    }

    /// It is over.
    pub(super) fn leave(&mut self) {
        self.around.pop();
    }
}

/// The text of a step: without what it holds, and without the payload of its actions.
pub(super) fn written(step: &Step) -> String {
    match step {
        Step::Do(Do { calls, after }) => {
            let actions = calls.iter().map(|call| call.action.text.as_str()).collect::<Vec<_>>().join(", ");
            let after = after.as_ref().map_or_else(String::new, |delay| format!(" after {}", expr(delay)));
            format!("do {actions}{after}")
        }
        Step::Effect(effect) => change(effect),
        Step::Wait { wait, .. } => match wait {
            Wait::For { delay, opening, or } => {
                let opening = opening.as_ref().map_or_else(String::new, |name| format!(" of {}", name.text));
                let or = or.as_ref().map_or_else(String::new, |filter| format!(" or {}", events(filter)));
                format!("wait {}{opening}{or}", expr(delay))
            }
            Wait::Time(at) => format!("wait until {}", time(at.minutes)),
            Wait::Until { guard, at_most } => {
                let or = at_most.as_ref().map_or_else(String::new, |length| format!(" or {}", expr(length)));
                format!("wait until {}{or}", expr(guard))
            }
        },
        Step::When { guard, .. } => format!("when {}", expr(guard)),
        Step::Repeat { guard, .. } => format!("repeat while {}", expr(guard)),
        Step::Named { name, .. } => format!("step {}", name.text),
        Step::Invalid(_) => String::new(),
    }
}

fn change(effect: &Effect) -> String {
    match effect {
        Effect::Set(all) => {
            let all: Vec<String> =
                all.iter().map(|(field, value)| format!("{} = {}", path(field), expr(value))).collect();
            format!("set {}", all.join(", "))
        }
        Effect::Add { value, to } => format!("add {} to {}", expr(value), path(to)),
        Effect::Remove { value, from } => format!("remove {} from {}", expr(value), path(from)),
        Effect::Start { sequence, arguments } => {
            let arguments = arguments.iter().map(expr).collect::<Vec<_>>().join(", ");
            if arguments.is_empty() {
                format!("start {}", sequence.text)
            } else {
                format!("start {}({arguments})", sequence.text)
            }
        }
    }
}
