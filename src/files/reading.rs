//! Reading one file: its text, or why it is none, in the words of whoever asked.

use std::io::{Error, ErrorKind, Read as _};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use voronka_definition::diagnostic::{Finding, Findings};
use voronka_definition::{Source, Span, Text, yaml};

use crate::terminal::Terminal;

/// How much of the first line of a file that is too large is shown, in bytes.
const SHOWN: usize = 200;

/// What a file held.
pub enum Read {
    /// Text.
    Text(Source),
    /// Something else: as much of it as is text, and the finding that says where it ceases to be, or that it is too large.
    NoText(Source, Vec<Finding>),
}

/// Reads a file.
pub fn read(path: &Path, terminal: &Terminal) -> Result<Read> {
    let file = path.display().to_string();
    let unreadable = || terminal.pick(format!("не читается {file}"), format!("cannot read {file}"));
    let opened = std::fs::File::open(path).and_then(|opened| Ok((opened.metadata()?.len(), opened)));
    let (size, opened) = opened.map_err(|error| failure(&error, terminal)).with_context(unreadable)?;
    let mut bytes = Vec::new();
    // Nothing so large is a definition; it is not even read to its end.
    let most = yaml::LARGEST as u64 + 1;
    opened.take(most).read_to_end(&mut bytes).map_err(|error| failure(&error, terminal)).with_context(unreadable)?;
    if size >= most { Ok(too_large(file, &bytes, size)) } else { Ok(text_of(file, bytes)) }
}

/// A file that is larger than any definition: its first line, and the finding.
fn too_large(file: String, bytes: &[u8], size: u64) -> Read {
    let most = yaml::LARGEST;
    let findings = Findings::new(&file);
    findings.error_with(
        "file_too_large",
        Span::start(),
        Text::both(
            format!("файл занимает {size} байт, а допускается не больше {most}"),
            format!("the file has {size} bytes; at most {most} are allowed"),
        ),
        Text::both("разделите его на несколько процессов", "divide it into several processes"),
    );
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = String::from_utf8_lossy(&line[..line.len().min(SHOWN)]).into_owned();
    Read::NoText(Source { file, text }, findings.into_sorted())
}

fn text_of(file: String, bytes: Vec<u8>) -> Read {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Read::Text(Source { file, text }),
        Err(error) => error,
    };
    let right = &bytes.as_bytes()[..bytes.utf8_error().valid_up_to()];
    let right = String::from_utf8_lossy(right);
    let line = right.matches('\n').count() as u32 + 1;
    let column = right.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    let findings = Findings::new(&file);
    findings.error_with(
        "not_utf8",
        Span::on_line(line, column, column + 1),
        Text::both("файл не в кодировке UTF-8", "the file is not UTF-8"),
        Text::both("сохраните файл в кодировке UTF-8", "save the file as UTF-8"),
    );
    let text = String::from_utf8_lossy(bytes.as_bytes()).into_owned();
    Read::NoText(Source { file, text }, findings.into_sorted())
}

/// Why the disk refused; what is usual is said in the reader's language.
pub fn failure(error: &Error, terminal: &Terminal) -> anyhow::Error {
    match error.kind() {
        ErrorKind::NotFound => anyhow!(terminal.pick("такого файла или папки нет", "there is no such file or folder")),
        ErrorKind::PermissionDenied => anyhow!(terminal.pick("нет права на чтение", "no permission to read it")),
        ErrorKind::IsADirectory => anyhow!(terminal.pick("это папка", "it is a folder")),
        ErrorKind::NotADirectory => anyhow!(terminal.pick("это не папка", "it is no folder")),
        _ => anyhow!("{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_is_no_text_is_told_with_its_place() {
        let cases: [(&[u8], (u32, u32)); 3] =
            [(b"\xff\xfea\0", (1, 1)), ("a: б\nв: ".as_bytes(), (0, 0)), (b"a: 1\nb: \xcf\xf0\n", (2, 4))];
        for (bytes, expected) in cases {
            let place = match text_of("f".to_owned(), bytes.to_vec()) {
                Read::Text(_) => (0, 0),
                Read::NoText(_, findings) => (findings[0].span.line, findings[0].span.column),
            };
            assert_eq!(place, expected, "{bytes:?}");
        }
    }
}
