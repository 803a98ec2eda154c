//! One letter of several notices, and the digest of a day: what is overdue, what is due today, what is new.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_core::TaskId;
use voronka_core::notice::{Hearer, Matter, Message, Standing, TaskFacts};
use voronka_core::words::{Speaker, day, late_by, moment_seen_from, plural, shortened};
use voronka_runtime::{Bundle, Letter, Parcel, TaskRecord};

use super::about::About;
use super::page::{Item, Page, Section, Tone};
use super::paper::Paper;
use super::part::Part;
use super::template;
use super::{Reader, Unwritable};
use crate::site::Site;
use voronka_core::words::{as_read, lines, one_line};
use voronka_definition::name::PersonId;

/// How many entries a part of a letter shows.
const SHOWN: usize = 50;
/// How many characters of a title an entry shows.
const LONGEST_TITLE: usize = 120;

/// Writes the letter of a bundle.
///
/// # Errors
/// The reader is unknown, or a template of a definition fails.
pub fn render_bundle(bundle: &Bundle, site: &Site) -> Result<Letter, Unwritable> {
    let reader = Reader::person(&bundle.world, &bundle.to)?;
    let speaker = reader.speaker(&bundle.world);
    let mut writer = Writer { bundle, site, speaker, seen: BTreeSet::new(), items: Vec::new() };
    writer.gather()?;
    let page = writer.page();
    let (text, html) = Paper::Internal.print(&page).map_err(|error| Unwritable::Template(error.to_string()))?;
    Ok(Letter {
        to_name: one_line(&reader.name),
        address: reader.address.clone(),
        subject: page.subject,
        text,
        html,
        message_id: site.message_id_of(&bundle.identity),
        locale: reader.locale,
        invitation: None,
    })
}

struct Writer<'a> {
    bundle: &'a Bundle,
    site: &'a Site,
    speaker: Speaker<'a>,
    /// Tasks that have an entry already: one is enough.
    seen: BTreeSet<(Part, TaskId)>,
    items: Vec<Entry>,
}

struct Entry {
    part: Part,
    /// When its task is due; `None` for what is about no open task.
    due_at: Option<DateTime<Utc>>,
    item: Item,
}

impl Entry {
    /// What has been late for longest comes first, of one moment in the order of the alphabet; what is about no open task, last.
    fn order(&self, other: &Self) -> Ordering {
        let moment = |entry: &Self| (entry.due_at.is_none(), entry.due_at);
        moment(self).cmp(&moment(other)).then_with(|| as_read(&self.item.title).cmp(&as_read(&other.item.title)))
    }
}

impl<'a> Writer<'a> {
    fn gather(&mut self) -> Result<(), Unwritable> {
        let bundle = self.bundle;
        for parcel in &bundle.parcels {
            self.add_notice(parcel)?;
        }
        let Some(overview) = &bundle.overview else { return Ok(()) };
        for (part, tasks) in
            [(Part::Department, &overview.department), (Part::Overdue, &overview.overdue), (Part::Today, &overview.today)]
        {
            for task in tasks {
                self.add_task(part, task);
            }
        }
        Ok(())
    }

    fn pick<T>(&self, ru: T, en: T) -> T {
        self.speaker.locale.pick(ru, en)
    }

    fn add_notice(&mut self, parcel: &'a Parcel) -> Result<(), Unwritable> {
        let about = About { parcel, site: self.site, speaker: self.speaker };
        let (me, locale) = (&self.bundle.to, self.speaker.locale);
        let (part, mut item, task) = match &parcel.notice_body.message {
            Message::Assigned { task } => {
                let task = &task.as_it_is(&parcel.case);
                let is_mine = task.assignee.as_ref() == Some(me);
                let why = (!is_mine).then(|| self.pick("Можно взять", "To take"));
                (Part::New, self.item(&about, task, why), Some(task.number))
            }
            Message::Reassigned { task, from, comment, .. } => {
                let (part, why) = match Standing::at_sending(me, task, from.as_ref(), &parcel.case) {
                    Standing::Mine => (Part::New, self.pick("Передана вам", "Handed to you")),
                    Standing::MayTake => (Part::New, self.pick("Можно взять", "To take")),
                    Standing::Gone => (Part::Other, self.pick("Теперь не у вас", "No longer with you")),
                };
                let mut item = self.item(&about, &task.as_it_is(&parcel.case), Some(why));
                item.about.extend(comment.iter().map(|comment| shortened(&one_line(comment), LONGEST_TITLE)));
                (part, item, Some(task.number))
            }
            Message::Reminder { task } => {
                let task = &task.as_it_is(&parcel.case);
                (self.part_of_reminder(task), self.item(&about, task, None), Some(task.number))
            }
            Message::Overdue { task, late_by_minutes, as_whom, .. } => {
                let late = late_by(*late_by_minutes, about.minutes_of_a_day(task.assignee.as_ref()), locale);
                let late = late.map(|late| format!("{} {late}", self.pick("Просрочено", "Overdue")));
                let task = &about.in_present_hands(task);
                let mut item = self.item(&about, task, late.as_deref());
                let part = self.part_of_late(*as_whom, task);
                if *as_whom == Hearer::Offered && part == Part::Department {
                    item.about.push(self.pick("Задачу предлагают вам", "The task is offered to you").to_owned());
                }
                (part, item, Some(task.number))
            }
            Message::DueSoon { task, as_whom, .. } => {
                let task = &task.as_it_is(&parcel.case);
                (self.part_for(*as_whom, task), self.item(&about, task, Some(about.nearly_due(task))), Some(task.number))
            }
            Message::Ended { task, result, .. } => (Part::Other, self.ended(&about, task, result.as_ref()), None),
            Message::Concern { task, matter } => {
                let task = &task.as_it_is(&parcel.case);
                let (part, why) = match matter {
                    Matter::Uncovered { .. } => (Part::Uncovered, None),
                    _ => (Part::Other, Some(about.matter_in_short(matter, task))),
                };
                let mut item = self.item(&about, task, why);
                item.about.extend(about.matter(matter, task));
                (part, item, Some(task.number))
            }
            Message::Written { subject, text } => {
                let template = template::about(parcel, self.speaker);
                let title = one_line(&template.render(subject.get(locale)).map_err(Unwritable::Template)?);
                let text = template.render(text.get(locale)).map_err(Unwritable::Template)?;
                let about = lines(text.trim()).lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
                (Part::Other, Item { title, about, url: self.site.deal(parcel.case.id) }, None)
            }
            Message::Commented { task, by, text } => (Part::Other, self.comment(&about, task.as_ref(), by, text), None),
            Message::Incident { incident } => {
                let (title, url) = (about.incident(*incident).headline, self.site.deal(parcel.case.id));
                (Part::Other, Item { title, about: Vec::new(), url }, None)
            }
            Message::Meeting { task, change } => {
                (Part::Other, Item { title: about.meeting(task, *change).headline, ..self.item(&about, task, None) }, None)
            }
        };
        item.title = shortened(&item.title, LONGEST_TITLE);
        self.add(parcel, part, item, task);
        Ok(())
    }

    /// Where a task is told of that is late.
    fn part_of_late(&self, as_whom: Hearer, task: &TaskFacts) -> Part {
        match as_whom {
            Hearer::Owner => Part::Deals,
            Hearer::Watcher => Part::Watched,
            Hearer::Administrator => Part::Untold,
            Hearer::Head | Hearer::Offered => self.part_for(as_whom, task),
        }
    }

    /// Where a task is told of that is late, or nearly so, and whose head may not be the reader.
    fn part_for(&self, as_whom: Hearer, task: &TaskFacts) -> Part {
        let is_head = || task.assignee.as_ref().is_some_and(|late| self.bundle.world.is_head_above(&self.bundle.to, late));
        match as_whom {
            Hearer::Head => Part::Department,
            Hearer::Offered if is_head() => Part::Department,
            Hearer::Offered => Part::Offered,
            Hearer::Owner | Hearer::Administrator | Hearer::Watcher => Part::Other,
        }
    }

    fn part_of_reminder(&self, task: &TaskFacts) -> Part {
        let time = self.bundle.world.business_time(&self.bundle.to, None);
        match time.date(task.due_at) == time.date(self.bundle.now) {
            _ if task.due_at <= self.bundle.now => Part::Overdue,
            true => Part::Today,
            false => Part::Soon,
        }
    }

    /// Adds an entry, unless its part has one about this task.
    fn add(&mut self, parcel: &Parcel, part: Part, item: Item, task: Option<u32>) {
        if task.is_none_or(|number| self.seen.insert((part, parcel.case.task_id(number)))) {
            let due_at = task.and_then(|number| parcel.case.tasks.get(&number)).map(|task| task.due_at);
            self.items.push(Entry { part, due_at, item });
        }
    }

    fn comment(&self, about: &About<'_>, task: Option<&TaskFacts>, by: &PersonId, text: &str) -> Item {
        let who = format!("{}: {}", self.pick("Комментарий", "Comment"), self.speaker.person(by));
        let said = shortened(&one_line(text), LONGEST_TITLE);
        match task {
            Some(task) => {
                let mut item = self.item(about, &task.as_it_is(&about.parcel.case), Some(&who));
                item.about.push(said);
                item
            }
            None => Item {
                title: about.deal_title().unwrap_or_default(),
                about: vec![who, said],
                url: self.site.deal(about.parcel.case.id),
            },
        }
    }

    fn ended(&self, about: &About<'_>, task: &TaskFacts, result: Option<&voronka_definition::name::ResultId>) -> Item {
        Item { title: about.ended(task, None, result).headline, ..self.item(about, task, None) }
    }

    /// A task as these facts have it.
    fn item(&self, about: &About<'_>, task: &TaskFacts, why: Option<&str>) -> Item {
        let title = task.title.get(self.speaker.locale);
        let title = about.deal_title().map_or_else(|| title.to_owned(), |deal| format!("{title} — {deal}"));
        let id = about.parcel.case.task_id(task.number);
        let assignee = task.assignee.as_ref().filter(|assignee| **assignee != self.bundle.to);
        Item {
            title: one_line(&title),
            about: self.facts(why, assignee.map(|person| self.speaker.person(person)), task.due_at),
            url: self.site.task(id),
        }
    }

    fn add_task(&mut self, part: Part, task: &TaskRecord) {
        if !self.seen.insert((part, task.id)) {
            return;
        }
        let title = task.title.get(self.speaker.locale);
        let deal = one_line(&task.case_title);
        let title = if task.errand || deal.is_empty() { title.to_owned() } else { format!("{title} — {deal}") };
        let assignee = task.assignee.as_ref().filter(|assignee| **assignee != self.bundle.to);
        let about = self.facts(None, assignee.map(|person| self.speaker.person(person)), task.due_at);
        let title = shortened(&one_line(&title), LONGEST_TITLE);
        let item = Item { title, about, url: self.site.task(task.id) };
        self.items.push(Entry { part, due_at: Some(task.due_at), item });
    }

    fn facts(&self, why: Option<&str>, assignee: Option<&str>, due_at: DateTime<Utc>) -> Vec<String> {
        let due = moment_seen_from(due_at, self.bundle.now, self.speaker.zone, self.speaker.locale);
        let assignee = assignee.map(|name| format!("{}: {}", self.pick("исполнитель", "assignee"), one_line(name)));
        let due = Some(format!("{}: {due}", self.pick("срок", "due")));
        let parts: Vec<String> = why.map(str::to_owned).into_iter().chain(assignee).chain(due).collect();
        vec![capital(&parts.join(" · "))]
    }

    fn page(mut self) -> Page {
        self.items.sort_by(Entry::order);
        let locale = self.speaker.locale;
        let count = |part: Part| self.items.iter().filter(|entry| entry.part == part).count();
        let parts: Vec<String> =
            Part::ALL.into_iter().filter(|part| count(*part) > 0).map(|part| part.counted(count(part), locale)).collect();
        let is_late = Part::LATE.into_iter().any(|part| count(part) > 0);
        let summary = parts.join(", ");
        let subject = self.subject(&summary);
        let mut page = Page::new(locale, if is_late { Tone::Late } else { Tone::Calm }, &subject, &subject);
        page.preview = summary;
        let more_of = |number: usize| self.more(number);
        for part in Part::ALL.into_iter().filter(|part| count(*part) > 0) {
            let items: Vec<Item> = self.items.iter().filter(|entry| entry.part == part).map(|entry| entry.item.clone()).collect();
            let hidden = items.len().saturating_sub(SHOWN);
            let heading = format!("{} ({})", part.heading(locale), items.len());
            let items = items.into_iter().take(SHOWN).collect();
            page.sections.push(Section { heading, items, more: more_of(hidden) });
        }
        if self.bundle.more > 0 {
            let more = self.bundle.more;
            page.say(&self.pick(
                format!("Здесь показаны не все уведомления, есть еще {more}."),
                format!("Not every notice is shown here, there are {more} more."),
            ));
        }
        let told = |parts: &[Part]| parts.iter().any(|part| count(*part) > 0);
        if count(Part::Department) > 0 {
            page.link(self.pick("Открыть просрочки отдела", "Open the escalations"), self.site.escalations());
        } else if told(&[Part::Untold, Part::Deals, Part::Watched]) {
            page.link(self.pick("Открыть просрочки", "Open the escalations"), self.site.escalations());
        } else if count(Part::Offered) > 0 {
            page.link(self.pick("Открыть то, что можно взять", "Open what you can take"), self.site.escalations());
        }
        page.link(self.pick("Открыть мои задачи", "Open my tasks"), self.site.tasks());
        page.link(self.pick("Как получать письма", "How letters come"), self.site.wishes());
        page.because(self.why());
        page
    }

    fn subject(&self, summary: &str) -> String {
        if self.bundle.overview.is_some() {
            let today = day(self.bundle.now.with_timezone(&self.speaker.zone).date_naive(), self.speaker.locale);
            return self.pick(format!("Сводка на {today}: {summary}"), format!("Digest of {today}: {summary}"));
        }
        let all = self.items.len() + self.bundle.more;
        let notices = plural(all as u64, "уведомление", "уведомления", "уведомлений");
        let s = if all == 1 { "" } else { "s" };
        self.pick(format!("{all} {notices}: {summary}"), format!("{all} notice{s}: {summary}"))
    }

    fn more(&self, number: usize) -> String {
        match number {
            0 => String::new(),
            _ => self.pick(format!("И еще {number}."), format!("And {number} more.")),
        }
    }

    fn why(&self) -> &'static str {
        if self.bundle.overview.is_some() {
            return self.pick(
                "Вы получили эту сводку, потому что выбрали ее в настройках писем.",
                "You get this digest because you chose it in the settings of your letters.",
            );
        }
        self.pick(
            "Вы получили одно письмо вместо нескольких, потому что уведомления пришли вместе.",
            "You get one letter instead of several because the notices came together.",
        )
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
