//! What commands are given of the variables (XCU 2.12).

use std::ffi::CString;
use std::rc::Rc;

use super::{Variable, Variables};

impl Variables {
    /// Keeps an entry of the environment that is no variable, to hand it to commands as it came.
    pub fn pass_on(&mut self, name: &[u8], value: &[u8]) {
        if let Ok(entry) = CString::new([name, b"=", value].concat()) {
            self.foreign.push(entry);
            self.environment = None;
        }
    }

    /// The exported variables as `name=value`, made anew only after a change.
    pub fn environment(&mut self) -> Rc<Vec<CString>> {
        if let Some(environment) = &self.environment {
            return Rc::clone(environment);
        }
        let entry = |variable: &Variable| {
            let value = variable
                .value
                .as_ref()
                .filter(|_| variable.attributes.exported)?;
            let mut bytes = variable.name.to_vec();
            bytes.push(b'=');
            value.append_to(&mut bytes);
            CString::new(bytes).ok()
        };
        let variables = self.slots.iter().filter_map(entry);
        let environment: Rc<Vec<CString>> =
            Rc::new(variables.chain(self.foreign.iter().cloned()).collect());
        self.environment = Some(Rc::clone(&environment));
        environment
    }
}
