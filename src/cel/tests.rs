//! Rules as real custom resources have them.

use serde_json::{Value, json};

use super::{Finding, Identity, Rules, Verdict};

const IDENTITY: Identity<'static> = Identity { group: "example.io", api_version: "example.io/v1", kind: "Thing" };

fn check(schema: &Value, object: &Value) -> Vec<Finding> {
    Rules::of(schema.clone()).check(object, IDENTITY)
}

fn schema(rules: Value) -> Value {
    json!({ "type": "object", "properties": { "spec": {
        "type": "object",
        "x-kubernetes-validations": rules,
        "properties": {
            "least": { "type": "integer" },
            "most": { "type": "integer", "default": 5 },
            "items": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": "string" } } } },
        },
    } } })
}

#[test]
fn a_broken_rule_is_found_with_its_place_and_message() {
    let schema = schema(json!([{ "rule": "self.least <= self.most", "message": "least is above most" }]));
    assert_eq!(check(&schema, &json!({ "spec": { "least": 1, "most": 2 } })), []);
    let found = check(&schema, &json!({ "spec": { "least": 3, "most": 2 } }));
    assert_eq!(
        found,
        [Finding {
            path: "spec".into(),
            rule: "self.least <= self.most".into(),
            verdict: Verdict::Broken("least is above most".into()),
        }]
    );
}

#[test]
fn defaults_of_the_schema_count() {
    let schema = schema(json!([{ "rule": "self.least <= self.most" }]));
    assert_eq!(check(&schema, &json!({ "spec": { "least": 5 } })), []);
    assert_eq!(check(&schema, &json!({ "spec": { "least": 6 } })).len(), 1);
}

#[test]
fn messages_may_be_computed() {
    let rule = json!([{
        "rule": "self.items.all(a, self.items.exists_one(b, a.name == b.name))",
        "messageExpression": "'there are ' + string(size(self.items)) + ' items and two share a name'",
    }]);
    let found = check(&schema(rule), &json!({ "spec": { "items": [{ "name": "a" }, { "name": "a" }] } }));
    assert_eq!(found[0].verdict, Verdict::Broken("there are 2 items and two share a name".into()));
}

#[test]
fn rules_about_changes_wait_for_a_change() {
    let schema = schema(json!([{ "rule": "self.least == oldSelf.least", "message": "immutable" }]));
    assert_eq!(check(&schema, &json!({ "spec": { "least": 3 } })), []);
}

#[test]
fn rules_that_take_the_old_value_as_optional_see_none() {
    let rule = |rule: &str| {
        let rules = json!([{ "rule": rule, "optionalOldSelf": true, "messageExpression": "'was ' + (oldSelf.hasValue() ? 'there' : 'not')" }]);
        check(&schema(rules), &json!({ "spec": { "least": 3 } }))
    };
    assert_eq!(rule("!oldSelf.hasValue() || oldSelf.value().least == self.least"), []);
    assert_eq!(rule("oldSelf.orValue(self).least == 3"), []);
    let found = rule("oldSelf.hasValue()");
    assert!(matches!(&found[..], [Finding { verdict: Verdict::Broken(why), .. }] if why == "was not"), "{found:?}");
}

#[test]
fn the_functions_of_kubernetes_are_known() {
    let rule = json!([{ "rule": "quantity('500m').isLessThan(quantity('1')) && isURL('https://example.io') && ip('10.0.0.1').family() == 4" }]);
    assert_eq!(check(&schema(rule), &json!({ "spec": {} })), []);
}

#[test]
fn a_schema_without_rules_forbids_nothing() {
    assert_eq!(check(&json!({ "type": "object" }), &json!({ "spec": 1 })), []);
}

#[test]
fn what_cannot_be_evaluated_is_named() {
    let found = check(&schema(json!([{ "rule": "self.least.unheardOf()" }])), &json!({ "spec": { "least": 1 } }));
    assert!(matches!(&found[..], [Finding { verdict: Verdict::Unknown(_), .. }]), "{found:?}");
    let found = check(&schema(json!([{ "rule": "self.least <=" }])), &json!({ "spec": { "least": 1 } }));
    assert!(matches!(&found[..], [Finding { verdict: Verdict::Unknown(_), .. }]), "{found:?}");
}

#[test]
fn a_rule_that_would_take_too_long_is_not_evaluated() {
    let loops = |inner: &str, name: &str| format!("self.items.all({name}, {inner})");
    let rule = ["a", "b", "c", "d", "e"].iter().fold("true".to_owned(), |inner, name| loops(&inner, name));
    let items: Vec<Value> = (0..200).map(|number| json!({ "name": number.to_string() })).collect();
    let found = check(&schema(json!([{ "rule": rule }])), &json!({ "spec": { "items": items } }));
    assert!(
        matches!(&found[..], [Finding { verdict: Verdict::Unknown(why), .. }] if why.contains("steps")),
        "{found:?}"
    );
}

#[test]
fn long_and_deep_rules_are_no_danger() {
    let long = format!("self.least < 1{}", " || self.least < 1".repeat(1_000));
    let found = check(&schema(json!([{ "rule": long }])), &json!({ "spec": { "least": 1 } }));
    assert!(matches!(&found[..], [Finding { verdict: Verdict::Unknown(_), .. }]), "{found:?}");
    let deep = format!("{}self.least < 1{}", "(".repeat(7_000), ")".repeat(7_000));
    let _ = check(&schema(json!([{ "rule": deep }])), &json!({ "spec": { "least": 1 } }));
    let sum = format!("self.least{} > 0", " + 1".repeat(3_900));
    assert_eq!(check(&schema(json!([{ "rule": sum }])), &json!({ "spec": { "least": 1 } })), []);
}
