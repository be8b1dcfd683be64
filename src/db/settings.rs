//! `--set name=value`: each value becomes a source text of its own, so that what is wrong with it can be shown.

use std::sync::Arc;

use ecow::EcoString;

use super::Failure;
use super::targets::Asked;
use crate::check::Given;
use crate::diag::{Suggestion, suggest};
use crate::resolve::Program;
use crate::source::{SourceText, Sources};
use crate::syntax::parse_expression;

/// Reads the settings of the command line; a later one goes before an earlier one. `pg.size` is a parameter of the module
/// imported as `pg`.
pub(super) fn read(
    settings: &[(String, String)],
    program: &Program<'_>,
    sources: &mut Sources,
    asked: &mut Asked,
) -> Result<Vec<Given>, Failure> {
    let mut given: Vec<Given> = Vec::new();
    for (name, value) in settings {
        let params = match params(program, name) {
            Ok(params) => params,
            Err(message) => {
                asked.missing(name, message)?;
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
                raw: value.as_str().into(),
                expr: expr.clone(),
                diagnostics: diagnostics.clone(),
            });
        }
    }
    Ok(given)
}

/// The parameters, by index in the tables of the program, that `name` means: one of the module, or for `pg.size` one of
/// every module that a file imports as `pg`.
fn params(program: &Program<'_>, name: &str) -> Result<Vec<usize>, String> {
    let Some(root) = program.root() else { return Ok(Vec::new()) };
    let hint = |near: Option<Suggestion>, before: &str| {
        near.map_or_else(String::new, |near| format!("; did you mean `{before}{}`?", near.name))
    };
    let Some((module, param)) = name.split_once('.') else {
        return match root.params.get_index_of(name) {
            Some(index) => Ok(vec![root.base.params + index]),
            None => {
                let near = suggest(name, root.params.keys().map(EcoString::as_str));
                Err(format!("there is no param `{name}` to set{}", hint(near, "")))
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
            let near = suggest(param, scope.params.keys().map(EcoString::as_str));
            Err(format!("module `{module}` has no param `{param}` to set{}", hint(near, &format!("{module}."))))
        }
        // A module that cannot be read has its diagnostic.
        None if root.imports.iter().any(|import| import.name.text == module) => Ok(Vec::new()),
        None => {
            let near = suggest(module, root.imports.iter().map(|import| import.name.text.as_str()));
            Err(format!("there is no imported module `{module}` of which to set a param{}", hint(near, "")))
        }
    }
}
