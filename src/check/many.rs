//! Many declarations, looked at at the same time.
//!
//! What the names of a module mean is known before its declarations are looked at, and none of these depends on what was
//! found out about another. Each thread looks at some, and what they find is put together in the order of the text.

use rayon::prelude::*;

use super::{Checked, Checker, Declared, State};
use crate::diag::Diagnostics;
use crate::resolve;

/// Declarations from which on handing them out gains more than it costs.
const MANY: usize = 200;

impl<'a, 'r> Checker<'a, 'r> {
    /// Checks the declarations of a module.
    pub(super) fn declarations(&mut self, written: &'r [resolve::Declared<'a>]) {
        if written.len() >= MANY && written.iter().all(stands_alone) && self.knows_all_names() {
            let share = written.len().div_ceil(rayon::current_num_threads());
            let this: &Self = self;
            let parts: Vec<Part> = written.par_chunks(share).map(|part| this.apart(part)).collect();
            if let Some(parts) = parts.into_iter().collect::<Option<Vec<_>>>() {
                for (declarations, diagnostics) in parts {
                    self.checked.declarations.extend(declarations);
                    self.diagnostics.extend(diagnostics);
                }
                return;
            }
        }
        for declared in written {
            self.declaration(declared);
        }
    }

    /// Checks `part` without leaving a trace here. `None` where more came of it than declarations.
    fn apart(&self, part: &[resolve::Declared<'a>]) -> Part {
        let mut checker = Checker::new(self.program, self.resolved, self.vocabulary, self.api);
        (checker.scope, checker.group) = (self.scope, self.group);
        (checker.versions, checker.target_span) = (self.versions, self.target_span);
        checker.checked.environments.clone_from(&self.checked.environments);
        checker.lets.clone_from(&self.lets);
        checker.functions.clone_from(&self.functions);
        checker.aliases.clone_from(&self.aliases);
        checker.param_types.clone_from(&self.param_types);
        for declared in part {
            checker.declaration(declared);
        }
        let Checked { declarations, conditions, .. } = checker.checked;
        conditions.is_empty().then_some((declarations, checker.diagnostics))
    }

    /// Whether nothing is left to be found out about a name by whoever meets it first.
    fn knows_all_names(&self) -> bool {
        fn known<T>(states: &[State<T>]) -> bool {
            states.iter().all(|state| matches!(state, State::Done(_)))
        }
        known(&self.lets)
            && known(&self.functions)
            && known(&self.aliases)
            && self.param_types.iter().all(Option::is_some)
    }
}

type Part = Option<(Vec<Declared>, Diagnostics)>;

/// Whether nothing around `declared` is shared with other declarations.
fn stands_alone(declared: &resolve::Declared<'_>) -> bool {
    declared.guards.is_empty() && declared.used.is_none()
}
