//! Sockets: between processes of one machine (unix(7)), and over the internet's protocols.

mod address;
mod data;
mod descriptors;
mod meet;
mod option;
mod primitive;

pub(super) use data::{RECV, RECVFROM, SEND, SENDTO};
pub(super) use descriptors::{RECVFD, SENDFD};
pub(super) use meet::{ACCEPT, CONNECT, LISTEN};
pub(super) use option::{GETPEERNAME, GETSOCKNAME, GETSOCKOPT, PEERCRED, SETSOCKOPT};
pub(super) use primitive::{BIND, SHUTDOWN, SOCKET, SOCKETPAIR};
