//! A row of the table, written down once: name, body, arguments, synopsis, help.

/// Makes the constant that is a row: `row! { /// doc NAME = "name" plain(body), options […], operands […], "synopsis", "help" }`.
/// `plain` bodies need no interpreter, `control` bodies may block or run commands.
macro_rules! row {
    ($(#[$doc:meta])* $row:ident = $name:literal $kind:ident($body:path),
     options [$($option:expr),* $(,)?], operands [$($operand:expr),* $(,)?], $synopsis:literal, $help:literal $(,)?) => {
        $(#[$doc])*
        pub(in crate::builtin::ipc) const $row: $crate::builtin::Builtin = {
            const ARGUMENTS: $crate::builtin::Arguments = $crate::builtin::Arguments {
                options: &[$($option),*],
                operands: &[$($operand),*],
            };
            $crate::builtin::Builtin {
                name: $name,
                kind: $crate::builtin::Kind::Extension,
                synopsis: $synopsis,
                help: $help,
                arguments: ARGUMENTS,
                body: $crate::builtin::ipc::row::body!($kind, $body, ARGUMENTS),
            }
        };
    };
}

macro_rules! body {
    (plain, $body:path, $arguments:expr) => {
        $crate::builtin::Body::Plain(|ctx, fields| {
            $crate::builtin::ipc::run::plain(ctx, fields, &$arguments, $body)
        })
    };
    (control, $body:path, $arguments:expr) => {
        $crate::builtin::Body::Control(|host, fields| {
            $crate::builtin::ipc::run::control(host, fields, &$arguments, $body)
        })
    };
}

pub(in crate::builtin::ipc) use {body, row};
