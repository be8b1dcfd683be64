//! Types.

use super::Builder;
use crate::diag::{Diagnostic, code};
use crate::syntax::ast::{RecordField, TypeExpr, TypeKind};
use crate::syntax::pairs::{Node, Nodes, Rule};

impl Builder<'_> {
    /// A type: one member, or several with `|` between them.
    pub(super) fn type_expr(&mut self, node: Node<'_>) -> TypeExpr {
        let (span, start) = (self.at(&node), node.start());
        let built = self.deeper(1, span, |builder| {
            let mut members = Vec::new();
            for node in node.children() {
                members.push(if matches!(node.rule(), Rule::type_member | Rule::angled_member) {
                    builder.type_member(node)
                } else {
                    builder.no_type(node.end(), "a type is missing after `|`")
                });
            }
            members
        });
        let mut members = built.unwrap_or_default();
        match members.len() {
            0 => TypeExpr { span: self.span(start, start), kind: TypeKind::Missing },
            1 => members.remove(0),
            _ => TypeExpr { span, kind: TypeKind::Union(members) },
        }
    }

    /// The type that comes next, or a missing one right after byte `after`.
    fn type_value(&mut self, nodes: &mut Nodes<'_>, after: usize) -> TypeExpr {
        match nodes.accept(Rule::type_expr).or_else(|| nodes.accept(Rule::angled_expr)) {
            Some(node) => self.type_expr(node),
            None => self.no_type(after, "a type is missing"),
        }
    }

    fn no_type(&mut self, after: usize, message: &str) -> TypeExpr {
        let span = self.span(after, after);
        self.report_unless_told(Diagnostic::error(code::MISSING_VALUE, span, message).here("a type belongs here"));
        TypeExpr { span, kind: TypeKind::Missing }
    }

    /// A type with its `?` and refinements.
    fn type_member(&mut self, node: Node<'_>) -> TypeExpr {
        let mut nodes = node.children();
        let mut ty = match nodes.next() {
            Some(node) => self.type_atom(node),
            None => self.no_type(0, "a type is missing"),
        };
        let refinements = nodes.clone().count();
        let span = ty.span;
        let _ = self.deeper(refinements, span, |builder| {
            for node in nodes {
                let span = span.to(builder.at(&node));
                let base = Box::new(std::mem::replace(&mut ty, TypeExpr { span, kind: TypeKind::Missing }));
                let rule = node.rule();
                let start = node.start();
                let mut inner = node.children();
                ty.kind = match rule {
                    Rule::optional => TypeKind::Optional(base),
                    Rule::matching => match inner.next() {
                        Some(node) => TypeKind::Matching { base, pattern: builder.text(node) },
                        None => base.kind,
                    },
                    Rule::where_clause | Rule::angled_where => {
                        let outer = std::mem::replace(&mut builder.in_refinement, true);
                        let condition = Box::new(builder.value(&mut inner, start, "a condition is missing"));
                        builder.in_refinement = outer;
                        let message = inner.next().map(|node| builder.text(node));
                        TypeKind::Where { base, condition, message }
                    }
                    _ => match inner.next() {
                        Some(node) => TypeKind::Bounds { base, range: Box::new(builder.expression(node)) },
                        None => base.kind,
                    },
                };
            }
        });
        ty
    }

    fn type_atom(&mut self, node: Node<'_>) -> TypeExpr {
        let span = self.at(&node);
        let (start, end) = (node.start(), node.end());
        let kind = match node.rule() {
            Rule::word if node.text() == "none" => TypeKind::None,
            Rule::word => TypeKind::Word(node.text().into()),
            Rule::imported => TypeKind::Imported(Box::new(self.imported(node))),
            Rule::applied => {
                let mut nodes = node.children();
                let name = match nodes.accept(Rule::word) {
                    Some(node) => self.name(&node),
                    None => self.no_name(start),
                };
                let after = nodes.peek().map_or(end, |_| start + name.text.len() + 1);
                let argument = Box::new(self.type_value(&mut nodes, after));
                if nodes.accept(Rule::angle).is_none() {
                    let place = self.span(end, end);
                    self.report_unless_told(Diagnostic::error(code::UNCLOSED, place, "`>` is missing").fix(
                        "put in `>`",
                        place,
                        ">",
                    ));
                }
                TypeKind::Apply { name, argument }
            }
            Rule::list_type => {
                let mut nodes = node.children();
                let element = self.type_value(&mut nodes, start + 1);
                self.rest(&mut nodes);
                TypeKind::List(Box::new(element))
            }
            Rule::type_group => {
                let mut nodes = node.children();
                let inner = self.type_value(&mut nodes, start + 1);
                self.rest(&mut nodes);
                inner.kind
            }
            Rule::record_type => TypeKind::Record(self.record(node.children())),
            _ => {
                let written = node.text();
                self.report_unless_told(self.value_for_type(written, span));
                TypeKind::Missing
            }
        };
        TypeExpr { span, kind }
    }

    fn record(&mut self, nodes: Nodes<'_>) -> Vec<RecordField> {
        let mut fields = Vec::new();
        for node in nodes {
            match node.rule() {
                Rule::record_field => {
                    let (start, end) = (node.start(), node.end());
                    let mut inner = node.children();
                    let Some(name) = inner.next() else { continue };
                    let name = self.segment(name);
                    let optional = inner.accept(Rule::optional).is_some();
                    let ty = self.type_value(&mut inner, end);
                    fields.push(RecordField { doc: self.doc(start), name, optional, ty });
                }
                Rule::junk => {
                    self.junk(&node);
                }
                _ => {}
            }
        }
        fields
    }
}
