//! People by their part in a deal.

use voronka_definition::Locale;
use voronka_definition::model::{FieldType, Recipient, Who};
use voronka_definition::name::{DirectionId, FieldId};

use super::{Words, humanised};

/// Positions that most companies have, by the names that most definitions give them: position, nominative, genitive, English.
const POSITIONS: &[(&str, &str, &str, &str)] = &[
    ("lawyer", "юрист", "юриста", "the lawyer"),
    ("accountant", "бухгалтер", "бухгалтера", "the accountant"),
    ("chief_accountant", "главный бухгалтер", "главного бухгалтера", "the chief accountant"),
    ("finance_director", "финансовый директор", "финансового директора", "the finance director"),
    ("technical_director", "технический директор", "технического директора", "the technical director"),
    ("commercial_director", "коммерческий директор", "коммерческого директора", "the commercial director"),
    ("director", "директор", "директора", "the director"),
    ("general_director", "генеральный директор", "генерального директора", "the general director"),
    ("sales_director", "директор по продажам", "директора по продажам", "the sales director"),
    ("engineer", "инженер", "инженера", "the engineer"),
    ("security", "служба безопасности", "службы безопасности", "the security service"),
    ("economist", "экономист", "экономиста", "the economist"),
    ("direction_head", "руководитель направления", "руководителя направления", "the head of a direction"),
    ("manager", "менеджер", "менеджера", "the manager"),
    ("head", "руководитель", "руководителя", "the head"),
    ("estimator", "сметчик", "сметчика", "the estimator"),
];

impl Words<'_> {
    /// A person by his part, in the nominative.
    pub fn who(&self, who: &Who) -> String {
        match who {
            Who::Owner => self.pick("ответственный за сделку", "the owner of the deal").to_owned(),
            Who::Actor => self.pick("тот, кто выполнил предыдущий шаг", "whoever did the step before").to_owned(),
            Who::Late => self.pick("исполнитель просроченной задачи", "the assignee of the late task").to_owned(),
            Who::HeadOf(inner) => match self.locale {
                Locale::Ru => format!("руководитель {}", self.of(inner)),
                Locale::En => self.head_in_english(inner),
            },
            Who::HeadOfDealDirection => {
                self.pick("руководитель направления сделки", "the head of the deal's direction").to_owned()
            }
            Who::HeadOfDirection(direction) => {
                let title = self.quoted(&self.direction(direction));
                self.pick(format!("руководитель направления {title}"), format!("the head of the direction {title}"))
            }
            Who::Position(position) => self.position(position.as_str(), false),
            Who::Item(field) => {
                self.pick(format!("сотрудник из столбца {}", self.item(field)), format!("the person in {}", self.item(field)))
            }
            Who::Person(person) => {
                let known = self.organisation.and_then(|organisation| organisation.people.get(person));
                known.map_or_else(|| humanised(person.as_str()), |person| person.name.clone())
            }
        }
    }

    /// A person by his part, in the Russian genitive: whose head it is.
    fn of(&self, who: &Who) -> String {
        match who {
            Who::Owner => "ответственного".to_owned(),
            Who::Actor => "того, кто выполнил предыдущий шаг".to_owned(),
            Who::Late => "исполнителя".to_owned(),
            Who::HeadOf(inner) => format!("руководителя {}", self.of(inner)),
            Who::HeadOfDealDirection => "руководителя направления сделки".to_owned(),
            Who::HeadOfDirection(direction) => format!("руководителя направления {}", self.quoted(&self.direction(direction))),
            Who::Position(position) => self.position(position.as_str(), true),
            Who::Item(field) => format!("сотрудника из столбца {}", self.item(field)),
            Who::Person(_) => format!("сотрудника {}", self.quoted(&self.who(who))),
        }
    }

    fn head_in_english(&self, inner: &Who) -> String {
        match inner {
            Who::Owner => "the owner's head".to_owned(),
            Who::Late => "the assignee's head".to_owned(),
            Who::HeadOf(_) => format!("the head above {}", self.who(inner)),
            _ => format!("the head of {}", self.who(inner)),
        }
    }

    /// To whom a message goes.
    pub fn recipient(&self, to: &Recipient) -> String {
        match to {
            Recipient::Role(role) => self.who(&role.who),
            Recipient::Client => self.pick("клиент", "the client").to_owned(),
        }
    }

    /// A column of some list of the process.
    fn item(&self, id: &FieldId) -> String {
        let columns = self.process.fields.iter().filter_map(|field| match &field.kind {
            FieldType::List(columns) => columns.iter().find(|column| column.id == *id),
            _ => None,
        });
        let mut columns = columns;
        let title = columns.next().map_or_else(|| humanised(id.as_str()), |column| self.text(&column.title));
        self.quoted(&title)
    }

    fn direction(&self, id: &DirectionId) -> String {
        let known = self.organisation.and_then(|organisation| organisation.directions.get(id));
        known.map_or_else(|| humanised(id.as_str()), |direction| self.text(&direction.title))
    }

    fn position(&self, id: &str, genitive: bool) -> String {
        match POSITIONS.iter().find(|(name, ..)| *name == id) {
            Some((_, ru, of, en)) => self.pick(if genitive { of } else { ru }, en).to_string(),
            None if self.locale == Locale::En => format!("the {}", humanised(id)),
            None if genitive => format!("сотрудника на должности {}", self.quoted(&humanised(id))),
            None => format!("сотрудник на должности {}", self.quoted(&humanised(id))),
        }
    }
}
