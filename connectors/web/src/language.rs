//! Which language an answer is written in.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use voronka_definition::Locale;

/// The language that the request asks for: of those voronka speaks, the one with the highest weight in `Accept-Language`.
pub fn asked(headers: &HeaderMap) -> Option<Locale> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Locale, f32)> = None;
    for part in header.split(',') {
        let Some((locale, weight)) = weighed(part) else { continue };
        if weight > 0.0 && best.is_none_or(|(_, most)| weight > most) {
            best = Some((locale, weight));
        }
    }
    best.map(|(locale, _)| locale)
}

fn weighed(part: &str) -> Option<(Locale, f32)> {
    let mut pieces = part.split(';').map(str::trim);
    let tag = pieces.next()?.to_ascii_lowercase();
    let locale = tag.parse().ok()?;
    let weight = match pieces.find_map(|piece| piece.strip_prefix("q=")) {
        Some(weight) => weight.parse().ok()?,
        None => 1.0,
    };
    Some((locale, weight))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_language_with_the_highest_weight_is_taken() {
        let table = [
            ("ru", Some(Locale::Ru)),
            ("en-GB,en;q=0.9,ru;q=0.8", Some(Locale::En)),
            ("de, en;q=0.5, ru;q=0.7", Some(Locale::Ru)),
            ("RU-ru", Some(Locale::Ru)),
            ("en;q=0, ru;q=0.1", Some(Locale::Ru)),
            ("de, fr", None),
            ("*", None),
            ("ru;q=x", None),
        ];
        for (header, expected) in table {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(header))]);
            assert_eq!(asked(&headers), expected, "{header}");
        }
        assert_eq!(asked(&HeaderMap::new()), None);
    }
}
