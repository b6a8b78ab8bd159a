//! The names and texts of error numbers: `EEXIST` and "File exists".
//!
//! An [`Errno`] comes in, what strerror(3) and errno(3) call it goes out; no locale is asked, so that
//! messages are the same everywhere. [`ALL`] serves the `errno` builtin and completion.

use super::Errno;

/// One error: the kernel's number, its name in C and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number.
    pub number: i32,
    /// The name, as `EEXIST`.
    pub name: &'static str,
    /// The text, as "File exists".
    pub text: &'static str,
}

/// The name of an error, as `EEXIST`; `EUNKNOWN` for a number that this table does not have.
#[must_use]
pub fn errno_name(errno: Errno) -> &'static str {
    by_number(errno as i32).map_or("EUNKNOWN", |entry| entry.name)
}

/// The text of an error, as "File exists".
#[must_use]
pub fn errno_text(errno: Errno) -> &'static str {
    by_number(errno as i32).map_or("Unknown error", |entry| entry.text)
}

/// The entry of a number.
#[must_use]
pub fn by_number(number: i32) -> Option<Entry> {
    ALL.iter().find(|entry| entry.number == number).copied()
}

/// The entry of a name, in any case; also `EWOULDBLOCK`, `EDEADLOCK` and `ENOTSUP`, which are second names.
#[must_use]
pub fn by_name(name: &[u8]) -> Option<Entry> {
    let number = if name.eq_ignore_ascii_case(b"EWOULDBLOCK") {
        libc::EWOULDBLOCK
    } else if name.eq_ignore_ascii_case(b"EDEADLOCK") {
        libc::EDEADLOCK
    } else if name.eq_ignore_ascii_case(b"ENOTSUP") {
        libc::ENOTSUP
    } else {
        return ALL
            .iter()
            .find(|entry| entry.name.as_bytes().eq_ignore_ascii_case(name))
            .copied();
    };
    by_number(number)
}

const fn entry(number: i32, name: &'static str, text: &'static str) -> Entry {
    Entry { number, name, text }
}

/// Every error of Linux, by number.
#[rustfmt::skip]
pub const ALL: &[Entry] = &[
    entry(libc::EPERM, "EPERM", "Operation not permitted"),
    entry(libc::ENOENT, "ENOENT", "No such file or directory"),
    entry(libc::ESRCH, "ESRCH", "No such process"),
    entry(libc::EINTR, "EINTR", "Interrupted system call"),
    entry(libc::EIO, "EIO", "Input/output error"),
    entry(libc::ENXIO, "ENXIO", "No such device or address"),
    entry(libc::E2BIG, "E2BIG", "Argument list too long"),
    entry(libc::ENOEXEC, "ENOEXEC", "Exec format error"),
    entry(libc::EBADF, "EBADF", "Bad file descriptor"),
    entry(libc::ECHILD, "ECHILD", "No child processes"),
    entry(libc::EAGAIN, "EAGAIN", "Resource temporarily unavailable"),
    entry(libc::ENOMEM, "ENOMEM", "Cannot allocate memory"),
    entry(libc::EACCES, "EACCES", "Permission denied"),
    entry(libc::EFAULT, "EFAULT", "Bad address"),
    entry(libc::ENOTBLK, "ENOTBLK", "Block device required"),
    entry(libc::EBUSY, "EBUSY", "Device or resource busy"),
    entry(libc::EEXIST, "EEXIST", "File exists"),
    entry(libc::EXDEV, "EXDEV", "Invalid cross-device link"),
    entry(libc::ENODEV, "ENODEV", "No such device"),
    entry(libc::ENOTDIR, "ENOTDIR", "Not a directory"),
    entry(libc::EISDIR, "EISDIR", "Is a directory"),
    entry(libc::EINVAL, "EINVAL", "Invalid argument"),
    entry(libc::ENFILE, "ENFILE", "Too many open files in system"),
    entry(libc::EMFILE, "EMFILE", "Too many open files"),
    entry(libc::ENOTTY, "ENOTTY", "Inappropriate ioctl for device"),
    entry(libc::ETXTBSY, "ETXTBSY", "Text file busy"),
    entry(libc::EFBIG, "EFBIG", "File too large"),
    entry(libc::ENOSPC, "ENOSPC", "No space left on device"),
    entry(libc::ESPIPE, "ESPIPE", "Illegal seek"),
    entry(libc::EROFS, "EROFS", "Read-only file system"),
    entry(libc::EMLINK, "EMLINK", "Too many links"),
    entry(libc::EPIPE, "EPIPE", "Broken pipe"),
    entry(libc::EDOM, "EDOM", "Numerical argument out of domain"),
    entry(libc::ERANGE, "ERANGE", "Numerical result out of range"),
    entry(libc::EDEADLK, "EDEADLK", "Resource deadlock avoided"),
    entry(libc::ENAMETOOLONG, "ENAMETOOLONG", "File name too long"),
    entry(libc::ENOLCK, "ENOLCK", "No locks available"),
    entry(libc::ENOSYS, "ENOSYS", "Function not implemented"),
    entry(libc::ENOTEMPTY, "ENOTEMPTY", "Directory not empty"),
    entry(libc::ELOOP, "ELOOP", "Too many levels of symbolic links"),
    entry(libc::ENOMSG, "ENOMSG", "No message of desired type"),
    entry(libc::EIDRM, "EIDRM", "Identifier removed"),
    entry(libc::ECHRNG, "ECHRNG", "Channel number out of range"),
    entry(libc::EL2NSYNC, "EL2NSYNC", "Level 2 not synchronized"),
    entry(libc::EL3HLT, "EL3HLT", "Level 3 halted"),
    entry(libc::EL3RST, "EL3RST", "Level 3 reset"),
    entry(libc::ELNRNG, "ELNRNG", "Link number out of range"),
    entry(libc::EUNATCH, "EUNATCH", "Protocol driver not attached"),
    entry(libc::ENOCSI, "ENOCSI", "No CSI structure available"),
    entry(libc::EL2HLT, "EL2HLT", "Level 2 halted"),
    entry(libc::EBADE, "EBADE", "Invalid exchange"),
    entry(libc::EBADR, "EBADR", "Invalid request descriptor"),
    entry(libc::EXFULL, "EXFULL", "Exchange full"),
    entry(libc::ENOANO, "ENOANO", "No anode"),
    entry(libc::EBADRQC, "EBADRQC", "Invalid request code"),
    entry(libc::EBADSLT, "EBADSLT", "Invalid slot"),
    entry(libc::EBFONT, "EBFONT", "Bad font file format"),
    entry(libc::ENOSTR, "ENOSTR", "Device not a stream"),
    entry(libc::ENODATA, "ENODATA", "No data available"),
    entry(libc::ETIME, "ETIME", "Timer expired"),
    entry(libc::ENOSR, "ENOSR", "Out of streams resources"),
    entry(libc::ENONET, "ENONET", "Machine is not on the network"),
    entry(libc::ENOPKG, "ENOPKG", "Package not installed"),
    entry(libc::EREMOTE, "EREMOTE", "Object is remote"),
    entry(libc::ENOLINK, "ENOLINK", "Link has been severed"),
    entry(libc::EADV, "EADV", "Advertise error"),
    entry(libc::ESRMNT, "ESRMNT", "Srmount error"),
    entry(libc::ECOMM, "ECOMM", "Communication error on send"),
    entry(libc::EPROTO, "EPROTO", "Protocol error"),
    entry(libc::EMULTIHOP, "EMULTIHOP", "Multihop attempted"),
    entry(libc::EDOTDOT, "EDOTDOT", "RFS specific error"),
    entry(libc::EBADMSG, "EBADMSG", "Bad message"),
    entry(libc::EOVERFLOW, "EOVERFLOW", "Value too large for defined data type"),
    entry(libc::ENOTUNIQ, "ENOTUNIQ", "Name not unique on network"),
    entry(libc::EBADFD, "EBADFD", "File descriptor in bad state"),
    entry(libc::EREMCHG, "EREMCHG", "Remote address changed"),
    entry(libc::ELIBACC, "ELIBACC", "Can not access a needed shared library"),
    entry(libc::ELIBBAD, "ELIBBAD", "Accessing a corrupted shared library"),
    entry(libc::ELIBSCN, "ELIBSCN", ".lib section in a.out corrupted"),
    entry(libc::ELIBMAX, "ELIBMAX", "Attempting to link in too many shared libraries"),
    entry(libc::ELIBEXEC, "ELIBEXEC", "Cannot exec a shared library directly"),
    entry(libc::EILSEQ, "EILSEQ", "Invalid or incomplete multibyte or wide character"),
    entry(libc::ERESTART, "ERESTART", "Interrupted system call should be restarted"),
    entry(libc::ESTRPIPE, "ESTRPIPE", "Streams pipe error"),
    entry(libc::EUSERS, "EUSERS", "Too many users"),
    entry(libc::ENOTSOCK, "ENOTSOCK", "Socket operation on non-socket"),
    entry(libc::EDESTADDRREQ, "EDESTADDRREQ", "Destination address required"),
    entry(libc::EMSGSIZE, "EMSGSIZE", "Message too long"),
    entry(libc::EPROTOTYPE, "EPROTOTYPE", "Protocol wrong type for socket"),
    entry(libc::ENOPROTOOPT, "ENOPROTOOPT", "Protocol not available"),
    entry(libc::EPROTONOSUPPORT, "EPROTONOSUPPORT", "Protocol not supported"),
    entry(libc::ESOCKTNOSUPPORT, "ESOCKTNOSUPPORT", "Socket type not supported"),
    entry(libc::EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"),
    entry(libc::EPFNOSUPPORT, "EPFNOSUPPORT", "Protocol family not supported"),
    entry(libc::EAFNOSUPPORT, "EAFNOSUPPORT", "Address family not supported by protocol"),
    entry(libc::EADDRINUSE, "EADDRINUSE", "Address already in use"),
    entry(libc::EADDRNOTAVAIL, "EADDRNOTAVAIL", "Cannot assign requested address"),
    entry(libc::ENETDOWN, "ENETDOWN", "Network is down"),
    entry(libc::ENETUNREACH, "ENETUNREACH", "Network is unreachable"),
    entry(libc::ENETRESET, "ENETRESET", "Network dropped connection on reset"),
    entry(libc::ECONNABORTED, "ECONNABORTED", "Software caused connection abort"),
    entry(libc::ECONNRESET, "ECONNRESET", "Connection reset by peer"),
    entry(libc::ENOBUFS, "ENOBUFS", "No buffer space available"),
    entry(libc::EISCONN, "EISCONN", "Transport endpoint is already connected"),
    entry(libc::ENOTCONN, "ENOTCONN", "Transport endpoint is not connected"),
    entry(libc::ESHUTDOWN, "ESHUTDOWN", "Cannot send after transport endpoint shutdown"),
    entry(libc::ETOOMANYREFS, "ETOOMANYREFS", "Too many references: cannot splice"),
    entry(libc::ETIMEDOUT, "ETIMEDOUT", "Connection timed out"),
    entry(libc::ECONNREFUSED, "ECONNREFUSED", "Connection refused"),
    entry(libc::EHOSTDOWN, "EHOSTDOWN", "Host is down"),
    entry(libc::EHOSTUNREACH, "EHOSTUNREACH", "No route to host"),
    entry(libc::EALREADY, "EALREADY", "Operation already in progress"),
    entry(libc::EINPROGRESS, "EINPROGRESS", "Operation now in progress"),
    entry(libc::ESTALE, "ESTALE", "Stale file handle"),
    entry(libc::EUCLEAN, "EUCLEAN", "Structure needs cleaning"),
    entry(libc::ENOTNAM, "ENOTNAM", "Not a XENIX named type file"),
    entry(libc::ENAVAIL, "ENAVAIL", "No XENIX semaphores available"),
    entry(libc::EISNAM, "EISNAM", "Is a named type file"),
    entry(libc::EREMOTEIO, "EREMOTEIO", "Remote I/O error"),
    entry(libc::EDQUOT, "EDQUOT", "Disk quota exceeded"),
    entry(libc::ENOMEDIUM, "ENOMEDIUM", "No medium found"),
    entry(libc::EMEDIUMTYPE, "EMEDIUMTYPE", "Wrong medium type"),
    entry(libc::ECANCELED, "ECANCELED", "Operation canceled"),
    entry(libc::ENOKEY, "ENOKEY", "Required key not available"),
    entry(libc::EKEYEXPIRED, "EKEYEXPIRED", "Key has expired"),
    entry(libc::EKEYREVOKED, "EKEYREVOKED", "Key has been revoked"),
    entry(libc::EKEYREJECTED, "EKEYREJECTED", "Key was rejected by service"),
    entry(libc::EOWNERDEAD, "EOWNERDEAD", "Owner died"),
    entry(libc::ENOTRECOVERABLE, "ENOTRECOVERABLE", "State not recoverable"),
    entry(libc::ERFKILL, "ERFKILL", "Operation not possible due to RF-kill"),
    entry(libc::EHWPOISON, "EHWPOISON", "Memory page has hardware error"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    #[test]
    fn names_and_texts_of_common_errors() {
        assert_eq!(errno_name(Errno::EEXIST), "EEXIST");
        assert_eq!(errno_text(Errno::EEXIST), "File exists");
        assert_eq!(errno_name(Errno::EAGAIN), "EAGAIN");
        assert_eq!(errno_text(Errno::EIDRM), "Identifier removed");
    }

    #[test]
    fn a_name_is_found_in_any_case_and_by_its_synonym() {
        assert_eq!(by_name(b"enoent").map(|e| e.number), Some(2));
        assert_eq!(by_name(b"EWOULDBLOCK").map(|e| e.name), Some("EAGAIN"));
        assert_eq!(by_name(b"ENOSUCH"), None);
    }

    #[test]
    fn every_text_is_what_strerror_says() {
        for entry in ALL {
            // SAFETY: a number goes in.
            let text = unsafe { libc::strerror(entry.number) };
            // SAFETY: a C string that lives until the next call in this thread.
            let text = unsafe { CStr::from_ptr(text) };
            assert_eq!(text.to_str(), Ok(entry.text), "{}", entry.name);
        }
    }

    #[test]
    fn every_number_up_to_133_has_an_entry_but_41_and_58() {
        let missing: Vec<i32> = (1..=133).filter(|n| by_number(*n).is_none()).collect();
        assert_eq!(missing, [41, 58]);
    }
}
