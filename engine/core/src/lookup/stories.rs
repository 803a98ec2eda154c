//! The stories of findings with the people of an organisation: «Анна: отказано → Борис: перезвонить» in place of roles.

use crate::world::Found;
use voronka_definition::Finding;
use voronka_definition::model::Who;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Organisation;

use crate::lookup::roles::House;

/// The findings with the people of this organisation in their stories: a manager owns the deal, and the others are found as the
/// engine would find them on a day on which nobody is away.
pub fn named(findings: Vec<Finding>, organisation: &Organisation) -> Vec<Finding> {
    if findings.iter().all(|finding| finding.story.is_none()) {
        return findings;
    }
    let house = House::of(organisation);
    let Some(owner) = owner(&house) else { return findings };
    let find = |who: &Who| house.name(who, &owner);
    let name = |finding: Finding| Finding { story: finding.story.map(|story| story.named(&find)), ..finding };
    findings.into_iter().map(name).collect()
}

/// Whose deal the stories are about: somebody who has a head above him and is nobody's head, else anybody who has one.
fn owner(house: &House) -> Option<PersonId> {
    let world = &house.world;
    let has_head =
        |person: &&PersonId| matches!(world.head_above(person, 1, house.moments[0]), Found::Person(head) if head != **person);
    let leads = |person: &PersonId| !world.departments_below(person).is_empty();
    let holds_none = |person: &PersonId| world.person(person).is_none_or(|person| person.positions.is_empty());
    let with_head = || house.people.iter().filter(has_head);
    let plain = with_head().find(|person| !leads(person) && holds_none(person));
    plain.or_else(|| with_head().find(|person| !leads(person))).or_else(|| with_head().next()).cloned()
}

impl House {
    /// The name of whom a rule finds for a deal of this owner; `None` where it finds nobody or depends on the deal.
    fn name(&self, who: &Who, owner: &PersonId) -> Option<String> {
        let now = self.moments[0];
        let person = match who {
            Who::Position(position) => self.world.holders(position, now).into_iter().next()?,
            Who::HeadOfDealDirection => {
                self.world.organisation.directions.keys().find_map(|direction| self.world.head_of_direction(direction, now))?
            }
            _ => match self.resolve(who, owner, now)? {
                Found::Person(person) => person,
                Found::Administrators(all) => all.into_iter().next()?,
            },
        };
        self.world.person(&person).map(|person| person.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use voronka_definition::organisation::read_organisation;
    use voronka_definition::{Locale, Source};

    use crate::lookup;

    const HOUSE: &str = "\
organisation: ООО
locale: ru
time_zone: Europe/Moscow
calendar: ru
last_resort: olga
departments:
  company: {title: Компания, head: olga}
  sales: {title: Продажи, part_of: company, head: boris}
directions: {heating: {title: Отопление, head: oleg}}
people:
  olga: {name: Ольга, email: o@a.example, department: company, positions: [administrator]}
  boris: {name: Борис, email: b@a.example, department: sales}
  anna: {name: Анна, email: a@a.example, department: sales}
  oleg: {name: Олег, email: g@a.example, department: company}
  lev: {name: Лев, email: l@a.example, department: company, positions: [lawyer]}
";

    /// Given whose the second task is, then the story with this organisation names this person, and without one the role.
    #[test]
    fn the_story_names_people_as_the_engine_would_find_them() {
        let cases = [
            ("head_of(deal.owner)", "Борис", "Руководитель"),
            ("head_of(head_of(deal.owner))", "Ольга", "Вышестоящий руководитель"),
            ("position(lawyer)", "Лев", "Lawyer"),
            ("head_of(direction(heating))", "Олег", "Руководитель направления"),
            ("person(oleg)", "Олег", "Oleg"),
        ];
        let house = read_organisation(&source(HOUSE)).expect("a right organisation").value;
        for (role, person, rule) in cases {
            let text = format!(
                "process: p\ntitle: П\nroles: {{who: '{role}'}}\nstages:\n  only:\n    title: С\n    steps:\n      \
                 - task: call\n        title: Звонок\n        results: {{refused: {{title: Отказано, then: other}}, \
                 agreed: {{title: Да, finish: won}}}}\n      \
                 - task: other\n        title: Вернуть\n        reached: by_name\n        assignee: who\n        \
                 results: {{back: {{title: Перезвонить, then: once_more}}}}\n      \
                 - task: once_more\n        title: Еще раз\n        reached: by_name\n        \
                 results: {{refused: {{title: Снова отказано, then: other}}}}\n\
                 outcomes: {{won: {{title: П, kind: won}}}}\n"
            );
            let story = |organisation| {
                let found = lookup::process(&source(&text), organisation, &["ru".to_owned()]);
                found.into_iter().find_map(|finding| finding.story).map(|story| story.get(Locale::Ru))
            };
            let told = |owner: &str, other: &str| {
                format!(
                    "{owner}: отказано → {other}: перезвонить → {owner}: снова отказано → и так по кругу, закончить сделку нельзя"
                )
            };
            assert_eq!(story(Some(&house)), Some(told("Анна", person)), "{role}");
            assert_eq!(story(None), Some(told("Ответственный", rule)), "{role}");
        }
    }

    fn source(text: &str) -> Source {
        Source { file: "f".to_owned(), text: text.to_owned() }
    }
}
