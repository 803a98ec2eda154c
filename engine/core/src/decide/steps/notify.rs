//! `notify`: a message to a person or to the client. It never blocks the flow: what cannot be addressed becomes an incident.

use std::collections::BTreeMap;

use voronka_definition::Value;
use voronka_definition::model::{Notify, Recipient, Step, builtin};
use voronka_definition::name::FieldId;
use voronka_definition::value::Party;

use crate::case::Trouble;
use crate::decide::Draft;
use crate::decide::people::Resolved;
use crate::notice::{Addressee, Message};

impl Draft<'_> {
    pub(super) fn send_message(&mut self, step: &Step, notify: &Notify, token: u32) {
        let addressees: Vec<Addressee> = match &notify.to {
            Recipient::Client => self.client().into_iter().collect(),
            Recipient::Role(role) => match self.resolve(&role.who, None, Some(token)) {
                Resolved::People(people) | Resolved::Administrators(people) => {
                    people.into_iter().map(Addressee::Person).collect()
                }
                Resolved::Nobody => Vec::new(),
            },
        };
        if addressees.is_empty() {
            self.open_incident(Trouble::NoAddress { step: step.id.clone() });
        }
        for to in addressees {
            let message = Message::Written { subject: notify.subject.clone(), text: notify.text.clone() };
            self.tell_addressee(to, message);
        }
    }

    /// The client's address, as it is written on the deal's contact.
    fn client(&self) -> Option<Addressee> {
        let contact = self.case.value(&FieldId::from(builtin::CONTACT))?;
        let Value::Contact(Party::Described(facts)) = contact else { return None };
        let facts: &BTreeMap<String, String> = &facts;
        let name = facts.get("name").cloned().unwrap_or_default();
        Some(Addressee::Client { name, email: facts.get("email")?.clone() })
    }
}
