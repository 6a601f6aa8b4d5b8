//! What a host may rely on: the values are shared between threads, printed for debugging, and their
//! errors are errors.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::error::Error;
use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use crm_blueprint::calendar::{InstantOutOfRange, ParseDurationError, ParseInstantError, UnknownZone};
use crm_blueprint::decide::{InputErrors, InputProblem, SettingError};
use crm_blueprint::diagnostic::{ParseCodeError, Report};
use crm_blueprint::format::FormatError;
use crm_blueprint::ir::StoredError;
use crm_blueprint::scenario::TestReport;
use crm_blueprint::state::{ContactBuilder, ParseInputError, PlainValue, StateErrors, StateProblem, ValueProblem};
use crm_blueprint::text::SourceMap;
use crm_blueprint::{Blueprint, ContactState, Decision, Explanation, Input, Instant, ParseError, Snapshot};

const fn shared<T: Send + Sync + Debug + Clone + 'static>() {}
const fn error<T: Error + Send + Sync + Clone + 'static>() {}

// Held by the compiler.
const _: () = {
    shared::<Blueprint>();
    shared::<ContactBuilder>();
    shared::<ContactState>();
    shared::<Snapshot>();
    shared::<Input>();
    shared::<PlainValue>();
    shared::<Decision>();
    shared::<Explanation>();
    shared::<TestReport>();
    shared::<Report>();
    shared::<SourceMap>();
    shared::<crm_blueprint::ir::Blueprint>();
    shared::<crm_blueprint::ast::File>();
    error::<ParseError>();
    error::<StateErrors>();
    error::<StateProblem>();
    error::<ValueProblem>();
    error::<InputErrors>();
    error::<InputProblem>();
    error::<ParseInputError>();
    error::<SettingError>();
    error::<StoredError>();
    error::<FormatError>();
    error::<ParseInstantError>();
    error::<InstantOutOfRange>();
    error::<ParseDurationError>();
    error::<UnknownZone>();
    error::<ParseCodeError>();
};

#[test]
fn the_clocks_of_hosts_become_instants() {
    let noon = Instant::from_milliseconds(1_772_449_200_999).unwrap();
    let system = SystemTime::UNIX_EPOCH + Duration::from_micros(1_772_449_200_999_999);
    assert_eq!(Instant::try_from(system), Ok(noon));
    assert_eq!(Instant::try_from(DateTime::<Utc>::from(system)), Ok(noon));
    let abroad = DateTime::<Utc>::from(system).with_timezone(&chrono::FixedOffset::east_opt(3_600).unwrap());
    assert_eq!(Instant::try_from(abroad), Ok(noon));
    assert_eq!(Instant::try_from(DateTime::<Utc>::from(noon)), Ok(noon));
    let before = SystemTime::UNIX_EPOCH - Duration::from_nanos(1);
    assert_eq!(Instant::try_from(before), Err(InstantOutOfRange));
    assert_eq!(Instant::try_from(DateTime::<Utc>::from(before)), Err(InstantOutOfRange));
    for outside in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(Instant::try_from(outside), Err(InstantOutOfRange));
    }
}

#[test]
fn collections_become_values_and_names() {
    let tags = ["a", "b"];
    assert_eq!(tags.iter().copied().collect::<PlainValue>(), PlainValue::from(["a", "b"]));
    let at = Instant::MIN;
    let one = Input::at(at).event("go").with("n", 1_u8).with("t", "x".to_owned()).change("f", 2_i16);
    let all = Input::at(at).event("go").with_all([("n", PlainValue::Int(1)), ("t", "x".into())]).change_all([("f", 2)]);
    assert_eq!(one, all);
    let blueprint = Blueprint::parse("blueprint b\ncontact { n: int = 0  t: text? }").unwrap();
    let built = blueprint.contact("c").set("n", 5).set("t", "x").build().unwrap();
    let fields = [("n", PlainValue::Int(5)), ("t", "x".into())];
    assert_eq!(blueprint.contact("c").set_all(fields).build().unwrap(), built);
}

#[test]
fn a_firing_is_read_by_names() {
    let blueprint = Blueprint::parse(
        "blueprint b\nchannel post\ncontact { city: text?  tier: enum { low, high } = high }\nevent moved\n\
         action card { channel post  human  with { to: city  tier: tier } }\nrule greet { on moved  do card }",
    )
    .unwrap();
    let contact = blueprint.contact("c").build().unwrap();
    let decision = blueprint.decide(&contact, &Input::at(Instant::MIN).event("moved")).unwrap();
    let [firing] = &*decision.fired else { panic!("{decision}") };
    assert_eq!(decision.action(firing), "card");
    assert!(decision.fires("card") && !decision.fires("greet"));
    let payload: Vec<_> = decision.payload(firing).collect();
    assert_eq!(payload, [("to", PlainValue::Null), ("tier", "high".into())]);
}

#[test]
fn a_blueprint_is_read_back_from_other_formats() {
    for text in [include_str!("north_star/saas_b2b.blueprint"), include_str!("north_star/sav.blueprint")] {
        let blueprint = Blueprint::parse(text).unwrap();
        let stored = rmp_serde::to_vec_named(&blueprint).unwrap();
        let back: Blueprint = rmp_serde::from_slice(&stored).unwrap();
        assert_eq!(back.ir(), blueprint.ir());
        assert_eq!(rmp_serde::to_vec_named(&back).unwrap(), stored);
        assert_eq!(serde_json::to_string(&back).unwrap(), blueprint.ir().to_json().unwrap());
        for length in (0..stored.len()).step_by(997) {
            assert!(rmp_serde::from_slice::<Blueprint>(&stored[..length]).is_err(), "{length}");
        }
    }
    // Nothing is trusted: a rule without its event.
    let blueprint = Blueprint::parse(
        "blueprint b\nevent seen\nchannel mail\naction say { channel mail  automated }\nrule r { on seen  do say }",
    );
    let mut json = serde_json::to_value(blueprint.unwrap()).unwrap();
    json["events"] = serde_json::json!([]);
    let stored = rmp_serde::to_vec_named(&json).unwrap();
    let error = rmp_serde::from_slice::<Blueprint>(&stored).unwrap_err().to_string();
    assert!(error.contains("not valid: rules[0]"), "{error}");
}
