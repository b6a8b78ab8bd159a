//! `trace`: the shell goes on with a watched kernel, and the rows go to a descriptor of their own.

use std::rc::Rc;

use super::Shell;
use crate::builtin::{BuiltinError, CallObserver, Outcome, TraceRequest, write_all};
use crate::exec::{Follow, Scene, Sink, Watched, present_table};
use crate::plan::{ArgValue, Call, FdTable, Row};
use crate::show::{self, Style};
use crate::source::{Chunk, Fields, Span};
use crate::state::Opt;
use crate::sys::{Access, Errno, Fd, Kernel, OpenHow};

/// The lowest number of the account's own descriptor.
const PRIVATE: Fd = 10;

/// Where it is put if there is room: out of the way of saved descriptors, so that these have the numbers they have without it.
const FAR: Fd = 230;

/// Rows on their way to a descriptor.
struct ToDescriptor {
    kernel: Rc<dyn Kernel>,
    fd: Fd,
    is_json: bool,
    style: Style,
    /// The terminal that says when the next step may be done.
    asks: Option<Fd>,
}

impl Sink for ToDescriptor {
    fn row(&mut self, row: Row) {
        let text = if self.is_json {
            row.in_json() + "\n"
        } else {
            show::line(&row, self.style)
        };
        let _ = write_all(&*self.kernel, self.fd, text.as_bytes()); // an account that nobody takes must not stop the shell
        if let Some(terminal) = self.asks {
            self.wait_for_enter(terminal);
        }
    }
}

impl ToDescriptor {
    fn wait_for_enter(&mut self, terminal: Fd) {
        let _ = write_all(&*self.kernel, self.fd, b"     [Enter] "); // as above
        let mut byte = [0];
        loop {
            match self.kernel.read(terminal, &mut byte) {
                Ok(1) if byte != *b"\n" => {}
                Err(Errno::EINTR) => {}
                Ok(1) => return,
                _ => {
                    self.asks = None;
                    return;
                }
            }
        }
    }
}

impl Shell {
    /// Begins to report what is done.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn begin_trace(&mut self, request: &TraceRequest) -> Result<(), BuiltinError> {
        if self.tracer.is_some() {
            return Ok(());
        }
        let kernel = Rc::clone(&self.kernel);
        kernel.give_back(); // the account shows what is read from now on
        let fd = own_descriptor(&*kernel, request)?;
        let asks = request.steps.then(|| terminal(&*kernel)).flatten();
        let sink = ToDescriptor {
            fd,
            is_json: request.is_json,
            style: self.style_for(fd),
            asks,
            kernel: Rc::clone(&kernel),
        };
        let mut table = present_table(&*kernel, &[Some(fd), asks]);
        table.mark_origins();
        let scene = Scene::of(self.chunk.as_ref());
        let watched = Watched::new(kernel, Box::new(sink), table).map_err(|errno| {
            BuiltinError::failure(format!("mmap: {}", crate::sys::errno_text(errno)))
        })?;
        watched.set_scene(scene);
        let watched = Rc::new(watched);
        self.kernel = Rc::<Watched>::clone(&watched);
        watched.set_account([Some(fd), asks, None]);
        self.observer = Some(Box::new(Observer(Rc::clone(&watched))));
        self.state
            .private_fds
            .extend([Some(fd), asks].iter().flatten());
        self.tracer = Some(Tracer {
            watched,
            fd,
            asks,
            channel: None,
        });
        if (request.data || request.calls)
            && let Err(errno) = self.begin_following(Follow {
                data: request.data,
                calls: request.calls,
            })
        {
            self.end_trace();
            let text = crate::sys::errno_text(errno);
            return Err(BuiltinError::failure(format!(
                "ptrace: {errno:?}: {text}: this process may not be followed"
            )));
        }
        self.state.options.set(Opt::Trace, true);
        Ok(())
    }

    /// From now on somebody looks at what the processes do.
    fn begin_following(&mut self, what: Follow) -> Result<(), Errno> {
        let Some(tracer) = &mut self.tracer else {
            return Ok(());
        };
        let channel = tracer.watched.start_following(what, FAR)?;
        tracer.channel = Some(channel.0);
        self.state.private_fds.push(channel.0);
        tracer.watched.set_channel(Some(channel));
        Ok(())
    }

    /// Ends it.
    pub fn end_trace(&mut self) {
        self.state.options.set(Opt::Trace, false);
        if let Some(tracer) = self.tracer.take() {
            for fd in tracer.own().into_iter().flatten() {
                self.state.gives_back(fd);
            }
            if let Some(channel) = tracer.channel {
                tracer.watched.stop_following();
                tracer.watched.set_channel(None);
                let _ = tracer.watched.inner().close(channel); // the follower has heard all
            }
            tracer.watched.fall_silent();
            self.observer = None;
            self.kernel = tracer.watched.inner();
            let _ = self.kernel.close(tracer.fd); // whoever reads it has what was written
            if let Some(asks) = tracer.asks {
                let _ = self.kernel.close(asks); // only read from
            }
        }
    }

    /// How text for the descriptor `fd` should look.
    pub(super) fn style_for(&self, fd: Fd) -> Style {
        let is_terminal = crate::sys::file::is_terminal(fd);
        let is_set = |name: &[u8]| self.state.vars.text(name).is_some_and(|v| !v.is_empty());
        let size = crate::sys::terminal::size(fd).ok();
        let columns = size.map_or(0, |size| usize::from(size.columns));
        let locale = [&b"LC_ALL"[..], b"LC_CTYPE", b"LANG"]
            .into_iter()
            .find_map(|name| self.state.vars.text(name).filter(|value| !value.is_empty()))
            .unwrap_or_default()
            .to_ascii_lowercase();
        Style {
            has_colour: is_terminal && !is_set(b"NO_COLOR"),
            is_unicode: bstr::ByteSlice::contains_str(&*locale, "utf-8")
                || bstr::ByteSlice::contains_str(&*locale, "utf8"),
            width: columns.max(80),
        }
    }

    /// A complete command begins: spans are offsets in its text from now on.
    pub(super) fn enter_text(&mut self, chunk: &Rc<Chunk>) -> Entered {
        let before = self.chunk.replace(Rc::clone(chunk));
        let scene = self.tracer.as_ref().map(|tracer| {
            let scene = Scene::of(Some(chunk));
            tracer.watched.set_scene(scene)
        });
        Entered { before, scene }
    }

    /// It has ended.
    pub(super) fn leave_text(&mut self, entered: Entered) {
        self.chunk = entered.before;
        if let Some(tracer) = &self.tracer {
            // The account may have begun meanwhile.
            let scene = entered
                .scene
                .unwrap_or_else(|| Scene::of(self.chunk.as_ref()));
            tracer.watched.set_scene(scene);
        }
    }

    /// After the redirections of a builtin were undone by `kernel`: an account that the builtin has begun did not see that.
    pub(super) fn catch_up(&self, kernel: &Rc<dyn Kernel>) {
        if let Some(tracer) = &self.tracer
            && !Rc::ptr_eq(kernel, &self.kernel)
        {
            tracer.watched.resync(tracer.present_table(&**kernel));
        }
    }

    /// A plan begins: which parts of the text its pipes and children stand for.
    pub(super) fn enter_plan(
        &self,
        command: Span,
        children: impl FnOnce() -> (Vec<Span>, Vec<Span>),
    ) {
        if let Some(tracer) = &self.tracer {
            let (pipes, children) = children();
            tracer.watched.change_scene(|scene| {
                scene.command = command;
                scene.pipes = pipes;
                scene.children = children;
            });
        }
    }

    /// What stands where, before a plan inside a plan begins.
    pub(super) fn keep_scene(&self) -> Option<Scene> {
        self.tracer.as_ref().map(|tracer| tracer.watched.scene())
    }

    /// That plan has ended.
    pub(super) fn restore_scene(&self, before: Option<Scene>) {
        if let (Some(tracer), Some(scene)) = (&self.tracer, before) {
            tracer.watched.set_scene(scene);
        }
    }

    /// A plan of one child begins.
    pub(super) fn enter_child_plan(&self, command: Span) {
        self.enter_plan(command, || (vec![command; 2], vec![command]));
    }

    /// Says that a builtin, a function or a subshell runs in this process.
    pub(super) fn tell_inside(&self, kind: &'static str, fields: &Fields) {
        if let Some(tracer) = &self.tracer {
            let argv = fields.iter().map(|field| ArgValue::Text(field.to_vec()));
            let call = Call::new(kind)
                .text("name", fields.get(0).unwrap_or_default())
                .arg("argv", ArgValue::List(argv.collect()));
            tracer.watched.tell(call, None, None);
        }
    }
}

impl Shell {
    /// Says that a `( )` begins here.
    pub(super) fn tell_subshell(&self) {
        if self.tracer.is_some() {
            self.tell_inside("subshell", &Fields::from_iter(["( )"]));
        }
    }
}

/// Tells of the system calls of IPC builtins.
struct Observer(Rc<Watched>);

impl CallObserver for Observer {
    fn call(&mut self, call: &Call, outcome: Outcome) {
        self.0.mute(false);
        match outcome {
            Outcome::Planned => self.0.tell(call.clone(), None, None),
            Outcome::Returned(value) => {
                let (call, value) = self.0.follow(call.clone(), value);
                self.0.tell(call, Some(value), None);
            }
            Outcome::Failed(errno) => self.0.tell(call.clone(), Some(-1), Some(errno)),
        }
    }

    fn begin(&mut self) {
        self.0.mute(true);
    }

    fn effect(&mut self, _: &str) {}
}

/// What the shell knows of its account.
pub(super) struct Tracer {
    /// The witness.
    pub watched: Rc<Watched>,
    /// Its descriptor.
    pub fd: Fd,
    /// The terminal that is asked before each step.
    pub asks: Option<Fd>,
    /// Where the follower hears of names.
    pub channel: Option<Fd>,
}

impl Tracer {
    /// The descriptors of the account.
    pub fn own(&self) -> [Option<Fd>; 3] {
        [Some(self.fd), self.asks, self.channel]
    }

    /// How the descriptors of this process stand, without those of the account.
    fn present_table(&self, kernel: &dyn Kernel) -> FdTable {
        present_table(kernel, &self.own())
    }
}

/// What was the text and the scene before another text began.
pub(super) struct Entered {
    before: Option<Rc<Chunk>>,
    scene: Option<Scene>,
}

/// A descriptor ≥ 10 that no command gets.
fn own_descriptor(kernel: &dyn Kernel, request: &TraceRequest) -> Result<Fd, BuiltinError> {
    let failed = |noun: &[u8], errno: Errno| {
        let mut message = noun.to_vec();
        message.extend_from_slice(
            format!(": {errno:?}: {}", crate::sys::errno_text(errno)).as_bytes(),
        );
        BuiltinError::failure(message)
    };
    let Some(path) = &request.file else {
        let from = request.fd.unwrap_or(2);
        let copy = copy_far(kernel, from);
        return copy.map_err(|errno| failed(from.to_string().as_bytes(), errno));
    };
    let how = OpenHow {
        access: Access::Write,
        create: true,
        truncate: true,
        append: true,
        ..OpenHow::read()
    };
    let name = std::ffi::CString::new(&**path).map_err(|_| failed(path, Errno::EINVAL))?;
    let fd = kernel
        .open(&name, how)
        .map_err(|errno| failed(path, errno))?;
    move_up(kernel, fd).map_err(|errno| failed(path, errno))
}

fn copy_far(kernel: &dyn Kernel, fd: Fd) -> Result<Fd, Errno> {
    let copy = kernel.dup_from(fd, FAR);
    copy.or_else(|_| kernel.dup_from(fd, PRIVATE)) // a low limit
}

fn move_up(kernel: &dyn Kernel, fd: Fd) -> Result<Fd, Errno> {
    let moved = copy_far(kernel, fd);
    let _ = kernel.close(fd); // a fresh descriptor
    moved
}

/// The terminal, whatever standard input is.
fn terminal(kernel: &dyn Kernel) -> Option<Fd> {
    let fd = kernel.open(c"/dev/tty", OpenHow::read()).ok()?;
    move_up(kernel, fd).ok()
}

/// The text between the stages, which is the operator, and the stages themselves.
pub(super) fn stage_spans(stages: &[crate::syntax::ast::Stage]) -> (Vec<Span>, Vec<Span>) {
    let children: Vec<Span> = stages.iter().map(|stage| stage.command.span).collect();
    let pipes = children
        .windows(2)
        .map(|pair| match pair {
            [left, right] => Span::new(left.end, right.start),
            _ => Span::default(),
        })
        .collect();
    (pipes, children)
}
