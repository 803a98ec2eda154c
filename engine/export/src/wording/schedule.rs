//! The five fields of a schedule in words. Absent on purpose: when it comes next, which the core knows.

use super::{Words, counted, listed};

/// Days of the week as they are written; Russian: «с …», «по …», «по … (each)»; English.
const DAYS: [(&str, &str, &str, &str, &str); 7] = [
    ("mon", "понедельника", "понедельник", "понедельникам", "Monday"),
    ("tue", "вторника", "вторник", "вторникам", "Tuesday"),
    ("wed", "среды", "среду", "средам", "Wednesday"),
    ("thu", "четверга", "четверг", "четвергам", "Thursday"),
    ("fri", "пятницы", "пятницу", "пятницам", "Friday"),
    ("sat", "субботы", "субботу", "субботам", "Saturday"),
    ("sun", "воскресенья", "воскресенье", "воскресеньям", "Sunday"),
];

/// Months as they stand in a date: Russian, English.
const MONTHS: [(&str, &str, &str); 12] = [
    ("jan", "января", "January"),
    ("feb", "февраля", "February"),
    ("mar", "марта", "March"),
    ("apr", "апреля", "April"),
    ("may", "мая", "May"),
    ("jun", "июня", "June"),
    ("jul", "июля", "July"),
    ("aug", "августа", "August"),
    ("sep", "сентября", "September"),
    ("oct", "октября", "October"),
    ("nov", "ноября", "November"),
    ("dec", "декабря", "December"),
];

impl Words<'_> {
    /// When a schedule comes: `по будням в 9:00`. What is rarer is told as it was written.
    pub(super) fn cron(&self, cron: &str) -> String {
        let fields: Vec<_> = cron.split_whitespace().collect();
        let usual = match fields[..] {
            [minute, hour, day, month, week] => self.clock(minute, hour).zip(self.days(day, month, week)),
            _ => None,
        };
        match usual {
            Some((clock, days)) => format!("{days} {clock}"),
            None => {
                let cron = self.quoted(cron);
                self.pick(format!("по расписанию {cron}"), format!("by the schedule {cron}"))
            }
        }
    }

    /// `в 9:00 и 15:00`, or how often within the day.
    fn clock(&self, minute: &str, hour: &str) -> Option<String> {
        if let ("*", Some(every)) = (hour, minute.strip_prefix("*/")) {
            let every: u64 = every.parse().ok().filter(|every| (2..60).contains(every) && 60 % every == 0)?;
            return Some(self.pick(
                format!("каждые {}", counted(every, ["минуту", "минуты", "минут"], "minute", self.locale)),
                format!("every {every} minutes"),
            ));
        }
        let minute: u8 = minute.parse().ok()?;
        if hour == "*" {
            return Some(match minute {
                0 => self.pick("каждый час", "every hour").to_owned(),
                _ => self.pick(format!("каждый час в {minute:02} мин."), format!("every hour, {minute} minutes past")),
            });
        }
        let clock = |hour: &str| Some(format!("{}:{minute:02}", hour.parse::<u8>().ok()?));
        let hours: Vec<String> = hour.split(',').map(clock).collect::<Option<_>>()?;
        Some(self.pick("в ", "at ").to_owned() + &listed(&hours, self.pick(" и ", " and ")))
    }

    fn days(&self, day: &str, month: &str, week: &str) -> Option<String> {
        match (day, month, week) {
            ("*", "*", "*") => Some(self.pick("каждый день", "every day").to_owned()),
            ("*", "*", week) => self.of_week(week),
            (days, "*", "*") => {
                let days: Vec<String> = days.split(',').map(|day| self.ordinal(day)).collect::<Option<_>>()?;
                let days = listed(&days, self.pick(" и ", " and "));
                Some(self.pick(format!("{days} числа каждого месяца"), format!("on the {days} of every month")))
            }
            (day, months, "*") => {
                let day: u8 = day.parse().ok()?;
                let date = |name: &str| {
                    let month = month_of(name)?;
                    Some(format!("{day} {}", self.pick(month.1, month.2)))
                };
                let dates: Vec<String> = months.split(',').map(date).collect::<Option<_>>()?;
                let dates = listed(&dates, self.pick(" и ", " and "));
                Some(self.pick(format!("каждый год {dates}"), format!("every year on {dates}")))
            }
            _ => None,
        }
    }

    /// A day of the month: `1-го`, `1st`.
    fn ordinal(&self, day: &str) -> Option<String> {
        let day: u8 = day.parse().ok()?;
        let ending = match (day % 10, day / 10) {
            (_, 1) => "th",
            (1, _) => "st",
            (2, _) => "nd",
            (3, _) => "rd",
            _ => "th",
        };
        Some(self.pick(format!("{day}-го"), format!("{day}{ending}")))
    }

    fn of_week(&self, week: &str) -> Option<String> {
        if let Some((from, to)) = week.split_once('-') {
            let (from, to) = (day_of(from)?, day_of(to)?);
            if (from.0, to.0) == ("mon", "fri") {
                return Some(self.pick("по будням", "every weekday").to_owned());
            }
            return Some(
                self.pick(format!("с {} по {}", from.1, to.2), format!("from {} to {}", from.4, to.4))
                    .replace("с вторника", "со вторника"),
            );
        }
        let days: Option<Vec<_>> = week.split(',').map(day_of).collect();
        let days: Vec<String> = days?.iter().map(|day| self.pick(day.3, day.4).to_owned()).collect();
        Some(self.pick("по ", "on ").to_owned() + &listed(&days, self.pick(" и ", " and ")))
    }
}

/// A month by its name or number.
fn month_of(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    match name.parse::<usize>() {
        Ok(number) => MONTHS.get(number.checked_sub(1)?).copied(),
        Err(_) => MONTHS.iter().find(|month| month.0 == name.to_lowercase()).copied(),
    }
}

/// A day by its name or number; Sunday is 0 or 7.
fn day_of(name: &str) -> Option<(&'static str, &'static str, &'static str, &'static str, &'static str)> {
    let name = name.to_lowercase();
    match name.parse::<usize>() {
        Ok(0) => Some(DAYS[6]),
        Ok(number) => DAYS.get(number - 1).copied(),
        Err(_) => DAYS.iter().find(|day| day.0 == name).copied(),
    }
}
