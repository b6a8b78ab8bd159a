//! What holds of variables.

use super::*;

fn text(vars: &Variables, name: &[u8]) -> Option<Vec<u8>> {
    vars.text(name).map(Cow::into_owned)
}

fn set(vars: &mut Variables, name: &[u8], value: &[u8]) {
    let slot = vars.slot(name);
    vars.assign(slot, Value::Text(value.to_vec())).unwrap();
}

#[test]
fn a_scope_brings_back_value_and_attributes() {
    let mut vars = Variables::new();
    set(&mut vars, b"x", b"outer");
    let slot = vars.slot(b"x");
    vars.push_scope();
    assert!(vars.make_local(slot));
    assert!(!vars.make_local(slot));
    set(&mut vars, b"x", b"inner");
    vars.set_exported(slot, true);
    vars.pop_scope();
    assert_eq!(text(&vars, b"x"), Some(b"outer".to_vec()));
    assert!(!vars.at(slot).attributes.exported);
}

#[test]
fn getopts_stands_where_it_stood_when_a_local_optind_ends() {
    let mut vars = Variables::new();
    set(&mut vars, b"OPTIND", b"1");
    vars.set_getopts_offset(2);
    vars.push_scope();
    let slot = vars.slot(b"OPTIND");
    vars.make_function_local(slot);
    set(&mut vars, b"OPTIND", b"1");
    assert_eq!(vars.getopts_offset(), 0);
    vars.pop_scope();
    assert_eq!(vars.getopts_offset(), 2);
}

#[test]
fn a_local_variable_outlives_the_assignments_before_local() {
    let mut vars = Variables::new();
    set(&mut vars, b"x", b"outer");
    set(&mut vars, b"t", b"outer");
    let (x, t) = (vars.slot(b"x"), vars.slot(b"t"));
    vars.push_scope();
    vars.push_temporary_scope();
    vars.make_local(t);
    set(&mut vars, b"t", b"temporary");
    vars.make_function_local(x);
    vars.make_function_local(t);
    set(&mut vars, b"x", b"inner");
    vars.pop_scope();
    assert_eq!(text(&vars, b"x"), Some(b"inner".to_vec()));
    assert_eq!(text(&vars, b"t"), Some(b"outer".to_vec()));
    set(&mut vars, b"t", b"inner");
    vars.pop_scope();
    assert_eq!(text(&vars, b"x"), Some(b"outer".to_vec()));
    assert_eq!(text(&vars, b"t"), Some(b"outer".to_vec()));
}

#[test]
fn readonly_is_refused_with_the_name() {
    let mut vars = Variables::new();
    let slot = vars.slot(b"r");
    vars.change_attributes(slot, |a| a.readonly = true);
    let error = vars.assign(slot, Value::Int(1)).unwrap_err();
    assert_eq!(error.to_string(), "r: is readonly");
}

#[test]
fn ifs_follows_assignment_and_unset() {
    let mut vars = Variables::new();
    set(&mut vars, b"IFS", b":");
    assert_eq!(vars.ifs().joiner(), b":");
    let slot = vars.slot(b"IFS");
    vars.unset(slot).unwrap();
    assert_eq!(vars.ifs().joiner(), b" ");
}

#[test]
fn the_first_locale_variable_that_is_not_null_decides() {
    let mut vars = Variables::new();
    assert!(!vars.is_utf8());
    set(&mut vars, b"LANG", b"C.UTF-8");
    assert!(vars.is_utf8());
    set(&mut vars, b"LC_ALL", b"C");
    assert!(!vars.is_utf8());
    set(&mut vars, b"LC_ALL", b"");
    assert!(vars.is_utf8());
}

#[test]
fn assigned_bytes_replace_text_and_numbers() {
    let mut vars = Variables::new();
    let slot = vars.slot(b"x");
    vars.assign(slot, Value::Int(7)).unwrap();
    vars.assign_bytes(slot, b"one").unwrap();
    vars.assign_bytes(slot, b"two").unwrap();
    assert_eq!(text(&vars, b"x"), Some(b"two".to_vec()));
    vars.change_attributes(slot, |a| a.readonly = true);
    assert!(vars.assign_bytes(slot, b"three").is_err());
}

#[test]
fn only_exported_set_variables_are_in_the_environment() {
    let mut vars = Variables::new();
    set(&mut vars, b"a", b"1");
    let b = vars.slot(b"b");
    vars.set_exported(b, true);
    assert!(vars.environment().is_empty());
    vars.assign(b, Value::Int(7)).unwrap();
    assert_eq!(
        vars.environment().as_slice(),
        [CString::new("b=7").unwrap()]
    );
}
