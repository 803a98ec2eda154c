//! What is wrong with expressions, and where. The place of each mistake stands between ⟦ and ⟧.

use super::{compile, told, type_of};
use crate::expr::{ExprError, Place};
use crate::text::Locale;

/// The text without its marks, and the marked ranges in the order in which they begin.
fn marked(text: &str) -> (String, Vec<(usize, usize)>) {
    let (mut plain, mut open, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
    for char in text.chars() {
        match char {
            '⟦' => open.push(plain.len()),
            '⟧' => ranges.push((open.pop().expect("an open mark"), plain.len())),
            char => plain.push(char),
        }
    }
    ranges.sort_unstable();
    (plain.into_iter().collect(), ranges)
}

fn mistakes(source: &str, place: Place<'_>) -> Vec<ExprError> {
    compile(source, place).err().unwrap_or_default()
}

fn assert_mistakes(text: &str, place: Place<'_>, codes: &str) {
    let (source, ranges) = marked(text);
    let errors = mistakes(&source, place);
    let found: Vec<_> = errors.iter().map(|error| error.code).collect();
    assert_eq!(found.join(" "), codes, "{text}: {}", told(&errors));
    let places: Vec<_> = errors.iter().map(|error| (error.from, error.to)).collect();
    assert_eq!(places, ranges, "{text}: {}", told(&errors));
}

#[test]
fn a_text_that_does_not_parse() {
    let table = [
        ("⟦⟧", "syntax"),
        ("amount >⟦⟧", "syntax"),
        ("need = \"a\" ⟦need⟧", "syntax"),
        ("(need = null⟦⟧", "syntax"),
        ("need = null⟦)⟧", "syntax"),
        ("1 < rate ⟦<⟧ 5", "syntax"),
        ("not ⟦need⟧ = null", "syntax"),
        ("need ⟦is⟧ null", "syntax"),
        ("need = null ⟦OR⟧ rate = null", "syntax"),
        ("rate = 5 ⟦AND⟧ need = null", "syntax"),
        ("if need = null then true⟦⟧", "syntax"),
        ("rate in ⟦5⟧", "syntax"),
        ("rate in [1..5⟦⟧", "syntax"),
        ("some c in participants, ⟦d⟧ in rivals satisfies true", "syntax"),
        ("rate between 1 ⟦or⟧ 5", "syntax"),
        ("amount > 1 ⟦000⟧ 000 RUB", "syntax"),
        ("amount > 100 ⟦руб⟧", "syntax"),
        ("amount > 100 ⟦rub⟧", "syntax"),
        ("need ⟦==⟧ null ⟦&&⟧ rate ⟦<>⟧ null", "foreign_sign foreign_sign foreign_sign"),
        ("need = ⟦'price'⟧", "foreign_sign"),
        ("need = ⟦«цена»⟧", "foreign_sign"),
        ("⟦need = ''⟧", "constant_condition"),
        ("rate = 5 ⟦и⟧ need = null", "syntax"),
        ("⟦если⟧ need = null", "syntax"),
        ("⟦не⟧ need = null", "syntax"),
        ("need = ⟦пусто⟧", "unknown_name"),
        ("rate > 1.5 ⟦тыс⟧", "syntax"),
        ("need = ⟦\"цена⟧", "unclosed_text"),
        ("need = \"a⟦\\q⟧b\"", "bad_escape"),
        ("⟦!⟧need", "bad_character"),
        ("rate = ⟦79228162514264337593543950336⟧", "bad_number"),
        ("amount > ⟦0.005 RUB⟧", "bad_money"),
        ("amount > 5 ⟦RUR⟧", "unknown_currency"),
        ("amount > 5 ⟦XQZ⟧", "unknown_currency"),
        ("call_back_at = now + ⟦1.5 hours⟧", "bad_period"),
        ("decide_by = date(⟦\"2026-02-30\"⟧)", "bad_date"),
        ("decide_by = date(⟦\"02.03.2026\"⟧)", "bad_date"),
        ("decide_by = ⟦date(need)⟧", "wrong_arguments"),
        ("call_back_at = date and time(⟦\"2026-03-02T15:00:00\"⟧)", "bad_date"),
    ];
    for (text, codes) in table {
        if let Some((head, tail)) = text.split_once(", ⟦d⟧") {
            // The comma itself is what is unexpected there.
            assert_mistakes(&format!("{head}⟦,⟧ d{tail}"), Place::Condition, codes);
        } else {
            assert_mistakes(text, Place::Condition, codes);
        }
    }
}

#[test]
fn depth_and_length_have_bounds() {
    let deep = format!("{}rate = 1{}", "(".repeat(1_000), ")".repeat(1_000));
    let minus = format!("rate = {}1", "-".repeat(1_000));
    let chain = vec!["rate = 1"; 400].join(" or ");
    let long = format!("need = \"{}\"", "ы".repeat(5_000));
    let members = format!("need{}", ".a".repeat(1_000));
    for source in [deep, minus, chain, long, members] {
        let errors = mistakes(&source, Place::Condition);
        assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), ["too_complex"]);
    }
}

#[test]
fn names_and_types() {
    let table = [
        ("⟦amuont⟧ = null", "unknown_name"),
        ("deal.⟦amuont⟧ = null", "unknown_name"),
        ("close_reason = ⟦price⟧", "unknown_name"),
        ("close_reason = ⟦\"prise\"⟧", "unknown_option"),
        ("close_reason in (\"price\", ⟦\"dear\"⟧)", "unknown_option"),
        ("⟦foo⟧(need)", "unknown_function"),
        ("⟦contain⟧(need, \"a\")", "unknown_function"),
        ("⟦contains(need)⟧", "wrong_arguments"),
        ("⟦count()⟧ = 1", "wrong_arguments"),
        ("⟦amount = 5⟧", "wrong_type"),
        ("amount != null and ⟦amount > 1000000⟧", "wrong_type"),
        ("⟦need = 5⟧", "wrong_type"),
        ("need != null and ⟦need < \"b\"⟧", "wrong_type"),
        ("⟦need < null⟧", "wrong_type"),
        ("⟦decide_by = call_back_at⟧", "wrong_type"),
        ("⟦participants.role = \"owner\"⟧", "wrong_type"),
        ("need.⟦length⟧ = 3", "wrong_type"),
        ("count(⟦need⟧) = 3", "wrong_type"),
        ("sum(⟦participants⟧) = null", "wrong_type"),
        ("sum(⟦participants.role⟧) = null", "wrong_type"),
        ("list contains(participants.influence, ⟦\"a\"⟧)", "wrong_type"),
        ("head_of(⟦need⟧) = null", "wrong_type"),
        ("string length(⟦5⟧) = 3", "wrong_type"),
        ("⟦amount⟧", "wrong_type"),
        ("⟦null⟧", "wrong_type"),
        ("⟦2 days⟧", "wrong_type"),
        ("need = null and ⟦rate⟧", "wrong_type"),
        ("if ⟦need⟧ then true else tender = true", "wrong_type"),
        ("(if need = null then ⟦1 else \"a\"⟧) = 1", "wrong_type"),
        ("some c in ⟦need⟧ satisfies true", "wrong_type"),
        ("some ⟦rate⟧ in participants satisfies rate.role = null", "name_taken"),
        ("some c in participants satisfies some ⟦c⟧ in rivals satisfies c.role = null", "name_taken"),
        ("some c in participants satisfies c.⟦infuence⟧ = 5", "unknown_name"),
        ("some c in participants satisfies ⟦d⟧.role = null", "unknown_name"),
        ("some c in participants satisfies ⟦c = null⟧", "wrong_type"),
        ("⟦now⟧ > date and time(\"2026-03-02T15:00Z\")", "not_here"),
        ("owner = ⟦actor⟧", "not_here"),
        ("⟦owner + 1⟧ = null", "wrong_type"),
        ("⟦amount + 5⟧ = null", "wrong_type"),
        ("⟦amount * amount⟧ = null", "wrong_type"),
        ("⟦decide_by - decide_by⟧ = null", "wrong_type"),
        ("⟦5 RUB + 5 EUR⟧ = amount", "currency_mismatch"),
        ("decide_by != null and decide_by + ⟦2 hours⟧ = null", "wrong_type"),
        ("decide_by != null and decide_by + ⟦2 business days⟧ = null", "business_period"),
        ("⟦need⟧ + 2 days = null", "wrong_type"),
        ("rate != null and 10 / ⟦rate⟧ > 1", "bad_divisor"),
        ("rate != null and rate / ⟦0⟧ > 1", "bad_divisor"),
        ("⟦amuont⟧ = 5 and close_reason = ⟦\"x\"⟧ or ⟦rate = \"y\"⟧", "unknown_name unknown_option wrong_type"),
    ];
    for (text, codes) in table {
        assert_mistakes(text, Place::Condition, codes);
    }
}

#[test]
fn null_does_not_slip_through() {
    let table = [
        ("⟦amount⟧ > 1000000 RUB", "maybe_null"),
        ("⟦amount⟧ > 1000000 RUB and amount != null", "maybe_null"),
        ("amount = null and ⟦amount⟧ > 1000000 RUB", "maybe_null"),
        ("amount != null or ⟦amount⟧ > 1000000 RUB", "maybe_null"),
        ("not(amount = null and need = null) and ⟦amount⟧ > 5 RUB", "maybe_null"),
        ("(amount != null or need != null) and ⟦amount⟧ > 5 RUB", "maybe_null"),
        ("⟦rate⟧ between 1 and ⟦influence⟧", "maybe_null maybe_null"),
        ("⟦rate⟧ in [1..5]", "maybe_null"),
        ("⟦tender⟧", "maybe_null"),
        ("need = null and not(⟦tender⟧)", "maybe_null"),
        ("if amount = null then ⟦amount⟧ > 5 RUB else true", "maybe_null"),
        ("amount != null and ⟦budget⟧ < amount", "maybe_null"),
        ("amount != null and budget != null and ⟦amount + budget⟧ > 5 RUB", "maybe_null"),
        ("some c in participants satisfies ⟦c.influence⟧ >= 4", "maybe_null"),
        ("(some c in participants satisfies c.influence != null) and ⟦influence⟧ > 4", "maybe_null"),
        ("contains(⟦need⟧, \"a\")", "maybe_null"),
        ("list contains(participants.role, ⟦need⟧)", "maybe_null"),
        ("⟦max(participants.influence)⟧ > 4", "maybe_null"),
        ("-⟦rate⟧ = 5", "maybe_null"),
        ("⟦rate⟧ + ⟦visits⟧ = 5", "maybe_null maybe_null"),
    ];
    for (text, codes) in table {
        assert_mistakes(text, Place::Condition, codes);
    }
}

#[test]
fn a_filled_value_is_known_to_be_so() {
    let fine = [
        "amount = null or amount > 5 RUB",
        "not(amount = null) and amount > 5 RUB",
        "not(amount = null or need = null) and contains(need, \"a\") and amount > 5 RUB",
        "if amount != null and tender = true then amount > 5 RUB else true = tender",
        "if amount = null then tender = true else amount > 5 RUB",
        "rate = 3 and rate < visits + 1 or visits = null".replace("rate < visits + 1", "rate < influence + 1").as_str(),
    ]
    .map(str::to_owned);
    let (last, fine) = fine.split_last().expect("not empty");
    for source in fine {
        assert_eq!(told(&mistakes(source, Place::Condition)), "", "{source}");
    }
    // `rate = 3` says that the rate is filled, and nothing of the influence.
    let codes: Vec<_> = mistakes(last, Place::Condition).into_iter().map(|error| error.code).collect();
    assert_eq!(codes, ["maybe_null"]);
}

#[test]
fn a_condition_that_is_always_the_same() {
    let table = [
        "⟦true⟧",
        "⟦1 = 1⟧",
        "⟦need = need⟧",
        "⟦amount != deal.amount⟧",
        "need = null and ⟦2 > 3⟧",
        "⟦rate != null and rate > 5 and rate < 3⟧",
        "⟦close_reason = \"price\" and close_reason = \"competitor\"⟧",
        "⟦close_reason != \"price\" or close_reason != \"competitor\"⟧",
        "rate != null and ⟦(rate < 5 or rate >= 3)⟧",
        "influence != null and ⟦influence > 7⟧",
        "influence != null and ⟦influence <= 5⟧",
        "⟦influence = 9⟧",
        "⟦influence in (0, 9)⟧",
        "⟦need = null and need = \"a\"⟧",
        "⟦need = null or need != null⟧",
        "⟦need = \"\"⟧",
        "⟦count(participants) != null⟧",
        "need = null or amount != null and ⟦(amount > 5 RUB and amount < 3 EUR)⟧",
        "if ⟦1 = 2⟧ then tender = true else need = null",
        "some c in participants satisfies ⟦1 = 1⟧",
        "⟦string length(\"ab\") = 2⟧",
    ];
    for text in table {
        assert_mistakes(text, Place::Condition, "constant_condition");
    }
    let changing = [
        "influence = null or influence != null and influence > 4",
        "rate != null and (rate < 5 or rate > 5)",
        "rate != null and rate >= 5 and rate <= 5",
        "amount != null and (amount < 5 RUB or amount >= 3 RUB)",
        "amount != null and amount != null and amount > 5 RUB",
        "close_reason = \"price\" or close_reason = \"competitor\"",
        "influence in (0, 4)",
        "not(influence in (1, 2))",
    ];
    for source in changing {
        assert_eq!(told(&mistakes(source, Place::Condition)), "", "{source}");
    }
}

#[test]
fn a_value_that_does_not_fit_its_field() {
    let table = [
        ("amount", "⟦5⟧", "wrong_type"),
        ("need", "⟦5⟧", "wrong_type"),
        ("need", "⟦close_reason⟧", "wrong_type"),
        ("visits", "⟦1.5⟧", "wrong_type"),
        ("visits", "⟦4 / 2⟧", "wrong_type"),
        ("influence", "⟦6⟧", "out_of_range"),
        ("influence", "⟦-1⟧", "out_of_range"),
        ("close_reason", "⟦\"Цена\"⟧", "unknown_option"),
        ("close_reason", "if tender = true then ⟦\"prise\"⟧ else \"price\"", "unknown_option"),
        ("decide_by", "⟦\"2026-03-02\"⟧", "wrong_type"),
        ("call_back_at", "⟦decide_by⟧", "wrong_type"),
        ("owner", "⟦anna⟧", "unknown_name"),
        ("tender", "⟦2 days⟧", "wrong_type"),
        ("rivals", "⟦participants.role⟧", "wrong_type"),
    ];
    for (name, text, codes) in table {
        assert_mistakes(text, Place::SetOf(&type_of(name)), codes);
    }
    let certain = Place::Moment { optional: false };
    assert_mistakes("⟦call_back_at⟧", certain, "maybe_null");
    assert_mistakes("⟦amount⟧", certain, "wrong_type");
    assert_mistakes("⟦null⟧", Place::Moment { optional: true }, "wrong_type");
    assert_mistakes("if ⟦actor⟧ = null then now else now", certain, "not_here");
}

#[test]
fn help_says_what_to_write() {
    let table = [
        ("amuont = null", "did you mean `amount`?", "возможно, имелось в виду «amount»"),
        (
            "close_reason = \"prise\"",
            "perhaps \"price\" was meant; the options are \"price\", \"competitor\"",
            "возможно, имелось в виду \"price\"; варианты: \"price\", \"competitor\"",
        ),
        (
            "close_reason = \"Цена\"",
            "perhaps \"price\" was meant; the options are \"price\", \"competitor\"",
            "возможно, имелось в виду \"price\"; варианты: \"price\", \"competitor\"",
        ),
        ("close_reason = price", "values are quoted: \"price\"", "значения пишутся в кавычках: \"price\""),
        ("uper case(need) = \"A\"", "", ""),
        ("upper_case(need) = \"A\"", "did you mean `upper case`?", "возможно, имелось в виду «upper case»"),
        ("amount > 5 RUB", "ask first: `amount != null and …`", "сначала спросите: «amount != null and …»"),
        ("tender", "write `tender = true`", "напишите «tender = true»"),
        ("amount = 5", "money has a currency: `5 RUB`", "деньги пишутся с валютой: «5 RUB»"),
        ("amount = 5 рублей", "write `5 RUB`", "напишите «5 RUB»"),
        ("need == null", "write `=`", "напишите «=»"),
        ("need = null AND rate = null", "write it in small letters: `and`", "напишите строчными буквами: «and»"),
    ];
    for (source, en, ru) in table {
        let errors = mistakes(source, Place::Condition);
        let help = |locale| {
            let help = errors.first().and_then(|error| error.help.as_ref());
            help.map(|text| text.get(locale)).unwrap_or_default().to_owned()
        };
        assert_eq!((help(Locale::En).as_str(), help(Locale::Ru).as_str()), (en, ru), "{source}: {}", told(&errors));
    }
}

#[test]
fn messages_name_what_was_expected_and_found() {
    let table = [
        ("rate in 5", "ожидалось «(» или «[», а стоит число 5", "expected `(` or `[`, found the number 5"),
        (
            "need = ",
            "ожидалось значение или имя, а стоит конец выражения",
            "expected a value or a name, found the end of the expression",
        ),
        ("need = 5", "сравниваются разные типы: текст и целое число", "different types are compared: a text and an integer"),
        ("influense = 1", "поля «influense» нет", "there is no field `influense`"),
    ];
    for (source, ru, en) in table {
        let errors = mistakes(source, Place::Condition);
        let message = &errors.first().expect("a mistake").message;
        assert_eq!((message.get(Locale::Ru), message.get(Locale::En)), (ru, en), "{source}");
    }
}
