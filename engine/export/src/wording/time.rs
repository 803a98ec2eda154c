//! Periods and due moments.

use voronka_definition::model::Moment;
use voronka_definition::{Locale, Period, Unit};

use super::{Words, counted};

/// The case that a Russian sentence puts a period in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// «срок — 1 минута».
    Nominative,
    /// «через 1 минуту».
    Accusative,
    /// «в течение 1 минуты».
    Genitive,
}

impl Words<'_> {
    /// How long: `2 рабочих дня`.
    pub fn period(&self, period: Period) -> String {
        self.in_case(period, Case::Nominative)
    }

    /// After how long: `2 рабочих дня`, `1 минуту`.
    pub fn after(&self, period: Period) -> String {
        self.in_case(period, Case::Accusative)
    }

    /// Within how long: `2 рабочих дней`.
    pub fn within(&self, period: Period) -> String {
        self.in_case(period, Case::Genitive)
    }

    fn in_case(&self, period: Period, case: Case) -> String {
        let ru = match (period.unit, case) {
            (Unit::Minutes, Case::Nominative) => ["минута", "минуты", "минут"],
            (Unit::Minutes, Case::Accusative) => ["минуту", "минуты", "минут"],
            (Unit::Minutes, Case::Genitive) => ["минуты", "минут", "минут"],
            (Unit::BusinessMinutes, Case::Nominative) => ["рабочая минута", "рабочие минуты", "рабочих минут"],
            (Unit::BusinessMinutes, Case::Accusative) => ["рабочую минуту", "рабочие минуты", "рабочих минут"],
            (Unit::BusinessMinutes, Case::Genitive) => ["рабочей минуты", "рабочих минут", "рабочих минут"],
            (Unit::Hours, Case::Genitive) => ["часа", "часов", "часов"],
            (Unit::Hours, _) => ["час", "часа", "часов"],
            (Unit::Days, Case::Genitive) => ["дня", "дней", "дней"],
            (Unit::Days, _) => ["день", "дня", "дней"],
            (Unit::BusinessHours, Case::Genitive) => ["рабочего часа", "рабочих часов", "рабочих часов"],
            (Unit::BusinessHours, _) => ["рабочий час", "рабочих часа", "рабочих часов"],
            (Unit::BusinessDays, Case::Genitive) => ["рабочего дня", "рабочих дней", "рабочих дней"],
            (Unit::BusinessDays, _) => ["рабочий день", "рабочих дня", "рабочих дней"],
        };
        let en = match period.unit {
            Unit::Minutes => "minute",
            Unit::Hours => "hour",
            Unit::Days => "day",
            Unit::BusinessMinutes => "business minute",
            Unit::BusinessHours => "business hour",
            Unit::BusinessDays => "business day",
        };
        counted(u64::from(period.amount), ru, en, self.locale)
    }

    /// When something is due, as short as a label: `2 рабочих дня`, `к сроку «Когда перезвонить»`.
    pub fn due(&self, moment: &Moment) -> String {
        match moment {
            Moment::Now => self.pick("сразу", "at once").to_owned(),
            Moment::In(period) => self.period(*period),
            Moment::At(_) => self.point(moment),
            Moment::Before(period, of) => {
                let (period, of) = (self.after(*period), self.point(of));
                self.pick(format!("за {period} до: {of}"), format!("{period} before {of}"))
            }
            Moment::After(period, of) => {
                let (period, of) = (self.after(*period), self.point(of));
                self.pick(format!("через {period} после: {of}"), format!("{period} after {of}"))
            }
            Moment::EndOfBusinessDay => self.pick("до конца рабочего дня", "by the end of the working day").to_owned(),
            Moment::Else(first, second) => {
                let (first, second) = (self.due(first), self.due(second));
                self.pick(format!("{first}; если не указано — {second}"), format!("{first}; if unknown, {second}"))
            }
        }
    }

    /// The due moment within a sentence: `в течение 2 рабочих дней`.
    pub fn by_when(&self, moment: &Moment) -> String {
        match moment {
            Moment::In(period) => {
                let (ru, en) = (self.within(*period), self.period(*period));
                self.pick(format!("в течение {ru}"), format!("within {en}"))
            }
            Moment::Else(first, second) => {
                let (first, second) = (self.by_when(first), self.by_when(second));
                self.pick(format!("{first}; если это не указано — {second}"), format!("{first}; if that is unknown, {second}"))
            }
            Moment::At(_) => {
                let point = self.point(moment);
                self.pick(point.clone(), format!("at {point}"))
            }
            _ => self.due(moment),
        }
    }

    /// A moment that others are counted from.
    fn point(&self, moment: &Moment) -> String {
        match moment {
            Moment::At(expr) => self.value(expr),
            Moment::Now if self.locale == Locale::Ru => "текущий момент".to_owned(),
            Moment::Now => "now".to_owned(),
            Moment::EndOfBusinessDay => self.pick("конец рабочего дня", "the end of the working day").to_owned(),
            _ => self.due(moment),
        }
    }
}
