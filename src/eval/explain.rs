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
use crate::builtin::{Body, Builtin, CallObserver, Calls, Done, ExplainRequest, Outcome};
use crate::exec::{Dry, Sink, Watched, present_table};
use crate::plan::{self, Call, Explanation, FdTable, Item, Redirect, Reordering, Row};
use crate::source::{Fields, Origin, Source, Span, lossless};
use crate::state::{ExitStatus, FrameKind, Opt, State, is_name};
use crate::syntax::ast::{Function, Redirection};
use crate::sys::{Fd, signal};

/// What is noted while nothing is really done.
#[derive(Default)]
pub(super) struct Explainer {
    /// The text of each hole as written.
    holes: Vec<String>,
    /// How deep in constructs we are.
    pub depth: u32,
    /// The state of the parents of pretended children.
    parents: Vec<State>,
    /// Redirections whose order matters.
    reorderings: Vec<Reordering>,
}

/// Rows on their way into an explanation.
struct Collect(Rc<RefCell<Vec<Item>>>);

impl Sink for Collect {
    fn row(&mut self, mut row: Row) {
        row.us = 0;
        self.0.borrow_mut().push(Item::Row(row));
    }

    fn heading(&mut self, depth: u32, text: &str) {
        let text = text.to_owned();
        self.0.borrow_mut().push(Item::Heading { depth, text });
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
        let own = self.tracer.as_ref().map(|tracer| tracer.fd);
        let table = present_table(&*self.kernel, own);
        self.explained(text, &source, table, is_script)
    }

    /// A syntax error is told as if the line were run.
    fn refuse_nonsense(&self, text: &[u8], source: &Rc<Source>) -> Result<(), ExitStatus> {
        let mut lines = crate::syntax::TextLines::new(text);
        let mut reader = crate::syntax::Reader::new(Rc::clone(source), 1, self.dialect());
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
        let watched = Watched::new(dry, sink, table.clone()).map_err(|_| ExitStatus::FAILURE)?;
        let watched = Rc::new(watched);
        let mut pretence = Self::new(Rc::<Watched>::clone(&watched), Rc::clone(source));
        pretence.state = self.state.clone();
        pretence.state.options.set(Opt::Trace, false);
        pretence.explainer = Some(Box::default());
        pretence.tracer = Some(Tracer {
            watched,
            fd: -1,
            asks: None,
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
            holes: explainer.holes,
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

    /// A hole that shows the text at `span`.
    pub(super) fn hole(&mut self, span: Span) -> Vec<u8> {
        let mut written = Vec::new();
        if let Some(tracer) = &self.tracer {
            tracer.watched.change_scene(|scene| {
                if let Some(chunk) = &scene.chunk {
                    written.extend_from_slice(&lossless::decode(chunk.slice(span)));
                }
            });
        }
        self.hole_called(String::from_utf8_lossy(&written).into_owned())
    }

    fn hole_called(&mut self, written: String) -> Vec<u8> {
        let Some(explainer) = &mut self.explainer else {
            return Vec::new();
        };
        let known = explainer.holes.iter().position(|hole| *hole == written);
        let number = known.unwrap_or_else(|| {
            explainer.holes.push(written);
            explainer.holes.len().saturating_sub(1)
        });
        plan::hole(number)
    }

    /// From now on only running could tell the value of this variable.
    pub(super) fn leave_open(&mut self, name: &[u8]) {
        let shown = format!("${}", String::from_utf8_lossy(name));
        let hole = self.hole_called(shown);
        let _ = self.state.assign_text(name, &hole); // a readonly one keeps its value
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
        let noticed = Reordering::of(redirects, &texts, &tracer.watched.table());
        explainer.reorderings.extend(noticed);
    }

    /// A pretended child begins: what it changes in the state is its own.
    pub(super) fn enter_pretence(&mut self) {
        let state = self.explainer.is_some().then(|| self.state.clone());
        if let (Some(explainer), Some(state)) = (&mut self.explainer, state) {
            explainer.parents.push(state);
        }
    }

    /// It has ended.
    pub(super) fn leave_pretence(&mut self) {
        let state = self.explainer.as_mut().and_then(|e| e.parents.pop());
        if let Some(mut state) = state {
            // Names that the child was the first to mention have their slots in the tree already.
            state.vars.adopt_names(&self.state.vars);
            self.state = state;
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
        match (row.name, row.body) {
            (
                "eval" | "command" | "builtin" | "exec" | "export" | "readonly" | "local"
                | "declare" | "typeset" | "unset" | "set" | "shift" | "alias" | "unalias" | "trap",
                body,
            ) => match body {
                Body::Plain(run) => run(&mut self.context(row.name.as_bytes()), fields),
                Body::Control(run) => run(self, fields),
            },
            (_, Body::Plain(run)) if crate::builtin::is_ipc(row) => {
                self.explain_calls(row, run, fields)
            }
            ("read" | "getopts" | "mapfile" | "readarray" | "printf" | "let", _) => {
                self.open_operands(row.name, fields);
                Ok(ExitStatus::SUCCESS)
            }
            _ => Ok(ExitStatus::SUCCESS),
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
            _ => words().collect(),
        };
        for name in names.iter().filter(|name| is_name(name)) {
            self.leave_open(name);
        }
    }

    fn explain_calls(
        &mut self,
        row: &'static Builtin,
        run: fn(&mut crate::builtin::Ctx<'_>, &Fields) -> Done,
        fields: &Fields,
    ) -> Done {
        let Some(tracer) = &self.tracer else {
            return Ok(ExitStatus::SUCCESS);
        };
        let mut observer = Planned(Rc::clone(&tracer.watched));
        let mut context = self.context(row.name.as_bytes());
        context.calls = Calls::Observed {
            is_explaining: true,
            observer: &mut observer,
        };
        run(&mut context, fields)
    }
}

/// Tells of the calls that an IPC builtin would make.
struct Planned(Rc<Watched>);

impl CallObserver for Planned {
    fn call(&mut self, call: &Call, _: Outcome) {
        self.0.tell(call.clone(), None, None);
    }

    fn effect(&mut self, text: &str) {
        self.0.heading(1, text.trim_end());
    }
}
