//! A command line, as people write it in one text, in the list of words that the language takes.

/// The signs that only a shell understands.
const SHELL: &[char] = &['|', '&', ';', '<', '>', '$', '`', '"', '\'', '*', '?', '~', '(', ')'];

/// The longest command line that is shown.
const LONGEST: usize = 60;

/// `["sleep", "10"]` for `sleep 10`; what only a shell understands is given to one.
pub fn argv(line: &str) -> String {
    let line = line.trim();
    if line.contains(SHELL) {
        return format!("[\"sh\", \"-c\", {}]", quoted(line));
    }
    let words: Vec<String> = line.split_whitespace().map(quoted).collect();
    format!("[{}]", words.join(", "))
}

/// `text` in quotes, short enough for a message.
fn quoted(text: &str) -> String {
    if text.chars().count() > LONGEST || text.contains(char::is_control) {
        return "\"…\"".to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "\\${"))
}

#[cfg(test)]
mod tests {
    use super::argv;

    #[test]
    fn words_are_taken_apart_unless_a_shell_is_needed() {
        assert_eq!(argv("sleep  10 "), "[\"sleep\", \"10\"]");
        assert_eq!(argv("nginx"), "[\"nginx\"]");
        assert_eq!(argv("echo \"a b\" > ${F}"), "[\"sh\", \"-c\", \"echo \\\"a b\\\" > \\${F}\"]");
        assert_eq!(argv(&"x".repeat(99)), "[\"…\"]");
    }
}
