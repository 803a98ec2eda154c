//! Which bracket is open at a line that YAML cannot read. The scanner does not tell; a light look at the text does.

use crate::diagnostic::Span;

/// A look at a text, character by character.
#[derive(Debug, Default)]
pub struct Look {
    open: Vec<(char, Span)>,
    quote: Option<char>,
    before: Option<char>,
}

/// The innermost bracket that is open where this line, counted from 1, begins; or at the end of the text.
pub fn open_before(text: &str, line: usize) -> Option<(char, Span)> {
    let mut look = Look::default();
    for (number, line) in (1_u32..).zip(text.lines().take(line.saturating_sub(1))) {
        look.line(number, line);
    }
    look.open.pop()
}

impl Look {
    /// Goes through a line; `number` counts from 1.
    pub fn line(&mut self, number: u32, line: &str) {
        self.before = None;
        for (column, character) in (1_u32..).zip(line.chars()) {
            if character == '#' && self.quote.is_none() && self.before.is_none_or(char::is_whitespace) {
                break;
            }
            self.at(character, Span::on_line(number, column, column + 1));
        }
    }

    /// Whether no bracket and no quote is open.
    pub fn is_outside(&self) -> bool {
        self.open.is_empty() && self.quote.is_none()
    }

    fn at(&mut self, character: char, span: Span) {
        let starts = self.open.last().is_some() || self.before.is_none_or(char::is_whitespace);
        match (character, self.quote) {
            (_, Some(quote)) => self.quote = Some(quote).filter(|quote| *quote != character),
            ('"' | '\'', None) if self.before.is_none_or(|before| before.is_whitespace() || "[{,".contains(before)) => {
                self.quote = Some(character);
            }
            ('{' | '[', None) if starts => self.open.push((character, span)),
            ('}' | ']', None) => {
                self.open.pop();
            }
            _ => {}
        }
        self.before = Some(character);
    }
}
