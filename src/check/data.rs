//! Data of a file as a parameter takes it: JSON and TOML have no units, words and ranges, so that these come as texts.

use ecow::EcoString;

use crate::source::Span;
use crate::syntax::ast::{Entry, EntryKind, Expr, ExprKind, Operator, Setting};
use crate::types::Type;

/// `written` with the texts in it read as what `ty` takes in their places.
pub(super) fn fitted(written: &Expr, ty: &Type) -> Expr {
    let kind = match &written.kind {
        ExprKind::Text(text) => match text.plain() {
            Some(plain) => of_text(plain, written.span, ty).unwrap_or_else(|| written.kind.clone()),
            None => written.kind.clone(),
        },
        ExprKind::List(items) => {
            let element = ty.members().into_iter().find_map(|member| match member.unrefined() {
                Type::List(element) => Some(element.as_ref().clone()),
                _ => None,
            });
            let element = element.unwrap_or(Type::Any);
            ExprKind::List(items.iter().map(|item| fitted(item, &element)).collect())
        }
        ExprKind::Braces(block) => {
            let mut block = block.clone();
            block.entries.iter_mut().for_each(|entry| fit_entry(entry, ty));
            ExprKind::Braces(block)
        }
        other => other.clone(),
    };
    Expr { span: written.span, kind }
}

fn fit_entry(entry: &mut Entry, ty: &Type) {
    let EntryKind::Setting(setting) = &mut entry.kind else { return };
    let Setting { head, value: Some(assign), .. } = setting.as_mut() else { return };
    let name = head.path.segments.first().and_then(|segment| segment.plain()).unwrap_or_default();
    let inner = ty.members().into_iter().find_map(|member| match member.unrefined() {
        Type::Map(element) => Some(element.as_ref().clone()),
        Type::Record(record) => record.field(&name).map(|field| field.ty.clone()),
        _ => None,
    });
    assign.value = fitted(&assign.value, &inner.unwrap_or(Type::Any));
}

/// What a text stands for where no text may stand; `None` where one may.
fn of_text(text: EcoString, span: Span, ty: &Type) -> Option<ExprKind> {
    let members = ty.members();
    let takes = |is: fn(&Type) -> bool| members.iter().any(|member| is(member.unrefined()));
    if takes(|ty| matches!(ty, Type::String | Type::Text | Type::Format(_) | Type::Any | Type::Error)) {
        return None;
    }
    if members.iter().any(|member| matches!(member.unrefined(), Type::Enum(words) if words.members.contains(&text))) {
        return Some(ExprKind::Word(text));
    }
    let number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()).then(|| Expr { span, kind: ExprKind::Number(text.into()) })
    };
    match text.split_once("..") {
        Some((low, high)) => Some(ExprKind::Binary {
            operator: Operator::Range,
            operator_span: span,
            left: Box::new(number(low.trim())?),
            right: Box::new(number(high.trim())?),
        }),
        None => number(&text).map(|number| number.kind),
    }
}
