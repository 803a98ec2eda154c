//! Cells of decision tables: which values meet them, and what is wrong with them.

use super::{fields, roubles};
use crate::expr::{Expr, ExprError, Sample};
use crate::name::FieldId;
use crate::text::Locale;
use crate::value::Value;

fn compile(field: &str, cell: &str) -> Result<Option<Expr>, Vec<ExprError>> {
    let fields = fields();
    let input = fields.get(&FieldId::from(field)).expect("a field of the tests");
    Expr::compile_test(cell, &fields, input)
}

#[test]
fn a_cell_holds_for_the_values_it_says() {
    let grades = || [None, Some(1), Some(2), Some(3), Some(4), Some(5)].map(|grade| grade.map(Value::Integer));
    let table: [(&str, &[u8]); 20] = [
        ("-", &[0, 1, 2, 3, 4, 5]),
        (" - ", &[0, 1, 2, 3, 4, 5]),
        ("null", &[0]),
        ("not(null)", &[1, 2, 3, 4, 5]),
        ("3", &[3]),
        ("1, 5", &[1, 5]),
        ("< 3", &[1, 2]),
        ("<= 3", &[1, 2, 3]),
        ("> 3", &[4, 5]),
        (">= 3", &[3, 4, 5]),
        ("[2..4]", &[2, 3, 4]),
        ("[2..4)", &[2, 3]),
        ("(2..4]", &[3, 4]),
        ("]2..4[", &[3]),
        ("(2..4), 5", &[3, 5]),
        ("not(2, 3)", &[1, 4, 5]),
        ("not([2..4])", &[1, 5]),
        ("null, not(< 4)", &[0, 4, 5]),
        ("!= 2", &[1, 3, 4, 5]),
        ("(1 + 1) * 2", &[4]),
    ];
    for (cell, expected) in table {
        let test = compile("influence", cell).unwrap_or_else(|errors| panic!("{cell}: {errors:?}"));
        let met = grades()
            .into_iter()
            .zip(0..)
            .filter(|(grade, _)| test.as_ref().is_none_or(|test| test.holds(&Sample(grade.as_ref()))));
        assert_eq!(met.map(|(_, place)| place).collect::<Vec<u8>>(), expected, "{cell}");
    }
}

#[test]
fn money_of_another_currency_meets_no_order() {
    let dollar =
        Value::Money(crate::value::Money { minor: 100, currency: crate::value::Currency::from_code("USD").expect("a code") });
    for (cell, rouble, other) in
        [("< 5 RUB", true, false), (">= 5 RUB", false, false), ("not(< 5 RUB)", false, true), ("1 RUB", true, false)]
    {
        let test = compile("budget", cell).expect("a good cell").expect("a test");
        let holds = |value: &Value| test.holds(&Sample(Some(value)));
        assert_eq!((holds(&roubles(100)), holds(&dollar)), (rouble, other), "{cell}");
    }
}

#[test]
fn mistakes_in_a_cell_stand_at_their_place() {
    let table = [
        ("influence", "< 3 and > 1", "syntax", 4, 7),
        ("influence", "[1..3", "syntax", 5, 5),
        ("influence", "1,", "syntax", 2, 2),
        ("influence", "not 3", "syntax", 4, 5),
        ("influence", "not(3", "syntax", 5, 5),
        ("influence", "not(not(3))", "syntax", 4, 7),
        ("influence", "\"a\"", "wrong_type", 0, 3),
        ("influence", "1, 5 RUB", "wrong_type", 3, 8),
        ("influence", "[1..5 RUB]", "wrong_type", 4, 9),
        ("influence", "rate", "cell_not_constant", 0, 4),
        ("influence", "< 2 * rate", "cell_not_constant", 2, 10),
        ("influence", "[visits..5]", "cell_not_constant", 1, 7),
        ("influence", "ratte", "unknown_name", 0, 5),
        ("influence", "< null", "wrong_type", 2, 6),
        ("budget", "< 5", "wrong_type", 2, 3),
        ("need", "< \"a\"", "wrong_type", 2, 5),
        ("need", "\" \"", "constant_condition", 0, 3),
        ("close_reason", "\"price\", \"pryce\"", "unknown_option", 9, 16),
        ("close_reason", "price", "unknown_name", 0, 5),
        ("contract", "\"a.docx\"", "wrong_type", 0, 8),
        ("decide_by", ">= \"2026-03-02\"", "wrong_type", 3, 15),
    ];
    for (field, cell, code, from, to) in table {
        let errors = compile(field, cell).expect_err(cell);
        let found: Vec<_> = errors.iter().map(|error| (error.code, error.from, error.to)).collect();
        assert_eq!(found, [(code, from, to)], "{cell}: {}", errors[0].message.get(Locale::En));
    }
}

#[test]
fn what_a_cell_leaves_filled_is_known() {
    for (cell, filled) in
        [("< 3", true), ("1, 2", true), ("not(1)", true), ("not(null)", true), ("null", false), ("null, 1", false)]
    {
        let test = compile("influence", cell).expect("a good cell").expect("a test");
        assert_eq!(test.fills().contains(&FieldId::from("influence")), filled, "{cell}");
    }
}
