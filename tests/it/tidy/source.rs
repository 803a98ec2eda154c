//! Short functions, short files, modules that say their duty, no stubs.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::rust_files;

const FUNCTION_LINES_MAX: usize = 70;
const FUNCTION_LINES_MEDIAN_MAX: usize = 12;
const FILE_LINES_MAX: usize = 400;

/// The functions of a file: their names and lengths in lines.
#[derive(Default)]
struct Functions(Vec<(String, usize)>);

impl Functions {
    fn add(&mut self, name: &syn::Ident, span: proc_macro2::Span) {
        self.0.push((name.to_string(), span.end().line - span.start().line + 1));
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.add(&function.sig.ident, function.sig.span().join(function.block.span()).unwrap());
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.add(&function.sig.ident, function.sig.span().join(function.block.span()).unwrap());
        visit::visit_impl_item_fn(self, function);
    }
}

#[test]
fn functions_are_short() {
    let mut lengths = Vec::new();
    let mut long = Vec::new();
    for (file, text) in rust_files() {
        let mut functions = Functions::default();
        functions.visit_file(&syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}")));
        for (name, lines) in functions.0 {
            lengths.push(lines);
            if lines > FUNCTION_LINES_MAX {
                long.push(format!("{file}: {name} has {lines} lines"));
            }
        }
    }
    assert!(long.is_empty(), "functions over {FUNCTION_LINES_MAX} lines:\n{}", long.join("\n"));
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= FUNCTION_LINES_MEDIAN_MAX, "the median of {} functions is {median} lines", lengths.len());
}

/// Files that hold one type which cannot be divided, with the most lines they may have.
const ONE_TYPE: &[(&str, usize)] = &[("engine/core/src/event/mod.rs", 650)];

#[test]
fn files_are_short() {
    let most = |file: &str| ONE_TYPE.iter().find(|(name, _)| *name == file).map_or(FILE_LINES_MAX, |(_, most)| *most);
    let long: Vec<_> =
        rust_files().into_iter().filter(|(file, text)| text.lines().count() > most(file)).map(|(file, _)| file).collect();
    assert!(long.is_empty(), "files over {FILE_LINES_MAX} lines: {long:?}");
}

#[test]
fn modules_open_with_their_duty() {
    let silent: Vec<_> = rust_files().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "files without a `//!` at the top: {silent:?}");
}

#[test]
fn nothing_is_a_stub() {
    let marks = ["todo!(", "unimplemented!(", "FIX\u{4d}E", "#[ignore", "dbg!("];
    for (file, text) in rust_files().into_iter().filter(|(file, _)| !file.starts_with("tests/it/tidy")) {
        for mark in marks {
            assert!(!text.contains(mark), "{file} holds `{mark}`");
        }
    }
}
