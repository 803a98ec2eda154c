//! From tokens to a tree, by precedence climbing.
//!
//! From the weakest to the strongest: `or`, `and`, comparisons (which do not chain), `+ -`, `* /`, the sign of a number.
//! The first mistake of grammar ends the reading: what would be said after it is mostly noise.
//! Absent: names and types, which are checked afterwards.

use rust_decimal::Decimal;

use crate::expr::ExprError;
use crate::expr::ast::{End, Kind, Node, Operator, Span, Test, power};
use crate::expr::lex::{Lexeme, Token, lex};
use crate::expr::report::error;
use crate::value::Currency;
use crate::yaml::similar::shown;

/// How deep brackets, `if` and the like may nest.
const MAX_DEPTH: usize = 40;
/// How high the tree may grow, long chains of operators included.
const MAX_HEIGHT: usize = 100;
/// How many characters an expression may have.
const MAX_LENGTH: usize = 4_000;

/// Words that are no names.
pub(super) const RESERVED: [&str; 14] =
    ["and", "or", "not", "if", "then", "else", "some", "every", "satisfies", "in", "between", "true", "false", "null"];

pub(super) type Parsed<T> = Result<T, ExprError>;

/// The tree of a text and what is wrong with it; the tree is there whenever the text could be read to its end.
pub(super) fn parse(source: &str) -> (Option<Node>, Vec<ExprError>) {
    let length = source.chars().count();
    if length > MAX_LENGTH {
        return (None, vec![too_complex(Span { from: 0, to: length })]);
    }
    let (lexemes, errors) = lex(source);
    // A foreign sign was read as what it means; after anything else the tokens are not what was meant.
    let readable = errors.iter().all(|error| matches!(error.code, "foreign_sign" | "bad_number"));
    match Parser::new(lexemes).whole() {
        Ok(node) => (readable.then_some(node), errors),
        Err(error) if errors.is_empty() => (None, vec![error]),
        Err(_) => (None, errors),
    }
}

pub(super) fn too_complex(span: Span) -> ExprError {
    error("too_complex", span, "выражение слишком длинное или слишком глубокое", "the expression is too long or too deep").help(
        "разбейте его на несколько или напишите «x in (…)» вместо цепочки «or»",
        "split it, or write `x in (…)` instead of a chain of `or`",
    )
}

pub(super) struct Parser {
    pub(super) lexemes: Vec<Lexeme>,
    pub(super) at: usize,
    depth: usize,
}

impl Parser {
    pub(super) fn new(lexemes: Vec<Lexeme>) -> Self {
        Self { lexemes, at: 0, depth: 0 }
    }

    fn whole(mut self) -> Parsed<Node> {
        let node = self.expression(power::OR)?;
        match self.token() {
            Token::End => Ok(node),
            _ => Err(self.expected("знак действия или конец выражения", "an operator or the end of the expression")),
        }
    }

    pub(super) fn token(&self) -> &Token {
        &self.lexemes[self.at].token
    }

    pub(super) fn span(&self) -> Span {
        self.lexemes[self.at].span
    }

    /// Goes on to the next token; the last one, the end, stays.
    pub(super) fn advance(&mut self) {
        self.at = (self.at + 1).min(self.lexemes.len() - 1);
    }

    /// The name that stands so many tokens ahead.
    pub(super) fn name_ahead(&self, ahead: usize) -> Option<&str> {
        match &self.lexemes.get(self.at + ahead)?.token {
            Token::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.token(), Token::Sign(found) if *found == sign)
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.name_ahead(0) == Some(word);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn need_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.expected(&format!("«{sign}»"), &format!("`{sign}`"))) }
    }

    pub(super) fn need_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.expected(&format!("«{word}»"), &format!("`{word}`"))) }
    }

    /// «Expected this, found that» at the present token.
    pub(super) fn expected(&self, ru: &str, en: &str) -> ExprError {
        let (found_ru, found_en) = match self.token() {
            Token::End => ("конец выражения".to_owned(), "the end of the expression".to_owned()),
            Token::Number(number) => (format!("число {number}"), format!("the number {number}")),
            Token::Text(text) => {
                let text = shown(text);
                (format!("текст \"{text}\""), format!("the text \"{text}\""))
            }
            Token::Name(name) => {
                let name = shown(name);
                (format!("«{name}»"), format!("`{name}`"))
            }
            Token::Sign(sign) => (format!("«{sign}»"), format!("`{sign}`")),
        };
        // Signs and words are neuter in Russian; what is named by a noun agrees with it.
        let verb =
            if ru.starts_with("знак ") || ru.starts_with("код ") { "ожидался" } else { "ожидалось" };
        let (ru, en) = (format!("{verb} {ru}, а стоит {found_ru}"), format!("expected {en}, found {found_en}"));
        let wrong = error("syntax", self.span(), ru, en);
        if let Some((whole, part)) = self.decimal_comma() {
            return wrong.help(
                format!("дробную часть отделяют точкой: «{whole}.{part}»"),
                format!("a decimal point is a full stop: `{whole}.{part}`"),
            );
        }
        if let Some((code, number)) = self.code_first() {
            return wrong.help(format!("сначала сумма: «{number} {code}»"), format!("the amount comes first: `{number} {code}`"));
        }
        if let Some(number) = self.grouped() {
            return wrong.help(format!("число пишется подряд: «{number}»"), format!("a number is written in one: `{number}`"));
        }
        match self.name_ahead(0) {
            Some("is") => wrong.help("пусто ли поле, спрашивают так: «x = null»", "ask whether a field is empty by `x = null`"),
            Some(name) if is_shouted(name) => {
                let quiet = name.to_lowercase();
                wrong.help(format!("напишите строчными буквами: «{quiet}»"), format!("write it in small letters: `{quiet}`"))
            }
            _ => wrong,
        }
    }

    /// The code of a currency right before this number: `RUB 1000000`.
    fn code_first(&self) -> Option<(String, Decimal)> {
        let Token::Number(number) = self.token() else { return None };
        let Token::Name(code) = &self.lexemes.get(self.at.checked_sub(1)?)?.token else { return None };
        Currency::from_code(code).map(|_| (code.clone(), *number))
    }

    /// The number whose digits are grouped here: `1_000_000`.
    fn grouped(&self) -> Option<String> {
        let Token::Name(rest) = self.token() else { return None };
        let Token::Number(first) = &self.lexemes.get(self.at.checked_sub(1)?)?.token else { return None };
        let digits = rest.strip_prefix('_')?.replace('_', "");
        let code = self.name_ahead(1).filter(|code| Currency::from_code(code).is_some()).map(|code| format!(" {code}"));
        digits.chars().all(|digit| digit.is_ascii_digit()).then(|| format!("{first}{digits}{}", code.unwrap_or_default()))
    }

    /// The two numbers around a comma that was meant as a decimal point.
    fn decimal_comma(&self) -> Option<(Decimal, Decimal)> {
        let number = |at: usize| match self.lexemes.get(at)?.token {
            Token::Number(number) => Some(number),
            _ => None,
        };
        Some((number(self.at.checked_sub(1)?)?, number(self.at + 1)?)).filter(|_| self.is_sign(","))
    }

    pub(super) fn node(&self, kind: Kind, span: Span) -> Parsed<Node> {
        let node = Node::new(kind, span);
        if node.height > MAX_HEIGHT { Err(too_complex(span)) } else { Ok(node) }
    }

    /// An expression of forms that bind at least so strongly.
    pub(super) fn expression(&mut self, least: u8) -> Parsed<Node> {
        if self.depth == MAX_DEPTH {
            return Err(too_complex(self.span()));
        }
        self.depth += 1;
        let node = self.climb(least);
        self.depth -= 1;
        node
    }

    fn climb(&mut self, least: u8) -> Parsed<Node> {
        let mut left = self.prefix()?;
        let mut compared = false;
        while let Some(found) = self.infix().filter(|found| *found >= least) {
            if found == power::COMPARISON && std::mem::replace(&mut compared, true) {
                return Err(self.chained());
            }
            left = self.extend(left)?;
        }
        Ok(left)
    }

    /// How strongly the form binds that goes on from here, if one does.
    fn infix(&self) -> Option<u8> {
        match self.token() {
            Token::Sign(sign) => Operator::from_sign(sign).map(Operator::power),
            Token::Name(name) if name == "in" || name == "between" => Some(power::COMPARISON),
            Token::Name(name) => Operator::from_sign(name).map(Operator::power),
            _ => None,
        }
    }

    fn chained(&self) -> ExprError {
        let ru = "сравнения не пишутся цепочкой";
        error("syntax", self.span(), ru, "comparisons do not chain").help(
            "соедините два сравнения словом «and» или напишите «x between 1 and 5»",
            "join two comparisons by `and`, or write `x between 1 and 5`",
        )
    }

    fn extend(&mut self, left: Node) -> Parsed<Node> {
        let from = left.span;
        if self.take_word("between") {
            let low = self.expression(power::SUM)?;
            self.need_word("and")?;
            let high = self.expression(power::SUM)?;
            let span = from.to(high.span);
            return self.node(Kind::Between(Box::new(left), Box::new(low), Box::new(high)), span);
        }
        if self.take_word("in") {
            let (tests, end) = self.tests()?;
            return self.node(Kind::In(Box::new(left), tests), from.to(end));
        }
        let operator = match self.token() {
            Token::Sign(sign) => Operator::from_sign(sign),
            Token::Name(name) => Operator::from_sign(name),
            _ => None,
        };
        let Some(operator) = operator else { return Err(self.expected("знак действия", "an operator")) };
        self.advance();
        let right = self.expression(operator.power() + 1)?;
        let span = from.to(right.span);
        self.node(Kind::Pair(operator, Box::new(left), Box::new(right)), span)
    }

    /// What stands after `in`: `(1, 2)`, `[1..5)`, `(> 5, null)`.
    fn tests(&mut self) -> Parsed<(Vec<Test>, Span)> {
        let open = self.is_sign("(");
        if !(open || self.is_sign("[") || self.is_sign("]")) {
            let wrong = self.expected("«(» или «[»", "`(` or `[`");
            return Err(wrong.help("пример: «x in (1, 2)» или «x in [1..5)»", "as in `x in (1, 2)` or `x in [1..5)`"));
        }
        let included = self.is_sign("[");
        self.advance();
        let first = self.test()?;
        if let (Test::Equal(node), true) = (&first, self.is_sign("..")) {
            let (range, end) = self.range(node.clone(), included)?;
            return Ok((vec![range], end));
        }
        let mut tests = vec![first];
        while self.take_sign(",") {
            tests.push(self.test()?);
        }
        let end = self.span();
        self.need_sign(if open { ")" } else { "]" })?;
        Ok((tests, end))
    }

    pub(super) fn test(&mut self) -> Parsed<Test> {
        if self.is_sign("[") || self.is_sign("]") {
            let included = self.is_sign("[");
            self.advance();
            let low = self.expression(power::SUM)?;
            return Ok(self.range(low, included)?.0);
        }
        let operator = match self.token() {
            Token::Sign(sign) => Operator::from_sign(sign).filter(|operator| operator.power() == power::COMPARISON),
            _ => None,
        };
        if let Some(operator) = operator {
            self.advance();
            return Ok(Test::Compare(operator, self.expression(power::SUM)?));
        }
        Ok(Test::Equal(self.expression(power::SUM)?))
    }

    /// A range whose low end was read; stands at `..`.
    pub(super) fn range(&mut self, low: Node, included: bool) -> Parsed<(Test, Span)> {
        self.need_sign("..")?;
        let high = self.expression(power::SUM)?;
        let (end, closed) = (self.span(), self.is_sign("]"));
        if !(self.take_sign("]") || self.take_sign(")") || self.take_sign("[")) {
            return Err(self.expected("«]» или «)»", "`]` or `)`"));
        }
        Ok((Test::Range(End { node: low, included }, End { node: high, included: closed }), end))
    }
}

/// Whether it is a reserved word in capitals.
pub(super) fn is_shouted(name: &str) -> bool {
    !RESERVED.contains(&name) && RESERVED.contains(&name.to_lowercase().as_str())
}
