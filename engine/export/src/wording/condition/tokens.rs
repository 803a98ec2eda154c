//! The tokens of an expression that is known to be right.

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Digits.
    Number(String),
    /// A text between quotation marks.
    Text(String),
    /// A name or a word of the language; some are two words.
    Name(String),
    /// A sign.
    Sign(&'static str),
}

/// Longer signs first.
const SIGNS: [&str; 17] = ["..", "!=", "<=", ">=", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", ",", "."];
/// Functions whose names are several words.
const LONG_NAMES: [&str; 7] =
    ["list contains", "starts with", "ends with", "string length", "upper case", "lower case", "date and time"];

/// The tokens of a text; `None` for a sign that is none.
pub(super) fn tokens(source: &str) -> Option<Vec<Token>> {
    let mut rest = source.trim_start();
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(rest, first)?;
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

fn token(rest: &str, first: char) -> Option<(Token, usize)> {
    if first.is_ascii_digit() {
        let length = length_of_number(rest);
        return Some((Token::Number(rest[..length].to_owned()), length));
    }
    if first == '"' {
        return text(rest);
    }
    if first.is_alphabetic() || first == '_' {
        let long = LONG_NAMES.iter().find(|name| rest.starts_with(**name));
        let length = long.map_or_else(|| length_of_name(rest), |name| name.len());
        return Some((Token::Name(rest[..length].to_owned()), length));
    }
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
    Some((Token::Sign(sign), sign.len()))
}

fn length_of_name(rest: &str) -> usize {
    rest.find(|char: char| !(char.is_alphanumeric() || char == '_')).unwrap_or(rest.len())
}

fn length_of_number(rest: &str) -> usize {
    let whole = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
    let Some(part) = rest[whole..].strip_prefix('.') else { return whole };
    match part.find(|char: char| !char.is_ascii_digit()).unwrap_or(part.len()) {
        0 => whole,
        digits => whole + 1 + digits,
    }
}

fn text(rest: &str) -> Option<(Token, usize)> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((Token::Text(text), at + 1)),
            '\\' => text.push(letters.next()?.1),
            letter => text.push(letter),
        }
    }
    None
}
