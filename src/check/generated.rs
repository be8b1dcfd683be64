//! `secret n = generate { password = 32 }`: the block names the keys that are made, beside the secret's own entries.

use super::Checker;
use super::ir::{Asker, Merge, Statement, StatementKind, Step, StepKind};
use super::place::{At, Place};
use super::scope::Scope;
use crate::syntax::ast::{Entry, EntryKind, ExprKind, Setting};
use crate::vocab::Field;

/// The word of the value, and the entry of the vocabulary that holds the keys.
const GENERATE: &str = "generate";

impl Checker<'_, '_> {
    /// Checks the block of a declaration.
    pub(super) fn declared_block(
        &mut self,
        setting: &Setting,
        field: &Field,
        place: &Place,
        scope: &mut Scope,
    ) -> Vec<Statement> {
        let Some(block) = &setting.block else { return Vec::new() };
        let made = setting.value.as_ref().is_some_and(
            |assign| matches!(&assign.value.kind, ExprKind::Word(word) if word == GENERATE && field.name == "secret"),
        );
        let shape = field.options.map(|id| self.vocabulary.shape(id));
        let Some((shape, keys)) = shape.and_then(|shape| Some((shape, shape.fields.get(GENERATE)?))).filter(|_| made)
        else {
            return self.block(&block.entries, place, scope);
        };
        let is_key = |entry: &Entry| match &entry.kind {
            EntryKind::Setting(setting) => match setting.head.path.segments.as_slice() {
                [only] => only.plain().is_none_or(|name| !shape.fields.contains_key(&name)),
                _ => false,
            },
            _ => false,
        };
        let mut statements = Vec::new();
        let inside = Place { at: At::Field(keys.clone()), what: Asker::Entry(GENERATE.into()), within: None };
        for entry in &block.entries {
            if !is_key(entry) {
                statements.extend(self.block(std::slice::from_ref(entry), place, scope));
                continue;
            }
            let body = self.block(std::slice::from_ref(entry), &inside, scope);
            let path = vec![Step { span: entry.span, kind: StepKind::Field(keys.clone()) }];
            let merge = Merge { path, with: Vec::new(), body, new: None };
            statements.push(Statement { span: entry.span, kind: StatementKind::Merge(merge) });
        }
        statements
    }
}
