//! Fading on its own against the long way, which whoever explains takes.

use crate::{Blueprint, Input, Instant};

const DAY: i64 = 86_400_000;

/// A text with all that may follow from points that fade: `more` of it in each case.
fn blueprint(more: &str) -> Blueprint {
    let text = format!(
        "blueprint b {{ timezone contact.zone ?? \"Europe/Paris\" }}\n\
         contact {{ big: bool = false  zone: text?  ends: date? }}\nteam t\nchannel c internal\n\
         action hello {{ channel c owner t automated }}\naction again {{ channel c owner t automated }}\n\
         event met\nevent sent\nscore heat in 0..100 {{ on met add 30  when big add 10  fade 7 every 1 day }}\n\
         journey j {{ stage one initial  stage two  stage three\n transition one -> two on sent\n\
         transition two -> three after 9 days }}\n\
         rule greets {{ on met do hello after 60 hours }}\n{more}"
    );
    Blueprint::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// What a series of inputs brings about, decided and explained; answers how many marks were decided upon.
fn agrees(more: &str) -> usize {
    let blueprint = blueprint(more);
    let start: Instant = "2026-03-20T09:00:00Z".parse().unwrap();
    let mut state = blueprint.contact("c-1").at(start).build().unwrap();
    let (mut at, mut marks) = (start, 0);
    for turn in 0..60_i64 {
        at = at.checked_add_milliseconds(DAY * [0, 1, 4, 9, 2][turn as usize % 5] + turn * 60_000).unwrap();
        let input = Input::at(at);
        let input = match turn % 7 {
            0 | 4 => input.event("met"),
            2 => input.event("sent"),
            3 => input.change("big", turn % 2 == 1),
            5 if turn % 3 == 0 => input.change("zone", "America/New_York"),
            5 => input.change("ends", "2026-05-20"),
            _ => input,
        };
        let explanation = blueprint.explain(&state, &input).unwrap();
        let decision = blueprint.decide(&state, &input).unwrap();
        assert_eq!(decision, explanation.decision, "{more}: turn {turn}");
        let stored = [&decision.next, &explanation.decision.next].map(|next| serde_json::to_string(next).unwrap());
        assert_eq!(stored[0], stored[1], "{more}: turn {turn}");
        marks += explanation.moments.len().saturating_sub(1);
        state = decision.next;
    }
    marks
}

#[test]
fn what_follows_from_fading_is_the_same() {
    let cases = [
        "",
        "rule cold { on becoming heat < 10 do again }",
        "rule turns { on change heat do again }",
        "rule while_warm { on met do again after 5 days while heat >= 20 }",
        "rule timed { at 9 days before ends do again }",
        "segment warm when heat >= 20\njourney k for segment warm { stage in_it initial  stage out_of_it\n\
         transition in_it -> out_of_it when not is warm { do again } }",
        "journey k { stage calm initial  stage cold\n transition calm -> cold when heat in 1..9 { do again }\n\
         transition cold -> calm when heat >= 30 }",
        "journey k { stage calm initial  stage cold { requires zone }\n\
         transition calm -> cold when heat in 1..9 { do again } }",
        "journey k { stage calm initial  stage cold\n transition calm -> cold on becoming heat < 9 { do again } }",
        "mode warm { when heat >= 20  suspend action again defer }\nrule waits { on met do again }",
        "channel d internal { cap 1 per 30 days when heat >= 20 defer }\n\
         action other { channel d owner t automated }\nrule more { on met do other }",
        "sequence s { wait until heat < 9  do again }\nrule starts { on sent start s }",
        "score other in 0..50 { on sent add 20  fade 3 every 36 hours }\nrule sum { on becoming other < 5 do again }",
    ];
    for case in cases {
        assert!(agrees(case) > 30, "{case}");
    }
}
