//! A command line, as people write it in one text, in the list of words that the language takes.

/// The signs that only a shell understands.
const SHELL: &[char] = &['|', '&', ';', '<', '>', '$', '`', '"', '\'', '*', '?', '~', '(', ')'];

/// The longest command line that is shown.
const LONGEST: usize = 60;

/// `["sleep", "10"]` for `sleep 10`; what only a shell understands is given to one.
pub fn argv(line: &str) -> String {
    let line = line.trim();
    if let Some(words) = parted(line) {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        return format!("[{}]", words.join(", "));
    }
    if line.contains(SHELL) {
        return format!("[\"sh\", \"-c\", {}]", quoted(line));
    }
    let words: Vec<String> = line.split_whitespace().map(quoted).collect();
    format!("[{}]", words.join(", "))
}

/// The words of a line in which only quotes ask for a shell; `None` for every other.
fn parted(line: &str) -> Option<Vec<String>> {
    let is_quote = |c: char| matches!(c, '"' | '\'');
    if !line.contains(is_quote) || line.contains(|c: char| c == '\\' || SHELL.contains(&c) && !is_quote(c)) {
        return None;
    }
    let mut words = vec![String::new()];
    let mut open = None;
    for c in line.chars() {
        match open {
            Some(quote) if c == quote => open = None,
            None if is_quote(c) => open = Some(c),
            None if c == ' ' => words.push(String::new()),
            _ => words.iter_mut().next_back()?.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    open.is_none().then_some(words)
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
        assert_eq!(argv("sh -c \"sleep 1\""), "[\"sh\", \"-c\", \"sleep 1\"]");
        assert_eq!(argv("nginx"), "[\"nginx\"]");
        assert_eq!(argv("echo \"a b\" > ${F}"), "[\"sh\", \"-c\", \"echo \\\"a b\\\" > \\${F}\"]");
        assert_eq!(argv(&"x".repeat(99)), "[\"…\"]");
    }
}
