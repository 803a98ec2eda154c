//! Tokens become a tree that can be told.

use super::tokens::{Token, tokens};

/// What an expression says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Null,
    Number(String),
    /// An amount and a currency.
    Money(String, String),
    Text(String),
    /// A name, with the names after its dots.
    Path(Vec<String>),
    Negative(Box<Node>),
    Pair(&'static str, Box<Node>, Box<Node>),
    /// One of these: tests with their sign, or ranges as written.
    In(Box<Node>, Vec<Node>),
    /// `< 5` in a list of tests.
    Test(&'static str, Box<Node>),
    /// A range, with whether its ends belong to it.
    Range(Box<Node>, Box<Node>, bool, bool),
    If(Box<Node>, Box<Node>, Box<Node>),
    Quantified(bool, String, Box<Node>, Box<Node>),
    Call(String, Vec<Node>),
}

/// The tree of a text; `None` where this reader does not know it.
pub(super) fn read(source: &str) -> Option<Node> {
    let mut reader = Reader { tokens: tokens(source)?, at: 0 };
    let node = reader.pair(1)?;
    (reader.at == reader.tokens.len()).then_some(node)
}

/// The parts of a cell of a table, of which one must hold: tests, with whether one of them must hold or none may.
pub(super) fn read_tests(source: &str) -> Option<Vec<(bool, Vec<Node>)>> {
    let mut reader = Reader { tokens: tokens(source)?, at: 0 };
    let mut parts = vec![reader.part()?];
    while reader.takes(",") {
        parts.push(reader.part()?);
    }
    (reader.at == reader.tokens.len()).then_some(parts)
}

const COMPARISONS: [&str; 6] = ["=", "!=", "<=", ">=", "<", ">"];

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn part(&mut self) -> Option<(bool, Vec<Node>)> {
        let none = matches!(&self.tokens[self.at..], [Token::Name(not), Token::Sign("("), ..] if not == "not");
        if !none {
            return Some((true, vec![self.test()?]));
        }
        self.at += 2;
        Some((false, self.list(")", Self::test)?))
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(is);
        is
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Name(found)) if found == word);
        self.at += usize::from(is);
        is
    }

    fn name(&mut self) -> Option<String> {
        let Some(Token::Name(name)) = self.peek() else { return None };
        let name = name.clone();
        self.at += 1;
        Some(name)
    }

    /// The operator that stands here, and how strongly it binds.
    fn operator(&self) -> Option<(&'static str, u8)> {
        match self.peek()? {
            Token::Name(word) if word == "or" => Some(("or", 1)),
            Token::Name(word) if word == "and" => Some(("and", 2)),
            Token::Name(word) if word == "in" => Some(("in", 3)),
            Token::Name(word) if word == "between" => Some(("between", 3)),
            Token::Sign(sign) if COMPARISONS.contains(sign) => Some((sign, 3)),
            Token::Sign(sign) if matches!(*sign, "+" | "-") => Some((sign, 4)),
            Token::Sign(sign) if matches!(*sign, "*" | "/") => Some((sign, 5)),
            _ => None,
        }
    }

    fn pair(&mut self, least: u8) -> Option<Node> {
        let mut left = self.primary()?;
        while let Some((sign, power)) = self.operator().filter(|(_, power)| *power >= least) {
            self.at += 1;
            left = match sign {
                "in" => Node::In(Box::new(left), self.tests()?),
                "between" => {
                    let low = self.pair(4)?;
                    self.takes_word("and").then_some(())?;
                    let high = self.pair(4)?;
                    Node::In(Box::new(left), vec![Node::Range(Box::new(low), Box::new(high), true, true)])
                }
                _ => Node::Pair(sign, Box::new(left), Box::new(self.pair(power + 1)?)),
            };
        }
        Some(left)
    }

    fn primary(&mut self) -> Option<Node> {
        if self.takes("-") {
            return Some(Node::Negative(Box::new(self.primary()?)));
        }
        if self.takes("(") {
            let node = self.pair(1)?;
            return self.takes(")").then_some(node);
        }
        match self.peek()?.clone() {
            Token::Number(digits) => {
                self.at += 1;
                Some(self.number(digits))
            }
            Token::Text(text) => {
                self.at += 1;
                Some(Node::Text(text))
            }
            Token::Name(_) => self.named(),
            Token::Sign(_) => None,
        }
    }

    fn number(&mut self, digits: String) -> Node {
        let currency = match self.peek() {
            Some(Token::Name(name)) if name.len() == 3 && name.chars().all(|c| c.is_ascii_uppercase()) => Some(name.clone()),
            _ => None,
        };
        match currency {
            Some(currency) => {
                self.at += 1;
                Node::Money(digits, currency)
            }
            None => Node::Number(digits),
        }
    }

    fn named(&mut self) -> Option<Node> {
        let name = self.name()?;
        match name.as_str() {
            "null" => return Some(Node::Null),
            "if" => {
                let condition = Box::new(self.pair(1)?);
                self.takes_word("then").then_some(())?;
                let first = Box::new(self.pair(1)?);
                self.takes_word("else").then_some(())?;
                return Some(Node::If(condition, first, Box::new(self.pair(1)?)));
            }
            "every" | "some" => {
                let variable = self.name()?;
                self.takes_word("in").then_some(())?;
                let list = Box::new(self.pair(4)?);
                self.takes_word("satisfies").then_some(())?;
                return Some(Node::Quantified(name == "every", variable, list, Box::new(self.pair(1)?)));
            }
            _ => {}
        }
        if self.takes("(") {
            return Some(Node::Call(name, self.list(")", Self::whole)?));
        }
        let mut path = vec![name];
        while self.takes(".") {
            path.push(self.name()?);
        }
        Some(Node::Path(path))
    }

    fn whole(&mut self) -> Option<Node> {
        self.pair(1)
    }

    fn list(&mut self, close: &str, one: fn(&mut Self) -> Option<Node>) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        if self.takes(close) {
            return Some(nodes);
        }
        loop {
            nodes.push(one(self)?);
            if self.takes(close) {
                return Some(nodes);
            }
            self.takes(",").then_some(())?;
        }
    }

    fn tests(&mut self) -> Option<Vec<Node>> {
        if self.takes("(") {
            return self.list(")", Self::test);
        }
        Some(vec![self.test()?])
    }

    fn test(&mut self) -> Option<Node> {
        for sign in COMPARISONS {
            if self.takes(sign) {
                return Some(Node::Test(sign, Box::new(self.pair(4)?)));
            }
        }
        let opens = if self.takes("[") { Some(true) } else { None };
        if let Some(low_included) = opens {
            let low = self.pair(4)?;
            self.takes("..").then_some(())?;
            let high = self.pair(4)?;
            let high_included = self.takes("]");
            (high_included || self.takes(")")).then_some(())?;
            return Some(Node::Range(Box::new(low), Box::new(high), low_included, high_included));
        }
        self.pair(4)
    }
}
