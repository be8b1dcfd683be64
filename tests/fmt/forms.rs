//! The form of each thing. `SNAPSHOTS=overwrite cargo test --test fmt` rewrites `showcase/after.kapp`.

use snapbox::{assert_data_eq, file};

use super::{conserved, formatted};

/// That `text` is formatted as `wanted`.
#[track_caller]
fn becomes(text: &str, wanted: &str) {
    assert_eq!(conserved(text).as_deref(), Some(wanted));
}

/// That `text` is left as it is.
#[track_caller]
fn stays(text: &str) {
    becomes(text, text);
}

#[test]
fn everything_at_once() {
    let before = include_str!("showcase/before.kapp");
    assert_data_eq!(conserved(before).unwrap(), file!["showcase/after.kapp"].raw());
}

#[test]
fn a_text_without_entries() {
    becomes("", "");
    becomes("\n \n", "");
    becomes("\n\n// alone", "// alone\n");
    becomes("// a\n\n\n\n// b\n\n", "// a\n\n// b\n");
}

#[test]
fn a_block_on_one_line_stays_there_while_it_fits() {
    becomes("service a {b=1,c=2;d=3}\n", "service a { b = 1  c = 2  d = 3 }\n");
    let filler = "x".repeat(95);
    stays(&format!("let a = {{ b = \"{filler}\"  c = 1 }}\n"));
    becomes(
        &format!("let a = {{ b = \"{filler}\"  c = 10 }}\n"),
        &format!("let a = {{\n  b = \"{filler}\"\n  c = 10\n}}\n"),
    );
    becomes("service a { b = 1\n}\n", "service a {\n  b = 1\n}\n");
    becomes("service a {\n\n  b = 1  c = 2\n\n\n  d = 3\n\n}\n", "service a {\n  b = 1  c = 2\n\n  d = 3\n}\n");
    becomes("service a {\n\n}\n", "service a {}\n");
}

#[test]
fn a_list_is_broken_where_it_was_or_has_to_be() {
    becomes("let a = [1,2\n,3]\n", "let a = [\n  1, 2,\n  3\n]\n");
    becomes("let a = [ [\n1 ], 2 ]\n", "let a = [[\n  1\n], 2]\n");
    becomes("let a = [1, 2,]\n", "let a = [1, 2]\n");
    stays("let a = [\n  1,\n  2,\n]\n");
    let (one, two) = ("x".repeat(70), "y".repeat(60));
    becomes(&format!("let a = [\"{one}\", \"{two}\"]\n"), &format!("let a = [\n  \"{one}\",\n  \"{two}\"\n]\n"));
    becomes(&format!("let a = f([\"{one}\", \"{two}\"])\n"), &format!("let a = f([\n  \"{one}\",\n  \"{two}\"\n])\n"));
    let (row, few) = (["word"; 19].join(", "), ["word"; 3].join(", "));
    becomes(&format!("let a = [{row}, {few}]\n"), &format!("let a = [\n  {row},\n  {few}\n]\n"));
}

#[test]
fn what_cannot_fit_is_not_broken_in_vain() {
    let long = "x".repeat(130);
    stays(&format!("let a = f(\"{long}\")\n"));
    stays(&format!("let a = f(b) + \"{long}\"\n"));
    stays(&format!("service \"{long}\" {{}}\n"));
}

#[test]
fn equals_signs_of_neighbors_are_in_one_column() {
    becomes("let a = 1\nlet bcd = 2\n", "let a   = 1\nlet bcd = 2\n");
    stays("let a = 1\n\nlet bcd = 2\n");
    becomes("let a = 1\n// why\nlet bcd = 2\n", "let a   = 1\n// why\nlet bcd = 2\n");
    becomes(
        "service a {\n  cpu = 1\n  scale { cpu = 70% }\n  port http = 2\n}\n",
        "service a {\n  cpu       = 1\n  scale { cpu = 70% }\n  port http = 2\n}\n",
    );
    // A head that is much longer has a group of its own, but for variables and other single words.
    stays("service a {\n  x = 1\n  pod.securityContext.runAsUser = 2\n}\n");
    becomes(
        "let m = {\n  A = 1\n  VERY_LONG_NAME = 2\n}\n",
        "let m = {\n  A              = 1\n  VERY_LONG_NAME = 2\n}\n",
    );
    // What takes several lines stands for itself.
    stays("let a = 1\nlet bcd = [\n  1\n]\nlet e = 2\n");
}

#[test]
fn a_group_that_would_not_fit_is_not_aligned() {
    let long = "x".repeat(100);
    stays(&format!("let m = {{\n  a = \"{long}\"\n  bcdefghijklmno = 1\n}}\n"));
    let short = "x".repeat(99);
    becomes(
        &format!("let m = {{\n  a = \"{short}\"\n  bcdefghijklmno = 1\n}}\n"),
        &format!("let m = {{\n  a              = \"{short}\"\n  bcdefghijklmno = 1\n}}\n"),
    );
}

#[test]
fn types_and_blocks_of_one_kind_are_in_one_column() {
    becomes(
        "param tag: string = \"1\"\nparam domain: host\nparam n: int=1\n",
        "param tag:    string = \"1\"\nparam domain: host\nparam n:      int    = 1\n",
    );
    becomes("in dev { a = 1 }\nin prod { a = 2 }\n", "in dev  { a = 1 }\nin prod { a = 2 }\n");
    stays("config a {}\nconfig bcd {}\n");
    stays("service a with b { c = 1 }\nservice bcd with e { c = 1 }\n");
}

#[test]
fn comments_keep_their_places() {
    becomes(
        "service a { // one\n  b = 1 // two\n  cde = 2// three\n\n\n  // four\n\n  // five\n}\n",
        "service a {  // one\n  b   = 1  // two\n  cde = 2  // three\n\n  // four\n\n  // five\n}\n",
    );
    becomes(
        "let a = [ // one\n  1, // two\n  2 // three\n  // four\n]\n",
        "let a = [  // one\n  1,  // two\n  2   // three\n  // four\n]\n",
    );
    becomes("let a = 1 + // one\n2\n", "let a = 1 +  // one\n  2\n");
    becomes("let a = [1 // one\n, 2]\n", "let a = [\n  1,  // one\n  2\n]\n");
    becomes("if a {\n} // one\nelse { b = 1 }\n", "if a {}  // one\nelse {\n  b = 1\n}\n");
}

#[test]
fn a_doc_comment_documents_what_it_did() {
    stays("/// a\nservice a {}\n\n/// nothing\n\nservice b {}\n");
    // The second comment is none of `b`, as a comma stands between.
    becomes(
        "let a = {\n  a = 1 // one\n  , /// two\n  b = 2\n}\n",
        "let a = {\n  a = 1  // one\n  /// two\n\n  b = 2\n}\n",
    );
}

#[test]
fn signs_have_their_spaces() {
    becomes("let a=-1+b*-2\n", "let a = -1 + b * -2\n");
    becomes("let a = ! b&&(c||!d)\n", "let a = !b && (c || !d)\n");
    becomes("let a = 1 .. b\nlet c = 1..b+1\n", "let a = 1..b\nlet c = 1 .. b + 1\n");
    becomes("let a=if(b)then[1]else(c)\n", "let a = if (b) then [1] else (c)\n");
    becomes("let a = f ??g.h[ 0 ].i\n", "let a = f ?? g.h[0].i\n");
    becomes("type T=[map<int>]|{a:string?,b?:int}\n", "type T = [map<int>] | { a: string?, b?: int }\n");
    becomes("param a:map<int>={}\n", "param a: map<int> = {}\n");
    becomes("assert(a)else\"b\"\n", "assert (a) else \"b\"\n");
    becomes("let a = [for k,v in(m)if k!=\"b\":{c=v}]\n", "let a = [for k, v in (m) if k != \"b\": { c = v }]\n");
}

#[test]
fn separators_stay_where_they_part() {
    becomes("type T = {\n  a: int,\n  b: int,\n}\n", "type T = {\n  a: int\n  b: int\n}\n");
    stays("environments dev, prod\n");
    becomes("let a = { environments dev, prod; b = 1 }\n", "let a = { environments dev, prod; b = 1 }\n");
    becomes("if a {}\n,else=1\n", "if a {},\nelse = 1\n");
}

#[test]
fn branches_stay_together() {
    becomes("if a { b = 1 }\nelse { b = 2 }\n", "if a { b = 1 } else { b = 2 }\n");
    becomes("if a { b = 1 } else {\n b = 2 }\n", "if a {\n  b = 1\n} else {\n  b = 2\n}\n");
}

#[test]
fn texts_stay_as_they_are() {
    stays("service a {\n  b = '''\n      c  \n   d\n  '''\n  e = \"${ f }\"\n}\n");
}

#[test]
fn line_ends_stay_what_they_are() {
    becomes("let a=1\r\nlet b='''\r\n  x\r\n  '''\r\n", "let a = 1\r\nlet b = '''\r\n  x\r\n  '''\r\n");
    assert_eq!(formatted("\u{feff}let a=1\n").as_deref(), Some("let a = 1\n"));
}

#[test]
fn a_text_with_mistakes_is_not_formatted() {
    for text in ["service a {", "let a = \n1\n", "x:=1\n", "let a = (1\n"] {
        assert_eq!(conserved(text), None, "{text}");
    }
}
