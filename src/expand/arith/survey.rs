//! Whether an expression that was parsed with its command may be evaluated as it is.

use super::constant::constant;
use crate::expand::{Env, STACK_RESERVE};
use crate::state::{Role, Value};
use crate::syntax::arith::Arith;

/// Whether the tree that was parsed before expansion is what the text will say (see [`ArithExpansion`]):
/// every `$name` in it is a plain number now, and nothing assigns before it is read.
pub(super) fn is_usable<E: Env + ?Sized>(env: &mut E, tree: &Arith) -> bool {
    let mut survey = Survey::default();
    survey.look(env, tree);
    !(survey.has_other_value || survey.has_dollar && survey.has_assignment)
}

#[derive(Default)]
struct Survey {
    has_dollar: bool,
    has_assignment: bool,
    has_other_value: bool,
}

impl Survey {
    fn look<E: Env + ?Sized>(&mut self, env: &mut E, tree: &Arith) {
        if crate::sys::stack::remaining() < STACK_RESERVE {
            return; // the evaluation will say so
        }
        match tree {
            Arith::Number(_) | Arith::Variable(_) => {}
            Arith::ArgumentCount => self.has_dollar = true,
            Arith::Dollar(name) => {
                self.has_dollar = true;
                let vars = &mut env.state_mut().vars;
                let slot = vars.slot_of(name);
                let variable = vars.at(slot);
                self.has_other_value |= variable.role != Role::Plain
                    || match &variable.value {
                        Some(Value::Int(_)) => false,
                        Some(Value::Text(text)) => constant(text).is_none(),
                        _ => true,
                    };
            }
            Arith::Positional(number) => {
                self.has_dollar = true;
                let text = env.state().positional(*number as usize);
                self.has_other_value |= text.is_none_or(|text| constant(text).is_none());
            }
            Arith::Element(name, subscript) => {
                let vars = &mut env.state_mut().vars;
                let slot = vars.slot_of(name);
                match &subscript.tree {
                    _ if vars.is_associative(slot) => {
                        self.has_other_value |= subscript.text.contains(&b'$');
                    }
                    Ok(tree) => self.look(env, tree),
                    Err(_) => self.has_other_value = true,
                }
            }
            Arith::Unary(_, inner) => self.look(env, inner),
            Arith::Binary(_, a, b) | Arith::And(a, b) | Arith::Or(a, b) | Arith::Comma(a, b) => {
                self.look(env, a);
                self.look(env, b);
            }
            Arith::Conditional(a, b, c) => {
                self.look(env, a);
                self.look(env, b);
                self.look(env, c);
            }
            Arith::Assign(target, _, value) => {
                self.has_assignment = true;
                self.look(env, target);
                self.look(env, value);
            }
            Arith::Increment { target, .. } => {
                self.has_assignment = true;
                self.look(env, target);
            }
        }
    }
}
