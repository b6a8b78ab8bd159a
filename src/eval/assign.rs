//! Variable assignments (XCU 2.9.1.1).

use super::Shell;
use super::diagnose::Trouble;
use crate::expand::{self, ExpandError};
use crate::source::{Fields, quote};
use crate::state::{Array, Role, Slot, Value};
use crate::syntax::ast::{ArrayElement, Assignment, AssignmentValue, Index, Word, WordPart};

impl Shell {
    /// Performs one assignment in the current environment.
    pub(super) fn assign(&mut self, assignment: &Assignment) -> Result<(), Trouble> {
        let slot = self.state.vars.target_of(&assignment.name);
        match self.assign_to(slot, assignment) {
            Err(Trouble::Expansion(error)) if self.is_about_a_question(&error) => {
                self.leave_open(&assignment.name.text);
                Ok(())
            }
            result => result,
        }
    }

    /// Performs one assignment that goes away with the innermost scope, and exports it for the command (XCU 2.9.1.1).
    pub(super) fn assign_temporarily(&mut self, assignment: &Assignment) -> Result<(), Trouble> {
        let slot = self.state.vars.target_of(&assignment.name);
        self.state.vars.check_writable(slot)?;
        match &assignment.value {
            // What the value's expansion assigns (`x=${x=1}`) is the shell's, so it comes before the scope.
            AssignmentValue::Scalar(word)
                if assignment.index.is_none()
                    && !assignment.is_append
                    && !self.state.vars.at(slot).attributes.integer =>
            {
                let text = self.value_of(word)?;
                self.state.vars.make_local(slot);
                self.state.assign(slot, Value::Text(text))?;
            }
            _ => {
                self.state.vars.make_local(slot);
                self.assign_to(slot, assignment)?;
            }
        }
        self.state.vars.set_exported(slot, true);
        Ok(())
    }

    /// Closes the innermost scope and follows up what came back.
    pub(super) fn close_scope(&mut self) {
        for role in self.state.vars.pop_scope() {
            if role == Role::Path {
                self.state.hash.clear();
            }
        }
    }

    fn assign_to(&mut self, slot: Slot, assignment: &Assignment) -> Result<(), Trouble> {
        match &assignment.value {
            AssignmentValue::Array(elements) => {
                self.assign_array(slot, elements, assignment.is_append)
            }
            AssignmentValue::Scalar(word) => match &assignment.index {
                None => self.assign_scalar(slot, word, assignment.is_append),
                Some(index) => self.assign_element(slot, index, word, assignment.is_append),
            },
        }
    }

    fn assign_scalar(&mut self, slot: Slot, word: &Word, is_append: bool) -> Result<(), Trouble> {
        let is_integer = self.state.vars.at(slot).attributes.integer;
        if !is_append && !is_integer {
            if let ([WordPart::Arith(arith)], None) = (&*word.parts, &self.explainer) {
                let number = expand::arithmetic(self, arith)?;
                return Ok(self.state.assign(slot, Value::Int(number))?);
            }
            let text = self.value_of(word)?;
            return Ok(self.state.assign(slot, Value::Text(text))?);
        }
        let text = self.value_of(word)?;
        if is_integer {
            let number = expand::arithmetic_text(self, &text)?;
            let before = if is_append { self.integer_in(slot)? } else { 0 };
            return Ok(self
                .state
                .assign(slot, Value::Int(before.wrapping_add(number)))?);
        }
        Ok(self.state.append(slot, &text)?)
    }

    fn integer_in(&mut self, slot: Slot) -> Result<i64, ExpandError> {
        let text = self
            .state
            .vars
            .value(slot)
            .map(|value| value.text().into_owned())
            .unwrap_or_default();
        expand::arithmetic_text(self, &text)
    }

    fn assign_element(
        &mut self,
        slot: Slot,
        index: &Index,
        word: &Word,
        is_append: bool,
    ) -> Result<(), Trouble> {
        let Index::Expression(expression) = index else {
            let name = self.state.vars.at(slot).name.to_vec();
            return Err(ExpandError::Bad {
                what: name,
                why: "[@] and [*] cannot be assigned",
            }
            .into());
        };
        let key = match self.state.vars.is_associative(slot) {
            true => Some(expand::key(self, expression)?),
            false => None,
        };
        let mut position = match key {
            Some(_) => 0,
            None => expand::arithmetic(self, expression)?,
        };
        let mut text = self.value_of(word)?;
        if let Some(key) = key {
            self.state.vars.check_writable(slot)?;
            position = self.state.vars.key_number_to_assign(slot, &key);
        }
        let mut old = match is_append {
            true => self.element(slot, position),
            false => Vec::new(),
        };
        if self.state.vars.at(slot).attributes.integer {
            let added = expand::arithmetic_text(self, &text)?;
            let sum = expand::arithmetic_text(self, &old)?.wrapping_add(added);
            text = sum.to_string().into_bytes();
        } else if is_append {
            old.append(&mut text);
            text = old;
        }
        Ok(self.state.vars.assign_element(slot, position, text)?)
    }

    fn element(&self, slot: Slot, index: i64) -> Vec<u8> {
        match self.state.vars.value(slot) {
            Some(Value::Array(array)) => array
                .resolve(index)
                .and_then(|i| array.elements.get(&i))
                .cloned()
                .unwrap_or_default(),
            Some(scalar) if index == 0 => scalar.text().into_owned(),
            _ => Vec::new(),
        }
    }

    fn assign_array(
        &mut self,
        slot: Slot,
        elements: &[ArrayElement],
        is_append: bool,
    ) -> Result<(), Trouble> {
        self.state.vars.check_writable(slot)?;
        if self.state.vars.is_associative(slot) {
            let added = self.keyed_elements(elements)?;
            match is_append {
                true => self.state.vars.extend_array(slot, added)?,
                false => self
                    .state
                    .vars
                    .replace(slot, Value::Array(added))
                    .map(drop)?,
            }
            return Ok(());
        }
        let first = match self.state.vars.value(slot) {
            Some(Value::Array(array)) if is_append => array.next_subscript(),
            Some(_) if is_append => 1,
            _ => 0,
        };
        // What is added is put together apart: its words may look at the array as it was.
        let mut added = Array::default();
        let mut next = first;
        for element in elements {
            next = self.array_element(&mut added, element, next)?;
        }
        if is_append {
            return Ok(self.state.vars.extend_array(slot, added)?);
        }
        self.state.vars.replace(slot, Value::Array(added))?;
        Ok(())
    }

    fn array_element(
        &mut self,
        array: &mut Array,
        element: &ArrayElement,
        next: i64,
    ) -> Result<i64, Trouble> {
        let Some(index) = &element.index else {
            let mut fields = Fields::new();
            expand::word_fields(self, &element.value, &mut fields)?;
            let after = next.saturating_add(i64::try_from(fields.len()).unwrap_or(i64::MAX));
            array
                .elements
                .extend((next..).zip(fields.iter().map(<[u8]>::to_vec)));
            return Ok(after);
        };
        let position = expand::arithmetic(self, index)?;
        let text = self.value_of(&element.value)?;
        let counted = if position < 0 {
            position.saturating_add(array.next_subscript().max(next))
        } else {
            position
        };
        let Some(position) = Some(counted).filter(|counted| *counted >= 0) else {
            return Err(ExpandError::Bad {
                what: position.to_string().into_bytes(),
                why: "bad array subscript",
            }
            .into());
        };
        array.elements.insert(position, text);
        Ok(position.saturating_add(1))
    }

    /// The elements of an associative array: `[key]=value`, or keys and values in turn.
    fn keyed_elements(&mut self, elements: &[ArrayElement]) -> Result<Array, Trouble> {
        let mut array = Array::associative();
        let mut fields = Fields::new();
        for element in elements {
            let Some(index) = &element.index else {
                expand::word_fields(self, &element.value, &mut fields)?;
                continue;
            };
            let key = expand::key(self, index)?;
            let text = self.value_of(&element.value)?;
            let number = array.number_for(&key);
            array.elements.insert(number, text);
        }
        let mut fields = fields.iter();
        while let Some(key) = fields.next() {
            let number = array.number_for(key);
            let value = fields.next().unwrap_or_default();
            array.elements.insert(number, value.to_vec());
        }
        Ok(array)
    }

    fn value_of(&mut self, word: &Word) -> Result<Vec<u8>, ExpandError> {
        if let Some(ready) = word.ready() {
            return Ok(ready.to_vec());
        }
        let mut text = Vec::new();
        expand::single(self, word, &mut text)?;
        Ok(text)
    }

    /// An operand of a declaration utility that is an assignment: one field `name=value`, not split.
    pub(super) fn expand_assignment_operand(
        &mut self,
        word: &Word,
        fields: &mut Fields,
    ) -> Result<(), ExpandError> {
        let mut field = Vec::new();
        match &*word.parts {
            [WordPart::Literal(name), WordPart::Array(elements)] => {
                field.extend_from_slice(name);
                let is_associative = self.is_associative_operand(name, fields);
                let array = self.array_operand(elements, is_associative, &mut field)?;
                self.state.array_operands.push((field.clone(), array));
            }
            _ => expand::single(self, word, &mut field)?,
        }
        fields.push(&field);
        Ok(())
    }

    /// Whether an array that a declaration utility assigns is associative: `declare -A`, or it is already.
    fn is_associative_operand(&self, operand: &[u8], before: &Fields) -> bool {
        let is_option = |field: &[u8]| field.starts_with(b"-") && field.contains(&b'A');
        let name = operand.strip_suffix(b"=").unwrap_or(operand);
        let name = name.strip_suffix(b"+").unwrap_or(name);
        before.iter().skip(1).any(is_option)
            || (self.state.vars.find(name)).is_some_and(|slot| self.state.vars.is_associative(slot))
    }

    /// `declare a=(x y)`: the array for the builtin, and its text for who looks at the fields.
    fn array_operand(
        &mut self,
        elements: &[ArrayElement],
        is_associative: bool,
        field: &mut Vec<u8>,
    ) -> Result<Array, ExpandError> {
        let array = match is_associative {
            true => self.keyed_elements(elements),
            false => self.indexed_elements(elements),
        };
        let array = array.map_err(|trouble| match trouble {
            Trouble::Expansion(error) => error,
            Trouble::Assignment(error) => ExpandError::Assign(error),
            _ => ExpandError::Interrupted,
        })?;
        let text = quote::elements(array.pairs(), quote::shown);
        field.extend_from_slice(&text);
        Ok(array)
    }

    fn indexed_elements(&mut self, elements: &[ArrayElement]) -> Result<Array, Trouble> {
        let mut array = Array::default();
        let mut next = 0;
        for element in elements {
            next = self.array_element(&mut array, element, next)?;
        }
        Ok(array)
    }
}
