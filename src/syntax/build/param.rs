//! Parameter expansions (XCU 2.6.2) and subscripts.

use super::super::ast::*;
use super::super::names::name_len;
use super::word::Escapes;
use super::{Builder, Built, Nodes, Rule, Tree, refused};

impl Builder<'_> {
    /// `$name`, `$1`, `$@`.
    pub(super) fn simple_param(&self, tree: Tree<'_>) -> ParamExpansion {
        ParamExpansion {
            param: self
                .param(tree.start + 1, tree.end)
                .unwrap_or(Param::Special(SpecialParam::Zero)),
            is_indirect: false,
            op: ParamOp::Value,
            is_braced: false,
            span: tree.span(),
        }
    }

    /// The parameter that the text between two offsets names; `None` if its number is out of range.
    fn param(&self, start: u32, end: u32) -> Option<Param> {
        let text = self.slice(start, end);
        if name_len(text.as_bytes()) > 0 {
            return Some(Param::Variable(Name::new(text.as_bytes())));
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return match text.parse().ok()? {
                0 => Some(Param::Special(SpecialParam::Zero)),
                number => Some(Param::Positional(number)),
            };
        }
        Some(Param::Special(match text {
            "@" => SpecialParam::At,
            "*" => SpecialParam::Star,
            "#" => SpecialParam::Count,
            "?" => SpecialParam::Status,
            "-" => SpecialParam::Flags,
            "$" => SpecialParam::ShellPid,
            "!" => SpecialParam::LastAsyncPid,
            _ => return None,
        }))
    }

    pub(super) fn braced(&self, tree: Tree<'_>) -> Built<WordPart> {
        let mut nodes = tree.inner;
        let is_length = match nodes.take_if(Rule::length) {
            Some(length) => {
                nodes = length.inner;
                true
            }
            None => false,
        };
        let is_indirect = nodes.take_if(Rule::indirect).is_some();
        let Some(parameter) = nodes.take_if(Rule::parameter) else {
            return Ok(WordPart::BadSubstitution(self.bytes(tree.start, tree.end)));
        };
        let Some(param) = self.param(parameter.start, parameter.end) else {
            return Err(refused(parameter.span(), "no parameter has such a number"));
        };
        let param = match (param, nodes.take_if(Rule::subscript)) {
            (Param::Variable(name), Some(subscript)) => {
                Param::Element(name, self.subscript(subscript)?)
            }
            (_, Some(subscript)) => {
                return Err(refused(subscript.span(), "only a variable has elements"));
            }
            (param, None) => param,
        };
        let op = match is_length {
            true => ParamOp::Length,
            false => self.operation(nodes, &param, is_indirect)?,
        };
        // `${!a[@]}` names subscripts, `${!a@}` names variables: nothing is indirect in them.
        let is_indirect =
            is_indirect && !matches!(op, ParamOp::Subscripts | ParamOp::NamesWithPrefix { .. });
        Ok(WordPart::Parameter(Box::new(ParamExpansion {
            param,
            is_indirect,
            op,
            is_braced: true,
            span: tree.span(),
        })))
    }

    fn operation(&self, nodes: Nodes<'_>, param: &Param, is_indirect: bool) -> Built<ParamOp> {
        let mut nodes = nodes;
        let Some(first) = nodes.next() else {
            return Ok(ParamOp::Value);
        };
        match first.rule {
            Rule::default_op => self.default_operation(first, nodes),
            Rule::trim_op => {
                let written = self.slice(first.start, first.end);
                Ok(ParamOp::Trim {
                    side: match written.starts_with('#') {
                        true => TrimSide::Prefix,
                        false => TrimSide::Suffix,
                    },
                    longest: written.len() == 2,
                    pattern: self.optional_pattern(nodes.next())?.unwrap_or_default(),
                })
            }
            Rule::replace_op => Ok(ParamOp::Replace {
                scope: match self.slice(first.start, first.end) {
                    "//" => ReplaceScope::All,
                    "/#" => ReplaceScope::Prefix,
                    "/%" => ReplaceScope::Suffix,
                    _ => ReplaceScope::First,
                },
                pattern: self.optional_pattern(nodes.next())?.unwrap_or_default(),
                replacement: self.optional_pattern(nodes.next())?.unwrap_or_default(),
            }),
            Rule::case_op => {
                let written = self.slice(first.start, first.end);
                let pattern = self.optional_pattern(nodes.next())?;
                Ok(ParamOp::ChangeCase {
                    to_upper: written.starts_with('^'),
                    all: written.len() == 2,
                    pattern: pattern.filter(|pattern| pattern.ready() != Some(b"")),
                })
            }
            Rule::substring => self.substring(first, nodes.take_if(Rule::substring)),
            Rule::transform_op => Ok(ParamOp::Transform(self.first_byte(first.start + 1))),
            Rule::names_op if is_indirect && matches!(param, Param::Variable(_)) => {
                Ok(ParamOp::NamesWithPrefix {
                    separate: self.first_byte(first.start) == b'@',
                })
            }
            Rule::close_brace => {
                let lists = matches!(param, Param::Element(_, Index::At | Index::Star));
                Ok(match is_indirect && lists {
                    true => ParamOp::Subscripts,
                    false => ParamOp::Value,
                })
            }
            _ => Err(refused(first.span(), "no such operator in `${}`")),
        }
    }

    fn substring(&self, offset: Tree<'_>, length: Option<Tree<'_>>) -> Built<ParamOp> {
        let arith = |tree: Tree<'_>| self.arith(tree.span(), tree.span(), tree.inner);
        Ok(ParamOp::Substring {
            offset: Box::new(arith(offset)?),
            length: match length {
                Some(length) => Some(Box::new(arith(length)?)),
                None => None,
            },
        })
    }

    fn default_operation(&self, operator: Tree<'_>, mut nodes: Nodes<'_>) -> Built<ParamOp> {
        let written = self.slice(operator.start, operator.end);
        let colon = written.starts_with(':');
        let word = match nodes.next() {
            Some(word) if word.rule == Rule::operand_q => {
                self.quoted_word(word.span(), word.inner, Escapes::Operand)?
            }
            Some(word) => self.operand_word(word)?,
            None => Word::default(),
        };
        Ok(match written.trim_start_matches(':') {
            "-" => ParamOp::Default { colon, word },
            "=" => ParamOp::Assign { colon, word },
            "?" => ParamOp::Error { colon, word },
            _ => ParamOp::Alternative { colon, word },
        })
    }

    fn optional_pattern(&self, tree: Option<Tree<'_>>) -> Built<Option<Word>> {
        match tree.filter(|tree| matches!(tree.rule, Rule::operand_u | Rule::replace_pattern)) {
            Some(tree) => self.pattern_word(tree).map(Some),
            None => Ok(None),
        }
    }

    /// `[@]`, `[*]` or an expression.
    pub(super) fn subscript(&self, tree: Tree<'_>) -> Built<Index> {
        Ok(match self.slice(tree.start, tree.end) {
            "[@]" => Index::At,
            "[*]" => Index::Star,
            _ => Index::Expression(Box::new(self.subscript_text(tree)?)),
        })
    }

    pub(super) fn subscript_text(&self, tree: Tree<'_>) -> Built<ArithExpansion> {
        let mut inner = tree.span();
        inner.start += 1;
        inner.end = inner.end.saturating_sub(1);
        self.arith(tree.span(), inner, tree.inner)
    }
}
