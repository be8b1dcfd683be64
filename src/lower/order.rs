//! `before` and `after` of jobs: what is applied, and ready, before what.

use std::ops::Range;

use super::context::{Lowering, written};
use super::object::Order;
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Value};
use crate::source::Span;

/// An edge between declarations.
struct Step {
    first: usize,
    then: usize,
    span: Span,
}

/// Notes the order that jobs ask for; a circle is an error.
pub(super) fn jobs(cx: &mut Lowering<'_>) {
    let evaluated = cx.evaluated;
    let mut steps = Vec::new();
    for (index, declaration) in evaluated.declarations.iter().enumerate() {
        if declaration.broken || !declaration.emitted || declaration.kind != "job" {
            continue;
        }
        for (entry, is_first) in [("before", true), ("after", false)] {
            for value in written(&declaration.body, entry).and_then(Value::list).into_iter().flatten() {
                let Data::Declaration(reference) = &value.data else { continue };
                let other = reference.declaration;
                let (first, then) = if is_first { (index, other) } else { (other, index) };
                steps.push(Step { first, then, span: value.span() });
            }
        }
    }
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); evaluated.declarations.len()];
    for (number, step) in steps.iter().enumerate() {
        if let Some(next) = next.get_mut(step.first) {
            next.push(number);
        }
    }
    let mut done = vec![false; evaluated.declarations.len()];
    for start in steps.iter().map(|step| step.first) {
        if let Some(circle) = circle(start, &steps, &next, &mut done) {
            report(cx, &circle);
            return;
        }
    }
    for step in &steps {
        let (first, then) = (objects_of(cx, step.first), objects_of(cx, step.then));
        cx.order.push(Order { first, then, span: step.span });
    }
}

/// The places of what the declaration of this index made, which stand in a row.
fn objects_of(cx: &Lowering<'_>, index: usize) -> Range<usize> {
    let Some(declaration) = cx.evaluated.declarations.get(index) else { return 0..0 };
    let start = cx.makers.iter().position(|maker| std::ptr::eq(*maker, declaration)).unwrap_or(cx.makers.len());
    let rest = cx.makers.iter().skip(start);
    start..start + rest.take_while(|maker| std::ptr::eq(**maker, declaration)).count()
}

/// A way from `start` that comes back to where it was; what was walked without finding one is `done`.
fn circle<'s>(start: usize, steps: &'s [Step], next: &[Vec<usize>], done: &mut [bool]) -> Option<Vec<&'s Step>> {
    // The way so far, each place with how many of its steps were tried.
    let mut way: Vec<(usize, usize)> = vec![(start, 0)];
    let mut taken: Vec<&Step> = Vec::new();
    while let Some((place, tried)) = way.last_mut() {
        let step = next.get(*place).and_then(|all| all.get(*tried)).and_then(|number| steps.get(*number));
        *tried += 1;
        let Some(step) = step.filter(|_| !done.get(*place).copied().unwrap_or(true)) else {
            if let Some(done) = done.get_mut(*place) {
                *done = true;
            }
            let _ = (way.pop(), taken.pop());
            continue;
        };
        taken.push(step);
        if let Some(at) = way.iter().position(|(place, _)| *place == step.then) {
            return Some(taken.split_off(at));
        }
        way.push((step.then, 0));
    }
    None
}

fn report(cx: &mut Lowering<'_>, circle: &[&Step]) {
    let name = |index: usize| cx.declaration(index).map(|known| known.label.to_string()).unwrap_or_default();
    let (Some(first), Some(last)) = (circle.first(), circle.last()) else { return };
    let mut names: Vec<String> = circle.iter().map(|step| format!("`{}`", name(step.first))).collect();
    names.push(format!("`{}`", name(first.first)));
    let message = match circle {
        [_] => format!("`{}` would have to come before itself", name(first.first)),
        _ => format!("an order without a first: {}", names.join(" → ")),
    };
    let mut diagnostic = Diagnostic::error(code::ORDER_CYCLE, last.span, message).help("take one of them out");
    for step in circle.iter().filter(|step| step.span != last.span) {
        diagnostic = diagnostic.label(step.span, format!("`{}` before `{}`", name(step.first), name(step.then)));
    }
    cx.report(diagnostic);
}
