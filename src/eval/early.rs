//! What can be read of a declaration while it is still being put together. A face depends on no data: two configs may read
//! each other's names in their texts, and the keys of a map are known before its values are.

use ecow::EcoString;

use super::node::{Mark, Node};
use super::value::Origin;
use super::{Around, Evaluator, Instance};
use crate::check::ir::{Expr, ExprKind, Statement, StatementKind, StepKind};
use crate::syntax::ast::Operator;

impl<'c> Evaluator<'c> {
    /// Whether the layers of the declaration are being merged right now and none of them says anything of `field`: then
    /// what the vocabulary says of it holds, and the merging need not be waited for.
    pub(super) fn is_left_alone(&self, instance: &Instance<'c>, field: &str) -> bool {
        instance.tree.open.get() && !self.bodies(instance).iter().any(|body| sets(body, field))
    }

    /// The keys of the map at `node` while its values are being computed; `None` where they depend on these.
    pub(super) fn keys_early(&self, node: &Node<'c>, around: &Around) -> Option<Vec<EcoString>> {
        let mut keys = Vec::new();
        if let Some(pending) = &node.value {
            let inner = Around { locals: pending.locals.clone(), layer: pending.origin.layer, ..around.clone() };
            let said = self.diagnostics.borrow().len();
            let written = self.keys_of(pending.expr, pending.origin, &inner);
            // Whatever is wrong with them is said where the values are computed.
            self.diagnostics.borrow_mut().truncate(said);
            keys = written?;
        }
        keys.retain(|key| !node.parts.get(key).is_some_and(|part| matches!(part.mark, Mark::Unset(_))));
        keys.extend(parts(node));
        Some(keys)
    }

    /// The keys of a map that is written in braces, or made of several such.
    fn keys_of(&self, expr: &'c Expr, origin: Origin, around: &Around) -> Option<Vec<EcoString>> {
        match &expr.kind {
            ExprKind::Braces(statements) => Some(parts(&self.braces_node(statements, origin, around)).collect()),
            ExprKind::Conform(inner, _) => self.keys_of(inner, origin, around),
            ExprKind::Binary(Operator::Add, left, right) => {
                let mut keys = self.keys_of(left, origin, around)?;
                keys.extend(self.keys_of(right, origin, around)?);
                Some(keys)
            }
            _ => None,
        }
    }

    /// The statements of every layer that the declaration may have.
    fn bodies(&self, instance: &Instance<'c>) -> Vec<&'c [Statement]> {
        let declared = instance.declared;
        let mut bodies = self.layer_bodies(instance);
        bodies.extend(declared.over.iter().map(|over| over.body.as_slice()));
        let patches = self.checked.patches.iter().filter(|patch| patch.is_for(declared, &instance.label));
        bodies.extend(patches.filter_map(|patch| patch.body.as_deref()));
        bodies
    }
}

fn parts<'n>(node: &'n Node<'_>) -> impl Iterator<Item = EcoString> + 'n {
    node.parts.iter().filter(|(_, part)| !matches!(part.mark, Mark::Unset(_))).map(|(key, _)| key.clone())
}

/// Whether any of `statements`, under whatever condition, says something of the entry called `field`.
fn sets(statements: &[Statement], field: &str) -> bool {
    let begins = |path: &[crate::check::ir::Step]| matches!(path.first().map(|step| &step.kind), Some(StepKind::Field(known)) if known.name == field);
    statements.iter().any(|statement| match &statement.kind {
        StatementKind::Set(set) => begins(&set.path),
        StatementKind::Merge(merge) => begins(&merge.path),
        StatementKind::If(branches) => branches.iter().any(|(_, body)| sets(body, field)),
        StatementKind::For(_, _, body) | StatementKind::In(_, body) => sets(body, field),
        StatementKind::Unset(_) | StatementKind::Allow(_) | StatementKind::Assert(..) => false,
    })
}
