//! Arithmetic expressions with their values, wraps and errors.

use super::super::testing::Shell;
use super::*;

fn value(expression: &str) -> i64 {
    Shell::new().number(expression).unwrap()
}

fn why(expression: &str) -> String {
    match Shell::new().number(expression) {
        Err(ExpandError::Arithmetic { why, .. }) => why,
        other => format!("{other:?}"),
    }
}

#[test]
fn operators_have_the_precedence_of_c() {
    assert_eq!(value("1+2*3"), 7);
    assert_eq!(value("(1+2)*3"), 9);
    assert_eq!(value("10-4-3"), 3);
    assert_eq!(value("2**3**2"), 512);
    assert_eq!(value("-2**2"), 4);
    assert_eq!(value("7/2*2+7%2"), 7);
    assert_eq!(value("1<<4>>2"), 4);
    assert_eq!(value("1|2^3&1"), 3);
    assert_eq!(value("1<2==1"), 1);
    assert_eq!(value("!0+~0"), 0);
    assert_eq!(value("0||1&&0"), 0);
    assert_eq!(value("1?2:0?3:4"), 2);
    assert_eq!(value("1,2"), 2);
    assert_eq!(value(""), 0);
}

#[test]
fn numbers_have_bases() {
    assert_eq!(value("0x1F+010"), 39);
    assert_eq!(value("16#ff + 2#101"), 260);
    assert_eq!(value("-9223372036854775808"), i64::MIN);
}

#[test]
fn results_wrap_and_never_trap() {
    assert_eq!(value("9223372036854775807+1"), i64::MIN);
    assert_eq!(value("(-9223372036854775807-1)/-1"), i64::MIN);
    assert_eq!(value("(-9223372036854775807-1)%-1"), 0);
    assert_eq!(value("1<<64"), 1);
    assert_eq!(value("1<<-1"), i64::MIN);
    assert_eq!(why("1/0"), "division by 0");
    assert_eq!(why("1%0"), "division by 0");
    assert_eq!(why("2**-1"), "negative exponent");
}

#[test]
fn only_the_chosen_side_is_evaluated() {
    let mut shell = Shell::new();
    assert_eq!(shell.number("0 && (a=1) || 1 || (b=1)").unwrap(), 1);
    assert_eq!(shell.number("1 ? 5 : (c=1)").unwrap(), 5);
    assert_eq!(shell.number("0 && 1/0").unwrap(), 0);
    assert_eq!(
        (shell.get("a"), shell.get("b"), shell.get("c")),
        (None, None, None)
    );
}

#[test]
fn assignments_change_variables() {
    let mut shell = Shell::with(&[("x", "4")]);
    assert_eq!(shell.number("x += 3").unwrap(), 7);
    assert_eq!(shell.number("x++ + ++x").unwrap(), 16);
    assert_eq!(shell.number("y = x-- , y").unwrap(), 9);
    assert_eq!(shell.get("x").unwrap(), "8");
    assert_eq!(shell.number("a[1+1] = 5, a[2] *= 2").unwrap(), 10);
    assert_eq!(shell.number("a[2] + a[0]").unwrap(), 10);
}

#[test]
fn values_that_are_expressions_are_evaluated_but_never_run() {
    let mut shell = Shell::with(&[("a", "b+1"), ("b", "2"), ("c", "c"), ("d", "$(echo 1)")]);
    assert_eq!(shell.number("a*2").unwrap(), 6);
    assert!(shell.number("c").is_err());
    assert!(shell.number("d").is_err());
}

#[test]
fn nounset_refuses_names_without_value() {
    let mut shell = Shell::new();
    assert_eq!(shell.number("u").unwrap(), 0);
    shell.state.options.set(Opt::NoUnset, true);
    assert!(matches!(shell.number("u"), Err(ExpandError::Unset { .. })));
    assert_eq!(shell.number("u=1").unwrap(), 1);
}

#[test]
fn a_long_or_deep_expression_ends_in_an_answer() {
    let long = format!("1{}", "+1".repeat(200_000));
    let _ = Shell::new().number(&long);
    let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
    let _ = Shell::new().number(&deep);
}
