use chrono::SecondsFormat;
use proptest::prelude::*;

use super::*;

/// What chrono alone would say.
fn slowly(text: &str) -> Option<Instant> {
    Instant::try_from(DateTime::parse_from_rfc3339(text).ok()?).ok()
}

proptest! {
    #[test]
    fn texts_are_those_of_chrono(milliseconds in 0..=Instant::MAX.milliseconds(), whole in any::<bool>()) {
        let at = Instant(if whole { milliseconds / 1000 * 1000 } else { milliseconds });
        let format = if at.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        let text = at.to_string();
        prop_assert_eq!(&text, &at.to_chrono().to_rfc3339_opts(format, true));
        prop_assert_eq!(Instant::from_plain(&text), Some(at));
        prop_assert_eq!(text.parse(), Ok(at));
    }

    /// The short way says nothing that chrono does not say.
    #[test]
    fn texts_are_read_as_chrono_reads_them(
        text in "(19[67][0-9]|2[0-2][0-9]{2})-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]([.,][0-9]{1,4})?(Z|z|[+-]0[0-9]:00)",
    ) {
        if let Some(at) = Instant::from_plain(&text) {
            prop_assert_eq!(Some(at), slowly(&text));
        }
        prop_assert_eq!(text.parse().ok(), slowly(&text));
    }
}

#[test]
fn the_ends_have_texts() {
    for (at, text) in [(Instant::MIN, "1970-01-01T00:00:00Z"), (Instant::MAX, "2199-12-31T23:59:59.999Z")] {
        assert_eq!(at.to_string(), text);
        assert_eq!(text.parse(), Ok(at));
        assert_eq!(serde_json::to_string(&at).unwrap(), format!("\"{text}\""));
    }
    for text in ["", "2200-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2026-03-02T24:00:00Z", "2026-3-02T09:00:000Z"]
    {
        assert!(text.parse::<Instant>().is_err(), "{text}");
    }
}
