//! What to write, in the language of who reads it: help is worded for programs, and said of an included YAML in YAML.

/// The quoted parts of `help` as YAML has them: `type = "Recreate"` becomes `type: "Recreate"`.
pub(super) fn as_yaml(help: &str) -> String {
    let mut text = String::with_capacity(help.len() + 8);
    for (index, part) in help.split('`').enumerate() {
        if index > 0 {
            text.push('`');
        }
        // What is declared beside an `include` stands in the program.
        let is_program = ["allow ", "external ", "base64("].iter().any(|start| part.starts_with(start));
        match index % 2 == 1 && !is_program {
            true => entry(part, &mut text),
            false => text.push_str(part),
        }
    }
    text
}

fn entry(part: &str, text: &mut String) {
    let part = part.replace(" = ", ": ").replace("  ", ", ");
    let mut last = ' ';
    let mut rest = part.chars().peekable();
    while let Some(c) = rest.next() {
        // A block stands at its key.
        if c == ' ' && rest.peek() == Some(&'{') && last.is_alphanumeric() {
            text.push(':');
        }
        text.push(c);
        last = c;
    }
}

#[cfg(test)]
mod tests {
    use super::as_yaml;

    #[test]
    fn what_is_quoted_becomes_yaml() {
        for (help, yaml) in [
            ("write `type = \"Never\"`, or `OnFailure`", "write `type: \"Never\"`, or `OnFailure`"),
            ("write `selector { matchLabels { … } }`", "write `selector: { matchLabels: { … } }`"),
            ("write `xs = [{ a = \"…\"  b = \"…\" }]`", "write `xs: [{ a: \"…\", b: \"…\" }]`"),
            ("`podSelector {}` is every pod", "`podSelector: {}` is every pod"),
            ("write `external secret a {}` = here", "write `external secret a {}` = here"),
            ("take it out", "take it out"),
        ] {
            assert_eq!(as_yaml(help), yaml);
        }
    }
}
