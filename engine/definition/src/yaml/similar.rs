//! «Did you mean»: the nearest of the names that would have been right.

use std::collections::BTreeSet;

use crate::diagnostic::say;
use crate::text::Text;

/// Names longer than this are not compared.
const COMPARED: usize = 64;

/// How many names a message lists.
const LISTED: usize = 8;

/// How much of a text a message shows.
const SHOWN: usize = 60;

/// The nearest of these names, where one is near enough to be meant: at most a third of the letters differ.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().take(COMPARED + 1).collect();
    if name.len() > COMPARED {
        return None;
    }
    let near = |other: &str| {
        let other: Vec<char> = other.chars().take(COMPARED).collect();
        let allowed = (name.len().max(other.len()) / 3).max(1);
        Some(distance(&name, &other)).filter(|distance| *distance <= allowed && *distance < name.len().max(1))
    };
    let found = known.into_iter().filter_map(|other| Some((near(other)?, other)));
    found.min_by_key(|(distance, _)| *distance).map(|(_, other)| other)
}

/// «Did you mean», where a name is near enough; else, where there are few, what there is.
pub fn similar<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    if let Some(help) = hard_space(name) {
        return Some(help);
    }
    let mut known: Vec<&str> = known.into_iter().collect();
    let mut seen = BTreeSet::new();
    known.retain(|name| seen.insert(*name));
    if let Some(nearest) = nearest(name, known.iter().copied()) {
        let alike = plain(name) == plain(nearest);
        let nearest = shown(nearest);
        if alike {
            return Some(say!(
                "имелось в виду «{nearest}»? в написанном есть похожая буква другого алфавита",
                "did you mean `{nearest}`? what is written holds a letter of another alphabet that looks alike"
            ));
        }
        return Some(say!("возможно, имелось в виду «{nearest}»", "did you mean `{nearest}`?"));
    }
    if known.is_empty() {
        return None;
    }
    let list = listed(&known);
    Some(say!("здесь можно написать: {list}", "possible here: {list}"))
}

/// The name that an English help of [`similar`] guesses, where it is shown whole.
pub(crate) fn guessed(help: &str) -> Option<&str> {
    let from = help.to_lowercase().find("did you mean `")? + "did you mean `".len();
    let name = help.get(from..)?.split('`').next()?;
    Some(name).filter(|name| !name.is_empty() && !name.ends_with('…'))
}

/// What to do about a non-breaking space, which nobody sees.
pub fn hard_space(text: &str) -> Option<Text> {
    text.contains(['\u{a0}', '\u{202f}']).then(|| {
        say!(
            "в написанном есть неразрывный пробел (U+00A0): замените его обычным или удалите",
            "what is written holds a non-breaking space (U+00A0): put a plain one instead, or delete it"
        )
    })
}

/// Names as a message lists them: a few, and a sign that there are more.
pub fn listed(names: &[&str]) -> String {
    let mut list: Vec<String> = names.iter().take(LISTED).map(|name| shown(name)).collect();
    list.extend((names.len() > LISTED).then(|| "…".to_owned()));
    list.join(", ")
}

/// A name with Cyrillic letters replaced by the Latin ones that look the same.
fn plain(name: &str) -> String {
    const ALIKE: [(char, char); 10] =
        [('а', 'a'), ('с', 'c'), ('е', 'e'), ('о', 'o'), ('р', 'p'), ('х', 'x'), ('у', 'y'), ('і', 'i'), ('ѕ', 's'), ('к', 'k')];
    let latin = |letter| ALIKE.iter().find(|(cyrillic, _)| *cyrillic == letter).map_or(letter, |(_, latin)| *latin);
    name.chars().map(latin).collect()
}

/// A text as a message can show it: cut to a bearable length, and without characters that a terminal obeys or that turn the
/// direction of writing.
pub fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == SHOWN {
            shown.push('…');
            break;
        }
        match character {
            '\n' => shown.push('⏎'),
            _ if is_hidden(character) => shown.push('\u{fffd}'),
            _ => shown.push(character),
        }
    }
    shown
}

/// Whether a character is invisible or changes how its neighbours are shown.
pub fn is_hidden(character: char) -> bool {
    let invisible = matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    character.is_control() || invisible
}

/// How many slips of the finger lie between two names.
pub fn distance_of(a: &str, b: &str) -> usize {
    let letters = |text: &str| text.chars().take(COMPARED).collect::<Vec<char>>();
    distance(&letters(a), &letters(b))
}

/// The distance of Damerau and Levenshtein, with swaps of neighbours: how many slips of the finger lie between two words.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_name_that_was_meant() {
        let known = ["title", "assignee", "escalate", "результаты"];
        let cases = [
            ("titel", Some("title")),
            ("asignee", Some("assignee")),
            ("esclate", Some("escalate")),
            ("резултаты", Some("результаты")),
            ("colour", None),
            ("x", None),
        ];
        for (written, meant) in cases {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
    }

    #[test]
    fn shows_no_character_that_a_terminal_obeys() {
        assert_eq!(shown("a\u{1b}[31m\u{202e}b"), "a\u{fffd}[31m\u{fffd}b");
        assert_eq!(shown(&"я".repeat(100)).chars().count(), SHOWN + 1);
    }
}
