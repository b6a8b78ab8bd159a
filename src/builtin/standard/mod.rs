//! The builtins that POSIX asks for, and those that people know from bash and ksh: one file for each, or for a family.

mod alias;
mod arithmetic;
mod attributes;
mod caller;
mod cd;
mod command;
mod declare;
mod directory_stack;
mod echo;
mod escape;
mod eval;
mod exec;
mod fc;
mod getopts;
mod hash;
mod help;
mod job_id;
pub mod jobs;
mod kill;
mod leave;
mod loops;
mod mapfile;
mod printf;
mod read;
mod set;
mod shift;
mod shopt;
pub mod test;
mod times;
mod tour;
mod trap;
mod truth;
mod ulimit;
mod umask;
mod unset;
mod wait;

use super::Builtin;

/// The rows of this room's part of the table.
pub(super) static ROWS: [Builtin; 56] = [
    alias::ALIAS,
    alias::UNALIAS,
    arithmetic::LET,
    attributes::EXPORT,
    attributes::READONLY,
    cd::CD,
    cd::PWD,
    command::BUILTIN,
    command::COMMAND,
    command::TYPE,
    declare::DECLARE,
    declare::LOCAL,
    declare::TYPESET,
    echo::ECHO,
    eval::DOT,
    eval::EVAL,
    eval::SOURCE,
    exec::EXEC,
    fc::FC,
    fc::HISTORY,
    getopts::GETOPTS,
    hash::HASH,
    kill::KILL,
    leave::EXIT,
    leave::RETURN,
    loops::BREAK,
    loops::CONTINUE,
    printf::PRINTF,
    read::READ,
    set::SET,
    shift::SHIFT,
    test::BRACKET,
    test::TEST,
    times::TIMES,
    trap::TRAP,
    truth::COLON,
    truth::FALSE,
    truth::TRUE,
    umask::UMASK,
    unset::UNSET,
    wait::WAIT,
    directory_stack::DIRS,
    directory_stack::POPD,
    directory_stack::PUSHD,
    help::HELP,
    jobs::BG,
    jobs::DISOWN,
    jobs::FG,
    jobs::JOBS,
    jobs::SUSPEND,
    mapfile::MAPFILE,
    mapfile::READARRAY,
    caller::CALLER,
    shopt::SHOPT,
    tour::TOUR,
    ulimit::ULIMIT,
];
