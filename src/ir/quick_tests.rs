use serde_json::Value as Json;

use super::{Refused, read};
use crate::ir::Blueprint;
use crate::ir::sample::{sample, sample_with_tables};
use crate::ir::sample_objects::with_objects;

#[test]
fn what_is_usual_is_read() {
    for json in [
        "null",
        " true ",
        "false",
        "0",
        "999999999999999999",
        "-999999999999999999",
        "\"\"",
        "\"caf\u{e9} \\\"\\u00e9\\\\\\n\"",
        "[]",
        "[ 1 ,\t2,\r\n[\"a\"] ]",
        "{}",
        "{ \"a\" : {\"b\\u0020\": [null, -7]} , \"c\": \"\\ud83d\\ude00\" }",
    ] {
        assert_eq!(read::<Json>(json).ok(), serde_json::from_str(json).ok(), "{json}");
        assert!(read::<Json>(json).is_ok(), "{json}");
    }
    for ir in [sample(), sample_with_tables(), with_objects().0] {
        assert_eq!(read::<Blueprint>(&serde_json::to_string(&ir).unwrap()).unwrap(), ir);
        assert_eq!(read::<Blueprint>(&serde_json::to_string_pretty(&ir).unwrap()).unwrap(), ir);
    }
}

#[test]
fn all_else_is_left() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read::<Json>(&deep(100)).is_ok());
    assert_eq!(read::<Json>(&deep(101)), Err(Refused));
    for json in [
        "",
        " ",
        "nul",
        "nulll",
        "tru",
        "-",
        "-0",
        "01",
        "-01",
        "1.0",
        "1e3",
        "1E3",
        "1000000000000000000",
        "18446744073709551616",
        "-9223372036854775809",
        "1 2",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\u12",
        "\"\n\"",
        "\"\\\n\"",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{1:2}",
        "[}",
        "{]",
        "\u{feff}1",
        "'a'",
        "+1",
        ".5",
        "// 1",
        "\u{b}1",
    ] {
        assert_eq!(read::<Json>(json), Err(Refused), "{json}");
    }
}

/// Whatever byte is another one or missing: what is taken is what `serde_json` takes, and means the same.
#[test]
fn damaged_texts_mean_the_same() {
    let whole = r#"{"a":[{"b\n":-10,"c":"x\"\u00e9y"},[true,null],0,"\\",["z",{"d":{}}]],"e":false,"é":12}"#;
    let mut taken = 0;
    for at in 0..whole.len() {
        for by in b"\"\\{}[]:,-0.1etn \n\x01a" {
            let mut bytes = whole.as_bytes().to_vec();
            bytes[at] = *by;
            let mut longer = whole.as_bytes().to_vec();
            longer.insert(at, *by);
            let mut shorter = whole.as_bytes().to_vec();
            shorter.remove(at);
            for bytes in [bytes, longer, shorter] {
                let Ok(json) = String::from_utf8(bytes) else { continue };
                if let Ok(found) = read::<Json>(&json) {
                    assert_eq!(serde_json::from_str::<Json>(&json).ok(), Some(found), "{json}");
                    taken += 1;
                }
            }
        }
    }
    assert!(taken > 500, "{taken}");
}
