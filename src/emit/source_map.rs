//! The source map: for every field of every object the place of the program that it comes from.
//!
//! In: manifests. Out: JSON as `docs/source-map.md` describes it, one field a line. Values are never looked at, so none
//! can be in it.

use ecow::EcoString;
use indexmap::IndexSet;

use super::{Format, directory, install_order, number};
use crate::lower::{Cause, Manifests, Node, Object, Origin, Tree};
use crate::source::{Sources, Span};
use crate::text::{Astral, quote};

/// The source map of a build whose files are written in `format`. `sources` is what the objects' origins point into.
pub fn source_map(manifests: &[(Option<EcoString>, Manifests)], format: Format, sources: &Sources) -> String {
    let mut writer = Writer { sources, paths: IndexSet::new(), out: String::new() };
    let mut any = false;
    for (environment, manifests) in manifests {
        let objects = install_order::sorted(manifests);
        let names = directory::names(&objects, manifests.namespace.as_deref(), format);
        let folder = directory::folder(environment.as_deref(), &manifests.app);
        for (object, name) in objects.into_iter().zip(names) {
            writer.out.push_str(if any { ",\n    {" } else { "\n    {" });
            any = true;
            writer.object(object, environment.as_deref(), &format!("{folder}/{name}"));
        }
    }
    // The sources are known only now, and stand first.
    let mut out = String::from("{\n  \"version\": 1,\n  \"sources\": [");
    for (at, path) in writer.paths.iter().enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        quote(&mut out, path, Astral::Surrogates);
    }
    out.push_str("],\n  \"objects\": [");
    out.push_str(&writer.out);
    out.push_str(if any { "\n  ]\n}\n" } else { "]\n}\n" });
    out
}

struct Writer<'s> {
    sources: &'s Sources,
    paths: IndexSet<String>,
    out: String,
}

impl Writer<'_> {
    fn object(&mut self, object: &Object, environment: Option<&str>, file: &str) {
        let texts = [
            ("environment", environment),
            ("file", Some(file)),
            ("apiVersion", Some(&*object.api_version)),
            ("kind", Some(&*object.kind)),
            ("namespace", object.namespace.as_deref()),
            ("name", Some(&*object.name)),
        ];
        for (key, text) in texts {
            self.key(key);
            match text {
                Some(text) => quote(&mut self.out, text, Astral::Surrogates),
                None => self.out.push_str("null"),
            }
            self.out.push(',');
        }
        let place = self.place(object.origin.span);
        for (key, number) in ["source", "line", "column"].into_iter().zip(place) {
            self.key(key);
            self.number(number);
            self.out.push(',');
        }
        self.key("fields");
        self.out.push('{');
        let mut pointer = String::new();
        self.node(&object.root, &mut pointer);
        // After the last field stands a comma.
        let _ = self.out.pop();
        self.out.push_str("\n      }\n    }");
    }

    fn key(&mut self, key: &str) {
        self.out.push_str("\n      \"");
        self.out.push_str(key);
        self.out.push_str("\": ");
    }

    // Recursion is as deep as the object, which lowering bounds.
    fn node(&mut self, node: &Node, pointer: &mut String) {
        self.out.push_str("\n        ");
        quote(&mut self.out, pointer, Astral::Surrogates);
        self.out.push_str(": ");
        self.origin(node.origin);
        self.out.push(',');
        let length = pointer.len();
        match &node.tree {
            Tree::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    pointer.push('/');
                    number::int(pointer, i64::try_from(at).unwrap_or(i64::MAX));
                    self.node(item, pointer);
                    pointer.truncate(length);
                }
            }
            Tree::Map(map) => {
                for (key, value) in map.iter() {
                    pointer.push('/');
                    for c in key.chars() {
                        match c {
                            '~' => pointer.push_str("~0"),
                            '/' => pointer.push_str("~1"),
                            _ => pointer.push(c),
                        }
                    }
                    self.node(value, pointer);
                    pointer.truncate(length);
                }
            }
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Decimal(_) | Tree::Text(_) => {}
        }
    }

    fn origin(&mut self, origin: Origin) {
        self.out.push('[');
        for number in self.place(origin.span) {
            self.number(number);
            self.out.push_str(", ");
        }
        let (cause, rule) = match origin.cause {
            Cause::Written | Cause::Added => ("written", None),
            Cause::Derived => ("derived", None),
            Cause::Default(rule) => ("default", Some(rule.name())),
        };
        quote(&mut self.out, cause, Astral::Surrogates);
        if let Some(rule) = rule {
            self.out.push_str(", ");
            quote(&mut self.out, rule, Astral::Surrogates);
        }
        self.out.push(']');
    }

    /// Source, line and column; none for a span of other sources.
    fn place(&mut self, span: Span) -> [Option<usize>; 3] {
        let Some((path, position)) = self.sources.position(span) else { return [None; 3] };
        let (source, _) = self.paths.insert_full(path.to_string_lossy().into_owned());
        [Some(source), Some(position.line), Some(position.column)]
    }

    fn number(&mut self, value: Option<usize>) {
        match value {
            Some(value) => number::int(&mut self.out, i64::try_from(value).unwrap_or(i64::MAX)),
            None => self.out.push_str("null"),
        }
    }
}
