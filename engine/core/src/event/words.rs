//! Reasons in words: a text in both languages, told in the reader's.

use serde::{Deserialize, Deserializer};
use voronka_definition::Text;

/// What an event holds: a text, or a bare string, as events before held it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    Bare(String),
    Text(Text),
}

/// Reads a reason, of whatever age.
pub(crate) fn in_words<'d, D>(deserializer: D) -> Result<Text, D::Error>
where
    D: Deserializer<'d>,
{
    Ok(match Words::deserialize(deserializer)? {
        Words::Bare(text) => Text::Any(text),
        Words::Text(text) => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Told {
        #[serde(deserialize_with = "in_words")]
        reason: Text,
    }

    #[test]
    fn a_reason_is_read_as_it_is_written_and_as_it_was() {
        let both = Told { reason: Text::both("в ответе нет «a»", "the answer lacks `a`") };
        let written = serde_json::to_string(&both).expect("JSON");
        for (text, told) in [(written.as_str(), both), (r#"{"reason": "timeout"}"#, Told { reason: Text::from("timeout") })] {
            assert_eq!(serde_json::from_str::<Told>(text).expect("a reason"), told, "{text}");
        }
    }
}
