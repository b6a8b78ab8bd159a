//! The cooker's stack: what is open, and what may come next in it.

/// What a frame stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The text itself.
    Top,
    /// `$(`
    Substitution,
    /// `<(` and `>(`
    ProcessSub,
    /// `(`
    Subshell,
    /// `{`
    Group,
    /// `if`
    If,
    /// `while`, `until`, before `do`
    While,
    /// `for`, `select`, before `do`
    For,
    /// `do`
    Do,
    /// `case`
    Case,
    /// `[[`
    Condition,
    /// A parenthesis inside `[[`
    ConditionGroup,
    /// `name=(`
    Array,
    /// `'`
    Single,
    /// `$'`
    DollarSingle,
    /// `"`
    Double,
    /// The body of a here-document, or another text that is read as if in double quotes.
    HereBody,
    /// `` ` ``
    Backquote,
    /// `${`, whose operand has the quoting rules of `"…"` if `is_quoted`.
    Braced {
        /// See above.
        is_quoted: bool,
    },
    /// `[` of a subscript
    Subscript,
    /// `@(` and its kin, and a parenthesis inside
    PatternGroup,
    /// `$((`
    Arith,
    /// `((`
    ArithCommand,
    /// `for ((`
    ArithFor,
    /// A parenthesis inside arithmetic.
    ArithGroup,
}

impl Kind {
    /// Whether here-documents that start in it end in it (a command context of its own).
    pub const fn is_context(self) -> bool {
        matches!(self, Self::Top | Self::Substitution | Self::ProcessSub)
    }

    /// Whether commands stand in it.
    pub const fn is_list(self) -> bool {
        matches!(
            self,
            Self::Top
                | Self::Substitution
                | Self::ProcessSub
                | Self::Subshell
                | Self::Group
                | Self::If
                | Self::While
                | Self::For
                | Self::Do
                | Self::Case
        )
    }

    /// What opened it, for messages.
    pub const fn opener(self) -> &'static str {
        match self {
            Self::Top | Self::HereBody => "",
            Self::Substitution => "$(",
            Self::ProcessSub => "<(",
            Self::Subshell
            | Self::ConditionGroup
            | Self::PatternGroup
            | Self::ArithGroup
            | Self::Array => "(",
            Self::Group => "{",
            Self::If => "if",
            Self::While => "while",
            Self::For => "for",
            Self::Do => "do",
            Self::Case => "case",
            Self::Condition => "[[",
            Self::Single => "'",
            Self::DollarSingle => "$'",
            Self::Double => "\"",
            Self::Backquote => "`",
            Self::Braced { .. } => "${",
            Self::Subscript => "[",
            Self::Arith => "$((",
            Self::ArithCommand | Self::ArithFor => "((",
        }
    }

    /// What closes it, for messages.
    pub const fn closer(self) -> &'static str {
        match self {
            Self::Top | Self::HereBody => "",
            Self::Substitution
            | Self::ProcessSub
            | Self::Subshell
            | Self::ConditionGroup
            | Self::PatternGroup
            | Self::ArithGroup
            | Self::Array => ")",
            Self::Group | Self::Braced { .. } => "}",
            Self::If => "fi",
            Self::While | Self::For => "do",
            Self::Do => "done",
            Self::Case => "esac",
            Self::Condition => "]]",
            Self::Single | Self::DollarSingle => "'",
            Self::Double => "\"",
            Self::Backquote => "`",
            Self::Subscript => "]",
            Self::Arith | Self::ArithCommand | Self::ArithFor => "))",
        }
    }
}

/// Where in the grammar of commands a list frame stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A command may start.
    Start,
    /// A command must start: after `&&`, `||`, `|` and `name()`.
    StartNeeded,
    /// After `time`: a command, `-p` or `--`.
    AfterTime,
    /// After `coproc`: a command or a name.
    AfterCoproc,
    /// After `coproc NAME`: a compound command makes it a name.
    CoprocName,
    /// After an assignment or redirection that starts a simple command.
    Prefix,
    /// After exactly one word: `(` makes it a function definition.
    FirstWord,
    /// In the arguments.
    Arguments,
    /// After the end of a compound command.
    AfterCompound,
    /// After `name (`.
    FunctionParen,
    /// After `function`.
    FunctionName,
    /// After `function NAME`.
    FunctionBody,
    /// After `for` or `select`.
    LoopName,
    /// After `for NAME`.
    AfterLoopName,
    /// After `for NAME in`.
    LoopWords,
    /// Where `do` must come.
    LoopDo,
    /// After `case`.
    CaseSubject,
    /// Where the `in` of `case` must come.
    CaseIn,
    /// Where a pattern or `esac` may come.
    CasePattern,
    /// Inside the patterns of an arm.
    CasePatterns,
    /// After `${name`: a subscript comes.
    BracedSubscript,
    /// After the subscript of `${name[…]`.
    AfterSubscript,
}

/// Which operand a redirection operator waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// None.
    None,
    /// A word.
    Word,
    /// The delimiter of a here-document.
    Delimiter {
        /// `<<-`
        strips_tabs: bool,
    },
}

/// One entry of the stack.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// What it is.
    pub kind: Kind,
    /// Where in it the text is (list frames).
    pub state: State,
    /// Whether a redirection waits for its operand.
    pub operand: Operand,
    /// Offset of that redirection's operator.
    pub operator: u32,
    /// Whether a word is being read.
    pub in_word: bool,
    /// Whether that word holds no quoting and no expansion so far.
    pub is_plain: bool,
    /// Whether that word may be an alias because an alias value before it ended in a blank.
    pub follows_blank_alias: bool,
    /// Whether the next word may be one too: it starts the value of such an alias.
    pub next_may_be_alias: bool,
    /// Offset of that word in the cooked text.
    pub word: u32,
    /// Offset of that word in the text of the command.
    pub word_base: u32,
    /// Where the last run of ordinary bytes of that word ends in the cooked text.
    pub plain_end: u32,
    /// Offset in the cooked text where it was opened.
    pub opened: u32,
}

impl Frame {
    /// A fresh frame opened at `opened`.
    pub const fn new(kind: Kind, opened: u32) -> Self {
        Self {
            kind,
            state: State::Start,
            operand: Operand::None,
            operator: 0,
            in_word: false,
            is_plain: true,
            follows_blank_alias: false,
            next_may_be_alias: false,
            word: 0,
            word_base: 0,
            plain_end: 0,
            opened,
        }
    }
}
