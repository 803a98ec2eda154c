//! What a file defines: told from its first key, so that nobody has to say it twice.

use voronka_definition::Source;
use voronka_definition::diagnostic::Findings;
use voronka_definition::yaml::parse;

/// What a file defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A process.
    Process,
    /// A calendar.
    Calendar,
    /// An organisation.
    Organisation,
}

/// What this file defines; a file that says neither is taken for a process, whose reader then says what is missing.
pub fn kind_of(source: &Source) -> FileKind {
    let unheard = Findings::new(&source.file);
    let Some(tree) = parse(source, &unheard) else { return FileKind::Process };
    if tree.get("process").is_some() {
        FileKind::Process
    } else if tree.get("organisation").is_some() {
        FileKind::Organisation
    } else if tree.get("week").is_some() || tree.get("based_on").is_some() {
        FileKind::Calendar
    } else {
        FileKind::Process
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_keys() {
        let cases = [
            ("process: p\ncalendar: ru\n", FileKind::Process),
            ("organisation: o\ncalendar: ru\n", FileKind::Organisation),
            ("calendar: ru\nweek: {mon: 09:00-18:00}\n", FileKind::Calendar),
            ("calendar: mine\nbased_on: ru\n", FileKind::Calendar),
            ("titel: nothing\n", FileKind::Process),
            ("- a list\n", FileKind::Process),
        ];
        for (text, kind) in cases {
            assert_eq!(kind_of(&Source { file: "f".to_owned(), text: text.to_owned() }), kind, "{text}");
        }
    }
}
