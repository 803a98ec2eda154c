//! Texts that people wrote, as HTML: addresses become links, lines stay lines, and everything else is only text.

use maud::{Markup, html};

/// What ends an address when it stands last: it belongs to the sentence.
const SENTENCE_ENDS: [char; 11] = ['.', ',', ';', ':', '!', '?', ')', ']', '»', '"', '\''];

/// A text with its addresses as links. Only `http` and `https` are addresses.
pub(super) fn linked(text: &str) -> Markup {
    html! {
        @for (place, line) in text.lines().enumerate() {
            @if place > 0 { br; }
            @for piece in pieces(line) {
                @match piece {
                    Piece::Words(words) => (words),
                    Piece::Address(address) => a href=(address) rel="noopener noreferrer nofollow" target="_blank" { (address) },
                }
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Address(&'a str),
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(start) = beginning(rest) {
        let end =
            rest[start..].find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).map_or(rest.len(), |end| start + end);
        let address = rest[start..end].trim_end_matches(SENTENCE_ENDS);
        pieces.push(Piece::Words(&rest[..start]));
        pieces.push(Piece::Address(address));
        rest = &rest[start + address.len()..];
    }
    pieces.push(Piece::Words(rest));
    pieces.retain(|piece| *piece != Piece::Words(""));
    pieces
}

fn beginning(text: &str) -> Option<usize> {
    ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_end_before_the_sentence_does() {
        let table = [
            ("no address", vec![Piece::Words("no address")]),
            (
                "see (https://a.example/x), then",
                vec![Piece::Words("see ("), Piece::Address("https://a.example/x"), Piece::Words("), then")],
            ),
            ("http://a.example.", vec![Piece::Address("http://a.example"), Piece::Words(".")]),
            ("javascript:alert(1)", vec![Piece::Words("javascript:alert(1)")]),
            ("https://a https://b", vec![Piece::Address("https://a"), Piece::Words(" "), Piece::Address("https://b")]),
        ];
        for (line, expected) in table {
            assert_eq!(pieces(line), expected, "{line}");
        }
    }

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        let shown = linked("<b>x</b> https://a.example/\"><script>\nsecond").into_string();
        assert!(!shown.contains("<b>") && !shown.contains("<script>"), "{shown}");
        assert!(shown.contains("<br>"), "{shown}");
    }
}
