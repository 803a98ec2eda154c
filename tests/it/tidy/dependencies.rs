//! Dependencies run one way, purity is a fact of `Cargo.toml`, and every dependency is named with its reason.

use std::collections::BTreeSet;

use super::{root, rust_files};

/// What a pure crate may depend on.
const PURE: &[&str] = &[
    "annotate-snippets",
    "base64",
    "chrono",
    "chrono-tz",
    "cron",
    "minijinja",
    "rust_decimal",
    "saphyr-parser",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "uuid",
];

/// Each crate with those of ours that it may depend on.
const LAYERS: &[(&str, &[&str])] = &[
    ("engine/definition", &[]),
    ("engine/core", &["voronka-definition"]),
    ("engine/scenario", &["voronka-definition", "voronka-core"]),
    ("engine/export", &["voronka-definition", "voronka-core"]),
    ("migrations", &[]),
    ("engine/store", &["voronka-definition", "voronka-core", "voronka-migrations"]),
    ("engine/runtime", &["voronka-definition", "voronka-core", "voronka-store"]),
    ("engine/simulator", &["voronka-definition", "voronka-core", "voronka-store", "voronka-runtime"]),
    ("connectors/calendar", &[]),
    ("connectors/mail", &["voronka-definition", "voronka-core", "voronka-runtime", "voronka-calendar"]),
    ("connectors/lsp", &["voronka-definition"]),
    (
        "connectors/web",
        &["voronka-definition", "voronka-core", "voronka-scenario", "voronka-export", "voronka-runtime", "voronka-calendar"],
    ),
    ("connectors/sso", &["voronka-definition", "voronka-runtime"]),
    ("connectors/webhook", &["voronka-definition", "voronka-runtime"]),
];

fn manifest(folder: &str) -> String {
    std::fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap()
}

/// The names under `[dependencies]` or another table of a manifest.
fn table(manifest: &str, name: &str) -> BTreeSet<String> {
    let lines = manifest.lines().skip_while(|line| line.trim() != format!("[{name}]")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let names = lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    names.filter_map(|line| line.split(['.', '=', ' ']).next()).map(str::to_owned).collect()
}

#[test]
fn dependencies_run_one_way() {
    for (folder, allowed) in LAYERS {
        let ours: BTreeSet<_> =
            table(&manifest(folder), "dependencies").into_iter().filter(|d| d.starts_with("voronka")).collect();
        let allowed: BTreeSet<_> = allowed.iter().map(|name| (*name).to_owned()).collect();
        assert!(ours.is_subset(&allowed), "{folder} depends on {ours:?}");
    }
}

#[test]
fn pure_crates_depend_on_pure_crates_only() {
    for folder in ["engine/definition", "engine/core", "engine/scenario", "engine/export"] {
        let others: Vec<_> = table(&manifest(folder), "dependencies")
            .into_iter()
            .filter(|d| !d.starts_with("voronka") && !PURE.contains(&d.as_str()))
            .collect();
        assert!(others.is_empty(), "{folder} is pure and depends on {others:?}");
    }
    let chrono = manifest("").lines().find(|line| line.starts_with("chrono =")).unwrap().to_owned();
    assert!(chrono.contains("default-features = false") && !chrono.contains("clock"), "chrono without its clock: {chrono}");
}

#[test]
fn only_the_store_speaks_to_the_database() {
    for (file, text) in rust_files() {
        let may = file.starts_with("engine/store") || file.starts_with("migrations") || file.starts_with("tests/it/tidy");
        // Plain SQLite to be compared with, rows that are counted afterwards, and damage done on purpose: none goes through the store.
        let may = may || file.starts_with("src/bench/") || file == "tests/it/support/databases.rs";
        let may = may || file.starts_with("tests/it/cli/");
        assert!(may || !(text.contains("sea_orm") || text.contains("sqlx::")), "{file} speaks to the database");
        let is_connector = file.starts_with("connectors");
        assert!(!is_connector || !text.contains("voronka_store"), "{file}: a connector never touches the store");
    }
}

#[test]
fn every_dependency_is_named_with_its_reason() {
    let architecture = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let all = table(&manifest(""), "workspace.dependencies");
    assert!(all.len() > 20);
    for name in all.iter().filter(|name| !name.starts_with("voronka")) {
        assert!(architecture.contains(&format!("`{name}`")), "docs/architecture.md does not say why `{name}` is there");
    }
}
