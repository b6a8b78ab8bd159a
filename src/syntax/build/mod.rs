//! Nodes of the grammar → the tree of [`ast`](super::ast): lists, pipelines, simple commands.

mod arith_text;
mod compound;
mod condition;
mod param;
mod redirect;
mod word;

use std::borrow::Cow;
use std::rc::Rc;

use super::ast::*;
use super::cook::Cooked;
use super::grammar::{self, Mismatch, Node, Rule};
use super::{Dialect, arith, names};
use crate::source::{Chunk, Span, lossless};

/// Why a text that the grammar accepts is still no program.
#[derive(Clone, Debug)]
pub enum BuildError {
    /// A piece of it (a backquote, the body of a here-document) does not match the grammar.
    Mismatch {
        /// Where.
        mismatch: Mismatch,
        /// Where the piece ends.
        end: u32,
    },
    /// It says something that the shell does not allow.
    Refused {
        /// Where.
        span: Span,
        /// What.
        message: String,
    },
}

type Built<T> = Result<T, BuildError>;

/// A run of sibling nodes.
#[derive(Clone, Copy, Debug)]
struct Nodes<'a> {
    nodes: &'a [Node],
    at: u32,
    end: u32,
}

/// A node with what is inside it.
#[derive(Clone, Copy, Debug)]
struct Tree<'a> {
    rule: Rule,
    start: u32,
    end: u32,
    inner: Nodes<'a>,
}

impl<'a> Nodes<'a> {
    fn all(nodes: &'a [Node]) -> Self {
        Self {
            nodes,
            at: 0,
            end: u32::try_from(nodes.len()).unwrap_or(u32::MAX),
        }
    }

    fn peek(&self) -> Option<Tree<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = self.nodes.get(self.at as usize)?;
        Some(Tree {
            rule: node.rule,
            start: node.start,
            end: node.end,
            inner: Self {
                nodes: self.nodes,
                at: self.at + 1,
                end: node.after,
            },
        })
    }

    /// Takes the next node if it is of `rule`.
    fn take_if(&mut self, rule: Rule) -> Option<Tree<'a>> {
        self.peek().filter(|tree| tree.rule == rule).inspect(|_| {
            self.next();
        })
    }

    /// How many siblings there are.
    fn count_all(self) -> usize {
        self.count()
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Tree<'a>;

    fn next(&mut self) -> Option<Tree<'a>> {
        let tree = self.peek()?;
        self.at = tree.inner.end;
        Some(tree)
    }
}

impl Tree<'_> {
    const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Builds the tree of one chunk.
pub struct Builder<'a> {
    text: &'a str,
    /// Whether no character of the text stands for something else, as is usual.
    is_plain: bool,
    cooked: &'a Cooked,
    chunk: &'a Rc<Chunk>,
    dialect: Dialect,
    /// How deep an arithmetic expression may nest to be parsed with the command.
    arith_levels: u32,
}

impl<'a> Builder<'a> {
    /// A builder for `chunk`, which holds the text of `cooked`; constructs were allowed to nest `depth` deep.
    pub fn new(cooked: &'a Cooked, chunk: &'a Rc<Chunk>, dialect: Dialect, depth: usize) -> Self {
        // A quarter of the stack is spared beside what the nesting of constructs takes; a level of an expression takes
        // less than one of those.
        let spared = u32::try_from(depth / 4).unwrap_or(u32::MAX);
        Self {
            text: &chunk.text,
            is_plain: lossless::is_plain(chunk.text.as_bytes()),
            cooked,
            chunk,
            dialect,
            arith_levels: spared.min(arith::EARLY_NESTING),
        }
    }

    /// The commands between two offsets.
    pub fn commands(&self, start: u32, end: u32) -> Built<List> {
        let nodes = self.nodes(Rule::complete, start, end)?;
        let list = self.optional_list(Nodes::all(&nodes));
        grammar::recycle(nodes);
        list
    }

    /// The text between two offsets, read as if in double quotes.
    pub fn here_text(&self, start: u32, end: u32) -> Built<Word> {
        let nodes = self.nodes(Rule::heredoc, start, end)?;
        let mut inner = Nodes::all(&nodes);
        let entry = inner.take_if(Rule::heredoc);
        let inner = entry.map_or(inner, |entry| entry.inner);
        self.here_word(start, end, inner)
    }

    fn nodes(&self, rule: Rule, start: u32, end: u32) -> Built<Vec<Node>> {
        let text = self.slice(start, end);
        grammar::parse(rule, text, start).map_err(|mismatch| BuildError::Mismatch { mismatch, end })
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    fn bytes(&self, start: u32, end: u32) -> Box<[u8]> {
        if self.is_plain {
            return self.written(start, end).into();
        }
        lossless::decode(self.slice(start, end)).into()
    }

    /// The bytes of the text between two offsets, as they stand there.
    fn written(&self, start: u32, end: u32) -> &'a [u8] {
        let text = self.text.as_bytes();
        text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The bytes that `text`, a part of ours, stands for.
    fn decode<'t>(&self, text: &'t str) -> Cow<'t, [u8]> {
        match self.is_plain {
            true => Cow::Borrowed(text.as_bytes()),
            false => lossless::decode(text),
        }
    }

    fn first_byte(&self, offset: u32) -> u8 {
        self.text
            .as_bytes()
            .get(offset as usize)
            .copied()
            .unwrap_or(0)
    }

    /// The list among `nodes`, or none.
    fn optional_list(&self, nodes: Nodes<'_>) -> Built<List> {
        for tree in nodes {
            match tree.rule {
                Rule::list => return self.list(tree),
                Rule::complete => return self.optional_list(tree.inner),
                _ => {}
            }
        }
        Ok(List::default())
    }

    fn program(&self, list: List) -> Program {
        Program {
            list,
            chunk: Rc::clone(self.chunk),
        }
    }

    fn list(&self, tree: Tree<'_>) -> Built<List> {
        let mut items = Vec::with_capacity(tree.inner.count_all());
        for item in tree.inner {
            items.push(self.item(item)?);
        }
        Ok(List {
            items: items.into(),
        })
    }

    fn item(&self, tree: Tree<'_>) -> Built<ListItem> {
        let mut nodes = tree.inner;
        let first = self.pipeline(&mut nodes)?;
        let mut rest = Vec::new();
        let mut is_async = false;
        while let Some(operator) = nodes.next() {
            match operator.rule {
                Rule::and_op => rest.push((AndOrOp::And, self.pipeline(&mut nodes)?)),
                Rule::or_op => rest.push((AndOrOp::Or, self.pipeline(&mut nodes)?)),
                _ => is_async = true,
            }
        }
        let span = rest
            .last()
            .map_or(first.span, |(_, last)| first.span.to(last.span));
        Ok(ListItem {
            and_or: AndOr {
                first,
                rest: rest.into(),
                span,
            },
            is_async,
        })
    }

    /// Takes the nodes of one pipeline.
    fn pipeline(&self, nodes: &mut Nodes<'_>) -> Built<Pipeline> {
        let mut pipeline = Pipeline {
            is_negated: false,
            timed: None,
            stages: Box::default(),
            span: Span::default(),
        };
        let mut stages = Vec::with_capacity(1);
        let mut span: Option<Span> = None;
        while let Some(tree) = nodes.peek() {
            let mut part = tree.span();
            match tree.rule {
                Rule::bang => pipeline.is_negated = !pipeline.is_negated,
                Rule::time_kw => {
                    part.end = part.start + 4;
                    let is_posix = tree.inner.count_all() > 0;
                    pipeline.timed = Some(match is_posix {
                        true => TimeFormat::Posix,
                        false => TimeFormat::Default,
                    });
                }
                Rule::pipe => {}
                Rule::pipe_both => {
                    if let Some(Stage { pipes_stderr, .. }) = stages.last_mut() {
                        *pipes_stderr = true;
                    }
                }
                Rule::and_op | Rule::or_op | Rule::async_op => break,
                _ => {
                    let command = self.command(tree)?;
                    part = command.span;
                    stages.push(Stage {
                        command,
                        pipes_stderr: false,
                    });
                }
            }
            span = Some(span.map_or(part, |span| span.to(part)));
            nodes.next();
        }
        pipeline.stages = stages.into();
        pipeline.span = span.unwrap_or_default();
        if pipeline.stages.is_empty() && pipeline.timed.is_none() {
            return Err(refused(pipeline.span, "expected a command after `!`"));
        }
        Ok(pipeline)
    }

    fn command(&self, tree: Tree<'_>) -> Built<Command> {
        match tree.rule {
            Rule::simple => self.simple(tree),
            Rule::function_def => self.function_keyword(tree),
            Rule::coproc => self.coproc(tree),
            _ => self.compound(tree),
        }
    }

    fn simple(&self, tree: Tree<'_>) -> Built<Command> {
        let (mut assignment_count, mut redirect_count, mut count) = (0, 0, 0);
        for part in tree.inner {
            count += 1;
            assignment_count += usize::from(part.rule == Rule::assignment);
            redirect_count += usize::from(part.rule == Rule::redirect);
        }
        let mut assignments = Vec::with_capacity(assignment_count);
        let mut words: Vec<Word> = Vec::with_capacity(count - assignment_count - redirect_count);
        let mut redirections = Vec::with_capacity(redirect_count);
        let mut span = Span::new(tree.start, tree.start);
        let mut declares = false;
        for part in tree.inner {
            span.end = part.end;
            match part.rule {
                Rule::assignment => assignments.push(self.assignment(part)?),
                Rule::redirect => redirections.push(self.redirection(part)?),
                Rule::word if declares => words.push(self.declared_word(part)?),
                Rule::word => {
                    words.push(self.field_word(part)?);
                    declares = names::declare(&words);
                }
                Rule::array_argument => {
                    self.check_array_argument(part, declares)?;
                    words.push(self.array_word(part)?);
                }
                _ => return self.function_definition(tree, part),
            }
        }
        Ok(Command {
            kind: CommandKind::Simple(Simple {
                assignments: assignments.into(),
                words: words.into(),
            }),
            redirections: redirections.into(),
            span,
            line: self.chunk.line_of(tree.start),
        })
    }

    fn check_array_argument(&self, tree: Tree<'_>, declares: bool) -> Built<()> {
        if declares {
            return Ok(());
        }
        let open = tree.inner.peek().map_or(tree.start, |array| array.start);
        Err(BuildError::Refused {
            span: Span::new(open, open + 1),
            message:
                "unexpected `(`; only `declare`, `local`, `export` and their like take an array"
                    .to_owned(),
        })
    }

    /// `name() compound-command`
    fn function_definition(&self, tree: Tree<'_>, tail: Tree<'_>) -> Built<Command> {
        let Some(name) = tree.inner.peek().filter(|part| part.rule == Rule::word) else {
            return Err(refused(tree.span(), "a function needs a name"));
        };
        if name.inner.count_all() > 0 {
            return Err(refused(
                name.span(),
                "a function's name cannot hold quotes or expansions",
            ));
        }
        self.function(tree, name, tail.inner)
    }

    /// `function name compound-command`
    fn function_keyword(&self, tree: Tree<'_>) -> Built<Command> {
        let mut nodes = tree.inner;
        match nodes.next() {
            Some(name) => self.function(tree, name, nodes),
            None => Err(refused(tree.span(), "a function needs a name")),
        }
    }

    fn function(&self, tree: Tree<'_>, name: Tree<'_>, mut nodes: Nodes<'_>) -> Built<Command> {
        let Some(body) = nodes.find(|node| node.rule == Rule::compound) else {
            return Err(refused(tree.span(), "a function needs a body"));
        };
        let text = self.bytes(name.start, name.end);
        if self.dialect.posix && !names::is_name(&text) {
            return Err(refused(
                name.span(),
                "in the POSIX dialect a function's name is letters, digits and `_`",
            ));
        }
        let body = self.compound(body)?;
        let span = Span::new(tree.start, body.span.end);
        Ok(Command {
            kind: CommandKind::Function(Rc::new(Function {
                name: text,
                body,
                chunk: Rc::clone(self.chunk),
            })),
            redirections: Box::default(),
            span,
            line: self.chunk.line_of(tree.start),
        })
    }

    fn coproc(&self, tree: Tree<'_>) -> Built<Command> {
        let mut nodes = tree.inner;
        let name = match nodes.take_if(Rule::loop_name) {
            Some(name) => Name::new(&self.bytes(name.start, name.end)),
            None => Name::new(b"COPROC"),
        };
        let Some(command) = nodes.next() else {
            return Err(refused(tree.span(), "`coproc` needs a command"));
        };
        let command = self.command(command)?;
        let span = Span::new(tree.start, command.span.end);
        Ok(Command {
            kind: CommandKind::Coproc(Box::new(Coproc { name, command })),
            redirections: Box::default(),
            span,
            line: self.chunk.line_of(tree.start),
        })
    }
}

fn refused(span: Span, message: &str) -> BuildError {
    BuildError::Refused {
        span,
        message: message.to_owned(),
    }
}
