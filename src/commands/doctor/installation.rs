//! The configuration: where people reach the pages, what stands open, whether time runs.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use voronka_definition::Text;

use super::Looked;
use crate::cli::ServeArgs;
use crate::settings::{self, Settings, without_password};

pub(super) fn look(args: &ServeArgs, settings: &Settings) -> Vec<Looked> {
    let file = settings::file_of(args);
    let mut all = vec![configuration(file.as_deref(), settings)];
    all.extend(file.as_deref().and_then(|file| open_file(file, settings)));
    all.extend(address(settings));
    if settings.test_clock {
        all.push(Looked::doubtful(
            "clock",
            Text::both("включены тестовые часы: время стоит", "the test clock is on: time stands still"),
            Text::both(
                "в настоящей работе уберите test_clock, иначе ничего не наступит в срок",
                "take test_clock out for real work, or nothing will fall due",
            ),
        ));
    }
    all.extend(connections(settings));
    all
}

fn configuration(file: Option<&Path>, settings: &Settings) -> Looked {
    let from = file.map(|file| file.display().to_string());
    let (database, url) = (without_password(&settings.database), &settings.base_url);
    Looked::good(
        "configuration",
        format!("{}; база {database}, страницы {url}", from.as_deref().unwrap_or("без файла")),
        format!("{}; database {database}, pages at {url}", from.as_deref().unwrap_or("no file")),
    )
}

/// A file with passwords that others of this machine can read.
#[cfg(unix)]
fn open_file(file: &Path, settings: &Settings) -> Option<Looked> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file).ok()?.permissions().mode() & 0o077;
    let has_secrets = settings.smtp.as_ref().is_some_and(|smtp| smtp.contains('@'))
        || settings.database.contains('@')
        || !settings.connections.is_empty();
    (mode != 0 && has_secrets).then(|| {
        let name = file.display();
        Looked::doubtful(
            "secrets",
            Text::both(
                format!("файл {name} с паролями могут читать другие пользователи этой машины"),
                format!("other users of this machine can read {name}, which holds passwords"),
            ),
            Text::both(format!("chmod 600 {name}"), format!("chmod 600 {name}")),
        )
    })
}

#[cfg(not(unix))]
fn open_file(_: &Path, _: &Settings) -> Option<Looked> {
    None
}

/// Whether letters lead where people can go, and not in the clear.
fn address(settings: &Settings) -> Option<Looked> {
    let is_local = |host: &str| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let url = url::Url::parse(&settings.base_url).ok()?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let listens_to_all = settings.listen.parse::<SocketAddr>().is_ok_and(|address| !address.ip().is_loopback());
    let shown = &settings.base_url;
    if is_local(&host) || host.parse::<IpAddr>().is_ok_and(|address| address.is_unspecified()) {
        return (listens_to_all || settings.smtp.is_some()).then(|| {
            Looked::doubtful(
                "address",
                Text::both(
                    format!("ссылки в письмах начинаются с {shown}: их открыть можно только на этой машине"),
                    format!("links in letters begin with {shown}: they open on this machine only"),
                ),
                Text::both(
                    "задайте base_url — адрес, по которому страницы открывают люди",
                    "set base_url to the address at which people open the pages",
                ),
            )
        });
    }
    (url.scheme() == "http").then(|| {
        Looked::doubtful(
            "address",
            Text::both(
                format!("{shown} без шифрования: пароли и жетоны видны в сети"),
                format!("{shown} is not encrypted: passwords and tokens can be read in the network"),
            ),
            Text::both(
                "поставьте перед сервером прокси с TLS и задайте base_url с https",
                "put a proxy with TLS before the server, and set a base_url with https",
            ),
        )
    })
}

/// The other systems that processes ask.
fn connections(settings: &Settings) -> Vec<Looked> {
    let look = |(name, wanted): (&_, &_)| match voronka_webhook::Connection::of(wanted) {
        Ok(_) => Looked::good("connection", format!("«{name}» задано верно"), format!("`{name}` is set up right")),
        Err(error) => Looked::bad(
            "connection",
            Text::both(format!("«{name}»: {error}"), format!("`{name}`: {error}")),
            Text::both("исправьте раздел connections в файле настроек", "repair connections in the configuration file"),
        ),
    };
    settings.connections.iter().map(look).collect()
}
