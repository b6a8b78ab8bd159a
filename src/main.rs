fn main() {
    let _ = nix::unistd::getpid();
}
