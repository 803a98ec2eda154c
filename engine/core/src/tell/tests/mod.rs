//! The teller, tried on a long history made by hand and on tables of single events.

mod history;
mod house;
mod sentences;

use std::path::Path;

use voronka_definition::Locale;

use super::{Told, tell};
use crate::words::moment;

/// A told history as lines, so that it can be read and compared.
fn page(told: &[Told], locale: Locale) -> String {
    let mut page = String::new();
    for line in told {
        let at = moment(line.at, chrono_tz::Europe::Moscow, locale);
        page.push_str(&format!("{:>3}  {at}  {}\n", line.seq, line.text));
        if let Some(comment) = &line.comment {
            page.push_str(&format!("       > {comment}\n"));
        }
    }
    page
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the golden files are the test's, not the crate's")]
fn a_long_history_reads_well_in_both_languages() {
    let (process, world, history) = (house::process(), house::world(), history::long());
    for locale in Locale::ALL {
        let told = page(&tell(&process, &world, &history, locale), locale);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/tell/golden/long.{locale}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &told).expect("the golden file can be written");
        }
        let golden = std::fs::read_to_string(&path).expect("the golden file is there; UPDATE_GOLDEN=1 writes it");
        assert_eq!(told, golden, "{}", path.display());
    }
}

#[test]
fn every_line_keeps_the_number_and_the_author_of_its_event() {
    let (process, world, history) = (house::process(), house::world(), history::long());
    for line in tell(&process, &world, &history, Locale::Ru) {
        let event = history.iter().find(|event| event.seq == line.seq).expect("the event is in the history");
        assert_eq!((line.at, &line.by), (event.at, &event.by));
    }
}
