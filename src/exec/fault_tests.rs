//! Every step of every plan fails once, and nothing is left over: no descriptor, no child.

use crate::exec::Shell;
use crate::exec::{Executor, Failure, Program};
use crate::plan::{
    self, Action, FileMode, ForkKind, Program as Index, Redirect, RedirectPlan, StagePlan, Step,
    Target, Where,
};
use crate::source::Span;
use crate::sys::scripted::Op;
use crate::sys::signal::SignalSet;
use crate::sys::{Access, Errno, Scripted, Wait};

/// A shell that says nothing and runs nothing.
struct Quiet;

impl Shell for Quiet {
    fn enter_child(&mut self) {}

    fn ignored_signals(&self) -> SignalSet {
        SignalSet::EMPTY
    }

    fn report(&mut self, _: &Failure) -> i32 {
        1
    }

    fn report_exec(&mut self, _: &Program<'_>, _: Errno) -> i32 {
        126
    }

    fn interpret(&mut self, _: usize) -> i32 {
        0
    }
}

type Steps = Vec<Step<Vec<u8>>>;

fn redirects() -> Vec<Redirect<Vec<u8>>> {
    let to = |target, action| Redirect {
        target,
        action,
        cause: Span::default(),
    };
    vec![
        to(Target::Fd(0), Action::Open(b"/in".to_vec(), FileMode::Read)),
        to(
            Target::Fd(1),
            Action::Open(b"/out".to_vec(), FileMode::Write),
        ),
        to(Target::Fd(2), Action::Copy(1)),
        to(Target::Fd(3), Action::Document(b"text\n".to_vec())),
        to(Target::Fd(4), Action::Document(vec![b'x'; 10_000])),
        to(Target::Fd(5), Action::Move(4)),
        to(Target::Fd(3), Action::Close),
        to(
            Target::OutputAndError,
            Action::Open(b"/both".to_vec(), FileMode::Append),
        ),
    ]
}

fn in_shell() -> RedirectPlan<Vec<u8>> {
    plan::lower_redirections(&redirects(), Where::Shell)
}

fn kernel() -> Scripted {
    Scripted::new().with_file(b"/in", b"hello\n")
}

fn program<'a>() -> Program<'a> {
    Program {
        path: c"/bin/true",
        argv: vec![c"true"],
        envp: Vec::new(),
    }
}

/// All plans by name.
fn plans() -> Vec<(&'static str, Steps)> {
    let child = || plan::lower_redirections(&redirects(), Where::Child);
    let mut builtin = in_shell().perform;
    builtin.extend(in_shell().undo);
    let mut last_here = plan::pipeline_into_shell(vec![StagePlan::Interpreted; 2], &[false, true]);
    last_here.perform.extend(last_here.undo);
    let stages = || vec![StagePlan::Interpreted; 4];
    let mixed = vec![
        StagePlan::Program(child(), Index(0)),
        StagePlan::Interpreted,
    ];
    vec![
        ("redirected builtin", builtin),
        ("program", plan::spawn(child(), Index(0), ForkKind::Vfork)),
        (
            "forked program",
            plan::spawn(child(), Index(0), ForkKind::Fork),
        ),
        (
            "pipeline",
            plan::pipeline(stages(), &[true, false, true, false], Vec::new(), true),
        ),
        (
            "pipeline of a program and a builtin",
            plan::pipeline(mixed, &[false, false], Vec::new(), true),
        ),
        ("last stage here", last_here.perform),
        ("subshell", plan::background(child().perform, true)),
    ]
}

const OPS: [Op; 11] = [
    Op::Pipe,
    Op::Open,
    Op::Memfd,
    Op::Dup2,
    Op::DupFrom,
    Op::SetCloexec,
    Op::Write,
    Op::SeekBy,
    Op::Fork,
    Op::Vfork,
    Op::Close,
];

fn run(kernel: &Scripted, steps: &Steps) -> bool {
    let programs = [program()];
    let mut executor = Executor::new(kernel, &programs);
    executor.run(steps, &mut Quiet).is_ok()
}

#[test]
fn without_a_fault_nothing_is_left_over() {
    for (name, steps) in plans() {
        let kernel = kernel();
        let ended = kernel.run(|kernel| run(kernel, &steps));
        assert!(format!("{ended:?}").contains("true"), "{name}: {ended:?}");
        let leaks: Vec<String> = kernel
            .leaks()
            .into_iter()
            .filter(|leak| !is_unwaited(name, leak))
            .collect();
        assert!(leaks.is_empty(), "{name}: {leaks:?}");
    }
}

/// A restore that fails leaves its descriptor closed, rather than leading into the wrong file.
fn is_left_over(name: &str, op: Op, leak: &str) -> bool {
    !is_unwaited(name, leak) && (op != Op::Dup2 || !leak.ends_with("is closed"))
}

/// The children of `lastpipe` are waited for by the evaluator, after the last stage has run.
fn is_unwaited(name: &str, leak: &str) -> bool {
    name == "last stage here" && leak.contains("child")
}

#[test]
fn a_failing_step_leaves_nothing_over() {
    let mut tried = 0;
    for (name, steps) in plans() {
        let counter = kernel();
        let _ = counter.run(|kernel| run(kernel, &steps));
        for op in OPS {
            for n in 1..=counter.count(op) {
                let kernel = kernel().fail(op, n, Errno::EMFILE);
                let _ = kernel.run(|kernel| run(kernel, &steps));
                let leaks: Vec<String> = kernel
                    .leaks()
                    .into_iter()
                    .filter(|leak| is_left_over(name, op, leak))
                    .collect();
                assert!(
                    leaks.is_empty(),
                    "{name}: {op:?} number {n}: {leaks:?}\n{}",
                    short_log(&kernel)
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "only {tried} faults were tried");
}

fn short_log(kernel: &Scripted) -> String {
    kernel
        .log()
        .iter()
        .map(|line| line.chars().take(80).collect::<String>() + "\n")
        .collect()
}

#[test]
fn a_failing_step_in_a_child_leaves_the_parent_clean() {
    for (name, steps) in plans()
        .into_iter()
        .filter(|(name, _)| name.contains("pipeline") || *name == "subshell")
    {
        for child in 1..=4 {
            let counter = kernel().enter_child(child);
            let _ = counter.run(|kernel| run(kernel, &steps));
            for op in [Op::Dup2, Op::Open, Op::SetCloexec] {
                for n in 1..=counter.count(op) {
                    let kernel = kernel().enter_child(child).fail(op, n, Errno::EIO);
                    // The child reports and exits; what matters is that it comes to an end without a panic.
                    let ended = kernel.run(|kernel| run(kernel, &steps));
                    let text = format!("{ended:?}");
                    assert!(
                        text.contains("Exit") || text.contains("Exec") || text.contains("Return"),
                        "{name}: {text}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_was_restored_is_what_was_there() {
    let kernel = kernel().with_open(3, Access::Read);
    let before = kernel.descriptors();
    let plan = in_shell();
    let _ = kernel.run(|kernel| {
        let mut executor = Executor::new(kernel, &[]);
        executor.run(&plan.perform, &mut Quiet)?;
        executor.run(&plan.undo, &mut Quiet)
    });
    assert_eq!(kernel.descriptors(), before);
}

#[test]
fn the_status_of_each_child_comes_back() {
    let stages = vec![StagePlan::Interpreted; 2];
    let steps = plan::pipeline(stages, &[false, false], Vec::new(), true);
    let kernel = kernel()
        .child(1, &[Wait::Exited(3)])
        .child(2, &[Wait::Signaled(15, false)]);
    let _ = kernel.run(|kernel| {
        let mut executor = Executor::new(kernel, &[]);
        executor.run(&steps, &mut Quiet).unwrap();
        let statuses: Vec<i32> = executor
            .ended
            .iter()
            .map(|(_, state)| state.status().0)
            .collect();
        assert_eq!(statuses, [3, 143]);
    });
}
