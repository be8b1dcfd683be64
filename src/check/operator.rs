//! Binary operators: which operands they take and what comes of them.

use super::Checker;
use super::fits::fits;
use super::ir::{Expr, ExprKind};
use super::schema_fits::misfit;
use super::scope::Scope;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{self, Operator};
use crate::types::{Dimension, RecordType, Type};

/// How an operator is written.
pub fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "||",
        Operator::And => "&&",
        Operator::Equal => "==",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterEqual => ">=",
        Operator::Coalesce => "??",
        Operator::Range => "..",
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Remainder => "%",
    }
}

impl Checker<'_, '_> {
    #[expect(clippy::too_many_arguments, reason = "the parts of one operation")]
    pub(super) fn binary(
        &mut self,
        operator: Operator,
        operator_span: Span,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        expected: Option<&Type>,
        scope: &mut Scope,
    ) -> (Expr, Type) {
        let built = |l: Expr, r: Expr, ty: Type| {
            (Expr { span, kind: ExprKind::Binary(operator, Box::new(l), Box::new(r)) }, ty)
        };
        match operator {
            Operator::Or | Operator::And => {
                let what = format!("an operand of `{}`", sign(operator)).into();
                let l = self.typed(left, &Type::Bool, &what, scope);
                let r = self.typed(right, &Type::Bool, &what, scope);
                built(l, r, Type::Bool)
            }
            Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessEqual
            | Operator::Greater
            | Operator::GreaterEqual => {
                // A literal or bare word takes its meaning from the other side.
                let right_first = needs_context(left) && !needs_context(right);
                let (first, second) = if right_first { (right, left) } else { (left, right) };
                let (a, a_type) = self.expr(first, None, scope);
                let (b, b_type) = self.expr(second, Some(&a_type), scope);
                let (l, l_type, r, r_type) = if right_first { (b, b_type, a, a_type) } else { (a, a_type, b, b_type) };
                let ordered = !matches!(operator, Operator::Equal | Operator::NotEqual);
                if !comparable(&l_type, &r_type, ordered) {
                    return self.operands(operator, operator_span, span, &l_type, &r_type);
                }
                built(l, r, Type::Bool)
            }
            Operator::Coalesce => {
                let (l, l_type) = self.expr(left, expected, scope);
                let inner = match &l_type {
                    Type::Optional(inner) => inner.as_ref().clone(),
                    Type::None => Type::Error,
                    other => other.clone(),
                };
                let (r, r_type) = self.expr(right, expected.or(Some(&inner)), scope);
                let ty = self.join(inner, r_type);
                built(l, r, ty)
            }
            Operator::Range => {
                let wanted = expected.and_then(range_of);
                let (l, l_type) = self.expr(left, wanted.as_ref(), scope);
                let (r, r_type) = self.expr(right, wanted.as_ref().or(Some(&l_type)), scope);
                let both = self.join(l_type.clone(), r_type.clone());
                let element = match wanted {
                    Some(wanted) if fits(&l_type, &wanted) && fits(&r_type, &wanted) => wanted,
                    _ if both.dimension().is_some() || matches!(both, Type::Error | Type::Any) => both,
                    _ => return self.operands(operator, operator_span, span, &l_type, &r_type),
                };
                built(l, r, element.range())
            }
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => {
                let wanted = expected.map(|ty| if operator == Operator::Add { ty.clone() } else { numbers_of(ty) });
                // `1Gi * 2`: only one side has the dimension that is expected.
                if let (Operator::Divide, ast::ExprKind::Number(number), ast::ExprKind::Word(word)) =
                    (operator, &left.kind, &right.kind)
                    && left.span.end.saturating_add(1) == right.span.start
                    && self.named_value(word, right.span, scope).is_none()
                {
                    self.report(
                        Diagnostic::error(code::BAD_NUMBER, right.span, format!("there is no protocol `{word}`")).help(
                            format!("the protocols of a port are `{number}/tcp`, `{number}/udp`, `{number}/sctp`"),
                        ),
                    );
                    return (Expr { span, kind: ExprKind::Error }, Type::Error);
                }
                let scaled = matches!(operator, Operator::Multiply | Operator::Divide | Operator::Remainder);
                let (l, l_type) = self.expr(left, wanted.as_ref().filter(|_| !scaled), scope);
                // `8080 + x`: a number takes its meaning from the other side; lists and maps keep their own types.
                let right_expected =
                    if scaled { None } else { wanted.as_ref().or(l_type.dimension().is_some().then_some(&l_type)) };
                let (r, r_type) = self.expr(right, right_expected, scope);
                match self.arithmetic(operator, &l_type, &r_type) {
                    Some(ty) => built(l, r, ty),
                    None => self.operands(operator, operator_span, span, &l_type, &r_type),
                }
            }
        }
    }

    fn arithmetic(&self, operator: Operator, left: &Type, right: &Type) -> Option<Type> {
        let (l, r) = (left.unrefined(), right.unrefined());
        if matches!(l, Type::Error | Type::Any | Type::Union(_))
            || matches!(r, Type::Error | Type::Any | Type::Union(_))
        {
            return Some(if matches!(l, Type::Error) || matches!(r, Type::Error) { Type::Error } else { Type::Any });
        }
        let textual = |ty: &Type| matches!(ty, Type::String | Type::Format(_));
        let plain = |ty: &Type| matches!(ty, Type::Int | Type::Number);
        let port_as_int = |ty: &Type| if matches!(ty, Type::Unit(Dimension::Port)) { Type::Int } else { ty.clone() };
        match operator {
            Operator::Add => match (l, r) {
                (a, b) if textual(a) && textual(b) => Some(Type::String),
                (Type::List(a), Type::List(b)) => Some(self.join(a.as_ref().clone(), b.as_ref().clone()).list()),
                (Type::Map(a), Type::Map(b)) => Some(self.join(a.as_ref().clone(), b.as_ref().clone()).map()),
                (Type::Record(a), Type::Record(b)) => Some(merged(a, b)),
                (Type::Map(a), Type::Record(b)) | (Type::Record(b), Type::Map(a)) => {
                    let fields = b.fields.iter().map(|field| field.ty.clone());
                    Some(fields.fold(a.as_ref().clone(), |x, y| self.join(x, y)).map())
                }
                // Where fields of Kubernetes are expected a literal has their type, and a name its own.
                (Type::Schema(_), other) if matches!(other, Type::Record(_) | Type::Schema(_)) && fits(other, l) => {
                    Some(l.clone())
                }
                (Type::Record(_), Type::Schema(_)) if fits(l, r) => Some(r.clone()),
                // An operand that was made elsewhere must fit too; where it does not, its own type says so to who asked.
                (Type::Schema(ty), other @ (Type::Record(_) | Type::Map(_) | Type::Schema(_)))
                | (other @ (Type::Record(_) | Type::Map(_)), Type::Schema(ty))
                    if l.schema_fields().or(r.schema_fields()).is_some() =>
                {
                    let fits = misfit(other, ty, self.versions).is_none();
                    Some(if fits { Type::Schema(ty.clone()) } else { other.clone() })
                }
                _ => sum(&port_as_int(l), &port_as_int(r)),
            },
            Operator::Subtract => sum(&port_as_int(l), &port_as_int(r)),
            Operator::Multiply => match (l, r) {
                (Type::Int, Type::Int) => Some(Type::Int),
                (a, b) if plain(a) && plain(b) => Some(Type::Number),
                (Type::Unit(_), b) if plain(b) => Some(l.clone()),
                (a, Type::Unit(_)) if plain(a) => Some(r.clone()),
                _ => None,
            },
            Operator::Divide => match (l, r) {
                (a, b) if plain(a) && plain(b) => Some(Type::Number),
                (Type::Unit(_), b) if plain(b) => Some(l.clone()),
                (Type::Unit(a), Type::Unit(b)) if a == b => Some(Type::Number),
                _ => None,
            },
            Operator::Remainder => match (l, r) {
                (Type::Int, Type::Int) => Some(Type::Int),
                (Type::Unit(a), Type::Unit(b)) if a == b => Some(l.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    fn operands(&mut self, operator: Operator, at: Span, span: Span, left: &Type, right: &Type) -> (Expr, Type) {
        if matches!(left.unrefined(), Type::Opaque) || matches!(right.unrefined(), Type::Opaque) {
            self.report(
                Diagnostic::error(
                    code::SECRET_ESCAPES,
                    span,
                    format!("`{}` cannot look into a secret", sign(operator)),
                )
                .help("a secret's key is a reference: put it in a variable of `env`; texts can name that, `$(NAME)`"),
            );
            return (Expr { span, kind: ExprKind::Error }, Type::Error);
        }
        let message = format!("`{}` does not take {} and {}", sign(operator), self.a(left), self.a(right));
        let mut diagnostic = Diagnostic::error(code::WRONG_OPERANDS, at, message);
        let text = |ty: &Type| matches!(ty.unrefined(), Type::String | Type::Format(_));
        let list = |ty: &Type| matches!(ty.unrefined(), Type::List(_));
        let number = |ty: &Type| ty.dimension().is_some();
        diagnostic = match operator {
            Operator::Add if list(left) && !list(right) => diagnostic.help("put it in brackets: `list + [item]`"),
            Operator::Equal | Operator::NotEqual => diagnostic.help("values of different types are never equal"),
            Operator::Add if !(number(left) && number(right)) && text(left) == text(right) => {
                diagnostic.help("`+` joins two texts, two lists or two maps, and adds numbers")
            }
            Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder
                if !(number(left) && number(right)) =>
            {
                diagnostic.help("only numbers compute")
            }
            Operator::Add if text(left) != text(right) => diagnostic.help("put the parts in one text: `\"${a}${b}\"`"),
            Operator::Range => {
                diagnostic.help("a range goes from one number to another of the same kind: `100m..200m`")
            }
            Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
                diagnostic.help("only numbers of one dimension, and texts, have an order")
            }
            _ => diagnostic.help("numbers compute within one dimension; a plain number may scale any"),
        };
        self.report(diagnostic);
        (Expr { span, kind: ExprKind::Error }, Type::Error)
    }
}

/// Whether an operand means something only when it is known what is expected.
fn needs_context(expr: &ast::Expr) -> bool {
    matches!(expr.kind, ast::ExprKind::Word(_) | ast::ExprKind::Number(_) | ast::ExprKind::Negative(_))
}

fn comparable(left: &Type, right: &Type, ordered: bool) -> bool {
    let l: Vec<&Type> = left.members().into_iter().map(Type::unrefined).collect();
    let r: Vec<&Type> = right.members().into_iter().map(Type::unrefined).collect();
    let open = |ty: &&Type| matches!(ty, Type::Error | Type::Any | Type::Variable(_));
    if l.iter().any(open) || r.iter().any(open) {
        return true;
    }
    l.iter().any(|a| {
        r.iter().any(|b| {
            if ordered {
                let same = a.dimension().is_some() && (a.dimension() == b.dimension());
                let scaled = matches!((a, b), (Type::Unit(_), Type::Int | Type::Number)) && fits(b, a)
                    || matches!((b, a), (Type::Unit(_), Type::Int | Type::Number)) && fits(a, b);
                let texts = matches!(a, Type::String | Type::Format(_)) && matches!(b, Type::String | Type::Format(_));
                same || scaled || texts
            } else {
                fits(a, b) || fits(b, a)
            }
        })
    })
}

fn sum(left: &Type, right: &Type) -> Option<Type> {
    match (left, right) {
        (Type::Int, Type::Int) => Some(Type::Int),
        (Type::Int | Type::Number, Type::Int | Type::Number) => Some(Type::Number),
        (Type::Unit(a), Type::Unit(b)) if a == b => Some(left.clone()),
        (Type::Unit(Dimension::Cpu | Dimension::Bytes), Type::Int | Type::Number) => Some(left.clone()),
        (Type::Int | Type::Number, Type::Unit(Dimension::Cpu | Dimension::Bytes)) => Some(right.clone()),
        _ => None,
    }
}

fn merged(left: &RecordType, right: &RecordType) -> Type {
    let mut fields: Vec<_> = left
        .fields
        .iter()
        .map(|field| right.field(&field.name).filter(|other| !other.optional).unwrap_or(field).clone())
        .collect();
    fields.extend(right.fields.iter().filter(|field| left.field(&field.name).is_none()).cloned());
    Type::Record(std::sync::Arc::new(RecordType { fields, span: left.span }))
}

fn range_of(expected: &Type) -> Option<Type> {
    expected.members().into_iter().find_map(|member| match member.unrefined() {
        Type::Range(inner) => Some(inner.as_ref().clone()),
        _ => None,
    })
}

/// The part of a type that arithmetic can give.
fn numbers_of(ty: &Type) -> Type {
    Type::union(ty.members().into_iter().filter(|member| !matches!(member, Type::None)).cloned())
}
