//! Scratch.
#[path = "../tests/map/mod.rs"]
mod hostile;
use crm_blueprint::map;
fn main() {
    let _ = hostile::examples;
    for (i, l) in hostile::HOSTILE.iter().enumerate() {
        let b = hostile::labelled(l);
        std::fs::write(format!("/tmp/out/hostile-{i:02}.svg"), b.map(map::Format::Svg)).unwrap();
        std::fs::write(format!("/tmp/out/hostile-{i:02}.mmd"), b.map(map::Format::Mermaid)).unwrap();
    }
}
