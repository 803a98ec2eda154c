//! Where the process of a file of scenarios stands: found by its name among the files nearby, the nearest first.

use std::path::{Path, PathBuf};

use voronka_definition::Text;
use voronka_scenario::read::ENDING;

use super::gather::shortened;

/// The usual file of a process in its folder.
pub const PROCESS: &str = "process.yaml";

/// Why a process was not found.
#[derive(Debug)]
pub enum Missed {
    /// It is in none of these folders.
    Nowhere(Vec<PathBuf>),
    /// It is in several files of one folder.
    Several(Vec<PathBuf>),
}

/// The file of the process of this name, for scenarios in the first of these folders, each of which stands in the next: a file of
/// that folder, of a folder in it, of one beside it; or in a folder of the process's name further up.
pub fn process(folders: &[PathBuf], name: &str) -> Result<PathBuf, Missed> {
    let near: Vec<PathBuf> = folders.iter().take(2).flat_map(|folder| subfolders(folder)).collect();
    let mut places: Vec<PathBuf> = folders.iter().take(1).cloned().collect();
    places.extend(near.into_iter().filter(|folder| folders.first() != Some(folder)));
    for folder in &places {
        if let Some(file) = in_folder(folder, name)? {
            return Ok(file);
        }
    }
    let above = folders.iter().flat_map(|folder| [folder.join(name), folder.join("processes").join(name)]);
    let usual = above.map(|folder| folder.join(PROCESS)).find(|file| name_in(file).as_deref() == Some(name));
    usual.ok_or(Missed::Nowhere(places))
}

/// The file with this process in a folder; the usual one before others.
fn in_folder(folder: &Path, name: &str) -> Result<Option<PathBuf>, Missed> {
    let is_it = |file: &PathBuf| name_in(file).as_deref() == Some(name);
    let usual = folder.join(PROCESS);
    if is_it(&usual) {
        return Ok(Some(usual));
    }
    let mut files: Vec<PathBuf> =
        entries(folder).into_iter().filter(|file| is_yaml(file) && !is_scenario(file)).filter(is_it).collect();
    match files.len() {
        0 | 1 => Ok(files.pop()),
        _ => Err(Missed::Several(files)),
    }
}

/// The name that a file of a process, or of its scenarios, gives at its beginning; `None` where it gives none.
pub fn name_in(file: &Path) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let value = text.lines().find_map(|line| line.trim_start_matches('\u{feff}').strip_prefix("process:"))?;
    let value = value.split(" #").next()?.trim();
    Some(value.trim_matches(['"', '\'']).to_owned()).filter(|name| !name.is_empty())
}

/// Whether this is the name of a file of scenarios.
pub fn is_scenario(file: &Path) -> bool {
    file.to_string_lossy().ends_with(ENDING)
}

fn is_yaml(file: &Path) -> bool {
    file.is_file() && file.extension().is_some_and(|kind| kind == "yaml" || kind == "yml")
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

/// What stands in a folder, by name; nothing where it cannot be read, as nobody asked for it.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).into_iter().flatten();
    let mut entries: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    entries
}

impl Missed {
    /// What is wrong, and what to do.
    pub fn told(&self, name: &str) -> (Text, Text) {
        let list = |paths: &[PathBuf]| {
            let shown = |path: &PathBuf| Some(shortened(path).display().to_string()).filter(|path| !path.is_empty());
            paths.iter().map(|path| shown(path).unwrap_or_else(|| ".".to_owned())).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Nowhere(folders) => (
                Text::both(format!("процесса «{name}» рядом нет"), format!("there is no process `{name}` nearby")),
                Text::both(
                    format!(
                        "файл с «process: {name}» искали в папках: {}; положите его рядом со сценариями или назовите сам: voronka test ФАЙЛ",
                        list(folders)
                    ),
                    format!(
                        "a file with `process: {name}` was looked for in the folders {}; put it beside the scenarios, or name it itself: \
                         voronka test FILE",
                        list(folders)
                    ),
                ),
            ),
            Self::Several(files) => (
                Text::both(
                    format!("процесс «{name}» есть в нескольких файлах"),
                    format!("the process `{name}` is in several files"),
                ),
                Text::both(
                    format!("назовите нужный: voronka test ФАЙЛ; подходят {}", list(files)),
                    format!("name the one that is meant: voronka test FILE; there are {}", list(files)),
                ),
            ),
        }
    }
}
