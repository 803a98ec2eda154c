//! What a well-formed name is.

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 64;

/// Whether a text is a name: small letters of any alphabet, digits and underscores, beginning with a letter. Letters of an
/// alphabet without capitals count as small.
pub fn is_name(text: &str) -> bool {
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
