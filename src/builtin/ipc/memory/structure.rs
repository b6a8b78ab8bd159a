//! `struct`: describes a structure of C, so that `peek -f struct:NAME` can read it.

use std::rc::Rc;

use super::layout;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{flag, optional};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::plan::printable;
use crate::state::ipc::Layout;
use crate::state::is_name;

const ARGUMENTS: Arguments = Arguments {
    options: &[
        flag(b'p', "packed"),
        flag(b's', "silent"),
        flag(b'u', "unset"),
    ],
    operands: &[
        optional("NAME", What::Struct),
        optional("MEMBERS", What::Text),
    ],
};

/// `struct`
pub(in crate::builtin::ipc) const STRUCT: Builtin = Builtin {
    name: "struct",
    kind: Kind::Extension,
    synopsis: "struct [-p] [-s] NAME '{ TYPE MEMBER; … }' | struct [NAME] | struct -u NAME",
    help: "\
struct NAME { uint32_t magic; int pid; char name[16]; };

Describes a structure as C writes it and prints offsets, sizes and padding as a C compiler for this machine lays it out.
Then -f struct:NAME reads it and, with member=value, writes it. Members may be arrays and structures described before.
Without MEMBERS, prints what was described.
  -p   packed: no padding
  -s   silent: only describe it
  -u   forget it

Status: 0; 1 for an unknown NAME; 2 for what is no structure.

Example:
    struct point '{ char tag; int x; int y[2]; }'
    shmget -v id -c IPC_PRIVATE 4K
    shmwrite -f struct:point $id 0 x=7 y[1]=-1
    shmread -f struct:point $id
    shmctl $id IPC_RMID
",
    arguments: ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let Some(name) = args.get(0) else {
        let all: Vec<Rc<Layout>> = ctx.state.ipc.layouts.values().cloned().collect();
        for layout in all {
            ctx.print(shown(&layout));
        }
        return OK;
    };
    if !is_name(name) {
        return Err(
            BuiltinError::usage(format!("NAME: '{}' is not a name", printable(name))).into(),
        );
    }
    let Some(text) = args.get(1) else {
        return known(ctx, args, name);
    };
    let layout = layout::parse(name, text, &ctx.state.ipc.layouts, args.has("p"))
        .map_err(BuiltinError::usage)?;
    if !args.has("s") {
        ctx.print(shown(&layout));
    }
    if !ctx.is_explaining() {
        ctx.state.ipc.layouts.insert(name.to_vec(), Rc::new(layout));
    }
    OK
}

fn known(ctx: &mut Ctx<'_>, args: &Args<'_>, name: &[u8]) -> Done {
    let Some(layout) = ctx.state.ipc.layouts.get(name).cloned() else {
        let text = format!("struct {} is not described", printable(name));
        return Err(BuiltinError::failure(text).into());
    };
    if args.has("u") {
        ctx.state.ipc.layouts.remove(name);
    } else {
        ctx.print(shown(&layout));
    }
    OK
}

/// Offsets, sizes and holes.
fn shown(layout: &Layout) -> String {
    let mut lines = vec![format!("struct {} {{", printable(&layout.name))];
    let mut end = 0;
    for member in &layout.members {
        if member.offset > end {
            lines.push(hole(end, member.offset - end));
        }
        let dimension = member
            .count
            .map_or_else(String::new, |count| format!("[{count}]"));
        let declaration = format!(
            "{} {}{dimension};",
            printable(&member.type_text),
            printable(&member.name)
        );
        lines.push(format!(
            "    {declaration:<32} /* {:>4}  {:>4} */",
            member.offset,
            member.total()
        ));
        end = member.offset + member.total();
    }
    if layout.size > end {
        lines.push(hole(end, layout.size - end));
    }
    lines.push(format!(
        "}};  /* size {}, alignment {} */\n",
        layout.size, layout.align
    ));
    lines.join("\n")
}

fn hole(offset: usize, size: usize) -> String {
    format!("    {:<32} /* {offset:>4}  {size:>4} */", "/* padding */")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn padding_is_shown() {
        let layout = layout::parse(b"s", b"char c; int i; char d;", &BTreeMap::new(), false);
        let expected = "struct s {\n    char c;                          /*    0     1 */\n    \
                        /* padding */                    /*    1     3 */\n    \
                        int i;                           /*    4     4 */\n    \
                        char d;                          /*    8     1 */\n    \
                        /* padding */                    /*    9     3 */\n};  /* size 12, alignment 4 */\n";
        assert_eq!(shown(&layout.unwrap()), expected);
    }
}
