//! The configuration: flags, then `VORONKA_*` variables, then `voronka.yaml`, then what is usual.

mod connections;
mod file;
mod sign_on;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ipnet::IpNet;
use voronka_definition::Source;
use voronka_definition::diagnostic::render;
use voronka_definition::name::ConnectionId;
use voronka_webhook::Wanted;

use crate::cli::ServeArgs;
use crate::terminal::Terminal;
use file::FileSettings;

/// The file that is read where no other is named.
const USUAL_FILE: &str = "voronka.yaml";

/// A complete configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where the data lies.
    pub database: String,
    /// The folder of processes.
    pub processes: PathBuf,
    /// The organisation's file, where one is named.
    pub organisation: Option<PathBuf>,
    /// The address to listen at.
    pub listen: String,
    /// The address people reach the pages at, without a slash at the end.
    pub base_url: String,
    /// The mail server.
    pub smtp: Option<String>,
    /// The collector of traces.
    pub traces: Option<String>,
    /// Whether time stands still until it is moved.
    pub test_clock: bool,
    /// The other systems that processes may ask.
    pub connections: BTreeMap<ConnectionId, Wanted>,
    /// Whether people have passwords.
    pub passwords: bool,
    /// Whether letters carry links to act by without logging in.
    pub act_links: bool,
    /// Proxies of ours, whose word about the address of whoever asks is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// The identity provider by which people may enter, with its secret.
    pub sign_on: Option<voronka_sso::Wanted>,
}

impl Settings {
    /// The configuration of a command. Clap has already put the flags before the variables.
    pub fn of(args: &ServeArgs, terminal: &Terminal) -> Result<Self> {
        let file = match file_of(args) {
            Some(path) => read(&path, terminal)?,
            None => FileSettings::default(),
        };
        Self::layered(args, file, terminal)
    }

    fn layered(args: &ServeArgs, file: FileSettings, terminal: &Terminal) -> Result<Self> {
        let listen = given(&args.listen).or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let base_url = given(&args.base_url).or(file.base_url).unwrap_or_else(|| format!("http://{listen}"));
        let settings = Self {
            database: given(&args.database).or(file.database).unwrap_or_else(|| "sqlite://voronka.db".to_owned()),
            processes: given_path(&args.processes).or(file.processes).unwrap_or_else(|| PathBuf::from("processes")),
            organisation: given_path(&args.organisation).or(file.organisation),
            base_url: base_url.trim_end_matches('/').to_owned(),
            listen,
            smtp: given(&args.smtp).or(file.smtp),
            traces: given(&args.traces).or(file.traces),
            test_clock: args.test_clock.or(file.test_clock).unwrap_or(false),
            connections: file.connections,
            passwords: file.passwords.unwrap_or(true),
            act_links: file.act_links.unwrap_or(true),
            trusted_proxies: file.trusted_proxies,
            sign_on: file.sign_on.map(|wanted| voronka_sso::Wanted { secret: secret(sign_on::SECRET), ..wanted }),
        };
        settings.checked(terminal)
    }

    /// Whether the data lie in PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.database.starts_with("postgres")
    }

    fn checked(self, terminal: &Terminal) -> Result<Self> {
        known_scheme("database", &self.database, &["sqlite", "postgres", "postgresql"], terminal)?;
        known_scheme("base_url", &self.base_url, &["http", "https"], terminal)?;
        if let Some(smtp) = &self.smtp {
            known_scheme("smtp", smtp, &["smtp", "smtps"], terminal)?;
        }
        if let Some(traces) = &self.traces {
            known_scheme("traces", traces, &["http", "https"], terminal)?;
        }
        Ok(self)
    }
}

/// What a variable of the environment holds, where it holds something.
fn secret(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.trim().is_empty())
}

/// A setting is refused where its address begins with anything else.
fn known_scheme(key: &str, address: &str, known: &[&str], terminal: &Terminal) -> Result<()> {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    if known.contains(&scheme) {
        return Ok(());
    }
    let expected = known.iter().map(|scheme| format!("{scheme}://…")).collect::<Vec<_>>().join(", ");
    let shown = without_password(address);
    bail!(terminal.pick(
        format!("настройка {key}: ожидается {expected}, а задано «{shown}»"),
        format!("setting {key}: expected {expected}, found `{shown}`"),
    ));
}

/// An address as it may be shown: what stands before `@` is left out.
pub fn without_password(address: &str) -> String {
    match (address.find("://"), address.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}://…{}", &address[..scheme], &address[at..]),
        _ => address.to_owned(),
    }
}

/// A value that is set and not empty: an empty variable counts as unset.
fn given(value: &Option<String>) -> Option<String> {
    value.clone().filter(|value| !value.trim().is_empty())
}

fn given_path(value: &Option<PathBuf>) -> Option<PathBuf> {
    value.clone().filter(|value| !value.as_os_str().is_empty())
}

/// The configuration file of a command, where there is one.
pub fn file_of(args: &ServeArgs) -> Option<PathBuf> {
    let usual = Path::new(USUAL_FILE);
    given_path(&args.config).or_else(|| usual.is_file().then(|| usual.to_owned()))
}

fn read(path: &Path, terminal: &Terminal) -> Result<FileSettings> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .with_context(|| terminal.pick(format!("не читается {name}"), format!("cannot read {name}")))?;
    let source = Source { file: name.clone(), text };
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    match file::parse(&source, folder) {
        Ok(settings) => Ok(settings),
        Err(findings) => {
            terminal.remark(render(&findings.0, &source, terminal.style_of_errors()).trim_end());
            bail!(terminal.pick(format!("в настройках {name} есть ошибки"), format!("the configuration {name} has errors")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Terminal =
        Terminal { locale: voronka_definition::Locale::En, wanted: None, colour: false, colour_of_errors: false, width: 80 };

    fn from_file(text: &str) -> FileSettings {
        let source = Source { file: "voronka.yaml".to_owned(), text: text.to_owned() };
        file::parse(&source, Path::new("/etc/voronka")).expect("the file is right")
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_what_is_usual() {
        let file = from_file("database: sqlite:///var/a.db\nlisten: 0.0.0.0:1\ntest_clock: true\nprocesses: p\n");
        let args = ServeArgs { database: Some("sqlite://b.db".to_owned()), ..ServeArgs::default() };
        let settings = Settings::layered(&args, file, &TERMINAL).expect("complete");
        assert_eq!(settings.database, "sqlite://b.db");
        assert_eq!(settings.listen, "0.0.0.0:1");
        assert_eq!(settings.base_url, "http://0.0.0.0:1");
        assert_eq!(settings.processes, Path::new("/etc/voronka/p"));
        assert_eq!(settings.organisation, None);
        assert!(settings.test_clock);
    }

    #[test]
    fn a_flag_can_switch_off_what_the_file_switches_on() {
        let args = ServeArgs { test_clock: Some(false), ..ServeArgs::default() };
        let settings = Settings::layered(&args, from_file("test_clock: true"), &TERMINAL).expect("complete");
        assert!(!settings.test_clock);
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let args = ServeArgs { listen: Some(String::new()), smtp: Some(" ".to_owned()), ..ServeArgs::default() };
        let settings = Settings::layered(&args, FileSettings::default(), &TERMINAL).expect("complete");
        assert_eq!((settings.listen.as_str(), settings.smtp), ("127.0.0.1:8080", None));
    }

    #[test]
    fn an_address_of_another_kind_is_refused_without_its_password() {
        let args = ServeArgs { smtp: Some("http://anna:secret@mail".to_owned()), ..ServeArgs::default() };
        let error = Settings::layered(&args, FileSettings::default(), &TERMINAL).expect_err("refused").to_string();
        assert!(error.contains("smtp://") && error.contains("http://…@mail") && !error.contains("secret"), "{error}");
    }
}
