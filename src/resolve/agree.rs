//! What must hold between the names of a module: environments that are named exist, and no name means two things.

use super::Declared;
use super::names::Collector;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::Name;

impl Collector<'_, '_> {
    /// Every environment that is named exists.
    pub(super) fn environments(&mut self) {
        let mut named: Vec<&Name> = self.resolved.environment_values.iter().map(|(name, _)| *name).collect();
        for patch in &self.resolved.patches {
            named.extend(patch.environments);
        }
        for declared in &self.resolved.declarations {
            named.extend(declared.only_in.unwrap_or_default());
        }
        named.extend(self.resolved.use_environments.iter().copied().flatten());
        let mut seen: Vec<Span> = Vec::new();
        for name in named {
            if seen.contains(&name.span) {
                continue;
            }
            seen.push(name.span);
            if let Some(diagnostic) = super::unknown_environment(&self.resolved, name) {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// A `let`, `fn` or `param` shares no name with a declaration, and an import none with any of them.
    pub(super) fn shared_names(&mut self) {
        let values = self.resolved.params.iter().chain(&self.resolved.lets).map(|(name, s)| (name, s.head.span));
        let functions = self.resolved.functions.iter().map(|(name, function)| (name, function.name.span));
        let mut found = Vec::new();
        for (name, span) in values.chain(functions) {
            if let Some((_, declared)) = self.resolved.declarations_named(name).next() {
                found.push(value_and_declaration(name, span, declared));
            }
        }
        for import in &self.resolved.imports {
            let name = &import.name;
            let value = self.resolved.params.get(&name.text).or_else(|| self.resolved.lets.get(&name.text));
            let other = value
                .map(|setting| setting.head.span)
                .or_else(|| self.resolved.functions.get(&name.text).map(|function| function.name.span))
                .or_else(|| self.resolved.declarations_named(&name.text).next().map(|(_, declared)| declared.span()));
            if let Some(other) = other {
                found.push(
                    Diagnostic::error(
                        code::DUPLICATE_NAME,
                        name.span,
                        format!("`{}` is an imported module and a name of this one at once", name.text),
                    )
                    .here("imported here")
                    .label(other, "and declared here")
                    .help("call the module something else: `import \"…\" as NAME`"),
                );
            }
        }
        self.diagnostics.extend(found);
    }
}

/// That `name`, a value named at `span`, is `declared` too.
pub(super) fn value_and_declaration(name: &str, span: Span, declared: &Declared<'_>) -> Diagnostic {
    Diagnostic::error(code::DUPLICATE_NAME, span, format!("`{name}` is a value and a {} at once", declared.family()))
        .here("named here")
        .label(declared.span(), "and declared here")
        .help("a bare word could mean either: rename one of them")
}
