//! Elements of arrays (extension), indexed and associative.

use std::rc::Rc;

use super::super::Array;
use super::super::value::Value;
use super::{AssignError, Case, Slot, Variables};

impl Variables {
    /// Sets one element of an array; a scalar becomes element 0 first.
    ///
    /// # Errors
    /// [`AssignError::Readonly`], [`AssignError::BadSubscript`].
    pub fn assign_element(
        &mut self,
        slot: Slot,
        index: i64,
        mut text: Vec<u8>,
    ) -> Result<(), AssignError> {
        self.check_writable(slot)?;
        let case = self.at(slot).attributes.case;
        if case != Case::AsIs {
            text = case.change(&text, self.is_utf8);
        }
        let variable = self.at_mut(slot);
        let mut array = match variable.value.take() {
            Some(Value::Array(array)) => array,
            Some(scalar) => Array::from_elements([scalar.text().into_owned()]),
            None => Array::default(),
        };
        let resolved = array.resolve(index);
        if let Some(index) = resolved {
            array.elements.insert(index, text);
        }
        variable.value = Some(Value::Array(array));
        let (role, exported, name) = (
            variable.role,
            variable.attributes.exported,
            Rc::clone(&variable.name),
        );
        self.changed(role, exported);
        resolved
            .map(|_| ())
            .ok_or(AssignError::BadSubscript { name, index })
    }

    /// Adds elements to an array, in place of those with the same subscripts; a scalar becomes element 0 first.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn extend_array(&mut self, slot: Slot, mut added: Array) -> Result<(), AssignError> {
        self.check_writable(slot)?;
        let case = self.at(slot).attributes.case;
        if case != Case::AsIs {
            for text in added.elements.values_mut() {
                *text = case.change(text, self.is_utf8);
            }
        }
        let variable = self.at_mut(slot);
        let mut array = match variable.value.take() {
            Some(Value::Array(array)) => array,
            Some(scalar) => Array::from_elements([scalar.text().into_owned()]),
            None => Array::default(),
        };
        array.merge(added);
        variable.value = Some(Value::Array(array));
        let (role, exported) = (variable.role, variable.attributes.exported);
        self.changed(role, exported);
        Ok(())
    }

    /// Removes one element of an array; of a scalar, element 0 is the variable.
    ///
    /// # Errors
    /// [`AssignError::Readonly`].
    pub fn unset_element(&mut self, slot: Slot, index: i64) -> Result<(), AssignError> {
        self.check_writable(slot)?;
        match &mut self.at_mut(slot).value {
            Some(Value::Array(array)) => {
                if let Some(index) = array.resolve(index) {
                    array.remove(index);
                }
                Ok(())
            }
            Some(_) if index == 0 => self.unset(slot),
            _ => Ok(()),
        }
    }

    /// Whether the variable is an associative array.
    #[must_use]
    pub fn is_associative(&self, slot: Slot) -> bool {
        matches!(self.value(slot), Some(Value::Array(array)) if array.is_associative())
    }

    /// The number of the element of an associative array that has this key; one that no element has if there is
    /// none.
    #[must_use]
    pub fn key_number(&self, slot: Slot, key: &[u8]) -> i64 {
        match self.value(slot) {
            Some(Value::Array(array)) => array.number_of(key).unwrap_or(i64::MIN),
            _ => i64::MIN,
        }
    }

    /// The number that an element with this key has or would get.
    pub fn key_number_to_assign(&mut self, slot: Slot, key: &[u8]) -> i64 {
        match &mut self.at_mut(slot).value {
            Some(Value::Array(array)) => array.number_for(key),
            _ => i64::MIN,
        }
    }
}
