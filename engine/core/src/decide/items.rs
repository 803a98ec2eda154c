//! Where a token stands: the steps it walks, the item its branch is about, and what is set of that item.

use voronka_definition::model::{Each, Field, FieldType, Stage, StepKind};
use voronka_definition::name::{FieldId, StageId};
use voronka_definition::value::Data;
use voronka_definition::{Locale, Text, Value};

use crate::case::Item;
use crate::decide::Draft;
use crate::decide::commands::answers;
use crate::event::{Cause, Event};
use crate::input::{ItemFields, Parsed};
use crate::rejection::FieldProblem;

/// The token from where something is looked at; `None` looks from outside the flow.
pub(crate) type At = Option<u32>;

/// A field of an item, and the longest piece of it that a title of a task shows.
const NAME_CHARS_MAX: usize = 80;

impl<'a> Draft<'a> {
    /// The stage or handler whose steps a token walks; a token that is only about to begin walks the stage.
    pub(crate) fn body_of(&self, token: u32) -> Option<&StageId> {
        let known = self.case.flow()?.tokens.get(&token);
        known.map(|token| &token.of).or_else(|| self.case.stage())
    }

    /// The same, as it is written in the process.
    pub(crate) fn body_at(&self, token: u32) -> Option<&'a Stage> {
        let process = self.process;
        self.body_of(token).and_then(|body| process.body(body))
    }

    /// The item that the branch of this token is about.
    pub(crate) fn item_at(&self, token: u32) -> Option<&Item> {
        self.case.flow()?.item_of(token).map(|(item, _)| item)
    }

    /// The number of that item among the branches.
    pub(crate) fn item_number(&self, token: u32) -> Option<u32> {
        self.case.flow()?.item_of(token).map(|(_, branch)| branch)
    }

    /// The step whose items these are.
    fn each_at(&self, token: u32) -> Option<&'a Each> {
        let flow = self.case.flow()?;
        let parent = flow.tokens.get(&flow.tokens.get(&flow.walk_of(token)?)?.within.as_ref()?.parent)?;
        match &self.process.step(&parent.of, &parent.step)?.kind {
            StepKind::Each(each) => Some(each),
            _ => None,
        }
    }

    /// What the fields of the item are called where this token stands.
    pub(crate) fn item_fields(&self, at: At) -> Option<ItemFields<'a>> {
        let each = self.each_at(at?)?;
        match &self.process.field(&each.list)?.kind {
            FieldType::List(fields) => Some(ItemFields { name: &each.item, fields }),
            _ => None,
        }
    }

    /// What a field holds, one of the item included.
    pub(crate) fn is_known(&self, field: &FieldId, at: At) -> bool {
        let own = self.item_fields(at).and_then(|fields| fields.own(field));
        match (own, at.and_then(|token| self.item_at(token))) {
            (Some(own), Some(item)) => item.value.contains_key(&own),
            _ => self.case.value(field).is_some(),
        }
    }

    /// A field that must be filled in, one of the item included.
    pub(crate) fn missing(&self, field: &FieldId, at: At) -> FieldProblem {
        match self.item_fields(at).and_then(|fields| fields.find(field)) {
            Some(found) => crate::refuse::missing(field.as_str(), &found.title),
            None => answers::missing(self.process, field),
        }
    }

    /// Sets and empties what is said of the item, and takes it out of what is said of the deal: the list is set with the item in its
    /// place, and the branch sees it too.
    pub(crate) fn set_item_fields(&mut self, values: &mut Data, cleared: &mut Vec<FieldId>, cause: &Cause, at: At) {
        let (Some(fields), Some(token)) = (self.item_fields(at), at) else { return };
        let mut own = Data::new();
        values.retain(|field, value| match fields.own(field) {
            Some(field) => own.insert(field, value.clone()).is_some_and(|_| false),
            None => true,
        });
        let emptied: Vec<_> = cleared.iter().filter_map(|field| fields.own(field)).collect();
        cleared.retain(|field| fields.own(field).is_none());
        let Some(item) = self.item_at(token) else { return };
        own.retain(|field, value| item.value.get(field) != Some(value));
        let emptied: Vec<_> = emptied.into_iter().filter(|field| item.value.contains_key(field)).collect();
        if own.is_empty() && emptied.is_empty() {
            return;
        }
        match self.list_with(item, &own, &emptied) {
            Some(list) => {
                values.insert(item.list.clone(), list);
            }
            None => {
                let token = self.case.flow().and_then(|flow| flow.walk_of(token)).unwrap_or(token);
                let changed: Vec<_> = own.keys().chain(&emptied).cloned().collect();
                self.record(Event::ItemSet { token, values: own, cleared: emptied, cause: cause.clone() });
                self.redate_by(&changed);
            }
        }
    }

    /// Holds lists that were handed in against the items at which steps stand: what the process counts upon in them is neither emptied
    /// nor exchanged for another item's. An item that is struck out takes nothing with it: its branch knows what it held.
    pub(crate) fn note_items(&self, parsed: &mut Parsed) {
        let problems = self.case.flow().into_iter().flat_map(|flow| flow.tokens.values()).filter_map(|token| {
            let item = token.within.as_ref()?.item.as_ref()?;
            let Some(Value::List(list)) = parsed.values.get(&item.list) else { return None };
            self.lost_of(item, self.item_fields(Some(token.number))?, list)
        });
        let problems: Vec<_> = problems.collect();
        parsed.problems.extend(problems);
    }

    fn lost_of(&self, item: &Item, fields: ItemFields<'_>, list: &[Data]) -> Option<FieldProblem> {
        let place = item.place? as usize;
        let Some(Value::List(before)) = self.case.data.get(&item.list) else { return None };
        let after = list.get(place).filter(|after| before.len() == list.len() && **after != item.value)?;
        let is_relied = |field: &&Field| {
            let whole = FieldId::from(format!("{}.{}", fields.name, field.id));
            self.process.relied_on.contains(&whole) && item.value.contains_key(&field.id)
        };
        let mut relied = fields.fields.iter().filter(is_relied).peekable();
        relied.peek()?;
        let like_it = |list: &[Data]| list.iter().filter(|other| **other == item.value).count();
        if like_it(list) >= like_it(before).max(1) {
            return Some(crate::refuse::item_in_work(&format!("{}[{place}]", item.list)));
        }
        let lost = relied.find(|field| !after.contains_key(&field.id))?;
        Some(crate::refuse::missing(&format!("{}[{place}].{}", item.list, lost.id), &lost.title))
    }

    /// The list with these fields of the item set; `None` where the list holds the item no longer.
    fn list_with(&self, item: &Item, own: &Data, emptied: &[FieldId]) -> Option<Value> {
        let Some(Value::List(items)) = self.case.data.get(&item.list) else { return None };
        let mut items = items.clone();
        let there = items.get_mut(item.place? as usize)?;
        there.extend(own.iter().map(|(field, value)| (field.clone(), value.clone())));
        there.retain(|field, _| !emptied.contains(field));
        Some(Value::List(items))
    }

    /// The title of work, with the name of the item it is about.
    pub(crate) fn title_at(&self, title: &Text, at: At) -> Text {
        let name = at.and_then(|token| self.item_at(token)).and_then(|item| self.name_of(item));
        let Some(name) = name else { return title.clone() };
        let with_name = |locale| format!("{} — {name}", title.get(locale));
        match title {
            Text::Any(_) => Text::Any(with_name(Locale::Ru)),
            Text::Each(_) => Text::both(with_name(Locale::Ru), with_name(Locale::En)),
        }
    }

    /// What an item is called: by its first field that is a text, a person or a party.
    fn name_of(&self, item: &Item) -> Option<String> {
        let FieldType::List(fields) = &self.process.field(&item.list)?.kind else { return None };
        let name = |field: &Field| match item.value.get(&field.id)? {
            Value::Text(text) => text.lines().next().map(str::to_owned),
            Value::Organisation(party) | Value::Contact(party) => Some(party.name().to_owned()),
            Value::Person(person) => Some(self.world().name_of(person).to_owned()),
            _ => None,
        };
        let name = fields.iter().find_map(name).filter(|name| !name.is_empty())?;
        Some(crate::words::shortened(&name, NAME_CHARS_MAX))
    }
}
