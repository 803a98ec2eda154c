//! Places: the editor counts lines from 0 and columns in UTF-16, findings count both from 1 and in characters.

use lsp_types::{Position, Range};
use voronka_definition::Span;

/// The lines of a text with the bytes they lie at, ends not counted.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    bounds: Vec<(usize, usize)>,
}

impl<'a> Lines<'a> {
    /// The lines of a text. They end at `\n`, `\r\n` or `\r`, as the protocol has it.
    pub fn of(text: &'a str) -> Self {
        let mut bounds = Vec::new();
        let mut start = 0;
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = match character {
                '\r' if characters.peek().is_some_and(|(_, next)| *next == '\n') => {
                    characters.next();
                    at + 2
                }
                '\r' | '\n' => at + 1,
                _ => continue,
            };
            bounds.push((start, at));
            start = next;
        }
        bounds.push((start, text.len()));
        Self { text, bounds }
    }

    fn line(&self, line: u32) -> &'a str {
        self.bounds.get(line as usize).map_or("", |(from, to)| &self.text[*from..*to])
    }

    /// The byte of a place. What lies behind the end of a line or of the text counts as that end.
    pub fn byte(&self, position: Position) -> usize {
        let Some((from, to)) = self.bounds.get(position.line as usize) else { return self.text.len() };
        let mut units = 0;
        for (at, character) in self.text[*from..*to].char_indices() {
            if units >= position.character {
                return from + at;
            }
            units += character.len_utf16() as u32;
        }
        *to
    }

    /// The line and column of a place, from 1 and in characters.
    pub fn place(&self, position: Position) -> (u32, u32) {
        let mut units = 0;
        let before = self.line(position.line).chars().take_while(|character| {
            let before = units < position.character;
            units += character.len_utf16() as u32;
            before
        });
        (position.line.saturating_add(1), before.count() as u32 + 1)
    }

    /// Where a line and column lie for the editor.
    pub fn position(&self, line: u32, column: u32) -> Position {
        let line = line.saturating_sub(1);
        let before = self.line(line).chars().take(column.saturating_sub(1) as usize);
        Position { line, character: before.map(|character| character.len_utf16() as u32).sum() }
    }

    /// A stretch as the editor counts it.
    pub fn range(&self, span: Span) -> Range {
        let start = self.position(span.line, span.column);
        Range { start, end: self.position(span.end_line, span.end_column).max(start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_utf_16() {
        let lines = Lines::of("a: 😀я\r\nб: x\rc\n");
        assert_eq!(lines.bounds.len(), 4);
        for (line, column, at) in [(1, 1, (0, 0)), (1, 4, (0, 3)), (1, 5, (0, 5)), (1, 6, (0, 6)), (2, 4, (1, 3)), (3, 2, (2, 1))]
        {
            let position = Position::new(at.0, at.1);
            assert_eq!(lines.position(line, column), position);
            assert_eq!(lines.place(position), (line, column));
        }
        assert_eq!(lines.byte(Position::new(0, 5)), "a: 😀".len());
        assert_eq!(lines.byte(Position::new(0, 99)), "a: 😀я".len());
        assert_eq!(lines.byte(Position::new(99, 0)), "a: 😀я\r\nб: x\rc\n".len());
        // The middle of a character is its beginning's neighbour, never a broken text.
        assert_eq!(lines.byte(Position::new(0, 4)), "a: 😀".len());
    }
}
