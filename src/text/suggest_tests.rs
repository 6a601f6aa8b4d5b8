use super::did_you_mean;

#[test]
fn near_names() {
    for (name, candidates, expected) in [
        ("plann", &["plan", "name"][..], Some("plan")),
        ("paln", &["plan"], Some("plan")),
        ("pro", &["por"], Some("por")),
        ("stats", &["status"], Some("status")),
        ("lead", &["load", "lend"], Some("load")),
        ("lead", &["leads", "lend", "lead2"], Some("leads")),
        ("customer", &["costumer"], Some("costumer")),
        ("industry", &["indsutrie"], None),
        ("ca", &["abc"], None),
        ("ab", &["cd"], None),
        ("a", &["b"], None),
        ("", &["a"], None),
        ("abc", &["ade"], None),
        ("abcd", &["abxy"], Some("abxy")),
        ("été", &["éte"], Some("éte")),
        ("plan", &[], None),
    ] {
        assert_eq!(did_you_mean(name, candidates.iter().copied()), expected, "{name}");
    }
}

#[test]
fn the_nearest_wins_then_the_first() {
    assert_eq!(did_you_mean("amount", ["amuont2", "amounts", "mount"]), Some("amounts"));
    assert_eq!(did_you_mean("amount", ["mount", "amounts"]), Some("mount"));
}

#[test]
fn very_long_names_are_left_alone() {
    let (long, near) = ("x".repeat(64), format!("{}y", "x".repeat(63)));
    assert_eq!(did_you_mean(&long, [near.as_str()]), Some(near.as_str()));
    let longer = "x".repeat(65);
    assert_eq!(did_you_mean(&longer, [long.as_str()]), None);
    assert_eq!(did_you_mean(&long, [longer.as_str()]), None);
}
