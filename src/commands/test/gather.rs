//! What `test` has before it: the files of scenarios, their processes, organisations, calendars.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use voronka_core::World;
use voronka_definition::calendar::read_calendar_among;
use voronka_definition::diagnostic::{Findings, render};
use voronka_definition::name::ProcessId;
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::process::compile_unproved;
use voronka_definition::{Diagnostics, Finding, Process, Source, Text, compile};
use voronka_scenario::read::{self as scenarios, Head, House};
use voronka_scenario::script;

use crate::commands::test::lookup::{self, PROCESS, is_scenario};
use crate::files::{self, Definitions};
use crate::terminal::Terminal;

/// A process that scenarios try, with its text.
#[derive(Debug)]
pub struct Tested {
    /// Its text.
    pub source: Source,
    /// The process.
    pub process: Arc<Process>,
    /// Whether `check` accepts it. Where only its proofs fail it is played all the same: the scenario that a finding offers shows
    /// what would happen.
    pub is_accepted: bool,
}

/// A file of scenarios with all that it needs.
pub struct Suite {
    /// What it says.
    pub read: script::Suite,
    /// The process it tries.
    pub process: Arc<Tested>,
    /// The world it plays in.
    pub world: Arc<World>,
}

/// Everything that is run.
pub struct Given {
    /// The files in order.
    pub suites: Vec<Suite>,
}

impl Given {
    /// Reads what the paths name; nothing where a file has mistakes, which were told then.
    pub fn of(paths: &[PathBuf], terminal: &Terminal) -> Result<Option<Self>> {
        let mut found: Vec<Found> = Vec::new();
        for path in paths {
            scenario_files(path, &mut found, terminal)?;
        }
        let mut seen = BTreeSet::new();
        found.retain(|one| seen.insert(one.file.canonicalize().unwrap_or_else(|_| one.file.clone())));
        let mut reading = Reading { terminal, known: BTreeMap::new() };
        let mut suites = Vec::new();
        let mut is_whole = true;
        for found in found {
            match reading.suite(&found)? {
                Some(suite) => suites.push(suite),
                None => is_whole = false,
            }
        }
        Ok(is_whole.then_some(Self { suites }))
    }

    /// Each process that is tried, once.
    pub fn processes(&self) -> Vec<&Tested> {
        let mut seen = BTreeSet::new();
        let tested = self.suites.iter().map(|suite| &*suite.process);
        tested.filter(|tested| seen.insert(tested.process.id.clone())).collect()
    }
}

/// A file of scenarios, and the file of its process where the command line names that.
struct Found {
    file: PathBuf,
    process: Option<PathBuf>,
}

/// The files of scenarios at a path: itself, those of a process that stand beside it, or all in a folder and the folders below.
fn scenario_files(path: &Path, found: &mut Vec<Found>, terminal: &Terminal) -> Result<()> {
    if path.is_dir() {
        let name = path.display();
        let unreadable = || terminal.pick(format!("не читается папка {name}"), format!("cannot read the folder {name}"));
        let listed = std::fs::read_dir(path).with_context(unreadable)?;
        let mut inside = listed.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>().with_context(unreadable)?;
        inside.sort();
        for path in inside.iter().filter(|path| path.is_dir() || is_scenario(path)) {
            scenario_files(path, found, terminal)?;
        }
    } else if is_scenario(path) || !path.is_file() {
        found.push(Found { file: path.to_owned(), process: None });
    } else {
        let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut here = Vec::new();
        scenario_files(beside, &mut here, terminal)?;
        let name = lookup::name_in(path);
        let is_own = |one: &Found| one.file.parent() == Some(beside) && lookup::name_in(&one.file) == name;
        let own = here.into_iter().filter(is_own);
        found.extend(own.map(|one| Found { process: Some(path.to_owned()), ..one }));
    }
    Ok(())
}

/// Reads files; what was read for one file of scenarios serves the next.
struct Reading<'a> {
    terminal: &'a Terminal,
    known: BTreeMap<PathBuf, Option<Arc<Tested>>>,
}

impl Reading<'_> {
    fn suite(&mut self, Found { file, process }: &Found) -> Result<Option<Suite>> {
        let source = files::source(file, self.terminal)?;
        let head = match scenarios::head(&source) {
            Ok(head) => head,
            Err(Diagnostics(findings)) => return Ok(self.tell(&findings, &source)),
        };
        let Some(process) = self.process((file, process.as_deref()), &head, &source)? else { return Ok(None) };
        let Some(organisation) = self.organisation(file, &head, &source)? else { return Ok(None) };
        let processes: BTreeMap<ProcessId, Arc<Process>> = self.neighbours(file, &process)?;
        let names: BTreeSet<ProcessId> = processes.keys().cloned().collect();
        let given = scenarios::Given { process: &process.process, organisation: &organisation, processes: &names };
        let read = match scenarios::suite(&source, given) {
            Ok(checked) => checked.value,
            Err(Diagnostics(findings)) => return Ok(self.tell(&findings, &source)),
        };
        let world = World { organisation, calendars: self.calendars(file), processes, heirs: BTreeMap::new() };
        let missing = world.missing_calendars();
        if let Some(calendar) = missing.first() {
            bail!(self.terminal.pick(format!("нет календаря «{calendar}»"), format!("there is no calendar `{calendar}`")));
        }
        Ok(Some(Suite { read, process, world: Arc::new(world) }))
    }

    /// Tells mistakes, and gives nothing.
    fn tell<T>(&self, findings: &[Finding], source: &Source) -> Option<T> {
        self.terminal.remark(render(findings, source, self.terminal.style_of_errors()).trim_end());
        None
    }

    fn not_there<T>(&self, code: &'static str, head_at: voronka_definition::Span, source: &Source, what: Text) -> Option<T> {
        let findings = Findings::new(&source.file);
        findings.error(code, head_at, what);
        self.tell(&findings.into_sorted(), source)
    }

    /// The process of this name: the file that is named, one beside the scenarios, or one in a folder nearby.
    fn process(&mut self, at: (&Path, Option<&Path>), head: &Head, source: &Source) -> Result<Option<Arc<Tested>>> {
        let (file, named) = at;
        let name = head.process.as_str();
        let place = match named {
            Some(named) => Ok(named.to_owned()),
            None => lookup::process(&folders_of(file), name),
        };
        let missed = match place {
            Ok(place) => return self.compiled(&place),
            Err(missed) => missed,
        };
        let (what, help) = missed.told(name);
        let findings = Findings::new(&source.file);
        findings.error_with("unknown_process", head.process_at, what, Some(help));
        Ok(self.tell(&findings.into_sorted(), source))
    }

    /// A process of a file; nothing where it has mistakes, which were told.
    fn compiled(&mut self, path: &Path) -> Result<Option<Arc<Tested>>> {
        if let Some(known) = self.known.get(path) {
            return Ok(known.clone());
        }
        let source = files::source(&shortened(path), self.terminal)?;
        let tested = match compile(&source) {
            Ok(checked) => Some((checked.value, true)),
            Err(Diagnostics(findings)) => {
                self.tell::<Tested>(&findings, &source);
                compile_unproved(&source).ok().map(|checked| (checked.value, false))
            }
        };
        let tested = tested.map(|(process, is_accepted)| Arc::new(Tested { process: Arc::new(process), source, is_accepted }));
        self.known.insert(path.to_owned(), tested.clone());
        Ok(tested)
    }

    /// The processes that a deal may go on in: those in the folders beside, as far as they compile.
    fn neighbours(&self, file: &Path, own: &Tested) -> Result<BTreeMap<ProcessId, Arc<Process>>> {
        let beside = folders_of(file).get(1).and_then(|folder| std::fs::read_dir(folder).ok());
        let folders = beside.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join(PROCESS)));
        let mut processes = BTreeMap::new();
        for place in folders.filter(|place| place.is_file()) {
            let source = files::source(&place, self.terminal)?;
            if let Ok(checked) = compile(&source) {
                processes.insert(checked.value.id.clone(), Arc::new(checked.value));
            }
        }
        processes.insert(own.process.id.clone(), Arc::clone(&own.process));
        Ok(processes)
    }

    fn organisation(&self, file: &Path, head: &Head, source: &Source) -> Result<Option<Organisation>> {
        let name = match &head.house {
            House::Inline(organisation) => return Ok(Some((**organisation).clone())),
            House::Named(name) => name,
        };
        let Some(found) = self.organisation_source(file, name)? else {
            let what = Text::both(format!("организации «{name}» рядом нет"), format!("there is no organisation `{name}` nearby"));
            return Ok(self.not_there("unknown_organisation", head.house_at, source, what));
        };
        match read_organisation(&found) {
            Ok(checked) => Ok(Some(checked.value)),
            Err(Diagnostics(findings)) => Ok(self.tell(&findings, &found)),
        }
    }

    /// `demo` is `demo/organisation.yaml` in this folder or one above, or in `processes/` there; a path is a path.
    fn organisation_source(&self, file: &Path, name: &str) -> Result<Option<Source>> {
        let folders = folders_of(file);
        let is_path = name.contains('/') || name.ends_with(".yaml");
        let mut places: Vec<PathBuf> = Vec::new();
        if is_path {
            places.extend(folders.first().map(|folder| folder.join(name)));
        }
        for folder in folders.iter().filter(|_| !is_path) {
            let own = Path::new(name).join("organisation.yaml");
            places.extend([folder.join(&own), folder.join("processes").join(&own)]);
        }
        match places.into_iter().find(|place| place.is_file()) {
            Some(place) => files::source(&shortened(&place), self.terminal).map(Some),
            None => Ok(Definitions::embedded().organisation.filter(|_| name == "demo")),
        }
    }

    fn calendars(&self, file: &Path) -> BTreeMap<voronka_definition::name::CalendarId, voronka_definition::calendar::Calendar> {
        let mut sources = Definitions::embedded().calendars;
        sources.extend(files::calendars_beside(file));
        let read = sources.iter().filter_map(|source| read_calendar_among(source, &sources).ok());
        read.map(|checked| (checked.value.id().clone(), checked.value)).collect()
    }
}

/// The folder of a file, that folder's folder, and so on.
fn folders_of(file: &Path) -> Vec<PathBuf> {
    let whole = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    whole.ancestors().skip(1).map(Path::to_owned).collect()
}

/// A path as its reader would write it from here.
pub(super) fn shortened(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or_else(|| path.to_owned())
}
