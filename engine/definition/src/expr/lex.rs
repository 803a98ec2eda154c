//! From characters to tokens.
//!
//! What other languages write (`==`, `&&`, `'text'`) is understood well enough to be named as the mistake it is.

use rust_decimal::Decimal;

use crate::expr::ExprError;
use crate::expr::ast::Span;
use crate::expr::report::error;
use crate::yaml::similar::shown;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Decimal),
    Text(String),
    Name(String),
    Sign(&'static str),
    End,
}

/// A token with its place.
#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    pub token: Token,
    pub span: Span,
}

/// Longer signs first.
const SIGNS: [&str; 17] = ["..", "!=", "<=", ">=", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", ",", "."];

/// What other languages write: the sign, the token it stands for, what to write instead.
const FOREIGN: [(&str, Token, &str); 8] = [
    ("==", Token::Sign("="), "="),
    ("<>", Token::Sign("!="), "!="),
    ("=<", Token::Sign("<="), "<="),
    ("=>", Token::Sign(">="), ">="),
    ("≠", Token::Sign("!="), "!="),
    ("≤", Token::Sign("<="), "<="),
    ("≥", Token::Sign(">="), ">="),
    ("−", Token::Sign("-"), "-"),
];

/// The tokens of a text, closed by [`Token::End`], and what could not be read.
pub(super) fn lex(source: &str) -> (Vec<Lexeme>, Vec<ExprError>) {
    let mut lexer = Lexer { text: source.chars().collect(), at: 0, lexemes: Vec::new(), errors: Vec::new() };
    while lexer.at < lexer.text.len() {
        lexer.step();
    }
    lexer.push(lexer.at, Token::End);
    (lexer.lexemes, lexer.errors)
}

struct Lexer {
    text: Vec<char>,
    at: usize,
    lexemes: Vec<Lexeme>,
    errors: Vec<ExprError>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn span(&self, from: usize) -> Span {
        Span { from, to: self.at }
    }

    fn push(&mut self, from: usize, token: Token) {
        let span = self.span(from);
        self.lexemes.push(Lexeme { token, span });
    }

    fn starts_with(&self, sign: &str) -> bool {
        sign.chars().enumerate().all(|(ahead, char)| self.peek(ahead) == Some(char))
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> String {
        let from = self.at;
        while self.peek(0).is_some_and(&fits) {
            self.at += 1;
        }
        self.text[from..self.at].iter().collect()
    }

    fn step(&mut self) {
        let Some(first) = self.peek(0) else { return };
        let digit_follows = self.peek(1).is_some_and(|char| char.is_ascii_digit());
        match first {
            _ if first.is_whitespace() => self.at += 1,
            _ if first.is_ascii_digit() || (first == '.' && digit_follows) => self.number(),
            _ if starts_name(first) => {
                let from = self.at;
                let name = self.take_while(continues_name);
                self.push(from, Token::Name(name));
            }
            '"' => self.text_literal('"'),
            '\'' | '«' | '“' | '„' | '`' => self.foreign_quotes(first),
            _ => self.sign(),
        }
    }

    fn number(&mut self) {
        let from = self.at;
        let mut digits = self.take_while(|char| char.is_ascii_digit());
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|char| char.is_ascii_digit()) {
            self.at += 1;
            digits = format!("{digits}.{}", self.take_while(|char| char.is_ascii_digit()));
        }
        let number = Decimal::from_str_exact(&digits).or_else(|_| Decimal::from_str_exact(&format!("0{digits}")));
        match number {
            Ok(number) => self.push(from, Token::Number(number)),
            Err(_) => {
                let digits = shown(&digits);
                let ru = format!("число «{digits}» слишком длинное: больше 28 цифр");
                let en = format!("the number `{digits}` is too long: more than 28 digits");
                self.errors.push(error("bad_number", self.span(from), ru, en));
                self.push(from, Token::Number(Decimal::ONE));
            }
        }
    }

    fn text_literal(&mut self, close: char) {
        let from = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(char) = self.peek(0) {
            self.at += 1;
            match char {
                _ if char == close => return self.push(from, Token::Text(text)),
                '\\' => text.extend(self.escape()),
                _ => text.push(char),
            }
        }
        let open = error("unclosed_text", self.span(from), "кавычки не закрыты", "the quotes are not closed");
        self.errors.push(open.help("поставьте закрывающую кавычку \"", "put the closing quote \" after the text"));
        self.push(from, Token::Text(text));
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Option<char> {
        let from = self.at - 1;
        let kind = self.peek(0);
        self.at += usize::from(kind.is_some());
        let known = match kind {
            Some('"') => Some('"'),
            Some('\\') => Some('\\'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') => self.code_point(),
            _ => None,
        };
        if known.is_none() && kind.is_some() {
            let ru = "после обратной черты ожидался один из знаков \" \\ n r t или u и четыре шестнадцатеричные цифры";
            let en = "after a backslash, `\"`, `\\`, `n`, `r`, `t`, or `u` and four hexadecimal digits was expected";
            let wrong = error("bad_escape", self.span(from), ru, en);
            self.errors.push(wrong.help("сама обратная черта пишется «\\\\»", "a backslash itself is written `\\\\`"));
        }
        known
    }

    fn code_point(&mut self) -> Option<char> {
        let digits: String = (0..4).map_while(|ahead| self.peek(ahead)).collect();
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.chars().all(|c| c.is_ascii_hexdigit()))?;
        let char = char::from_u32(code).filter(|_| digits.len() == 4)?;
        self.at += 4;
        Some(char)
    }

    fn foreign_quotes(&mut self, open: char) {
        let from = self.at;
        let close = match open {
            '«' => '»',
            '“' | '„' => '”',
            other => other,
        };
        let closed = self.text[from + 1..].contains(&close);
        let ru = format!("текст взят в кавычки {open}, а в выражениях нужны прямые двойные: \"текст\"");
        let en = format!("a text stands in {open} quotes; expressions take straight double ones: \"text\"");
        if closed {
            self.text_literal(close);
        } else {
            self.at += 1;
        }
        let end = self.at.saturating_sub(usize::from(closed)).max(from + 1);
        let inside = shown(&self.text[from + 1..end].iter().collect::<String>());
        let wrong = error("foreign_sign", self.span(from), ru, en);
        self.errors.push(wrong.help(
            format!("напишите \"{inside}\"; все значение в YAML берут в одинарные кавычки: '\"{inside}\"'"),
            format!("write \"{inside}\"; in YAML the whole value goes in single quotes: '\"{inside}\"'"),
        ));
    }

    fn sign(&mut self) {
        let from = self.at;
        if let Some((sign, token, ours)) = FOREIGN.iter().find(|(sign, ..)| self.starts_with(sign)) {
            self.at += sign.chars().count();
            self.push(from, token.clone());
            self.foreign(from, sign, ours);
        } else if let Some((sign, ours)) = [("&&", "and"), ("||", "or")].into_iter().find(|(sign, _)| self.starts_with(sign)) {
            self.at += 2;
            self.push(from, Token::Name(ours.to_owned()));
            self.foreign(from, sign, ours);
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| self.starts_with(sign)) {
            self.at += sign.chars().count();
            self.push(from, Token::Sign(sign));
        } else {
            self.unknown(from);
        }
    }

    fn foreign(&mut self, from: usize, sign: &str, ours: &str) {
        let (ru, en) = (format!("знака «{sign}» в выражениях нет"), format!("expressions have no sign `{sign}`"));
        let wrong = error("foreign_sign", self.span(from), ru, en);
        self.errors.push(wrong.help(format!("напишите «{ours}»"), format!("write `{ours}`")));
    }

    fn unknown(&mut self, from: usize) {
        let char = self.text[from];
        self.at += 1;
        let seen = shown(&char.to_string());
        let (ru, en) = (format!("непонятный знак «{seen}»"), format!("unexpected character `{seen}`"));
        let wrong = error("bad_character", self.span(from), ru, en);
        self.errors.push(match char {
            '!' => wrong.help("отрицание пишется «not(…)»", "negation is written `not(…)`"),
            '?' | ':' => wrong.help("выбор пишется «if … then … else …»", "a choice is written `if … then … else …`"),
            '%' if from > 0 && self.text[from - 1].is_ascii_digit() => wrong.help(
                "для поля в процентах пишите просто число: «10»; доля — это умножение: «* 0.1»",
                "for a field of per cents write the number alone: `10`; a share is a product: `* 0.1`",
            ),
            '%' => wrong.help("процент — это умножение: «* 0.2»", "a per cent is a product: `* 0.2`"),
            '₽' => wrong.help("деньги пишутся с кодом валюты: «1000 RUB»", "money is written with a code: `1000 RUB`"),
            '$' => wrong.help("деньги пишутся с кодом валюты: «1000 USD»", "money is written with a code: `1000 USD`"),
            '€' => wrong.help("деньги пишутся с кодом валюты: «1000 EUR»", "money is written with a code: `1000 EUR`"),
            _ => wrong,
        });
    }
}

/// Whether a name may begin so: a letter of any alphabet or `_`.
fn starts_name(char: char) -> bool {
    char.is_alphabetic() || char == '_'
}

/// Whether a name may go on so. Combining accents belong to their letter: `й` may be two characters.
fn continues_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || ('\u{300}'..='\u{36f}').contains(&char)
}
