//! What each byte of a line is, and where its end stands.

use super::*;

/// One letter for each byte.
fn letters(text: &str) -> String {
    let letter = |class: &Class| match class {
        Class::Plain => '.',
        Class::Command => 'c',
        Class::Keyword => 'k',
        Class::Assignment => 'a',
        Class::Option => 'o',
        Class::Quoted => 'q',
        Class::Expansion => 'x',
        Class::Operator => '|',
        Class::Redirection => '>',
        Class::Comment => '#',
        Class::Wrong => '!',
    };
    scan(text).classes.iter().map(letter).collect()
}

fn commands(text: &str) -> Vec<String> {
    let names = scan(text).commands.into_iter();
    names
        .map(|word| String::from_utf8_lossy(&word.text).into_owned())
        .collect()
}

#[test]
fn every_byte_has_its_class() {
    for (text, expected) in [
        ("ls -l f", "cc.oo.."),
        ("ls -l", "cc.oo"),
        ("ls -l f >out 2>&1", "cc.oo...>....>>>."),
        ("a=1 ls | wc", "aa..cc.|.cc"),
        ("echo 'a' \"b$x\" \\c", "cccc.qqq.qqxxq.qq"),
        ("if true; then x; fi", "kk.cccc|.kkkk.c|.kk"),
        ("for i in a; do x; done", "kkk.a.kk..|.kk.c|.kkkk"),
        ("case x in a) b;; esac", "kkkk...kk..|.c||.kkkk"),
        ("echo $(ls -l) ok", "cccc.xxcc.oox..."),
        ("echo $((1+2)) `ls`", "cccc.xxxxxxxx.xccx"),
        ("f() { x; }", "c||.k.c|.k"),
        ("[[ a < b ]] && x", "kk...|...kk.||.c"),
        ("x # no", "c.####"),
        ("cat <<E\na b\nE\nls", "ccc.>>>.qqqq>>cc"),
        ("echo \"a", "cccc.!q"),
        ("echo 'a", "cccc.!q"),
        ("echo )", "cccc.!"),
        ("(a; b)", "|c|.c|"),
        ("a=(x y) b", "aa|...x.c"),
        ("ls \u{e9}", "cc..."),
    ] {
        assert_eq!(letters(text), expected, "{text}");
    }
}

#[test]
fn names_of_commands_are_found() {
    assert_eq!(
        commands("a | b $(c) && ! d; e=1 'f g' \\h"),
        ["a", "b", "c", "d", "f g"]
    );
    assert_eq!(commands("$x y"), [""; 0]);
    assert_eq!(
        commands("if a; then b; elif c; then d; fi | e"),
        ["a", "b", "c", "d", "e"]
    );
    assert_eq!(
        commands("case $x in a|b) c;; (d) e; esac; f"),
        ["c", "e", "f"]
    );
    assert_eq!(
        commands("while a; do b; done <f >g; { c; }; (d)"),
        ["a", "b", "c", "d"]
    );
}

#[test]
fn the_end_is_known() {
    let end = scan("ls | shmat -r 'a b");
    assert_eq!(end.words.len(), 2);
    assert_eq!(end.place, Place::Argument);
    assert_eq!(end.word.unwrap().text, b"a b");
    let end = scan("cat \"x y/z");
    assert_eq!(end.word.unwrap().component, (9, 4, Quote::Double));
    let end = scan("cat a\\ b/c");
    assert_eq!(end.word.unwrap().component, (9, 4, Quote::None));
    let end = scan("echo \"$(cat fi");
    assert_eq!(end.words.len(), 1);
    assert_eq!(end.word.unwrap().text, b"fi");
    let end = scan("echo ");
    assert_eq!((end.place, end.word), (Place::Argument, None));
    assert_eq!(scan("ls >").place, Place::Target);
    assert_eq!(scan("ls >&").place, Place::Descriptor);
    assert_eq!(scan("ls >a b").place, Place::Argument);
    assert_eq!(scan("if ").place, Place::Command);
    assert_eq!(scan("a && ").place, Place::Command);
}

#[test]
fn a_variable_at_the_end_is_known() {
    assert_eq!(scan("echo $HO").variable, Some(6));
    assert_eq!(scan("echo ${HO").variable, Some(7));
    assert_eq!(scan("echo \"$HO").variable, Some(7));
    assert_eq!(scan("echo $").variable, Some(6));
    assert_eq!(scan("echo '$HO").variable, None);
    assert_eq!(scan("echo $HO ").variable, None);
}

#[test]
fn nothing_is_too_deep_or_too_odd() {
    for text in [
        "$(".repeat(5000),
        "\"$(".repeat(5000),
        "((".repeat(5000),
        ")}`".repeat(3000),
    ] {
        assert_eq!(scan(&text).classes.len(), text.len());
    }
    let bytes = b"'\"$(){}[]<>|&;`\\\n #=aif ";
    let mut seed = 7_u32;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push(char::from(bytes[(seed >> 16) as usize % bytes.len()]));
        }
        assert_eq!(scan(&text).classes.len(), text.len(), "{text:?}");
    }
}
