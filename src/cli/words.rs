//! Words that stand for themselves in a question: the language's own, its types, what `allow` may name, and entries without
//! the kind that has them.

use std::fmt::Write as _;

use ecow::EcoString;

use super::reference;
use crate::vocab::{Field, Vocabulary};

/// A word of the language: how it is written, and what it means.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "allow",
        "allow CAPABILITY because \"…\"",
        "Permits what is an error otherwise, for the block around: a declaration, `defaults`, `app`. The reason is part of it.",
    ),
    ("app", "app NAME { namespace = \"…\" }", "The release. Every module that makes objects has one."),
    ("as", "import \"…\" as NAME", "The name under which a module is used here."),
    ("assert", "assert CONDITION else \"message\"", "What must hold; otherwise the message is an error."),
    (
        "container",
        "defaults container { … }, profile NAME for container { … }",
        "What holds for every container: the main one, sidecars, inits.",
    ),
    (
        "defaults",
        "defaults service { … }",
        "What holds for every declaration of a kind in the module, unless it says otherwise.",
    ),
    ("else", "if CONDITION { … } else { … }", "What holds where no condition before does."),
    ("emit", "import \"…\" emit", "Makes the objects of an imported module here."),
    (
        "environment",
        "if environment == prod { … }",
        "The environment that is compiled for, one of those that `environments` names.",
    ),
    ("environments", "environments dev, prod", "The environments of the program; `kappc build --env NAME` chooses."),
    (
        "external",
        "external secret db { keys = [password] }",
        "What exists already and is only referred to: no object is made. Of config, secret, storage, account, service and more: `kappc explain \"external secret\"`.",
    ),
    ("fn", "fn url(host: string): string = \"https://${host}\"", "A function of values."),
    (
        "for",
        "for name in list { … }, [for x in list: …]",
        "Entries, declarations or items of a list, one for each element. Of a map: `for key, value in map`.",
    ),
    (
        "if",
        "if CONDITION { … } else { … }, if … then … else …",
        "Entries, declarations or a value that depend on a condition.",
    ),
    (
        "import",
        "import \"./dir\", import \"std/postgres\" as pg emit { size = 2Gi }, import crd \"crds/*.yaml\"",
        "Another module's names, or the definitions of custom resources.",
    ),
    (
        "in",
        "in prod { replicas = 3 }",
        "What is otherwise in an environment: in a declaration, or at top level around declarations.",
    ),
    ("let", "let NAME = value", "A value with a name."),
    ("new", "in prod { new port admin = 9090 }", "Marks what an environment adds rather than changes."),
    (
        "param",
        "param NAME: type = default",
        "A value from outside: `--set NAME=value`, `--params FILE`, or an `environment` block. Without default it must be given.",
    ),
    ("private", "private let NAME = value", "Keeps a name inside of its module."),
    (
        "profile",
        "profile NAME for service { … }",
        "Settings under a name, taken over by `service web with NAME { … }`.",
    ),
    ("self", "self", "The label of the declaration around, as a text; `self.name` and so on read of it."),
    (
        "template",
        "template web(image: image, size: int = 1) { service self { … } }",
        "Declarations that are made several times: `use web(\"…\") as shop`.",
    ),
    ("type", "type size = small | large", "A type with a name."),
    ("unset", "unset args", "Takes away what lower layers said, so that the default returns."),
    ("use", "use web(\"registry/name:1.0\") as shop", "Makes the declarations of a template."),
    ("with", "service web with loud, large { … }", "Takes over profiles, in order."),
];

/// A type of the language: values of it, and what they mean.
const TYPES: &[(&str, &str, &str)] = &[
    ("bool", "true, false", "A truth value."),
    ("bytes", "64Mi, 10Gi, 500M", "An amount of memory or disk. A number without unit counts bytes."),
    ("cidr", "\"10.0.0.0/8\"", "A network of addresses."),
    ("cpu", "250m, 1.5", "An amount of cpu in cores; `m` are thousandths."),
    ("cron", "\"30 2 * * *\"", "A schedule: minute, hour, day of the month, month, day of the week."),
    ("duration", "30s, 5m, 1h30m", "A time with its unit: `ms`, `s`, `m`, `h`, `d`."),
    ("host", "\"shop.example.org\", \"*.example.org\"", "The name of a host."),
    ("image", "\"ghcr.io/acme/web:1.4.2\"", "An image, with a tag or digest."),
    ("int", "3, -1", "A whole number."),
    ("json", "{ a = 1  b = [true] }", "Anything that JSON can say."),
    ("list", "[string], [1, 2]", "Values in order; `[T]` is the type."),
    ("map", "map<string>, { a = \"b\" }", "Values by key; a block adds to one."),
    ("mode", "0o440", "The permissions of a file."),
    ("number", "1.5", "An exact decimal number."),
    ("opaque", "db.password", "A key of a secret: it can be referred to, never read."),
    ("path", "\"/etc/web\"", "An absolute path of a container."),
    ("percent", "70%", "A part in hundredths."),
    ("port", "8080, 53/udp", "The number of a port, with a protocol where it is not TCP."),
    ("quantity", "100m, 64Mi, 3", "A number as Kubernetes measures resources."),
    ("range", "2..10, 64Mi..128Mi", "Two ends, both included; `range<T>` is the type."),
    (
        "string",
        "\"text\", \"${name}.example.org\"",
        "A text; `${…}` puts a value in. Over several lines it stands between `\"\"\"`.",
    ),
    ("text", "\"text\", 3, true", "A text, or a number or truth value that becomes one."),
    ("url", "\"https://example.org\"", "An address with its scheme."),
    ("zone", "\"Europe/Paris\"", "A time zone."),
];

/// What is known of `topic`, a word without dots; `None` where nothing is.
pub(super) fn describe(vocabulary: &Vocabulary, topic: &str) -> Option<String> {
    let row = |(word, form, text): &(&str, &str, &str)| (*word == topic).then(|| format!("{form}\n  {text}\n"));
    let mut parts: Vec<String> = WORDS.iter().find_map(row).into_iter().collect();
    if topic == "allow" {
        parts.extend(capabilities(vocabulary));
    }
    let of_type = |(word, form, text): &(&str, &str, &str)| {
        (*word == topic).then(|| format!("{word}, a type: {form}\n  {text}\n"))
    };
    parts.extend(TYPES.iter().find_map(of_type));
    if let Some(capability) = vocabulary.capabilities.get(topic) {
        let argument = if capability.argument { "(NAME)" } else { "" };
        let instead = if capability.instead.is_empty() {
            String::new()
        } else {
            format!("  Without it: {}.\n", capability.instead)
        };
        parts.push(format!("allow {topic}{argument} because \"…\"\n  {}\n{instead}", capability.doc.trim()));
    }
    parts.extend(entries(vocabulary, topic));
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Every word of the language that [`describe`] knows besides entries.
pub(super) fn known(vocabulary: &Vocabulary) -> Vec<EcoString> {
    let words = WORDS.iter().chain(TYPES).map(|(word, _, _)| EcoString::from(*word));
    words.chain(vocabulary.capabilities.keys().cloned()).collect()
}

/// What `allow` may name.
fn capabilities(vocabulary: &Vocabulary) -> Option<String> {
    let mut text = String::from("what may be allowed:\n");
    for (name, capability) in vocabulary.capabilities.iter() {
        let argument = if capability.argument { "(NAME)" } else { "" };
        let _ = writeln!(text, "  {name}{argument}: {}", reference::first_sentence(&capability.doc));
    }
    (!vocabulary.capabilities.is_empty()).then_some(text)
}

/// The entry called `topic` of every kind that has one; where none has, the blocks that have such an option.
fn entries(vocabulary: &Vocabulary, topic: &str) -> Vec<String> {
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |path: String| {
        let Ok(text) = reference::describe(vocabulary, &path) else { return };
        let body = text.split_once('\n').map_or_else(String::new, |(_, body)| body.to_owned());
        match told.iter_mut().find(|(known, _)| known.split_once('\n').is_some_and(|(_, known)| known == body)) {
            Some((_, others)) => others.push(path),
            None => told.push((text, Vec::new())),
        }
    };
    let fields = |kind: &str| vocabulary.kind_shape(kind).map(|shape| &shape.fields);
    for kind in vocabulary.kinds.keys() {
        if fields(kind).is_some_and(|fields| fields.contains_key(topic)) {
            add(format!("{kind}.{topic}"));
        }
    }
    if told.is_empty() {
        let mut add = |path: String| {
            if let Ok(text) = reference::describe(vocabulary, &path) {
                told.push((text, Vec::new()));
            }
        };
        for kind in ["service", "job", "daemon"] {
            let has = |field: &Field| {
                let shape = field.options.map(|id| vocabulary.shape(id));
                field.container.is_none() && shape.is_some_and(|shape| shape.fields.contains_key(topic))
            };
            let outer: Vec<EcoString> = fields(kind)
                .into_iter()
                .flat_map(|fields| fields.iter())
                .filter(|(_, field)| has(field))
                .map(|(name, _)| name.clone())
                .collect();
            let known = !outer.is_empty();
            outer.into_iter().for_each(|name| add(format!("{kind}.{name}.{topic}")));
            if known {
                break;
            }
        }
    }
    told.into_iter()
        .map(
            |(text, others)| {
                if others.is_empty() { text } else { format!("{text}\n  the same: {}\n", others.join(", ")) }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_types_stand_in_order() {
        assert!(WORDS.is_sorted_by_key(|(word, _, _)| *word) && TYPES.is_sorted_by_key(|(word, _, _)| *word));
    }

    #[test]
    fn a_word_alone_is_found_wherever_it_stands() {
        let said = |topic: &str| describe(Vocabulary::get(), topic).unwrap();
        assert!(said("allow").contains("  host_path: "), "{}", said("allow"));
        assert!(said("replicas").starts_with("service.replicas: "), "{}", said("replicas"));
        assert!(said("probe").contains("the same: "), "{}", said("probe"));
        assert!(said("every").starts_with("service.probe.every: "), "{}", said("every"));
        assert!(said("duration").starts_with("duration, a type: "));
        assert!(said("path").contains("an absolute path") || said("path").contains("An absolute path"));
        assert!(said("mutable_image").contains("allow mutable_image"));
        assert!(describe(Vocabulary::get(), "nothing-of-ours").is_none());
    }
}
