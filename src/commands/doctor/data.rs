//! The database: whether it opens, what waits in it, and its clock.

use chrono::{DateTime, TimeDelta, Utc};
use voronka_definition::{Locale, Text};
use voronka_runtime::{Quarantine, Store, StoreError};

use super::Looked;
use crate::settings::{Settings, without_password};
use crate::terminal::Terminal;
use crate::wiring;

/// How late the oldest due timer may be before somebody should look: a server fires it within the poll and a batch.
const LATE: TimeDelta = TimeDelta::minutes(2);

pub(super) async fn look(settings: &Settings, terminal: &Terminal) -> Vec<Looked> {
    let store = match wiring::open_existing(&settings.database, terminal).await {
        Ok(store) => store,
        Err(error) => return vec![closed(settings, &error)],
    };
    let mut all = vec![opened(settings)];
    match waiting(&store).await {
        Ok(found) => all.extend(found),
        Err(error) => all.push(Looked::bad(
            "database",
            error.text(),
            Text::both("проверьте базу командой voronka fsck", "check the database with voronka fsck"),
        )),
    }
    // What was read is read; a connection that does not close is no finding.
    drop(store.close().await);
    all
}

fn closed(settings: &Settings, error: &anyhow::Error) -> Looked {
    let shown = without_password(&settings.database);
    Looked::bad(
        "database",
        Text::both(format!("{shown}: {error:#}"), format!("{shown}: {error:#}")),
        Text::both(
            "проверьте настройку database и что база запущена и доступна этой машине",
            "check the setting database, and that the database runs and can be reached from here",
        ),
    )
}

fn opened(settings: &Settings) -> Looked {
    let shown = without_password(&settings.database);
    let size = settings.database.strip_prefix("sqlite://").and_then(|file| std::fs::metadata(file).ok()).map(|file| file.len());
    let size = size.map_or(String::new(), |bytes| format!(", {} MiB", bytes.div_ceil(1 << 20)));
    Looked::good("database", format!("{shown} открывается{size}"), format!("{shown} opens{size}"))
}

/// What waits for its moment, for a mail server, for a person.
async fn waiting(store: &Store) -> Result<Vec<Looked>, StoreError> {
    let now = store.now();
    let mut all = vec![clock(store, now)];
    let timer = store.next_timer_at().await?.filter(|at| *at + LATE < now && store.reads().standing().is_none());
    all.push(match timer {
        None => Looked::good("timers", "ни один не опаздывает", "none is late"),
        Some(at) => {
            let minutes = (now - at).num_minutes();
            Looked::bad(
                "timers",
                Text::both(
                    format!("самый старый должен был сработать {minutes} мин назад"),
                    format!("the oldest should have fired {minutes} min ago"),
                ),
                Text::both(
                    "работает ли сервер (voronka serve)? Если работает, посмотрите его журнал и страницу «Сбои»",
                    "does the server (voronka serve) run? If it does, look at its log and at the page of incidents",
                ),
            )
        }
    });
    if let Some(Quarantine { since, reason }) = store.reads().quarantine().await? {
        let since = since.format("%Y-%m-%d %H:%M UTC");
        let (ru, en) = (reason.get(Locale::Ru), reason.get(Locale::En));
        all.push(Looked::doubtful(
            "quarantine",
            Text::both(format!("с {since} ничего не отправляется: {ru}"), format!("nothing is sent since {since}: {en}")),
            Text::both(
                "voronka quarantine status покажет, что ждет; voronka quarantine end отправит",
                "voronka quarantine status shows what waits; voronka quarantine end sends it",
            ),
        ));
    }
    let queued: u64 = store.reads().queued().await?.iter().map(|(_, number)| number).sum();
    all.push(Looked::good("outbox", format!("ждет отправки: {queued}"), format!("{queued} waiting to be sent")));
    let incidents = store.reads().open_incidents().await?;
    all.push(match incidents {
        0 => Looked::good("incidents", "нет", "none"),
        number => Looked::doubtful(
            "incidents",
            Text::both(format!("ждут администратора: {number}"), format!("{number} waiting for an administrator")),
            Text::both("откройте страницу /incidents", "open the page /incidents"),
        ),
    });
    Ok(all)
}

#[allow(
    clippy::disallowed_methods,
    reason = "the clock of this machine is held against the database's; nothing is decided by it"
)]
fn machine_now() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}

fn clock(store: &Store, now: DateTime<Utc>) -> Looked {
    let zones = chrono_tz::IANA_TZDB_VERSION;
    if let Some(at) = store.reads().standing() {
        let shown =
            |locale: Locale| locale.pick(format!("часы базы стоят на {at}"), format!("the database's clock stands at {at}"));
        return Looked::doubtful(
            "clock",
            Text::both(shown(Locale::Ru), shown(Locale::En)),
            Text::both(
                "это база демо или тестовых часов: сроки в ней наступают, только когда время двигают",
                "this database is the demo's or a test clock's: things fall due only when its time is moved",
            ),
        );
    }
    let drift = now - machine_now();
    if drift.abs() > TimeDelta::seconds(5) {
        let seconds = drift.num_seconds();
        return Looked::doubtful(
            "clock",
            Text::both(
                format!("часы базы и этой машины расходятся на {seconds} с"),
                format!("the clocks of the database and of this machine differ by {seconds} s"),
            ),
            Text::both("включите синхронизацию времени (NTP) на обеих", "switch time synchronisation (NTP) on at both"),
        );
    }
    let at = now.format("%Y-%m-%d %H:%M:%S");
    Looked::good("clock", format!("{at} UTC, часовые пояса {zones}"), format!("{at} UTC, time zones {zones}"))
}
