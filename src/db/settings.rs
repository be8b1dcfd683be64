//! `--set name=value`: each value becomes a source text of its own, so that what is wrong with it can be shown.

use std::sync::Arc;

use ecow::EcoString;

use super::Failure;
use super::targets::Asked;
use crate::check::Given;
use crate::diag::suggest;
use crate::resolve::Program;
use crate::source::{SourceText, Sources};
use crate::syntax::parse_expression;

/// Adds the settings of the command line to what is `given`; a later one goes before an earlier one. `pg.size` is a parameter of the module
/// imported as `pg`.
pub(super) fn read(
    settings: &[(String, String)],
    program: &Program<'_>,
    sources: &mut Sources,
    asked: &mut Asked,
    given: &mut Vec<Given>,
) -> Result<(), Failure> {
    for (name, value) in settings {
        let params = match params(program, name) {
            Ok(params) => params,
            Err(missing) => {
                asked.missing(name, missing.message)?;
                continue;
            }
        };
        asked.found(name);
        let source = sources.add(Arc::new(SourceText::new(format!("--set {name}"), value.as_str())));
        let (expr, diagnostics) = parse_expression(sources, source);
        given.retain(|earlier| !params.contains(&earlier.param));
        for param in params {
            given.push(Given {
                param,
                raw: Some(value.as_str().into()),
                expr: expr.clone(),
                diagnostics: diagnostics.clone(),
            });
        }
    }
    Ok(())
}

/// That there is no parameter of a name.
pub(super) struct Missing {
    /// What is wrong, with what was probably meant.
    pub(super) message: String,
    /// The part of the name that is wrong.
    pub(super) name: String,
    /// What may stand there.
    pub(super) known: Vec<EcoString>,
    /// What stands before it.
    pub(super) before: String,
}

impl Missing {
    fn new(message: String, name: &str, known: Vec<EcoString>, before: String) -> Missing {
        let near = suggest(name, known.iter().map(EcoString::as_str));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{before}{}`?", near.name));
        Missing { message: format!("{message}{hint}"), name: name.to_owned(), known, before }
    }
}

/// The parameters, by index in the tables of the program, that `name` means: one of the module, or for `pg.size` one of
/// every module that a file imports as `pg`.
pub(super) fn params(program: &Program<'_>, name: &str) -> Result<Vec<usize>, Missing> {
    let Some(root) = program.root() else { return Ok(Vec::new()) };
    let Some((module, param)) = name.split_once('.') else {
        return match root.params.get_index_of(name) {
            Some(index) => Ok(vec![root.base.params + index]),
            None => {
                let message = format!("there is no param `{name}` to set");
                Err(Missing::new(message, name, root.params.keys().cloned().collect(), String::new()))
            }
        };
    };
    let mut found = Vec::new();
    let mut known = None;
    for import in root.imports.iter().filter(|import| import.name.text == module) {
        let Some(scope) = import.scope.and_then(|scope| program.scopes.get(scope)) else { continue };
        known = Some(scope);
        let public = scope.params.get_full(param).filter(|(.., setting)| !scope.is_private(setting.head.span));
        if let Some((index, ..)) = public
            && !found.contains(&(scope.base.params + index))
        {
            found.push(scope.base.params + index);
        }
    }
    match known {
        _ if !found.is_empty() => Ok(found),
        Some(scope) => {
            let message = format!("module `{module}` has no param `{param}` to set");
            Err(Missing::new(message, param, scope.params.keys().cloned().collect(), format!("{module}.")))
        }
        // A module that cannot be read has its diagnostic.
        None if root.imports.iter().any(|import| import.name.text == module) => Ok(Vec::new()),
        None => {
            let message = format!("there is no imported module `{module}` of which to set a param");
            let known = root.imports.iter().map(|import| import.name.text.clone()).collect();
            Err(Missing::new(message, module, known, String::new()))
        }
    }
}
