//! A virtual year of a department of thirty, with holidays, absences and people who leave. What heads were told is held against a
//! computation of its own: another calendar, another way up the house, written without a look at the engine's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use serde_json::json;
use voronka_core::case::{Holder, Timer};
use voronka_core::notice::{Addressee, Hearer, Message};
use voronka_core::{Actor, Command, Event, World};
use voronka_definition::calendar::read_calendar;
use voronka_definition::diagnostic::Source;
use voronka_definition::name::{PersonId, ResultId};
use voronka_definition::organisation::read_organisation;

use crate::play::{Play, input, start_at};
use crate::random::make::Dice;

const HOLIDAYS: [(u32, u32); 16] = [
    (1, 1),
    (1, 2),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (1, 9),
    (2, 23),
    (3, 9),
    (5, 1),
    (5, 11),
    (6, 12),
    (8, 20),
    (8, 21),
    (11, 4),
    (12, 31),
];
/// Saturdays that are worked.
const WORKED: [(u32, u32); 2] = [(2, 21), (8, 29)];

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Away from a day to a day, and who stands in.
struct Away {
    from: NaiveDate,
    to: NaiveDate,
    deputy: Option<String>,
}

/// The department as the computation of this test knows it.
struct House {
    /// Of each person the heads above him, the nearest first, and his hours ahead of Greenwich.
    people: BTreeMap<String, (Vec<String>, i64)>,
    away: BTreeMap<String, Vec<Away>>,
    left: BTreeMap<String, NaiveDate>,
}

impl House {
    fn new(dice: &mut Dice) -> Self {
        let mut people =
            BTreeMap::from([("chief".to_owned(), (vec!["chief".to_owned()], 3)), ("admin".to_owned(), (Vec::new(), 3))]);
        for (department, zone) in [("north", 3), ("south", 3), ("east", 5)] {
            let head = format!("head_{department}");
            let above = vec![head.clone(), "chief".to_owned()];
            people.insert(head, (above.clone(), zone));
            for number in 0..if department == "north" { 9 } else { 8 } {
                people.insert(format!("{department}{number}"), (above.clone(), zone));
            }
        }
        let mut house = Self { people, away: BTreeMap::new(), left: BTreeMap::new() };
        let names: Vec<String> = house.people.keys().filter(|name| *name != "admin").cloned().collect();
        for name in &names {
            for half in [0, 180] {
                let from = day(1, 12) + Days::new(half + dice.throw(150) as u64);
                let to = from + Days::new(3 + dice.throw(12) as u64);
                let deputy = house.deputy_for(name, dice);
                house.away.entry(name.clone()).or_default().push(Away { from, to, deputy });
            }
        }
        for name in ["north3", "south5", "east2"] {
            house.left.insert(name.to_owned(), day(2, 10) + Days::new(dice.throw(250) as u64));
        }
        house
    }

    /// Somebody of the same department; some heads have nobody.
    fn deputy_for(&self, name: &str, dice: &mut Dice) -> Option<String> {
        if name == "chief" || name == "head_south" && dice.throw(2) == 0 {
            return None;
        }
        let above = &self.people[name].0;
        let peers: Vec<&String> = self
            .people
            .iter()
            .filter(|(peer, (of, _))| of == above && *peer != name && !peer.starts_with("head"))
            .map(|(peer, _)| peer)
            .collect();
        dice.pick(&peers).map(|peer| (*peer).clone())
    }

    fn local(&self, name: &str, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + TimeDelta::hours(self.people[name].1)
    }

    fn utc(&self, name: &str, local: NaiveDateTime) -> DateTime<Utc> {
        (local - TimeDelta::hours(self.people[name].1)).and_utc()
    }

    fn is_here(&self, name: &str, at: DateTime<Utc>) -> bool {
        let today = self.local(name, at).date();
        let is_away = self.away.get(name).is_some_and(|all| all.iter().any(|one| one.from <= today && today <= one.to));
        !is_away && !self.has_left(name, at)
    }

    fn has_left(&self, name: &str, at: DateTime<Utc>) -> bool {
        self.left.get(name).is_some_and(|day| day.and_time(NaiveTime::MIN).and_utc() <= at)
    }

    /// He himself, or whoever stands in at the end of the chain of deputies.
    fn present(&self, name: &str, at: DateTime<Utc>) -> Option<String> {
        let mut asked = BTreeSet::new();
        let mut now = name.to_owned();
        if self.has_left(name, at) {
            return None;
        }
        loop {
            if self.is_here(&now, at) {
                return Some(now);
            }
            asked.insert(now.clone());
            let today = self.local(&now, at).date();
            let away = self.away.get(&now)?.iter().find(|one| one.from <= today && today <= one.to)?;
            now = away.deputy.clone().filter(|deputy| !asked.contains(deputy))?;
        }
    }

    /// The head so many levels above.
    fn above(&self, late: &str, levels: usize, at: DateTime<Utc>) -> String {
        let mut passed = BTreeSet::from([late.to_owned()]);
        let mut found = Vec::new();
        for head in &self.people[late].0 {
            let Some(acting) = self.present(head, at) else { continue };
            if passed.contains(head) || passed.contains(&acting) {
                continue;
            }
            passed.extend([head.clone(), acting.clone()]);
            found.push(acting);
        }
        let last = || self.present("chief", at).filter(|acting| late != "chief" && acting != late).unwrap_or("admin".to_owned());
        found.get(levels - 1).cloned().unwrap_or_else(last)
    }

    /// Who reads of it, and when: whoever is there in his working hours.
    fn reads(&self, late: &str, levels: usize, at: DateTime<Utc>) -> (String, DateTime<Utc>) {
        let mut as_of = at;
        loop {
            let who = self.above(late, levels, as_of);
            let hour = self.utc(&who, opening(self.local(&who, at)));
            if self.is_here(&who, hour) {
                return (who, hour);
            }
            as_of = hour;
        }
    }
}

fn is_worked(day: NaiveDate) -> bool {
    let date = (day.month(), day.day());
    WORKED.contains(&date) || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !HOLIDAYS.contains(&date)
}

fn hour(day: NaiveDate, hour: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap())
}

/// This moment where it is worked, from nine to six; else the next opening.
fn opening(at: NaiveDateTime) -> NaiveDateTime {
    let mut today = at.date();
    if is_worked(today) && at <= hour(today, 18) {
        return at.max(hour(today, 9));
    }
    loop {
        today = today.succ_opt().unwrap();
        if is_worked(today) {
            return hour(today, 9);
        }
    }
}

/// The same time of the day so many working days later.
fn days_later(at: NaiveDateTime, days: usize) -> NaiveDateTime {
    let closed = at == hour(at.date(), 18);
    let at = if closed { opening(at + TimeDelta::seconds(1)) } else { opening(at) };
    let mut day = at.date();
    for _ in 0..days {
        day = day.succ_opt().unwrap();
        while !is_worked(day) {
            day = day.succ_opt().unwrap();
        }
    }
    day.and_time(at.time())
}

fn world(house: &House) -> World {
    let mut text = "organisation: Отдел\nlocale: ru\ntime_zone: Europe/Moscow\ncalendar: year\nlast_resort: chief\ndepartments:\n  sales: {title: Продажи, head: chief}\n".to_owned();
    for name in ["north", "south", "east"] {
        let zone = if name == "east" { ", time_zone: Asia/Yekaterinburg" } else { "" };
        let _ = writeln!(text, "  {name}: {{title: {name}, part_of: sales, head: head_{name}{zone}}}");
    }
    text.push_str("people:\n");
    for name in house.people.keys() {
        let place = match name.as_str() {
            "admin" => "positions: [administrator]".to_owned(),
            "chief" => "department: sales".to_owned(),
            other => format!(
                "department: {}",
                other.trim_start_matches("head_").trim_end_matches(|digit: char| digit.is_ascii_digit())
            ),
        };
        let _ = writeln!(text, "  {name}: {{name: {name}, email: {name}@a.example, {place}}}");
    }
    text.push_str("absences:\n");
    for (name, all) in &house.away {
        for Away { from, to, deputy } in all {
            let deputy =
                deputy.as_ref().map_or_else(|| "tasks: none".to_owned(), |deputy| format!("deputy: {deputy}, tasks: all"));
            let _ = writeln!(text, "  - {{person: {name}, from: {from}, to: {to}, {deputy}}}");
        }
    }
    let source = |text: String| Source { file: "year.yaml".into(), text };
    let days = |days: &[(u32, u32)], title: &str| -> String {
        days.iter().map(|(month, date)| format!("  2026-{month:02}-{date:02}: {title}\n")).collect()
    };
    let (holidays, worked) = (days(&HOLIDAYS, "Праздник"), days(&WORKED, "09:00-18:00"));
    let calendar =
        format!("calendar: year\ntitle: Год\nweek: {{mon-fri: [09:00-18:00]}}\nholidays:\n{holidays}working:\n{worked}");
    let calendar = read_calendar(&source(calendar)).unwrap_or_else(|found| panic!("{found:#?}")).value;
    let process = "process: work\ntitle: Работа\nescalations:\n  up:\n    - {when: overdue, notify: head_of(late)}\n    \
        - {when: overdue by 1 business day, notify: head_of(head_of(late))}\n    - {when: overdue by 2 business days, offer: head_of(late)}\n\
        defaults: {due: 1 business day, escalate: up}\nstages: {only: {title: Стадия, steps: [{task: work, title: Работа, results: {done: {title: Готово, finish: won}}}]}}\n\
        outcomes: {won: {title: Победа, kind: won}}\n";
    let process = voronka_definition::compile(&source(process.into())).unwrap_or_else(|found| panic!("{found:#?}")).value;
    World {
        organisation: read_organisation(&source(text)).unwrap_or_else(|found| panic!("{found:#?}")).value,
        calendars: [(calendar.id().clone(), calendar)].into(),
        processes: [(process.id.clone(), Arc::new(process))].into(),
        heirs: BTreeMap::new(),
    }
}

/// Lets time pass for one case, with whoever goes, comes back or leaves.
fn pass(case: &mut Play, house: &House, to: DateTime<Utc>) {
    loop {
        let timer =
            case.case.timers().into_iter().min_by_key(|timer| (timer.due_at, timer.key)).filter(|timer| timer.due_at <= to);
        let until = timer.as_ref().map_or(to, |timer: &Timer| timer.due_at);
        let midnight = |day: &NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let leaving = house.left.values().map(midnight).filter(|at| case.now < *at && *at <= until).min();
        let moving = case.world.next_absence_at(case.now).filter(|at| *at <= until);
        if let Some(at) = leaving.into_iter().chain(moving).min() {
            case.now = at;
            case.world = with_leavers(&case.world, house, at);
            case.act(Actor::Engine, &Command::Review).unwrap();
            continue;
        }
        let Some(timer) = timer else { break };
        case.now = case.now.max(timer.due_at);
        case.act(Actor::Engine, &Command::FireTimer { key: timer.key, occurrence: timer.occurrence }).unwrap();
    }
    case.now = to;
}

fn with_leavers(world: &Arc<World>, house: &House, at: DateTime<Utc>) -> Arc<World> {
    let mut world = World::clone(world);
    for (id, person) in &mut world.organisation.people {
        person.active = !house.has_left(id.as_str(), at);
    }
    Arc::new(world)
}

/// Word to a head: of which rung, who reads it, and when.
type Word = (u32, String, DateTime<Utc>);

fn told(case: &Play) -> Vec<Word> {
    let mut told: Vec<Word> = Vec::new();
    for recorded in &case.history {
        let Event::NoticeGiven { notice } = &recorded.event else { continue };
        let Message::Overdue { rung, as_whom: Hearer::Head | Hearer::Offered | Hearer::Administrator, .. } = &notice.message
        else {
            continue;
        };
        let Addressee::Person(person) = &notice.to else { continue };
        told.push((*rung, person.to_string(), notice.not_before.unwrap_or(recorded.at)));
    }
    told
}

/// Who had the task at a moment, as the history has it: facts, not rules.
fn holder_at(case: &Play, at: DateTime<Utc>) -> String {
    let mut holder = String::new();
    for recorded in case.history.iter().take_while(|recorded| recorded.at <= at) {
        let held = match &recorded.event {
            Event::TaskCreated { task } => &task.holder,
            Event::TaskReassigned { to, .. } => to,
            _ => continue,
        };
        if let Holder::Assigned(person) = held {
            holder = person.to_string();
        }
    }
    holder
}

#[test]
fn every_overdue_task_of_a_year_was_reported_to_the_right_person_once_per_rung_in_his_hours() {
    let mut dice = Dice::new(2026);
    let house = House::new(&mut dice);
    let world = Arc::new(world(&house));
    let managers: Vec<&String> = house.people.keys().filter(|name| name.ends_with(|end: char| end.is_ascii_digit())).collect();
    let (mut words, mut late, mut at_night, mut for_deputies) = (0, 0, 0, 0);
    for number in 0..300 {
        let minute = TimeDelta::minutes(dice.throw(24 * 60) as i64) + TimeDelta::seconds(17);
        let begun = (day(1, 12) + Days::new(dice.throw(320) as u64)).and_time(NaiveTime::MIN).and_utc() + minute;
        let Some(manager) = dice.pick(&managers).filter(|manager| house.is_here(manager, begun)) else { continue };
        let mut case = start_at(with_leavers(&world, &house, begun), "work", manager, json!({"title": "Сделка"}), begun);
        let due = house.utc(manager, days_later(house.local(manager, begun), 1));
        assert_eq!(case.task("work").due_at, due, "case {number} of {manager}, begun {begun}");
        let rungs = dice.throw(4);
        let zone = (*manager).clone();
        let moments: Vec<_> = (0..rungs).map(|days| house.utc(&zone, days_later(house.local(&zone, due), days))).collect();
        let done = moments.last().map_or(due - TimeDelta::minutes(1), |last| *last + TimeDelta::minutes(30));
        pass(&mut case, &house, done);
        let mut wanted: Vec<Word> = Vec::new();
        for (moment, (rung, levels)) in moments.iter().zip([(1, 1), (2, 2), (3, 1)]) {
            let holder = holder_at(&case, *moment);
            let (who, hour) = house.reads(&holder, levels, *moment);
            at_night += usize::from(hour != *moment);
            wanted.push((rung, who, hour));
        }
        assert_eq!(told(&case), wanted, "case {number} of {manager}, begun {begun}, due {due}");
        let holder = holder_at(&case, done);
        for_deputies += usize::from(holder != **manager);
        let command = Command::CompleteTask { task: 1, result: ResultId::from("done"), data: input(json!({})), comment: None };
        case.act(Actor::Person(PersonId::from(holder.as_str())), &command).unwrap();
        pass(&mut case, &house, done + TimeDelta::days(30));
        assert_eq!(told(&case), wanted, "what is done is not reported");
        words += wanted.len();
        late += usize::from(rungs > 0);
    }
    assert!(words > 250 && late > 120 && at_night > 10 && for_deputies > 5, "{words} {late} {at_night} {for_deputies}");
}
