//! A calendar with further days closed: each such variant is made once and kept with the calendar it was made of.

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::{Calendar, Day, DayKind};
use crate::text::Text;

/// Spans of days, the last of each included.
pub type Spans = [(NaiveDate, NaiveDate)];

/// The variants made so far: a list that only grows, so that what is lent stays where it is. They are no part of what a calendar is.
#[derive(Debug, Default)]
pub(super) struct Variants(OnceLock<Box<Variant>>);

#[derive(Debug)]
struct Variant {
    closed: Vec<(NaiveDate, NaiveDate)>,
    calendar: Calendar,
    next: Variants,
}

impl Variants {
    fn get(&self, closed: &Spans, make: impl Fn() -> Calendar) -> &Calendar {
        let mut at = self;
        loop {
            let new = || Box::new(Variant { closed: closed.to_vec(), calendar: make(), next: Self::default() });
            let variant = at.0.get_or_init(new);
            if variant.closed == closed {
                return &variant.calendar;
            }
            at = &variant.next;
        }
    }
}

impl Clone for Variants {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Variants {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Variants {}

impl Calendar {
    /// The same calendar with these days closed, under this title.
    pub fn closed_on(&self, closed: &Spans, title: &Text) -> &Self {
        if closed.is_empty() {
            return self;
        }
        self.variants.get(closed, || {
            let days = closed.iter().flat_map(|(from, to)| from.iter_days().take_while(move |day| day <= to));
            let off = days.map(|day| (day, Day { kind: DayKind::Off, hours: Vec::new(), title: Some(title.clone()) }));
            // A day that is free anyway keeps its name.
            let off = off.filter(|(day, _)| !self.hours(*day).is_empty());
            let days = self.days.clone().into_iter().chain(off).collect();
            self.clone().with_days(days)
        })
    }
}
