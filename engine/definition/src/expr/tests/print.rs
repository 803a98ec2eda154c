//! A tree as text, for the law that what is printed reads back the same.

use crate::expr::ast::{End, Kind, Node, Operator, Test, power};

/// Binds more strongly than any operator.
const ATOM: u8 = power::NEGATIVE + 1;

/// The text of a tree, with as few brackets as the grammar allows.
pub(super) fn print(node: &Node) -> String {
    at(node, power::OR)
}

fn at(node: &Node, least: u8) -> String {
    let text = bare(node);
    if strength(node) < least { format!("({text})") } else { text }
}

fn strength(node: &Node) -> u8 {
    match &node.kind {
        Kind::Pair(operator, ..) => operator.power(),
        Kind::Between(..) | Kind::In(..) => power::COMPARISON,
        // They take all that follows, so they stand alone or in brackets.
        Kind::If(..) | Kind::Quantified { .. } => 0,
        Kind::Negative(_) => power::NEGATIVE,
        Kind::Number(number) if number.is_sign_negative() => power::NEGATIVE,
        Kind::Money(money) if money.minor < 0 => power::NEGATIVE,
        _ => ATOM,
    }
}

fn bare(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Boolean(value) => value.to_string(),
        Kind::Number(number) => number.to_string(),
        Kind::Text(text) => quoted(text),
        Kind::Money(money) => money.to_string(),
        Kind::Period(period) => period.to_string(),
        Kind::Date(date) => format!("date(\"{date}\")"),
        Kind::Datetime(moment) => format!("date and time(\"{}\")", moment.to_rfc3339()),
        Kind::Name(name) => name.clone(),
        Kind::Deal(word) => format!("deal.{}", word.text),
        Kind::Member(base, word) => format!("{}.{}", at(base, ATOM), word.text),
        Kind::Negative(operand) => format!("-{}", at(operand, ATOM)),
        Kind::Pair(operator, a, b) => pair(*operator, a, b),
        Kind::Between(value, low, high) => {
            format!("{} between {} and {}", at(value, power::SUM), at(low, power::SUM), at(high, power::SUM))
        }
        Kind::In(value, tests) => format!("{} in {}", at(value, power::SUM), listed(tests)),
        Kind::If(condition, then, otherwise) => {
            format!("if {} then {} else {}", print(condition), print(then), print(otherwise))
        }
        Kind::Quantified { every, variable, list, condition } => {
            let word = if *every { "every" } else { "some" };
            format!("{word} {} in {} satisfies {}", variable.text, at(list, power::SUM), print(condition))
        }
        Kind::Call(function, arguments) => {
            format!("{}({})", function.text, arguments.iter().map(print).collect::<Vec<_>>().join(", "))
        }
    }
}

fn pair(operator: Operator, a: &Node, b: &Node) -> String {
    let power = operator.power();
    // Comparisons do not chain, the others group to the left.
    let left = if power == power::COMPARISON { power + 1 } else { power };
    format!("{} {operator} {}", at(a, left), at(b, power + 1))
}

fn listed(tests: &[Test]) -> String {
    match tests {
        [Test::Range(low, high)] => range(low, high),
        tests => format!("({})", tests.iter().map(test).collect::<Vec<_>>().join(", ")),
    }
}

fn test(test: &Test) -> String {
    match test {
        Test::Equal(node) => at(node, power::SUM),
        Test::Compare(operator, node) => format!("{operator} {}", at(node, power::SUM)),
        Test::Range(low, high) => range(low, high),
    }
}

fn range(low: &End, high: &End) -> String {
    let (open, close) = (if low.included { '[' } else { ']' }, if high.included { ']' } else { '[' });
    format!("{open}{}..{}{close}", at(&low.node, power::SUM), at(&high.node, power::SUM))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
