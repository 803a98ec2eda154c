//! The history of a deal up to a failure, told.

use voronka_core::tell::tell;
use voronka_core::words::moment;
use voronka_definition::Locale;

use super::Tried;

/// The first so many events of a scenario in words, a line each.
pub fn history(tried: &Tried<'_>, seen: usize, locale: Locale) -> Vec<String> {
    let events = &tried.ran.history[..seen.min(tried.ran.history.len())];
    let zone = tried.ran.world.organisation.time_zone;
    let told = tell(tried.process, &tried.ran.world, events, locale);
    let line = |told: &voronka_core::tell::Told| {
        let comment = told.comment.as_ref().map_or_else(String::new, |comment| format!(" ({comment})"));
        format!("{}  {}{comment}", moment(told.at, zone, locale), told.text)
    };
    told.iter().map(line).collect()
}
