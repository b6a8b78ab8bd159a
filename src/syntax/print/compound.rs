//! Compound commands, functions and conditions.

use super::super::ast::*;
use super::word::Place;
use super::{Layout, Printer, is_reserved};

impl Printer {
    pub(super) fn compound(&mut self, kind: &CommandKind) {
        match kind {
            CommandKind::Simple(simple) => self.simple(simple, &[]),
            CommandKind::Group(list) => {
                self.put(b"{");
                self.body(list);
                self.put(b"}");
            }
            CommandKind::Subshell(list) => self.subshell(list),
            CommandKind::If(clause) => self.if_clause(clause),
            CommandKind::While(clause) => self.loop_clause(b"while ", clause),
            CommandKind::Until(clause) => self.loop_clause(b"until ", clause),
            CommandKind::For(clause) => self.named_loop(b"for ", clause),
            CommandKind::Select(clause) => self.named_loop(b"select ", clause),
            CommandKind::ArithFor(clause) => self.arith_for(clause),
            CommandKind::Case(clause) => self.case_clause(clause),
            CommandKind::Function(function) => self.function(function),
            CommandKind::Arith(arith) => {
                self.put(b"((");
                self.arith(arith);
                self.put(b"))");
            }
            CommandKind::Condition(condition) => {
                self.put(b"[[ ");
                self.condition(condition, 0);
                self.put(b" ]]");
            }
            CommandKind::Coproc(coproc) => self.coproc(coproc),
        }
    }

    fn subshell(&mut self, list: &List) {
        self.put(b"(");
        if self.layout == Layout::Lines {
            self.body(list);
        } else {
            let start = self.out.len();
            self.inline_list(list);
            // `((` would be arithmetic.
            if self.out.get(start) == Some(&b'(') {
                self.out.insert(start, b' ');
            }
        }
        self.put(b")");
    }

    fn if_clause(&mut self, clause: &If) {
        let mut keyword: &[u8] = b"if ";
        for (condition, body) in &clause.branches {
            self.put(keyword);
            self.head_list(condition);
            self.put(b"then");
            self.body(body);
            keyword = b"elif ";
        }
        if let Some(otherwise) = &clause.otherwise {
            self.put(b"else");
            self.body(otherwise);
        }
        self.put(b"fi");
    }

    fn loop_clause(&mut self, keyword: &[u8], clause: &Loop) {
        self.put(keyword);
        self.head_list(&clause.condition);
        self.do_group(&clause.body);
    }

    fn do_group(&mut self, body: &List) {
        self.put(b"do");
        self.body(body);
        self.put(b"done");
    }

    fn named_loop(&mut self, keyword: &[u8], clause: &For) {
        self.put(keyword);
        self.put(&clause.name.text);
        if let Some(words) = &clause.words {
            self.put(b" in");
            for word in words {
                self.put(b" ");
                self.word(word);
            }
        }
        self.put(b"; ");
        self.do_group(&clause.body);
    }

    fn arith_for(&mut self, clause: &ArithFor) {
        self.put(b"for ((");
        let mut separator: &[u8] = b"";
        for section in [&clause.init, &clause.condition, &clause.step] {
            self.put(separator);
            if let Some(section) = section {
                self.arith(section);
            }
            separator = b";";
        }
        self.put(b")); ");
        self.do_group(&clause.body);
    }

    fn case_clause(&mut self, clause: &Case) {
        self.put(b"case ");
        self.word(&clause.subject);
        self.put(b" in");
        self.indent += 1;
        for arm in &clause.arms {
            self.line_or_blank();
            self.case_arm(arm);
        }
        self.indent -= 1;
        self.line_or_blank();
        self.put(b"esac");
    }

    fn case_arm(&mut self, arm: &CaseArm) {
        // `esac` as the first pattern would end the command.
        let first = arm.patterns.first();
        if first.is_some_and(|word| word.ready() == Some(b"esac")) {
            self.put(b"(");
        }
        let mut separator: &[u8] = b"";
        for pattern in &arm.patterns {
            self.put(separator);
            self.word(pattern);
            separator = b" | ";
        }
        self.put(b")");
        self.indent += 1;
        if !arm.body.items.is_empty() {
            if self.layout == Layout::Line {
                self.put(b" ");
                self.inline_list(&arm.body);
            } else {
                for item in &arm.body.items {
                    self.newline();
                    self.item(item);
                }
            }
        }
        self.line_or_blank();
        self.indent -= 1;
        self.put(match arm.terminator {
            CaseTerminator::Break => b";;",
            CaseTerminator::FallThrough => b";&",
            CaseTerminator::Continue => b";;&",
        });
    }

    /// A newline where lines are wanted or bodies wait, otherwise a blank.
    fn line_or_blank(&mut self) {
        if self.layout == Layout::Lines || !self.pending.is_empty() {
            self.newline();
        } else {
            self.put(b" ");
        }
    }

    pub(super) fn function(&mut self, function: &Function) {
        let is_ordinary = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:+@/".contains(byte);
        if function.name.iter().all(is_ordinary) && !is_reserved(&function.name) {
            self.put(&function.name);
            self.put(b"() ");
        } else {
            self.put(b"function ");
            self.put(&function.name);
            self.put(b" ");
        }
        self.command(&function.body);
    }

    fn coproc(&mut self, coproc: &Coproc) {
        self.put(b"coproc ");
        let is_simple = matches!(coproc.command.kind, CommandKind::Simple(_));
        if !is_simple && &*coproc.name.text != b"COPROC" {
            self.put(&coproc.name.text);
            self.put(b" ");
        }
        self.command(&coproc.command);
    }

    /// A condition; parentheses where an operator that binds less tightly than `tightness` needs them
    /// (0: `||`, 1: `&&`, 2: `!` and words).
    fn condition(&mut self, condition: &Condition, tightness: u8) {
        let own = match condition {
            Condition::Or(..) => 0,
            Condition::And(..) => 1,
            _ => 2,
        };
        if own < tightness {
            self.put(b"( ");
            self.condition(condition, 0);
            self.put(b" )");
            return;
        }
        match condition {
            Condition::Or(operands) => self.joined(operands, b" || ", 1),
            Condition::And(operands) => self.joined(operands, b" && ", 2),
            Condition::Not(inner) => {
                self.put(b"! ");
                self.condition(inner, 2);
            }
            Condition::Unary(letter, word) => {
                self.put(&[b'-', *letter, b' ']);
                self.word(word);
            }
            Condition::Binary(left, op, right) => {
                self.word(left);
                self.put(b" ");
                self.put(operator(*op));
                self.put(b" ");
                self.word(right);
            }
            Condition::NotEmpty(word) => self.word(word),
        }
    }

    fn joined(&mut self, operands: &[Condition], operator: &[u8], tightness: u8) {
        for (index, operand) in operands.iter().enumerate() {
            if index > 0 {
                self.put(operator);
            }
            self.condition(operand, tightness);
        }
    }

    pub(super) fn arith(&mut self, arith: &ArithExpansion) {
        self.parts(&arith.text, Place::Double);
    }
}

const fn operator(op: ConditionOp) -> &'static [u8] {
    match op {
        ConditionOp::Match => b"==",
        ConditionOp::NotMatch => b"!=",
        ConditionOp::Regex => b"=~",
        ConditionOp::Less => b"<",
        ConditionOp::Greater => b">",
        ConditionOp::Eq => b"-eq",
        ConditionOp::Ne => b"-ne",
        ConditionOp::Lt => b"-lt",
        ConditionOp::Le => b"-le",
        ConditionOp::Gt => b"-gt",
        ConditionOp::Ge => b"-ge",
        ConditionOp::NewerThan => b"-nt",
        ConditionOp::OlderThan => b"-ot",
        ConditionOp::SameFile => b"-ef",
    }
}
