//! `hash` (XCU hash): where commands are.

use std::ffi::CString;

use crate::builtin::ipc::spec::{any, flag, takes};
use crate::builtin::options::missing;
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Done, Host, Kind, Opts, What, find};
use crate::source::{Fields, quote};
use crate::state::ExitStatus;

pub(super) const HASH: Builtin = Builtin {
    name: "hash",
    kind: Kind::Regular,
    synopsis: "hash [NAME...] | hash -r | hash -p PATH NAME | hash -dt NAME...",
    help: "\
Remembers where the programs NAME are, so that PATH need not be searched; without operands, writes what is
remembered and how often it was used.

    -r       forget all
    -d       forget these NAMEs (extension)
    -p PATH  NAME is at PATH (extension)
    -t       write where these NAMEs are (extension)

Status: 0; 1 if a NAME is not found.

Example:
    hash ls; hash; hash -r
",
    arguments: Arguments {
        options: &[
            flag(b'r', ""),
            flag(b'd', ""),
            flag(b't', ""),
            takes(b'p', "", "PATH", What::Path),
            flag(b'l', ""),
        ],
        operands: &[any("NAME", What::Command)],
    },
    body: Body::Control(run),
};

fn run(host: &mut dyn Host, args: &Fields) -> Done {
    let opts = Opts::parse(args, "rdtp:l")?;
    if opts.has(b'r') {
        host.state().hash.clear();
    }
    if let Some(path) = opts.value(b'p') {
        let name = opts.operand(0).ok_or_else(|| missing("NAME"))?;
        let path = CString::new(path).map_err(|_| BuiltinError::usage("PATH holds a NUL"))?;
        host.state().hash.insert(name, path, 0);
        return Ok(ExitStatus::SUCCESS);
    }
    if opts.operand_count() == 0 {
        if !opts.has(b'r') {
            list(host);
        }
        return Ok(ExitStatus::SUCCESS);
    }
    let mut status = ExitStatus::SUCCESS;
    for name in opts.operands() {
        let is_done = if opts.has(b'd') {
            host.state().hash.remove(name)
        } else {
            remember(host, name) && (!opts.has(b't') || tell(host, name))
        };
        if !is_done {
            let message = [&quote::quoted(name)[..], b": not found"].concat();
            host.ctx(b"hash").complain(message);
            status = ExitStatus::FAILURE;
        }
    }
    Ok(status)
}

fn list(host: &mut dyn Host) {
    let mut text = Vec::new();
    for (_, path, hits) in host.state().hash.iter() {
        text.extend_from_slice(format!("{hits:4}\t").as_bytes());
        text.extend_from_slice(path.to_bytes());
        text.push(b'\n');
    }
    host.ctx(b"hash").print(text);
}

/// Finds and remembers a program. Functions and builtins need no remembering.
fn remember(host: &mut dyn Host, name: &[u8]) -> bool {
    if name.contains(&b'/') || find(name).is_some() || host.state().functions.contains_key(name) {
        return true;
    }
    host.state().hash.remove(name);
    let path = host.find_program(name, false);
    let Some(path) = path.and_then(|path| CString::new(path).ok()) else {
        return false;
    };
    host.state().hash.insert(name, path, 0);
    true
}

fn tell(host: &mut dyn Host, name: &[u8]) -> bool {
    let path = host
        .state()
        .hash
        .get(name)
        .map(|path| path.to_bytes().to_vec());
    match path {
        Some(path) => {
            host.ctx(b"hash").print([&path[..], b"\n"].concat());
            true
        }
        None => false,
    }
}
