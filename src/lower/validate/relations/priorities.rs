//! Priority classes against each other: one at most is that of pods which name none.

use super::Index;
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;

/// Looks at the PriorityClass at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let by_default = |at: usize| index.objects.get(at).and_then(|class| class.root.get("globalDefault"));
    let Some(node) = by_default(position).filter(|node| node.tree == crate::lower::Tree::Bool(true)) else { return };
    let earlier = index.of_kind("PriorityClass").iter().filter(|(at, _)| *at < position);
    let Some((_, other)) = earlier.clone().find(|(_, class)| class.root.is_true("globalDefault")) else { return };
    let message = "two priority classes are the default, and pods without a class can have one";
    let place = other.root.get("globalDefault").map_or(other.origin.span, |node| node.origin.span);
    let diagnostic = Diagnostic::error(code::CONTRADICTION, node.origin.span, message)
        .label(place, format!("`{}` is the default already", other.name))
        .help("keep one of them");
    found.add(node, diagnostic);
}
