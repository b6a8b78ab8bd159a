//! A generated `configure` runs to its end under this shell and finds what it finds under dash.
//!
//! A small autoconf project is made, `configure` is run with `CONFIG_SHELL` being each shell in turn in a directory
//! of the same name, and every file that `config.status` makes must be the same; of `config.log` the tests made and
//! their answers, without what names the shell, the time or a process.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

#[path = "harness/mod.rs"]
mod harness;

use harness::sandbox::{End, Job, Sandbox};
use harness::shells::find;

const CONFIGURE_AC: &str = r#"
AC_INIT([demo], [1.2.3], [nobody@example.org])
AC_CONFIG_SRCDIR([demo.c])
AC_CONFIG_HEADERS([config.h])
AC_PROG_CC
AC_PROG_INSTALL
AC_PROG_LN_S
AC_PROG_MAKE_SET
AC_PROG_AWK
AC_PROG_SED
AC_PROG_GREP
AC_PROG_EGREP
AC_CHECK_HEADERS([stdlib.h unistd.h no_such_header.h sys/shm.h sys/msg.h])
AC_CHECK_FUNCS([memmove mkfifo shmget no_such_function])
AC_CHECK_TYPES([pid_t, size_t, no_such_type])
AC_CHECK_SIZEOF([long])
AC_CHECK_DECLS([getenv])
AC_C_CONST
AC_C_INLINE
AC_C_BIGENDIAN
AC_SEARCH_LIBS([sqrt], [m])
AC_ARG_ENABLE([thing], [AS_HELP_STRING([--enable-thing], [switch it on])], [thing=$enableval], [thing=no])
AC_ARG_WITH([other], [AS_HELP_STRING([--with-other=DIR], [use it])], [other=$withval], [other=none])
AC_SUBST([thing])
AC_SUBST([other])
AS_CASE([$thing], [yes], [AC_DEFINE([HAVE_THING], [1], [whether it is on])])
m4_foreach([name], [one, two, three], [AC_SUBST(name, [name-value])])
AC_CONFIG_FILES([Makefile sub/settings.sh])
AC_CONFIG_LINKS([linked.c:demo.c])
AC_CONFIG_COMMANDS([stamp], [echo "made by $what" >stamp], [what="a 'quoted' \"word\""])
AC_OUTPUT
"#;

const MAKEFILE_IN: &str = "
prefix = @prefix@
CC = @CC@
CFLAGS = @CFLAGS@
LIBS = @LIBS@
SHELL = /bin/sh
all: demo
demo: @srcdir@/demo.c config.h
\t$(CC) $(CFLAGS) -I. -o $@ @srcdir@/demo.c $(LIBS)
check: demo
\t./demo
";

const SETTINGS_IN: &str =
    "thing='@thing@' other='@other@' values='@one@ @two@ @three@' version='@PACKAGE_VERSION@'\n";

const DEMO_C: &str = "#include \"config.h\"\n#include <stdio.h>\nint main(void) { puts(PACKAGE_STRING); return 0; }\n";

/// Files of one run by their paths.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn configure_finds_the_same_under_dash() {
    let (Some(dash), Some(autoconf), Some(_)) = (find("dash"), find("autoconf"), find("cc")) else {
        // A machine without a compiler has nothing to configure; .ci/run installs these.
        return;
    };
    let base = tempfile::Builder::new()
        .prefix("ipcsh-configure.")
        .tempdir()
        .unwrap();
    let source = Sandbox::new(base.path(), "source").unwrap();
    write_project(&source.home);
    succeed(&source, vec![autoconf.into()], &[]);

    let ipcsh = Path::new(env!("CARGO_BIN_EXE_ipcsh"));
    let wanted = configure(base.path(), &source.home, &dash);
    let got = configure(base.path(), &source.home, ipcsh);
    for (name, text) in &wanted {
        let got = got
            .get(name)
            .unwrap_or_else(|| panic!("{name} was not made"));
        assert!(
            text == got,
            "{name} differs:\n{}",
            first_difference(text, got)
        );
    }
    assert_eq!(
        wanted.keys().collect::<Vec<_>>(),
        got.keys().collect::<Vec<_>>()
    );
}

#[test]
fn autoconf_itself_and_its_help_run() {
    let (Some(dash), Some(autoconf)) = (find("dash"), find("autoconf")) else {
        return;
    };
    let base = tempfile::Builder::new()
        .prefix("ipcsh-configure.")
        .tempdir()
        .unwrap();
    let mut made = Vec::new();
    for shell in [dash.as_path(), Path::new(env!("CARGO_BIN_EXE_ipcsh"))] {
        let source = Sandbox::new(base.path(), "source").unwrap();
        write_project(&source.home);
        succeed(&source, vec![shell.into(), autoconf.clone().into()], &[]);
        let help = succeed(
            &source,
            vec![shell.into(), "./configure".into(), "--help".into()],
            &[],
        );
        made.push((fs::read(source.home.join("configure")).unwrap(), help));
    }
    assert!(made[0] == made[1]);
}

fn write_project(home: &Path) {
    fs::create_dir_all(home.join("sub")).unwrap();
    for (name, text) in [
        ("configure.ac", CONFIGURE_AC),
        ("Makefile.in", MAKEFILE_IN),
        ("sub/settings.sh.in", SETTINGS_IN),
        ("demo.c", DEMO_C),
        (
            "config.h.in",
            "#undef HAVE_THING\n#undef HAVE_UNISTD_H\n#undef HAVE_NO_SUCH_HEADER_H\n#undef HAVE_MKFIFO\n#undef HAVE_NO_SUCH_FUNCTION\n#undef SIZEOF_LONG\n#undef PACKAGE_STRING\n#undef WORDS_BIGENDIAN\n#undef const\n",
        ),
        ("install-sh", "#!/bin/sh\n"),
    ] {
        fs::write(home.join(name), text).unwrap();
    }
}

/// Runs configure and make in a fresh build directory and returns what they made.
fn configure(base: &Path, source: &Path, shell: &Path) -> Files {
    let build = Sandbox::new(base, "build").unwrap();
    let script = source.join("configure");
    let options = [
        "--enable-thing",
        "--with-other=/some where",
        "--prefix=/opt/demo",
        "CFLAGS=-O1",
    ];
    let mut argv: Vec<OsString> = vec![shell.into(), script.into()];
    argv.extend(options.map(OsString::from));
    let stdout = succeed(&build, argv, &[("CONFIG_SHELL", shell)]);
    let check = succeed(&build, vec!["make".into(), "check".into()], &[]);
    let again = succeed(
        &build,
        vec![shell.into(), "./config.status".into(), "--recheck".into()],
        &[("CONFIG_SHELL", shell)],
    );

    let mut files = Files::new();
    for name in [
        "Makefile",
        "sub/settings.sh",
        "config.h",
        "linked.c",
        "stamp",
    ] {
        files.insert(name.to_owned(), fs::read(build.home.join(name)).unwrap());
    }
    let shell = shell.to_string_lossy();
    let config_log = fs::read(build.home.join("config.log")).unwrap();
    for (name, text) in [
        ("config.log", config_log),
        ("stdout", stdout),
        ("make", check),
        ("recheck", again),
    ] {
        files.insert(name.to_owned(), normalise(&text, &shell));
    }
    files
}

fn succeed(sandbox: &Sandbox, argv: Vec<OsString>, env: &[(&str, &Path)]) -> Vec<u8> {
    let told = format!("{argv:?}");
    let env = env
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let limit = Duration::from_secs(300);
    let outcome = sandbox
        .run(&Job {
            argv,
            env,
            stdin: None,
            limit,
        })
        .unwrap();
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(outcome.end, End::Exited(0), "{told}: {stderr}");
    outcome.stdout
}

/// The text without lines that differ by time, process or the shell's name.
fn normalise(text: &[u8], shell: &str) -> Vec<u8> {
    // Where a value that `set` lists needs no quotes, some shells write them and some do not.
    let text = String::from_utf8_lossy(text)
        .replace(shell, "SHELL")
        .replace('\'', "");
    let is_stable = |line: &&str| {
        !line.starts_with("PATH: ")
            && !line.starts_with("uname ")
            && !line.contains("/usr/bin/ld: ")
            && !line.contains("conftest.c:")
            && !line.starts_with("configure:")
            && !line.starts_with("ac_cs_invocation")
    };
    text.lines()
        .filter(is_stable)
        .collect::<Vec<_>>()
        .join("\n")
        .into_bytes()
}

fn first_difference(wanted: &[u8], got: &[u8]) -> String {
    let (wanted, got) = (
        String::from_utf8_lossy(wanted),
        String::from_utf8_lossy(got),
    );
    wanted
        .lines()
        .zip(got.lines())
        .find(|(wanted, got)| wanted != got)
        .map_or_else(
            || "one is longer".to_owned(),
            |(wanted, got)| format!("dash:  {wanted}\nipcsh: {got}"),
        )
}
