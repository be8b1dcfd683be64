//! What was there before, for rules that want to be evaluated without it too (`optionalOldSelf`): nothing, as an optional
//! value. To an object that is new there is no other.

use serde_json::Value;

use super::cost::RULES;

/// The optional value that holds nothing.
const NOTHING: &str = "optional.none()";

/// Puts nothing in the place of `oldSelf` in the rules at all depths of `schema` that take it as optional.
pub(super) fn forget(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Array(rules)) = map.get_mut(RULES) {
                rules.iter_mut().for_each(forget_in);
            }
            map.iter_mut().filter(|(key, _)| *key != RULES).for_each(|(_, inner)| forget(inner));
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}

fn forget_in(rule: &mut Value) {
    let Value::Object(rule) = rule else { return };
    if rule.remove("optionalOldSelf") != Some(Value::Bool(true)) {
        return;
    }
    for key in ["rule", "messageExpression"] {
        if let Some(Value::String(text)) = rule.get_mut(key) {
            *text = replaced(text);
        }
    }
}

/// The expression with nothing in the place of `oldSelf`, texts left alone.
fn replaced(expression: &str) -> String {
    const NAME: &str = "oldSelf";
    let mut out = String::with_capacity(expression.len());
    let mut rest = expression;
    let mut quote = None;
    while let Some(c) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let whole = quote.is_none() && !out.ends_with(is_name);
        if let Some(after) = rest.strip_prefix(NAME).filter(|_| whole)
            && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        {
            out.push_str(NOTHING);
            rest = after;
            continue;
        }
        let mut length = c.len_utf8();
        match quote {
            Some(_) if c == '\\' => length += rest.chars().nth(1).map_or(0, char::len_utf8),
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        let (done, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(done);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn names_are_replaced_and_texts_are_not() {
        for (from, to) in [
            ("oldSelf.hasValue()", "optional.none().hasValue()"),
            ("self == oldSelf.orValue(1)", "self == optional.none().orValue(1)"),
            ("self.oldSelf && 'oldSelf' == \"oldSelf\"", "self.oldSelf && 'oldSelf' == \"oldSelf\""),
            ("'it\\'s oldSelf' + oldSelf", "'it\\'s oldSelf' + optional.none()"),
            ("oldSelfish || my_oldSelf", "oldSelfish || my_oldSelf"),
            ("'é' + oldSelf", "'é' + optional.none()"),
        ] {
            assert_eq!(replaced(from), to);
        }
    }
}
