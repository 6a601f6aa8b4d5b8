use super::*;

#[test]
fn text_is_hours_and_minutes() {
    for (minutes, text) in [(0, "00:00"), (9 * 60, "09:00"), (1439, "23:59"), (1440, "24:00")] {
        let time = TimeOfDay::new(minutes).unwrap();
        assert_eq!((time.minutes(), time.to_string().as_str()), (minutes, text));
        assert_eq!(text.parse(), Ok(time));
        let json = serde_json::to_string(&time).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<TimeOfDay>(&json).unwrap(), time);
    }
    assert_eq!(TimeOfDay::new(1441), None);
}

#[test]
fn other_texts_are_refused() {
    for text in ["", "9:00", "09:60", "24:01", "25:00", "09:00:00", "+9:00", "09-00", "0９:00", "99:99", " 09:00"] {
        let error = text.parse::<TimeOfDay>().unwrap_err().to_string();
        assert!(error.contains("is not a time of day"), "{error}");
        assert!(serde_json::from_value::<TimeOfDay>(text.into()).is_err());
    }
    assert!(serde_json::from_str::<TimeOfDay>("540").is_err());
}

#[test]
fn a_range_begins_before_it_ends() {
    let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
    let range = TimeRange::new(time("09:00"), time("24:00")).unwrap();
    assert_eq!(range.to_string(), "09:00..24:00");
    assert_eq!(TimeRange::new(time("09:00"), time("09:00")), None);
    assert_eq!(TimeRange::new(time("10:00"), time("09:00")), None);
    assert_eq!(serde_json::to_string(&range).unwrap(), r#"{"from":"09:00","to":"24:00"}"#);
}
