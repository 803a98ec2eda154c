//! Tools that some tests need and not every machine has.

/// Whether a tool may be missing here. Says so where it is; under `VORONKA_REQUIRE` naming it, its absence is a failure.
pub fn is_there(tool: &str, found: bool) -> bool {
    let required = std::env::var("VORONKA_REQUIRE").unwrap_or_default();
    let is_required = required.split(',').any(|name| name.trim() == tool);
    assert!(found || !is_required, "VORONKA_REQUIRE demands `{tool}`, which is not installed");
    if !found {
        eprintln!("skipped: `{tool}` is not installed here");
    }
    found
}
