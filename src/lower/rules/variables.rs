//! `$(NAME)` in variables, commands and arguments: Kubernetes puts in what stands before, of the same container.
//!
//! What no container of the pod defines is left alone: it may be meant for a shell.

use crate::diag::{Diagnostic, code};
use crate::lower::Node;
use crate::lower::context::Lowering;
use crate::source::Span;
use crate::types::NameKind;

/// Looks at all containers of a pod.
pub(in crate::lower) fn variables(cx: &mut Lowering<'_>, spec: &Node) {
    let containers: Vec<&Node> = spec.items("initContainers").iter().chain(spec.items("containers")).collect();
    if !containers.iter().any(|container| mentions(container)) {
        return;
    }
    for (index, container) in containers.iter().enumerate() {
        // A bundle may bring any name.
        if !container.items("envFrom").is_empty() {
            continue;
        }
        let env = container.items("env");
        for (position, variable) in env.iter().enumerate() {
            let Some(value) = variable.at(&["value"]) else { continue };
            for name in references(value) {
                if env.iter().take(position).any(|known| is_called(known, name)) {
                    continue;
                }
                match env.iter().skip(position).find(|known| is_called(known, name)) {
                    Some(later) => too_early(cx, value.origin.span, name, later, std::ptr::eq(later, variable)),
                    None => elsewhere(cx, value, name, &containers, index),
                }
            }
        }
        for field in ["command", "args"] {
            for word in container.items(field) {
                for name in references(word) {
                    if !env.iter().any(|known| is_called(known, name)) {
                        elsewhere(cx, word, name, &containers, index);
                    }
                }
            }
        }
    }
}

fn mentions(container: &Node) -> bool {
    let has = |node: &Node| node.as_text().is_some_and(|text| text.contains("$("));
    container.items("env").iter().filter_map(|variable| variable.at(&["value"])).any(has)
        || ["command", "args"].iter().any(|field| container.items(field).iter().any(has))
}

fn is_called(variable: &Node, name: &str) -> bool {
    variable.at(&["name"]).and_then(Node::as_text).is_some_and(|known| known == name)
}

fn name_span(variable: &Node) -> Span {
    variable.at(&["name"]).map_or(variable.origin.span, |name| name.origin.span)
}

/// The names in `$(NAME)`; `$$(NAME)` stands for itself.
fn references(node: &Node) -> Vec<&str> {
    let Some(text) = node.as_text() else { return Vec::new() };
    let mut names = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once('$') {
        rest = after;
        if let Some(escaped) = rest.strip_prefix('$') {
            rest = escaped;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            if NameKind::LooseEnvName.check(name).is_ok() {
                names.push(name);
            }
            rest = after;
        }
    }
    names
}

fn too_early(cx: &mut Lowering<'_>, span: Span, name: &str, later: &Node, is_itself: bool) {
    let diagnostic = if is_itself {
        Diagnostic::error(code::VARIABLE_ORDER, span, format!("`{name}` is read in its own value"))
            .help("give one of the two another name")
    } else {
        Diagnostic::error(code::VARIABLE_ORDER, span, format!("`$({name})` is read before `{name}` is set"))
            .label(name_span(later), "set here, later")
            .help("Kubernetes sets variables in order and leaves the text as it is: put the other one first")
    };
    cx.report(diagnostic);
}

/// A name that only another container of the pod knows.
fn elsewhere(cx: &mut Lowering<'_>, node: &Node, name: &str, containers: &[&Node], index: usize) {
    let others = containers.iter().enumerate().filter(|(other, _)| *other != index);
    let found = others.flat_map(|(_, other)| other.items("env")).find(|variable| is_called(variable, name));
    let Some(found) = found else { return };
    cx.report(
        Diagnostic::error(
            code::VARIABLE_ORDER,
            node.origin.span,
            format!("`$({name})` names a variable of another container"),
        )
        .label(name_span(found), "set here, for the other one")
        .help(format!("set `env.{name}` in this container too")),
    );
}

#[cfg(test)]
mod tests {
    use super::references;
    use crate::lower::{Cause, Node, Origin, Tree};
    use crate::source::{AnchorId, Span};

    #[test]
    fn names_are_found_where_kubernetes_finds_them() {
        for (text, names) in [
            ("$(A)-$(B_1)", &["A", "B_1"][..]),
            ("$$(A)", &[]),
            ("$$$(A)", &["A"]),
            ("$(date +%s)", &[]),
            ("$(A", &[]),
            ("$A $", &[]),
        ] {
            let origin = Origin { span: Span::new(AnchorId::FIRST, 0, 0), cause: Cause::Written };
            let node = Node { origin, tree: Tree::Text(text.into()) };
            assert_eq!(references(&node), names, "{text}");
        }
    }
}
