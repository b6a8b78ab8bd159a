//! Small valid scripts of the POSIX shell language, made at random from a seed.
//!
//! No script sends a signal: one that went astray would hit whoever runs the tests.
//!
//! In: a seed. Out: the text of a script that ends, does no harm outside its directory, and prints what it did with
//! the function `p`, which shows the number of its arguments and each of them.

use super::random::Random;

/// What every script begins with.
pub const PRELUDE: &str = "p() { printf '%s:' $#; [ $# -eq 0 ] || printf '<%s>' \"$@\"; echo; }\n";

/// A script in the making.
struct Script {
    random: Random,
    text: String,
    /// How deep compound commands are nested.
    depth: usize,
    /// Whether the command under construction is inside a loop or a function, where it can be left.
    loops: usize,
    functions: usize,
}

/// The script that belongs to `seed`.
pub fn script(seed: u64) -> String {
    let mut script = Script {
        random: Random::new(seed),
        text: PRELUDE.to_owned(),
        depth: 0,
        loops: 0,
        functions: 0,
    };
    script.prologue();
    for _ in 0..2 + script.random.below(4) {
        script.command();
    }
    script.epilogue();
    script.text
}

/// A script with a few words taken away, doubled, exchanged or put in: often, but not always, a syntax error.
pub fn damaged(seed: u64) -> String {
    const SPLINTERS: [&str; 40] = [
        "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "in", "while", "until",
        "for", "{", "}", "(", ")", "!", ";", ";;", "&", "&&", "|", "||", ">", "<", ">>", "<&",
        ">|", "a", "x=1", "f()", "\n", "\n\n", "# c\n", "'q'", "\"d\"", "$x", "$(a)", "2>f",
    ];
    let mut random = Random::new(seed ^ 0x5eed);
    let text = script(seed);
    let body: Vec<&str> = text.lines().skip(4).collect();
    let joined = body.join(" \n ");
    let mut words: Vec<&str> = joined.split(' ').filter(|word| !word.is_empty()).collect();
    for _ in 0..1 + random.below(3) {
        let at = random.below(words.len());
        match random.below(4) {
            0 if !words.is_empty() => drop(words.remove(at)),
            1 if !words.is_empty() => words.insert(at, words[at]),
            2 if !words.is_empty() => words[at] = SPLINTERS[random.below(SPLINTERS.len())],
            _ => words.insert(at, SPLINTERS[random.below(SPLINTERS.len())]),
        }
    }
    words.join(" ") + "\n"
}

const VALUES: [&str; 22] = [
    "",
    "a",
    "ab",
    "abc",
    "'a b'",
    "' a  b '",
    "a:b",
    ":a::b:",
    "'a b:c d'",
    "5",
    "-3",
    "010",
    "'*'",
    "'[ab]'",
    "'a*'",
    "'\\a'",
    "'a\\*b'",
    "'$y'",
    "'\"q\"'",
    "/a/b.c/d.e",
    "'a\nb'",
    "'  '",
];
const IFS_VALUES: [&str; 10] = [
    "", ":", "' :'", "' '", "a", "': '", "'\n'", "b:", "-", "'*'",
];
const NAMES: [&str; 4] = ["x", "y", "z", "u"];
const PATTERNS: [&str; 30] = [
    "a",
    "*",
    "?",
    "a*",
    "*b",
    "*:*",
    "[ab]",
    "[!a]*",
    "'*'",
    "\\*",
    "?b?",
    "*[0-9]*",
    "'a b'",
    "\"a\"*",
    "$x",
    "\"$y\"",
    "[a-c]*",
    "'['*",
    "[]a]*",
    "*\\ *",
    "$(p a)",
    "${z#?}*",
    "/*",
    "*.[a-z]",
    "[[:alpha:]]*",
    "*[[:space:]]*",
    "[!-a]*",
    "\"[a]\"",
    "?[!b]*",
    "${x%?}*",
];
const LITERALS: [&str; 16] = [
    "a", "b", "c", "1", "2", "ab", "/", ".", ":", "-", "_", "\\a", "\\ ", "\\$", "\\\\", "\\*",
];

/// Commands that show one rule each.
const COMMANDS: [&str; 89] = [
    "true",
    "false",
    "(exit 3)",
    ":",
    "u=1",
    "unset u",
    "unset x",
    "export y",
    "p $?",
    "eval p \"$x\"",
    "eval \"p $x\"",
    "command p 2>/dev/null",
    "shift $(($# > 0))",
    "IFS=:",
    "IFS=",
    "unset IFS",
    "set -f",
    "set +f",
    "set +e",
    "set -e",
    "p \"$@\"",
    "p $*",
    "p \"$*\"",
    "p $@",
    "p x$*y",
    "p \"x$@y\"",
    "p ${1+\"$@\"}",
    "p ${x:+\"$@\"}",
    "for i do p \"$i\"; done",
    "printf '%s,' $x; echo",
    "printf '%d %s\\n' 3 a 4 b",
    "printf '%5s|%-4s|\\n' $1",
    "cd d 2>/dev/null",
    "x=$(false)",
    "x=`exit 4`y",
    "p ~/a | sed 's/<.*home/</'",
    "p \"${x%\"${x#?}\"}\"",
    "test \"$x\" = \"$y\"",
    ": ${u:=d}",
    "getopts ab: u -a -b v",
    "getopts :ab: u \"$@\"; p $? \"$u\" \"${OPTARG-}\"",
    "readonly r=1",
    "(r=2; p r) 2>/dev/null; p $?",
    "(readonly q=1; unset q; p unset) 2>/dev/null; p $?",
    "(unset u; p ${u?}; p no) 2>/dev/null; p $?",
    "(p ${u:?}) 2>/dev/null || p caught",
    "(. ./missing; p no) 2>/dev/null; p $?",
    "command . ./missing 2>/dev/null; p $((!!$?))",
    "(set -Z; p no) 2>/dev/null; p $((!!$?))",
    "(exit 5) || p $?",
    "! (exit 5); p $?",
    "eval 'exit_status() { return $1; }'; exit_status 7; p $?",
    "echo 'p dot $# $1; return 4' >s; . ./s; p $?",
    "x=1 y=2 eval 'p $x$y'; p $x$y",
    "x=t p \"$x\"",
    "x=a${x}b y=$x; p \"$y\"",
    "export x; sh -c 'printf \"%s\\n\" \"$x\"'",
    "(unset IFS; p $x $*)",
    "alias l='p alias '",
    "l l 2>/dev/null",
    "unalias l 2>/dev/null; p $((!!$?))",
    "wait; p $?",
    "(exit 9) & wait $!; p $?",
    "p $(($(p a | wc -l)))",
    "command -v p if cd",
    "command -V if >/dev/null; p $?",
    "hash -r",
    "trap 'p int' INT; trap - INT; p $?",
    "trap -- '' USR1; trap; trap - USR1",
    "printf '%b|%s|%c|%x|%o|%%\\n' 'a\\tb' \"$x\" \"${y}z\" 255 8",
    "printf '%.2s|%-6s|%06d\\n' \"$y\" ab 42",
    "printf '%s %s\\n' 1 2 3; p $?",
    "read x </dev/null; p $? \"$x\"",
    "printf 'a b' | { read x y; p $? \"$x\" \"$y\"; }",
    "set -- \"$@\" \"\"; p $#",
    "set -- $x \"$y\"; p \"$@\"",
    "case $- in *e*) p e;; *) p no;; esac",
    "case $- in *f*) p f;; *) p no;; esac",
    "p ${x-$(exit 3)}; p $?",
    "x=${u-$(exit 3)}; p $?",
    "cd / && pwd; cd \"$OLDPWD\"",
    "CDPATH=/ ; cd usr >/dev/null && pwd; cd - >/dev/null; unset CDPATH",
    "p \"${x:-\"a  b\"}\" ${x:-\"a  b\" c}",
    "p ${x#\"${x%?}\"} \"${x%%[!a]*}\"",
    "p \\$x '$x'\"'$x'\" \"\\$x\"",
    "p \"$u\" \"${OPTARG-}\" $OPTIND",
    "umask 027 && umask",
    "type p >/dev/null",
    "{ p a; } 2>&1",
];

/// Redirections and here-documents.
const REDIRECTED: [&str; 18] = [
    "exec 3>f; p x >&3; exec 3>&-; cat f",
    "{ p a; p b >&2; } 2>&1",
    "{ p a; p b >&2; } 2>f; cat f",
    "p a >f; p b >>f; cat f",
    "p c 3>f >&3; cat f",
    "cat <f 2>/dev/null || p none",
    "cat <&- 2>/dev/null; p $((!!$?))",
    "(exec >f; p in); cat f",
    "p a | { cat; p b; } >f; cat f",
    "(set -C; : >|f; p x >f) 2>/dev/null; p $((!!$?))",
    "cat <<A; cat <<B\n$x\nA\n$y\nB\n:",
    "cat <<-A | cat\n\t$x\n\tA\n:",
    "x=$(cat <<A\n$y)\nA\n)",
    "while read -r x y; do p \"$x\" \"$y\"; done <<A\n1 2\n $z\nA\n:",
    "cat 3<<A <&3\n${x:-d}\\\nq\nA\n:",
    "p \"$(cat <<A\n\"$x\"\nA\n)\"",
    "p x >\"f g\"; cat \"f g\"; rm \"f g\"",
    "if read x; then p \"$x\"; fi <<A\na b\nA\n:",
];

/// Where `set -e` ends a shell and where not.
const ERREXIT: [&str; 18] = [
    "(set -e; false || p or; p on)",
    "(set -e; if false; then :; fi; p on)",
    "(set -e; g() { false; p in; }; g || p or; p on)",
    "(set -e; g() { false; p in; }; g; p no); p $?",
    "(set -e; g() { false && true; p in; }; g; p on)",
    "(set -e; ! true; p on)",
    "(set -e; x=$(false); p no); p $?",
    "(set -e; p $(false); p on)",
    "(set -e; false | true; p on)",
    "(set -e; true | false; p no); p $?",
    "(set -e; { false; p no; } | cat; p on)",
    "(set -e; while false; do :; done; p on)",
    "(set -e; (false; p no); p no); p $?",
    "(set -e; for i in 1; do false; p no; done; p no); p $?",
    "(set -e; eval false; p no); p $?",
    "(set -e; { false; p in; } && p and; p on)",
    "(set -e; case $(false) in '') p in;; esac; p on)",
    "(set -e; trap 'p bye $?' EXIT; (exit 3); p no); p $?",
];

/// Traps, functions, aliases, patterns.
const ASSORTED: [&str; 30] = [
    "(trap 'p one' EXIT; trap 'p two' EXIT)",
    "(trap 'p $?' EXIT; exit 7); p $?",
    "(trap 'exit 4' EXIT; exit 7); p $?",
    "(trap 'false' EXIT; exit 7); p $?",
    "trap 'p x' EXIT; trap; trap - EXIT",
    "(trap 'p t' EXIT; (p in); p out)",
    "x=$(trap 'p t' EXIT; p b); p \"$x\"",
    "g() { p \"$@\"; set -- q; p \"$@\"; }; g a 'b c'; p \"$@\"",
    "g() { return 3; }; g || p $?",
    "g() (exit 4); g; p $?",
    "g() { p r; } >f; g; cat f",
    "g() { p \"$1\" $#; }; x=1 g $x; unset -f g",
    "g() { x=in; }; x=out; g; p $x",
    "g() { shift; [ $# -eq 0 ] || g \"$@\"; p $#; }; g 1 2 3",
    "g() { for i do p $i; return; done; }; g 1 2; p $?",
    "alias g='p al' h='g '\ng x\nh g\nunalias g h",
    "case $x in [[:alpha:]]*) p al;; [[:digit:]]*) p di;; *) p ot;; esac",
    "case $y in *[!a-z]*) p some;; *) p none;; esac",
    "case a-b in a[-]b) p y;; esac; case ] in []]) p y;; esac",
    "case \"$x$y\" in \"$x\"*) p y;; *) p n;; esac",
    "p ${x#[[:alpha:]]} ${x%%[![:digit:]]*}",
    "p \"${x#\"$y\"}\" \"${x%\"${x##*[ab]}\"}\"",
    "OPTIND=1; while getopts ab: u -ab v -a w; do p \"$u\" \"${OPTARG-}\"; done; p $OPTIND",
    "p \"$(p \"$(p \"$x\")\")\"",
    "p \"`p \\`p a\\``\" `p \"b c\"`",
    "for i in 1 2 3; do case $i in 2) continue;; esac; p $i; done",
    "for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; p $i$j; done; done",
    "i=0; until [ $i -ge 2 ]; do i=$((i + 1)); (exit $i); done; p $?",
    "while :; do p once; break; done | cat",
    "printf '%s\\n' a b | while read -r x; do p \"$x\"; done; p \"$x\"",
];

impl Script {
    fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn one_of(&mut self, items: &[&str]) {
        let item = *self.random.pick(items);
        self.add(item);
    }

    fn name(&mut self) -> &'static str {
        NAMES[self.random.below(NAMES.len())]
    }

    /// What the script starts from: variables, parameters, IFS, options, files.
    fn prologue(&mut self) {
        for name in &NAMES[..3] {
            self.add(name);
            self.add("=");
            self.one_of(&VALUES);
            self.add("\n");
        }
        if self.random.one_in(2) {
            self.add("set --");
            for _ in 0..self.random.below(4) {
                self.add(" ");
                self.value();
            }
            self.add("\n");
        }
        if self.random.one_in(3) {
            self.add(": >a; : >ab; : >'a b'; mkdir d; : >d/a\n");
        }
        if self.random.one_in(2) {
            self.set_ifs();
        }
        if self.random.one_in(4) {
            self.one_of(&[
                "set -f\n", "set -e\n", "set -e\n", "set -u\n", "set -C\n", "set -a\n",
            ]);
        }
    }

    fn value(&mut self) {
        let value = *self.random.pick(&VALUES);
        self.add(if value.is_empty() { "''" } else { value });
    }

    fn set_ifs(&mut self) {
        if self.random.one_in(6) {
            self.add("unset IFS\n");
        } else {
            self.add("IFS=");
            self.one_of(&IFS_VALUES);
            self.add("\n");
        }
    }

    fn epilogue(&mut self) {
        self.add("p end $? \"$x\" \"$y\" \"$z\" \"${u-unset}\" \"$#\" \"$*\"\n");
    }

    /// A complete command with its newline.
    fn command(&mut self) {
        self.and_or();
        if self.random.one_in(16) {
            self.add(" &\nwait $!");
        }
        self.add("\n");
    }

    fn and_or(&mut self) {
        self.pipeline();
        while self.random.one_in(6) {
            self.one_of(&[" && ", " || "]);
            self.pipeline();
        }
    }

    fn pipeline(&mut self) {
        if self.random.one_in(12) {
            self.add("! ");
        }
        self.one_command();
        if self.random.one_in(8) {
            self.one_of(&[
                " | cat",
                " | tr a-c A-C",
                " | { read -r x y; p \"$x\" \"$y\"; }",
                " | while read x; do p \"$x\"; done",
                " | (exit 2)",
            ]);
        }
    }

    fn one_command(&mut self) {
        self.depth += 1;
        let kinds = if self.depth > 3 { 9 } else { 19 };
        match self.random.below(kinds) {
            0..=3 => self.print(),
            4 => self.assignment(),
            5 => self.simple(),
            6 => self.test(),
            7 => self.leave(),
            8 => self.positional(),
            9 => self.if_command(),
            10 => self.case_command(),
            11 => self.for_command(),
            12 => self.while_command(),
            13 => self.group(),
            14 => self.function(),
            15 => self.here_document(),
            16 => self.read(),
            17 => self.substituted(),
            _ => self.trap(),
        }
        self.depth -= 1;
    }

    fn print(&mut self) {
        self.add("p");
        self.words();
        if self.random.one_in(10) {
            self.redirection();
        }
    }

    fn words(&mut self) {
        for _ in 0..1 + self.random.below(3) {
            self.add(" ");
            self.word();
        }
    }

    fn word(&mut self) {
        for _ in 0..1 + self.random.below(3) {
            self.part();
        }
    }

    /// A part of a word outside quotes.
    fn part(&mut self) {
        match self.random.below(12) {
            0..=2 => self.one_of(&LITERALS),
            3 => self.one_of(&["'a b'", "''", "'*'", "'$x'", "'\"'", "'\\'"]),
            4 | 5 => self.double_quoted(),
            6 => self.one_of(&["*", "?", "[ab]", "a*", "d/*", "*/a"]),
            _ => self.expansion(false),
        }
    }

    fn double_quoted(&mut self) {
        self.add("\"");
        for _ in 0..self.random.below(4) {
            match self.random.below(3) {
                0 => self.one_of(&[
                    "a", " ", "b c", "*", "'", "\\$", "\\\\", "\\a", "\\\"", ":", "~",
                ]),
                _ => self.expansion(true),
            }
        }
        self.add("\"");
    }

    fn expansion(&mut self, quoted: bool) {
        self.depth += 1;
        let kinds = if self.depth > 4 { 5 } else { 12 };
        match self.random.below(kinds) {
            0 | 1 => {
                let name = self.name();
                self.add(&format!("${{{name}}}"));
            }
            2 => self.one_of(&["$#", "${#x}", "${#y}", "${#1}", "$1", "${2-none}"]),
            3 => self.one_of(&["$*", "$@", "${*}", "${@}"]),
            4 => self.one_of(&[
                "$((1 + 2))",
                "$((x = 3))",
                "$((0x10 % 7))",
                "$((!1 || 2 > 1))",
                "$((1 ? 2 : 3))",
            ]),
            5..=7 => self.default(quoted),
            8 | 9 => self.removal(),
            10 => self.substitution(),
            _ => self.arithmetic(),
        }
        self.depth -= 1;
    }

    fn default(&mut self, quoted: bool) {
        let name = *self.random.pick(&["x", "y", "z", "u", "1", "3", "u", "u"]);
        let operators: &[&str] = if name.parse::<u32>().is_ok() {
            &["-", ":-", "+", ":+"]
        } else {
            &["-", ":-", "+", ":+", "=", ":="]
        };
        let operator = *self.random.pick(operators);
        self.add(&format!("${{{name}{operator}"));
        for _ in 0..self.random.below(3) {
            match self.random.below(4) {
                0 if !quoted => self.one_of(&["'a b'", "a b", "\\*", "a:b", "*"]),
                0 | 1 => self.one_of(&["a", "b c", ":", "1", "\\\\", "\\$"]),
                2 if !quoted => self.double_quoted(),
                _ => self.expansion(quoted),
            }
        }
        self.add("}");
    }

    fn removal(&mut self) {
        let name = *self.random.pick(&["x", "y", "z", "1"]);
        let operator = *self.random.pick(&["#", "##", "%", "%%"]);
        self.add(&format!("${{{name}{operator}"));
        for _ in 0..1 + self.random.below(2) {
            self.one_of(&[
                "*", "?", "a", "[ab]", "'*'", "\"a\"", "\\*", ":", "/", "[!:]", "*:", "b*", "$z",
                "\"$y\"", "\\a",
            ]);
        }
        self.add("}");
    }

    fn substitution(&mut self) {
        if self.random.one_in(3) {
            self.one_of(&[
                "`echo a b`",
                "`p \"$x\"`",
                "`printf '%s\\n\\n' \"$y\"`",
                "`exit 3`",
            ]);
            return;
        }
        self.add("$(");
        match self.random.below(4) {
            0 => self.one_of(&[
                "echo a b",
                "printf 'a\\nb\\n\\n'",
                ":",
                "exit 3",
                "false",
                "printf %s \"$*\"",
            ]),
            _ => self.print(),
        }
        self.add(")");
    }

    fn arithmetic(&mut self) {
        self.add("$((");
        self.expression(3);
        self.add("))");
    }

    fn expression(&mut self, depth: usize) {
        if depth == 0 || self.random.one_in(3) {
            self.one_of(&[
                "0", "1", "2", "7", "010", "0x1f", "n", "m", "$#", "(1 + 2)", "-1",
            ]);
            return;
        }
        match self.random.below(8) {
            0 => {
                self.one_of(&["- ", "~", "! ", "+ "]);
                self.expression(0);
            }
            1 => {
                self.expression(depth - 1);
                self.add(" ? ");
                self.expression(depth - 1);
                self.add(" : ");
                self.expression(depth - 1);
            }
            2 => {
                self.one_of(&[
                    "n = ", "m = ", "n += ", "m -= ", "n *= ", "m |= ", "n ^= ", "m <<= ",
                ]);
                self.expression(0);
            }
            3 => {
                self.add("(");
                self.expression(depth - 1);
                self.add(")");
            }
            _ => {
                self.expression(depth - 1);
                self.one_of(&[
                    " + ", " - ", " * ", " < ", " > ", " <= ", " == ", " != ", " & ", " | ", " ^ ",
                    " && ", " || ",
                ]);
                self.expression(depth - 1);
            }
        }
    }

    fn assignment(&mut self) {
        for _ in 0..1 + self.random.below(2) {
            let name = self.name();
            self.add(name);
            self.add("=");
            if !self.random.one_in(5) {
                self.word();
            }
            self.add(" ");
        }
        if self.random.one_in(4) {
            self.one_of(&["p in \"$x\" $y", "eval 'p in \"$x\" $y'", ":", "true", "$u"]);
        }
    }

    fn simple(&mut self) {
        match self.random.below(8) {
            0 => self.one_of(&REDIRECTED),
            1 => self.one_of(&ERREXIT),
            2 | 3 => self.one_of(&ASSORTED),
            _ => self.one_of(&COMMANDS),
        }
    }

    fn test(&mut self) {
        self.add("[ ");
        match self.random.below(4) {
            0 => self.one_of(&[
                "-n \"$x\"",
                "-z \"$u\"",
                "! -n \"$y\"",
                "\"$x\"",
                "-e a",
                "-d d",
                "! -f d",
            ]),
            1 => self.one_of(&["1 -lt 2", "$# -gt 1", "\"${#x}\" -eq 3", "-1 -le 0"]),
            _ => {
                self.double_quoted();
                self.one_of(&[" = ", " != "]);
                self.double_quoted();
            }
        }
        self.add(" ]");
    }

    /// A way out of where one is.
    fn leave(&mut self) {
        if self.loops > 0 && self.random.one_in(2) {
            self.one_of(&[
                "break",
                "continue",
                "break 2",
                "continue 2",
                "p $i && break",
                "false || continue",
            ]);
        } else if self.functions > 0 {
            self.one_of(&[
                "return",
                "return 3",
                "false; return",
                "return $#",
                "p r && return 0",
            ]);
        } else if self.depth > 2 && self.random.one_in(4) {
            self.one_of(&["exit", "exit 3", "false; exit"]);
        } else {
            self.simple();
        }
    }

    fn positional(&mut self) {
        self.add("set --");
        for _ in 0..self.random.below(3) {
            self.add(" ");
            self.word();
        }
    }

    fn if_command(&mut self) {
        self.add("if ");
        self.and_or();
        self.add("\nthen\n");
        self.list();
        if self.random.one_in(3) {
            self.add("elif ");
            self.and_or();
            self.add("\nthen\n");
            self.list();
        }
        if self.random.one_in(2) {
            self.add("else\n");
            self.list();
        }
        self.add("fi");
        self.sometimes_redirected();
    }

    fn list(&mut self) {
        for _ in 0..1 + self.random.below(2) {
            self.command();
        }
    }

    fn case_command(&mut self) {
        self.add("case ");
        self.word();
        self.add(" in\n");
        for number in 0..1 + self.random.below(3) {
            if self.random.one_in(4) {
                self.add("(");
            }
            self.one_of(&PATTERNS);
            if self.random.one_in(3) {
                self.add(" | ");
                self.one_of(&PATTERNS);
            }
            self.add(&format!(") p case{number}\n"));
            if self.random.one_in(3) {
                self.command();
            }
            self.add(";;\n");
        }
        self.one_of(&["", "*) p other;;\n", "''|*) p rest\n"]);
        self.add("esac");
    }

    fn for_command(&mut self) {
        self.add("for i");
        if !self.random.one_in(4) {
            self.add(" in");
            for _ in 0..self.random.below(3) {
                self.add(" ");
                self.word();
            }
        }
        self.add("\ndo\np \"$i\"\n");
        self.loops += 1;
        self.list();
        self.loops -= 1;
        self.add("done");
        self.sometimes_redirected();
    }

    fn while_command(&mut self) {
        // Each loop has a counter of its own, so that it ends.
        let counter = format!("k{}", self.text.len());
        self.add(&format!("{counter}=0\n"));
        self.one_of(&["while ", "until ! "]);
        self.add(&format!(
            "[ $(({counter})) -lt 2 ]\ndo\n{counter}=$(({counter} + 1))\n"
        ));
        self.loops += 1;
        self.list();
        self.loops -= 1;
        self.add("done");
        self.sometimes_redirected();
    }

    fn group(&mut self) {
        let is_subshell = self.random.one_in(2);
        self.add(if is_subshell { "(" } else { "{ " });
        let (loops, functions) = (self.loops, self.functions);
        if is_subshell {
            (self.loops, self.functions) = (0, 0);
        }
        if is_subshell && self.random.one_in(5) {
            self.one_of(&["set -e\n", "set -u\n", "trap 'p bye' EXIT\n", "set -f\n"]);
        }
        self.list();
        (self.loops, self.functions) = (loops, functions);
        self.add(if is_subshell { ")" } else { "}" });
        self.sometimes_redirected();
    }

    fn function(&mut self) {
        let name = format!("f{}", self.text.len());
        self.add(&format!("{name}() {{\n"));
        let loops = std::mem::take(&mut self.loops);
        self.functions += 1;
        self.list();
        self.functions -= 1;
        self.loops = loops;
        self.add(&format!("}}\n{name}"));
        self.words();
    }

    fn here_document(&mut self) {
        let quoted = self.random.one_in(4);
        self.one_of(&[
            "cat",
            "{ read x; p \"$x\"; cat; }",
            "while read -r x; do p $x; done",
        ]);
        self.add(if quoted { " <<'E'\n" } else { " <<E\n" });
        for _ in 0..1 + self.random.below(2) {
            for _ in 0..1 + self.random.below(3) {
                match self.random.below(3) {
                    0 => self.one_of(&["a b", "\"q\"", "'s'", "\\$x", "\\\\", "\\a", " * ", "\t"]),
                    _ => self.expansion_in_document(),
                }
            }
            self.add("\n");
        }
        self.add("E\n:");
    }

    fn expansion_in_document(&mut self) {
        self.one_of(&[
            "$x",
            "${y}",
            "${#z}",
            "$((1 + 1))",
            "$(p a)",
            "`p b`",
            "${u-d}",
            "${x:+set}",
            "${y#?}",
            "$*",
            "${z%%:*}",
        ]);
    }

    fn read(&mut self) {
        self.one_of(&[
            "read x y",
            "read -r x y",
            "IFS=: read x y z",
            "IFS= read -r x",
            "read x",
            "IFS=' :' read x y",
            "IFS=: read -r x y",
        ]);
        self.add(" <<E\n");
        self.one_of(&[
            "a b c",
            " a  b ",
            "a:b:c",
            ":a::b:",
            "a\\\\ b",
            "$x",
            "$y",
            "  ",
            "a:b:",
            " a : b : c ",
            "a\\\\b",
        ]);
        self.add("\nE\np $? \"$x\" \"$y\"");
    }

    fn substituted(&mut self) {
        let name = self.name();
        self.add(&format!("{name}=$(\n"));
        self.list();
        self.add(")");
    }

    fn trap(&mut self) {
        self.add("(trap 'p trap $?' EXIT\n");
        self.list();
        self.one_of(&["exit 3)", "false)", ":)", "trap - EXIT)"]);
    }

    fn redirection(&mut self) {
        self.one_of(&[
            " >f && cat f",
            " >>f; cat f",
            " 2>&1",
            " >&2 2>/dev/null",
            " 3>&1 >&3",
            " </dev/null",
            " <missing",
        ]);
    }

    fn sometimes_redirected(&mut self) {
        if self.random.one_in(8) {
            self.one_of(&[
                " >g; cat g",
                " 2>&1",
                " </dev/null",
                " >>g",
                " <missing",
                " 3>&1 1>&3",
            ]);
        }
    }
}
