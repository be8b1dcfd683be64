//! Expressions: what each means and which type it has, with what is expected reaching in.

use std::sync::Arc;

use super::Checker;
use super::ir::{Asker, Comprehension, Expr, ExprKind, Part, Target};
use super::place::{Place, steps_into};
use super::scope::Scope;
use crate::diag::{Diagnostic, code};
use crate::schema::Shape;
use crate::source::Span;
use crate::syntax::ast::{self, TextPart};
use crate::types::{Dimension, Number, NumberError, NumberFault, RecordField, RecordType, Type};

impl Checker<'_, '_> {
    /// Checks `written` against `ty`; the result is made to fit at evaluation, where its value is known.
    pub(super) fn conforming(&mut self, written: &ast::Expr, ty: &Type, what: &Asker, scope: &mut Scope) -> Expr {
        let expr = self.typed(written, ty, what, scope);
        let target = Arc::new(Target { ty: ty.clone(), what: what.clone() });
        Expr { span: expr.span, kind: ExprKind::Conform(Box::new(expr), target) }
    }

    /// Checks `written` against `ty`, for a place that makes values fit itself.
    pub(super) fn typed(&mut self, written: &ast::Expr, ty: &Type, what: &Asker, scope: &mut Scope) -> Expr {
        let (expr, actual) = self.expr(written, Some(ty), scope);
        if self.fits(&actual, ty) {
            return expr;
        }
        self.mismatch(written, &actual, ty, what);
        Expr { span: expr.span, kind: ExprKind::Error }
    }

    /// As [`Checker::typed`], for a field in Kubernetes' own names: `none` takes it away.
    pub(super) fn typed_or_none(&mut self, written: &ast::Expr, ty: &Type, what: &Asker, scope: &mut Scope) -> Expr {
        let or_none = ty.clone().optional();
        let (expr, actual) = self.expr(written, Some(&or_none), scope);
        if self.fits(&actual, &or_none) {
            return expr;
        }
        self.mismatch(written, &actual, ty, what);
        Expr { span: expr.span, kind: ExprKind::Error }
    }

    /// Meaning and type of `written`; `expected` decides what units and bare words stand for, and nothing else.
    pub(super) fn expr(&mut self, written: &ast::Expr, expected: Option<&Type>, scope: &mut Scope) -> (Expr, Type) {
        let span = written.span;
        let of = |kind, ty| (Expr { span, kind }, ty);
        match &written.kind {
            ast::ExprKind::Missing => of(ExprKind::Error, Type::Error),
            ast::ExprKind::None => of(ExprKind::None, Type::None),
            ast::ExprKind::Bool(value) => of(ExprKind::Bool(*value), Type::Bool),
            ast::ExprKind::Number(raw) => self.number(raw, span, expected),
            ast::ExprKind::Negative(inner) => match &inner.kind {
                ast::ExprKind::Number(raw) => self.number(&format!("-{raw}"), span, expected),
                _ => {
                    let (inner, ty) = self.expr(inner, expected, scope);
                    of(ExprKind::Negative(Box::new(inner)), ty)
                }
            },
            ast::ExprKind::Text(text) => {
                let asked = expected.and_then(|ty| ty.find_member(&mut Type::schema));
                if let (Some(ty), Some(plain)) = (asked, text.plain())
                    && !self.schema_literal(&plain, ty, span)
                {
                    return of(ExprKind::Error, Type::Error);
                }
                self.text(text, scope)
            }
            ast::ExprKind::Word(name) => self.word(name, span, expected, scope),
            ast::ExprKind::SelfRef => self.self_ref(span, scope),
            ast::ExprKind::It => match &scope.it {
                Some(ty) => of(ExprKind::It, ty.clone()),
                None => {
                    self.report(
                        Diagnostic::error(code::UNKNOWN_NAME, span, "`it` has no meaning here")
                            .help("`it` is the value in the condition of a type: `int where it > 0`"),
                    );
                    of(ExprKind::Error, Type::Error)
                }
            },
            ast::ExprKind::List(items) => self.list(items, span, expected, scope),
            ast::ExprKind::Comprehension(written) => self.comprehension(written, span, expected, scope),
            ast::ExprKind::Braces(block) => self.braces(block, expected, scope),
            ast::ExprKind::Not(inner) => {
                let inner = self.typed(inner, &Type::Bool, &Asker::Said("the operand of `!`"), scope);
                of(ExprKind::Not(Box::new(inner)), Type::Bool)
            }
            ast::ExprKind::Binary { operator, operator_span, left, right } => {
                self.binary(*operator, *operator_span, left, right, span, expected, scope)
            }
            ast::ExprKind::IfElse { condition, then, otherwise } => {
                let condition = self.typed(condition, &Type::Bool, &Asker::Said("a condition"), scope);
                let (then, then_type) = self.expr(then, expected, scope);
                let (otherwise, else_type) = self.expr(otherwise, expected, scope);
                let ty = self.join(then_type, else_type);
                of(ExprKind::IfElse(Box::new(condition), Box::new(then), Box::new(otherwise)), ty)
            }
            ast::ExprKind::Field { base, name } => self.field(base, name, span, scope),
            ast::ExprKind::Index { base, index } => self.index(base, index, span, scope),
            ast::ExprKind::Call { function, arguments } => self.call(function, arguments, span, expected, scope),
        }
    }

    /// A number, read by what is expected: of several dimensions the first that takes it.
    fn number(&mut self, raw: &str, span: Span, expected: Option<&Type>) -> (Expr, Type) {
        let mut dimensions: Vec<Dimension> = Vec::new();
        let mut open = expected.is_none();
        for member in expected.iter().flat_map(|ty| ty.members()) {
            match member.unrefined() {
                Type::Unit(dimension) => dimensions.push(*dimension),
                Type::Range(inner) => dimensions.extend(inner.dimension()),
                Type::Int | Type::Number => dimensions.push(Dimension::Plain),
                Type::Quantity => dimensions.extend([Dimension::Bytes, Dimension::Cpu]),
                Type::Schema(ty) if matches!(ty.shape(), Shape::Quantity) => {
                    dimensions.extend([Dimension::Bytes, Dimension::Cpu]);
                }
                Type::Text | Type::Any | Type::Schema(_) | Type::Object => {
                    return self.written_number(raw, span);
                }
                _ => open = true,
            }
        }
        let mut first_error: Option<NumberError> = None;
        for dimension in &dimensions {
            match Number::read(raw, Some(*dimension)) {
                Ok(number) => return literal(number, span),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        // Of a wrong dimension, or nothing is expected: read it as it is, and let the mismatch be reported.
        match Number::read(raw, None) {
            Ok(number) if open && dimensions.is_empty() => literal(number, span),
            Ok(number) if first_error.as_ref().is_none_or(|error| matches!(error.fault, NumberFault::Mismatch)) => {
                literal(number, span)
            }
            Ok(_) => self.bad_number(span, first_error),
            Err(error) => {
                let error = if matches!(error.fault, NumberFault::Ambiguous) {
                    first_error.or(Some(error))
                } else {
                    Some(error)
                };
                self.bad_number(span, error)
            }
        }
    }

    fn bad_number(&mut self, span: Span, error: Option<NumberError>) -> (Expr, Type) {
        if let Some(error) = error {
            self.report(number_diagnostic(span, &error));
        }
        (Expr { span, kind: ExprKind::Error }, Type::Error)
    }

    /// A number where its text is what counts: no unit is ambiguous.
    fn written_number(&mut self, raw: &str, span: Span) -> (Expr, Type) {
        match Number::read(raw, None).or_else(|error| match error.fault {
            NumberFault::Ambiguous => Number::read_quantity(raw),
            _ => Err(error),
        }) {
            Ok(number) => literal(number, span),
            Err(error) => self.bad_number(span, Some(error)),
        }
    }

    /// A text; what stands in `${}` must have one.
    pub(super) fn text(&mut self, text: &ast::Text, scope: &mut Scope) -> (Expr, Type) {
        if let Some(plain) = text.plain() {
            return (Expr { span: text.span, kind: ExprKind::Text(plain) }, Type::String);
        }
        let mut parts = Vec::new();
        for part in &text.parts {
            match part {
                TextPart::Literal(literal) => parts.push(Part::Literal(literal.clone())),
                TextPart::Computed(written) => {
                    let (expr, ty) = self.expr(written, Some(&Type::Text), scope);
                    if self.fits(&ty, &Type::Text) {
                        parts.push(Part::Computed(expr));
                    } else {
                        self.mismatch(written, &ty, &Type::Text, &Asker::Said("`${}` in a text"));
                    }
                }
            }
        }
        (Expr { span: text.span, kind: ExprKind::Interpolation(parts) }, Type::String)
    }

    fn list(&mut self, items: &[ast::Expr], span: Span, expected: Option<&Type>, scope: &mut Scope) -> (Expr, Type) {
        let wanted = element_of(expected);
        let mut ty: Option<Type> = None;
        let mut checked = Vec::with_capacity(items.len());
        for item in items {
            let (expr, item_type) = self.expr(item, wanted.as_ref(), scope);
            let expr = match &wanted {
                Some(wanted) if !self.fits(&item_type, wanted) => {
                    self.mismatch(item, &item_type, wanted, &Asker::Said("an element of the list"));
                    Expr { span: item.span, kind: ExprKind::Error }
                }
                _ => expr,
            };
            ty = Some(match ty {
                None => item_type,
                Some(known) => self.join(known, item_type),
            });
            checked.push(expr);
        }
        // A type variable that is asked for is what the elements are.
        let element = match wanted {
            Some(wanted) if wanted.has_variable() => ty.unwrap_or(wanted),
            wanted => wanted.or(ty).unwrap_or(Type::Error),
        };
        (Expr { span, kind: ExprKind::List(checked) }, element.list())
    }

    fn comprehension(
        &mut self,
        written: &ast::Comprehension,
        span: Span,
        expected: Option<&Type>,
        scope: &mut Scope,
    ) -> (Expr, Type) {
        let (iterable, key, element) = self.iterable(&written.iterable, written.names.len(), scope);
        let depth = scope.locals.len();
        self.push_loop_names(scope, &written.names, key, element);
        let condition = written
            .condition
            .as_ref()
            .map(|condition| self.typed(condition, &Type::Bool, &Asker::Said("a condition"), scope));
        let wanted = element_of(expected);
        let (element, ty) = match &wanted {
            Some(wanted) if !wanted.has_variable() => {
                (self.typed(&written.element, wanted, &Asker::Said("an element of the list"), scope), wanted.clone())
            }
            _ => self.expr(&written.element, None, scope),
        };
        scope.locals.truncate(depth);
        let names = written.names.len();
        let kind = ExprKind::Comprehension(Box::new(Comprehension { names, iterable, condition, element }));
        (Expr { span, kind }, ty.list())
    }

    /// What a loop walks, with the types of key and element.
    pub(super) fn iterable(&mut self, written: &ast::Expr, names: usize, scope: &mut Scope) -> (Expr, Type, Type) {
        let (expr, ty) = self.expr(written, None, scope);
        let found = match ty.unrefined() {
            Type::Error | Type::Any | Type::Schema(_) | Type::Object => Some((Type::Any, Type::Any)),
            Type::List(element) if names == 1 => Some((Type::Int, element.as_ref().clone())),
            Type::Range(element) if names == 1 => Some((Type::Int, element.as_ref().clone())),
            Type::Map(element) if names == 2 => Some((Type::String, element.as_ref().clone())),
            Type::Record(record) if names == 2 => {
                let types = record.fields.iter().map(|field| field.ty.clone());
                let joined = types.reduce(|a, b| self.join(a, b)).unwrap_or(Type::Error);
                Some((Type::String, joined))
            }
            _ => None,
        };
        match found {
            Some((key, element)) => (expr, key, element),
            None => {
                let diagnostic = match ty.unrefined() {
                    Type::Map(_) | Type::Record(_) => {
                        Diagnostic::error(code::NOT_ITERABLE, written.span, "a map is walked with two names")
                            .help("write `for key, value in …`")
                    }
                    Type::List(_) | Type::Range(_) => {
                        Diagnostic::error(code::NOT_ITERABLE, written.span, "a list is walked with one name")
                            .help("write `for item in …`; for the index too, walk `0..len(list) - 1`")
                    }
                    _ => Diagnostic::error(
                        code::NOT_ITERABLE,
                        written.span,
                        format!("a loop walks lists, maps and ranges, not {}", self.a(&ty)),
                    ),
                };
                self.report(diagnostic);
                (Expr { span: expr.span, kind: ExprKind::Error }, Type::Error, Type::Error)
            }
        }
    }

    fn braces(&mut self, block: &ast::Block, expected: Option<&Type>, scope: &mut Scope) -> (Expr, Type) {
        let target = expected.and_then(steps_into).cloned();
        let place_type = target.clone().unwrap_or(Type::Any);
        let place = Place::of_value(&place_type, Asker::Said("the value"));
        let kind = |body| ExprKind::Braces(body);
        match target {
            Some(ty) if !matches!(ty, Type::Error | Type::Nominal(_)) => {
                let body = self.block(&block.entries, &place, scope);
                if let Type::Record(record) = &ty {
                    self.missing_fields(record, block, &ty);
                }
                (Expr { span: block.span, kind: kind(body) }, ty)
            }
            _ => {
                let (body, fields) = self.open_braces(block, scope);
                let ty = match fields {
                    Some(fields) => Type::Record(Arc::new(RecordType { fields, span: Some(block.span) })),
                    None => Type::Any.map(),
                };
                (Expr { span: block.span, kind: kind(body) }, ty)
            }
        }
    }

    fn missing_fields(&mut self, record: &RecordType, block: &ast::Block, ty: &Type) {
        let mut set = Vec::new();
        for entry in &block.entries {
            match &entry.kind {
                ast::EntryKind::Setting(setting) => {
                    set.extend(setting.head.path.segments.first().and_then(ast::Segment::plain));
                }
                // What a branch or loop sets is known at evaluation only.
                _ => return,
            }
        }
        let mut missing: Vec<&RecordField> =
            record.fields.iter().filter(|field| !field.optional && !set.contains(&field.name)).collect();
        // A field with a spelling mistake was reported as such.
        for unknown in set.iter().filter(|name| record.field(name).is_none()) {
            if let Some(suggestion) = crate::diag::suggest(unknown, missing.iter().map(|field| field.name.as_str())) {
                missing.retain(|field| field.name != suggestion.name);
            }
        }
        if missing.is_empty() {
            return;
        }
        let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name)).collect();
        let mut diagnostic =
            Diagnostic::error(code::MISSING_FIELD, block.span, format!("the record lacks {}", names.join(", ")))
                .note(format!("the type is {ty}"))
                .help(format!(
                    "add {}",
                    missing.iter().map(|field| format!("`{} = …`", field.name)).collect::<Vec<_>>().join(", ")
                ));
        if let Some(asked) = record.span {
            diagnostic = diagnostic.label(asked, "the type that is asked for");
        }
        self.report(diagnostic);
    }

    /// Braces of which nothing is expected: a record of the types of its values, or a map where keys are computed.
    fn open_braces(
        &mut self,
        block: &ast::Block,
        scope: &mut Scope,
    ) -> (Vec<super::ir::Statement>, Option<Vec<RecordField>>) {
        let start = self.value_types.len();
        let place = Place::of_value(&Type::Any, Asker::Said("the value"));
        self.open_depth += 1;
        let body = self.block(&block.entries, &place, scope);
        self.open_depth -= 1;
        let types = self.value_types.split_off(start);
        let simple = block.entries.iter().all(|entry| match &entry.kind {
            ast::EntryKind::Setting(setting) => {
                setting.head.path.segments.iter().all(|segment| segment.plain().is_some())
            }
            _ => false,
        });
        if !simple {
            return (body, None);
        }
        let mut fields: Vec<RecordField> = Vec::new();
        for entry in &block.entries {
            let ast::EntryKind::Setting(setting) = &entry.kind else { continue };
            let Some(name) = setting.head.path.segments.first().and_then(ast::Segment::plain) else { continue };
            let direct =
                setting.head.path.segments.len() == 1 && setting.head.labels.is_empty() && setting.block.is_none();
            let written = setting.value.as_ref().map(|assign| assign.value.span);
            let ty = match (direct, written) {
                (true, Some(span)) => {
                    types.iter().find(|(known, _)| *known == span).map_or(Type::Any, |(_, ty)| ty.clone())
                }
                _ => Type::Any,
            };
            if !fields.iter().any(|field| field.name == name) {
                fields.push(RecordField { name, optional: false, ty });
            }
        }
        (body, Some(fields))
    }
}

/// The element type that an expected type asks of a list.
fn element_of(expected: Option<&Type>) -> Option<Type> {
    expected?.members().into_iter().find_map(|member| match member.unrefined() {
        Type::List(element) => Some(element.as_ref().clone()),
        Type::Any | Type::Schema(_) | Type::Object => Some(Type::Any),
        _ => None,
    })
}

fn literal(number: Number, span: Span) -> (Expr, Type) {
    let ty = match number.dimension() {
        Dimension::Plain if number.is_whole() => Type::Int,
        Dimension::Plain => Type::Number,
        dimension => Type::Unit(dimension),
    };
    (Expr { span, kind: ExprKind::Number(number) }, ty)
}

/// The diagnostic for a number token at `span` that cannot be read.
pub(super) fn number_diagnostic(span: Span, error: &NumberError) -> Diagnostic {
    let offset = |at: usize| span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)).min(span.end);
    let part = Span::new(span.anchor, offset(error.range.start), offset(error.range.end));
    let part = if part.start < part.end { part } else { span };
    let code = match error.fault {
        NumberFault::Ambiguous => code::AMBIGUOUS_UNIT,
        NumberFault::Mismatch | NumberFault::MissingUnit => code::WRONG_DIMENSION,
        NumberFault::OutOfRange => code::OUT_OF_RANGE,
        _ => code::BAD_NUMBER,
    };
    let mut diagnostic = Diagnostic::error(code, part, error.cause.clone());
    if let Some(help) = &error.help {
        diagnostic = diagnostic.help(help.clone());
    }
    if let Some(fix) = &error.fix {
        diagnostic = diagnostic.fix(format!("write `{fix}`"), span, fix.to_string());
    }
    diagnostic
}
