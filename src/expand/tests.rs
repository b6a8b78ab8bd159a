//! Whole words through all phases, with the results that XCU 2.5 and 2.6 give them.

use super::testing::Shell;
use super::{Dialect, ExpandError};
use crate::state::{AssignError, Opt};

const NONE: [&str; 0] = [];

#[test]
fn a_null_expansion_makes_no_field_and_a_quoted_one_does() {
    let mut shell = Shell::with(&[("e", "")]);
    assert_eq!(
        shell.fields("$e $unset ''$e \"$e\" \"\" a$e"),
        ["", "", "", "a"]
    );
    assert_eq!(shell.fields("$e$unset"), NONE);
}

#[test]
fn at_sign_is_one_field_for_each_parameter() {
    let mut shell = Shell::called_with(&["a b", "", "c"]);
    assert_eq!(shell.fields("\"$@\""), ["a b", "", "c"]);
    assert_eq!(shell.fields("$@"), ["a", "b", "c"]);
    assert_eq!(shell.fields("$*"), ["a", "b", "c"]);
    assert_eq!(shell.fields("x\"$@\"y"), ["xa b", "", "cy"]);
    assert_eq!(shell.fields("\"x$@y\""), ["xa b", "", "cy"]);
    assert_eq!(shell.fields("x$@y"), ["xa", "b", "cy"]);
    assert_eq!(shell.fields("\"$@$@\""), ["a b", "", "ca b", "", "c"]);
    assert_eq!(shell.fields("\"${unset-\"$@\"}\""), ["a b", "", "c"]);
    assert_eq!(shell.fields("${1+\"$@\"}"), ["a b", "", "c"]);
}

#[test]
fn at_sign_without_parameters_is_no_field() {
    let mut shell = Shell::new();
    assert_eq!(shell.fields("\"$@\""), NONE);
    assert_eq!(shell.fields("$@ $*"), NONE);
    assert_eq!(shell.fields("\"$*\""), [""]);
    assert_eq!(shell.fields("x\"$@\"y"), ["xy"]);
    assert_eq!(shell.fields("\"$@\"\"\""), [""]);
    assert_eq!(shell.fields("''\"$@\""), [""]);
    assert_eq!(shell.fields("\"$@$unset\""), NONE);
    assert_eq!(shell.fields("${1+\"$@\"}"), NONE);
}

#[test]
fn star_joins_with_the_first_character_of_ifs() {
    let mut shell = Shell::called_with(&["a", "b c", ""]);
    assert_eq!(shell.fields("\"$*\""), ["a b c "]);
    shell.set("IFS", ":-");
    assert_eq!(shell.fields("\"$*\""), ["a:b c:"]);
    assert_eq!(shell.fields("$*"), ["a", "b c"]);
    assert_eq!(shell.fields("\"$@\""), ["a", "b c", ""]);
    assert_eq!(shell.single("$*"), "a:b c:");
    assert_eq!(shell.single("\"$@\""), "a b c ");
    shell.set("IFS", "");
    assert_eq!(shell.fields("\"$*\""), ["ab c"]);
    assert_eq!(shell.fields("$*"), ["a", "b c"]);
    assert_eq!(shell.single("$*"), "ab c");
    let slot = shell.state.vars.slot(b"IFS");
    shell.state.vars.unset(slot).unwrap();
    assert_eq!(shell.fields("\"$*\""), ["a b c "]);
}

#[test]
fn unquoted_results_are_split_by_ifs() {
    let cases: [(&str, &str, &[&str]); 12] = [
        (" \t\n", " a  b ", &["a", "b"]),
        (":", "a:b", &["a", "b"]),
        (":", ":a::b:", &["", "a", "", "b"]),
        (":", " a : b ", &[" a ", " b "]),
        (" :", " a : b ", &["a", "b"]),
        (" :", "a::b", &["a", "", "b"]),
        (" :", " : ", &[""]),
        ("", " a b ", &[" a b "]),
        ("x", "axbx", &["a", "b"]),
        ("\n", "a b\n\nc", &["a b", "c"]),
        ("\\", "a\\b", &["a", "b"]),
        ("0", "10203", &["1", "2", "3"]),
    ];
    for (ifs, value, fields) in cases {
        let mut shell = Shell::with(&[("IFS", ifs), ("v", value)]);
        assert_eq!(shell.fields("$v"), fields, "IFS={ifs:?} v={value:?}");
        assert_eq!(shell.fields("${v}"), fields);
        assert_eq!(shell.fields("${v-}"), fields);
        assert_eq!(shell.fields("\"$v\""), [value]);
        assert_eq!(shell.single("$v"), value);
    }
}

#[test]
fn results_of_every_expansion_are_split() {
    let mut shell = Shell::with(&[("v", "a b")]);
    assert_eq!(
        shell.fields("$(echo x  y) `echo 1 2`"),
        ["x", "y", "1", "2"]
    );
    assert_eq!(shell.fields("\"$(echo x  y)\""), ["x y"]);
    assert_eq!(shell.fields("x${v}y${v}z"), ["xa", "bya", "bz"]);
    assert_eq!(shell.fields("${#v}${v#a}"), ["3", "b"]);
}

#[test]
fn defaults_are_expanded_when_they_are_needed() {
    let mut shell = Shell::with(&[("n", ""), ("v", "val")]);
    assert_eq!(shell.fields("${v-w} ${n-w} ${u-w}"), ["val", "w"]);
    assert_eq!(shell.fields("${v:-w} ${n:-w} ${u:-w}"), ["val", "w", "w"]);
    assert_eq!(shell.fields("${v+w} ${n+w} ${u+w}"), ["w", "w"]);
    assert_eq!(shell.fields("${v:+w} ${n:+w} ${u:+w}"), ["w"]);
    assert_eq!(shell.fields("\"${u+w}\" \"${n:+w}\""), ["", ""]);
    assert_eq!(shell.fields("${v-${x:=made}}"), ["val"]);
    assert_eq!(shell.get("x"), None);
    assert_eq!(shell.fields("${u-${x:=made}}"), ["made"]);
    assert_eq!(shell.get("x").unwrap(), "made");
}

#[test]
fn the_word_of_an_operator_keeps_its_quotes() {
    let mut shell = Shell::with(&[("s", "x y")]);
    assert_eq!(shell.fields("${u-a b}"), ["a", "b"]);
    assert_eq!(shell.fields("${u-\"a b\"}"), ["a b"]);
    assert_eq!(shell.fields("${u-\"a b\" c'd e'}"), ["a b", "cd e"]);
    assert_eq!(shell.fields("\"${u-a b}\""), ["a b"]);
    assert_eq!(shell.fields("${u-$s} ${u-\"$s\"}"), ["x", "y", "x y"]);
    assert_eq!(shell.fields("${u-}"), NONE);
    assert_eq!(shell.fields("${u-''}"), [""]);
    assert_eq!(shell.fields("\"${u-}\""), [""]);
    assert_eq!(shell.fields("\"${s+'a'}\""), ["'a'"]);
    assert_eq!(shell.fields("x${u- a }y"), ["x", "a", "y"]);
}

#[test]
fn assignment_gives_the_value_to_the_variable() {
    let mut shell = Shell::new();
    assert_eq!(shell.fields("${x=a b} ${x:=c}"), ["a", "b", "a", "b"]);
    assert_eq!(shell.get("x").unwrap(), "a b");
    assert!(matches!(
        shell.try_fields("${1=x}"),
        Err(ExpandError::Bad { .. })
    ));
    let slot = shell.state.vars.slot(b"r");
    shell
        .state
        .vars
        .change_attributes(slot, |a| a.readonly = true);
    assert!(matches!(
        shell.try_fields("${r=x}"),
        Err(ExpandError::Assign(AssignError::Readonly { .. }))
    ));
}

#[test]
fn a_missing_value_is_refused_with_its_message() {
    let mut shell = Shell::with(&[("n", ""), ("m", "not here")]);
    let refused = |parameter: &str, message: &str| {
        Err(ExpandError::Refused {
            parameter: parameter.as_bytes().to_vec(),
            message: message.as_bytes().to_vec(),
        })
    };
    assert_eq!(shell.try_fields("${u?$m}"), refused("u", "not here"));
    assert_eq!(shell.try_fields("${u?}"), refused("u", "parameter not set"));
    assert_eq!(
        shell.try_fields("${n:?}"),
        refused("n", "parameter null or not set")
    );
    assert_eq!(shell.try_fields("${2?}"), refused("2", "parameter not set"));
    assert_eq!(shell.fields("${n?x}"), NONE);
}

#[test]
fn nounset_refuses_what_has_no_value() {
    let mut shell = Shell::called_with(&["one"]);
    shell.state.options.set(Opt::NoUnset, true);
    let unset = |parameter: &str| {
        Err(ExpandError::Unset {
            parameter: parameter.as_bytes().to_vec(),
        })
    };
    assert_eq!(shell.try_fields("$x"), unset("x"));
    assert_eq!(shell.try_fields("${#x}"), unset("x"));
    assert_eq!(shell.try_fields("${x%y}"), unset("x"));
    assert_eq!(shell.try_fields("$1 $2"), unset("2"));
    assert_eq!(shell.try_fields("$!"), unset("!"));
    assert_eq!(shell.try_fields("${x+y}${x-z}"), Ok(vec!["z".to_owned()]));
    assert_eq!(shell.try_fields("$((x))"), unset("x"));
    shell.state.positional = std::rc::Rc::default();
    assert_eq!(shell.try_fields("$@ $* \"$@\""), Ok(Vec::new()));
}

#[test]
fn special_parameters() {
    let mut shell = Shell::called_with(&["a", "b"]);
    shell.state.shell_pid = 4711;
    shell.state.last_async = Some(815);
    shell.state.status = crate::state::ExitStatus(3);
    shell.state.zero = b"name".to_vec();
    assert_eq!(
        shell.fields("$# $? $$ $! $0 ${#} ${?}"),
        ["2", "3", "4711", "815", "name", "2", "3"]
    );
    assert_eq!(shell.fields("${#?} ${#@} ${##}"), ["1", "2", "1"]);
    shell.state.place.line = 12;
    assert_eq!(shell.fields("$LINENO"), ["12"]);
}

#[test]
fn length_is_counted_in_characters() {
    let mut shell = Shell::with(&[("v", "aé\u{1f600}")]);
    assert_eq!(shell.fields("${#v}"), ["7"]);
    shell.set("LC_ALL", "C.UTF-8");
    assert_eq!(shell.fields("${#v} ${#unset}"), ["3", "0"]);
}

#[test]
fn trims_take_patterns_and_quoted_text() {
    let mut shell = Shell::with(&[("p", "a/b/c.tar.gz"), ("s", "*"), ("q", "x*y*z")]);
    assert_eq!(shell.fields("${p#*/} ${p##*/}"), ["b/c.tar.gz", "c.tar.gz"]);
    assert_eq!(shell.fields("${p%.*} ${p%%.*}"), ["a/b/c.tar", "a/b/c"]);
    assert_eq!(
        shell.fields("${q#*$s} ${q#*\"$s\"} ${q%'*'z}"),
        ["x*y*z", "y*z", "x*y"]
    );
    assert_eq!(
        shell.fields("\"${q#*\\*}\" \"${q##\"x*\"}\""),
        ["y*z", "y*z"]
    );
    assert_eq!(
        shell.fields("${p#[a-c]} ${p%[!.]z}"),
        ["/b/c.tar.gz", "a/b/c.tar."]
    );
    assert_eq!(
        shell.fields("${p#no} ${p%}"),
        ["a/b/c.tar.gz", "a/b/c.tar.gz"]
    );
}

#[test]
fn substrings() {
    let mut shell = Shell::with(&[("v", "abcdef")]);
    let cases = [
        ("${v:2}", "cdef"),
        ("${v:1:2}", "bc"),
        ("${v: -2}", "ef"),
        ("${v:(-3):2}", "de"),
        ("${v:1:-1}", "bcde"),
        ("${v:0}", "abcdef"),
        ("${v:5:9}", "f"),
    ];
    for (text, result) in cases {
        assert_eq!(shell.fields(text), [result], "{text}");
    }
    assert_eq!(shell.fields("${v:6} ${v:9} ${v: -9}"), NONE);
    assert!(shell.try_fields("${v:4:-4}").is_err());
    let mut shell = Shell::called_with(&["a", "b", "c"]);
    assert_eq!(shell.fields("${@:2}"), ["b", "c"]);
    assert_eq!(shell.fields("\"${@:1:2}\""), ["a", "b"]);
    assert_eq!(shell.fields("\"${*: -1}\""), ["c"]);
    assert_eq!(shell.fields("${@:0:2}"), ["ipcsh", "a"]);
}

#[test]
fn replacement() {
    let mut shell = Shell::with(&[("v", "a.b.c"), ("e", "")]);
    let cases = [
        ("${v/./-}", "a-b.c"),
        ("${v//./-}", "a-b-c"),
        ("${v//[a-b]/x}", "x.x.c"),
        ("${v/#a/x}", "x.b.c"),
        ("${v/%c/x}", "a.b.x"),
        ("${v/#b/x}", "a.b.c"),
        ("${v//.}", "abc"),
        ("${v/*/x}", "x"),
        ("${v/.*./&}", "a&c"),
        ("${v//\"?\"/x}", "a.b.c"),
        ("${v//?/xy}", "xyxyxyxyxy"),
        ("${v/#/x}", "xa.b.c"),
        ("${v/%/x}", "a.b.cx"),
        ("${e/*/x}", "x"),
    ];
    for (text, result) in cases {
        assert_eq!(shell.fields(text), [result], "{text}");
    }
}

#[test]
fn changes_of_case() {
    let mut shell = Shell::with(&[("v", "aBc é"), ("LC_ALL", "C.UTF-8")]);
    assert_eq!(
        shell.fields("\"${v^}\" \"${v^^}\" \"${v,,}\""),
        ["ABc é", "ABC É", "abc é"]
    );
    assert_eq!(shell.fields("\"${v^^[a]}\" \"${v,}\""), ["ABc é", "aBc é"]);
}

#[test]
fn indirection_follows_a_name_and_runs_nothing() {
    let mut shell = Shell::called_with(&["first"]);
    shell.set("v", "w");
    shell.set("w", "value");
    shell.set("one", "1");
    assert_eq!(
        shell.fields("${!v} ${!one} ${!v#va}"),
        ["value", "first", "lue"]
    );
    shell.set("v", "a b");
    assert!(shell.try_fields("${!v}").is_err());
    shell.set("v", "w[$(echo 1)]");
    assert!(shell.try_fields("${!v}").is_err());
    assert_eq!(shell.fields("${!w*}"), ["w"]);
}

#[test]
fn arrays() {
    let mut shell = Shell::new();
    shell.set_array("a", &["x y", "", "z"]);
    assert_eq!(shell.fields("\"${a[@]}\""), ["x y", "", "z"]);
    assert_eq!(shell.fields("${a[@]}"), ["x", "y", "z"]);
    assert_eq!(shell.fields("\"${a[*]}\""), ["x y  z"]);
    assert_eq!(shell.fields("${#a[@]} ${#a[0]} ${#a}"), ["3", "3", "3"]);
    assert_eq!(shell.fields("${!a[@]}"), ["0", "1", "2"]);
    assert_eq!(
        shell.fields("\"$a\" \"${a[2]}\" \"${a[-1]}\" \"${a[1+1]}\""),
        ["x y", "z", "z", "z"]
    );
    assert_eq!(shell.fields("\"${a[@]#x}\""), [" y", "", "z"]);
    assert_eq!(shell.fields("\"${a[@]:1}\""), ["", "z"]);
    assert_eq!(shell.fields("\"${a[@]/z/q}\""), ["x y", "", "q"]);
    assert_eq!(shell.fields("\"${none[@]}\""), NONE);
    assert_eq!(shell.fields("${none[@]-d}"), ["d"]);
}

#[test]
fn transformations() {
    let mut shell = Shell::with(&[("v", "it's"), ("e", "a\\tb")]);
    shell.set_array("a", &["x", "y z"]);
    assert_eq!(
        shell.fields("\"${v@Q}\" \"${v@U}\" \"${v@u}\" \"${e@E}\""),
        ["'it'\\''s'", "IT'S", "It's", "a\tb"]
    );
    assert_eq!(
        shell.fields("\"${v@A}\" \"${a[@]@A}\""),
        ["v='it'\\''s'", "declare -a a=([0]=x [1]='y z')"]
    );
    assert_eq!(
        shell.fields("\"${a[@]@Q}\" \"${a[@]@K}\" \"${a[@]@k}\""),
        ["'x'", "'y z'", "0 x 1 'y z'", "0", "x", "1", "y z"]
    );
    assert_eq!(shell.fields("\"${a@a}\" \"${v@a}\" ${unset@Q}"), ["a", ""]);
    assert!(shell.try_fields("${v@z}").is_err());
}

#[test]
fn tildes() {
    let mut shell = Shell::with(&[("HOME", "/home/me")]);
    assert_eq!(
        shell.fields("~ ~/x \"~\" '~' \\~ a~"),
        ["/home/me", "/home/me/x", "~", "~", "~", "a~"]
    );
    shell.set("HOME", "/a b*");
    assert_eq!(shell.fields("~"), ["/a b*"]);
    shell.set("HOME", "/");
    assert_eq!(shell.fields("~/x ~"), ["/x", "/"]);
    shell.set("HOME", "");
    assert_eq!(shell.fields("~ ~/x"), ["", "/x"]);
    assert_eq!(shell.fields("~no-such-user/x"), ["~no-such-user/x"]);
    assert_eq!(shell.fields("~root/x"), ["/root/x"]);
    let slot = shell.state.vars.slot(b"HOME");
    shell.state.vars.unset(slot).unwrap();
    assert_eq!(shell.fields("~/x"), ["~/x"]);
}

#[test]
fn patterns_are_literal_where_they_are_quoted() {
    let mut shell = Shell::with(&[("s", "*"), ("b", "\\*")]);
    assert!(shell.matches("a*", "abc"));
    assert!(!shell.matches("a\\*", "abc"));
    assert!(!shell.matches("'a*'", "abc"));
    assert!(shell.matches("a$s", "abc"));
    assert!(!shell.matches("a\"$s\"", "abc"));
    assert!(shell.matches("$b", "*"));
    assert!(!shell.matches("$b", "x"));
    assert!(shell.matches("[\"a-c\"]", "-"));
    assert!(!shell.matches("[\"a-c\"]", "b"));
    assert_eq!(
        super::dialect(&shell.state),
        Dialect {
            utf8: false,
            extglob: false,
            ignore_case: false,
        }
    );
}

#[test]
fn braces_make_words_before_anything_else() {
    let mut shell = Shell::with(&[("x", "1 2"), ("HOME", "/h")]);
    assert_eq!(shell.fields("a{b,$x}c"), ["abc", "a1", "2c"]);
    assert_eq!(
        shell.fields("{~,~/x} '{a,b}' \"{a,b}\" $x{,}"),
        ["/h", "/h/x", "{a,b}", "{a,b}", "1", "2", "1", "2"]
    );
    assert_eq!(shell.fields("{1..3}\"a b\""), ["1a b", "2a b", "3a b"]);
    shell.state.options.set(Opt::BraceExpand, false);
    assert_eq!(shell.fields("a{b,c}"), ["a{b,c}"]);
}

#[test]
fn arithmetic_is_expanded_and_split() {
    let mut shell = Shell::with(&[("x", "5"), ("IFS", "2")]);
    assert_eq!(
        shell.fields("$((x+1)) $(($x*2)) \"$((100+20+3))\""),
        ["6", "10", "123"]
    );
    assert_eq!(shell.fields("$((100+20+3))"), ["1", "3"]);
    assert_eq!(shell.fields("$((y = x + 1))$((y++))$y"), ["667"]);
    shell.set("x", "1+1");
    assert_eq!(shell.fields("$(($x*3)) $((x*3))"), ["4", "6"]);
    shell.set("x", "");
    assert_eq!(shell.fields("$(( $x + 1 )) $(( x + 1 ))"), ["1", "1"]);
}

#[test]
fn an_error_leaves_no_fields() {
    let mut shell = Shell::new();
    let mut out: crate::source::Fields = ["before"].into_iter().collect();
    let words = super::testing::words("a b$u ${u?}");
    assert!(super::fields(&mut shell, &words, &mut out).is_err());
    assert_eq!(out.iter().collect::<Vec<_>>(), [b"before"]);
    super::fields(&mut shell, &super::testing::words("x"), &mut out).unwrap();
    assert_eq!(out.len(), 2);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_is_written_gives_fields_or_an_error(
        text in proptest::collection::vec(proptest::sample::select(
            b"$$${{}}}()\"\"'\\`*?[]~:-=+#%/@!^,.<>ab1 \xc3\xa9\xff".to_vec()
        ), 0..24),
        utf8: bool,
    ) {
        // Here-documents need a body.
        if text.windows(2).any(|pair| pair == b"<<") {
            return Ok(());
        }
        let Some(words) = super::testing::words_of(&text) else { return Ok(()) };
        let mut shell = Shell::called_with(&["1", "a b", "", "*"]);
        shell.set("LC_ALL", if utf8 { "C.UTF-8" } else { "C" });
        shell.set("b", "x:y \u{e9}*[a]");
        shell.set_array("a", &["p q", "", "3"]);
        shell.state.options.set(Opt::ExtGlob, true);
        let mut out = crate::source::Fields::new();
        for word in &words {
            let _ = super::word_fields(&mut shell, word, &mut out);
            let _ = super::single(&mut shell, word, &mut Vec::new());
            let _ = super::pattern(&mut shell, word).map(|pattern| pattern.matches(b"ab"));
            let _ = super::regex(&mut shell, word);
        }
    }
}

/// What words are made of, as pieces that fit together more often than bytes do.
const PIECES: [&str; 64] = [
    "$",
    "${",
    "}",
    "$((",
    "))",
    "\"",
    "'",
    "\\",
    "a",
    "b",
    "a[",
    "]",
    "m[",
    "@",
    "*",
    "?",
    "[",
    "!",
    ":",
    ":-",
    ":=",
    ":+",
    "#",
    "##",
    "%",
    "/",
    "//",
    "^^",
    ",",
    "@Q",
    "@A",
    "@K",
    "-1",
    "0",
    "9",
    "9223372036854775808",
    "+",
    "-",
    "**",
    "<<",
    "++",
    "=",
    " ? ",
    " : ",
    "(",
    ")",
    "@(",
    "|",
    "+(",
    "{1..3}",
    "{a,b}",
    "~",
    "/",
    ".",
    "é",
    "$@",
    "$*",
    "$1",
    "${!",
    "${#",
    "~/",
    " ",
    "k",
    "x",
];

/// `IPCSH_FUZZ_N` makes it a long run.
#[test]
fn pieces_of_words_give_fields_or_an_error() {
    let asked = std::env::var("IPCSH_FUZZ_N").ok();
    let rounds: usize = asked.and_then(|n| n.parse().ok()).unwrap_or(5000);
    let mut seed = 5_u64;
    let mut roll = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 40).unwrap() % below
    };
    for _ in 0..rounds {
        let text: String = (0..=roll(12)).map(|_| PIECES[roll(PIECES.len())]).collect();
        let mut shell = Shell::called_with(&["1", "a b", "", "*"]);
        shell.set("LC_ALL", "C.UTF-8");
        shell.set("b", "x:y \u{e9}*[a]");
        shell.set("x", "7");
        shell.set_array("a", &["p q", "", "3"]);
        let slot = shell.state.vars.slot(b"m");
        let mut keys = crate::state::Array::associative();
        let number = keys.number_for(b"k");
        keys.elements.insert(number, b"v".to_vec());
        let value = crate::state::Value::Array(keys);
        shell.state.vars.replace(slot, value).unwrap();
        shell.state.options.set(Opt::ExtGlob, roll(2) == 0);
        let _ = super::arithmetic_text(&mut shell, text.as_bytes());
        for word in super::testing::words_of(text.as_bytes()).unwrap_or_default() {
            let mut out = crate::source::Fields::new();
            let _ = super::word_fields(&mut shell, &word, &mut out);
            let _ = super::single(&mut shell, &word, &mut Vec::new());
            let _ = super::pattern(&mut shell, &word).map(|pattern| pattern.matches(b"ab"));
            let _ = super::regex(&mut shell, &word);
        }
    }
}
