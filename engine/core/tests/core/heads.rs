//! Who hears of it: in any house somebody who is there and is not late himself, or an incident; and the same for stages that last too
//! long, for next steps and for visas.

use chrono::NaiveDate;
use proptest::prelude::*;
use voronka_core::case::Trouble;
use voronka_core::notice::{Addressee, Message};
use voronka_core::world::next_to_read;
use voronka_core::{Command, Event};
use voronka_definition::model::TaskKind;
use voronka_definition::organisation::{Absence, Covered, Organisation};

use crate::house::{away, dismiss, trial, trial_in};
use crate::laws::Dice;
use crate::play::{Play, at, deal, overdue, person};
use crate::sale::document;

const LADDER: &str = "{when: overdue, notify: head_of(late)}, {when: unanswered for 2 business hours, notify: head_of(head_of(late))}, \
    {when: overdue by 1 business day, offer: head_of(head_of(head_of(late)))}";

fn process(rest: &str) -> String {
    format!("escalations: {{up: [{LADDER}]}}\ndefaults: {{escalate: up}}\n{rest}")
}

/// The hours of Moscow at which rungs were taken, and who was told.
fn climbed(case: &mut Play, until: &str) -> Vec<(String, String)> {
    let events = case.advance(at(until));
    let told = events.iter().filter_map(|recorded| match &recorded.event {
        Event::Escalated { escalation } => {
            let hour = (recorded.at + chrono::TimeDelta::hours(3)).format("%d %H:%M");
            Some((hour.to_string(), escalation.to.to_string()))
        }
        _ => None,
    });
    told.collect()
}

fn hours(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted.iter().map(|(hour, person)| ((*hour).to_owned(), (*person).to_owned())).collect()
}

#[test]
fn a_stage_that_lasts_too_long_climbs_its_ladder() {
    let steps = "[{task: work, due: 20 business days, results: {done: {finish: won}}}]";
    let limit = "{within: 1 business day, escalate: up}";
    let mut case = trial(&process(&format!("stages: {{only: {{title: Стадия, limit: {limit}, steps: {steps}}}}}")), "anna");
    let wanted = hours(&[("03 10:00", "boris"), ("03 12:00", "olga"), ("04 10:00", "olga")]);
    assert_eq!(climbed(&mut case, "2026-03-05 18:00"), wanted);
}

#[test]
fn a_stage_without_a_next_step_climbs_its_ladder() {
    let steps = "[{task: work, due: 20 business days, results: {done: {finish: won}}}]";
    let mut case = trial(
        &process(&format!("stages: {{only: {{title: Стадия, next_step_within: 1 business day, steps: {steps}}}}}")),
        "anna",
    );
    // The owner is asked for a next step on the third, and has a day for it.
    let wanted = hours(&[("04 10:00", "boris"), ("04 12:00", "olga"), ("05 10:00", "olga")]);
    assert_eq!(climbed(&mut case, "2026-03-05 18:00"), wanted);
}

#[test]
fn a_visa_that_is_late_climbs_its_ladder() {
    let results = "{approved: {}, rework: {finish: lost}, rejected: {finish: lost}}";
    let steps = format!(
        "[{{approve: visa, title: Виза, document: paper, approvers: [person(anna)], due: 1 business day, results: {results}}}, {{finish: won}}]"
    );
    let text = format!(
        "fields: {{paper: {{type: document, title: Бумага}}}}\n{}",
        process(&format!("stages: {{only: {{title: Стадия, steps: {steps}}}}}"))
    );
    let house = crate::house::house(&text, |_| ());
    let mut data = deal();
    data["paper"] = document("Договор");
    let mut case = crate::play::start_in(house, "trial", "boris", data, None).unwrap();
    assert_eq!(case.task("visa").kind, TaskKind::Visa);
    let wanted = hours(&[("03 10:00", "boris"), ("03 12:00", "olga"), ("04 10:00", "olga")]);
    assert_eq!(climbed(&mut case, "2026-03-05 18:00"), wanted);
}

fn only(house: &mut Organisation, people: &[&str]) {
    let gone: Vec<String> = house.people.keys().map(ToString::to_string).filter(|id| !people.contains(&id.as_str())).collect();
    gone.iter().for_each(|id| dismiss(house, id));
}

/// Never nobody, never the late one himself: where nobody at all is left, what is left is the incident.
#[test]
fn row_27_an_empty_chain_is_an_incident_and_never_silence() {
    type Change = fn(&mut Organisation);
    let table: [(&str, &str, Change, &[&str], bool); 6] = [
        ("anna", "head_of(late)", |_| (), &["boris"], false),
        ("anna", "head_of(late)", |house| house.absences = vec![away("boris", Some("ivan"))], &["ivan"], false),
        ("anna", "head_of(late)", |house| only(house, &["anna", "olga", "vera"]), &["olga"], false),
        ("olga", "head_of(late)", |_| (), &["vera"], true),
        // The only administrator is late himself: the last resort hears of it.
        ("vera", "late", |house| only(house, &["vera", "olga", "anna"]), &["olga"], true),
        // There is nobody but the late one.
        ("olga", "head_of(late)", |house| only(house, &["olga", "anna"]), &[], true),
    ];
    for (late, rule, change, wanted, is_incident) in table {
        let text = format!(
            "escalations: {{up: [{{when: overdue, notify: {rule}}}]}}\n\
             stages: {{only: {{title: Стадия, steps: [{{task: work, assignee: person({late}), escalate: up, results: {{done: {{finish: won}}}}}}]}}}}"
        );
        let mut case = trial_in(&text, late, change);
        let events = case.advance(at("2026-03-03 10:00"));
        assert_eq!(overdue(&events), wanted, "{late} {rule}");
        let nobody = case.case.incidents.values().any(|one| matches!(one.trouble, Trouble::Nobody { .. }));
        assert_eq!(nobody, is_incident, "{late} {rule}");
    }
}

const PEOPLE: [&str; 12] =
    ["anna", "dmitry", "boris", "olga", "svetlana", "rustam", "yulia", "ivan", "elena", "pavel", "natalia", "vera"];

/// Any house: heads changed, people away with deputies and without, people who left.
fn any_house(house: &mut Organisation, dice: &mut Dice<'_>) {
    let day = |day: usize| NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + chrono::Days::new(day as u64);
    for department in house.departments.values_mut() {
        match dice.throw(4) {
            0 => department.head = Some(PEOPLE[dice.throw(12)].into()),
            1 => department.head = None,
            _ => {}
        }
    }
    house.absences = (0..dice.throw(8))
        .map(|_| {
            let from = dice.throw(12);
            let deputy = [None, Some(PEOPLE[dice.throw(12)].into())][dice.throw(2)].clone();
            let tasks = [Covered::All, Covered::Urgent, Covered::None][dice.throw(3)];
            Absence { person: PEOPLE[dice.throw(12)].into(), from: day(from), to: day(from + dice.throw(8)), deputy, tasks }
        })
        .collect();
    for _ in 0..dice.throw(6) {
        dismiss(house, PEOPLE[dice.throw(12)]);
    }
}

fn check_rungs(case: &Play) {
    let mut rung = 0;
    let mut told = 0;
    let nobody = case.case.incidents.values().any(|one| matches!(one.trouble, Trouble::Nobody { .. }));
    for recorded in &case.history {
        match &recorded.event {
            Event::RungTaken { rung: next, .. } => {
                assert!(rung == 0 || told > 0 || nobody, "rung {rung} told nobody, and nobody knows");
                (rung, told) = (*next, 0);
            }
            Event::Escalated { escalation } => {
                told += 1;
                assert!(case.world.is_active(&escalation.to), "{} has left", escalation.to);
                assert!(!case.holder("work").contains(&escalation.to.as_str()), "the late one himself");
            }
            Event::NoticeGiven { notice } if matches!(notice.message, Message::Overdue { .. }) => {
                let Addressee::Person(reader) = &notice.to else { panic!("a client is told of lateness") };
                let sent = notice.not_before.unwrap_or(recorded.at);
                let time = case.world.business_time(reader, None);
                assert!(case.world.is_here(reader, sent), "{reader} is away at {sent}");
                assert_eq!(next_to_read(time, sent), sent, "{reader} does not work at {sent}");
            }
            _ => {}
        }
    }
    assert!(rung == 0 || told > 0 || nobody, "the last rung told nobody, and nobody knows");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever house it is, whoever is late and whenever: every rung reaches somebody who works there and is not late himself, in
    /// his hours, or an incident says that nobody was found.
    #[test]
    fn somebody_hears_of_every_rung_or_an_incident_says_that_nobody_does(numbers in prop::collection::vec(any::<u16>(), 80)) {
        let mut dice = Dice(numbers.iter());
        let steps = "[{task: work, escalate: up, results: {done: {finish: won}}}]";
        let mut case = trial(&process(&format!("stages: {{only: {{title: Стадия, steps: {steps}}}}}")), "anna");
        let late = PEOPLE[dice.throw(12)];
        let give = Command::ReassignTask { task: 1, to: late.into(), comment: "Помогите".into() };
        if late != "anna" {
            case.act(person("vera"), &give).unwrap();
        }
        let due = case.now + chrono::TimeDelta::minutes(60 + dice.throw(9_000) as i64);
        let moved = Command::RescheduleTask { task: 1, due_at: due, reason: "Так".into() };
        let by = if late == "vera" { "vera" } else { late };
        let _ = case.act(person(by), &moved);
        case.change_house(|house| {
            any_house(house, &mut dice);
            house.people.get_mut(late).unwrap().active = true;
        });
        case.advance(at("2026-03-24 18:00"));
        check_rungs(&case);
    }
}
