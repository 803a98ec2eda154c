//! Unary tests: what the cell of a decision table asks of its input field (OMG, DMN 1.5, clause 7.3.3).
//!
//! `-`, `null`, `< 5`, `"a", "b"`, `[1..5)`, `not("a")`; a comma is «or». A cell compares with values that are written out, and
//! with nothing else, so that a table can be proved without knowing the deal. An empty field meets `-` and `null` alone.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::expr::ast::{Kind, Node, Operator, Span, Test, power};
use crate::expr::check::Check;
use crate::expr::code::{Code, Comparison, Limit, Probe};
use crate::expr::lex::{Token, lex};
use crate::expr::parse::{Parsed, Parser, too_complex};
use crate::expr::report::error;
use crate::expr::shape::Shape;
use crate::expr::types::{Type, Typed};
use crate::expr::{Expr, ExprError, Facts, Place, Scope, eval, meant, narrow};
use crate::model::{Field, Fields};
use crate::name::{DirectionId, FieldId, PersonId};
use crate::value::Value;

/// How many characters a cell may have.
const MAX_LENGTH: usize = 4_000;

/// One part of a cell; any of them suffices.
enum Part {
    Test(Test),
    Not(Vec<Test>),
}

impl Expr {
    /// Parses and type-checks the cell of a table against the field of its column; `None` is `-`, which anything meets.
    ///
    /// # Errors
    /// Every mistake that was found, each with its place in the text.
    pub fn compile_test(source: &str, fields: &Fields, input: &Field) -> Result<Option<Self>, Vec<ExprError>> {
        if source.trim() == "-" {
            return Ok(None);
        }
        let (parts, mut errors) = parse(source);
        let mut check = Check::new(source, fields, Place::Condition, Scope::default());
        let code = parts.map(|parts| check.cell(&parts, input)).unwrap_or_default();
        errors.append(&mut check.errors);
        match code {
            Some(code) if errors.is_empty() => Ok(Some(Self {
                source: source.to_owned(),
                code,
                shape: Shape::Condition,
                needed: Vec::new(),
                gives_null: false,
                item: None,
            })),
            _ => Err(meant::explained(errors, source)),
        }
    }

    /// The fields that are surely filled where it holds.
    pub(crate) fn fills(&self) -> Vec<FieldId> {
        let field = |code| match code {
            Code::Field(id) => Some(id),
            _ => None,
        };
        narrow::filled(&self.code, true).into_iter().filter_map(field).collect()
    }

    /// Whether it surely gives something; a `false` proves nothing. `filled` are the fields that hold something then.
    pub(crate) fn is_sure(&self, filled: &[FieldId]) -> bool {
        self.sure(&self.code, filled)
    }

    fn sure(&self, code: &Code, filled: &[FieldId]) -> bool {
        match code {
            Code::Value(value) => self.shape.give(Some(value.clone())).is_some(),
            Code::Field(id) => filled.contains(id),
            Code::If(_, then, otherwise) => self.sure(then, filled) && self.sure(otherwise, filled),
            _ => false,
        }
    }

    /// The values that are written out in it, null aside.
    pub(crate) fn constants(&self) -> Vec<Value> {
        let mut found = Vec::new();
        self.code.visit(&mut |code| match code {
            Code::Value(value) if !found.contains(value) => found.push(value.clone()),
            _ => {}
        });
        found
    }
}

fn parse(source: &str) -> (Option<Vec<Part>>, Vec<ExprError>) {
    let length = source.chars().count();
    if length > MAX_LENGTH {
        return (None, vec![too_complex(Span { from: 0, to: length })]);
    }
    let (lexemes, errors) = lex(source);
    let readable = errors.iter().all(|error| matches!(error.code, "foreign_sign" | "bad_number"));
    match Parser::new(lexemes).cell() {
        Ok(parts) => (readable.then_some(parts), errors),
        Err(error) if errors.is_empty() => (None, vec![error]),
        Err(_) => (None, errors),
    }
}

impl Parser {
    fn cell(mut self) -> Parsed<Vec<Part>> {
        let mut parts = vec![self.part()?];
        while self.take_sign(",") {
            parts.push(self.part()?);
        }
        match self.token() {
            Token::End => Ok(parts),
            _ => Err(self.expected("знак «,» или конец ячейки", "`,` or the end of the cell").help(
                "через запятую пишут «или»; два условия сразу — это диапазон: «[1..5)»",
                "a comma means «or»; two bounds at once are a range: `[1..5)`",
            )),
        }
    }

    fn part(&mut self) -> Parsed<Part> {
        if self.name_ahead(0) != Some("not") {
            return self.cell_test().map(Part::Test);
        }
        self.advance();
        self.need_sign("(")?;
        let mut tests = vec![self.cell_test()?];
        while self.take_sign(",") {
            tests.push(self.cell_test()?);
        }
        self.need_sign(")")?;
        Ok(Part::Not(tests))
    }

    /// One test. Here a round bracket may begin a range, since there is no list to begin.
    fn cell_test(&mut self) -> Parsed<Test> {
        if self.name_ahead(0) == Some("not") {
            return Err(self.expected("значение", "a value").help(
                "«not» внутри «not» ничего не прибавляет: напишите то, что подходит",
                "`not` within `not` adds nothing: write what matches",
            ));
        }
        if !self.is_sign("(") {
            return self.test();
        }
        let start = self.at;
        self.advance();
        let low = self.expression(power::SUM)?;
        if self.is_sign("..") {
            return Ok(self.range(low, false)?.0);
        }
        self.at = start;
        self.test()
    }
}

impl<'f> Check<'f> {
    /// The condition that a cell is; `None` where a mistake was reported.
    fn cell(&mut self, parts: &[Part], input: &'f Field) -> Option<Code> {
        let field = Code::Field(input.id.clone());
        // That it may be empty is taken care of: an empty field fails every test but `null`.
        let typed = Typed::certain(field.clone(), Type::of(&input.kind));
        if typed.is_unknown() {
            return None;
        }
        let parts: Vec<_> = parts.iter().map(|part| self.cell_part(&typed, part)).collect();
        parts.into_iter().collect::<Option<Vec<_>>>()?.into_iter().reduce(|a, b| Code::Either(Box::new(a), Box::new(b)))
    }

    fn cell_part(&mut self, typed: &Typed<'f>, part: &Part) -> Option<Code> {
        let field = &typed.code;
        let filled = || Code::Compare(Comparison::Unequal, Box::new(field.clone()), Box::new(Code::Null));
        let both = |code| Code::Both(Box::new(filled()), Box::new(code));
        match part {
            Part::Test(Test::Compare(Operator::Unequal, node)) => {
                self.cell_probe(typed, &Test::Equal(node.clone())).map(|probe| both(not(field, vec![probe])))
            }
            Part::Test(test) => Some(Code::AnyOf(Box::new(field.clone()), vec![self.cell_probe(typed, test)?])),
            Part::Not(tests) => {
                let probes: Vec<_> = tests.iter().map(|test| self.cell_probe(typed, test)).collect();
                Some(both(not(field, probes.into_iter().collect::<Option<Vec<_>>>()?)))
            }
        }
    }

    fn cell_probe(&mut self, typed: &Typed<'f>, test: &Test) -> Option<Probe> {
        let operands = match test {
            Test::Equal(node) | Test::Compare(_, node) => vec![node],
            Test::Range(low, high) => vec![&low.node, &high.node],
        };
        if let Some(node) = operands.iter().find(|node| self.depends(node)) {
            self.not_written_out(node.span);
            return None;
        }
        if let Test::Equal(node) = test
            && let Some((low, high)) = as_range(node)
        {
            let what = self.words(node.span);
            let ru = format!("«{what}» — это вычитание, а не диапазон");
            let wrong = error("syntax", node.span, ru, format!("`{what}` is a subtraction, not a range"));
            self.fail(wrong.help(
                format!("диапазон пишут в скобках: «[{low}..{high}]»"),
                format!("a range has brackets: `[{low}..{high}]`"),
            ));
            return None;
        }
        let ordered = !matches!(test, Test::Equal(_) | Test::Compare(Operator::Equal | Operator::Unequal, _));
        if let Some(null) = operands.iter().find(|node| ordered && node.kind == Kind::Null) {
            let wrong = error("wrong_type", null.span, "у «null» нет величины", "`null` has no order");
            self.fail(wrong.help(
                "пустое поле — это «null», заполненное — «not(null)»",
                "an empty field is `null`, a filled one `not(null)`",
            ));
            return None;
        }
        // The field is not written in the cell: an empty place leaves the mistake to the value.
        let nowhere = Span { from: usize::MAX, to: 0 };
        let field = Node::new(Kind::Null, nowhere);
        let probe = match test {
            Test::Compare(Operator::Unequal, node) => self.probe((typed, &field), &Test::Equal(node.clone())),
            test => self.probe((typed, &field), test),
        }?;
        Some(match probe {
            Probe::Compare(how, code) => Probe::Compare(how, folded(code)),
            Probe::Within(low, high) => Probe::Within(limit(low), limit(high)),
        })
    }

    /// Whether a value depends on the deal. A name that is no field is left to be reported as one.
    fn depends(&self, node: &Node) -> bool {
        match &node.kind {
            Kind::Name(name) => self.fields.get(&FieldId::from(name.as_str())).is_some(),
            Kind::Pair(_, a, b) => self.depends(a) || self.depends(b),
            Kind::Negative(node) => self.depends(node),
            Kind::Deal(_)
            | Kind::Member(..)
            | Kind::Between(..)
            | Kind::In(..)
            | Kind::If(..)
            | Kind::Quantified { .. }
            | Kind::Call(..) => true,
            _ => false,
        }
    }

    fn not_written_out(&mut self, span: Span) {
        let what = self.words(span);
        let ru = format!("ячейка сравнивает с готовым значением, а «{what}» у каждой сделки свое");
        let en = format!("a cell compares with a value that is written out; `{what}` differs from deal to deal");
        let wrong = error("cell_not_constant", span, ru, en);
        self.fail(wrong.help(
            "такое условие пишут ветвью шага decide: «when: …»",
            "write such a condition as a branch of a step decide: `when: …`",
        ));
    }
}

/// The bounds of `5-15`, which means a range to a person. Nobody writes a difference of two numbers into a cell.
fn as_range(node: &Node) -> Option<(Decimal, Decimal)> {
    let Kind::Pair(Operator::Minus, low, high) = &node.kind else { return None };
    match (&low.kind, &high.kind) {
        (Kind::Number(low), Kind::Number(high)) if low < high => Some((*low, *high)),
        _ => None,
    }
}

fn not(field: &Code, probes: Vec<Probe>) -> Code {
    Code::Not(Box::new(Code::AnyOf(Box::new(field.clone()), probes)))
}

fn limit(limit: Limit) -> Limit {
    Limit { code: Box::new(folded(*limit.code)), ..limit }
}

/// A value that is written as a sum, computed.
fn folded(code: Code) -> Code {
    eval::eval(&code, &Sample(None)).map_or(Code::Null, Code::Value)
}

/// Facts in which every field holds this value: what a condition on one field is tried with.
pub(crate) struct Sample<'v>(pub(crate) Option<&'v Value>);

impl Facts for Sample<'_> {
    fn field(&self, _: &FieldId) -> Option<Value> {
        self.0.cloned()
    }

    fn actor(&self) -> Option<PersonId> {
        None
    }

    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn head_of_direction(&self, _: &DirectionId) -> Option<PersonId> {
        None
    }

    fn head_of_person(&self, _: &PersonId) -> Option<PersonId> {
        None
    }
}
