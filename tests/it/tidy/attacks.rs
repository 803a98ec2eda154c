//! The table of attacks in `docs/rights.md`: each row has tests that carry its number, in each of the files that it names.

use super::{root, rust_files};

/// The rows: their number, and the ends of the files that they name.
fn rows() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(root().join("docs/rights.md")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| S"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let files = cells[3].split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect();
        (cells[1].to_lowercase(), files)
    };
    lines.map(row).collect()
}

/// Whether this file is meant: `api/rights` is `tests/it/api/rights.rs`, `src/auth` is all below `connectors/web/src/auth`.
fn is_meant(file: &str, named: &str) -> bool {
    file.ends_with(&format!("/{named}.rs")) || file.contains(&format!("/{named}/"))
}

#[test]
fn each_row_of_the_attacks_has_tests_of_its_number() {
    let (rows, files) = (rows(), rust_files());
    assert!(rows.len() >= 27, "{rows:?}");
    for (row, named) in rows {
        assert!(!named.is_empty(), "{row}");
        for place in named.iter().filter(|place| !place.starts_with("tests/")) {
            let holds = |text: &str| {
                let names = text.split("fn s").skip(1).map(|rest| format!("s{}", rest.split('(').next().unwrap_or_default()));
                names.into_iter().any(|name| name.split('_').any(|part| part == row))
            };
            let found = files.iter().any(|(file, text)| is_meant(file, place) && holds(text));
            assert!(found, "no test {row}_… in {place}");
        }
    }
}
