//! Rules of `shell.pest` that are worth writing by hand, because they run at nearly every token.
//!
//! `build.rs` puts these functions in the place of the generated ones of the same name, in a second
//! parser beside the pure one. A rule here must match what the grammar's rule matches and leave the same
//! nodes, whoever calls it: the generated rules call these too, so each looks at its first byte itself. It
//! may fail in more cases and need not keep the books of what was expected: a text that is
//! refused is parsed again with the pure grammar, which decides and explains.

use pest::{ParseResult, ParserState};

type State<'i> = Box<ParserState<'i, Rule>>;
type Parsed<'i> = ParseResult<State<'i>>;

/// The text from the present position on.
#[inline(always)]
fn rest<'i>(state: &State<'i>) -> &'i [u8] {
    let position = state.position();
    let text = position.span(position).get_input().as_bytes();
    text.get(position.pos()..).unwrap_or_default()
}

#[inline(always)]
fn first(state: &State<'_>) -> u8 {
    rest(state).first().copied().unwrap_or(0)
}

/// Moves on by `count` bytes, which end at a character.
#[inline(always)]
fn take(state: State<'_>, count: usize) -> Parsed<'_> {
    match count {
        0 => Ok(state),
        1 => state.match_char_by(|_| true),
        _ => {
            let position = state.position();
            let text = position.span(position).get_input();
            let from = position.pos();
            match text.get(from..from + count) {
                Some(run) => state.match_string(run),
                None => Err(state),
            }
        }
    }
}

/// A leaf of `count` bytes.
#[inline(always)]
fn leaf(state: State<'_>, rule: Rule, count: usize) -> Parsed<'_> {
    let start = state.position().pos();
    take(state, count).map(|state| state.noted_leaf(rule, start))
}

#[inline(always)]
fn when(state: State<'_>, holds: bool) -> Parsed<'_> {
    if holds { Ok(state) } else { Err(state) }
}

#[inline(always)]
fn then<'i>(parsed: Parsed<'i>, next: fn(State<'i>) -> Parsed<'i>) -> Parsed<'i> {
    parsed.and_then(next)
}

// ---------------------------------------------------------------- what a byte is

const BLANK: u8 = 1;
const META: u8 = 2;
/// `'`, `"`, backslash, `$` and backquote.
const QUOTE: u8 = 4;
const NAME: u8 = 8;
const DIGIT: u8 = 16;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' => BLANK | META,
            b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')' => META,
            b'\'' | b'"' | b'\\' | b'$' | b'`' => QUOTE,
            b'0'..=b'9' => NAME | DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => NAME,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

#[inline(always)]
const fn is(byte: u8, classes: u8) -> bool {
    CLASSES[byte as usize] & classes != 0
}

/// How many of the first bytes of `text` satisfy `holds`.
#[inline(always)]
fn run(text: &[u8], holds: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|byte| holds(**byte)).count()
}

#[inline(always)]
fn name_len(text: &[u8]) -> usize {
    match text.first() {
        Some(&byte) if is(byte, NAME) && !is(byte, DIGIT) => run(text, |byte| is(byte, NAME)),
        _ => 0,
    }
}

/// Whether a word ends at the start of `text`.
#[inline(always)]
fn ends_word(text: &[u8]) -> bool {
    text.first().is_none_or(|byte| is(*byte, META))
}

/// The run of ordinary characters that `text` starts with, if a word ends after it.
#[inline(always)]
fn plain_word(text: &[u8]) -> Option<&[u8]> {
    let (word, after) = text.split_at(run(text, |byte| !is(byte, META | QUOTE)));
    ends_word(after).then_some(word)
}

// ---------------------------------------------------------------- blanks and guards

#[inline]
pub fn b(state: State<'_>) -> Parsed<'_> {
    let count = run(rest(&state), |byte| is(byte, BLANK));
    take(state, count)
}

#[inline]
pub fn nl(state: State<'_>) -> Parsed<'_> {
    let count = run(rest(&state), |byte| is(byte, BLANK) || byte == b'\n');
    take(state, count)
}

#[inline]
pub fn word_end(state: State<'_>) -> Parsed<'_> {
    let holds = ends_word(rest(&state));
    when(state, holds)
}

fn is_reserved(text: &[u8]) -> bool {
    let may_be = matches!(
        text.first(),
        Some(b'i' | b't' | b'e' | b'f' | b'd' | b'c' | b'w' | b'u' | b'{' | b'}' | b'!' | b'[' | b's')
    );
    may_be
        && matches!(
            plain_word(text),
            Some(
                b"if" | b"then" | b"else" | b"elif" | b"fi" | b"done" | b"do" | b"case" | b"esac"
                    | b"while" | b"until" | b"for" | b"{" | b"}" | b"!" | b"in" | b"[["
                    | b"function" | b"select" | b"coproc"
            )
        )
}

fn is_closer(text: &[u8]) -> bool {
    matches!(
        plain_word(text),
        Some(b"then" | b"fi" | b"done" | b"do" | b"elif" | b"else" | b"esac" | b"}")
    )
}

#[inline]
pub fn list_end(state: State<'_>) -> Parsed<'_> {
    let text = rest(&state);
    let holds = match text {
        [] | [b')', ..] | [b';', b';' | b'&', ..] => true,
        _ => is_closer(text),
    };
    when(state, holds)
}

/// Length of `[…]` as the cooker sees it, which does not look farther either.
fn bracket_len(text: &[u8]) -> usize {
    let text = text.get(..2048).unwrap_or(text);
    crate::syntax::cook::bracket_len(text).unwrap_or(0)
}

fn starts_assignment(text: &[u8]) -> bool {
    let mut len = name_len(text);
    if len == 0 {
        return false;
    }
    if text.get(len) == Some(&b'[') {
        match bracket_len(text.get(len..).unwrap_or_default()) {
            0 => return false,
            brackets => len += brackets,
        }
    }
    matches!(
        text.get(len..),
        Some([b'=', ..] | [b'+', b'=', ..])
    )
}

#[inline]
pub fn assignment_start(state: State<'_>) -> Parsed<'_> {
    let holds = starts_assignment(rest(&state));
    when(state, holds)
}

fn starts_redirect(text: &[u8]) -> bool {
    let opens = |text: &[u8]| match text {
        [b'<', b'<', ..] | [b'>', b'>', ..] => true,
        [b'<' | b'>', b'(', ..] => false,
        [b'<' | b'>', ..] => true,
        _ => false,
    };
    match text.first() {
        Some(b'<' | b'>') => opens(text),
        Some(b'&') => text.get(1) == Some(&b'>'),
        Some(b'0'..=b'9') => {
            let digits = run(text, |byte| is(byte, DIGIT));
            opens(text.get(digits..).unwrap_or_default())
        }
        Some(b'{') => {
            let inner = text.get(1..).unwrap_or_default();
            let len = name_len(inner);
            len > 0 && matches!(inner.get(len..), Some([b'}', b'<' | b'>', ..]))
        }
        _ => false,
    }
}

#[inline]
pub fn redirect_start(state: State<'_>) -> Parsed<'_> {
    let holds = starts_redirect(rest(&state));
    when(state, holds)
}

// ---------------------------------------------------------------- lists and commands

pub fn more_items(mut state: State<'_>) -> Parsed<'_> {
    loop {
        let text = rest(&state);
        if text.is_empty() || first(&state) == b')' || is_closer(text) {
            return Ok(state);
        }
        match item(state) {
            Ok(next) => state = next,
            Err(same) => return Ok(same),
        }
    }
}

pub fn more_pipelines(mut state: State<'_>) -> Parsed<'_> {
    loop {
        let operator: fn(State<'_>) -> Parsed<'_> = match rest(&state) {
            [b'&', b'&', ..] => and_op,
            [b'|', b'|', ..] => or_op,
            _ => return Ok(state),
        };
        let next = state.tried(|state| then(then(operator(state), nl), pipeline));
        match next {
            Ok(next) => state = next,
            Err(same) => return Ok(same),
        }
    }
}

#[inline]
pub fn and_op(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b'&', b'&', ..] => leaf(state, Rule::and_op, 2),
        _ => Err(state),
    }
}

#[inline]
pub fn or_op(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b'|', b'|', ..] => leaf(state, Rule::or_op, 2),
        _ => Err(state),
    }
}

pub fn item_end(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b'\n', ..] => nl(state),
        [b';', b';' | b'&', ..] | [] | [b')', ..] => Ok(state),
        [b';', ..] => then(take(state, 1), nl),
        [b'&', b'&', ..] => Err(state),
        [b'&', ..] => then(leaf(state, Rule::async_op, 1), nl),
        _ => list_end(state),
    }
}

pub fn pipeline(state: State<'_>) -> Parsed<'_> {
    if matches!(first(&state), b'!' | b't') {
        return state
            .tried(|state| then(prefixes(state), optional_stages))
            .or_else(stages);
    }
    stages(state)
}

#[inline]
fn optional_stages(state: State<'_>) -> Parsed<'_> {
    state.optional(stages)
}

pub fn more_stages(mut state: State<'_>) -> Parsed<'_> {
    loop {
        let (rule, count) = match rest(&state) {
            [b'|', b'|', ..] => return Ok(state),
            [b'|', b'&', ..] => (Rule::pipe_both, 2),
            [b'|', ..] => (Rule::pipe, 1),
            _ => return Ok(state),
        };
        let next = state.tried(|state| then(then(leaf(state, rule, count), nl), command));
        match next {
            Ok(next) => state = next,
            Err(same) => return Ok(same),
        }
    }
}

pub fn command(state: State<'_>) -> Parsed<'_> {
    let text = rest(&state);
    let starts = match text.first() {
        Some(b'(') => return compound(state),
        Some(b'i' | b'w' | b'u' | b'f' | b'c' | b'{' | b'[' | b's') => plain_word(text),
        _ => None,
    };
    match starts {
        Some(b"if" | b"while" | b"until" | b"for" | b"case" | b"{" | b"[[" | b"select") => {
            compound(state)
        }
        Some(b"function") => function_def(state),
        Some(b"coproc") => coproc(state),
        _ => simple(state),
    }
}

pub fn compound(state: State<'_>) -> Parsed<'_> {
    let text = rest(&state);
    let body: fn(State<'_>) -> Parsed<'_> = match text {
        [b'(', b'(', ..] => arith_command,
        [b'(', ..] => subshell,
        _ => match plain_word(text) {
            Some(b"if") => if_clause,
            Some(b"while") => while_clause,
            Some(b"until") => until_clause,
            Some(b"for") => for_clause,
            Some(b"case") => case_clause,
            Some(b"{") => group,
            Some(b"[[") => condition,
            Some(b"select") => select_clause,
            _ => return Err(state),
        },
    };
    state.noted(Rule::compound, |state| {
        state.tried(|state| then(then(body(state), b), redirects))
    })
}

pub fn redirects(mut state: State<'_>) -> Parsed<'_> {
    while starts_redirect(rest(&state)) {
        match redirect(state) {
            Ok(next) => state = b(next)?,
            Err(same) => return Ok(same),
        }
    }
    Ok(state)
}

pub fn case_arms(mut state: State<'_>) -> Parsed<'_> {
    loop {
        if plain_word(rest(&state)) == Some(b"esac") {
            return Ok(state);
        }
        match case_arm(state) {
            Ok(next) => state = next,
            Err(same) => return Ok(same),
        }
    }
}

pub fn arm_end(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b';', b';', b'&', ..] => then(leaf(state, Rule::case_end, 3), nl),
        [b';', b';' | b'&', ..] => then(leaf(state, Rule::case_end, 2), nl),
        text => {
            let holds = plain_word(text) == Some(b"esac");
            when(state, holds)
        }
    }
}

// ---------------------------------------------------------------- simple commands

pub fn simple(state: State<'_>) -> Parsed<'_> {
    let text = rest(&state);
    let starts_word = match text.first() {
        None => return Err(state),
        Some(_) if starts_assignment(text) || starts_redirect(text) => false,
        Some(_) if is_reserved(text) => return Err(state),
        Some(_) => true,
    };
    state.noted(Rule::simple, |state| {
        state.tried(|state| {
            if !starts_word {
                let start = state.position().pos();
                let state = simple_rest(state)?;
                let moved = state.position().pos() > start;
                return when(state, moved);
            }
            let state = then(word(state), b)?;
            if first(&state) == b'(' {
                return function_tail(state).or_else(arguments);
            }
            arguments(state)
        })
    })
}

pub fn simple_rest(mut state: State<'_>) -> Parsed<'_> {
    loop {
        let text = rest(&state);
        let next = if starts_assignment(text) {
            assignment(state)
        } else if starts_redirect(text) {
            redirect(state)
        } else {
            return match word(state) {
                Ok(state) => then(b(state), arguments),
                Err(state) => Ok(state),
            };
        };
        match next {
            Ok(next) => state = b(next)?,
            Err(same) => return Ok(same),
        }
    }
}

pub fn arguments(mut state: State<'_>) -> Parsed<'_> {
    loop {
        let text = rest(&state);
        let next = match text.first() {
            None | Some(b'\n' | b';' | b'|' | b'(' | b')') => return Ok(state),
            Some(b'<' | b'>' | b'&' | b'{' | b'0'..=b'9') if starts_redirect(text) => {
                redirect(state)
            }
            Some(b'&') => return Ok(state),
            Some(byte) if is(*byte, NAME) && starts_array(text) => array_argument(state),
            Some(_) => word(state),
        };
        match next {
            Ok(next) => state = b(next)?,
            Err(same) => return Ok(same),
        }
    }
}

fn starts_array(text: &[u8]) -> bool {
    let len = name_len(text);
    len > 0
        && matches!(
            text.get(len..),
            Some([b'=', b'(', ..] | [b'+', b'=', b'(', ..])
        )
}

pub fn assignment(state: State<'_>) -> Parsed<'_> {
    state.noted(Rule::assignment, |state| {
        state.tried(|state| {
            let len = name_len(rest(&state));
            let mut state = take(state, len)?;
            if first(&state) == b'[' {
                state = subscript(state)?;
            }
            let operator = match rest(&state) {
                [b'=', ..] => 1,
                [b'+', b'=', ..] => 2,
                _ => return Err(state),
            };
            let state = take(state, operator)?;
            match first(&state) {
                b'(' => state.optional(array),
                byte if is(byte, META) => Ok(state.optional(word)?),
                _ => state.optional(word),
            }
        })
    })
}

pub fn redirect_fd(state: State<'_>) -> Parsed<'_> {
    let text = rest(&state);
    match text.first() {
        Some(b'0'..=b'9') => {
            let digits = run(text, |byte| is(byte, DIGIT));
            leaf(state, Rule::io_number, digits)
        }
        Some(b'{') => {
            let len = name_len(text.get(1..).unwrap_or_default());
            leaf(state, Rule::io_variable, len + 2)
        }
        _ => Ok(state),
    }
}

pub fn redirect_op(state: State<'_>) -> Parsed<'_> {
    let count = match rest(&state) {
        [b'<', b'<', b'<' | b'-', ..] | [b'&', b'>', b'>', ..] => 3,
        [b'<', b'<' | b'&' | b'>', ..] | [b'>', b'>' | b'|' | b'&', ..] | [b'&', b'>', ..] => 2,
        [b'<' | b'>', ..] => 1,
        _ => return Err(state),
    };
    leaf(state, Rule::redirect_op, count)
}

// ---------------------------------------------------------------- words

pub fn word(state: State<'_>) -> Parsed<'_> {
    let text = rest(&state);
    let count = run(text, |byte| !is(byte, META | QUOTE));
    let after = text.get(count).copied();
    match after {
        Some(b'(') if opens_group(text, count) => word_of_parts(state, count - 1),
        None | Some(b'\n' | b' ' | b'\t' | b';' | b'&' | b'|' | b'(' | b')') => match count {
            0 => Err(state),
            _ => leaf(state, Rule::word, count),
        },
        Some(b'<' | b'>') if count == 0 && text.get(1) != Some(&b'(') => Err(state),
        Some(_) => word_of_parts(state, count),
    }
}

/// A word whose first `count` bytes are ordinary.
fn word_of_parts(state: State<'_>, count: usize) -> Parsed<'_> {
    state.noted(Rule::word, |state| {
        state.tried(|state| {
            let start = state.position().pos();
            let state = then(take(state, count), word_parts)?;
            let moved = state.position().pos() > start;
            when(state, moved)
        })
    })
}

/// Whether the parenthesis after the ordinary bytes `..count` opens an extended pattern.
#[inline(always)]
fn opens_group(text: &[u8], count: usize) -> bool {
    let before = count.checked_sub(1).and_then(|last| text.get(last));
    matches!(before, Some(b'?' | b'*' | b'+' | b'@' | b'!'))
}

pub fn word_parts(mut state: State<'_>) -> Parsed<'_> {
    loop {
        let text = rest(&state);
        let count = run(text, |byte| !is(byte, META | QUOTE));
        let is_group = text.get(count) == Some(&b'(') && opens_group(text, count);
        let literal = count - usize::from(is_group);
        if literal > 0 {
            state = take(state, literal)?;
        }
        let next = match text.get(count..) {
            Some(_) if is_group => pattern_group(state),
            Some([b'<' | b'>', b'(', ..]) => process_sub(state),
            Some([byte, ..]) if is(*byte, QUOTE) => quote_or_dollar(state, *byte),
            _ => return Ok(state),
        };
        match next {
            Ok(next) => state = next,
            Err(same) => return Ok(same),
        }
    }
}

#[inline]
fn quote_or_dollar(state: State<'_>, byte: u8) -> Parsed<'_> {
    match byte {
        b'$' => dollar_u(state),
        b'"' => double(state),
        b'\'' => single(state),
        b'\\' => escape(state),
        _ => backquote(state),
    }
}

pub fn single(state: State<'_>) -> Parsed<'_> {
    let Some(inner) = rest(&state).strip_prefix(b"'") else {
        return Err(state);
    };
    let len = run(inner, |byte| byte != b'\'');
    match inner.get(len) {
        Some(_) => leaf(state, Rule::single, len + 2),
        None => Err(state),
    }
}

pub fn escape(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b'\\', byte, ..] if byte.is_ascii() => leaf(state, Rule::escape, 2),
        [b'\\', _, ..] => state.noted(Rule::escape, |state| state.skip(2)),
        _ => Err(state),
    }
}

#[inline]
pub fn rparen(state: State<'_>) -> Parsed<'_> {
    match first(&state) {
        b')' => leaf(state, Rule::rparen, 1),
        _ => Err(state),
    }
}

#[inline]
pub fn close_brace(state: State<'_>) -> Parsed<'_> {
    match first(&state) {
        b'}' => leaf(state, Rule::close_brace, 1),
        _ => Err(state),
    }
}

/// Literal text up to a byte that `stops`, and the `part` that starts there, over and over. A part that
/// is none, or does not match, ends the loop.
#[inline(always)]
fn text_parts<'i>(
    mut state: State<'i>,
    stops: impl Fn(u8) -> bool,
    part: impl Fn(State<'i>, u8) -> Parsed<'i>,
) -> Parsed<'i> {
    loop {
        let text = rest(&state);
        let count = run(text, |byte| !stops(byte));
        state = take(state, count)?;
        let Some(&byte) = text.get(count) else {
            return Ok(state);
        };
        match part(state, byte) {
            Ok(next) => state = next,
            Err(same) => return Ok(same),
        }
    }
}

pub fn double(state: State<'_>) -> Parsed<'_> {
    if first(&state) != b'"' {
        return Err(state);
    }
    state.noted(Rule::double, |state| {
        state.tried(|state| then(then(take(state, 1), double_parts), double_end))
    })
}

#[inline]
pub fn double_end(state: State<'_>) -> Parsed<'_> {
    match first(&state) {
        b'"' => take(state, 1),
        _ => Err(state),
    }
}

pub fn double_parts(state: State<'_>) -> Parsed<'_> {
    text_parts(
        state,
        |byte| matches!(byte, b'"' | b'\\' | b'$' | b'`'),
        |state, byte| match byte {
            b'$' => dollar_q(state),
            b'\\' => escape(state),
            b'`' => backquote(state),
            _ => Err(state),
        },
    )
}

pub fn here_parts(state: State<'_>) -> Parsed<'_> {
    text_parts(
        state,
        |byte| matches!(byte, b'\\' | b'$' | b'`'),
        |state, byte| match byte {
            b'$' => dollar_q(state),
            b'\\' => escape(state),
            _ => backquote(state),
        },
    )
}

pub fn operand_parts_u(state: State<'_>) -> Parsed<'_> {
    text_parts(
        state,
        |byte| byte == b'}' || is(byte, QUOTE),
        |state, byte| match byte {
            b'}' => Err(state),
            _ => quote_or_dollar(state, byte),
        },
    )
}

pub fn operand_parts_q(state: State<'_>) -> Parsed<'_> {
    text_parts(
        state,
        |byte| matches!(byte, b'}' | b'"' | b'\\' | b'$' | b'`'),
        |state, byte| match byte {
            b'$' => dollar_q(state),
            b'"' => double(state),
            b'\\' => escape(state),
            b'`' => backquote(state),
            _ => Err(state),
        },
    )
}

pub fn arith_parts(state: State<'_>) -> Parsed<'_> {
    text_parts(
        state,
        |byte| matches!(byte, b'(' | b')') || is(byte, QUOTE),
        |state, byte| match byte {
            b'(' => arith_group(state),
            b'\'' => arith_single(state),
            b'"' => double(state),
            b'\\' => escape(state),
            b'$' => dollar_q(state),
            b'`' => backquote(state),
            _ => Err(state),
        },
    )
}

// ---------------------------------------------------------------- expansions

pub fn dollar_u(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b'$', b'{', ..] => braced_u(state),
        [b'$', b'\'', ..] => dollar_single(state),
        _ => dollar(state),
    }
}

pub fn dollar_q(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b'$', b'{', ..] => braced_q(state),
        _ => dollar(state),
    }
}

/// `$` where it does not start `${` or a quote.
#[inline]
fn dollar(state: State<'_>) -> Parsed<'_> {
    match rest(&state) {
        [b'$', b'(', b'(', ..] => arith(state),
        [b'$', b'(', ..] => command_sub(state),
        [b'$', after @ ..] => match after.first() {
            Some(byte) if is(*byte, DIGIT) || b"@*#?-$!".contains(byte) => {
                leaf(state, Rule::param, 2)
            }
            _ => match name_len(after) {
                0 => take(state, 1),
                len => leaf(state, Rule::param, len + 1),
            },
        },
        _ => Err(state),
    }
}

pub fn command_sub(state: State<'_>) -> Parsed<'_> {
    if !rest(&state).starts_with(b"$(") {
        return Err(state);
    }
    state.noted(Rule::command_sub, |state| {
        state.tried(|state| then(then(then(take(state, 2), nl), optional_list), rparen))
    })
}

#[inline]
fn optional_list(state: State<'_>) -> Parsed<'_> {
    match first(&state) {
        b')' => Ok(state),
        _ => state.optional(list),
    }
}

pub fn braced_u(state: State<'_>) -> Parsed<'_> {
    if !rest(&state).starts_with(b"${") {
        return Err(state);
    }
    state.noted(Rule::braced_u, |state| {
        state.tried(|state| {
            let state = take(state, 2)?;
            then(braced(state, operand_u, braced_body_u), close_brace)
        })
    })
}

pub fn braced_q(state: State<'_>) -> Parsed<'_> {
    if !rest(&state).starts_with(b"${") {
        return Err(state);
    }
    state.noted(Rule::braced_q, |state| {
        state.tried(|state| {
            let state = take(state, 2)?;
            then(braced(state, operand_q, braced_body_q), close_brace)
        })
    })
}

/// What stands between `${` and `}`: the usual forms here, all others by the grammar.
#[inline]
fn braced<'i>(
    state: State<'i>,
    operand: fn(State<'i>) -> Parsed<'i>,
    otherwise: fn(State<'i>) -> Parsed<'i>,
) -> Parsed<'i> {
    let text = rest(&state);
    let len = match name_len(text) {
        0 => run(text, |byte| is(byte, DIGIT)),
        len => len,
    };
    if len == 0 {
        return otherwise(state);
    }
    let (rule, count, operand) = match text.get(len..).unwrap_or_default() {
        [b'}', ..] => return leaf(state, Rule::parameter, len),
        [b':', b'-' | b'=' | b'?' | b'+', ..] => (Rule::default_op, 2, operand),
        [b'-' | b'=' | b'?' | b'+', ..] => (Rule::default_op, 1, operand),
        [b'#', b'#', ..] | [b'%', b'%', ..] => {
            (Rule::trim_op, 2, operand_u as fn(State<'i>) -> Parsed<'i>)
        }
        [b'#' | b'%', ..] => (Rule::trim_op, 1, operand_u as fn(State<'i>) -> Parsed<'i>),
        _ => return otherwise(state),
    };
    let state = leaf(state, Rule::parameter, len)?;
    then(leaf(state, rule, count), operand)
}
