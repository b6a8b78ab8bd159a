//! Extended regular expressions of POSIX, as `[[ STRING =~ REGEX ]]` has them (regcomp(3), XBD 9.4).
//!
//! Bytes in, places of the match and of its groups out. libc's own: the language is the standard's to the letter,
//! and nothing is added to the program. Never used for shell patterns.

mod apart;
mod size;

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr;

use super::process::c_string;
use super::{Errno, stack};
use size::Size;

/// The most work (bytes of text times places where a match can go two ways) that is done without being able to stop.
const QUICK: u64 = 64 * 1024;
/// The stack that libc is left with.
const STACK: usize = 256 * 1024;

/// A compiled expression.
pub struct Regex {
    compiled: Box<libc::regex_t>,
    /// The whole match and the groups.
    groups: usize,
    /// What it takes to match.
    size: Size,
    /// What a character is, if not a byte.
    locale: Option<Locale>,
}

/// What an expression is compiled for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether upper and lower case match each other.
    pub ignore_case: bool,
    /// Whether a character is one of UTF-8 (needs the system's `C.UTF-8`; without it, a byte).
    pub utf8: bool,
}

impl std::fmt::Debug for Regex {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Regex({} groups)", self.groups)
    }
}

/// Why an expression is none, in libc's words: "Unmatched ( or \(".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRegex(pub String);

/// A match: where it lies, and where its groups do. Group 0 is the whole.
pub type Groups = Vec<Option<Range<usize>>>;

impl Regex {
    /// Compiles an extended regular expression.
    ///
    /// # Errors
    /// What is wrong with it; also a NUL in it.
    pub fn new(pattern: &[u8], options: Options) -> Result<Self, BadRegex> {
        let size = Size::of(pattern);
        size.check()?;
        if stack::remaining() < STACK {
            return Err(BadRegex("Too little stack is left".to_owned()));
        }
        let in_c = c_string(pattern).map_err(|_| BadRegex("NUL in the expression".to_owned()))?;
        let locale = if options.utf8 { Locale::utf8() } else { None };
        let case = if options.ignore_case {
            libc::REG_ICASE
        } else {
            0
        };
        let mut compiled = Box::new(MaybeUninit::<libc::regex_t>::zeroed());
        let used = locale.as_ref().map(Locale::enter);
        // SAFETY: room for a regex_t and a C string.
        let answer = unsafe {
            libc::regcomp(
                compiled.as_mut_ptr(),
                in_c.as_ptr(),
                libc::REG_EXTENDED | case,
            )
        };
        drop(used);
        if answer != 0 {
            return Err(BadRegex(describe(answer, compiled.as_ptr())));
        }
        // SAFETY: the call succeeded and filled it.
        let compiled = unsafe { compiled.assume_init() };
        Ok(Self {
            compiled,
            groups: 1 + size.groups,
            size,
            locale,
        })
    }

    /// Looks for the first, longest match in a text; up to its first NUL, which ends a string in C.
    ///
    /// A match that may take long, or back references, run in a process of their own.
    ///
    /// # Errors
    /// `EINTR`: a signal came meanwhile, see [`signal`](super::signal); `ENOMEM`: it needs more memory or stack than there is;
    /// `EAGAIN`, `EMFILE`: no process can be had.
    pub fn find(&self, text: &[u8]) -> Result<Option<Groups>, Errno> {
        let work = self
            .size
            .cost
            .branches
            .saturating_add(1)
            .saturating_mul(text.len() as u64);
        if work > QUICK || self.size.refers_back || stack::remaining() < STACK {
            apart::find(self, text)
        } else {
            self.find_here(text)
        }
    }

    fn find_here(&self, text: &[u8]) -> Result<Option<Groups>, Errno> {
        let until_nul = text.split(|byte| *byte == 0).next().unwrap_or_default();
        let text = c_string(until_nul)?;
        let none = libc::regmatch_t {
            rm_so: -1,
            rm_eo: -1,
        };
        let mut places = vec![none; self.groups];
        let _used = self.locale.as_ref().map(Locale::enter);
        // SAFETY: a compiled expression, a C string, and as many places as are told.
        let answer = unsafe {
            libc::regexec(
                &raw const *self.compiled,
                text.as_ptr(),
                places.len(),
                places.as_mut_ptr(),
                0,
            )
        };
        match answer {
            0 => Ok(Some(places.into_iter().map(range).collect())),
            libc::REG_ESPACE => Err(Errno::ENOMEM),
            _ => Ok(None),
        }
    }
}

impl Drop for Regex {
    fn drop(&mut self) {
        // SAFETY: compiled by `new`, freed once.
        unsafe { libc::regfree(&raw mut *self.compiled) };
    }
}

fn range(place: libc::regmatch_t) -> Option<Range<usize>> {
    let start = usize::try_from(place.rm_so).ok()?;
    let end = usize::try_from(place.rm_eo).ok()?;
    Some(start..end)
}

/// libc's knowledge of characters, for one expression.
struct Locale(libc::locale_t);

impl Locale {
    fn utf8() -> Option<Self> {
        // SAFETY: a C string; no locale is modified.
        let made =
            unsafe { libc::newlocale(libc::LC_CTYPE_MASK, c"C.UTF-8".as_ptr(), ptr::null_mut()) };
        (!made.is_null()).then_some(Self(made))
    }

    /// Makes it this thread's locale until the guard is dropped.
    fn enter(&self) -> InLocale<'_> {
        InLocale {
            // SAFETY: a locale that lives as long as the guard.
            before: unsafe { libc::uselocale(self.0) },
            locale: PhantomData,
        }
    }
}

impl Drop for Locale {
    fn drop(&mut self) {
        // SAFETY: made by `utf8`, and in use by no thread: guards borrow it.
        unsafe { libc::freelocale(self.0) };
    }
}

struct InLocale<'a> {
    before: libc::locale_t,
    locale: PhantomData<&'a Locale>,
}

impl Drop for InLocale<'_> {
    fn drop(&mut self) {
        // SAFETY: the locale that was in use before.
        unsafe { libc::uselocale(self.before) };
    }
}

fn describe(error: i32, compiled: *const libc::regex_t) -> String {
    let mut text = [0_u8; 128];
    // SAFETY: regerror writes at most the length told, with a NUL at the end; `compiled` is what regcomp left.
    unsafe { libc::regerror(error, compiled, text.as_mut_ptr().cast(), text.len()) };
    let end = memchr::memchr(0, &text).unwrap_or(text.len());
    String::from_utf8_lossy(text.get(..end).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::signal;

    fn find(pattern: &str, text: &[u8]) -> Option<Groups> {
        let regex = Regex::new(pattern.as_bytes(), Options::default()).unwrap();
        regex.find(text).unwrap()
    }

    #[test]
    fn the_match_and_its_groups_are_placed() {
        let groups = find("b(c*)(x)?", b"abccd").unwrap();
        assert_eq!(groups, [Some(1..4), Some(2..4), None]);
        assert_eq!(find("^$", b""), Some(vec![Some(0..0)]));
        assert_eq!(find("z", b"abc"), None);
    }

    #[test]
    fn case_is_ignored_on_request() {
        let options = Options {
            ignore_case: true,
            utf8: false,
        };
        let found = Regex::new(b"ABC", options).unwrap().find(b"xabc");
        assert_eq!(found, Ok(Some(vec![Some(1..4)])));
        assert_eq!(find("ABC", b"xabc"), None);
    }

    #[test]
    fn a_character_is_a_byte_or_one_of_utf8() {
        assert_eq!(find("^.$", "é".as_bytes()), None);
        let options = Options {
            ignore_case: false,
            utf8: true,
        };
        let groups = Regex::new(b"^.$", options).unwrap().find("é".as_bytes());
        assert_eq!(groups, Ok(Some(vec![Some(0..2)])));
    }

    #[test]
    fn back_references_match_elsewhere() {
        assert_eq!(
            find(r"(ab)(x)?\1", b"zababz"),
            Some(vec![Some(1..5), Some(1..3), None])
        );
        assert_eq!(find(r"(a)\1", b"aba"), None);
    }

    #[test]
    fn a_long_text_matches_elsewhere_and_the_same() {
        let mut text = vec![b'a'; 200_000];
        text.extend(b"bc");
        assert_eq!(
            find("(b)c$", &text),
            Some(vec![Some(200_000..200_002), Some(200_000..200_001)])
        );
    }

    #[test]
    fn a_match_without_end_is_ended_by_a_signal() {
        let status = crate::sys::process::run_in_child(|| {
            let _ = signal::install_flag_handler(libc::SIGALRM);
            // SAFETY: a number.
            unsafe { libc::alarm(1) };
            let regex = Regex::new(br"(a*)(a*)(a*)\1\2\3b", Options::default());
            let answer = regex.map(|regex| regex.find(&[b'a'; 3000]));
            i32::from(answer != Ok(Err(Errno::EINTR)))
        });
        assert_eq!(status, Ok(0));
    }

    #[test]
    fn bombs_are_refused_before_they_go_off() {
        let bomb = Regex::new(&[b'('; 100_000], Options::default());
        assert_eq!(
            bomb.err(),
            Some(BadRegex("Too many groups inside each other".to_owned()))
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(
            Regex::new(b"(", Options::default()).err(),
            Some(BadRegex("Unmatched ( or \\(".to_owned()))
        );
        assert_eq!(
            Regex::new(b"[a", Options::default()).err(),
            Some(BadRegex("Unmatched [, [^, [:, [., or [=".to_owned()))
        );
        assert!(Regex::new(b"a\0", Options::default()).is_err());
    }

    #[test]
    fn bytes_that_are_no_text_match() {
        assert_eq!(find("a.c", b"a\xffc"), Some(vec![Some(0..3)]));
    }
}
