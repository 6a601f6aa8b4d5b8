use super::*;

#[test]
fn each_block_is_found_by_its_path_and_says_what_it_is() {
    for block in ALL {
        assert_eq!(find(block.path), Some(block));
        assert!(block.title().len() > 10, "{} says nothing of itself", block.name);
        assert!(block.text.contains("//! Needs"), "{} does not say what it needs", block.name);
    }
    assert_eq!(find("blocks/nothing.blueprint"), None);
    assert_eq!(find("welcome"), None);
}
