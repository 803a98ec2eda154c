//! The analysis against brute force: random tables, every combination of many values tried with the compiled cells.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::expr::{Expr, Sample};
use crate::model::{ChoiceOption, Field, FieldType, Row};
use crate::name::{DecisionId, FieldId, PersonId};
use crate::text::Text;
use crate::value::{Currency, Money, Value};

/// The fields of the tests; the cells that may stand under each; the values that it is tried with.
struct Column {
    field: Field,
    cells: &'static [&'static str],
    values: Vec<Option<Value>>,
}

fn column(id: &str, kind: FieldType, cells: &'static [&'static str], values: Vec<Value>) -> Column {
    let field = Field { id: FieldId::from(id), title: Text::from(id), hint: None, kind, computed: false };
    Column { field, cells, values: values.into_iter().map(Some).chain([None]).collect() }
}

fn money(minor: i64, code: &str) -> Value {
    Value::Money(Money { minor, currency: Currency::from_code(code).expect("a currency") })
}

fn columns() -> Vec<Column> {
    lines().into_iter().chain(names()).collect()
}

/// Columns of numbers and money.
fn lines() -> Vec<Column> {
    vec![
        column(
            "grade",
            FieldType::Integer { from: Some(1), to: Some(5) },
            &[
                "-",
                "null",
                "not(null)",
                "< 3",
                ">= 3",
                "3",
                "1, 2",
                "[2..4)",
                "(2..3)",
                "not(5)",
                "> 5",
                "2.5",
                "<= 2.5",
                "null, > 3",
            ],
            (1..=5).map(Value::Integer).collect(),
        ),
        column(
            "rate",
            FieldType::Number { from: Some(Decimal::ZERO), to: None },
            &[
                "-",
                "null",
                "not(null)",
                "< 5",
                ">= 5",
                "[5..10)",
                "]5..10]",
                "10",
                "> 10",
                "not(5)",
                "not([0..10])",
                "< 0",
                "0, null",
            ],
            (-2..=24).map(|half| Decimal::new(half * 5, 1)).filter(|rate| !rate.is_sign_negative()).map(Value::Number).collect(),
        ),
        column(
            "amount",
            FieldType::Money,
            &[
                "-",
                "null",
                "not(null)",
                "< 10 RUB",
                ">= 10 RUB",
                "[5 RUB..10 RUB]",
                "< 7 USD",
                ">= 7 USD",
                "not(10 RUB)",
                "not(< 10 RUB)",
                "10 RUB, 7 USD",
            ],
            ["RUB", "USD", "EUR"]
                .into_iter()
                .flat_map(|code| [499, 500, 600, 699, 700, 701, 999, 1000, 1001].map(|minor| money(minor, code)))
                .collect(),
        ),
    ]
}

/// Columns of names, days, yes and no.
fn names() -> Vec<Column> {
    let option = |id: &str| ChoiceOption { id: id.to_owned(), title: Text::from(id) };
    let days = |days: std::ops::Range<u32>| {
        days.map(|day| Value::Date(chrono::NaiveDate::from_ymd_opt(2026, 3, day).expect("a day in March")))
    };
    vec![
        column(
            "urgent",
            FieldType::Boolean,
            &["-", "null", "true", "false", "not(true)", "true, null"],
            [true, false].map(Value::Boolean).to_vec(),
        ),
        column(
            "source",
            FieldType::Choice(["site", "call", "fair"].map(option).to_vec()),
            &["-", "null", "\"site\"", "\"site\", \"call\"", "not(\"site\")", "not(\"call\", null)", "not(\"fair\"), null"],
            ["site", "call", "fair"].map(|id| Value::Choice(id.to_owned())).to_vec(),
        ),
        column(
            "day",
            FieldType::Date,
            &[
                "-",
                "null",
                "< date(\"2026-03-10\")",
                ">= date(\"2026-03-10\")",
                "[date(\"2026-03-08\")..date(\"2026-03-10\")]",
                "(date(\"2026-03-08\")..date(\"2026-03-09\"))",
                "not(date(\"2026-03-09\"))",
            ],
            days(6..13).collect(),
        ),
        column(
            "need",
            FieldType::Text,
            &["-", "null", "\"a\"", "\"a\", \"b\"", "not(\"a\")", "not(null)"],
            ["a", "b", "c"].map(|text| Value::Text(text.to_owned())).to_vec(),
        ),
        column(
            "owner",
            FieldType::Person,
            &["-", "\"anna\"", "not(\"anna\")", "\"boris\""],
            ["anna", "boris", "olga"].map(|id| Value::Person(PersonId::from(id))).to_vec(),
        ),
    ]
}

/// Which columns a table has, and which cells its rows.
fn tables() -> impl Strategy<Value = (Hit, Vec<usize>, Vec<Vec<usize>>)> {
    let hit = prop_oneof![Just(Hit::Unique), Just(Hit::First), Just(Hit::Collect)];
    let chosen = proptest::sample::subsequence((0..8).collect::<Vec<usize>>(), 1..4);
    (hit, chosen, proptest::collection::vec(proptest::collection::vec(0..1000_usize, 3), 1..9))
}

fn compiled(fields: &Fields, column: &Column, cell: &str) -> Option<Expr> {
    Expr::compile_test(cell, fields, &column.field).unwrap_or_else(|errors| panic!("{cell}: {errors:?}"))
}

/// Every combination of the values of some columns, by their places.
fn points(columns: &[&Column]) -> Vec<Vec<usize>> {
    columns.iter().fold(vec![Vec::new()], |points, column| {
        let longer =
            |point: &Vec<usize>| (0..column.values.len()).map(|value| [point.as_slice(), &[value]].concat()).collect::<Vec<_>>();
        points.iter().flat_map(longer).collect()
    })
}

fn met(test: Option<&Expr>, value: &Option<Value>) -> bool {
    test.is_none_or(|test| test.holds(&Sample(value.as_ref())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_analysis_agrees_with_brute_force((hit, chosen, cells) in tables()) {
        let mut all = columns();
        // An owner is never lacking, so that no deal without one is tried either.
        all.iter_mut().filter(|column| column.field.id.as_str() == "owner").for_each(|column| { column.values.pop(); });
        let fields = Fields::with_builtin(all.iter().filter(|column| column.field.id.as_str() != "owner" && column.field.id.as_str() != "amount").map(|column| column.field.clone()).collect());
        let columns: Vec<&Column> = chosen.iter().map(|place| &all[*place]).collect();
        let row = |cells: &Vec<usize>| Row {
            line: 1,
            tests: columns.iter().zip(cells).map(|(column, cell)| compiled(&fields, column, column.cells[cell % column.cells.len()])).collect(),
            values: Vec::new(),
        };
        let table = Table {
            id: DecisionId::from("t"), title: Text::from("t"), hit, outputs: Vec::new(), otherwise: None,
            inputs: columns.iter().map(|column| column.field.id.clone()).collect(),
            rows: cells.iter().map(row).collect(),
        };
        let inputs: Vec<&Field> = columns.iter().map(|column| &column.field).collect();
        let mut grid = Grid::of(&table, &inputs).expect("a small table");
        let found = flaws(&table, &mut grid).expect("a small table");

        let matches: Vec<Vec<Vec<bool>>> = table.rows.iter().map(|row| columns.iter().zip(&row.tests)
            .map(|(column, test)| column.values.iter().map(|value| met(test.as_ref(), value)).collect()).collect()).collect();
        let points = points(&columns);
        let reaches = |row: usize, point: &[usize]| point.iter().enumerate().all(|(column, value)| matches[row][column][*value]);
        let rows = table.rows.len();

        for (row, matching) in matches.iter().enumerate() {
            let dead_cell = matching.iter().any(|cells| !cells.contains(&true));
            let told = found.iter().any(|flaw| matches!(flaw, Flaw::DeadCell(dead, _) if *dead == row));
            prop_assert_eq!(dead_cell, told, "dead cell in row {}", row);

            let meets = (0..row).find(|above| points.iter().any(|point| reaches(row, point) && reaches(*above, point)));
            let told = found.iter().find_map(|flaw| match flaw { Flaw::Overlap(lower, above, _) if *lower == row => Some(*above), _ => None });
            prop_assert_eq!(meets.filter(|_| hit == Hit::Unique), told, "overlap of row {}", row);

            let taken = points.iter().all(|point| !reaches(row, point) || (0..row).any(|above| reaches(above, point)));
            let told = found.contains(&Flaw::DeadRow(row));
            prop_assert_eq!(taken && !dead_cell && hit == Hit::First, told, "dead row {}", row);
        }
        let open: Vec<&Vec<usize>> = points.iter().filter(|point| (0..rows).all(|row| !reaches(row, point))).collect();
        let gap = found.iter().find_map(|flaw| match flaw { Flaw::Gap(part) => Some(part), _ => None });
        prop_assert_eq!(!open.is_empty() && hit != Hit::Collect, gap.is_some());
        let Some(gap) = gap else { return Ok(()) };

        // What the message says is itself a row that could be added: it meets open cases, and no other.
        let words: Vec<String> = grid.axes.iter().zip(gap).map(|(axis, classes)| if *classes == axis.all() { "-".to_owned() } else { axis.words(classes).1 }).collect();
        if words.iter().any(|words| words.contains("currency") || words.contains("any amount") || words.contains('…')) {
            return Ok(());
        }
        let tests: Vec<_> = columns.iter().zip(&words).map(|(column, words)| compiled(&fields, column, words)).collect();
        let named: Vec<_> = points.iter().filter(|point| columns.iter().zip(point.iter()).zip(&tests).all(|((column, value), test)| met(test.as_ref(), &column.values[*value]))).collect();
        prop_assert!(!named.is_empty(), "{:?} names nothing", words);
        prop_assert!(named.iter().all(|point| open.contains(point)), "{:?} is not all open", words);
    }
}

#[test]
fn what_is_left_over_is_named_as_a_cell_would_write_it() {
    let all = columns();
    let fields = Fields::with_builtin(
        all.iter()
            .filter(|column| !matches!(column.field.id.as_str(), "owner" | "amount"))
            .map(|column| column.field.clone())
            .collect(),
    );
    let table = [
        ("rate", &["< 5", ">= 10"][..], "[5..10)", "[5..10)"),
        ("rate", &["[5..10)", "null"], "< 5, >= 10", "< 5, >= 10"),
        ("grade", &["1", "3", "5"], "2, 4", "2, 4"),
        ("grade", &["not(null)"], "null", "null"),
        ("amount", &["not(10 RUB), null"], "10 RUB", "10 RUB"),
        ("amount", &["< 10 RUB", ">= 10 RUB", "null"], "другая валюта", "another currency"),
        ("amount", &["not(< 10 RUB, >= 10 RUB)", "null"], "любая сумма в RUB", "any amount in RUB"),
        ("source", &["\"site\"", "null"], "\"call\", \"fair\"", "\"call\", \"fair\""),
        ("need", &["\"a\", \"b\""], "not(\"a\", \"b\")", "not(\"a\", \"b\")"),
        ("day", &["< date(\"2026-03-10\")"], ">= date(\"2026-03-10\")", ">= date(\"2026-03-10\")"),
        ("urgent", &["true"], "false", "false"),
    ];
    for (name, cells, ru, en) in table {
        let column = all.iter().find(|column| column.field.id.as_str() == name).expect("a column of the tests");
        // Left over is what neither a cell nor, where a cell does not speak of it, an empty field covers.
        let with_null: &[&str] = if en.contains("null") || cells.contains(&"null") { &[] } else { &["null"] };
        let tests: Vec<Option<Expr>> = cells.iter().chain(with_null).map(|cell| compiled(&fields, column, cell)).collect();
        let rows = tests.into_iter().map(|test| Row { line: 1, tests: vec![test], values: Vec::new() }).collect();
        let table = Table {
            id: DecisionId::from("t"),
            title: Text::from("t"),
            hit: Hit::First,
            inputs: Vec::new(),
            outputs: Vec::new(),
            otherwise: None,
            rows,
        };
        let mut grid = Grid::of(&table, &[&column.field]).expect("a small table");
        let whole = grid.all();
        let gap = grid.uncovered(&whole, &Set::of(0..table.rows.len())).expect("a small table");
        let gap = gap.unwrap_or_else(|| panic!("{name} {cells:?} leaves nothing over"));
        assert_eq!(grid.axes[0].words(&gap[0]), (ru.to_owned(), en.to_owned()), "{name} {cells:?}");
    }
}

#[test]
fn a_table_that_tells_too_much_apart_is_refused() {
    let column = |number: usize| Field {
        id: FieldId::from(format!("f{number}")),
        title: Text::from("f"),
        hint: None,
        kind: FieldType::Boolean,
        computed: true,
    };
    let columns: Vec<Field> = (0..60).map(column).collect();
    let fields = Fields::with_builtin(columns.clone());
    // Each row looks at three columns of yes and no, which ones is thrown: all is covered, and nothing short of trying shows it.
    let mut thrown = 20_260_302_u64;
    let mut throw = |below: usize| {
        thrown = thrown.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (thrown >> 33) as usize % below
    };
    let mut row = || {
        let mut tests: Vec<Option<Expr>> = vec![None; columns.len()];
        for _ in 0..3 {
            let (column, cell) = (throw(columns.len()), ["true", "false"][throw(2)]);
            tests[column] = Expr::compile_test(cell, &fields, &columns[column]).expect("a good cell");
        }
        Row { line: 1, tests, values: Vec::new() }
    };
    let table = Table {
        id: DecisionId::from("t"),
        title: Text::from("t"),
        hit: Hit::First,
        outputs: Vec::new(),
        otherwise: None,
        inputs: columns.iter().map(|field| field.id.clone()).collect(),
        rows: (0..500).map(|_| row()).collect(),
    };
    let inputs: Vec<&Field> = columns.iter().collect();
    let mut grid = Grid::of(&table, &inputs).expect("few values");
    assert_eq!(flaws(&table, &mut grid), Err(TooLarge));
}
