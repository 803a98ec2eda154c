//! What `check` has before it: the files of the command line, and the organisation and the calendars they are held against.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use voronka_core::lookup::calendars;
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::{Finding, Source};
use voronka_scenario::read::ENDING;

use crate::cli::CheckArgs;
use crate::files::{self, Definitions, FileKind, Read};
use crate::terminal::Terminal;

/// What a file holds.
pub enum Held {
    /// A definition.
    Text(FileKind),
    /// No text; the findings say where it ceases to be.
    NotText(Vec<Finding>),
}

/// A file.
pub struct File {
    path: PathBuf,
    /// Its text, or as much as is text.
    pub source: Source,
    /// What it holds.
    pub held: Held,
}

/// Everything that is checked.
pub struct Given {
    /// The files, that of `--organisation` first.
    pub files: Vec<File>,
    /// The calendars among them.
    calendars: BTreeSet<String>,
    organisation: Option<(String, Organisation)>,
}

impl Given {
    /// Reads what the command line names.
    pub fn of(args: &CheckArgs, terminal: &Terminal) -> Result<Self> {
        let mut paths: Vec<PathBuf> = args.organisation.iter().cloned().collect();
        for path in without_scenarios(&args.paths, terminal)? {
            paths.extend(files::files_of(path, terminal)?.into_iter().filter(|file| args.organisation.as_ref() != Some(file)));
        }
        paths.dedup();
        let mut files = paths.into_iter().map(|path| File::read(path, terminal)).collect::<Result<Vec<_>>>()?;
        // The flag says what its file is, whatever stands in it.
        let named = files.first_mut().filter(|_| args.organisation.is_some()).map(|file| &mut file.held);
        if let Some(Held::Text(kind)) = named {
            *kind = FileKind::Organisation;
        }
        let of_kind = |kind| files.iter().filter(move |file| matches!(file.held, Held::Text(held) if held == kind));
        let calendars = of_kind(FileKind::Calendar).filter_map(|file| calendars::name_of(&file.source)).collect();
        let organisation = match &args.organisation {
            Some(_) => files.first().and_then(File::organisation),
            None => match &of_kind(FileKind::Organisation).collect::<Vec<_>>()[..] {
                [] => beside(of_kind(FileKind::Process), terminal)?,
                [only] => only.organisation(),
                _ => None,
            },
        };
        Ok(Self { files, calendars, organisation })
    }

    /// A text that need not lie on the disk as it is; what it is held against lies beside its file.
    pub fn of_text(source: &Source, terminal: &Terminal) -> Self {
        let kind = files::kind_of(source);
        let file = File { path: PathBuf::from(&source.file), source: source.clone(), held: Held::Text(kind) };
        let calendars = calendars::name_of(source).filter(|_| kind == FileKind::Calendar).into_iter().collect();
        let is_process = kind == FileKind::Process;
        let organisation = is_process.then(|| beside(std::iter::once(&file), terminal).ok().flatten()).flatten();
        Self { files: vec![file], calendars, organisation }
    }

    /// The organisation that processes are held against.
    pub fn organisation(&self) -> Option<&Organisation> {
        self.organisation.as_ref().map(|(_, organisation)| organisation)
    }

    /// Its file.
    pub fn organisation_file(&self) -> Option<&str> {
        self.organisation.as_ref().map(|(file, _)| file.as_str())
    }

    /// The processes that lie beside those that are checked, and are not checked themselves.
    pub fn processes_beside(&self) -> Vec<Source> {
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let own: BTreeSet<PathBuf> = self.files.iter().map(|file| whole(&file.path)).collect();
        let mut seen = BTreeSet::new();
        let near = self.files.iter().filter(|file| file.is_process()).flat_map(|file| files::processes_beside(&file.path));
        near.filter(|source| !own.contains(Path::new(&source.file)) && seen.insert(source.file.clone())).collect()
    }

    /// The calendars that a calendar may be based on: those in the binary, those on the disk, those that are checked; of two
    /// with one name the last.
    pub fn bases_of(&self, file: &File) -> Vec<Source> {
        let checked = self.files.iter().filter(|other| matches!(other.held, Held::Text(FileKind::Calendar)));
        let mut sources = Definitions::embedded().calendars;
        sources.extend(files::calendars_beside(&file.path));
        sources.extend(checked.map(|other| other.source.clone()));
        sources
    }

    /// The calendars that this file may name: those that are checked and those on the disk, or else those in the binary.
    pub fn calendars_of(&self, file: &File) -> Vec<String> {
        let mut known = self.calendars.clone();
        known.extend(files::calendars_beside(&file.path).iter().filter_map(calendars::name_of));
        if known.is_empty() {
            known.extend(Definitions::embedded().calendars.iter().filter_map(calendars::name_of));
        }
        known.into_iter().collect()
    }
}

/// The paths but those of scenarios, which a pattern like `*.yaml` names too; what they are for is said.
fn without_scenarios<'a>(paths: &'a [PathBuf], terminal: &Terminal) -> Result<Vec<&'a PathBuf>> {
    let (scenarios, rest): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| path.to_string_lossy().ends_with(ENDING) && path.is_file());
    if let [first, ..] = &scenarios[..] {
        let file = first.display();
        let told = terminal
            .pick(format!("сценарии проверяет voronka test {file}"), format!("scenarios are tried by voronka test {file}"));
        if rest.is_empty() {
            bail!(told);
        }
        terminal.remark(&told);
    }
    Ok(rest)
}

impl File {
    fn read(path: PathBuf, terminal: &Terminal) -> Result<Self> {
        let (source, held) = match files::read(&path, terminal)? {
            Read::Text(source) => {
                let kind = files::kind_of(&source);
                (source, Held::Text(kind))
            }
            Read::NoText(source, findings) => (source, Held::NotText(findings)),
        };
        Ok(Self { path, source, held })
    }

    /// Whether it holds a process.
    pub fn is_process(&self) -> bool {
        matches!(self.held, Held::Text(FileKind::Process))
    }

    /// The organisation of its text, where that has no errors.
    fn organisation(&self) -> Option<(String, Organisation)> {
        let text = matches!(self.held, Held::Text(_)).then_some(&self.source)?;
        Some((self.source.file.clone(), read_organisation(text).ok()?.value))
    }
}

/// The one organisation beside the folders of these processes. It was not asked for: with mistakes in it, it is not used.
fn beside<'a>(processes: impl Iterator<Item = &'a File>, terminal: &Terminal) -> Result<Option<(String, Organisation)>> {
    let found: BTreeSet<PathBuf> = processes.flat_map(|file| files::organisations_beside(&file.path)).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(File::read(shortened(&only), terminal)?.organisation()),
        _ => Ok(None),
    }
}

/// A path as its reader would write it from here.
fn shortened(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or_else(|| path.to_owned())
}
