//! A command as process 1 of PID, IPC, network and mount namespaces that vanish with it, without privileges.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs "$@" with a /dev/shm of its own, and without privileges.
const ALONE: &str = r#"
mount -t tmpfs tmpfs /dev/shm || exit 99
if [ "$1" = root ]; then shift; exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@"; fi
shift; exec setpriv --inh-caps=-all --bounding-set=-all "$@""#;

/// Runs a command as process 1 of namespaces of its own.
pub fn alone(arguments: &[&str], home: &Path) -> Output {
    let is_root = nix::unistd::geteuid().is_root();
    let mut command = Command::new("unshare");
    if !is_root {
        command.args(["--user", "--map-root-user"]);
    }
    command
        .args(["--ipc", "--mount", "--pid", "--net", "--fork"])
        .args(["--kill-child", "--mount-proc", "sh", "-c", ALONE, "sh"])
        .arg(if is_root { "root" } else { "user" })
        .args(["prlimit", "--as=8589934592", "--fsize=268435456"])
        .args(["--nofile=1024", "--core=0"])
        .args(arguments)
        .current_dir(home)
        .env_clear()
        .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}
