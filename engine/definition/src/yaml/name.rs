//! What a well-formed name is.

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 64;

/// Whether a text is a name: small letters of any alphabet, digits and underscores, beginning with a letter. Letters of an
/// alphabet without capitals count as small.
///
/// The letters are those of one alphabet of those that look alike, and such as look like themselves: a name that reads `call` is
/// `call`.
pub fn is_name(text: &str) -> bool {
    is_spelt(text) && posing(text).is_none()
}

/// Small letters of the Cyrillic alphabet that nobody tells from Latin ones.
const TWINS: &str = "асеорхуіјѕһԁԛԝ";

/// The first letter that looks like one of another alphabet than the rest of the name, or like no letter of a name; also of a name
/// in whose letters nobody sees that they are not Latin.
pub fn posing(text: &str) -> Option<char> {
    let mut letters = text.chars().filter(|letter| letter.is_alphabetic());
    if letters.clone().all(|letter| TWINS.contains(letter)) {
        return letters.next();
    }
    let mut first = None;
    text.chars().filter(|letter| letter.is_alphabetic()).find(|letter| match Alphabet::of(*letter) {
        Alphabet::None => true,
        Alphabet::Other => false,
        alphabet => *first.get_or_insert(alphabet) != alphabet,
    })
}

/// Alphabets whose letters look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    /// Any other.
    Other,
    /// Letters of formulas, of phonetics, of other widths: there is a plain one for each.
    None,
}

impl Alphabet {
    fn of(letter: char) -> Self {
        match letter {
            'a'..='z'
            | 'A'..='Z'
            | '\u{c0}'..='\u{130}'
            | '\u{132}'..='\u{17e}'
            | '\u{218}'..='\u{21b}'
            | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Self::Greek,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{531}'..='\u{58f}' => Self::Armenian,
            '\u{aa}' | '\u{b5}' | '\u{ba}' | '\u{131}' | '\u{17f}'..='\u{2ff}' => Self::None,
            '\u{1c80}'..='\u{1c8f}' | '\u{1d00}'..='\u{1dff}' | '\u{2070}'..='\u{218f}' | '\u{2c60}'..='\u{2c7f}' => Self::None,
            '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' | '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}' => Self::None,
            '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{ff00}'..='\u{ffef}' | '\u{1d400}'..='\u{1d7ff}' => Self::None,
            _ => Self::Other,
        }
    }
}

/// Whether the signs are those of a name, whatever they look like.
pub fn is_spelt(text: &str) -> bool {
    let small = |character: char| character.is_alphabetic() && !character.is_uppercase();
    let fits = |character: char| small(character) || character.is_ascii_digit() || character == '_';
    text.chars().next().is_some_and(small) && text.chars().all(fits) && text.chars().count() <= LONGEST_NAME
}

/// The name that a text would be if it were written as one: `Head Decides` becomes `head_decides`.
pub fn as_name(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut after_small = false;
    for character in text.trim().chars().take(LONGEST_NAME * 2) {
        if character.is_uppercase() && after_small {
            name.push('_');
        }
        after_small = character.is_lowercase() || character.is_numeric();
        match character {
            _ if character.is_alphanumeric() => name.extend(character.to_lowercase()),
            _ if !name.ends_with('_') && !name.is_empty() => name.push('_'),
            _ => {}
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    is_name(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_small_letters_of_any_alphabet() {
        for good in ["call", "head_decides", "звонок", "шаг_2", "a1"] {
            assert!(is_name(good), "{good}");
        }
        for posing in [
            "c\u{430}ll",
            "\u{441}all",
            "\u{3bf}rder",
            "\u{ff43}all",
            "\u{1d41a}b",
            "\u{251}b",
            "\u{fb01}nd",
            "рау",
            "сору_2",
            "шаг_а_b",
        ] {
            assert!(!is_name(posing), "{posing}");
        }
        let long = "a".repeat(LONGEST_NAME + 1);
        for bad in ["", "Call", "2nd", "_x", "a-b", "a b", "<b>", "a\u{202e}b", "a\u{200d}b", &long] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn says_how_a_text_would_be_written_as_a_name() {
        let cases = [("Head Decides", "head_decides"), ("headDecides", "head_decides"), ("a-b", "a_b"), ("Звонок!", "звонок")];
        for (text, name) in cases {
            assert_eq!(as_name(text).as_deref(), Some(name));
        }
        assert_eq!(as_name("2nd"), None);
    }
}
