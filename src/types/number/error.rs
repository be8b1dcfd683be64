//! What can be wrong with a number: in its text, and in computing with it.

use super::Dimension;
use ecow::EcoString;
use std::ops::Range;

/// Which rule of numbers a text breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberFault {
    /// Not the text of a number: `1.5.2`, `1_`, `08`, `1e3`.
    Malformed,
    /// Ends in what no unit table knows: `5min`, `64MB`.
    UnknownUnit,
    /// `5m` where neither a duration nor a cpu amount is asked for.
    Ambiguous,
    /// A bare number where the unit cannot be guessed: `30` for a duration.
    MissingUnit,
    /// A unit of another dimension than the one that is asked for.
    Mismatch,
    /// A port or a file mode outside its range, or not whole.
    OutOfRange,
    /// More digits than are held exactly.
    TooLong,
}

/// Why a text is not the number that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NumberError {
    /// Which rule is broken.
    pub fault: NumberFault,
    /// The offending bytes of the text.
    pub range: Range<usize>,
    /// The matter in one sentence, without a full stop.
    pub cause: String,
    /// What to do.
    pub help: Option<String>,
    /// The whole text that was certainly meant, to be put in by machine.
    pub fix: Option<EcoString>,
}

impl NumberError {
    pub(super) fn new(fault: NumberFault, range: Range<usize>, cause: impl Into<String>) -> NumberError {
        NumberError { fault, range, cause: cause.into(), help: None, fix: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> NumberError {
        self.help = Some(help.into());
        self
    }

    /// Help that names the text to write, which is also the fix.
    pub(super) fn meant(self, help: &str, text: impl Into<EcoString>) -> NumberError {
        let text = text.into();
        NumberError { help: Some(format!("{help} `{text}`")), fix: Some(text), ..self }
    }
}

/// What is asked of two numbers; says itself in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a % b`
    Remainder,
    /// `a < b` and its kin
    Compare,
}

/// Why computing with numbers gives none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticError {
    /// The divisor is zero.
    DivisionByZero,
    /// The result is larger, or finer, than is held exactly.
    Overflow,
    /// The operation means nothing for these dimensions.
    Mismatch {
        /// What is asked for.
        operation: Operation,
        /// The dimension on the left.
        left: Dimension,
        /// The dimension on the right.
        right: Dimension,
    },
    /// Two ports of different protocols.
    Protocols,
    /// The result is no port number.
    PortRange,
    /// A whole number is needed.
    NotWhole,
    /// The digits of the decimal number do not end.
    NoEnd,
    /// Something else than this dimension is needed.
    Needs(Dimension),
}

impl ArithmeticError {
    /// The matter in one sentence, without a full stop.
    pub fn cause(self) -> String {
        match self {
            ArithmeticError::DivisionByZero => "division by zero".into(),
            ArithmeticError::Overflow => "the result is too large or too fine to be held exactly".into(),
            ArithmeticError::Mismatch { operation, left, right } => {
                let (left, right) = (left.a(), right.a());
                match operation {
                    Operation::Add => format!("{left} and {right} cannot be added"),
                    Operation::Subtract => format!("{right} cannot be taken from {left}"),
                    Operation::Multiply => format!("{left} cannot be multiplied by {right}"),
                    Operation::Divide => format!("{left} cannot be divided by {right}"),
                    Operation::Remainder => format!("there is no remainder of {left} by {right}"),
                    Operation::Compare => format!("{left} and {right} cannot be compared"),
                }
            }
            ArithmeticError::Protocols => "ports of different protocols do not go together".into(),
            ArithmeticError::PortRange => "the result is no port: ports are whole numbers from 1 to 65535".into(),
            ArithmeticError::NotWhole => "a whole number is needed here".into(),
            ArithmeticError::NoEnd => "this number has no end when it is written as a decimal number".into(),
            ArithmeticError::Needs(dimension) => format!("{} is needed here", dimension.a()),
        }
    }

    /// What to do, where more can be said than the cause does.
    pub fn help(self) -> Option<String> {
        match self {
            ArithmeticError::NotWhole | ArithmeticError::NoEnd => Some("round it: `ceil`, `floor` or `round`".into()),
            ArithmeticError::Mismatch { operation: Operation::Multiply, .. } => {
                Some("one side of `*` must be a plain number".into())
            }
            ArithmeticError::Mismatch { operation: Operation::Divide, .. } => {
                Some("divide by a plain number, or by a number with the same kind of unit".into())
            }
            ArithmeticError::Mismatch { operation: Operation::Remainder, .. } => {
                Some("`%` takes whole plain numbers".into())
            }
            ArithmeticError::Mismatch { left, right, .. } if left != right => {
                Some("both sides need the same kind of unit".into())
            }
            _ => None,
        }
    }
}
