//! Lints: what is right, and hardly meant. Looked for only in programs in which nothing is wrong, for what is broken often
//! only seems unused.
//!
//! In: the trees and names of the module that is compiled. Out: warnings, whose level a `kapp.toml` may change. A lint goes
//! by the words, so that it never says of something used that it is not.

mod constant;
mod docs;
mod idle;
mod mentions;
mod unused;

pub use docs::loose_docs;

use crate::diag::Diagnostics;
use crate::resolve::{ModuleFiles, Program};

/// Looks through the module that is compiled, the last of `modules`.
pub fn lint(modules: &[ModuleFiles<'_>], program: &Program<'_>) -> Diagnostics {
    let mut found = Diagnostics::new();
    let (Some(module), Some(names)) = (modules.last(), program.root()) else { return found };
    let mentions: Vec<mentions::Mentions<'_>> =
        module.files.iter().map(|file| mentions::Mentions::of(&file.entries)).collect();
    unused::names(module, names, &mentions, &mut found);
    unused::imports(module, names, &mentions, &mut found);
    idle::defaults(names, &mut found);
    idle::environments(module, names, &mut found);
    for mentions in &mentions {
        constant::conditions(mentions, &mut found);
    }
    found
}
