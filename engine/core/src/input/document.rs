//! Documents as they are handed in: `{name, text}` or `{name, base64}`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use voronka_definition::value::Document;

use crate::decision::Content;

/// The most a document may weigh, in bytes.
pub(crate) const DOCUMENT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The document and its content; `None` when the form is not that of a document, or there is no content, or too much of it.
pub(crate) fn read(object: &Map<String, Json>) -> Option<(Document, Content)> {
    let name = object.get("name")?.as_str()?.trim();
    let (bytes, text) = match (object.get("text"), object.get("base64")) {
        (Some(text), None) => (text.as_str()?.as_bytes().to_vec(), true),
        (None, Some(encoded)) => (STANDARD.decode(encoded.as_str()?).ok()?, false),
        _ => return None,
    };
    let name_is_fit = !name.is_empty() && name.chars().count() <= 255 && !name.chars().any(char::is_control);
    if !name_is_fit || bytes.is_empty() || object.len() != 2 || bytes.len() > DOCUMENT_BYTES_MAX {
        return None;
    }
    let hash = hex(&Sha256::digest(&bytes));
    let document = Document { name: name.to_owned(), hash: hash.clone(), size: bytes.len() as u64, text };
    Some((document, Content { hash, bytes }))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_file_is_no_document() {
        for (json, is_one) in [
            (json!({"name": "a.txt", "text": "a"}), true),
            (json!({"name": "a.txt", "text": ""}), false),
            (json!({"name": "a.pdf", "base64": ""}), false),
            (json!({"name": " ", "text": "a"}), false),
        ] {
            assert_eq!(read(json.as_object().expect("an object")).is_some(), is_one, "{json}");
        }
    }
}
