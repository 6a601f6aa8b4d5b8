//! What happened before a scenario begins.

use super::check::{Resolved, check, resolve, same_blueprint};
use super::eval::{Memo, Scene};
use super::{InputErrors, Program, history};
use crate::state::{ContactState, Input, Subject};

/// Takes an event into the history, as if it had happened at its instant; nothing follows
/// from it. The contact has been known since then at least.
///
/// # Errors
/// Those of [`decide`](super::decide).
pub(crate) fn recall(program: &Program, state: &mut ContactState, input: &Input) -> Result<(), InputErrors> {
    same_blueprint(program, &state.core().ir)?;
    let checked = check(program, input)?;
    let memo = Memo::new(program);
    let Resolved { event, .. } = resolve(program, state, &checked)?;
    let scene = Scene::still(program, state, &memo, input.at, event.as_deref());
    let (happened, zone) = (history::happened(&scene), scene.zone());
    history::remember(program, state, zone, happened, input.at, |_, _, _| {});
    let subject = event.map_or(Subject::Contact, |event| event.subject);
    for subject in [Subject::Contact, subject] {
        if let Some(life) = state.life_mut(subject) {
            life.created = life.created.min(input.at);
        }
    }
    Ok(())
}
