//! The walls between the rooms hold.
#[test]
fn placeholder() {}
