//! Sockets as the kernel has them.

use super::message::Room;
use super::*;
use crate::sys::{Kernel as _, Real, process};

const NONE: Room = Room {
    descriptors: 0,
    credentials: false,
};
const FDS: Room = Room {
    descriptors: 2,
    ..NONE
};
const CREDENTIALS: Room = Room {
    credentials: true,
    ..NONE
};
const CLOEXEC: i32 = libc::SOCK_CLOEXEC;

fn close(fds: &[Fd]) {
    for fd in fds {
        Real::new().close(*fd).unwrap();
    }
}

#[test]
fn a_pair_keeps_message_boundaries_if_it_is_seqpacket() {
    let (one, other) = pair(libc::SOCK_SEQPACKET | CLOEXEC).unwrap();
    assert_eq!(send(one, b"first", 0, None), Ok(5));
    assert_eq!(send(one, b"second", 0, None), Ok(6));
    let mut buffer = [0; 3];
    let received = message::receive(other, &mut buffer, NONE, 0).unwrap();
    assert_eq!(
        (received.count, received.is_truncated(), received.is_cut()),
        (3, true, false)
    );
    assert_eq!(&buffer, b"fir");
    shutdown(one, libc::SHUT_WR).unwrap();
    assert_eq!(
        message::receive(other, &mut buffer, NONE, 0).map(|r| r.count),
        Ok(3)
    );
    assert_eq!(
        message::receive(other, &mut buffer, NONE, 0).map(|r| r.count),
        Ok(0)
    );
    assert_eq!(send(one, b"x", libc::MSG_NOSIGNAL, None), Err(Errno::EPIPE));
    close(&[one, other]);
}

#[test]
fn a_path_is_bound_connected_and_left_behind() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s").into_os_string();
    let address = Address::Path(std::os::unix::ffi::OsStringExt::into_vec(path));
    let server = socket(libc::AF_UNIX, libc::SOCK_STREAM | CLOEXEC, 0).unwrap();
    let client = socket(libc::AF_UNIX, libc::SOCK_STREAM | CLOEXEC, 0).unwrap();
    assert_eq!(connect(client, &address), Err(Errno::ENOENT));
    bind(server, &address).unwrap();
    assert_eq!(connect(client, &address), Err(Errno::ECONNREFUSED));
    listen(server, 1).unwrap();
    connect(client, &address).unwrap();
    assert_eq!(peer_name(client), Ok(address.clone()));
    let (connection, from) = accept(server, CLOEXEC).unwrap();
    assert_eq!(from, Address::Unnamed);
    assert_eq!(name(connection), Ok(address.clone()));
    let peer = option::peer_credentials(connection).unwrap();
    assert_eq!(
        (peer.pid, peer.uid),
        (process::id(), process::effective_user())
    );
    close(&[server, client, connection]);
    let again = socket(libc::AF_UNIX, libc::SOCK_STREAM | CLOEXEC, 0).unwrap();
    assert_eq!(bind(again, &address), Err(Errno::EADDRINUSE));
    close(&[again]);
}

#[test]
fn abstract_names_vanish_with_the_socket() {
    let address = Address::Abstract(format!("ipcsh-test-{}", process::id()).into_bytes());
    let receiver = socket(libc::AF_UNIX, libc::SOCK_DGRAM | CLOEXEC, 0).unwrap();
    bind(receiver, &address).unwrap();
    assert_eq!(name(receiver), Ok(address.clone()));
    let sender = socket(libc::AF_UNIX, libc::SOCK_DGRAM | CLOEXEC, 0).unwrap();
    assert_eq!(send(sender, b"hello", 0, Some(&address)), Ok(5));
    assert_eq!(send(sender, b"hello", 0, None), Err(Errno::ENOTCONN));
    close(&[receiver]);
    assert_eq!(
        send(sender, b"hello", 0, Some(&address)),
        Err(Errno::ECONNREFUSED)
    );
    close(&[sender]);
}

#[test]
fn descriptors_are_passed_and_lost_ones_told() {
    let kernel = Real::new();
    let (one, other) = pair(libc::SOCK_STREAM | CLOEXEC).unwrap();
    let (read, write) = kernel.pipe().unwrap();
    assert_eq!(message::send(one, b"x", &[read, write], 0), Ok(1));
    let mut buffer = [0; 10];
    let received = message::receive(other, &mut buffer, FDS, 0).unwrap();
    assert_eq!(
        (
            received.count,
            received.descriptors.len(),
            received.is_cut()
        ),
        (1, 2, false)
    );
    let passed = received.descriptors;
    assert_eq!(kernel.is_cloexec(passed[0]), Ok(true));
    kernel.write(passed[1], b"through").unwrap();
    assert_eq!(kernel.read(read, &mut buffer), Ok(7));
    for (room, arrived) in [(NONE, 0), (FDS, 2)] {
        assert_eq!(message::send(one, b"x", &[read; 3], 0), Ok(1));
        let received = message::receive(other, &mut buffer, room, 0).unwrap();
        assert_eq!(
            (received.is_cut(), received.descriptors.len()),
            (true, arrived)
        );
        close(&received.descriptors);
    }
    assert_eq!(message::send(one, b"x", &[-1], 0), Err(Errno::EBADF));
    assert_eq!(message::send(one, b"x", &[0; 254], 0), Err(Errno::EINVAL));
    close(&passed);
    close(&[one, other, read, write]);
}

#[test]
fn credentials_come_where_they_are_wanted() {
    let (one, other) = pair(libc::SOCK_DGRAM | CLOEXEC).unwrap();
    option::set_number(other, libc::SOL_SOCKET, libc::SO_PASSCRED, 1).unwrap();
    send(one, b"x", 0, None).unwrap();
    let received = message::receive(other, &mut [0; 1], CREDENTIALS, 0).unwrap();
    assert_eq!(received.credentials.map(|c| c.pid), Some(process::id()));
    close(&[one, other]);
}

#[test]
fn a_connection_over_the_loopback() {
    let server = socket(libc::AF_INET, libc::SOCK_STREAM | CLOEXEC, 0).unwrap();
    bind(server, &Address::Internet("127.0.0.1:0".parse().unwrap())).unwrap();
    listen(server, 5).unwrap();
    let address = name(server).unwrap();
    let client = socket(address.family(), libc::SOCK_STREAM | CLOEXEC, 0).unwrap();
    connect(client, &address).unwrap();
    let (connection, from) = accept(server, CLOEXEC).unwrap();
    assert_eq!(Ok(from), name(client));
    assert_eq!(option::error(client), Ok(()));
    close(&[server, connection, client]);
}

#[test]
fn options_are_set_and_read_back() {
    let (one, other) = pair(libc::SOCK_STREAM | CLOEXEC).unwrap();
    let time = std::time::Duration::from_millis(20);
    option::set_timeout(one, libc::SO_RCVTIMEO, time).unwrap();
    assert_eq!(option::timeout(one, libc::SO_RCVTIMEO), Ok(time));
    assert_eq!(
        message::receive(one, &mut [0; 1], NONE, 0).err(),
        Some(Errno::EAGAIN)
    );
    assert_eq!(option::linger(one), Ok(None));
    assert_eq!(
        option::number(one, libc::SOL_SOCKET, libc::SO_TYPE),
        Ok(libc::SOCK_STREAM)
    );
    assert_eq!(
        option::bytes(one, libc::SOL_SOCKET, libc::SO_TYPE),
        Ok(1_i32.to_ne_bytes().to_vec())
    );
    assert_eq!(
        option::number(one, libc::SOL_SOCKET, 9999),
        Err(Errno::ENOPROTOOPT)
    );
    assert_eq!(option::number(0x7fff_ffff, 1, 1), Err(Errno::EBADF));
    if let Ok(pidfd) = option::peer_pidfd(one) {
        close(&[pidfd]);
    }
    close(&[one, other]);
}
