//! `cd` and `pwd`: the working directory, as it is named and as it is (XCU cd, pwd).
//!
//! The logical name is kept in the state and in `$PWD`: `cd ..` removes its last component, whatever symbolic link led
//! here. The steps of [`change`] are numbered as in XCU cd.

use crate::builtin::ipc::spec::{flag, optional};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Done, Kind, Opts, What};
use crate::source::{Fields, quote};
use crate::state::{ExitStatus, Opt, State};
use crate::sys::{Errno, file};

pub(super) const CD: Builtin = Builtin {
    name: "cd",
    kind: Kind::Regular,
    synopsis: "cd [-L|-P [-e]] [DIRECTORY] | cd -",
    help: "\
Changes the working directory to DIRECTORY, by default $HOME; `-` is the one before ($OLDPWD), and is written.
A relative DIRECTORY that does not begin with . or .. is also looked for below the directories in CDPATH.

    -L  keep the names of symbolic links: .. removes the last component of $PWD (the default)
    -P  resolve symbolic links
    -e  with -P: status 1 if the new working directory cannot be named

Status: 0; 1 with -Pe as above; 2 if the directory was not changed.

Example:
    cd / && cd /tmp && cd - && pwd
",
    arguments: Arguments {
        options: &[flag(b'L', ""), flag(b'P', ""), flag(b'e', "")],
        operands: &[optional("DIRECTORY", What::Path)],
    },
    body: Body::Plain(run_cd),
};

pub(super) const PWD: Builtin = Builtin {
    name: "pwd",
    kind: Kind::Regular,
    synopsis: "pwd [-L|-P]",
    help: "\
Writes the name of the working directory.

    -L  as cd reached it, with symbolic links (the default)
    -P  without symbolic links

Status: 0; 1 if it cannot be named.

Example:
    cd /tmp && pwd -P
",
    arguments: Arguments {
        options: &[flag(b'L', ""), flag(b'P', "")],
        operands: &[],
    },
    body: Body::Plain(run_pwd),
};

fn run_pwd(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "LP")?;
    opts.at_most(0)?;
    let mut name = match is_physical(ctx.state, opts.last_of(b"LP")) {
        true => physical()?,
        false => match logical(ctx.state) {
            Some(name) => name,
            None => physical()?,
        },
    };
    name.push(b'\n');
    ctx.print(name);
    Ok(ExitStatus::SUCCESS)
}

fn is_physical(state: &State, letter: Option<u8>) -> bool {
    letter.map_or_else(|| state.is_on(Opt::Physical), |letter| letter == b'P')
}

fn physical() -> Result<Vec<u8>, BuiltinError> {
    file::working_directory().map_err(|errno| {
        BuiltinError::failure(format!(
            "the working directory cannot be named: {}",
            crate::sys::errno_text(errno)
        ))
    })
}

/// The logical name of the working directory, if it still names it.
pub(super) fn logical(state: &State) -> Option<Vec<u8>> {
    let here = file::status(b".").ok()?;
    let names_it =
        |name: &[u8]| is_canonical(name) && file::status(name).is_ok_and(|s| s.is_same_file(&here));
    let kept = state.logical_cwd.clone();
    kept.filter(|name| names_it(name)).or_else(|| {
        let name = state.vars.text(b"PWD")?.into_owned();
        names_it(&name).then_some(name)
    })
}

/// Whether it is absolute and has no `.` or `..` component.
pub(super) fn is_canonical(name: &[u8]) -> bool {
    name.first() == Some(&b'/') && !components(name).any(|c| matches!(c, b"." | b".."))
}

fn components(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    name.split(|byte| *byte == b'/').filter(|c| !c.is_empty())
}

fn run_cd(ctx: &mut Ctx<'_>, args: &Fields) -> Done {
    let opts = Opts::parse(args, "LPe")?;
    opts.at_most(1)?;
    let is_physical = is_physical(ctx.state, opts.last_of(b"LP"));
    let (operand, is_back) = match opts.operand(0) {
        None => (home(ctx.state)?, false),
        Some(b"-") => (previous(ctx.state)?, true),
        Some(b"") => return Err(BuiltinError::usage("the name of the directory is empty").into()),
        Some(operand) => (operand.to_vec(), false),
    };
    let mut found = Found {
        path: operand.clone(),
        is_told: is_back,
    };
    if opts.operand(0).is_some() && !is_back {
        found = search(ctx.state, operand);
    }
    change(ctx, &found.path, is_physical)?;
    if found.is_told {
        let mut name = ctx.state.logical_cwd.clone().unwrap_or_default();
        name.push(b'\n');
        ctx.print(name);
    }
    let is_named = ctx.state.logical_cwd.is_some();
    Ok(ExitStatus::from_bool(
        is_named || !(is_physical && opts.has(b'e')),
    ))
}

fn home(state: &State) -> Result<Vec<u8>, BuiltinError> {
    match state.vars.text(b"HOME") {
        Some(home) if !home.is_empty() => Ok(home.into_owned()),
        Some(_) => Err(BuiltinError::usage("HOME is empty")),
        None => Err(BuiltinError::usage("HOME is not set")),
    }
}

fn previous(state: &State) -> Result<Vec<u8>, BuiltinError> {
    match state.vars.text(b"OLDPWD") {
        Some(old) if !old.is_empty() => Ok(old.into_owned()),
        _ => Err(BuiltinError::usage("OLDPWD is not set")),
    }
}

/// Where the operand leads.
struct Found {
    path: Vec<u8>,
    /// Whether the new working directory is written: found by way of `CDPATH`, or `cd -`.
    is_told: bool,
}

/// Steps 3 to 6: `CDPATH`.
fn search(state: &State, operand: Vec<u8>) -> Found {
    let is_anchored =
        operand.first() == Some(&b'/') || matches!(components(&operand).next(), Some(b"." | b".."));
    let is_directory =
        |path: &[u8]| file::status(path).is_ok_and(|s| s.kind == file::Kind::Directory);
    if !is_anchored && let Some(cdpath) = state.vars.text(b"CDPATH").filter(|p| !p.is_empty()) {
        for prefix in cdpath.split(|byte| *byte == b':') {
            let path = join(if prefix.is_empty() { b"." } else { prefix }, &operand);
            if is_directory(&path) {
                let is_told = !prefix.is_empty();
                return Found {
                    path: if is_told { path } else { operand },
                    is_told,
                };
            }
        }
    }
    Found {
        path: operand,
        is_told: false,
    }
}

fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let slash: &[u8] = if directory.ends_with(b"/") { b"" } else { b"/" };
    [directory, slash, name].concat()
}

/// Steps 7 to 10: goes to `path` and sets `PWD` and `OLDPWD`.
pub(super) fn change(
    ctx: &mut Ctx<'_>,
    path: &[u8],
    is_physical: bool,
) -> Result<(), BuiltinError> {
    let old = ctx.state.logical_cwd.clone();
    let old = old.or_else(|| file::working_directory().ok());
    let new = if is_physical {
        enter(path, path)?;
        file::working_directory().ok()
    } else {
        enter_logically(path, old.as_deref())?
    };
    let old = ctx.state.vars.text(b"PWD").map(|p| p.into_owned()).or(old);
    for (name, value) in [(&b"OLDPWD"[..], &old), (b"PWD", &new)] {
        if let Some(value) = value {
            let result = ctx.state.assign_text(name, value);
            result.map_err(|error| usage(error.to_string()))?;
            let slot = ctx.state.vars.slot(name);
            ctx.state.vars.set_exported(slot, true); // commands are told where they are, as in dash and bash
        }
    }
    ctx.state.logical_cwd = new;
    Ok(())
}

fn usage(message: String) -> BuiltinError {
    BuiltinError::usage(message)
}

/// Steps 7, 8, 9: the new logical name. A name longer than the kernel takes is entered by its relative form.
fn enter_logically(path: &[u8], old: Option<&[u8]>) -> Result<Option<Vec<u8>>, BuiltinError> {
    let absolute = match (path.first(), old) {
        (Some(b'/'), _) => path.to_vec(),
        (_, Some(old)) => join(old, path),
        (_, None) => {
            enter(path, path)?;
            return Ok(file::working_directory().ok());
        }
    };
    let canonical = match canonical(&absolute, old.unwrap_or_default()) {
        Ok(canonical) => canonical,
        Err(errno) => return Err(failed(path, errno)),
    };
    match file::change_directory(&canonical) {
        Ok(()) => Ok(Some(canonical)),
        // The logical name no longer leads anywhere (a parent was renamed, or it is too long): the kernel knows the way.
        Err(errno) if path.first() != Some(&b'/') => {
            file::change_directory(path).map_err(|_| failed(path, errno))?;
            let name = match errno {
                Errno::ENAMETOOLONG => Some(canonical),
                _ => file::working_directory().ok(),
            };
            Ok(name)
        }
        Err(errno) => Err(failed(path, errno)),
    }
}

/// Step 8: without `.`, `..` and needless slashes. What stands before `..` must be a directory; of the directories
/// that lead to `old` we know that they were, and they may be gone by now.
fn canonical(absolute: &[u8], old: &[u8]) -> Result<Vec<u8>, Errno> {
    // Exactly two slashes at the start are kept: POSIX lets them mean something else.
    let is_double = absolute.starts_with(b"//") && absolute.get(2) != Some(&b'/');
    let root: &[u8] = if is_double { b"//" } else { b"/" };
    let mut name = root.to_vec();
    for component in components(absolute) {
        match component {
            b"." => {}
            b".." => {
                let rest = old.strip_prefix(name.as_slice());
                let is_known = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"));
                if !is_known && file::status(&name)?.kind != file::Kind::Directory {
                    return Err(Errno::ENOTDIR);
                }
                let cut = name.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
                name.truncate(cut.max(root.len()));
            }
            _ => {
                if !name.ends_with(b"/") {
                    name.push(b'/');
                }
                name.extend_from_slice(component);
            }
        }
    }
    Ok(name)
}

fn enter(path: &[u8], shown: &[u8]) -> Result<(), BuiltinError> {
    file::change_directory(path).map_err(|errno| failed(shown, errno))
}

fn failed(path: &[u8], errno: Errno) -> BuiltinError {
    let mut message = quote::quoted(path);
    message.extend_from_slice(format!(": {}", crate::sys::errno_text(errno)).as_bytes());
    BuiltinError::usage(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_canonical_step_by_step() {
        assert_eq!(canonical(b"/tmp/./..//usr/", b"").unwrap(), b"/usr");
        assert_eq!(canonical(b"/..", b"").unwrap(), b"/");
        assert_eq!(canonical(b"//tmp", b"").unwrap(), b"//tmp");
        assert_eq!(canonical(b"///tmp", b"").unwrap(), b"/tmp");
        assert_eq!(canonical(b"/nonexistent/..", b""), Err(Errno::ENOENT));
        assert_eq!(
            canonical(b"/gone/away/../x", b"/gone/away"),
            Ok(b"/gone/x".to_vec())
        );
    }

    #[test]
    fn canonical_names_have_no_dots() {
        assert!(is_canonical(b"/a/.b/c..d"));
        assert!(!is_canonical(b"a/b") && !is_canonical(b"/a/../b") && !is_canonical(b"/."));
    }
}
