//! Data that came: to standard output, into a variable, or to a descriptor.

use super::{Format, decode_struct, escaped, layout_of};
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::result::Sink;
use crate::builtin::{BuiltinError, Ctx, write_all};
use crate::plan::printable;
use crate::sys::{Fd, file};

/// Where data go, and in which format.
pub(crate) struct Delivery<'a> {
    /// The format.
    pub(crate) format: Format,
    sink: Sink<'a>,
    /// `-o FD`: plain bytes to a descriptor.
    to: Option<Fd>,
}

impl<'a> Delivery<'a> {
    /// What `-f`, `-v` and `-o` say.
    pub(crate) fn of(
        ctx: &mut Ctx<'_>,
        args: &Args<'a>,
        default: Format,
    ) -> Result<Self, BuiltinError> {
        let format = Format::of(args.value("f"), default)?;
        layout_of(ctx, &format)?;
        let to = args
            .value("o")
            .map(|word| crate::builtin::ipc::fd::of(ctx, "FD", word))
            .transpose()?;
        let sink = Sink::new(ctx, args.value("v"))?;
        if to.is_some() && sink != Sink::Output {
            return Err(BuiltinError::usage("-v and -o exclude each other"));
        }
        Ok(Self { format, sink, to })
    }

    /// How many bytes the format wants, a structure by its layout.
    pub(crate) fn length(&self, ctx: &Ctx<'_>) -> Option<usize> {
        match &self.format {
            Format::Struct(name) => ctx.state.ipc.layouts.get(name).map(|layout| layout.size),
            format => format.length(),
        }
    }

    /// Whether the bytes can be handed on piece by piece, as they come.
    pub(crate) fn is_stream(&self) -> bool {
        self.to.is_some() || self.format == Format::Raw && self.sink == Sink::Output
    }

    /// Nothing came: a variable is emptied.
    pub(crate) fn assign_empty(&self, ctx: &mut Ctx<'_>) -> Result<(), BuiltinError> {
        match self.sink {
            Sink::Output => Ok(()),
            sink => sink.give(ctx, b""),
        }
    }

    /// Gives a piece of a stream.
    pub(crate) fn give_piece(&self, ctx: &mut Ctx<'_>, bytes: &[u8]) -> Result<(), BuiltinError> {
        match self.to {
            Some(fd) => write_all(ctx.kernel, fd, bytes)
                .map_err(|errno| ctx.errno_error("write", errno, &format!("fd {fd}"))),
            None => {
                ctx.print(bytes);
                Ok(())
            }
        }
    }

    /// Gives `bytes`, of which the first one has the number `base`.
    pub(crate) fn give(
        &self,
        ctx: &mut Ctx<'_>,
        bytes: &[u8],
        base: u64,
    ) -> Result<(), BuiltinError> {
        if ctx.is_explaining() {
            return self.sink.give(ctx, b"");
        }
        if self.to.is_some() {
            return self.give_piece(ctx, bytes);
        }
        let text = match &self.format {
            Format::Struct(name) => match ctx.state.ipc.layouts.get(name) {
                Some(layout) => decode_struct(layout, bytes),
                None => Vec::new(),
            },
            format => format.decode(bytes, base),
        };
        match self.sink {
            Sink::Output => {
                self.print(ctx, &text);
                Ok(())
            }
            sink => self.assign(ctx, sink, text),
        }
    }

    /// Text gets the newline that it lacks; on a terminal nothing in it acts.
    fn print(&self, ctx: &mut Ctx<'_>, text: &[u8]) {
        if self.format == Format::Raw {
            ctx.print(text);
            return;
        }
        if self.format.is_bytes() && !ctx.out.is_captured() && file::is_terminal(1) {
            let shown: Vec<String> = text.split(|b| *b == b'\n').map(printable).collect();
            ctx.print(shown.join("\n"));
        } else {
            ctx.print(text);
        }
        if text.last() != Some(&b'\n') && !(text.is_empty() && self.format == Format::Dump) {
            ctx.print("\n");
        }
    }

    /// A variable cannot hold NUL: it gets a form that `printf %b` turns back, and the user is told.
    fn assign(&self, ctx: &mut Ctx<'_>, sink: Sink<'_>, text: Vec<u8>) -> Result<(), BuiltinError> {
        if !text.contains(&0) {
            return sink.give(ctx, &text);
        }
        ctx.complain("note: the data hold NUL bytes; the variable has them as \\0000 (printf %b); -f hex or -o FD keep them");
        sink.give(ctx, &escaped(&text))
    }
}
