//! What the demo says once it is ready: where it is, whom to be, how to move time.

use anyhow::Result;
use voronka_core::World;
use voronka_definition::Locale;
use voronka_definition::organisation::Person;
use voronka_runtime::Engine;

use crate::demo::seed::Seeded;
use crate::story::layout::{self, day_name};
use crate::terminal::Terminal;

/// Whom to be first, and what there is to see as that person.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("anna", "менеджер: свои задачи на сегодня", "a manager: her tasks for today"),
    ("boris", "руководитель отдела: просроченное у его людей", "head of a department: what is late with his people"),
    ("olga", "руководитель продаж: то, что опоздало сильно", "head of sales: what is very late"),
    ("ivan", "руководитель направления: кому отдать сделку", "head of a direction: who gets a deal"),
    ("vera", "администратор: все сделки, письма, часы", "an administrator: every deal, letters, the clock"),
    ("maria", "дизайнер процессов", "a designer of processes"),
];

/// What the text is made of.
pub struct Facts<'a> {
    /// Where the pages are.
    pub base_url: &'a str,
    /// Which definitions are used.
    pub which: &'a str,
    /// What was walked, where the demo is new.
    pub seeded: Option<Seeded>,
    /// Whether letters are sent.
    pub letters_are_sent: bool,
}

/// The text.
pub async fn text(engine: &Engine, facts: &Facts<'_>, terminal: &Terminal) -> Result<String> {
    let world = engine.world();
    let now = engine.now().await?.with_timezone(&world.organisation.time_zone);
    let (day, time) = (day_name(now.date_naive(), terminal.locale), now.format("%H:%M"));
    let mut lines = vec![
        String::new(),
        terminal.pick(format!("Демо готово: {}", bold(facts.base_url, terminal)), format!("The demo is ready: {}", bold(facts.base_url, terminal))),
        String::new(),
        deals(facts, terminal),
        terminal.pick(format!("Описания процессов: {}.", facts.which), format!("The processes are those {}.", facts.which)),
        letters(facts, terminal),
        terminal.pick(
            format!("Часы демо стоят: {day}, {time}. Машина времени вверху каждой страницы двигает их вперед, и все, чему пришел срок, происходит."),
            format!("The demo's clock stands at {day}, {time}. The time machine at the top of each page moves it forward, and what falls due happens."),
        ),
        String::new(),
        terminal.pick("Пароля нет, войдите как:", "There is no password; log in as:").to_owned(),
    ];
    if let Some(stopped) = stopped(facts, terminal) {
        lines.insert(4, stopped);
    }
    lines = lines.iter().flat_map(|line| wrap(line, terminal)).collect();
    lines.extend(people(&world, terminal.locale));
    lines.push(String::new());
    lines.push(
        terminal.pick("Остановить: Ctrl+C. Начать заново: --fresh.", "Stop with Ctrl+C. Start anew with --fresh.").to_owned(),
    );
    Ok(lines.join("\n"))
}

fn deals(facts: &Facts<'_>, terminal: &Terminal) -> String {
    match facts.seeded {
        Some(seeded) => {
            let (deals, seconds) = (seeded.deals, format!("{:.1}", seeded.took.as_secs_f64()));
            terminal.pick(
                format!("Сделок: {deals}; три недели их жизни прошли за {} с.", seconds.replace('.', ",")),
                format!("Deals: {deals}; three weeks of their life took {seconds} s."),
            )
        }
        None => terminal.pick("Сделки прежние, с прошлого запуска.", "The deals are those of the last time.").to_owned(),
    }
}

/// How many deals a changed process has stopped, where it has stopped any.
fn stopped(facts: &Facts<'_>, terminal: &Terminal) -> Option<String> {
    let stopped = facts.seeded.map(|seeded| seeded.stopped).filter(|stopped| *stopped > 0)?;
    Some(terminal.pick(
        format!("На полпути остановилось сделок: {stopped}, потому что процесс в папке processes/ изменен. Они ждут вас там, где остановились."),
        format!("Deals that stopped early: {stopped}, because the process in processes/ was changed. They wait for you where they stopped."),
    ))
}

fn letters(facts: &Facts<'_>, terminal: &Terminal) -> String {
    let said = match facts.letters_are_sent {
        true => terminal.pick("Новые письма отправляются на почтовый сервер.", "New letters go to the mail server."),
        false => terminal.pick(
            "Письма не отправляются: они хранятся и видны администратору.",
            "Letters are not sent: they are kept, and an administrator sees them.",
        ),
    };
    said.to_owned()
}

fn people(world: &World, locale: Locale) -> Vec<String> {
    let known = PEOPLE.iter().filter_map(|(id, ru, en)| {
        let person: &Person = world.organisation.people.get(*id)?;
        Some((*id, person.name.as_str(), locale.pick(*ru, *en)))
    });
    let known: Vec<_> = known.collect();
    let widest = known.iter().map(|(_, name, _)| name.chars().count()).max().unwrap_or_default();
    known.iter().map(|(id, name, what)| format!("  {id:<6} {name:<widest$}  {what}")).collect()
}

/// A line in as many lines as the terminal needs; one with colours in it is short anyway.
fn wrap(line: &str, terminal: &Terminal) -> Vec<String> {
    if line.contains('\u{1b}') { vec![line.to_owned()] } else { layout::wrap(line, layout::columns(terminal)) }
}

fn bold(text: &str, terminal: &Terminal) -> String {
    if terminal.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
