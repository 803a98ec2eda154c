//! How an incident is repaired, as a word of a form.

use serde_json::Value as Json;
use utoipa::openapi::Object;
use voronka_definition::Text;

use super::piece::Piece;

/// What is to be done about what failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mending {
    /// It is done with.
    Close,
    /// It is tried again.
    TryAgain,
    /// It is passed over.
    Skip,
}

const WORDS: [(&str, Mending); 3] = [("close", Mending::Close), ("try_again", Mending::TryAgain), ("skip", Mending::Skip)];

impl Piece for Mending {
    fn expected() -> Text {
        Text::both("close, try_again или skip", "close, try_again or skip")
    }

    fn take(json: Json) -> Option<Self> {
        let word = json.as_str()?;
        WORDS.iter().find(|(name, _)| *name == word).map(|(_, mending)| *mending)
    }

    fn schema() -> Object {
        String::schema()
    }
}
