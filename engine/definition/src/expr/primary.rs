//! What an expression can begin with: values, names, calls, `if`, quantifiers, brackets.

use crate::expr::ast::{Kind, Node, Span, Word, power};
use crate::expr::lex::Token;
use crate::expr::literal;
use crate::expr::parse::{Parsed, Parser, RESERVED};
use crate::value::Money;

/// Functions whose names have several words.
const LONG_NAMES: [&[&str]; 7] = [
    &["date", "and", "time"],
    &["list", "contains"],
    &["string", "length"],
    &["starts", "with"],
    &["ends", "with"],
    &["upper", "case"],
    &["lower", "case"],
];

impl Parser {
    /// What an expression can begin with.
    pub(super) fn prefix(&mut self) -> Parsed<Node> {
        let from = self.span();
        if self.take_sign("-") {
            let operand = self.expression(power::NEGATIVE)?;
            let span = from.to(operand.span);
            return self.node(negative(operand), span);
        }
        if self.take_sign("(") {
            let inner = self.expression(power::OR)?;
            let span = from.to(self.span());
            self.need_sign(")")?;
            return Ok(Node { span, ..inner });
        }
        if self.take_word("if") {
            return self.choice(from);
        }
        match self.name_ahead(0) {
            Some(word @ ("some" | "every")) if self.name_ahead(1).is_some() => {
                let every = word == "every";
                self.advance();
                self.quantified(every, from)
            }
            _ => self.atom(),
        }
    }

    fn choice(&mut self, from: Span) -> Parsed<Node> {
        let condition = self.expression(power::OR)?;
        self.need_word("then")?;
        let then = self.expression(power::OR)?;
        if self.name_ahead(0) != Some("else") {
            let wrong = self.expected("«else»", "`else`");
            return Err(wrong.help(
                "у каждого «if» есть «else»: значение на другой случай, хотя бы «null»",
                "every `if` has an `else`: a value for the other case, be it `null`",
            ));
        }
        self.advance();
        let otherwise = self.expression(power::OR)?;
        let span = from.to(otherwise.span);
        self.node(Kind::If(Box::new(condition), Box::new(then), Box::new(otherwise)), span)
    }

    fn quantified(&mut self, every: bool, from: Span) -> Parsed<Node> {
        let variable = self.word()?;
        self.need_word("in")?;
        let list = Box::new(self.expression(power::SUM)?);
        if self.is_sign(",") {
            let wrong = self.expected("«satisfies»", "`satisfies`");
            return Err(wrong.help(
                "перебирается один список; второй — вложенным «some» или «every»",
                "one list is gone through; nest another `some` or `every` for a second",
            ));
        }
        self.need_word("satisfies")?;
        let condition = Box::new(self.expression(power::OR)?);
        let span = from.to(condition.span);
        self.node(Kind::Quantified { every, variable, list, condition }, span)
    }

    /// A name that is not a reserved word.
    fn word(&mut self) -> Parsed<Word> {
        match self.token() {
            Token::Name(name) if !RESERVED.contains(&name.as_str()) => {
                let word = Word { text: name.clone(), span: self.span() };
                self.advance();
                Ok(word)
            }
            _ => Err(self.expected("имя", "a name")),
        }
    }

    fn atom(&mut self) -> Parsed<Node> {
        let from = self.span();
        match self.token().clone() {
            Token::Number(number) => self.number(number),
            Token::Text(text) => {
                self.advance();
                self.node(Kind::Text(text), from)
            }
            Token::Name(name) => self.named(&name),
            _ => Err(self.expected("значение или имя", "a value or a name")),
        }
    }

    fn named(&mut self, name: &str) -> Parsed<Node> {
        let from = self.span();
        let constant = match name {
            "null" => Some(Kind::Null),
            "true" => Some(Kind::Boolean(true)),
            "false" => Some(Kind::Boolean(false)),
            _ => None,
        };
        if let Some(kind) = constant {
            self.advance();
            return self.node(kind, from);
        }
        if let Some(function) = self.function() {
            return self.call(function);
        }
        if name == "not" {
            self.advance();
            let wrong = self.expected("«(»", "`(`");
            return Err(wrong.help("отрицание пишется «not(…)»", "negation is written `not(…)`"));
        }
        if RESERVED.contains(&name) {
            return Err(self.expected("значение или имя", "a value or a name"));
        }
        self.advance();
        self.members(Node::new(Kind::Name(name.to_owned()), from))
    }

    /// What follows a name after dots.
    fn members(&mut self, mut node: Node) -> Parsed<Node> {
        while self.take_sign(".") {
            // After a dot every word is a name, so that a field called `in` can be reached as `deal.in`.
            let Some(text) = self.name_ahead(0).map(str::to_owned) else {
                return Err(self.expected("имя", "a name"));
            };
            let word = Word { text, span: self.span() };
            self.advance();
            let span = node.span.to(word.span);
            let kind = match node.kind {
                Kind::Name(ref name) if name == "deal" => Kind::Deal(word),
                _ => Kind::Member(Box::new(node), word),
            };
            node = self.node(kind, span)?;
        }
        Ok(node)
    }

    /// The name of a function when one is called here, standing then at its bracket.
    fn function(&mut self) -> Option<Word> {
        let opens = |ahead: usize| self.lexemes.get(self.at + ahead).is_some_and(|lexeme| lexeme.token == Token::Sign("("));
        let long = LONG_NAMES
            .iter()
            .find(|words| (0..words.len()).all(|ahead| self.name_ahead(ahead) == Some(words[ahead])) && opens(words.len()));
        let words = match long {
            Some(words) => words.len(),
            None if opens(1) => 1,
            None => return None,
        };
        let text = (0..words).filter_map(|ahead| self.name_ahead(ahead)).collect::<Vec<_>>().join(" ");
        if text != "not" && RESERVED.contains(&text.as_str()) {
            return None;
        }
        let span = self.span().to(self.lexemes[self.at + words - 1].span);
        self.at += words;
        Some(Word { text, span })
    }

    fn call(&mut self, function: Word) -> Parsed<Node> {
        self.need_sign("(")?;
        let mut arguments = Vec::new();
        while !self.is_sign(")") {
            arguments.push(self.expression(power::OR)?);
            if !self.take_sign(",") {
                break;
            }
        }
        let span = function.span.to(self.span());
        self.need_sign(")")?;
        let kind = literal::moment(&function, &arguments, span)?.unwrap_or(Kind::Call(function, arguments));
        let node = self.node(kind, span)?;
        self.members(node)
    }
}

/// The negative of an operand; of a literal it is a literal again.
fn negative(operand: Node) -> Kind {
    match operand.kind {
        Kind::Number(number) => Kind::Number(-number),
        Kind::Money(money) if money.minor != i64::MIN => Kind::Money(Money { minor: -money.minor, currency: money.currency }),
        _ => Kind::Negative(Box::new(operand)),
    }
}
