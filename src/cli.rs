//! The command line as clap reads it: commands, flags, help. What they do stands in [`crate::commands`].

mod account;
mod bench;
mod calendar;
mod copies;
mod simulate;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use voronka_definition::Locale;

pub use account::{AccountCommand, AccountInviteArgs};
pub use bench::{
    BenchCommand, BenchCompleteArgs, BenchDecideArgs, BenchInboxArgs, BenchPagesArgs, BenchStartArgs, BenchStartUpArgs,
    BenchTimersArgs,
};
pub use calendar::{CalendarCommand, CalendarImportArgs, CalendarShowArgs};
pub use copies::{CopyArgs, QuarantineCommand, QuarantineEndArgs};
pub use simulate::SimulateFaultsArgs;

/// What stands below the help of every command.
const EXIT_CODES: &str = "\
Exit status: 0 all is well (warnings allowed); 1 something was found: errors in a process, a scenario that does not hold, \
damage in a database, a story that went another way; 2 the command could not run.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "voronka", version, after_help = EXIT_CODES, max_term_width = 100, disable_help_subcommand = true)]
#[command(about = "A process engine for corporate sales: the process as YAML, tasks to managers, overdue ones to the head")]
pub struct Cli {
    /// Language of the output: ru or en; else the locale decides
    #[arg(long, global = true, env = "VORONKA_LANG", value_name = "ru|en")]
    pub lang: Option<Locale>,
    /// How log records look on standard error; RUST_LOG chooses which are shown
    #[arg(long, global = true, env = "VORONKA_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, value_name = "FORMAT")]
    pub log_format: LogFormat,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// How log records look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For the eyes.
    Text,
    /// One JSON object a line.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the whole product on an embedded database: an organisation, processes, deals in every stage, a time machine
    Demo(DemoArgs),
    /// Run the server
    Serve(ServeArgs),
    /// Check processes, calendars and organisations, and name every mistake with its place
    Check(CheckArgs),
    /// Run the scenarios of processes, and say what of the process they take
    Test(TestArgs),
    /// Print a process as a picture (SVG), as BPMN 2.0 XML with layout, or as a Mermaid flowchart
    Diagram(DiagramArgs),
    /// Print a process as a document for people: who does what, by when, and what follows
    Explain(ExplainArgs),
    /// Show a business calendar, or make one out of another program's file
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Print what happened in cases as an event log
    #[command(subcommand)]
    Export(ExportCommand),
    /// Print the JSON Schema (draft-07) of the process language, for editors
    Schema,
    /// Serve an editor over standard input and output by the Language Server Protocol
    Lsp,
    /// Manage API tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// Invite people to set a password
    #[command(subcommand)]
    Account(AccountCommand),
    /// Explain a date, an assignee, an escalation, or what a case waits for: rule, line, calendar and facts
    Why(WhyArgs),
    /// Check every invariant of the stored data
    Fsck(FsckArgs),
    /// Copy a database in a file, also while a server works on it, and check the copy
    Backup(CopyArgs),
    /// Put a copy where the database shall lie; it sends nothing until its quarantine is ended
    Restore(CopyArgs),
    /// Say what a restored database would send, and let it
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
    /// Look at configuration, database, mail server, calendars and clock, and say what to do
    Doctor(DoctorArgs),
    /// Measure this machine; prints one JSON line for each measurement
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Run the engine in virtual time under random faults, and hold each run against the same one without
    SimulateFaults(SimulateFaultsArgs),
    /// Print the version
    Version,
}

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address to serve the pages at
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: String,
    /// Folder for the demo's database; later starts go on with what is there
    #[arg(long, default_value = "demo-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Throw the demo's database away and start anew
    #[arg(long)]
    pub fresh: bool,
    /// Send letters through this mail server, as smtp://localhost:25, instead of keeping and showing them
    #[arg(long, value_name = "URL")]
    pub smtp: Option<String>,
    /// Tell one sale from the first call to the signed contract in the terminal, then exit
    #[arg(long, conflicts_with_all = ["listen", "data", "fresh", "smtp"])]
    pub story: bool,
}

/// The configuration of `serve`, which every command that touches data takes.
///
/// A flag wins over its variable, and that over the key of the same name in the file.
#[derive(Debug, Clone, Default, Args)]
pub struct ServeArgs {
    /// Configuration file; without this flag, voronka.yaml in the working directory where there is one
    #[arg(long, env = "VORONKA_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where the data lies: sqlite://FILE or postgres://… [default: sqlite://voronka.db]
    #[arg(long, env = "VORONKA_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// Folder of processes: one folder a process, and calendars/ [default: processes]
    #[arg(long, env = "VORONKA_PROCESSES", value_name = "DIR")]
    pub processes: Option<PathBuf>,
    /// The organisation's file [default: organisation.yaml in the folder of processes]
    #[arg(long, env = "VORONKA_ORGANISATION", value_name = "FILE")]
    pub organisation: Option<PathBuf>,
    /// Address to listen at [default: 127.0.0.1:8080]
    #[arg(long, env = "VORONKA_LISTEN", value_name = "ADDR")]
    pub listen: Option<String>,
    /// The address people reach the pages at; links in letters begin with it [default: http:// and the listen address]
    #[arg(long, env = "VORONKA_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    /// Mail server, as smtp://user:password@host:587; without one letters are kept and shown
    #[arg(long, env = "VORONKA_SMTP", value_name = "URL")]
    pub smtp: Option<String>,
    /// Collector of OpenTelemetry, as http://collector:4318; without one no traces are kept
    #[arg(long, env = "VORONKA_TRACES", value_name = "URL")]
    pub traces: Option<String>,
    /// Let time stand still until an administrator moves it: for tests only
    #[arg(
        long, env = "VORONKA_TEST_CLOCK", value_name = "BOOL", num_args = 0..=1, require_equals = true,
        default_missing_value = "true"
    )]
    pub test_clock: Option<bool>,
}

/// `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// How the looks are printed
    #[arg(long, value_enum, default_value_t = DoctorFormat::Text, value_name = "FORMAT")]
    pub format: DoctorFormat,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}

/// How `doctor` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DoctorFormat {
    /// For the eyes.
    Text,
    /// One JSON list.
    Json,
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A file, a folder of a process, or a folder of such folders
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The organisation whose people, positions and directions the processes may name; else `organisation.yaml` or
    /// `demo/organisation.yaml` beside the file, and where there is none, beside its folder
    #[arg(long, value_name = "FILE")]
    pub organisation: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = CheckFormat::Text, value_name = "FORMAT")]
    pub format: CheckFormat,
    /// Write the story of each case that can get stuck as a scenario file into this folder
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For the eyes.
    Text,
    /// For editors and scripts.
    Json,
    /// SARIF 2.1.0, for CI services that show findings beside the code.
    Sarif,
}

/// `test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// A file *.scenario.yaml, a process, or a folder with such files in it or below
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write the results as JUnit XML too, for a build server
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Write what happened into this folder: an event log (XES) for each scenario that the flow alone carried to its end, and the
    /// diagram (BPMN) of its process to replay it on
    #[arg(long, value_name = "DIR")]
    pub logs: Option<PathBuf>,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t = TestFormat::Text, value_name = "FORMAT")]
    pub format: TestFormat,
    /// Change the process in small ways and say which changes no scenario notices; each of them counts as found
    #[arg(long)]
    pub mutate: bool,
}

/// How the report of `test` is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For the eyes.
    Text,
    /// For scripts.
    Json,
}

/// `diagram`.
#[derive(Debug, Args)]
pub struct DiagramArgs {
    /// The file of a process, or its folder
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What is printed
    #[arg(long, value_enum, default_value_t = DiagramFormat::Svg, value_name = "FORMAT")]
    pub format: DiagramFormat,
    /// Only this stage; for SVG
    #[arg(long, value_name = "ID")]
    pub stage: Option<String>,
    /// Colours of the SVG; auto follows the reader's system
    #[arg(long, value_enum, default_value_t = DiagramTheme::Auto, value_name = "THEME")]
    pub theme: DiagramTheme,
    /// BPMN of tasks and plain gateways with the names of the event log, for process mining
    #[arg(long)]
    pub mining: bool,
}

/// How a process is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramFormat {
    /// A picture.
    Svg,
    /// BPMN 2.0 XML.
    Bpmn,
    /// A Mermaid flowchart.
    Mermaid,
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagramTheme {
    /// Those that the reader's system prefers.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The file of a process, or its folder
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What is printed: Markdown, or one HTML file with the picture inside, ready for A4
    #[arg(long, value_enum, default_value_t = ExplainFormat::Md, value_name = "FORMAT")]
    pub format: ExplainFormat,
}

/// How a process is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// Markdown.
    Md,
    /// One HTML file.
    Html,
}

/// `export`.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// The event log as XES 1.0 (IEEE 1849)
    Xes(ExportArgs),
    /// The event log as CSV, one line an event
    Csv(ExportArgs),
}

/// `export xes` and `export csv`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Only cases of this process
    #[arg(long, value_name = "ID")]
    pub process: Option<String>,
    /// Only what the flow of the stages did, to be replayed on `diagram --format bpmn --mining`; only finished cases
    #[arg(long)]
    pub mining: bool,
    /// Those in the archive too
    #[arg(long)]
    pub archived: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}

/// `token`.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token for the API; it is printed once and kept nowhere
    Create(TokenCreateArgs),
}

/// `token create`.
#[derive(Debug, Args)]
pub struct TokenCreateArgs {
    /// Whose token it is: the id of a person of the organisation
    #[arg(long, value_name = "ID")]
    pub person: String,
    /// What it is for
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub name: String,
    /// After how many days it stops working; without this flag, never
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub expires: Option<u32>,
    /// It only reads
    #[arg(long)]
    pub read_only: bool,
    /// It only reads, and only the deals of this department and of those below it
    #[arg(long, value_name = "ID")]
    pub department: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}

/// `why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The id of a task or of a case, as the API and the addresses of the pages have it
    #[arg(value_name = "ID")]
    pub id: String,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = WhyFormat::Text, value_name = "FORMAT")]
    pub format: WhyFormat,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}

/// How the answer of `why` is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhyFormat {
    /// For the eyes.
    Text,
    /// As the API answers.
    Json,
}

/// `fsck`.
#[derive(Debug, Args)]
pub struct FsckArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub serve: ServeArgs,
}
