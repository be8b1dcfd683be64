//! What evaluating a rule may cost. The API server counts while it evaluates; here the most that a rule can cost for an
//! object is known before, and a rule for which that is too much is not evaluated.

use kube_cel::CompiledSchema;
use kube_cel::cel::common::ast::{EntryExpr, Expr, IdedExpr};
use serde_json::Value;

/// Where schemas keep their rules.
pub(super) const RULES: &str = "x-kubernetes-validations";

/// Steps for one object, the API server's figure: `RuntimeCELCostBudget` of apiserver/pkg/apis/cel/config.go.
const BUDGET: u64 = 10_000_000;

/// Bytes of a rule. The longest of the Gateway API has some 2,000.
const LONGEST: usize = 16 * 1024;

/// The most that a rule can cost: `size` steps for every turn of `loops` loops in each other.
#[derive(Debug, Default)]
pub(super) struct Cost {
    pub(super) rule: String,
    loops: u32,
    size: u64,
}

impl Cost {
    /// That of the dearest rule of a schema.
    pub(super) fn dearest(schema: &CompiledSchema) -> Cost {
        let mut dearest = Cost::default();
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            for compiled in schema.validations.iter().flatten() {
                let programs = [Some(&compiled.program), compiled.message_program.as_ref()];
                for program in programs.into_iter().flatten() {
                    let (loops, size) = extent(program.expression());
                    if (loops, size) > (dearest.loops, dearest.size) {
                        dearest = Cost { rule: compiled.rule.rule.clone(), loops, size };
                    }
                }
            }
            let boxed = [&schema.items, &schema.additional_properties];
            waiting.extend(boxed.into_iter().flatten().map(AsRef::as_ref));
            waiting.extend(schema.properties.values());
            waiting.extend(schema.all_of.iter().chain(&schema.one_of).chain(&schema.any_of));
        }
        dearest
    }

    /// Why it is not evaluated for `object`, if that is so.
    pub(super) fn too_dear(&self, object: &Value) -> Option<String> {
        // No loop takes more turns than the object has values.
        let turns = values(object).saturating_pow(self.loops);
        let steps = self.size.saturating_mul(turns);
        (steps > BUDGET).then(|| format!("it may take {steps} steps for this object, and {BUDGET} are allowed"))
    }
}

/// How deep loops stand in each other, and how many steps one turn of all takes.
fn extent(expr: &IdedExpr) -> (u32, u64) {
    let all = |parts: &mut dyn Iterator<Item = &IdedExpr>| {
        parts
            .map(extent)
            .fold((0, 1_u64), |(loops, size), (more, steps): (u32, u64)| (loops.max(more), size.saturating_add(steps)))
    };
    match &expr.expr {
        Expr::Comprehension(inner) => {
            let parts = [&inner.iter_range, &inner.accu_init, &inner.loop_cond, &inner.loop_step, &inner.result];
            let (loops, size) = all(&mut parts.into_iter());
            (loops + 1, size)
        }
        Expr::Call(call) => all(&mut call.target.iter().map(AsRef::as_ref).chain(&call.args)),
        Expr::Select(select) => all(&mut std::iter::once(select.operand.as_ref())),
        Expr::List(list) => all(&mut list.elements.iter()),
        Expr::Map(map) => all(&mut map.entries.iter().flat_map(|entry| entry_parts(&entry.expr))),
        Expr::Struct(made) => all(&mut made.entries.iter().flat_map(|entry| entry_parts(&entry.expr))),
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) => (0, 1),
    }
}

fn entry_parts(entry: &EntryExpr) -> Vec<&IdedExpr> {
    match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}

/// How many values an object holds, itself included.
fn values(value: &Value) -> u64 {
    match value {
        Value::Array(items) => items.iter().map(values).fold(1, u64::saturating_add),
        Value::Object(fields) => fields.values().map(values).fold(1, u64::saturating_add),
        _ => 1,
    }
}

/// Takes the rules out of `schema` that are too long to be read, and returns them.
pub(super) fn take_long_rules(schema: &mut Value) -> Vec<String> {
    let mut taken = Vec::new();
    let mut waiting = vec![schema];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    match value {
                        Value::Array(rules) if key == RULES => {
                            rules.retain(|rule| keep(rule, &mut taken));
                        }
                        other => waiting.push(other),
                    }
                }
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    taken
}

fn keep(rule: &Value, taken: &mut Vec<String>) -> bool {
    let text = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or_default();
    let long = ["rule", "messageExpression"].iter().any(|key| text(key).len() > LONGEST);
    if long {
        taken.push(text("rule").chars().take(60).collect());
    }
    !long
}

/// Why a rule is not read.
pub(super) fn too_long() -> String {
    format!("it has more than {LONGEST} bytes")
}
