//! `--set name=value`: each value becomes a source text of its own, so that what is wrong with it can be shown.

use std::sync::Arc;

use ecow::EcoString;

use super::Failure;
use crate::check::Given;
use crate::diag::suggest;
use crate::resolve::Resolved;
use crate::source::{SourceText, Sources};
use crate::syntax::parse_expression;

/// Reads the settings of the command line; a later one goes before an earlier one.
pub(super) fn read(
    settings: &[(String, String)],
    resolved: &Resolved<'_>,
    sources: &mut Sources,
) -> Result<Vec<Given>, Failure> {
    let mut given: Vec<Given> = Vec::new();
    for (name, value) in settings {
        let Some(param) = resolved.params.get_index_of(name.as_str()) else {
            let near = suggest(name, resolved.params.keys().map(EcoString::as_str));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{}`?", near.name));
            return Err(Failure::Usage(format!("there is no param `{name}` to set{hint}")));
        };
        let source = sources.add(Arc::new(SourceText::new(format!("--set {name}"), value.as_str())));
        let (expr, diagnostics) = parse_expression(sources, source);
        given.retain(|earlier| earlier.param != param);
        given.push(Given { param, raw: value.as_str().into(), expr, diagnostics });
    }
    Ok(given)
}
