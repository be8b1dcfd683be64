//! Types as written in a module: aliases, bounds, conditions.

use ecow::EcoString;

use super::ir::Asker;
use super::{Checker, State, scope::Scope};
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Operator, Qualified, TypeExpr, TypeKind};
use crate::types::{Number, Rule, Type};
use crate::vocab::{TypeNames, type_of};

impl Checker<'_, '_> {
    /// The type that `written` stands for.
    pub(super) fn ty(&mut self, written: &TypeExpr) -> Type {
        self.aliases_in(written);
        let mut diagnostics = Diagnostics::new();
        let ty = type_of(written, self, &mut diagnostics);
        self.diagnostics.extend(diagnostics);
        ty
    }

    /// The type of the alias of this index.
    pub(super) fn alias(&mut self, index: usize) -> Type {
        let resolved = self.resolved;
        let Some((name, alias)) = resolved.types.get_index(index) else { return Type::Error };
        let place = resolved.base.types + index;
        match self.aliases.get(place) {
            Some(State::Done(ty)) => return ty.clone(),
            Some(State::Open) => {
                self.report(
                    Diagnostic::error(code::CYCLE, alias.name.span, format!("type `{name}` is made of itself"))
                        .help("types may not be recursive; for data of any depth there is `json`"),
                );
                return Type::Error;
            }
            Some(State::Waiting) | None => {}
        }
        if let Some(slot) = self.aliases.get_mut(place) {
            *slot = State::Open;
        }
        let ty = self.ty(&alias.ty);
        if let Some(slot) = self.aliases.get_mut(place) {
            *slot = State::Done(ty.clone());
        }
        ty
    }

    /// Looks at the aliases that `written` names, so that they are known when it is read.
    fn aliases_in(&mut self, written: &TypeExpr) {
        match &written.kind {
            TypeKind::Word(word) => {
                if let Some(index) = self.resolved.types.get_index_of(word) {
                    let _ = self.alias(index);
                }
            }
            TypeKind::Imported(name) => self.imported_alias(name),
            TypeKind::List(inner) | TypeKind::Optional(inner) | TypeKind::Apply { argument: inner, .. } => {
                self.aliases_in(inner);
            }
            TypeKind::Bounds { base, .. } | TypeKind::Matching { base, .. } | TypeKind::Where { base, .. } => {
                self.aliases_in(base);
            }
            TypeKind::Record(fields) => fields.iter().for_each(|field| self.aliases_in(&field.ty)),
            TypeKind::Union(members) => members.iter().for_each(|member| self.aliases_in(member)),
            TypeKind::Missing | TypeKind::None => {}
        }
    }

    /// The number that a bound of a range type stands for.
    fn bound(&mut self, expr: &Expr, base: &Type, diagnostics: &mut Diagnostics) -> Option<Number> {
        let read = |raw: &str| Number::read(raw, base.dimension());
        let number = match &expr.kind {
            ExprKind::Number(raw) => read(raw),
            ExprKind::Negative(inner) => match &inner.kind {
                ExprKind::Number(raw) => read(&format!("-{raw}")),
                _ => return self.no_constant(expr.span, diagnostics),
            },
            _ => return self.no_constant(expr.span, diagnostics),
        };
        match number {
            Ok(number) => Some(number),
            Err(error) => {
                diagnostics.push(super::expr::number_diagnostic(expr.span, &error));
                None
            }
        }
    }

    fn no_constant(&self, span: Span, diagnostics: &mut Diagnostics) -> Option<Number> {
        diagnostics.push(
            Diagnostic::error(code::BAD_BOUND, span, "the bounds of a type are numbers")
                .help("write them out, as in `int 1..50`; a condition that computes is written `int where it > …`"),
        );
        None
    }
}

impl TypeNames for Checker<'_, '_> {
    fn named(&self, name: &str) -> Option<Type> {
        if let Some(index) = self.resolved.types.get_index_of(name) {
            return match self.aliases.get(self.resolved.base.types + index) {
                Some(State::Done(ty)) => Some(ty.clone()),
                _ => Some(Type::Error),
            };
        }
        let kind = self.vocabulary.kinds.contains_key(name) && name != "app" && !name.starts_with("external_");
        kind.then(|| {
            let external: EcoString = format!("external_{name}").into();
            let kinds = [EcoString::from(name), external].into_iter().filter(|k| self.vocabulary.kinds.contains_key(k));
            Type::Declaration(std::sync::Arc::new(kinds.collect()))
        })
    }

    fn imported(&mut self, name: &Qualified, diagnostics: &mut Diagnostics) -> Type {
        let start = self.diagnostics.len();
        let ty = self.imported_type(name);
        diagnostics.extend(self.diagnostics.split_off(start));
        ty
    }

    fn candidates(&self) -> Vec<EcoString> {
        self.resolved.types.keys().cloned().collect()
    }

    fn bounds(&mut self, base: &Type, range: &Expr, diagnostics: &mut Diagnostics) -> Option<Rule> {
        let ExprKind::Binary { operator: Operator::Range, left, right, .. } = &range.kind else {
            if !matches!(range.kind, ExprKind::Missing) {
                let _ = self.no_constant(range.span, diagnostics);
            }
            return None;
        };
        let low = self.bound(left, base, diagnostics);
        let high = self.bound(right, base, diagnostics);
        let (low, high) = (low?, high?);
        if low.compare(&high) == Ok(std::cmp::Ordering::Greater) {
            diagnostics.push(
                Diagnostic::error(code::BAD_BOUND, range.span, "the range is empty: its first bound is above its last")
                    .help("write the lower bound first"),
            );
            return None;
        }
        Some(Rule::Bounds(low, high))
    }

    fn condition(&mut self, base: &Type, written: &TypeExpr, diagnostics: &mut Diagnostics) -> Option<usize> {
        let TypeKind::Where { condition, message, .. } = &written.kind else { return None };
        let mut scope = Scope { it: Some(base.clone()), ..Scope::of_module() };
        let start = self.diagnostics.len();
        let checked = self.conforming(condition, &Type::Bool, &Asker::Said("a condition"), &mut scope);
        diagnostics.extend(self.diagnostics.split_off(start));
        let message = message.as_ref().and_then(|text| text.plain());
        self.checked.conditions.push((checked, message));
        Some(self.checked.conditions.len() - 1)
    }
}
