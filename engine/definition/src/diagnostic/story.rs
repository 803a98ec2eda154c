//! How a case comes to a place: who does what, in order, and how it ends.
//!
//! A story names people by the rules that find them. Whoever knows the organisation puts its people there: see [`Story::named`].

use crate::diagnostic::say;
use crate::model::Who;
use crate::text::{Locale, Text};

/// A story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What happens, in order.
    pub parts: Vec<Part>,
    /// How it ends, as «nothing leads on».
    pub end: Text,
}

/// Something that happens in a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Who does it.
    pub by: By,
    /// What he chooses, or what happens.
    pub what: Text,
}

/// Who does something in a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Whoever this rule finds.
    Rule(Who),
    /// A person of the organisation, by his name.
    Person(String),
    /// Nobody: time passes, something holds, another system speaks.
    Nobody,
}

impl Story {
    /// The story with people of an organisation in place of the rules that find them; `None` leaves a rule as it is.
    #[must_use]
    pub fn named(mut self, find: &dyn Fn(&Who) -> Option<String>) -> Self {
        for part in &mut self.parts {
            if let By::Rule(who) = &part.by
                && let Some(name) = find(who)
            {
                part.by = By::Person(name);
            }
        }
        self
    }

    /// The story in one line.
    pub fn get(&self, locale: Locale) -> String {
        let mut told: Vec<(String, usize)> = Vec::new();
        for part in self.parts.iter().map(|part| part.get(locale)) {
            match told.last_mut().filter(|(last, _)| *last == part) {
                Some((_, times)) => *times += 1,
                None => told.push((part, 1)),
            }
        }
        let times = |(part, times): (String, usize)| match times {
            1 => part,
            _ => locale.pick(format!("{part} ({times} {} подряд)", raz(times)), format!("{part} ({times} times)")),
        };
        let parts: Vec<String> = told.into_iter().map(times).chain([self.end.get(locale).to_owned()]).collect();
        parts.join(" → ")
    }
}

impl Part {
    fn get(&self, locale: Locale) -> String {
        let what = self.what.get(locale);
        let who = match &self.by {
            By::Rule(who) => of_rule(who).get(locale).to_owned(),
            By::Person(name) => name.clone(),
            By::Nobody => return what.to_owned(),
        };
        format!("{}: {}", capital(&who), small(what))
    }
}

/// Who is meant by a rule, where nobody is known by name.
fn of_rule(who: &Who) -> Text {
    match who {
        Who::Owner => say!("ответственный", "the owner"),
        Who::Actor => say!("кто действует", "whoever acts"),
        Who::Late => say!("опоздавший", "the late person"),
        Who::HeadOf(inner) if **inner == Who::Owner => say!("руководитель", "the head"),
        Who::HeadOf(_) => say!("вышестоящий руководитель", "the head above"),
        Who::HeadOfDealDirection | Who::HeadOfDirection(_) => say!("руководитель направления", "the head of the direction"),
        Who::Position(position) => say!("{position}", "{position}"),
        Who::Person(person) => say!("{person}", "{person}"),
        Who::Item(field) => say!("{field}", "{field}"),
    }
}

/// The Russian for «times» after a number.
fn raz(times: usize) -> &'static str {
    match (times % 10, times % 100) {
        (2..=4, rest) if !(12..=14).contains(&rest) => "раза",
        _ => "раз",
    }
}

/// The text with a small letter first; an abbreviation keeps its capitals.
pub(crate) fn small(text: &str) -> String {
    let mut letters = text.chars();
    let (first, second) = (letters.next(), letters.next());
    if second.is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    let first: String = first.map(|letter| letter.to_lowercase().collect()).unwrap_or_default();
    first + text.chars().skip(1).collect::<String>().as_str()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Given how often the same is done, then it is told once with the count in the right form.
    #[test]
    fn what_is_done_again_and_again_is_counted() {
        let cases = [(1, "Ответственный: позже → конец"), (2, "Ответственный: позже (2 раза подряд) → конец")];
        let more = [(5, "Ответственный: позже (5 раз подряд) → конец"), (12, "Ответственный: позже (12 раз подряд) → конец")];
        let last = [(23, "Ответственный: позже (23 раза подряд) → конец")];
        for (times, expected) in cases.into_iter().chain(more).chain(last) {
            let part = Part { by: By::Rule(Who::Owner), what: Text::both("Позже", "Later") };
            let story = Story { parts: vec![part; times], end: Text::both("конец", "the end") };
            assert_eq!(story.get(Locale::Ru), expected);
        }
    }

    /// Given people of an organisation, then they stand where the rules stood, and a rule that finds nobody stays.
    #[test]
    fn people_stand_where_the_rules_stood() {
        let part = |who, what: &str| Part { by: By::Rule(who), what: Text::from(what) };
        let head = Who::HeadOf(Box::new(Who::Owner));
        let story = Story {
            parts: vec![part(Who::Owner, "Отказано"), part(head, "Перезвонить")], end: Text::from("конец")
        };
        let find = |who: &Who| (*who == Who::Owner).then(|| "Анна".to_owned());
        assert_eq!(story.named(&find).get(Locale::Ru), "Анна: отказано → Руководитель: перезвонить → конец");
    }
}
