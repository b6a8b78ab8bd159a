//! Tokens → tree, by precedence climbing.

use super::super::ast::Name;
use super::lex::{Lexer, Token};
use super::{Arith, ArithSyntaxError, BinaryOp, Subscript, UnaryOp};
use crate::source::Span;

/// How deep a tree gets at most, so that walking and dropping it cannot overflow the stack.
pub const MAX_DEPTH: u32 = 2000;

/// How deep operators that nest to the right (prefixes, assignments, `?:`, parentheses) nest at most: each
/// level costs the parser a dozen calls.
const MAX_NESTING: u32 = 500;

/// The same for what is parsed with the command: more is left to the time of expansion, when it is known how
/// much stack there is.
pub const EARLY_NESTING: u32 = 50;

/// Parses an expression whose expansions are done. No text at all is 0, as in bash.
///
/// # Errors
/// If the text is no expression.
pub fn parse(text: &[u8]) -> Result<Arith, ArithSyntaxError> {
    parse_within(text, MAX_NESTING)
}

/// The same with at most `levels` of nesting, for callers whose stack is nearly used up.
///
/// # Errors
/// If the text is no expression, or nests deeper.
pub fn parse_within(text: &[u8], levels: u32) -> Result<Arith, ArithSyntaxError> {
    let mut parser = Parser::new(text, false)?;
    parser.nesting = MAX_NESTING.saturating_sub(levels);
    parser.whole()
}

/// Parses an expression in which `$name`, `${name}`, `$1` and `$#` still stand.
///
/// Succeeds only if putting any integer in the place of each cannot change the tree, and within `levels` of nesting.
pub fn parse_with_dollars(text: &[u8], levels: u32) -> Result<Arith, ArithSyntaxError> {
    let mut parser = Parser::new(text, true)?;
    parser.nesting = MAX_NESTING.saturating_sub(levels);
    parser.whole()
}

/// A tree and how deep it is.
struct Deep {
    tree: Arith,
    depth: u32,
}

type Parsed = Result<Deep, ArithSyntaxError>;

struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token<'a>,
    span: Span,
    text: &'a [u8],
    nesting: u32,
}

impl<'a> Parser<'a> {
    fn new(text: &'a [u8], has_dollars: bool) -> Result<Self, ArithSyntaxError> {
        let mut parser = Self {
            lexer: Lexer::new(text, has_dollars),
            token: Token::End,
            span: Span::default(),
            text,
            nesting: 0,
        };
        parser.advance()?;
        Ok(parser)
    }

    fn advance(&mut self) -> Result<(), ArithSyntaxError> {
        (self.token, self.span) = self.lexer.next()?;
        Ok(())
    }

    fn whole(mut self) -> Result<Arith, ArithSyntaxError> {
        if self.token == Token::End {
            return Ok(Arith::Number(0));
        }
        let Deep { tree, .. } = self.comma()?;
        match self.token {
            Token::End => Ok(tree),
            Token::Assign(_) => Err(self.error("only a variable can be assigned to")),
            _ => Err(self.expected("an operator")),
        }
    }

    /// Checks that what is about to be parsed is not nested too deeply.
    fn nest<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, ArithSyntaxError>,
    ) -> Result<T, ArithSyntaxError> {
        if self.nesting >= MAX_NESTING {
            return Err(self.error("nested too deeply"));
        }
        self.nesting += 1;
        let result = parse(self);
        self.nesting -= 1;
        result
    }

    fn comma(&mut self) -> Parsed {
        let mut left = self.assignment()?;
        while self.token == Token::Comma {
            self.advance()?;
            let right = self.assignment()?;
            left = self.join(left, right, |left, right| {
                Arith::Comma(Box::new(left), Box::new(right))
            })?;
        }
        Ok(left)
    }

    fn assignment(&mut self) -> Parsed {
        let left = self.conditional()?;
        let Token::Assign(op) = self.token else {
            return Ok(left);
        };
        if !matches!(left.tree, Arith::Variable(_) | Arith::Element(..)) {
            return Err(self.error("only a variable can be assigned to"));
        }
        self.advance()?;
        let right = self.nest(Self::assignment)?;
        self.join(left, right, |target, value| {
            Arith::Assign(Box::new(target), op, Box::new(value))
        })
    }

    fn conditional(&mut self) -> Parsed {
        let condition = self.binary(0)?;
        if self.token != Token::Question {
            return Ok(condition);
        }
        self.advance()?;
        let (yes, no) = self.nest(|parser| {
            let yes = parser.comma()?;
            if parser.token != Token::Colon {
                return Err(parser.expected("`:`"));
            }
            parser.advance()?;
            Ok((yes, parser.conditional()?))
        })?;
        let depth = self.level(condition.depth.max(yes.depth).max(no.depth))?;
        Ok(Deep {
            tree: Arith::Conditional(
                Box::new(condition.tree),
                Box::new(yes.tree),
                Box::new(no.tree),
            ),
            depth,
        })
    }

    /// Binary operators that bind at least as tightly as `least`.
    fn binary(&mut self, least: u8) -> Parsed {
        let mut left = self.unary()?;
        while let Some((operator, binding)) = binding(self.token).filter(|(_, b)| *b >= least) {
            self.advance()?;
            // `**` groups to the right, all others to the left.
            let right = match operator {
                Join::Op(BinaryOp::Power) => self.nest(|parser| parser.binary(binding))?,
                _ => self.binary(binding + 1)?,
            };
            left = self.join(left, right, |left, right| {
                let (left, right) = (Box::new(left), Box::new(right));
                match operator {
                    Join::And => Arith::And(left, right),
                    Join::Or => Arith::Or(left, right),
                    Join::Op(op) => Arith::Binary(op, left, right),
                }
            })?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        let operator = match self.token {
            Token::Operator(BinaryOp::Add) => UnaryOp::Plus,
            Token::Operator(BinaryOp::Subtract) => UnaryOp::Minus,
            Token::Not => UnaryOp::Not,
            Token::Complement => UnaryOp::Complement,
            Token::Increment | Token::Decrement => return self.prefix_increment(),
            _ => return self.postfix(),
        };
        self.advance()?;
        if self.token == Token::MinNumber && operator == UnaryOp::Minus {
            self.advance()?;
            return Ok(leaf(Arith::Number(i64::MIN)));
        }
        let operand = self.nest(Self::unary)?;
        let depth = self.level(operand.depth)?;
        Ok(Deep {
            tree: Arith::Unary(operator, Box::new(operand.tree)),
            depth,
        })
    }

    /// `++name`; before anything else than a name it is two signs, as in bash.
    fn prefix_increment(&mut self) -> Parsed {
        let is_plus = self.token == Token::Increment;
        self.advance()?;
        if matches!(self.token, Token::Name(_)) {
            let target = self.operand()?;
            let depth = self.level(target.depth)?;
            return Ok(Deep {
                tree: Arith::Increment {
                    target: Box::new(target.tree),
                    by: if is_plus { 1 } else { -1 },
                    is_prefix: true,
                },
                depth,
            });
        }
        if self.token == Token::MinNumber && !is_plus {
            return Err(self.expected("a smaller number"));
        }
        let operand = self.nest(Self::unary)?;
        let sign = if is_plus {
            UnaryOp::Plus
        } else {
            UnaryOp::Minus
        };
        let depth = self.level(operand.depth)?;
        let depth = self.level(depth)?;
        let inner = Arith::Unary(sign, Box::new(operand.tree));
        Ok(Deep {
            tree: Arith::Unary(sign, Box::new(inner)),
            depth,
        })
    }

    fn postfix(&mut self) -> Parsed {
        let operand = self.operand()?;
        let by = match self.token {
            Token::Increment => 1,
            Token::Decrement => -1,
            _ => return Ok(operand),
        };
        if !matches!(operand.tree, Arith::Variable(_) | Arith::Element(..)) {
            // `1++2` is `1 + +2`: the signs are read one by one.
            self.split_signs(by);
            return Ok(operand);
        }
        self.advance()?;
        let depth = self.level(operand.depth)?;
        Ok(Deep {
            tree: Arith::Increment {
                target: Box::new(operand.tree),
                by,
                is_prefix: false,
            },
            depth,
        })
    }

    /// Takes the first sign of `++` or `--` for a token of its own.
    fn split_signs(&mut self, by: i64) {
        self.token = Token::Operator(match by {
            1 => BinaryOp::Add,
            _ => BinaryOp::Subtract,
        });
        self.span.end = self.span.start + 1;
        self.lexer.rewind_to(self.span.end as usize);
    }

    fn operand(&mut self) -> Parsed {
        match self.token {
            Token::Number(value) => {
                self.advance()?;
                Ok(leaf(Arith::Number(value)))
            }
            Token::MinNumber => Err(self.error("the number is too large for 64 bits")),
            Token::Name(name) => {
                let name = Name::new(name);
                self.advance()?;
                match self.token {
                    Token::OpenBracket => self.element(name),
                    _ => Ok(leaf(Arith::Variable(name))),
                }
            }
            Token::Dollar(name) => {
                let tree = dollar(name).ok_or_else(|| self.expected("a parameter"))?;
                self.advance()?;
                Ok(leaf(tree))
            }
            Token::Open => {
                self.advance()?;
                let inner = self.nest(Self::comma)?;
                if self.token != Token::Close {
                    return Err(self.expected("`)`"));
                }
                self.advance()?;
                self.check_no_target(&inner.tree)?;
                Ok(inner)
            }
            _ => Err(self.expected("an operand")),
        }
    }

    /// Parentheses leave no trace in the tree, but `(x) = 1` and `(x)++` assign to nothing.
    fn check_no_target(&self, inner: &Arith) -> Result<(), ArithSyntaxError> {
        let is_target = matches!(inner, Arith::Variable(_) | Arith::Element(..));
        match self.token {
            Token::Assign(_) | Token::Increment | Token::Decrement if is_target => {
                Err(self.error("only a variable can be assigned to"))
            }
            _ => Ok(()),
        }
    }

    /// `name[subscript]`, at the `[`. What is no expression may still be a key, and then ends at the bracket that
    /// closes it.
    fn element(&mut self, name: Name) -> Parsed {
        let start = self.span.end as usize;
        let inside = self.text.get(start..).unwrap_or_default();
        let len = bracketed_len(inside);
        let attempt = self.index();
        let (tree, below) = match (attempt, len) {
            (Ok(index), _) => (Ok(index.tree), index.depth),
            (Err(error), Some(len)) => {
                self.lexer.rewind_to(start + len);
                self.advance()?;
                (Err(error.message), 0)
            }
            (Err(error), None) => return Err(error),
        };
        let text = inside.get(..len.unwrap_or(0)).unwrap_or_default().into();
        self.advance()?;
        let depth = self.level(below)?;
        Ok(Deep {
            tree: Arith::Element(name, Box::new(Subscript { text, tree })),
            depth,
        })
    }

    /// The expression in the brackets; the closing one is the token then.
    fn index(&mut self) -> Parsed {
        self.advance()?;
        let index = self.nest(Self::comma)?;
        match self.token {
            Token::CloseBracket => Ok(index),
            _ => Err(self.expected("`]`")),
        }
    }

    fn join(&self, left: Deep, right: Deep, make: impl FnOnce(Arith, Arith) -> Arith) -> Parsed {
        let depth = self.level(left.depth.max(right.depth))?;
        Ok(Deep {
            tree: make(left.tree, right.tree),
            depth,
        })
    }

    /// The depth of a tree above one of depth `below`.
    fn level(&self, below: u32) -> Result<u32, ArithSyntaxError> {
        match below {
            MAX_DEPTH.. => Err(self.error("the expression is too long")),
            _ => Ok(below + 1),
        }
    }

    fn error(&self, message: &str) -> ArithSyntaxError {
        ArithSyntaxError {
            message: message.to_owned(),
            span: self.span,
        }
    }

    fn expected(&self, what: &str) -> ArithSyntaxError {
        let found = self
            .text
            .get(self.span.start as usize..self.span.end as usize)
            .unwrap_or_default();
        ArithSyntaxError {
            message: match self.token {
                Token::End => format!("expected {what}, found the end"),
                _ => format!(
                    "expected {what}, found `{}`",
                    String::from_utf8_lossy(found)
                ),
            },
            span: self.span,
        }
    }
}

/// How long the text is that stands before the `]` without a `[` of its own.
fn bracketed_len(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    text.iter().position(|byte| {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 0 => return true,
            b']' => depth -= 1,
            _ => {}
        }
        false
    })
}

const fn leaf(tree: Arith) -> Deep {
    Deep { tree, depth: 1 }
}

fn dollar(name: &[u8]) -> Option<Arith> {
    match name {
        b"#" => Some(Arith::ArgumentCount),
        [b'1'..=b'9', ..] => {
            let digits = std::str::from_utf8(name).ok()?;
            digits.parse().ok().map(Arith::Positional)
        }
        _ if super::super::is_name(name) => Some(Arith::Dollar(Name::new(name))),
        _ => None,
    }
}

/// How a binary operator joins its sides.
#[derive(Clone, Copy)]
enum Join {
    Op(BinaryOp),
    And,
    Or,
}

/// The binary operator that a token is, and how tightly it binds.
fn binding(token: Token<'_>) -> Option<(Join, u8)> {
    use BinaryOp as B;
    Some(match token {
        Token::Or => (Join::Or, 0),
        Token::And => (Join::And, 1),
        Token::Operator(op) => (
            Join::Op(op),
            match op {
                B::BitOr => 2,
                B::BitXor => 3,
                B::BitAnd => 4,
                B::Equal | B::NotEqual => 5,
                B::Less | B::LessEqual | B::Greater | B::GreaterEqual => 6,
                B::ShiftLeft | B::ShiftRight => 7,
                B::Add | B::Subtract => 8,
                B::Multiply | B::Divide | B::Remainder => 9,
                B::Power => 10,
            },
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in prefix notation.
    fn shown(text: &str) -> String {
        match parse(text.as_bytes()) {
            Ok(tree) => show(&tree),
            Err(error) => format!("error: {}", error.message),
        }
    }

    fn settled(text: &str) -> Option<String> {
        parse_with_dollars(text.as_bytes(), EARLY_NESTING)
            .ok()
            .map(|tree| show(&tree))
    }

    fn show(tree: &Arith) -> String {
        let name = |name: &Name| String::from_utf8_lossy(&name.text).into_owned();
        match tree {
            Arith::Number(value) => value.to_string(),
            Arith::Variable(variable) => name(variable),
            Arith::Dollar(variable) => format!("${}", name(variable)),
            Arith::Positional(number) => format!("${number}"),
            Arith::ArgumentCount => "$#".to_owned(),
            Arith::Element(array, index) => match &index.tree {
                Ok(tree) => format!("{}[{}]", name(array), show(tree)),
                Err(_) => format!("{}[key]", name(array)),
            },
            Arith::Unary(op, operand) => format!("({op:?} {})", show(operand)),
            Arith::Binary(op, left, right) => format!("({op:?} {} {})", show(left), show(right)),
            Arith::And(left, right) => format!("(And {} {})", show(left), show(right)),
            Arith::Or(left, right) => format!("(Or {} {})", show(left), show(right)),
            Arith::Conditional(c, yes, no) => {
                format!("(If {} {} {})", show(c), show(yes), show(no))
            }
            Arith::Assign(target, op, value) => {
                format!("(Set {:?} {} {})", op, show(target), show(value))
            }
            Arith::Increment {
                target,
                by,
                is_prefix,
            } => format!("(Step {by} {is_prefix} {})", show(target)),
            Arith::Comma(left, right) => format!("(Comma {} {})", show(left), show(right)),
        }
    }

    #[test]
    fn precedence_is_that_of_c() {
        let cases = [
            ("1+2*3", "(Add 1 (Multiply 2 3))"),
            ("1-2-3", "(Subtract (Subtract 1 2) 3)"),
            ("-2**2", "(Power (Minus 2) 2)"),
            ("2**3**2", "(Power 2 (Power 3 2))"),
            ("1|2^3&4", "(BitOr 1 (BitXor 2 (BitAnd 3 4)))"),
            ("1<2==3>4", "(Equal (Less 1 2) (Greater 3 4))"),
            ("1<<2+3", "(ShiftLeft 1 (Add 2 3))"),
            ("a||b&&c", "(Or a (And b c))"),
            ("!-5", "(Not (Minus 5))"),
            ("1?2:3?4:5", "(If 1 2 (If 3 4 5))"),
            ("0?1,2:3", "(If 0 (Comma 1 2) 3)"),
            ("x=y+=3", "(Set None x (Set Some(Add) y 3))"),
            ("a[i+1]=2, a[0]", "(Comma (Set None a[(Add i 1)] 2) a[0])"),
            (" ( 1 ) ", "1"),
            ("", "0"),
        ];
        for (text, tree) in cases {
            assert_eq!(shown(text), tree, "{text}");
        }
    }

    #[test]
    fn signs_are_read_as_bash_reads_them() {
        let cases = [
            ("1++2", "(Add 1 (Plus 2))"),
            ("1--2", "(Subtract 1 (Minus 2))"),
            ("--3", "(Minus (Minus 3))"),
            ("--x", "(Step -1 true x)"),
            ("x+++y", "(Add (Step 1 false x) y)"),
            ("x---y", "(Subtract (Step -1 false x) y)"),
            ("3---5", "(Subtract 3 (Minus (Minus 5)))"),
            ("a[1]++", "(Step 1 false a[1])"),
        ];
        for (text, tree) in cases {
            assert_eq!(shown(text), tree, "{text}");
        }
    }

    #[test]
    fn constants_have_bases() {
        let cases = [
            ("0", "0"),
            ("0777", "511"),
            ("0x1F", "31"),
            ("16#ff", "255"),
            ("36#Z", "35"),
            ("37#A", "36"),
            ("64#@_", "4031"),
            ("10#08", "8"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("0xffffffffffffffff", "-1"),
            (
                "9223372036854775808",
                "error: the number is too large for 64 bits",
            ),
            (
                "99999999999999999999",
                "error: `99999999999999999999` is too large for 64 bits",
            ),
            ("08", "error: `08` is no octal number"),
            ("1a", "error: `1a` is no number"),
            (
                "2#2",
                "error: `2#2` has a digit that its base does not have",
            ),
            ("65#1", "error: `65#1` has a base that is not from 2 to 64"),
            ("2#", "error: `2#` has no digits"),
        ];
        for (text, tree) in cases {
            assert_eq!(shown(text), tree, "{text}");
        }
    }

    #[test]
    fn wrong_texts_are_told() {
        let cases = [
            ("1 +", "error: expected an operand, found the end"),
            ("1 2", "error: expected an operator, found `2`"),
            ("(1", "error: expected `)`, found the end"),
            ("1)", "error: expected an operator, found `)`"),
            ("a[1", "error: expected `]`, found the end"),
            ("3=4", "error: only a variable can be assigned to"),
            ("(x)=4", "error: only a variable can be assigned to"),
            ("1 || x=5", "error: only a variable can be assigned to"),
            ("1?2", "error: expected `:`, found the end"),
            ("$x", "error: unexpected `$`"),
            ("5++", "error: expected an operand, found the end"),
            ("\u{e9}", "error: unexpected `é`"),
        ];
        for (text, tree) in cases {
            assert_eq!(shown(text), tree, "{text}");
        }
    }

    #[test]
    fn parameters_are_settled_only_where_any_integer_fits() {
        assert_eq!(settled("${x}+1").as_deref(), Some("(Add $x 1)"));
        assert_eq!(
            settled("$1*${10}-$#").as_deref(),
            Some("(Subtract (Multiply $1 $10) $#)")
        );
        assert_eq!(settled("-${x}").as_deref(), Some("(Minus $x)"));
        assert_eq!(settled("a[${x}]").as_deref(), Some("a[$x]"));
        for text in [
            "${a}${b}", "1${a}", "x${a}", "0x${a}", "${a}1", "${a}[1]", "${a}#1", "1 ${a}",
            "++${a}", "${a}++", "${a}=1", "--${a}", "${0}", "16#${a}", "${a}.5",
        ] {
            assert_eq!(settled(text), None, "{text}");
        }
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        // Frames are large without optimization, and the stacks of tests small.
        let thread = std::thread::Builder::new().stack_size(32 << 20);
        thread.spawn(check_bounds).unwrap().join().unwrap();
    }

    fn check_bounds() {
        for text in ["(", "-", "!", "~", "1?", "x=", "1**", "a[", "1+", "1,"] {
            let many = text.repeat(100_000);
            assert!(parse(many.as_bytes()).is_err(), "{text}");
        }
        let sum = format!("{}1", "1+".repeat(1000));
        assert!(parse(sum.as_bytes()).is_ok());
        assert!(parse_within(b"((1))", 1).is_err());
        assert!(parse_within(b"((1))", 10).is_ok());
    }
}
