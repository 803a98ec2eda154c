//! The five fields of a schedule in words. Absent on purpose: when it comes next, which the core knows.

use voronka_definition::Locale;

use super::Words;

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

impl Words<'_> {
    /// When a schedule comes: `с понедельника по пятницу в 9:00`. What is rarer is told as it was written.
    pub(super) fn cron(&self, cron: &str) -> String {
        let fields: Vec<_> = cron.split_whitespace().collect();
        let usual = match fields[..] {
            [minute, hour, day, "*", week] => self.clock(minute, hour).zip(self.days(day, week)),
            _ => None,
        };
        match usual {
            Some((clock, days)) => self.pick(format!("{days} в {clock}"), format!("{days} at {clock}")),
            None => self.pick(format!("по расписанию {cron}"), format!("by the schedule {cron}")),
        }
    }

    fn clock(&self, minute: &str, hour: &str) -> Option<String> {
        let (minute, hour): (u8, u8) = (minute.parse().ok()?, hour.parse().ok()?);
        Some(format!("{hour}:{minute:02}"))
    }

    fn days(&self, day: &str, week: &str) -> Option<String> {
        match (day, week) {
            ("*", "*") => Some(self.pick("каждый день", "every day").to_owned()),
            ("*", week) => self.of_week(week),
            (day, "*") => {
                let day: u8 = day.parse().ok()?;
                Some(self.pick(format!("{day}-го числа каждого месяца"), format!("on day {day} of every month")))
            }
            _ => None,
        }
    }

    fn of_week(&self, week: &str) -> Option<String> {
        if let Some((from, to)) = week.split_once('-') {
            let (from, to) = (day_of(from)?, day_of(to)?);
            return Some(
                self.pick(format!("с {} по {}", from.1, to.2), format!("from {} to {}", from.4, to.4))
                    .replace("с вторника", "со вторника"),
            );
        }
        let days: Option<Vec<_>> = week.split(',').map(day_of).collect();
        let named = |day: &(&str, &str, &'static str, &'static str, &'static str)| match self.locale {
            Locale::Ru => day.3,
            Locale::En => day.4,
        };
        let days: Vec<_> = days?.iter().map(named).collect();
        Some(self.pick("по ", "on ").to_owned() + &days.join(self.pick(" и ", " and ")))
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
