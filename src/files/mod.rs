//! Files of definitions: processes, calendars and the organisation, found on the disk or in the binary itself.
//!
//! A folder of processes holds one folder for each process with its `process.yaml`, and `calendars/`. What the texts mean is the
//! crate `voronka-definition`'s question.

mod embedded;
mod kind;
mod reading;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use voronka_definition::diagnostic::render;
use voronka_definition::{Locale, Source};

use crate::terminal::Terminal;

pub use kind::{FileKind, kind_of};
pub use reading::{Read, read};

/// The folder of the demo's organisation in a folder of processes.
const DEMO: &str = "demo";
/// The file of a process in its folder.
const PROCESS: &str = "process.yaml";
/// The folder of calendars in a folder of processes.
const CALENDARS: &str = "calendars";
/// The usual file of the organisation in a folder of processes.
const ORGANISATION: &str = "organisation.yaml";

/// The largest file that is looked into although nobody named it, in bytes.
const LARGEST_BESIDE: u64 = 1 << 20;

/// The texts of a company: all that an empty database needs.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// The processes, in the order of their files.
    pub processes: Vec<Source>,
    /// The calendars.
    pub calendars: Vec<Source>,
    /// The organisation, where there is one.
    pub organisation: Option<Source>,
    /// The scenarios that lie beside the processes.
    pub scenarios: Vec<Source>,
    /// The organisation that scenarios are written for, where another one is loaded: the demo speaks the language of who starts it.
    pub house_of_scenarios: Option<Source>,
}

impl Definitions {
    /// What lies in a folder of processes. `organisation` names a file that lies elsewhere. Where no calendar lies there, those in the
    /// binary count, as they do for `check`.
    pub fn read(folder: &Path, organisation: Option<&Path>, terminal: &Terminal) -> Result<Self> {
        let usual = folder.join(ORGANISATION);
        let organisation = organisation.or_else(|| usual.is_file().then_some(usual.as_path()));
        let calendars = sources(&calendars_in(folder, terminal)?, terminal)?;
        let processes = processes_in(folder, terminal)?;
        Ok(Self {
            scenarios: scenarios_beside(&processes),
            house_of_scenarios: None,
            processes: sources(&processes, terminal)?,
            calendars: if calendars.is_empty() { embedded::definitions().calendars } else { calendars },
            organisation: organisation.map(|path| source(path, terminal)).transpose()?,
        })
    }

    /// The demo's: those of the folder `processes` in the working directory where it holds them, so that a designer's change is seen, else
    /// those in the binary. The text says which.
    pub fn of_demo(terminal: &Terminal) -> Result<(Self, String)> {
        let folder = Path::new("processes");
        let organisation = folder.join(DEMO).join(ORGANISATION);
        if organisation.is_file() {
            let which = terminal.pick("из папки processes/", "from the folder processes/");
            let read = Self::read(folder, Some(&organisation), terminal)?;
            return Ok((read.speaking(terminal.locale), which.to_owned()));
        }
        let which = terminal.pick("встроенные в программу", "built into the program");
        Ok((embedded::definitions().speaking(terminal.locale), which.to_owned()))
    }

    /// The same company with another language of its own, in which its letters are written.
    fn speaking(mut self, locale: Locale) -> Self {
        self.house_of_scenarios = self.organisation.clone();
        if let Some(organisation) = &mut self.organisation {
            let line = |line: &str| if line.starts_with("locale:") { format!("locale: {locale}") } else { line.to_owned() };
            let lines: Vec<String> = organisation.text.lines().map(line).collect();
            organisation.text = lines.join("\n");
        }
        self
    }

    /// Those in the binary.
    pub fn embedded() -> Self {
        embedded::definitions()
    }
}

/// One file as text.
pub fn source(path: &Path, terminal: &Terminal) -> Result<Source> {
    match read(path, terminal)? {
        Read::Text(source) => Ok(source),
        Read::NoText(source, findings) => {
            terminal.remark(render(&findings, &source, terminal.style_of_errors()).trim_end());
            let file = source.file;
            bail!(terminal.pick(format!("не читается {file}"), format!("cannot read {file}")))
        }
    }
}

/// Several files as texts.
fn sources(paths: &[PathBuf], terminal: &Terminal) -> Result<Vec<Source>> {
    paths.iter().map(|path| source(path, terminal)).collect()
}

/// The files that a path of the command line stands for: itself, its process, or all that a folder of processes holds.
pub fn files_of(path: &Path, terminal: &Terminal) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let own = path.join(PROCESS);
    if own.is_file() {
        return Ok(vec![own]);
    }
    let mut files = processes_in(path, terminal)?;
    if files.is_empty() && path.ends_with(CALENDARS) {
        files = yaml_in(path, terminal)?;
    }
    files.extend(calendars_in(path, terminal)?);
    files.extend(organisations_in(path));
    if files.is_empty() {
        let name = path.display();
        bail!(terminal.pick(
            format!("в папке {name} нет ни {PROCESS}, ни папок с ним"),
            format!("the folder {name} holds no {PROCESS} and no folder with one"),
        ));
    }
    Ok(files)
}

/// The calendars that a definition in this file may use: those in `calendars/` in its folder, beside it, or beside its parent.
pub fn calendars_beside(file: &Path) -> Vec<Source> {
    let folders = folders_of(file).into_iter().take(3).map(|folder| folder.join(CALENDARS));
    let lists = folders.filter_map(|folder| std::fs::read_dir(folder).ok());
    let files = lists.flatten().filter_map(|entry| Some(entry.ok()?.path())).filter(|file| is_yaml(file));
    files.filter_map(|file| quietly(&file)).collect()
}

/// The organisations that stand nearest to a process: beside its file, else beside its folder.
pub fn organisations_beside(file: &Path) -> Vec<PathBuf> {
    let near = folders_of(file).into_iter().take(2).map(|folder| organisations_in(&folder));
    near.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// The processes near a file: beside it, and in the folders beside its own where it is `process.yaml` of one.
pub fn processes_beside(file: &Path) -> Vec<Source> {
    let folders = folders_of(file);
    let folders_are_processes = file.file_name().is_some_and(|name| name == PROCESS);
    let quiet = |paths: std::io::Result<std::fs::ReadDir>| {
        let mut paths: Vec<PathBuf> = paths.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let near = folders.first().into_iter().flat_map(|own| quiet(std::fs::read_dir(own)));
    let others = folders.get(1).filter(|_| folders_are_processes).into_iter();
    let others = others.flat_map(|folder| quiet(std::fs::read_dir(folder))).map(|entry| entry.join(PROCESS));
    let whole = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let files = near.filter(|file| is_yaml(file) && !is_scenario(file)).chain(others).filter(|other| *other != whole);
    let is_small = |file: &PathBuf| file.metadata().is_ok_and(|known| known.len() <= LARGEST_BESIDE);
    files.filter(is_small).filter_map(|file| quietly(&file)).filter(|source| kind_of(source) == FileKind::Process).collect()
}

/// The folder of a file, that folder's folder, and so on.
fn folders_of(file: &Path) -> Vec<PathBuf> {
    let whole = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    whole.ancestors().skip(1).map(Path::to_owned).collect()
}

/// A file that nobody asked for: what cannot be read is not there.
fn quietly(path: &Path) -> Option<Source> {
    Some(Source { file: path.display().to_string(), text: std::fs::read_to_string(path).ok()? })
}

fn processes_in(folder: &Path, terminal: &Terminal) -> Result<Vec<PathBuf>> {
    let files = entries(folder, terminal)?.into_iter().map(|entry| entry.join(PROCESS));
    Ok(files.filter(|file| file.is_file()).collect())
}

/// The scenarios that lie beside these processes. One that cannot be read keeps no server from starting: `voronka test` tells of it.
fn scenarios_beside(processes: &[PathBuf]) -> Vec<Source> {
    let folders = processes.iter().filter_map(|file| file.parent()).filter_map(|folder| std::fs::read_dir(folder).ok());
    let mut files: Vec<PathBuf> =
        folders.flatten().flatten().map(|entry| entry.path()).filter(|file| is_scenario(file)).collect();
    files.sort();
    files.iter().filter_map(|file| quietly(file)).collect()
}

fn calendars_in(folder: &Path, terminal: &Terminal) -> Result<Vec<PathBuf>> {
    let calendars = folder.join(CALENDARS);
    if calendars.is_dir() { yaml_in(&calendars, terminal) } else { Ok(Vec::new()) }
}

fn organisations_in(folder: &Path) -> Vec<PathBuf> {
    let files = [folder.join(ORGANISATION), folder.join(DEMO).join(ORGANISATION)];
    files.into_iter().filter(|file| file.is_file()).collect()
}

fn yaml_in(folder: &Path, terminal: &Terminal) -> Result<Vec<PathBuf>> {
    let files = entries(folder, terminal)?.into_iter();
    Ok(files.filter(|file| is_yaml(file)).collect())
}

fn is_scenario(file: &Path) -> bool {
    file.to_string_lossy().ends_with(voronka_scenario::read::ENDING)
}

fn is_yaml(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "yaml" || end == "yml")
}

/// What lies in a folder, in the order of names: the disk's own order is nobody's.
fn entries(folder: &Path, terminal: &Terminal) -> Result<Vec<PathBuf>> {
    let name = folder.display();
    let unreadable = || terminal.pick(format!("не читается папка {name}"), format!("cannot read the folder {name}"));
    let listed = std::fs::read_dir(folder).map_err(|error| reading::failure(&error, terminal)).with_context(unreadable)?;
    let mut paths = listed.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>().with_context(unreadable)?;
    paths.sort();
    Ok(paths)
}
