//! The arguments of `ipcsh`, parsed to a value.

use super::OtherShell;
use crate::builtin::{ExplainRequest, TraceRequest};
use crate::interactive::StartUp;
use crate::state::{Opt, Options};

/// Where the commands come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `-c TEXT`
    Command(Vec<u8>),
    /// A script file.
    File(Vec<u8>),
    /// Standard input, no prompt.
    Stdin,
    /// A person at a terminal.
    Prompt,
    /// `--help`
    Help,
    /// `--version`
    Version,
    /// `--man`
    Manual,
    /// `--completions SHELL`
    Completions(OtherShell),
}

/// What the command line says.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// Where the commands come from.
    pub input: Input,
    /// `$0`.
    pub zero: Vec<u8>,
    /// `$1…`.
    pub positional: Vec<Vec<u8>>,
    /// Options that were set; the others have their defaults.
    pub options: Options,
    /// Start-up files.
    pub start_up: StartUp,
    /// `--explain`: nothing is run; in which form it is shown.
    pub explain: Option<ExplainRequest>,
    /// `--trace`: what is reported, and where.
    pub trace: Option<TraceRequest>,
    /// `--sandbox`: in namespaces of its own.
    pub is_sandboxed: bool,
}

/// What is wrong with the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub Vec<u8>);

struct Parser<'a> {
    rest: std::slice::Iter<'a, &'static [u8]>,
    options: Options,
    start_up: StartUp,
    wants_command: bool,
    wants_stdin: bool,
    is_interactive: Option<bool>,
    early: Option<Input>,
    trace: Option<TraceRequest>,
    explain: Option<ExplainRequest>,
    is_sandboxed: bool,
}

/// Parses the arguments, of which the first is the shell's own name.
///
/// # Errors
/// An unknown option, or one without its operand.
pub fn parse(arguments: &[&'static [u8]]) -> Result<Arguments, UsageError> {
    let mut rest = arguments.iter();
    let name = rest.next().copied().unwrap_or(b"ipcsh");
    let mut parser = Parser {
        rest,
        options: Options::default(),
        start_up: StartUp {
            is_login: name.starts_with(b"-"),
            no_rc: false,
        },
        wants_command: false,
        wants_stdin: false,
        is_interactive: None,
        early: None,
        trace: None,
        explain: None,
        is_sandboxed: false,
    };
    if name.rsplit(|byte| *byte == b'/').next() == Some(b"sh") {
        parser.options.set(Opt::Posix, true);
    }
    parser.options()?;
    parser.finish(name)
}

impl Parser<'_> {
    fn options(&mut self) -> Result<(), UsageError> {
        loop {
            let Some(word) = self.rest.as_slice().first().copied() else {
                return Ok(());
            };
            match word {
                b"-" | b"--" => {
                    self.rest.next();
                    return Ok(());
                }
                [b'-', b'-', ..] => self.long(word)?,
                [sign @ (b'-' | b'+'), letters @ ..] if !letters.is_empty() => {
                    self.rest.next();
                    self.letters(letters, *sign == b'-')?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn long(&mut self, word: &[u8]) -> Result<(), UsageError> {
        self.rest.next();
        match word {
            b"--help" => self.early = Some(Input::Help),
            b"--version" => self.early = Some(Input::Version),
            b"--posix" => self.options.set(Opt::Posix, true),
            b"--sandbox" => self.is_sandboxed = true,
            b"--norc" => self.start_up.no_rc = true,
            b"--trace" | b"--trace=text" => self.tracing().is_json = false,
            b"--trace=json" => self.tracing().is_json = true,
            b"--explain" | b"--explain=text" => self.explain = Some(ExplainRequest::Text),
            b"--explain=json" => self.explain = Some(ExplainRequest::Json),
            b"--explain=c" => self.explain = Some(ExplainRequest::C),
            b"--step" => self.tracing().steps = true,
            b"--data" => self.tracing().data = true,
            b"--syscalls" => self.tracing().calls = true,
            b"--trace-file" => {
                let file = self.rest.next();
                let file =
                    file.ok_or_else(|| UsageError(b"--trace-file: needs a FILE".to_vec()))?;
                self.tracing().file = Some(file.to_vec());
            }
            file if file.starts_with(b"--trace-file=") => {
                self.tracing().file = file.get(13..).map(<[u8]>::to_vec);
            }
            b"--man" => self.early = Some(Input::Manual),
            b"--completions" => {
                let shell = self.rest.next().copied().unwrap_or_default();
                self.completions(shell)?;
            }
            name if name.starts_with(b"--completions=") => {
                self.completions(name.get(14..).unwrap_or_default())?;
            }
            b"--login" => self.start_up.is_login = true,
            _ => return Err(UsageError([word, b": unknown option"].concat())),
        }
        Ok(())
    }

    fn completions(&mut self, shell: &[u8]) -> Result<(), UsageError> {
        let shell = OtherShell::by_name(shell)
            .ok_or_else(|| UsageError(b"--completions: needs bash, zsh or fish".to_vec()))?;
        self.early = Some(Input::Completions(shell));
        Ok(())
    }

    fn tracing(&mut self) -> &mut TraceRequest {
        self.trace.get_or_insert_with(TraceRequest::default)
    }

    fn letters(&mut self, letters: &[u8], on: bool) -> Result<(), UsageError> {
        for letter in letters {
            match letter {
                b'c' if on => self.wants_command = true,
                b's' if on => self.wants_stdin = true,
                b'i' => self.is_interactive = Some(on),
                b'l' => self.start_up.is_login = on,
                b'o' => self.named(on)?,
                _ => {
                    let opt = Options::by_letter(*letter);
                    let opt = opt.ok_or_else(|| {
                        UsageError([b"-", &[*letter][..], b": unknown option"].concat())
                    })?;
                    self.options.set(opt, on);
                }
            }
        }
        Ok(())
    }

    fn named(&mut self, on: bool) -> Result<(), UsageError> {
        let Some(name) = self.rest.next() else {
            return Err(UsageError(b"-o: needs the name of an option".to_vec()));
        };
        let opt = Options::by_name(name)
            .ok_or_else(|| UsageError([name, &b": unknown option name"[..]].concat()))?;
        self.options.set(opt, on);
        Ok(())
    }

    fn finish(mut self, name: &[u8]) -> Result<Arguments, UsageError> {
        let is_terminal = || crate::sys::file::is_terminal(0) && crate::sys::file::is_terminal(2);
        let mut zero = name.to_vec();
        let input = if let Some(early) = self.early.take() {
            early
        } else if self.wants_command {
            let Some(text) = self.rest.next() else {
                return Err(UsageError(b"-c: needs a command string".to_vec()));
            };
            zero = self.rest.next().map_or(zero, |name| name.to_vec());
            Input::Command(text.to_vec())
        } else if let (false, Some(path)) =
            (self.wants_stdin, self.rest.as_slice().first().copied())
        {
            self.rest.next();
            zero = path.to_vec();
            Input::File(path.to_vec())
        } else {
            self.options.set(Opt::Stdin, true);
            let is_prompt = self.is_interactive.unwrap_or_else(is_terminal);
            if is_prompt {
                Input::Prompt
            } else {
                Input::Stdin
            }
        };
        let is_interactive = self.is_interactive == Some(true) || input == Input::Prompt;
        self.options.set(Opt::Interactive, is_interactive);
        self.options.set(Opt::Login, self.start_up.is_login);
        let positional = self.rest.map(|word| word.to_vec()).collect();
        Ok(Arguments {
            input,
            zero,
            positional,
            options: self.options,
            start_up: self.start_up,
            trace: self.trace,
            explain: self.explain,
            is_sandboxed: self.is_sandboxed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_string_takes_its_name_and_arguments() {
        let parsed = parse(&[b"ipcsh", b"-ec", b"echo", b"name", b"x"]).unwrap();
        assert_eq!(parsed.input, Input::Command(b"echo".to_vec()));
        assert_eq!(parsed.zero, b"name");
        assert_eq!(parsed.positional, [b"x"]);
        assert!(parsed.options.is_on(Opt::ErrExit));
    }

    #[test]
    fn options_end_at_the_script() {
        let parsed = parse(&[b"ipcsh", b"-o", b"noglob", b"+f", b"script", b"-x"]).unwrap();
        assert_eq!(parsed.input, Input::File(b"script".to_vec()));
        assert_eq!(parsed.positional, [b"-x"]);
        assert!(!parsed.options.is_on(Opt::NoGlob));
    }

    #[test]
    fn an_unknown_option_is_named() {
        assert_eq!(
            parse(&[b"ipcsh", b"--nope"]).unwrap_err().0,
            b"--nope: unknown option"
        );
    }
}
