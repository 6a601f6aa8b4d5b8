//! Places of a JSON, for tests that damage one after the other.

use serde_json::Value as Json;

/// The pointers to a value at `at` and to all within it.
pub(crate) fn pointers(json: &Json, at: &str) -> Vec<String> {
    let mut all = Vec::new();
    collect(json, &mut at.to_owned(), &mut all);
    all
}

fn collect(json: &Json, at: &mut String, all: &mut Vec<String>) {
    all.push(at.clone());
    let length = at.len();
    let mut below = |key: &str, json: &Json| {
        at.push('/');
        at.push_str(&key.replace('~', "~0").replace('/', "~1"));
        collect(json, at, all);
        at.truncate(length);
    };
    match json {
        Json::Array(items) => items.iter().enumerate().for_each(|(index, json)| below(&index.to_string(), json)),
        Json::Object(map) => map.iter().for_each(|(key, json)| below(key, json)),
        _ => {}
    }
}
