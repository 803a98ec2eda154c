//! Laws that hold for every text and every deal.

use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::print::print;
use super::{Deal, deal, fields, roubles, type_of};
use crate::expr::constant::verdict;
use crate::expr::parse::parse;
use crate::expr::{Expr, Place};
use crate::name::FieldId;
use crate::value::{Currency, Money, Value};

/// Pieces of which texts are thrown together: much of it nearly grammatical.
const PIECES: [&str; 62] = [
    "amount",
    "budget",
    "need",
    "rate",
    "influence",
    "visits",
    "tender",
    "close_reason",
    "owner",
    "direction",
    "lawyer",
    "decide_by",
    "call_back_at",
    "participants",
    "rivals",
    "этажей",
    "c",
    "deal",
    "actor",
    "now",
    "null",
    "true",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "some",
    "every",
    "in",
    "satisfies",
    "between",
    "count",
    "sum",
    "max",
    "head_of",
    "contains",
    "list contains",
    "date",
    "date and time",
    "\"price\"",
    "\"2026-03-02\"",
    "\"",
    "5",
    "0.1",
    "RUB",
    "2 days",
    "business",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "..",
    "+",
    "-",
    "*",
    "/",
    "=",
    "<",
];

fn soup() -> impl Strategy<Value = String> {
    vec(prop::sample::select(PIECES.to_vec()), 0..24).prop_map(|pieces| pieces.join(" "))
}

/// Numbers that are often at the edge of what there is.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("visits".to_owned()),
        Just("rate".to_owned()),
        Just("influence".to_owned()),
        Just("0".to_owned()),
        Just("0.0000000000000000000000000001".to_owned()),
        Just("79228162514264337593543950335".to_owned()),
        (0_u32..1000).prop_map(|number| number.to_string()),
        Just("count(participants)".to_owned()),
        Just("string length(need)".to_owned()),
    ]
}

fn numeric() -> impl Strategy<Value = String> {
    number().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), "[-+*]", inner.clone()).prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
            (inner.clone(), 1_u32..9).prop_map(|(a, b)| format!("({a}) / 0.000{b}")),
            (condition(inner.clone()), inner.clone(), inner.clone())
                .prop_map(|(condition, a, b)| format!("if {condition} then {a} else {b}")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
}

fn condition(numeric: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let compared = (numeric.clone(), sign, numeric.clone()).prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})"));
    let ranged = (numeric.clone(), numeric.clone(), numeric).prop_map(|(a, b, c)| format!("({a}) in [({b})..({c}))"));
    let leaf = prop_oneof![
        compared,
        ranged,
        Just("tender".to_owned()),
        Just("amount > 5 RUB".to_owned()),
        Just("close_reason = \"price\"".to_owned()),
        Just("some c in participants satisfies c.influence = influence".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) or ({b})")),
            inner.prop_map(|a| format!("not({a})")),
        ]
    })
}

fn value(name: &'static str) -> BoxedStrategy<Option<Value>> {
    let some = match name {
        "visits" => any::<i64>().prop_map(Value::Integer).boxed(),
        "influence" => (1_i64..=5).prop_map(Value::Integer).boxed(),
        "rate" => (any::<i128>(), 0_u32..28)
            .prop_map(|(digits, scale)| Value::Number(Decimal::from_i128_with_scale(digits >> 33, scale)))
            .boxed(),
        "tender" => any::<bool>().prop_map(Value::Boolean).boxed(),
        "amount" => (any::<i64>(), any::<bool>())
            .prop_map(|(minor, euro)| {
                let currency = if euro { Currency::from_code("EUR") } else { None }.unwrap_or(Currency::RUB);
                Value::Money(Money { minor, currency })
            })
            .boxed(),
        _ => Just(roubles(5)).boxed(),
    };
    prop::option::of(some).boxed()
}

/// A deal whose numbers are any numbers, or missing.
fn any_deal() -> impl Strategy<Value = Deal> {
    let names = ["visits", "influence", "rate", "tender", "amount"];
    names.map(value).prop_map(move |values| {
        let mut deal = deal();
        for (name, value) in names.into_iter().zip(values) {
            deal.0.remove(name);
            deal.0.extend(value.map(|value| (FieldId::from(name), value)));
        }
        deal
    })
}

/// What the random expressions suppose to be filled; the deals do not keep to it.
fn supposed() -> Vec<FieldId> {
    ["visits", "rate", "influence", "tender", "amount", "need"].map(FieldId::from).into()
}

/// Comparisons with so few constants that they often exclude one another.
fn small_condition() -> impl Strategy<Value = String> {
    let sign = || prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        (prop::sample::select(vec!["rate", "influence"]), sign(), 0..7)
            .prop_map(|(field, sign, constant)| format!("{field} {sign} {constant}")),
        (sign(), 1..3, prop::sample::select(vec!["RUB", "EUR"]))
            .prop_map(|(sign, constant, code)| format!("amount {sign} {constant} {code}")),
        (prop::sample::select(vec!["=", "!="]), prop::sample::select(vec!["null", "1", "2"]))
            .prop_map(|(sign, constant)| format!("visits {sign} {constant}")),
        (0..4, 0..4).prop_map(|(low, high)| format!("rate in [{low}..{high})")),
        (0..7, 0..7).prop_map(|(a, b)| format!("influence in ({a}, {b})")),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("not({a})")),
        ]
    })
}

/// A deal that keeps to what the small conditions suppose.
fn small_deal() -> impl Strategy<Value = Deal> {
    let visits = prop::option::of((1_i64..3).prop_map(Value::Integer));
    (0_i64..8, 1_i64..6, 1_i64..3, any::<bool>(), visits).prop_map(|(halves, influence, units, euro, visits)| {
        let currency = if euro { Currency::from_code("EUR") } else { None }.unwrap_or(Currency::RUB);
        let mut deal = Deal::default();
        deal.0.insert(FieldId::from("rate"), Value::Number(Decimal::new(halves * 5, 1)));
        deal.0.insert(FieldId::from("influence"), Value::Integer(influence));
        deal.0.insert(FieldId::from("amount"), Value::Money(Money { minor: units * 100, currency }));
        deal.0.extend(visits.map(|visits| (FieldId::from("visits"), visits)));
        deal
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_strange_to_be_judged(text in prop_oneof![soup(), ".{0,40}", r#"[()\[\].,"'\\a-zа-я0-9 =<>+-]{0,40}"#]) {
        let length = text.chars().count();
        for place in [Place::Condition, Place::SetOf(&type_of("rate")), Place::Moment { optional: true }] {
            match Expr::compile(&text, &fields(), place) {
                Ok(expr) => {
                    expr.eval(&deal());
                    expr.eval(&Deal::default());
                }
                Err(errors) => {
                    prop_assert!(!errors.is_empty());
                    for error in errors {
                        prop_assert!(error.from <= error.to && error.to <= length, "{error:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_condition_is_true_or_false(text in condition(number().boxed()), deal in any_deal()) {
        if let Ok(expr) = Expr::compile_knowing(&text, &fields(), Place::Condition, &supposed()) {
            prop_assert!(matches!(expr.eval(&deal), Some(Value::Boolean(_))), "{text}");
        }
    }

    #[test]
    fn arithmetic_always_ends_within_its_field(text in numeric(), deal in any_deal()) {
        let kind = type_of("influence");
        if let Ok(expr) = Expr::compile_knowing(&text, &fields(), Place::SetOf(&kind), &supposed()) {
            let value = expr.eval(&deal);
            prop_assert!(matches!(value, None | Some(Value::Integer(1..=5))), "{text}: {value:?}");
        }
        if let Ok(expr) = Expr::compile_knowing(&text, &fields(), Place::SetOf(&type_of("rate")), &supposed()) {
            prop_assert!(matches!(expr.eval(&deal), None | Some(Value::Number(_))), "{text}");
        }
    }

    #[test]
    fn what_is_called_always_the_same_is_so(text in small_condition(), deals in vec(small_deal(), 20)) {
        let known = ["rate", "influence", "amount"].map(FieldId::from);
        // In a `set`, a condition that is the same as a whole is allowed.
        if let Ok(expr) = Expr::compile_knowing(&text, &fields(), Place::SetOf(&type_of("tender")), &known)
            && let Some(always) = verdict(&expr.code, &fields())
        {
            for deal in deals {
                prop_assert_eq!(expr.holds(&deal), always, "{}", text);
            }
        }
    }

    #[test]
    fn what_is_printed_reads_back_the_same(text in prop_oneof![soup(), condition(numeric().boxed())]) {
        if let (Some(tree), errors) = parse(&text) {
            prop_assume!(errors.is_empty());
            let printed = print(&tree);
            let (again, errors) = parse(&printed);
            prop_assert!(errors.is_empty(), "{text}\n{printed}\n{errors:?}");
            prop_assert_eq!(again, Some(tree), "{}", printed);
        }
    }
}

/// The random conditions above are of use only if most of them compile.
#[test]
fn most_random_conditions_compile() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let strategy = condition(number().boxed());
    let compiles = (0..200)
        .map(|_| strategy.new_tree(&mut runner).expect("a condition").current())
        .filter(|text| Expr::compile_knowing(text, &fields(), Place::Condition, &supposed()).is_ok())
        .count();
    assert!(compiles > 100, "only {compiles} of 200");
}
