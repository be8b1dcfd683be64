//! Every bracket gets its partner, and none is nested too deeply.
//!
//! A text whose brackets match is left alone. In any other, [`recover`] says which brackets to add and to take out. What
//! it says by indentation is taken where the text is indented or where it finds fewer mistakes than without, which
//! always balances.

use super::lexer::{Bracket, Kind, Token};
use super::recover::{is_indented, recover};
use super::repair::Repair;
use super::{MAX_NESTING, Problem, ProblemKind};

/// A bracket that has to be added.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Added {
    /// The token that it stands before.
    pub(crate) before: usize,
    /// The byte that it stands before.
    pub(crate) at: usize,
    /// Its kind.
    pub(crate) bracket: Bracket,
    /// Whether it opens.
    pub(crate) opens: bool,
}

/// The brackets that have to be added and taken out.
#[derive(Debug, Default)]
pub(crate) struct Balance {
    /// By the token that they stand before; at one place in the order in which they shall stand.
    pub(crate) added: Vec<Added>,
    /// Tokens that close nothing, in order.
    pub(crate) removed: Vec<usize>,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
}

/// One step through the brackets of a text, added ones included.
#[derive(Debug, Clone, Copy)]
enum Step {
    Token(usize),
    Added(usize),
}

impl Balance {
    /// Every token that is not taken out and every added bracket, in order.
    fn steps(&self, count: usize) -> impl Iterator<Item = Step> + '_ {
        let mut added = self.added.iter().enumerate().peekable();
        let mut removed = self.removed.iter().copied().peekable();
        let mut token = 0;
        std::iter::from_fn(move || {
            loop {
                if let Some((n, _)) = added.next_if(|(_, added)| added.before <= token) {
                    return Some(Step::Added(n));
                }
                if token >= count {
                    return None;
                }
                token += 1;
                if removed.next_if_eq(&(token - 1)).is_none() {
                    return Some(Step::Token(token - 1));
                }
            }
        })
    }

    /// Which bracket the step is, and whether it opens.
    fn bracket(&self, step: Step, tokens: &[Token]) -> Option<(Bracket, bool)> {
        match step {
            Step::Added(n) => self.added.get(n).map(|added| (added.bracket, added.opens)),
            Step::Token(i) => match tokens.get(i)?.kind {
                Kind::Open(bracket) => Some((bracket, true)),
                Kind::Close(bracket) => Some((bracket, false)),
                _ => None,
            },
        }
    }

    /// Whether every bracket has its partner now.
    fn holds(&self, tokens: &[Token]) -> bool {
        let mut open = Vec::new();
        for step in self.steps(tokens.len()) {
            match self.bracket(step, tokens) {
                Some((bracket, true)) => open.push(bracket),
                Some((bracket, false)) if open.pop() != Some(bracket) => return false,
                _ => {}
            }
        }
        open.is_empty()
    }
}

/// Finds what is missing and what is too much.
pub(crate) fn balance(source: &str, tokens: &[Token]) -> Balance {
    let sound = Balance::default();
    if sound.holds(tokens) {
        return sound;
    }
    let by_layout = recover(source, tokens, true);
    let sure = by_layout.holds(tokens);
    if sure && is_indented(source, tokens) {
        return by_layout;
    }
    let plain = recover(source, tokens, false);
    if sure && by_layout.problems.len() <= plain.problems.len() { by_layout } else { plain }
}

/// Something nested too deeply that is being passed over.
#[derive(Debug, Clone, Copy)]
struct Skip {
    /// Its first byte.
    start: usize,
    /// How many levels were open around it.
    depth: usize,
    /// Whether it is a condition, which ends before the bracket around it, rather than a bracket, which ends with its
    /// own.
    condition: bool,
}

/// What is open between two brackets.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// Conditions and angle brackets inside each other.
    nested: usize,
    /// Whether one of the conditions has had its `then`: it is a value, not an entry.
    chosen: bool,
}

/// The state of a walk over all brackets.
struct Walk {
    /// One for the text outside of all brackets and one for each open bracket.
    levels: Vec<Level>,
    /// The sum of what is nested in them.
    waiting: usize,
    skip: Option<Skip>,
    /// Ranges to be blanked.
    blanked: Vec<(usize, usize)>,
    problems: Vec<Problem>,
}

/// Writes `balance` into `repair` and returns the bracket depth before each token. What is nested too deeply, brackets
/// and conditions together, is blanked out and reported.
pub(crate) fn apply(
    balance: &Balance,
    source: &str,
    tokens: &[Token],
    repair: &mut Repair,
    problems: &mut Vec<Problem>,
) -> Vec<usize> {
    let mut walk =
        Walk { levels: vec![Level::default()], waiting: 0, skip: None, blanked: Vec::new(), problems: Vec::new() };
    // What is taken out is at no depth, and so starts no chunk.
    let mut depths = vec![usize::MAX; tokens.len()];
    let mut last_end = 0;
    for step in balance.steps(tokens.len()) {
        let place = match step {
            Step::Token(i) => tokens.get(i).map_or(0..0, |token| token.start..token.end),
            Step::Added(n) => balance.added.get(n).map_or(0..0, |added| added.at..added.at),
        };
        if let Step::Token(i) = step {
            if let Some(depth) = depths.get_mut(i) {
                *depth = walk.levels.len() - 1;
            }
            walk.condition(source, tokens, i);
        }
        let mut written = walk.skip.is_none();
        match balance.bracket(step, tokens) {
            Some((_, true)) => written &= walk.open(place.start, place.end),
            Some((_, false)) => written = walk.close(place.end, last_end),
            None => {}
        }
        if let Step::Added(n) = step
            && let Some(added) = balance.added.get(n).filter(|_| written)
        {
            repair.insert(added.at, if added.opens { added.bracket.open() } else { added.bracket.close() });
        }
        last_end = place.end.max(last_end);
    }
    if let Some(skip) = walk.skip {
        walk.blanked.push((skip.start, last_end));
    }
    for (start, end) in &walk.blanked {
        repair.blank(source, *start, *end);
    }
    for token in balance.removed.iter().filter_map(|i| tokens.get(*i)) {
        repair.blank(source, token.start, token.end);
    }
    problems.extend(walk.problems);
    problems.extend(balance.problems.iter().cloned());
    depths
}

impl Walk {
    /// Starts to pass over what is at `start..end` if it is too deep.
    fn check(&mut self, start: usize, end: usize, condition: bool) -> bool {
        let depth = self.levels.len();
        if self.skip.is_none() && depth + self.waiting > MAX_NESTING {
            self.problems.push(Problem::new(ProblemKind::TooDeep, start, end));
            self.skip = Some(Skip { start, depth, condition });
        }
        self.skip.is_none()
    }

    /// An opening bracket; whether it is kept.
    fn open(&mut self, start: usize, end: usize) -> bool {
        let kept = self.check(start, end, false);
        self.levels.push(Level::default());
        kept
    }

    /// A closing bracket that ends at `end`, the token before it at `last_end`; whether it is kept.
    fn close(&mut self, end: usize, last_end: usize) -> bool {
        let depth = self.levels.len();
        let kept = match self.skip {
            None => true,
            Some(skip) if skip.condition && depth == skip.depth => {
                self.blanked.push((skip.start, last_end));
                self.skip = None;
                true
            }
            Some(skip) => {
                if !skip.condition && depth == skip.depth + 1 {
                    self.blanked.push((skip.start, end.max(last_end)));
                    self.skip = None;
                }
                false
            }
        };
        if depth > 1 {
            self.waiting -= self.levels.pop().map_or(0, |level| level.nested);
        }
        kept
    }

    /// Counts what is nested without brackets: `if … then … else if …` and `map<map<…`. Without this the grammar would
    /// go as deep as the text is long.
    fn condition(&mut self, source: &str, tokens: &[Token], i: usize) {
        let Some(token) = tokens.get(i) else { return };
        let before = i.checked_sub(1).and_then(|i| tokens.get(i));
        let written = |token: &Token| source.get(token.start..token.end).unwrap_or_default();
        match (token.kind, written(token)) {
            (Kind::Operator, "<") if before.is_some_and(|b| b.kind == Kind::Word && b.end == token.start) => {
                self.nest(token)
            }
            (Kind::Operator, ">") => {
                if let Some(here) = self.levels.last_mut().filter(|level| level.nested > 0) {
                    here.nested -= 1;
                    self.waiting -= 1;
                }
            }
            (Kind::Word, "then") => {
                if let Some(here) = self.levels.last_mut() {
                    here.chosen = true;
                }
            }
            (Kind::Word, "if") => {
                let chosen = self.levels.last().is_some_and(|level| level.chosen);
                let inside = before.is_some_and(|before| match before.kind {
                    Kind::Word => match written(before) {
                        "if" | "then" | "not" | "and" | "or" => true,
                        // The entry `if c { } else if d { }` has no `then`.
                        "else" => chosen,
                        _ => !token.first,
                    },
                    Kind::Operator | Kind::Minus | Kind::Other | Kind::Assign | Kind::Colon => true,
                    Kind::Open(bracket) => bracket != Bracket::Curly,
                    _ => false,
                });
                if inside {
                    self.nest(token);
                } else if before.is_none_or(|before| written(before) != "else") {
                    self.start(token);
                }
            }
            (Kind::Assign | Kind::Separator, _) => self.start(token),
            _ => {}
        }
    }

    /// One more inside what is there.
    fn nest(&mut self, token: &Token) {
        if let Some(here) = self.levels.last_mut() {
            here.nested += 1;
        }
        self.waiting += 1;
        let _ = self.check(token.start, token.end, true);
    }

    /// Something new starts: what was nested before it on its level has ended.
    fn start(&mut self, token: &Token) {
        if let Some(here) = self.levels.last_mut() {
            self.waiting -= std::mem::take(here).nested;
        }
        if let Some(skip) = self.skip.filter(|skip| skip.condition && skip.depth == self.levels.len()) {
            self.blanked.push((skip.start, token.start));
            self.skip = None;
        }
    }
}
