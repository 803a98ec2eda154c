//! `diagram`: a process as a picture, as BPMN or as Mermaid. Drawing is the crate `voronka-export`'s.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use voronka_definition::diagnostic::render;
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::{Process, compile};
use voronka_export::bpmn::{Variant, bpmn};
use voronka_export::graph::graph;
use voronka_export::svg::{Theme, svg};
use voronka_export::{Words, mermaid};

use crate::cli::{DiagramArgs, DiagramFormat, DiagramTheme};
use crate::commands::Exit;
use crate::files::{self, FileKind};
use crate::terminal::Terminal;

/// A process that was asked for, and what lies beside it.
pub(super) struct Asked {
    /// The process.
    pub(super) process: Process,
    organisation: Option<Organisation>,
    /// The processes beside it, which it may start or go on from.
    others: Vec<Arc<Process>>,
}

impl Asked {
    /// Reads a process; `None` where it has errors, which are then shown.
    pub(super) fn read(path: &Path, terminal: &Terminal) -> Result<Option<Self>> {
        let sources = files::files_of(path, terminal)?.into_iter().map(|file| files::source(&file, terminal));
        let mut processes = sources.collect::<Result<Vec<_>>>()?;
        processes.retain(|source| files::kind_of(source) == FileKind::Process);
        let [source] = &processes[..] else {
            bail!(terminal.pick(
                format!("в {} процессов: {}; назовите один", path.display(), processes.len()),
                format!("{} holds {} processes; name one", path.display(), processes.len()),
            ));
        };
        let process = match compile(source) {
            Ok(checked) => checked.value,
            Err(findings) => {
                terminal.remark(render(&findings.0, source, terminal.style_of_errors()).trim_end());
                return Ok(None);
            }
        };
        let beside = files::organisations_beside(Path::new(&source.file));
        let organisation = match &beside[..] {
            [file] => read_organisation(&files::source(file, terminal)?).ok().map(|checked| checked.value),
            _ => None,
        };
        let others = files::processes_beside(Path::new(&source.file));
        let others = others.iter().filter_map(|other| Some(Arc::new(compile(other).ok()?.value)));
        Ok(Some(Self { process, organisation, others: others.collect() }))
    }

    /// The process in words.
    pub(super) fn words(&self, terminal: &Terminal) -> Words<'_> {
        Words { process: &self.process, organisation: self.organisation.as_ref(), others: &self.others, locale: terminal.locale }
    }
}

/// Prints the diagram.
pub fn run(args: &DiagramArgs, terminal: &Terminal) -> Result<Exit> {
    refuse_what_does_not_fit(args, terminal)?;
    let Some(asked) = Asked::read(&args.path, terminal)? else { return Ok(Exit::Found) };
    let words = asked.words(terminal);
    let text = match args.format {
        DiagramFormat::Svg => picture(args, &words, terminal)?,
        DiagramFormat::Bpmn => bpmn(&words, if args.mining { Variant::Mining } else { Variant::Readable }),
        DiagramFormat::Mermaid => mermaid(&graph(&words)),
    };
    terminal.print(text.trim_end());
    Ok(Exit::Clean)
}

fn refuse_what_does_not_fit(args: &DiagramArgs, terminal: &Terminal) -> Result<()> {
    if args.mining && args.format != DiagramFormat::Bpmn {
        bail!(terminal.pick("--mining бывает только с --format bpmn", "--mining goes with --format bpmn only"));
    }
    if args.stage.is_some() && args.format != DiagramFormat::Svg {
        bail!(terminal.pick("--stage бывает только с --format svg", "--stage goes with --format svg only"));
    }
    Ok(())
}

fn picture(args: &DiagramArgs, words: &Words<'_>, terminal: &Terminal) -> Result<String> {
    let mut graph = graph(words);
    if let Some(stage) = &args.stage {
        graph.only = graph.lanes.iter().position(|lane| lane.id == *stage);
        if graph.only.is_none() {
            let known = graph.lanes.iter().map(|lane| lane.id.as_str()).collect::<Vec<_>>().join(", ");
            bail!(terminal.pick(
                format!("в процессе нет стадии «{stage}»; есть: {known}"),
                format!("the process has no stage `{stage}`; it has: {known}"),
            ));
        }
    }
    let theme = match args.theme {
        DiagramTheme::Auto => Theme::Auto,
        DiagramTheme::Light => Theme::Light,
        DiagramTheme::Dark => Theme::Dark,
    };
    Ok(svg(&graph, theme))
}
