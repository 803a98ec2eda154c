//! Sets of fields, small and quick: the sets of definite assignment are met and joined at every edge of the flow.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::model::{Fields, ItemFields, Step, builtin};
use crate::name::{FieldId, StepId};

/// The fields of a process by number, and what is known of them at its steps.
#[derive(Debug, Default)]
pub struct Numbers {
    by_id: BTreeMap<FieldId, usize>,
    ids: Vec<FieldId>,
    /// Each item's list, with the item's fields.
    items: Vec<(usize, Vec<usize>)>,
    known: Known,
}

/// What is surely filled while a step stands, by the line and the name of the step.
#[derive(Debug, Default)]
pub struct Known(BTreeMap<(u32, StepId), FieldSet>);

impl Known {
    /// Takes one step in. Of two that cannot be told apart what both have is known.
    pub fn take_in(&mut self, step: &Step, filled: FieldSet) {
        match self.0.entry((step.line, step.id.clone())) {
            Entry::Vacant(entry) => drop(entry.insert(filled)),
            Entry::Occupied(mut other) => drop(other.get_mut().meet(&filled)),
        }
    }
}

impl Numbers {
    /// Numbers for these fields, those of items included.
    pub fn of(fields: &Fields) -> Self {
        let of_items = fields.items().iter().flat_map(|item| &item.fields);
        let ids: Vec<FieldId> = fields.iter().chain(of_items).map(|field| field.id.clone()).collect();
        let by_id = ids.iter().cloned().zip(0..).collect();
        let mut numbers = Self { by_id, ids, ..Self::default() };
        let item = |item: &ItemFields| Some((numbers.get(&item.list)?, numbers.all(item.fields.iter().map(|field| &field.id))));
        numbers.items = fields.items().iter().filter_map(item).collect();
        numbers
    }

    /// Takes in what the same field of the same list is called elsewhere; with a list everything about its items.
    pub fn with_items_alike(&self, set: &mut FieldSet) {
        for (list, own) in &self.items {
            for (place, field) in own.iter().enumerate() {
                let alike = self.items.iter().filter(|(other, _)| other == list).filter_map(|(_, fields)| fields.get(place));
                if set.has(*list) || alike.into_iter().any(|field| set.has(*field)) {
                    set.add(*field);
                }
            }
        }
    }

    /// The fields of the items of a list.
    pub fn of_items(&self, list: &FieldId) -> FieldSet {
        let list = self.get(list);
        FieldSet::of(self.items.iter().filter(|(known, _)| Some(*known) == list).flat_map(|(_, own)| own).copied())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The number of a field.
    pub fn get(&self, field: &FieldId) -> Option<usize> {
        self.by_id.get(field).copied()
    }

    /// The numbers of those that are known.
    pub fn all<'f>(&self, fields: impl IntoIterator<Item = &'f FieldId>) -> Vec<usize> {
        fields.into_iter().filter_map(|field| self.get(field)).collect()
    }

    /// What every deal has at every moment: its title and its owner.
    pub fn always(&self) -> FieldSet {
        FieldSet::of(self.all([builtin::TITLE, builtin::OWNER].map(FieldId::from).iter()))
    }

    /// From here on this much is known of the steps.
    pub fn learn(&mut self, known: Known) {
        self.known = known;
    }

    /// What is known to be filled while a step stands.
    pub fn known_at(&self, step: &Step) -> FieldSet {
        let known = || self.known.0.get(&(step.line, step.id.clone())).cloned();
        (!self.known.0.is_empty()).then(known).flatten().unwrap_or_else(|| self.always())
    }

    /// The names of a set.
    pub fn names<'n>(&'n self, set: &'n FieldSet) -> impl Iterator<Item = &'n FieldId> {
        self.ids.iter().enumerate().filter(|(number, _)| set.has(*number)).map(|(_, id)| id)
    }
}

/// A set of fields by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSet(Vec<u64>);

impl FieldSet {
    /// The set of these.
    pub fn of(numbers: impl IntoIterator<Item = usize>) -> Self {
        let mut set = Self::default();
        numbers.into_iter().for_each(|number| set.add(number));
        set
    }

    /// Whether it holds this one.
    pub fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Takes one in.
    pub fn add(&mut self, number: usize) {
        if self.0.len() <= number / 64 {
            self.0.resize(number / 64 + 1, 0);
        }
        self.0[number / 64] |= 1 << (number % 64);
    }

    /// Leaves one out.
    pub fn remove(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    /// Takes all of another in.
    pub fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Keeps what the other has too; whether it became smaller.
    pub fn meet(&mut self, other: &Self) -> bool {
        let mut smaller = false;
        for (place, word) in self.0.iter_mut().enumerate() {
            let kept = *word & other.0.get(place).copied().unwrap_or(0);
            smaller |= kept != *word;
            *word = kept;
        }
        smaller
    }

    /// Leaves all of another out.
    pub fn leave_out(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }
}
