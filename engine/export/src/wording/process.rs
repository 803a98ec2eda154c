//! What stages, reactions and schedules are, in words.

use voronka_definition::model::{Approve, Archive, Handler, Order, Quorum, Schedule, Stage, Trigger};
use voronka_definition::name::SignalName;
use voronka_definition::{Period, Unit};

use super::{Words, humanised, listed};

impl Words<'_> {
    /// What else is true of a stage, one sentence each.
    pub fn stage_facts(&self, stage: &Stage) -> Vec<String> {
        let mut facts = Vec::new();
        if !stage.requires.is_empty() {
            let fields = self.fields(&stage.requires);
            facts.push(self.pick(format!("К концу стадии заполнить: {fields}"), format!("Filled in by the end: {fields}")));
        }
        if let Some(limit) = &stage.limit {
            let period = self.period(limit.within);
            facts.push(self.pick(format!("Длится не дольше: {period}"), format!("Lasts at most {period}")));
        }
        if let Some(gap) = &stage.next_step_within {
            let within = self.within(gap.within);
            facts.push(self.pick(
                format!("Следующий шаг всегда запланирован в пределах {within}"),
                format!("A next step is always planned within {within}"),
            ));
        }
        if let Some(probability) = stage.probability {
            facts.push(self.pick(
                format!("Вероятность победы не выше {probability}%"),
                format!("Probability of winning at most {probability}%"),
            ));
        }
        facts
    }

    /// A signal by its title, in quotes; by its name where it has none.
    pub fn signal(&self, name: &SignalName) -> String {
        let title = self.process.signal(name).map(|title| self.text(title));
        self.quoted(&title.unwrap_or_else(|| humanised(name.as_str())))
    }

    /// What a handler reacts to.
    pub fn trigger(&self, handler: &Handler) -> String {
        let text = match &handler.trigger {
            Trigger::Signal(name) => {
                let name = self.signal(name);
                self.pick(format!("Когда приходит сигнал {name}"), format!("When the signal {name} arrives"))
            }
            Trigger::Changed(fields) => {
                let fields: Vec<_> = fields.iter().map(|field| self.quoted_field(field)).collect();
                let fields = listed(&fields, self.pick(" или ", " or "));
                self.pick(format!("Когда меняется {fields}"), format!("When {fields} changes"))
            }
            Trigger::Silence(period) => {
                let period = self.period(*period);
                self.pick(
                    format!("Когда по сделке ничего не делают {period}"),
                    format!("When nobody has done anything for {period}"),
                )
            }
        };
        match &handler.when {
            Some(when) => {
                let when = self.condition(when);
                self.pick(format!("{text}, если {when}"), format!("{text}, if {when}"))
            }
            None => text,
        }
    }

    /// How many parts must end.
    pub fn until(&self, until: Quorum, rows: bool) -> String {
        let (ru, of, en) = if rows { ("строки", "строк", "rows") } else { ("ветви", "ветвей", "branches") };
        let one = self.pick(if rows { "строка" } else { "ветвь" }, if rows { "row" } else { "branch" });
        match until {
            Quorum::All => self.pick(format!("дальше, когда завершены все {ru}"), format!("goes on when all {en} are done")),
            Quorum::Number(1) => self.pick(
                format!("дальше, когда завершена любая {one}; остальное отменяется"),
                format!("goes on when any {one} is done; the rest is cancelled"),
            ),
            Quorum::Number(number) => self.pick(
                format!("дальше, когда завершено {of}: {number}; остальное отменяется"),
                format!("goes on when {number} {en} are done; the rest is cancelled"),
            ),
        }
    }

    /// In which order approvers are asked, and how many of them must approve.
    pub fn order(&self, approve: &Approve) -> String {
        let order = match approve.order {
            Order::Parallel => self.pick("одновременно", "at the same time"),
            Order::Sequence => self.pick("по очереди", "one after another"),
        };
        let needs = match approve.needs {
            Quorum::All => self.pick("нужны все согласия", "all must approve").to_owned(),
            Quorum::Number(1) => self.pick("достаточно одного согласия", "one approval is enough").to_owned(),
            Quorum::Number(number) => self.pick(format!("нужно согласий: {number}"), format!("{number} approvals are needed")),
        };
        format!("{order}, {needs}")
    }

    /// What a schedule does.
    pub fn schedule(&self, schedule: &Schedule) -> String {
        let zone = schedule.zone.name();
        let when = self.cron(&schedule.cron);
        let when = self.pick(format!("{when} (время {zone})"), format!("{when} ({zone} time)"));
        match &schedule.of {
            Some(finished) => {
                let at = self.due(&finished.at);
                let outcome = finished.outcome.as_ref().map_or_else(String::new, |outcome| {
                    let outcome = self.quoted_outcome(&finished.process, outcome);
                    self.pick(format!(" с исходом {outcome}"), format!(" with the outcome {outcome}"))
                });
                let process = self.quoted_process(&finished.process);
                self.pick(
                    format!("Для каждой завершенной сделки процесса {process}{outcome} — {at}; проверяется {when}"),
                    format!("For every finished case of {process}{outcome}: {at}; looked at {when}"),
                )
            }
            None => self.pick(format!("Новая сделка начинается {when}"), format!("A new case begins {when}")),
        }
    }

    /// How long a finished case is kept.
    pub fn archive(&self, archive: Archive) -> String {
        let days = |days| self.after(Period::new(days, Unit::Days));
        let after = days(archive.after_days);
        let leaves = self.pick(
            format!("Через {after} после завершения сделка уходит в архив: прочитать ее можно, изменить — нет."),
            format!("{after} after its end a deal goes to the archive: it can be read there, not changed."),
        );
        let Some(keep) = archive.keep_days.map(days) else { return leaves };
        let goes = self.pick(
            format!("Через {keep} после завершения она удаляется совсем."),
            format!("{keep} after its end it is removed for good."),
        );
        format!("{leaves} {goes}")
    }
}
