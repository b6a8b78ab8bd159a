//! What is a program, what is none, and what is the beginning of one (XCU 2.3–2.10 and the extensions).

use std::rc::Rc;

use ipcsh::source::{Origin, Source};
use ipcsh::syntax::{
    Aliases, Completeness, Dialect, NoAliases, ReadError, Reader, TextLines, classify, print,
};

/// The commands of `text`, each printed on one line, or the first line of the error.
fn parsed_with(text: &str, aliases: &dyn Aliases, posix: bool) -> Result<String, String> {
    let source = Source::new(b"test", Origin::CommandString);
    let mut reader = Reader::new(source, 1, Dialect { posix });
    let mut lines = TextLines::new(text.as_bytes());
    let mut commands = Vec::new();
    loop {
        match reader.next_command(&mut lines, aliases) {
            Ok(Some(program)) => commands.push(print::list(&program.list)),
            Ok(None) => break,
            Err(ReadError::Syntax(report)) => return Err(report.title),
            Err(error) => panic!("{error:?}"),
        }
    }
    Ok(String::from_utf8_lossy(&commands.join(&b'\n')).into_owned())
}

/// Gathers what does not hold, so that one run shows all of it.
#[derive(Default)]
struct Failures(Vec<String>);

impl Failures {
    fn check<T: PartialEq + std::fmt::Debug>(&mut self, text: &str, found: &T, expected: &T) {
        if found != expected {
            let failure = format!("{text:?}\n   found {found:?}\nexpected {expected:?}");
            self.0.push(failure);
        }
    }
}

impl Drop for Failures {
    fn drop(&mut self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

fn parsed(text: &str) -> Result<String, String> {
    parsed_with(text, &NoAliases, false)
}

fn verdict(text: &str) -> &'static str {
    match classify(text.as_bytes(), &NoAliases, Dialect::default(), 1 << 20) {
        Completeness::Complete => "complete",
        Completeness::Incomplete => "incomplete",
        Completeness::Wrong(_) => "wrong",
    }
}

#[test]
fn a_beginning_wants_more() {
    let mut failures = Failures::default();
    for text in [
        "if true",
        "if a; then b; else",
        "if a; then b",
        "foo()",
        "foo() {",
        "foo() (",
        "a |",
        "a |&",
        "a &&",
        "a ||",
        "a && # c",
        "a | \n\n",
        "case x",
        "case x in",
        "case x in a) b;;",
        "case x in a) b",
        "case x in (a|b) c\n",
        "for i in a b",
        "for i",
        "for i in a; do b",
        "for ((i=0;",
        "while a",
        "while a; do b",
        "until a\ndo",
        "{ a",
        "(a; b",
        "echo \"a $(b \"c",
        "echo 'a",
        "echo $'a",
        "x=`a ",
        "echo ${a:-",
        "echo ${a",
        "echo $((1+2)",
        "echo $((1+(2",
        "((1+2",
        "echo \\",
        "echo a \\\n",
        "cat <<A <<B\na\nA",
        "cat <<A",
        "x=$(cat <<E\na\nE",
        "x=$(cat <<E\na\nE\n",
        "a && { b || (c",
        "echo $(case x in a) b;; ",
        "[[ a == b",
        "[[ a == b &&",
        "a=(1 2",
        "a=(\n1\n",
        "function f",
        "function f {",
        "select x in a; do",
        "cat <(echo",
        "echo $(",
        "echo \"$(echo `a",
        "if a; then b; elif c; then",
        "echo ${x#",
    ] {
        failures.check(text, &verdict(text), &"incomplete");
    }
}

#[test]
fn what_cannot_become_right_is_wrong_at_once() {
    let mut failures = Failures::default();
    for text in [
        ")",
        "if; then",
        "done",
        "then",
        "fi",
        "esac",
        "}",
        ";;",
        ";",
        "&",
        "| a",
        "a &&& b",
        "a ; ; b",
        "a || ; b",
        "a | | b",
        "echo >",
        "echo > ;",
        "echo <",
        "()",
        "(a) b",
        "{ }",
        "( )",
        "foo(",
        "foo( a",
        "foo() a",
        "case x in a b) c;; esac",
        "case x in a) b;; c",
        "for i a",
        "for 1x in a; do b; done",
        "if a; then; fi",
        "if a; then b; done",
        "x=1 if a; then b; fi",
        "f } () { a; }",
        "echo $(a ; ; b)",
        "echo \"$(a | esac b)\"",
        "echo $(a)) b",
        "a ; ; b \"unclosed",
        "if ; then \"x",
        "while; do a; done",
        "while a; b; done",
        "{ a; } b",
        "if a; then b; fi c",
        "echo (a)",
        "echo a=(b)",
        "cat <<",
        "a=(b;c)",
        "[[ a == b ) ]]",
        "for ((a;b)); do c; done",
        "in a",
    ] {
        failures.check(text, &verdict(text), &"wrong");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn what_is_right_is_read_as_it_is_meant() {
    let mut failures = Failures::default();
    for (text, printed) in [
        ("if (a) then b; fi", "if (a); then b; fi"),
        ("f() if a; then b; fi", "f() if a; then b; fi"),
        ("for i do b; done", "for i; do b; done"),
        ("for i\ndo b; done", "for i; do b; done"),
        ("for i in; do b; done", "for i in; do b; done"),
        ("for i\nin a b; do c; done", "for i in a b; do c; done"),
        ("for in in in; do a; done", "for in in in; do a; done"),
        ("case x in esac", "case x in esac"),
        ("case in in in) a; esac", "case in in in) a ;; esac"),
        ("case x in (esac) a;; esac", "case x in (esac) a ;; esac"),
        (
            "case x in a|b) ;; *) c ;& d) e;;& esac",
            "case x in a | b) ;; *) c ;& d) e ;;& esac",
        ),
        ("echo if then fi }", "echo if then fi }"),
        ("echo a#b # c", "echo a#b"),
        ("echo $( (a) )", "echo $( (a))"),
        ("echo $((a) )", "echo $( (a))"),
        ("echo $((a); (b))", "echo $( (a); (b))"),
        (
            "echo $(case x in a) b;; esac)",
            "echo $(case x in a) b ;; esac)",
        ),
        (
            "echo $(case x in x) echo A;; esac)",
            "echo $(case x in x) echo A ;; esac)",
        ),
        ("echo $(# c\n)", "echo $()"),
        ("echo $(a # )\n)", "echo $(a)"),
        ("echo ${x#\\}}", "echo ${x#\\}}"),
        ("echo \"${x:-'}\"", "echo \"${x:-'}\""),
        ("echo \"${x#'}'}\"", "echo \"${x#'}'}\""),
        ("echo \"${x:-\"a b\"}\"", "echo \"${x:-\"a b\"}\""),
        ("{ a; }; b", "{ a; }; b"),
        ("{ (a) }", "{ (a); }"),
        ("{ { a; } }", "{ { a; }; }"),
        ("a >|b 2>&1 <&- 3<>f", "a >|b 2>&1 <&- 3<>f"),
        ("{fd}>x", "{fd}>x"),
        ("a 2>x>y", "a 2>x >y"),
        ("a22>x", "a22 >x"),
        (">x a <y b", "a b >x <y"),
        (">f if", ">f if"),
        ("x=1 if", "x=1 if"),
        ("a=1 b=$c d", "a=1 b=$c d"),
        ("((a)); ( (b); (c) )", "((a)); ( (b); (c))"),
        ("((a) ; (b))", "( (a); (b))"),
        ("(((1)))", "(((1)))"),
        ("! a | b && c || ! d &", "! a | b && c || ! d &"),
        ("time -p a; time b", "time -p a; time b"),
        ("a &>b; a &>>c; a |& d", "a &>b; a &>>c; a |& d"),
        ("cat <<<x$y", "cat <<<x$y"),
        ("a <(b) >(c) d<(e)", "a <(b) >(c) d<(e)"),
        (
            "[[ a == b && ! -f c || ( d < e ) ]]",
            "[[ a == b && ! -f c || d < e ]]",
        ),
        ("[[ $a =~ ^(b|c d)+$ ]]", "[[ $a =~ ^(b|c d)+$ ]]"),
        ("[[ a\n&&\nb ]]", "[[ a && b ]]"),
        ("[[ -f ]]", "[[ -f ]]"),
        ("[[ -z = -z ]]", "[[ -z == -z ]]"),
        ("a=(b [1]=c \"$d\") e[2]+=f", "a=(b [1]=c \"$d\") e[2]+=f"),
        ("a[1 + 2]=x", "a[1 + 2]=x"),
        ("declare -A m=([a b]=c)", "declare -A m=([a b]=c)"),
        ("function f { a; }", "f() { a; }"),
        ("function f() (a)", "f() (a)"),
        (
            "foo-bar() { a; }; a.b() { c; }",
            "foo-bar() { a; }; a.b() { c; }",
        ),
        ("select x in a; do b; done", "select x in a; do b; done"),
        ("coproc a b; coproc N { c; }", "coproc a b; coproc N { c; }"),
        (
            "for ((i=0; i<3; i++)); do a; done",
            "for ((i=0; i<3; i++)); do a; done",
        ),
        ("for ((;;)) do a; done", "for ((;;)); do a; done"),
        ("echo $'a\\tb' $\"c\"", "echo $'a\\tb' \"c\""),
        (
            "echo ${#} ${##} ${#x} ${#-} ${#-x}",
            "echo ${#} ${##} ${#x} ${#-} ${#-x}",
        ),
        ("echo $ $1x \"$\" a$", "echo $ $1x \"\\$\" a$"),
        ("echo ${(f)x}", "echo ${(f)x}"),
        ("a;b\nc", "a; b\nc"),
        ("echo a\\\nb", "echo ab"),
        ("2\\\n>f", "2>f"),
        ("echo $\\\n((1+2))", "echo $((1+2))"),
        ("i\\\nf a; then b; fi", "if a; then b; fi"),
        ("echo $fo\\\no", "echo $foo"),
        ("echo \"a\\\nb\" 'c\\\nd'", "echo \"ab\" 'c\\\nd'"),
        ("a &\\\n& b", "a && b"),
        ("echo `a \\`b\\` \\$c`", "echo `a \\`b\\` \\$c`"),
        ("\\if a", "\\if a"),
        ("'if' a", "'if' a"),
        ("echo {a,b}", "echo {a,b}"),
        ("if a\nthen\n\n# c\nb\nfi", "if a; then b; fi"),
        ("f()\n\n{ a; }", "f() { a; }"),
        ("export a=~/b:~c", "export a=~/b:~c"),
        ("echo \\", "echo \\\\"),
    ] {
        failures.check(text, &parsed(text), &Ok(printed.to_owned()));
    }
}

#[test]
fn here_documents_find_their_bodies() {
    let mut failures = Failures::default();
    for (text, printed) in [
        (
            "cat <<A | b <<B\na\nA\nb\nB\nc",
            "cat <<A | b <<B\na\nA\nb\nB\nc",
        ),
        (
            "cat <<A && b <<B\na\nA\nb\nB\nc",
            "cat <<A && b <<B\na\nA\nb\nB\nc",
        ),
        (
            "if cat <<A\na\nA\nthen b; fi",
            "if cat <<A\na\nA\nthen b; fi",
        ),
        ("cat <<-E\n\ta\n\t\tb\n\tE\nc", "cat <<-E\na\nb\nE\nc"),
        ("cat <<''\na\n\nb", "cat <<''\na\n\nb"),
        ("cat <<'E O'F\na $x\nE OF\nb", "cat <<'E OF'\na $x\nE OF\nb"),
        ("cat <<\\E\n$x\nE\nb", "cat <<'E'\n$x\nE\nb"),
        ("cat <<$x\na\n$x\nb", "cat <<$x\na\n$x\nb"),
        (
            "x=$(cat <<E\nit's \"\nE\n)\nb",
            "x=$(cat <<E\nit's \"\nE\n)\nb",
        ),
        (
            "a ${x:-$(cat <<E\na }\nE\n)}\nb",
            "a ${x:-$(cat <<E\na }\nE\n)}\nb",
        ),
        ("a `cat <<E\nb\nE\n`\nc", "a `cat <<E\nb\nE\n`\nc"),
        (
            "a $(case x in x) cat <<E\n)\nE\n;; esac)\nb",
            "a $(case x in x) cat <<E\n)\nE\n;; esac)\nb",
        ),
        (
            "a 3<<E 4<<-F\ne\nE\n\tf\n\tF\nb",
            "a 3<<E 4<<-F\ne\nE\nf\nF\nb",
        ),
        ("cat <<E 'a\nb'\nc\nE\nd", "cat 'a\nb' <<E\nc\nE\nd"),
        ("echo $((1<<2))\na", "echo $((1<<2))\na"),
        ("a # <<E\nb", "a\nb"),
        ("echo '<<E'\nb", "echo '<<E'\nb"),
        ("cat <\\\n<E\na\nE\nb", "cat <<E\na\nE\nb"),
        ("cat <<E\na\\\nE\nE\nb", "cat <<E\naE\nE\nb"),
        ("cat <<E\na\\\\\nE\nb", "cat <<E\na\\\\\nE\nb"),
        (
            "cat <<E\n\\$a \\b \"$c\" `d` $((1))\nE\ne",
            "cat <<E\n\\$a \\\\b \"$c\" `d` $((1))\nE\ne",
        ),
        ("cat <<E\nE\nb", "cat <<E\nE\nb"),
        ("cat <<E\na", "cat <<E\na\nE"),
        ("x=$(cat <<E)\nfoo\nE\nb", "x=$(cat <<E\nfoo\nE\n)\nb"),
        ("cat <<E $(echo -\n)\nfoo\nE", "cat $(echo -) <<E\nfoo\nE"),
        ("{ cat <<E; }\na\nE\nb", "{ cat <<E\na\nE\n}\nb"),
        ("cat <<- -E\n\t-E\nb", "cat <<- -E\n-E\nb"),
        (
            "while cat <<E; do a; done\nb\nE\nc",
            "while cat <<E\nb\nE\ndo a; done\nc",
        ),
    ] {
        failures.check(text, &parsed(text), &Ok(printed.to_owned()));
    }
}

/// A few aliases by name and value.
struct Table(&'static [(&'static str, &'static str)]);

impl Aliases for Table {
    fn get(&self, name: &[u8]) -> Option<Rc<[u8]>> {
        let found = self.0.iter().find(|(key, _)| key.as_bytes() == name);
        found.map(|(_, value)| value.as_bytes().into())
    }
}

#[test]
fn aliases_are_replaced_where_a_command_is_named() {
    let mut failures = Failures::default();
    let table = Table(&[
        ("ll", "ls -l"),
        ("foo", "if true; then"),
        ("doc", "cat <<E"),
        ("open", "echo 'a"),
        ("empty", ""),
        ("one", "two x"),
        ("two", "one y"),
        ("ls", "ls -F"),
        ("sudo", "sudo "),
        ("blank", "sudo ll "),
        ("multi", "a\nb"),
        ("paren", "(a; b)"),
        ("red", ">out"),
        ("set", "v=1"),
        ("end", "b; }"),
        ("arith", "echo $((1"),
    ]);
    for (text, printed) in [
        ("ll a", "ls -F -l a"),
        ("foo b; fi", "if true; then b; fi"),
        ("doc\nx\nE\nll", "cat <<E\nx\nE\nls -F -l"),
        ("open b'", "echo 'a b'"),
        ("empty", ""),
        ("empty ll", "ls -F -l"),
        ("one z", "one y x z"),
        ("x=1 ll", "x=1 ls -F -l"),
        (">f ll", "ls -F -l >f"),
        ("echo $(ll)", "echo $(ls -F -l)"),
        ("echo `ll`", "echo `ls -F -l`"),
        (
            "for ll in ll; do ll; done",
            "for ll in ll; do ls -F -l; done",
        ),
        (
            "case ll in ll) ll;; esac",
            "case ll in ll) ls -F -l ;; esac",
        ),
        ("\\ll; 'll'; l\\\nl", "\\ll; 'll'; ls -F -l"),
        ("sudo ll ll", "sudo ls -F -l ll"),
        ("sudo sudo ll", "sudo sudo ls -F -l"),
        ("echo ll", "echo ll"),
        ("a | ll && ll; ! ll", "a | ls -F -l && ls -F -l; ! ls -F -l"),
        ("(ll); { ll; }", "(ls -F -l); { ls -F -l; }"),
        ("multi", "a; b"),
        ("paren", "(a; b)"),
        ("red a", "a >out"),
        ("set ll", "v=1 ls -F -l"),
        ("{ end", "{ b; }"),
        ("arith +2))", "echo $((1 +2))"),
        ("if ll; then ll; fi", "if ls -F -l; then ls -F -l; fi"),
    ] {
        let result = parsed_with(text, &table, false);
        failures.check(text, &result, &Ok(printed.to_owned()));
    }
}

#[test]
fn aliases_that_double_each_other_end() {
    struct Bomb;
    impl Aliases for Bomb {
        fn get(&self, name: &[u8]) -> Option<Rc<[u8]>> {
            let [b'a', letter @ b'a'..=b'y'] = name else {
                return None;
            };
            let next = char::from(letter + 1);
            Some(format!("a{next}; a{next}").into_bytes().into())
        }
    }
    assert!(parsed_with("aa", &Bomb, false).is_err());
}

#[test]
fn the_posix_dialect_leaves_extensions_out() {
    let mut failures = Failures::default();
    for (text, printed) in [
        ("[[ a ]]", Ok("\\[[ a ]]")),
        ("time a", Ok("\\time a")),
        ("select a", Ok("\\select a")),
        ("a &>b", Ok("a & >b")),
        ("echo {a}>b", Ok("echo {a} >b")),
        ("((a))", Ok("( (a))")),
        ("echo $\"a\"", Ok("echo \\$\"a\"")),
        ("echo $'a'", Ok("echo $'a'")),
        ("a=(b)", Err("syntax error: unexpected `(`")),
        (
            "function f { a; }",
            Err("syntax error: unexpected `}`; expected a command after `;`"),
        ),
        (
            "a-b() { c; }",
            Err("syntax error: in the POSIX dialect a function's name is letters, digits and `_`"),
        ),
    ] {
        let result = parsed_with(text, &NoAliases, true);
        let printed = printed.map(str::to_owned).map_err(str::to_owned);
        failures.check(text, &result, &printed);
    }
}

#[test]
fn errors_say_what_was_found_and_what_could_stand_there() {
    let mut failures = Failures::default();
    for (text, title) in [
        (
            "a | )",
            "syntax error: unexpected `)`; expected a command after `|`",
        ),
        ("if a; fi", "syntax error: unexpected `fi`; expected `then`"),
        (
            "while a; done",
            "syntax error: unexpected `done`; expected `do`",
        ),
        (
            "if a; then b; done",
            "syntax error: unexpected `done`; expected `fi`",
        ),
        (
            "for i in a; b; done",
            "syntax error: unexpected `b`; expected `do`",
        ),
        ("case x of", "syntax error: unexpected `of`; expected `in`"),
        (
            "echo >",
            "syntax error: unexpected newline; expected a word after `>`",
        ),
        (
            "echo > | a",
            "syntax error: unexpected `|`; expected a word after `>`",
        ),
        ("(a", "syntax error: unexpected end of input; expected `)`"),
        (
            "echo \"a",
            "syntax error: unexpected end of input; expected `\"`",
        ),
        (
            "if a; then b",
            "syntax error: unexpected end of input; expected `fi`",
        ),
        ("a )", "syntax error: unexpected `)`"),
        (
            "a && ;",
            "syntax error: unexpected `;`; expected a command after `&&`",
        ),
        (
            "{ }",
            "syntax error: unexpected `}`; expected a command after `{`",
        ),
    ] {
        failures.check(text, &parsed(text), &Err(title.to_owned()));
    }
}

#[test]
fn after_an_error_the_next_line_is_read() {
    let source = Source::new(b"test", Origin::Stdin);
    let mut reader = Reader::new(source, 1, Dialect::default());
    let mut lines = TextLines::new(b"a\n) b; c\nd\n");
    let mut seen = Vec::new();
    loop {
        match reader.next_command(&mut lines, &NoAliases) {
            Ok(Some(program)) => {
                seen.push(String::from_utf8_lossy(&print::list(&program.list)).into_owned());
            }
            Ok(None) => break,
            Err(_) => seen.push("error".to_owned()),
        }
    }
    assert_eq!(seen, ["a", "error", "d"]);
}

#[test]
fn lines_are_counted_through_continuations_and_documents() {
    let source = Source::new(b"test", Origin::File);
    let mut reader = Reader::new(source, 10, Dialect::default());
    let text = b"a \\\n b; c\ncat <<E; d\nx\nE\nif e\nthen\n  f\nfi\n# g\n\n( h )\n";
    let mut lines = TextLines::new(text);
    let mut found = Vec::new();
    while let Ok(Some(program)) = reader.next_command(&mut lines, &NoAliases) {
        for item in &program.list.items {
            found.push(item.and_or.first.stages[0].command.line);
        }
    }
    assert_eq!(found, [10, 11, 12, 12, 15, 21]);
}

#[test]
fn bytes_come_back_as_they_were() {
    for byte in 1..=255_u8 {
        if b"\n\\".contains(&byte) {
            continue;
        }
        let quote = if byte == b'\'' { b'"' } else { b'\'' };
        let text = [b"echo ".as_slice(), &[quote, b'a', byte, b'z', quote]].concat();
        if quote == b'"' && b"$`\"".contains(&byte) {
            continue;
        }
        let source = Source::new(b"test", Origin::File);
        let mut reader = Reader::new(source, 1, Dialect::default());
        let mut lines = TextLines::new(&text);
        let program = reader
            .next_command(&mut lines, &NoAliases)
            .expect("quoted bytes are right")
            .expect("there is a command");
        assert_eq!(print::list(&program.list), text, "byte {byte}");
    }
    assert_eq!(parsed("a\0b \0c").as_deref(), Ok("ab c"));
    assert_eq!(parsed("echo a\r\n").as_deref(), Ok("echo a\r"));
}

#[test]
fn text_in_double_quotes_is_parsed_alone() {
    let source = Source::new(b"PS1", Origin::Internal);
    for text in ["$x \"a\" $(b) `c` $((1)) \\$", "", "plain", "${x:-'}"] {
        let result = ipcsh::syntax::parse_double_quoted(text.as_bytes(), &source, 1 << 20);
        assert!(result.is_ok(), "{text:?}");
    }
    for text in ["$(", "${x", "`a", "$(if)"] {
        let result = ipcsh::syntax::parse_double_quoted(text.as_bytes(), &source, 1 << 20);
        assert!(result.is_err(), "{text:?}");
    }
}
