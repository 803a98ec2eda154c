//! Cleaning: what people wrote may hold characters that would end a line of a letter, hide in it, or turn it around.

/// Marks that change the direction of the text around them; a name with one in it can pretend to be another.
fn turns_around(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether the letter ends a line somewhere.
fn ends_line(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A text for a header, a name or a table: one line without control characters, its spaces joined.
pub fn one_line(text: &str) -> String {
    let letters = text.chars().map(|letter| if ends_line(letter) || letter == '\t' { ' ' } else { letter });
    let kept: String = letters.filter(|letter| !letter.is_control() && !turns_around(*letter)).collect();
    kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text of several lines: every line end is `\n`, and there are no other control characters.
pub fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let letters = text.chars().map(|letter| if ends_line(letter) { '\n' } else { letter });
    letters.filter(|letter| *letter == '\n' || *letter == '\t' || !letter.is_control() && !turns_around(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_ends_a_line_or_hides_is_left() {
        let cases = [
            ("Анна Петрова", "Анна Петрова", "Анна Петрова"),
            ("a\r\nBcc: b@c.example", "a Bcc: b@c.example", "a\nBcc: b@c.example"),
            ("a\rb\u{2028}c\u{85}d", "a b c d", "a\nb\nc\nd"),
            ("a\0b\u{7f}c\u{1b}[31m", "abc[31m", "abc[31m"),
            ("fdp\u{202e}exe", "fdpexe", "fdpexe"),
            ("  два   слова\t", "два слова", "  два   слова\t"),
            ("500\u{a0}000\u{a0}₽", "500\u{a0}000\u{a0}₽", "500\u{a0}000\u{a0}₽"),
        ];
        for (text, line, several) in cases {
            assert_eq!(one_line(text), line, "{text:?}");
            assert_eq!(lines(text), several, "{text:?}");
        }
    }
}
