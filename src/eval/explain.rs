//! `explain`: the shell runs the line on a kernel that does nothing, and the witness writes down what would be done.
//!
//! Comes in: a command line. Goes out: an [`Explanation`]. The same code as in a real run expands, decides, lowers and
//! executes, so that explanation and trace cannot differ; only the kernel is a pretence, the state a copy, builtins are named
//! instead of run, and of a construct every part is gone through once.

use std::cell::RefCell;
use std::rc::Rc;

use super::Shell;
use super::run::Sourced;
use super::trace::Tracer;
use crate::builtin::{
    Body, Builtin, CallObserver, Done, ExplainRequest, Flow, Leave, Outcome, What,
};
use crate::exec::{Dry, Sink, Watched, present_table};
use crate::plan::{Call, Explanation, FdTable, Item, Redirect, Reordering, Row, fill, hole};
use crate::source::{Fields, Origin, Source};
use crate::state::{ExitStatus, FrameKind, Opt, State, is_name};
use crate::syntax::ast::{Function, Redirection};
use crate::sys::{Fd, Pid, signal};

/// What is noted while nothing is really done.
#[derive(Default)]
pub(super) struct Explainer {
    /// The text of each hole as written.
    pub holes: Holes,
    /// Whether only running could tell `$?`.
    pub is_status_open: bool,
    /// Whether `set -e` may have ended the shell, because only running could tell a status.
    pub may_have_ended: bool,
    /// Whether `$!` is a process that is only pretended.
    pub has_async: bool,
    /// How deep in constructs we are.
    pub depth: u32,
    /// The kernel of the pretence.
    dry: Option<Rc<Dry>>,
    /// How descriptors stand at the ends of the parts of constructs of which only one is run.
    pub possible: Vec<Descriptors>,
    /// What the parents of pretended children remember.
    parents: Vec<Parent>,
    /// Redirections whose order matters.
    reorderings: Vec<Reordering>,
    /// Which pipes the stage will have that is made ready before its process is there.
    pub pipes: Option<StagePipes>,
}

/// What of a stage leads to a pipe before its own redirections.
#[derive(Clone, Copy)]
pub(super) struct StagePipes {
    /// Its standard input.
    pub reads: bool,
    /// Its standard output.
    pub writes: bool,
}

impl StagePipes {
    fn stand_in(self, table: &mut FdTable) {
        for (fd, is_piped) in [(0, self.reads), (1, self.writes)] {
            if is_piped {
                table.set(fd, "pipe:the pipe", false);
            }
        }
    }
}

/// How descriptors stand: as they are told, and in the kernel of the pretence.
pub(super) struct Descriptors {
    told: FdTable,
    dry: FdTable,
}

impl Descriptors {
    /// Takes up what is open there, too.
    pub(super) fn join(&mut self, other: &Self) {
        self.told.join(&other.told);
        self.dry.join(&other.dry);
    }
}

/// The texts of holes, shared by all who make some.
#[derive(Clone, Default)]
pub(super) struct Holes(Rc<RefCell<Vec<String>>>);

impl Holes {
    /// A hole that is shown as `written`.
    pub(super) fn called(&self, written: String) -> Vec<u8> {
        let mut holes = self.0.borrow_mut();
        // A hole in a hole is told in its own words.
        let written = fill(&written, &holes);
        let known = holes.iter().position(|hole| *hole == written);
        let number = known.unwrap_or_else(|| {
            holes.push(written);
            holes.len().saturating_sub(1)
        });
        hole(number)
    }

    /// A text with its holes as they were written.
    pub(super) fn filled(&self, text: &str) -> String {
        fill(text, &self.0.borrow())
    }
}

/// What a shell remembers while a child of it is pretended.
struct Parent {
    state: State,
    process_substitutions: Vec<(Fd, Pid)>,
    is_in_trap: bool,
    is_exit_trap_done: bool,
    may_have_ended: bool,
}

/// Rows on their way into an explanation.
struct Collect(Rc<RefCell<Vec<Item>>>);

impl Sink for Collect {
    fn row(&mut self, mut row: Row) {
        row.us = 0;
        self.0.borrow_mut().push(Item::Row(Box::new(row)));
    }

    fn heading(&mut self, depth: u32, text: &str) {
        let text = text.to_owned();
        self.0.borrow_mut().push(Item::Heading { depth, text });
    }

    fn end(&mut self, depth: u32) {
        self.0.borrow_mut().push(Item::End { depth });
    }

    fn effect(&mut self, text: &str) {
        self.0.borrow_mut().push(Item::Effect(text.to_owned()));
    }

    fn said(&mut self, text: &str) {
        self.0.borrow_mut().push(Item::Said(text.to_owned()));
    }

    fn written(&mut self, fd: Fd, bytes: &[u8]) {
        let bytes = bytes.to_vec();
        self.0.borrow_mut().push(Item::Written { fd, bytes });
    }

    fn rewound(&mut self, fd: Fd) {
        self.0.borrow_mut().push(Item::Rewound { fd });
    }
}

impl Shell {
    /// What running `text` would do. `is_script`: it is all that a shell has to do, so that its last command may replace it.
    ///
    /// # Errors
    /// The status of what could not be explained; it has been told why.
    pub fn explanation(&mut self, text: &[u8], is_script: bool) -> Result<Explanation, ExitStatus> {
        let caller = Rc::clone(&self.state.place.source);
        let line = self.state.place.line;
        let source = if is_script {
            caller
        } else {
            Source::new(&caller.name.clone(), Origin::Eval { caller, line })
        };
        self.refuse_nonsense(text, &source)?;
        let own = self.tracer.as_ref().map(Tracer::own);
        let mut table = present_table(&*self.kernel, &own.unwrap_or_default());
        table.mark_origins();
        self.explained(text, &source, table, is_script)
    }

    /// A syntax error is told as if the line were run.
    fn refuse_nonsense(&self, text: &[u8], source: &Rc<Source>) -> Result<(), ExitStatus> {
        let mut lines = crate::syntax::TextLines::new(text);
        let mut reader = crate::syntax::Reader::new(Rc::clone(source), 1, self.dialect());
        reader.set_stack(crate::sys::stack::remaining());
        loop {
            match reader.next_command(&mut lines, &self.state.aliases) {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(()),
                Err(crate::syntax::ReadError::Syntax(report)) => {
                    self.print_report(&report);
                    return Err(ExitStatus::USAGE);
                }
                Err(_) => return Err(ExitStatus::FAILURE),
            }
        }
    }

    fn explained(
        &mut self,
        text: &[u8],
        source: &Rc<Source>,
        table: FdTable,
        is_script: bool,
    ) -> Result<Explanation, ExitStatus> {
        let items = Rc::new(RefCell::new(Vec::new()));
        let dry = Rc::new(Dry::new(table.clone()));
        let sink = Box::new(Collect(Rc::clone(&items)));
        let kernel = Rc::<Dry>::clone(&dry);
        let watched = Watched::new(kernel, sink, table.clone()).map_err(|_| ExitStatus::FAILURE)?;
        let watched = Rc::new(watched);
        let mut pretence = Self::new(Rc::<Watched>::clone(&watched), Rc::clone(source));
        pretence.state = self.state.clone();
        pretence.state.options.set(Opt::Trace, false);
        pretence.job_terminal = self.pretended_terminal();
        let explainer = Box::new(Explainer {
            dry: Some(dry),
            ..Explainer::default()
        });
        pretence.observer = Some(Box::new(Planned {
            watched: Rc::clone(&watched),
            holes: explainer.holes.clone(),
            is_known: false,
        }));
        pretence.explainer = Some(explainer);
        pretence.tracer = Some(Tracer {
            watched,
            fd: -1,
            asks: None,
            channel: None,
        });
        let mut lines = crate::syntax::TextLines::new(text);
        let sourced = if is_script {
            Sourced::Script
        } else {
            Sourced::Text
        };
        let flow = pretence.run_source(source, &mut lines, 1, sourced);
        if is_script {
            let _ = pretence.end_process(flow); // the EXIT trap; the status is no matter
        }
        self.state.vars.adopt_names(&pretence.state.vars);
        let pipe = signal::numbers::SIGPIPE;
        let ignores_sigpipe =
            signal::ignored_at_entry(pipe) || pretence.ignored_signals().contains(pipe);
        let explainer = pretence.explainer.take().unwrap_or_default();
        drop(pretence);
        let mut explanation = Explanation {
            text: String::from_utf8_lossy(text).into_owned(),
            start: table,
            items: items.take(),
            holes: explainer.holes.0.take(),
            reorderings: explainer.reorderings,
            warnings: Vec::new(),
        };
        let fifos = |path: &[u8]| {
            let status = crate::sys::file::status(path);
            status.is_ok_and(|status| status.kind == crate::sys::file::Kind::Fifo)
        };
        explanation.finish(ignores_sigpipe, &fifos);
        Ok(explanation)
    }

    /// Explains `text`; what is to be printed, and the status.
    pub fn explain_as(
        &mut self,
        request: ExplainRequest,
        text: &[u8],
        is_script: bool,
    ) -> (Vec<u8>, ExitStatus) {
        let explanation = match self.explanation(text, is_script) {
            Ok(explanation) => explanation,
            Err(status) => return (Vec::new(), status),
        };
        let text = match request {
            ExplainRequest::Json => crate::show::explanation_json(&explanation),
            ExplainRequest::C => match crate::show::c_program(&explanation) {
                Ok(program) => program,
                Err(why) => {
                    self.complain(b"explain --c", why.as_bytes());
                    return (Vec::new(), ExitStatus::FAILURE);
                }
            },
            ExplainRequest::Text => crate::show::explanation(&explanation, self.style_for(1)),
        };
        (text.into_bytes(), ExitStatus::SUCCESS)
    }

    /// How descriptors stand now.
    pub(super) fn descriptors(&self) -> Option<Descriptors> {
        let dry = self.explainer.as_ref()?.dry.as_ref()?;
        let told = self.tracer.as_ref()?.watched.table();
        let dry = dry.table();
        Some(Descriptors { told, dry })
    }

    /// Lets them stand as they did.
    pub(super) fn stand_as(&self, descriptors: Option<Descriptors>) {
        if let (Some(Descriptors { told, dry: table }), Some(tracer), Some(explainer)) =
            (descriptors, &self.tracer, &self.explainer)
        {
            tracer.watched.resync(told);
            if let Some(dry) = &explainer.dry {
                dry.stand_as(table);
            }
        }
    }

    /// Notes redirections of one command whose order matters.
    pub(super) fn note_order(&mut self, redirects: &[Redirect<Vec<u8>>], written: &[Redirection]) {
        let (Some(tracer), Some(explainer)) = (&self.tracer, &mut self.explainer) else {
            return;
        };
        let texts: Vec<String> = written
            .iter()
            .map(crate::syntax::print::redirection)
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .collect();
        let mut table = tracer.watched.table();
        if let Some(pipes) = explainer.pipes {
            pipes.stand_in(&mut table);
        }
        let noticed = Reordering::of(redirects, &texts, &table);
        explainer.reorderings.extend(noticed);
    }

    /// A pretended child begins: what it changes in the state is its own.
    pub(super) fn enter_pretence(&mut self) {
        let parent = self.explainer.is_some().then(|| Parent {
            state: self.state.clone(),
            process_substitutions: self.process_substitutions.clone(),
            is_in_trap: self.is_in_trap,
            is_exit_trap_done: self.is_exit_trap_done,
            may_have_ended: self.may_have_ended(),
        });
        if let (Some(explainer), Some(parent)) = (&mut self.explainer, parent) {
            explainer.parents.push(parent);
        }
    }

    /// It has ended.
    pub(super) fn leave_pretence(&mut self) {
        let parent = self.explainer.as_mut().and_then(|e| e.parents.pop());
        if let Some(mut parent) = parent {
            // Names that the child was the first to mention have their slots in the tree already.
            parent.state.vars.adopt_names(&self.state.vars);
            self.state = parent.state;
            self.process_substitutions = parent.process_substitutions;
            self.is_in_trap = parent.is_in_trap;
            self.is_exit_trap_done = parent.is_exit_trap_done;
            self.set_possible_end(parent.may_have_ended);
        }
    }

    /// Whether the body of a function is gone through: not inside itself.
    pub(super) fn may_explain(&self, function: &Function) -> bool {
        let calls = self.state.frames.iter().filter(
            |frame| matches!(&frame.kind, FrameKind::Function(name) if *name == function.name),
        );
        calls.count() <= 1
    }

    /// A builtin: named, and run only if it changes nothing but this copy of the shell.
    pub(super) fn explain_builtin(&mut self, row: &'static Builtin, fields: &Fields) -> Done {
        if crate::builtin::is_ipc(row) {
            fields
                .iter()
                .skip(1)
                .for_each(|word| self.kernel.mention(word));
            self.open_variables(row, fields);
            self.set_status_open(true);
            return self.run_body(row, fields);
        }
        match row.name {
            "eval" | "command" | "builtin" | "exec" | "exit" | "return" | "break" | "continue" => {
                self.run_body(row, fields)
            }
            ":" | "true" | "false" | "export" | "readonly" | "local" | "declare" | "typeset"
            | "unset" | "set" | "shift" | "alias" | "unalias" | "trap" => {
                self.set_status_open(false);
                self.run_body(row, fields)
            }
            "wait" | "." | "source" => {
                self.set_status_open(true);
                self.run_body(row, fields)
            }
            "let" => {
                self.explain_let(fields);
                Ok(self.state.status)
            }
            name => {
                self.set_status_open(true);
                self.open_operands(name, fields);
                Ok(ExitStatus::SUCCESS)
            }
        }
    }

    fn run_body(&mut self, row: &'static Builtin, fields: &Fields) -> Done {
        match row.body {
            Body::Plain(run) => run(&mut self.context(row.name.as_bytes()), fields),
            Body::Control(run) => run(self, fields),
        }
    }

    /// A builtin that only prints, whose output is captured.
    pub(super) fn print_explained(&mut self, row: &'static Builtin, fields: &Fields) -> Flow {
        self.tell_inside("builtin", fields);
        self.set_status_open(true);
        match self.run_body(row, fields) {
            Ok(status) => Ok(status),
            Err(Leave::Divert(divert)) => Err(divert),
            Err(Leave::Error(error)) => self.builtin_error(row.name.as_bytes(), &error, false),
        }
    }

    /// `let`: the same as `(( ))` for each operand.
    fn explain_let(&mut self, fields: &Fields) {
        for field in fields.iter().skip(1) {
            match crate::expand::arithmetic_text(self, field) {
                Ok(number) => {
                    self.state.status = ExitStatus::from_bool(number != 0);
                    self.set_status_open(false);
                }
                Err(_) => {
                    self.leave_assigned_open(&[b"let ", field].concat());
                    self.set_status_open(true);
                }
            }
        }
    }

    /// The variables that an IPC builtin may assign, before it says what it would give them.
    fn open_variables(&mut self, row: &Builtin, fields: &Fields) {
        let of_options = row
            .arguments
            .options
            .iter()
            .filter_map(|option| option.argument);
        let mut operands = of_options.chain(row.arguments.operands.iter().copied());
        if operands.any(|operand| matches!(operand.what, What::Variable | What::Array)) {
            let words: Vec<Vec<u8>> = fields.iter().skip(1).map(<[u8]>::to_vec).collect();
            for word in words.iter().filter(|word| is_name(word)) {
                self.leave_open(word);
            }
        }
    }

    /// The variables that a builtin would assign.
    fn open_operands(&mut self, builtin: &str, fields: &Fields) {
        let words = || fields.iter().skip(1).map(<[u8]>::to_vec);
        let names: Vec<Vec<u8>> = match builtin {
            "printf" => {
                let mut after = words().skip_while(|field| field != b"-v");
                after.nth(1).into_iter().collect()
            }
            "getopts" => words()
                .skip(1)
                .take(1)
                .chain([b"OPTARG".to_vec()])
                .collect(),
            "read" if words().all(|field| field.starts_with(b"-")) => vec![b"REPLY".to_vec()],
            "read" | "mapfile" | "readarray" => words().collect(),
            "cd" | "pushd" | "popd" => vec![b"PWD".to_vec(), b"OLDPWD".to_vec()],
            _ => Vec::new(),
        };
        for name in names.iter().filter(|name| is_name(name)) {
            self.leave_open(name);
        }
    }
}

/// Tells of the calls that an IPC builtin would make.
pub(super) struct Planned {
    watched: Rc<Watched>,
    holes: Holes,
    /// Whether the result of the last call could be foreseen.
    is_known: bool,
}

impl CallObserver for Planned {
    fn call(&mut self, call: &Call, _: Outcome) {
        self.is_known = false;
        self.watched.tell(call.clone(), None, None);
    }

    fn foresee(&mut self, call: &Call) -> Vec<i64> {
        let numbers = self.watched.foresee(call);
        self.is_known = !numbers.is_empty();
        numbers
    }

    fn given(&mut self, name: &[u8], values: &[Vec<u8>]) -> Vec<Vec<u8>> {
        if self.is_known {
            return values.to_vec();
        }
        vec![
            self.holes
                .called(format!("${}", String::from_utf8_lossy(name))),
        ]
    }

    fn effect(&mut self, text: &str) {
        if !self.is_known {
            self.watched.say_effect(text.trim_end());
        }
    }
}
