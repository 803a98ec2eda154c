//! Printing what is new: the lines of the history as the core tells them, and the letters that were kept, in the order of time.

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use voronka_core::case::{Case, Phase};
use voronka_core::notice::Message;
use voronka_core::tell::{Told, tell};
use voronka_core::{Event, Recorded, World};
use voronka_runtime::{Engine, LetterFilter, LetterRecord, LetterState, PageRequest};

use crate::story::layout::{self, Ink};
use crate::terminal::Terminal;

/// The most events and letters of a story.
const MOST: u32 = 200;

/// Tells a case as it goes.
#[derive(Debug)]
pub struct Teller<'a> {
    terminal: &'a Terminal,
    told: u64,
    day: Option<NaiveDate>,
    time: String,
    said: Option<String>,
    letters: Vec<u32>,
}

/// Something to print, with its place in time: events before the letters of the same moment.
enum Item {
    Event(Told, Box<Event>),
    Letter(Box<LetterRecord>, bool),
}

impl Item {
    fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Event(told, _) => told.at,
            Self::Letter(letter, _) => letter.at,
        }
    }
}

impl<'a> Teller<'a> {
    /// Nothing is told yet.
    pub fn new(terminal: &'a Terminal) -> Self {
        Self { terminal, told: 0, day: None, time: String::new(), said: None, letters: Vec::new() }
    }

    /// Prints what happened since the last time.
    pub async fn catch_up(&mut self, engine: &Engine, case: &Case) -> Result<()> {
        let history = whole_history(engine, case).await?;
        let mut items = self.new_events(engine, case, &history).await?;
        items.extend(self.new_letters(engine, case, &history).await?);
        items.sort_by_key(Item::at);
        let world = engine.world();
        for item in &items {
            self.print(item, &world);
        }
        Ok(())
    }

    async fn new_events(&mut self, engine: &Engine, case: &Case, history: &[Recorded]) -> Result<Vec<Item>> {
        let process = engine.process(&case.process, &case.version).await?;
        let told = tell(&process, &engine.world(), history, self.terminal.locale);
        let new = told.into_iter().filter(|line| line.seq > self.told);
        let of = |line: &Told| history.iter().find(|recorded| recorded.seq == line.seq).map(|recorded| recorded.event.clone());
        let items: Vec<Item> =
            new.filter_map(|line| Some((of(&line)?, line))).map(|(event, line)| Item::Event(line, Box::new(event))).collect();
        self.told = case.revision;
        Ok(items)
    }

    async fn new_letters(&mut self, engine: &Engine, case: &Case, history: &[Recorded]) -> Result<Vec<Item>> {
        let filter = LetterFilter { case: Some(case.id), state: Some(LetterState::Kept), ..LetterFilter::default() };
        let page = engine.reads().letters(&filter, &PageRequest { limit: MOST, after: None }).await?;
        let mut new: Vec<LetterRecord> =
            page.items.into_iter().filter(|one| !self.letters.contains(&one.notice.number)).collect();
        new.sort_by_key(|letter| letter.notice.number);
        self.letters.extend(new.iter().map(|letter| letter.notice.number));
        let whole = |letter: &LetterRecord| {
            history.iter().any(|recorded| match &recorded.event {
                Event::NoticeGiven { notice } if notice.number == letter.notice.number => {
                    matches!(notice.message, Message::Overdue { .. })
                }
                _ => false,
            })
        };
        Ok(new
            .into_iter()
            .map(|letter| (whole(&letter), letter))
            .map(|(whole, letter)| Item::Letter(Box::new(letter), whole))
            .collect())
    }

    fn print(&mut self, item: &Item, world: &World) {
        let time = self.time_of(item.at(), world);
        let text = match item {
            Item::Event(told, event) => self.event(&time, told, event),
            Item::Letter(letter, whole) => self.letter(&time, letter, *whole),
        };
        self.terminal.print(&text);
    }

    /// The time to print: nothing where it is the one printed last. A new day gets its line.
    fn time_of(&mut self, at: DateTime<Utc>, world: &World) -> String {
        let zone = world.organisation.time_zone;
        let local = at.with_timezone(&zone);
        if self.day != Some(local.date_naive()) {
            self.day = Some(local.date_naive());
            self.time.clear();
            self.terminal.print(&layout::day(at, zone, self.terminal));
        }
        let time = local.format("%H:%M").to_string();
        if time == self.time {
            return String::new();
        }
        self.time.clone_from(&time);
        time
    }

    fn event(&mut self, time: &str, told: &Told, event: &Event) -> String {
        let (sign, ink) = sign_of(event);
        let mut text = layout::entry(time, sign, &told.text, ink, self.terminal);
        // One comment belongs to every event of its act; it is said once.
        if let Some(comment) = told.comment.as_ref().filter(|comment| self.said.as_ref() != Some(comment)) {
            text.push('\n');
            text.push_str(&layout::said(comment, self.terminal));
        }
        self.said = told.comment.clone().or_else(|| self.said.take());
        text
    }

    fn letter(&self, time: &str, letter: &LetterRecord, whole: bool) -> String {
        let to = self.terminal.pick("Письмо: ", "Letter to ");
        if !whole {
            let text = format!("{to}{} — {}", letter.to_name, letter.subject);
            return layout::entry(time, "✉", &text, Ink::Faint, self.terminal);
        }
        let head = layout::entry(time, "✉", &format!("{to}{} <{}>", letter.to_name, letter.address), Ink::Bold, self.terminal);
        format!("{head}\n{}", layout::letter(&letter.subject, &letter.text, self.terminal))
    }

    /// The end of the story in figures.
    pub fn summary(&self, case: &Case, world: &World, took: Duration) -> String {
        let end = match case.phase {
            Phase::Finished { at, .. } => at,
            Phase::Running(_) | Phase::Errand => case.opened_at,
        };
        let zone = world.organisation.time_zone;
        let days = (end.with_timezone(&zone).date_naive() - case.opened_at.with_timezone(&zone).date_naive()).num_days() + 1;
        let (events, letters, millis) = (case.revision, self.letters.len(), took.as_millis());
        let text = self.terminal.pick(
            format!("Событий в истории: {events}, писем: {letters}, дней: {days}; рассказано за {millis} мс."),
            format!("Events in the history: {events}, letters: {letters}, days: {days}; told in {millis} ms."),
        );
        let lines = layout::wrap(&text, layout::columns(self.terminal));
        format!("\n{}", lines.iter().map(|line| Ink::Faint.on(line, self.terminal)).collect::<Vec<_>>().join("\n"))
    }
}

async fn whole_history(engine: &Engine, case: &Case) -> Result<Vec<Recorded>> {
    let mut history = Vec::new();
    loop {
        let after = history.last().map_or(0, |recorded: &Recorded| recorded.seq);
        let more = engine.reads().history(case.id, after, MOST).await?;
        if more.is_empty() {
            return Ok(history);
        }
        history.extend(more);
    }
}

/// The sign before a line, by what happened.
fn sign_of(event: &Event) -> (&'static str, Ink) {
    match event {
        Event::CaseStarted { .. } => ("◆", Ink::Bold),
        Event::StageEntered { .. } => ("▶", Ink::Bold),
        Event::TaskCreated { .. } => ("○", Ink::Cyan),
        Event::TaskCompleted { .. } | Event::VerdictGiven { .. } => ("●", Ink::Cyan),
        Event::TaskCancelled { .. } => ("×", Ink::Faint),
        Event::LoopTaken { .. } | Event::ReturnTaken { .. } => ("↺", Ink::Cyan),
        Event::TaskRescheduled { .. } | Event::TaskReassigned { .. } | Event::OwnerChanged { .. } => ("→", Ink::Cyan),
        Event::Escalated { .. } | Event::RungTaken { .. } | Event::BoundReached { .. } | Event::IncidentOpened { .. } => {
            ("▲", Ink::Red)
        }
        Event::Reminded { .. } => ("◷", Ink::Faint),
        Event::CaseFinished { .. } => ("★", Ink::Green),
        _ => ("·", Ink::Faint),
    }
}
