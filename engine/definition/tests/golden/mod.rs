//! Golden files: what a test gives is compared with a file that a person has read.

use std::path::Path;

/// Compares a text with the file, or writes the file where `UPDATE_GOLDEN` is set.
pub fn check(file: &Path, text: &str) {
    let text = text.trim_end().to_owned() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        return;
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(text, expected, "{} differs; UPDATE_GOLDEN=1 writes it anew", file.display());
}
