//! Numbers with their nouns.

use voronka_core::words::plural;
use voronka_definition::Locale;

/// A number with its noun: the Russian forms for 1, 2 and 5, the English one for 1.
pub fn counted(number: u64, ru: [&str; 3], en: &str, locale: Locale) -> String {
    match locale {
        Locale::Ru => format!("{number} {}", plural(number, ru[0], ru[1], ru[2])),
        Locale::En => format!("{number} {en}{}", if number == 1 { "" } else { "s" }),
    }
}

/// How often something may happen: `не более 5 раз`, `at most twice`.
pub fn times(number: u32, locale: Locale) -> String {
    match (locale, number) {
        (Locale::Ru, 1) => "не более одного раза".to_owned(),
        (Locale::Ru, _) => format!("не более {number} {}", plural(u64::from(number), "раза", "раз", "раз")),
        (Locale::En, 1) => "at most once".to_owned(),
        (Locale::En, 2) => "at most twice".to_owned(),
        (Locale::En, _) => format!("at most {number} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_have_their_russian_forms() {
        let cases = [
            (1, "не более одного раза"),
            (2, "не более 2 раз"),
            (5, "не более 5 раз"),
            (11, "не более 11 раз"),
            (21, "не более 21 раза"),
            (101, "не более 101 раза"),
            (111, "не более 111 раз"),
        ];
        for (number, expected) in cases {
            assert_eq!(times(number, Locale::Ru), expected);
        }
        assert_eq!(times(2, Locale::En), "at most twice");
        assert_eq!(times(3, Locale::En), "at most 3 times");
    }
}
