//! What the scripted kernel promises.

use super::*;

#[test]
fn the_lowest_free_number_is_given() {
    let kernel = Scripted::new().with_file(b"a", b"").with_closed(0);
    assert_eq!(kernel.pipe(), Ok((0, 3)));
    assert_eq!(kernel.open(c"a", OpenHow::read()), Ok(4));
    assert_eq!(kernel.close(3), Ok(()));
    assert_eq!(kernel.memfd(c"x"), Ok(3));
    assert_eq!(kernel.dup_from(3, 10), Ok(10));
    assert_eq!(kernel.close(99), Err(Errno::EBADF));
}

#[test]
fn dup2_keeps_the_object_and_clears_close_on_exec() {
    let kernel = Scripted::new();
    let (read, write) = kernel.pipe().unwrap();
    assert_eq!(kernel.is_cloexec(write), Ok(true));
    kernel.dup2(write, write).unwrap();
    assert_eq!(kernel.is_cloexec(write), Ok(false));
    kernel.dup2(write, 1).unwrap();
    kernel.write(1, b"hi").unwrap();
    let mut buffer = [0; 4];
    assert_eq!(kernel.read(read, &mut buffer), Ok(2));
    assert_eq!(buffer, *b"hi\0\0");
    assert_eq!(kernel.read(read, &mut buffer), Ok(0));
    assert_eq!(kernel.read(write, &mut buffer), Err(Errno::EBADF));
}

#[test]
fn the_nth_call_fails_and_the_others_do_not() {
    let kernel = Scripted::new().fail(Op::Pipe, 2, Errno::EMFILE);
    assert_eq!(kernel.pipe(), Ok((3, 4)));
    assert_eq!(kernel.pipe(), Err(Errno::EMFILE));
    assert_eq!(kernel.pipe(), Ok((5, 6)));
    assert_eq!(
        kernel.log(),
        ["pipe() = [3, 4]", "pipe() = -1 EMFILE", "pipe() = [5, 6]"]
    );
    assert_eq!(kernel.count(Op::Pipe), 3);
}

#[test]
fn a_failed_close_closes_all_the_same() {
    let kernel = Scripted::new().fail(Op::Close, 1, Errno::EIO);
    let (read, write) = kernel.pipe().unwrap();
    assert_eq!(kernel.close(read), Err(Errno::EIO));
    assert_eq!(kernel.close(write), Ok(()));
    assert_eq!(kernel.leaks(), [""; 0]);
}

#[test]
fn the_limit_is_emfile() {
    let kernel = Scripted::new().with_limit(4);
    assert_eq!(kernel.pipe(), Err(Errno::EMFILE));
    assert_eq!(kernel.dup_from(0, 3), Ok(3));
    assert_eq!(kernel.dup_from(0, 3), Err(Errno::EMFILE));
    assert_eq!(kernel.dup_from(0, 4), Err(Errno::EINVAL));
}

#[test]
fn files_are_opened_as_asked() {
    let kernel = Scripted::new().with_file(b"old", b"12345");
    let create = OpenHow {
        access: Access::Write,
        create: true,
        ..OpenHow::read()
    };
    assert_eq!(kernel.open(c"new", OpenHow::read()), Err(Errno::ENOENT));
    assert_eq!(kernel.open(c"new", create), Ok(3));
    let exclusive = OpenHow {
        exclusive: true,
        ..create
    };
    assert_eq!(kernel.open(c"old", exclusive), Err(Errno::EEXIST));
    let append = OpenHow {
        append: true,
        ..create
    };
    assert_eq!(kernel.open(c"old", append), Ok(4));
    kernel.write(4, b"67").unwrap();
    assert_eq!(kernel.file(b"old"), Some(b"1234567".to_vec()));
    let truncate = OpenHow {
        truncate: true,
        ..create
    };
    assert_eq!(kernel.open(c"old", truncate), Ok(5));
    assert_eq!(kernel.file(b"old"), Some(Vec::new()));
    assert_eq!(
        kernel.log().last().unwrap(),
        "open(old, write|create|truncate) = 5"
    );
}

#[test]
fn what_was_written_is_read_after_going_back() {
    let kernel = Scripted::new();
    let fd = kernel.memfd(c"doc").unwrap();
    kernel.write(fd, b"text").unwrap();
    assert_eq!(kernel.seek_by(fd, -4), Ok(0));
    let mut buffer = [0; 2];
    assert_eq!(kernel.read(fd, &mut buffer), Ok(2));
    assert_eq!(&buffer, b"te");
    assert_eq!(kernel.seek_by(fd, -3), Err(Errno::EINVAL));
    assert_eq!(kernel.seek_by(0, 0), Err(Errno::ESPIPE));
}

#[test]
fn children_end_as_scripted() {
    let kernel = Scripted::new().child(2, &[Wait::Stopped(20), Wait::Signaled(9, false)]);
    assert_eq!(kernel.fork(), Ok(Forked::Parent(100)));
    assert_eq!(kernel.fork(), Ok(Forked::Parent(101)));
    assert_eq!(
        kernel.wait(WaitFor::Child(101), false, true),
        Ok(Some((101, Wait::Stopped(20))))
    );
    assert_eq!(
        kernel.leaks(),
        ["child 100 was not awaited", "child 101 was not awaited"]
    );
    assert_eq!(
        kernel.wait(WaitFor::Any, false, false),
        Ok(Some((100, Wait::Exited(0))))
    );
    assert_eq!(
        kernel.wait(WaitFor::Any, false, false),
        Ok(Some((101, Wait::Signaled(9, false))))
    );
    assert_eq!(kernel.wait(WaitFor::Any, false, false), Err(Errno::ECHILD));
    assert_eq!(kernel.leaks(), [""; 0]);
}

#[test]
fn a_vfork_child_has_a_table_of_its_own_and_becomes_a_program() {
    let kernel = Scripted::new();
    let (read, write) = kernel.pipe().unwrap();
    let pid = kernel
        .vfork(&mut || {
            kernel.dup2(write, 1).unwrap();
            kernel.close(write).unwrap();
            let _ = kernel.exec(c"/bin/echo", &[c"echo", c"a"], &[c"A=1"]);
            127
        })
        .unwrap();
    let program = Program {
        path: b"/bin/echo".to_vec(),
        argv: vec![b"echo".to_vec(), b"a".to_vec()],
        envp: vec![b"A=1".to_vec()],
        descriptors: vec![
            (0, "given 0".to_owned()),
            (1, "pipe 0 write".to_owned()),
            (2, "given 2".to_owned()),
        ],
    };
    assert_eq!(kernel.programs(), [program]);
    assert_eq!(kernel.close(read), Ok(()));
    assert_eq!(kernel.close(write), Ok(()));
    assert_eq!(
        kernel.wait(WaitFor::Child(pid), false, false),
        Ok(Some((100, Wait::Exited(0))))
    );
    assert_eq!(kernel.leaks(), [""; 0]);
}

#[test]
fn a_failed_exec_returns_and_the_status_is_told() {
    let kernel = Scripted::new().fail(Op::Exec, 1, Errno::ENOENT);
    let pid = kernel.vfork(&mut || match kernel.exec(c"/x", &[], &[]) {
        Errno::ENOENT => 127,
        _ => 1,
    });
    assert_eq!(pid, Ok(100));
    assert_eq!(
        kernel.wait(WaitFor::Any, true, true),
        Ok(Some((100, Wait::Exited(127))))
    );
    assert_eq!(
        kernel.log(),
        [
            "vfork() = 100 {",
            "exec(/x) = -1 ENOENT",
            "}",
            "wait(any) = 100 Exited(127)"
        ]
    );
}

#[test]
fn the_child_side_of_a_fork_is_played_on_request() {
    let kernel = Scripted::new().enter_child(1);
    let ended = kernel.run(|kernel| match kernel.fork() {
        Ok(Forked::Child) => kernel.exit(3),
        _ => 0,
    });
    assert_eq!(ended, Ended::Exited(3));
    assert_eq!(kernel.run(|_| 5), Ended::Returned(5));
}

#[test]
fn standard_descriptors_changed_or_closed_are_leaks() {
    let kernel = Scripted::new();
    kernel.dup2(1, 2).unwrap();
    kernel.close(0).unwrap();
    assert_eq!(
        kernel.leaks(),
        ["descriptor 2 is given 1", "descriptor 0 is closed"]
    );
}
