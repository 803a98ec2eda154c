//! A tree of an expression becomes a phrase.

use voronka_core::words::amount_of_money;
use voronka_definition::model::{Field, FieldType};
use voronka_definition::name::FieldId;
use voronka_definition::value::{Currency, Money};

use super::read::Node;
use crate::wording::{Words, humanised};

/// Says a tree, knowing which list each variable runs through.
pub(super) struct Saying<'a> {
    words: &'a Words<'a>,
    /// Variables with the name of their list.
    variables: Vec<(String, String)>,
}

impl<'a> Saying<'a> {
    pub(super) fn new(words: &'a Words<'a>) -> Self {
        Self { words, variables: Vec::new() }
    }

    fn pick<T>(&self, ru: T, en: T) -> T {
        self.words.locale.pick(ru, en)
    }

    fn clone_with(&self, variable: &str, list: &Node) -> Self {
        let mut variables = self.variables.clone();
        if let Node::Path(path) = list {
            variables.push((variable.to_owned(), path.last().cloned().unwrap_or_default()));
        }
        Self { words: self.words, variables }
    }

    /// A condition that holds, or does not.
    pub(super) fn condition(&self, node: &Node, holds: bool) -> String {
        match node {
            Node::Pair(sign @ ("and" | "or"), left, right) => self.both(sign, left, right, holds),
            Node::Pair(sign, left, right) => self.comparison(sign, left, right, holds),
            Node::Call(name, arguments) if name == "not" && arguments.len() == 1 => self.condition(&arguments[0], !holds),
            Node::In(value, tests) => {
                let (value, tests) = (self.value(value), self.tests(value, tests));
                if holds {
                    self.pick(format!("{value}: {tests}"), format!("{value} is {tests}"))
                } else {
                    self.pick(format!("{value}: кроме {tests}"), format!("{value} is not {tests}"))
                }
            }
            Node::Quantified(every, variable, list, condition) => self.quantified((*every, variable), list, condition, holds),
            _ => {
                let value = self.value(node);
                let answer = if holds { self.pick("да", "yes") } else { self.pick("нет", "no") };
                format!("{value}: {answer}")
            }
        }
    }

    fn both(&self, sign: &str, left: &Node, right: &Node, holds: bool) -> String {
        let is_and = (sign == "and") == holds;
        // That a field is filled in goes without saying where the other half compares it.
        if let (true, Node::Pair("!=", field, null)) = (is_and && holds, left)
            && **null == Node::Null
            && matches!(right, Node::Pair(sign, of, _) if is_comparison(sign) && of == field)
        {
            return self.condition(right, holds);
        }
        let side = |node: &Node| {
            let said = self.condition(node, holds);
            let other = matches!(node, Node::Pair(inner @ ("and" | "or"), ..) if *inner != sign);
            if other { format!("({said})") } else { said }
        };
        let word = if is_and { self.pick("и", "and") } else { self.pick("или", "or") };
        format!("{} {word} {}", side(left), side(right))
    }

    fn quantified(&self, (every, variable): (bool, &str), list: &Node, condition: &Node, holds: bool) -> String {
        let inner = self.clone_with(variable, list);
        let (list, condition) = (self.value(list), inner.condition(condition, holds));
        if every == holds {
            self.pick(format!("в каждой строке списка {list} {condition}"), format!("in every row of {list} {condition}"))
        } else {
            self.pick(format!("хотя бы в одной строке списка {list} {condition}"), format!("in some row of {list} {condition}"))
        }
    }

    fn comparison(&self, sign: &str, left: &Node, right: &Node, holds: bool) -> String {
        let sign = if holds { sign } else { opposite(sign) };
        if *right == Node::Null {
            return self.presence(left, sign == "!=");
        }
        let (of, value) = (self.value(left), self.value_for(left, right));
        let worded = matches!(right, Node::Text(_)) || self.field_of(left).is_some_and(|field| is_worded(&field.kind));
        let relation = match sign {
            "=" if worded => self.pick("—", "is"),
            "!=" if worded => self.pick("— не", "is not"),
            "=" => self.pick("равно", "is"),
            "!=" => self.pick("не равно", "is not"),
            "<" => self.pick("меньше", "is below"),
            "<=" => self.pick("не больше", "is at most"),
            ">" => self.pick("больше", "is above"),
            ">=" => self.pick("не меньше", "is at least"),
            other => other,
        };
        format!("{of} {relation} {value}")
    }

    fn presence(&self, node: &Node, there: bool) -> String {
        if let Node::Call(name, arguments) = node
            && name == "head_of"
            && let Some(of) = arguments.first().map(|of| self.headed(of))
        {
            return match there {
                true => self.pick(format!("у {of} есть руководитель"), format!("{of} has a head")),
                false => self.pick(format!("у {of} нет руководителя"), format!("{of} has no head")),
            };
        }
        let value = self.value(node);
        match there {
            true => self.pick(format!("поле {value} заполнено"), format!("{value} is filled in")),
            false => self.pick(format!("поле {value} не заполнено"), format!("{value} is empty")),
        }
    }

    /// A cell of a table: parts of which one must hold.
    pub(super) fn cell(&self, field: &FieldId, parts: &[(bool, Vec<Node>)]) -> String {
        let parts: Vec<_> = parts.iter().map(|part| self.part(field, part)).collect();
        parts.join(self.pick(" или ", " or "))
    }

    /// Tests of which one must hold, or none may; an empty field meets none but `null`, and no «not» either.
    fn part(&self, field: &FieldId, (holds, tests): &(bool, Vec<Node>)) -> String {
        let of = Node::Path(vec![field.to_string()]);
        let empty = self.pick("не заполнено", "empty");
        let one = |test: &Node| match test {
            Node::Null => empty.to_owned(),
            Node::Test(sign, value) => format!("{} {}", self.relation(sign), self.value_for(&of, value)),
            value => self.tests(&of, std::slice::from_ref(value)),
        };
        match &tests[..] {
            _ if *holds => tests.iter().map(one).collect::<Vec<_>>().join(self.pick(" или ", " or ")),
            [Node::Null] => self.pick("заполнено", "filled in").to_owned(),
            [Node::Test(sign, value)] => {
                let said = format!("{} {}", self.relation(opposite(sign)), self.value_for(&of, value));
                match **value {
                    // It is neither above nor below.
                    Node::Money(..) => self.pick(format!("{said} или в другой валюте"), format!("{said} or in another currency")),
                    _ => said,
                }
            }
            many => {
                let many = many.iter().map(one).collect::<Vec<_>>().join(self.pick(" или ", " or "));
                self.pick(format!("заполнено, но не {many}"), format!("filled in, but not {many}"))
            }
        }
    }

    fn relation(&self, sign: &str) -> &str {
        match sign {
            "<" => self.pick("меньше", "below"),
            "<=" => self.pick("не больше", "at most"),
            ">" => self.pick("больше", "above"),
            ">=" => self.pick("не меньше", "at least"),
            "!=" => self.pick("не", "not"),
            _ => "",
        }
    }

    fn tests(&self, of: &Node, tests: &[Node]) -> String {
        let said = tests.iter().map(|test| match test {
            Node::Test(sign, value) => format!("{sign} {}", self.value_for(of, value)),
            Node::Range(low, high, with_low, with_high) => {
                let (low, high) = (self.value(low), self.value(high));
                let low =
                    if *with_low { low } else { self.pick(format!("{low} (не включая)"), format!("{low} (excluded)")) };
                let high = if *with_high {
                    high
                } else {
                    self.pick(format!("{high} (не включая)"), format!("{high} (excluded)"))
                };
                self.pick(format!("от {low} до {high}"), format!("from {low} to {high}"))
            }
            value => self.value_for(of, value),
        });
        said.collect::<Vec<_>>().join(self.pick(" или ", " or "))
    }

    /// A value.
    pub(super) fn value(&self, node: &Node) -> String {
        match node {
            Node::Null => self.pick("пусто", "nothing").to_owned(),
            Node::Number(digits) => digits.replace('.', self.pick(",", ".")),
            Node::Money(digits, currency) => self.money(digits, currency),
            Node::Text(text) => self.words.quoted(text),
            Node::Path(path) => self.path(path),
            Node::Negative(inner) => format!("−{}", self.value(inner)),
            Node::Pair(sign @ ("+" | "-" | "*" | "/"), left, right) => {
                let sign = match *sign {
                    "-" => "−",
                    "*" => "×",
                    "/" => "÷",
                    sign => sign,
                };
                format!("{} {sign} {}", self.value(left), self.value(right))
            }
            Node::If(condition, first, second) => {
                let (condition, first, second) = (self.condition(condition, true), self.value(first), self.value(second));
                self.pick(
                    format!("{first}, если {condition}; иначе {second}"),
                    format!("{first} if {condition}; otherwise {second}"),
                )
            }
            Node::Call(name, arguments) => self.call(name, arguments),
            Node::Test(_, inner) => self.value(inner),
            Node::Range(..) => self.tests(node, std::slice::from_ref(node)),
            Node::Pair(..) | Node::In(..) | Node::Quantified(..) => self.condition(node, true),
        }
    }

    /// What a field is set to.
    pub(super) fn assignment(&self, field: &FieldId, node: &Node) -> String {
        let itself = Node::Path(vec![field.to_string()]);
        match node {
            Node::If(condition, first, second) => {
                let (condition, first) = (self.condition(condition, true), self.assignment(field, first));
                let second = self.assignment(field, second);
                self.pick(
                    format!("{first}, если {condition}; иначе {second}"),
                    format!("{first} if {condition}; otherwise {second}"),
                )
            }
            node if *node == itself => self.pick("не меняется", "as it was").to_owned(),
            node => self.value_for(&itself, node),
        }
    }

    /// Whose head a call names: the direction or the person in a field.
    fn headed(&self, of: &Node) -> String {
        let value = self.value(of);
        match self.field_of(of).map(|field| &field.kind) {
            Some(FieldType::Direction) => self.pick(format!("направления из поля {value}"), format!("the direction in {value}")),
            Some(FieldType::Person) => self.pick(format!("сотрудника из поля {value}"), format!("the person in {value}")),
            _ => value,
        }
    }

    /// A value beside a field: a text is the title of one of its options.
    fn value_for(&self, of: &Node, value: &Node) -> String {
        if let (Node::Text(text), Some(field)) = (value, self.field_of(of))
            && let FieldType::Choice(options) = &field.kind
            && let Some(option) = options.iter().find(|option| option.id == *text)
        {
            return self.words.quoted(&self.words.text(&option.title));
        }
        self.value(value)
    }

    fn call(&self, name: &str, arguments: &[Node]) -> String {
        let said: Vec<_> = arguments.iter().map(|argument| self.value(argument)).collect();
        let first = said.first().cloned().unwrap_or_default();
        let second = said.get(1).cloned().unwrap_or_default();
        match name {
            "sum" => self.pick(format!("сумма по столбцу {first}"), format!("the sum of {first}")),
            "count" => self.pick(format!("число строк в {first}"), format!("the number of rows of {first}")),
            "min" => self.pick(format!("наименьшее из {first}"), format!("the least of {first}")),
            "max" => self.pick(format!("наибольшее из {first}"), format!("the most of {first}")),
            "head_of" => {
                let of = arguments.first().map(|of| self.headed(of)).unwrap_or_default();
                self.pick(format!("руководитель {of}"), format!("the head of {of}"))
            }
            "list contains" => self.pick(format!("в {first} есть {second}"), format!("{first} contains {second}")),
            "contains" => self.pick(format!("{first} содержит {second}"), format!("{first} contains {second}")),
            "starts with" => self.pick(format!("{first} начинается с {second}"), format!("{first} begins with {second}")),
            "ends with" => self.pick(format!("{first} кончается на {second}"), format!("{first} ends with {second}")),
            "string length" => self.pick(format!("длина {first}"), format!("the length of {first}")),
            "date" | "date and time" => first,
            _ => format!("{name}({})", said.join(", ")),
        }
    }

    fn money(&self, digits: &str, currency: &str) -> String {
        let known = Currency::from_code(currency).and_then(|currency| {
            let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
            let places = currency.places() as usize;
            let minor = format!("{whole}{part:0<places$}").parse().ok()?;
            (part.len() <= places).then_some(Money { minor, currency })
        });
        known.map_or_else(|| format!("{digits} {currency}"), |money| amount_of_money(money, self.words.locale))
    }

    fn path(&self, path: &[String]) -> String {
        match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["actor"] => self.pick("тот, кто выполняет шаг", "whoever acts").to_owned(),
            ["now"] => self.pick("текущий момент", "now").to_owned(),
            ["true"] => self.pick("да", "yes").to_owned(),
            ["false"] => self.pick("нет", "no").to_owned(),
            _ => match self.field(path) {
                Some(field) => self.words.quoted(&self.words.text(&field.title)),
                None => self.words.quoted(&humanised(path.last().map_or("", String::as_str))),
            },
        }
    }

    fn field_of(&self, node: &Node) -> Option<&Field> {
        match node {
            Node::Path(path) => self.field(path),
            _ => None,
        }
    }

    fn field(&self, path: &[String]) -> Option<&Field> {
        let fields = &self.words.process.fields;
        match path {
            [name] => fields.get(&FieldId::from(name.as_str())),
            [deal, name] if deal == "deal" => fields.get(&FieldId::from(name.as_str())),
            [first, column] => {
                let list = self.variables.iter().find(|(variable, _)| variable == first).map_or(first, |(_, list)| list);
                let FieldType::List(columns) = &fields.get(&FieldId::from(list.as_str()))?.kind else { return None };
                columns.iter().find(|field| field.id.as_str() == column)
            }
            _ => None,
        }
    }
}

fn opposite(sign: &str) -> &str {
    match sign {
        "=" => "!=",
        "!=" => "=",
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        other => other,
    }
}

fn is_comparison(sign: &str) -> bool {
    matches!(sign, "=" | "<" | "<=" | ">" | ">=")
}

fn is_worded(kind: &FieldType) -> bool {
    !matches!(kind, FieldType::Number { .. } | FieldType::Integer { .. } | FieldType::Money)
}
