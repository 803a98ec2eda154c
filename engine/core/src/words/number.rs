//! Numbers and money in digits.

use rust_decimal::Decimal;
use voronka_definition::Locale;
use voronka_definition::value::Money;

/// The space that keeps the groups of a number on one line.
const NO_BREAK: char = '\u{a0}';

/// A number with its thousands set apart: `1 250,5` in Russian, `1,250.5` in English.
pub fn number(value: Decimal, locale: Locale) -> String {
    let plain = value.normalize().to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("\u{2212}", rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let grouped = grouped(whole, locale.pick(NO_BREAK, ','));
    match part {
        "" => format!("{sign}{grouped}"),
        part => format!("{sign}{grouped}{}{part}", locale.pick(',', '.')),
    }
}

/// An amount of money as people write it: `500 000 ₽`, `1 250,50 €`; in English `500,000 ₽`, `1,250.50 €`.
pub fn amount_of_money(money: Money, locale: Locale) -> String {
    let amount = money.amount();
    let mut digits = number(amount, locale);
    if !amount.fract().is_zero() {
        let places = money.currency.places() as usize;
        let written = digits.rsplit([',', '.']).next().map_or(0, str::len);
        digits.extend(std::iter::repeat_n('0', places.saturating_sub(written)));
    }
    let sign = match money.currency.code() {
        "RUB" => "₽",
        "EUR" => "€",
        "USD" => "$",
        "KZT" => "₸",
        code => code,
    };
    format!("{digits}{NO_BREAK}{sign}")
}

fn grouped(digits: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}
