//! Literals of more than one token: money, periods, days and moments.

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use rust_decimal::Decimal;

use crate::expr::ExprError;
use crate::expr::ast::{Kind, Node, Span, Word};
use crate::expr::parse::{Parsed, Parser, is_shouted};
use crate::expr::report::error;
use crate::period::{Period, Unit};
use crate::value::{Currency, Money};
use crate::yaml::similar::{nearest, shown};

/// Words that people write for a currency, and its code.
const CURRENCY_WORDS: [(&str, &str); 5] = [("руб", "RUB"), ("rub", "RUB"), ("rou", "RUB"), ("usd", "USD"), ("eur", "EUR")];

impl Parser {
    /// A number, or the money or period that begins with it; stands at the number.
    pub(super) fn number(&mut self, number: Decimal) -> Parsed<Node> {
        let from = self.span();
        self.advance();
        let Some(word) = self.name_ahead(0).map(str::to_owned) else {
            return self.after_number(number, from);
        };
        if let Some(unit) = self.unit(&word) {
            let span = from.to(self.span());
            self.advance();
            return self.node(Kind::Period(period(number, unit, span)?), span);
        }
        if let Some(like) = Currency::like_a_code(&word).filter(|_| !is_shouted(&word)) {
            let code = self.span();
            let span = from.to(code);
            let currency = Currency::from_code(&word).ok_or_else(|| unknown_currency(like, code))?;
            self.advance();
            return self.node(Kind::Money(money(number, currency, span)?), span);
        }
        let lower = word.to_lowercase();
        match CURRENCY_WORDS.iter().find(|(start, _)| lower.starts_with(start)) {
            Some((_, code)) => {
                let wrong = self.expected("код валюты", "the code of a currency");
                Err(wrong.help(format!("напишите «{number} {code}»"), format!("write `{number} {code}`")))
            }
            None => self.node(Kind::Number(number), from),
        }
    }

    fn after_number(&self, number: Decimal, from: Span) -> Parsed<Node> {
        if matches!(self.token(), super::lex::Token::Number(_)) {
            let wrong = self.expected("знак действия", "an operator");
            return Err(wrong.help(
                "число пишется без пробелов и запятых: «1000000.50»",
                "a number is written without spaces and commas: `1000000.50`",
            ));
        }
        self.node(Kind::Number(number), from)
    }

    /// The unit of a period that begins with this word, standing then at its last word.
    fn unit(&mut self, word: &str) -> Option<Unit> {
        let business = word == "business";
        let noun = if business { self.name_ahead(1)? } else { word };
        let unit = match (noun, business) {
            ("minute" | "minutes", false) => Unit::Minutes,
            ("hour" | "hours", false) => Unit::Hours,
            ("day" | "days", false) => Unit::Days,
            ("minute" | "minutes", true) => Unit::BusinessMinutes,
            ("hour" | "hours", true) => Unit::BusinessHours,
            ("day" | "days", true) => Unit::BusinessDays,
            _ => return None,
        };
        if business {
            self.advance();
        }
        Some(unit)
    }
}

fn unknown_currency(code: Currency, span: Span) -> ExprError {
    let wrong = error("unknown_currency", span, format!("валюты {code} нет"), format!("there is no currency {code}"));
    match nearest(code.code(), Currency::codes()) {
        Some(meant) => wrong.help(format!("возможно, имелось в виду «{meant}»"), format!("did you mean `{meant}`?")),
        None => wrong.help(
            "валюту пишут кодом ISO 4217: RUB, USD, EUR, CNY",
            "a currency is written by its code of ISO 4217: RUB, USD, EUR, CNY",
        ),
    }
}

fn period(number: Decimal, unit: Unit, span: Span) -> Parsed<Period> {
    let whole = (number.fract() == Decimal::ZERO).then(|| u32::try_from(number.trunc()).ok()).flatten();
    whole.map(|amount| Period::new(amount, unit)).ok_or_else(|| {
        let ru = format!("период считают целыми единицами, а стоит {number}");
        let en = format!("a period is a whole number of units, found {number}");
        error("bad_period", span, ru, en).help("возьмите единицу поменьше: «90 minutes»", "take a smaller unit: `90 minutes`")
    })
}

fn money(number: Decimal, currency: Currency, span: Span) -> Parsed<Money> {
    Money::from_amount(number, currency).ok_or_else(|| {
        let places = currency.places();
        let ru = format!("сумма {number} не записывается в {currency}: знаков после точки не больше {places}");
        let en = format!("{number} cannot be written in {currency}: at most {places} decimal places");
        error("bad_money", span, ru, en)
    })
}

/// The literal that `date("…")` and `date and time("…")` are; `None` for other functions.
pub(super) fn moment(function: &Word, arguments: &[Node], span: Span) -> Parsed<Option<Kind>> {
    let is_date = match function.text.as_str() {
        "date" => true,
        "date and time" => false,
        _ => return Ok(None),
    };
    let [Node { kind: Kind::Text(text), span: place, .. }] = arguments else {
        return Err(not_a_literal(is_date, span));
    };
    let kind = if is_date { date(text).map(Kind::Date) } else { datetime(text).map(Kind::Datetime) };
    kind.map(Some).ok_or_else(|| bad_moment(is_date, text, *place))
}

fn date(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    digits.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// A moment with its offset, cut to microseconds; seconds may be left out.
fn datetime(text: &str) -> Option<DateTime<Utc>> {
    let with_seconds = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%dT%H:%M%#z"]
        .iter()
        .find_map(|format| DateTime::parse_from_str(&text.replace('Z', "+00:00"), format).ok());
    let moment = DateTime::parse_from_rfc3339(text).ok().or(with_seconds)?.with_timezone(&Utc);
    let years = 1..=9999;
    (text.starts_with(|char: char| char.is_ascii_digit()) && years.contains(&chrono::Datelike::year(&moment)))
        .then(|| moment.with_nanosecond(moment.nanosecond() % 1_000_000_000 / 1_000 * 1_000))
        .flatten()
}

fn not_a_literal(is_date: bool, span: Span) -> ExprError {
    let example = example(is_date);
    let (ru, en) = (format!("ожидалась запись «{example}»"), format!("expected a literal such as `{example}`"));
    error("wrong_arguments", span, ru, en)
}

fn bad_moment(is_date: bool, text: &str, place: Span) -> ExprError {
    let example = example(is_date);
    let text = shown(text);
    let (ru, en) = if is_date {
        (format!("\"{text}\" — не дата"), format!("\"{text}\" is not a date"))
    } else {
        (
            format!("\"{text}\" — не момент времени со смещением от UTC"),
            format!("\"{text}\" is not a moment with an offset from UTC"),
        )
    };
    error("bad_date", place, ru, en).help(format!("пример: «{example}»"), format!("as in `{example}`"))
}

fn example(is_date: bool) -> &'static str {
    if is_date { "date(\"2026-03-02\")" } else { "date and time(\"2026-03-02T15:00:00+03:00\")" }
}
