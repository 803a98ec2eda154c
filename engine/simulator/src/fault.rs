//! What goes wrong at a step.

use std::fmt;

use voronka_store::{Blow, Fault, Side};

use crate::dice::Dice;

/// At which statements of a step something happens at most: more than nearly every step has.
const STATEMENTS: u64 = 48;

/// What goes wrong at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing.
    Nothing,
    /// A statement fails, or the process ends at it. Where it ends, the one that begins then may end while it begins: at that
    /// statement.
    Statement(Fault, Option<u64>),
    /// The step is answered, nobody hears it, and asks again.
    AnswerLost,
    /// The answers to so many letters are lost.
    LettersLost(u32),
    /// The clock jumps back by so many minutes, and to where it was.
    JumpBack(u32),
    /// The process is ended in order, and begins anew.
    Restart,
}

impl Trouble {
    /// What goes wrong at the next step.
    pub(crate) fn throw(dice: &mut Dice) -> Self {
        match dice.throw(12) {
            0..=2 => Self::Statement(fault(dice, Blow::Ends), dice.one_in(3).then(|| 1 + dice.throw(12))),
            3 => Self::Statement(fault(dice, Blow::Fails), None),
            4 => Self::AnswerLost,
            5 => Self::LettersLost(1 + u32::try_from(dice.throw(3)).unwrap_or_default()),
            6 => Self::JumpBack(1 + u32::try_from(dice.throw(600)).unwrap_or_default()),
            7 => Self::Restart,
            _ => Self::Nothing,
        }
    }
}

fn fault(dice: &mut Dice, blow: Blow) -> Fault {
    let side = if dice.one_in(2) { Side::Before } else { Side::After };
    // Most steps are short, walks are long.
    let most = if dice.one_in(3) { STATEMENTS * 8 } else { STATEMENTS };
    Fault { at: 1 + dice.throw(most), side, blow }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Statement(fault, again) => {
                let side = if fault.side == Side::Before { "before" } else { "after" };
                let blow = if fault.blow == Blow::Ends { "the process ends" } else { "an error comes" };
                write!(f, "{blow} {side} statement {}", fault.at)?;
                again.map_or(Ok(()), |at| write!(f, ", and again at statement {at} of its beginning"))
            }
            Self::AnswerLost => f.write_str("the answer is lost"),
            Self::LettersLost(letters) => write!(f, "the answers to {letters} letters are lost"),
            Self::JumpBack(minutes) => write!(f, "the clock jumps back by {minutes} min"),
            Self::Restart => f.write_str("the process is restarted"),
        }
    }
}
