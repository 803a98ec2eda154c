//! Sentences about the deal, its data and where it stands.

use voronka_definition::model::{Outcome, Stage, StepKind, Subject, builtin};
use voronka_definition::name::{FieldId, OutcomeId, PersonId, ResultId, StageId, StepId};
use voronka_definition::value::{Data, Value};

use super::{Line, Teller};
use crate::case::{ApprovalState, Destination};
use crate::event::{Cause, Event, Recorded, Way};
use crate::words::{business_span, shortened, within_sentence};

/// How many characters of one value a sentence shows.
pub(super) const LONGEST_VALUE: usize = 100;

impl Teller<'_> {
    pub(super) fn deal(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            Event::CaseStarted { owner, data, continues, .. } => self.case_started(recorded, owner, data, continues.is_some()),
            Event::StageEntered { stage, visit, way, comment } => {
                Some(self.stage_entered(recorded, stage, *visit, *way)?.with(comment.as_deref()))
            }
            Event::FieldsSet { values, cleared, cause } => self.fields_set(recorded, values, cleared, cause),
            Event::ValueOutside { field, computed, kept } => self.value_outside(field, computed, kept),
            Event::OwnerChanged { from, to, cause } => self.owner_changed(recorded, from, to, cause),
            Event::SignalReceived { name, .. } => {
                let name = self.process.signal(name).map_or(name.as_str(), |title| title.get(self.speaker.locale));
                self.fact(format!("Сообщение извне: {name}"), format!("A signal from outside: {name}"))
            }
            Event::CaseFinished { outcome, comment } => Some(self.case_finished(recorded, outcome)?.with(comment.as_deref())),
            Event::SuccessorStarted { process, .. } => {
                let title = self.quoted(self.speaker.process(process));
                self.fact(format!("Сделка идет дальше по процессу {title}"), format!("The deal goes on by the process {title}"))
            }
            Event::RequirementsMissing { fields, to, .. } => self.requirements_missing(fields, to),
            _ => None,
        }
    }

    fn case_started(&self, recorded: &Recorded, owner: &PersonId, data: &Data, continues: bool) -> Option<Line> {
        // A task without a deal begins with its task; the case around it says nothing.
        if self.process.stages.is_empty() {
            return None;
        }
        let facts = [builtin::TITLE, builtin::COMPANY, builtin::AMOUNT].map(|name| self.value(data, &FieldId::from(name)));
        let [title, company, amount] = facts;
        let title = title.map(|title| self.quoted(&title));
        let about: Vec<String> = [title, company, amount].into_iter().flatten().collect();
        let (ru, en) = match (self.process.about, continues) {
            (_, true) => ("сделка открыта в продолжение прежней", "a deal that continues an earlier one"),
            (Subject::Deal, _) => ("новая сделка", "a new deal"),
            (Subject::Lead, _) => ("новый лид", "a new lead"),
        };
        let mut deed = self.pick(ru, en).to_owned();
        if !about.is_empty() {
            deed = format!("{deed} — {}", about.join(", "));
        }
        if recorded.by.as_ref() != Some(owner) {
            deed = format!("{deed}; {} {}", self.pick("ответственный —", "owner:"), self.speaker.person(owner));
        }
        self.act(recorded, deed.clone(), deed)
    }

    fn stage_entered(&self, recorded: &Recorded, stage: &StageId, visit: u32, way: Way) -> Option<Line> {
        let title = self.stage_title(stage);
        match way {
            Way::Start | Way::Onward if visit > 1 => {
                self.fact(format!("Снова стадия {title}"), format!("The stage {title} again"))
            }
            Way::Start | Way::Onward => self.fact(format!("Стадия {title}"), format!("Stage {title}")),
            Way::Skip => self.act(
                recorded,
                format!("сделка переведена на стадию {title}"),
                format!("the deal is moved to the stage {title}"),
            ),
            Way::Return => self.act(
                recorded,
                format!("сделка возвращена на стадию {title}"),
                format!("the deal is returned to the stage {title}"),
            ),
        }
    }

    fn fields_set(&self, recorded: &Recorded, values: &Data, cleared: &[FieldId], cause: &Cause) -> Option<Line> {
        let shown =
            self.process.fields.iter().filter_map(|field| {
                Some(format!("{}: {}", field.title.get(self.speaker.locale), self.value(values, &field.id)?))
            });
        let mut parts: Vec<String> = shown.collect();
        if !cleared.is_empty() {
            parts.push(format!("{}: {}", self.pick("очищено", "emptied"), self.field_titles(cleared)));
        }
        if parts.is_empty() {
            return None;
        }
        let said = parts.join("; ");
        match cause {
            // A correction comes without a reason; a move of the deal tells its own.
            Cause::Person(reason) if reason.is_empty() => {
                self.act(recorded, format!("данные исправлены — {said}"), format!("data corrected — {said}"))
            }
            Cause::Step(_) => {
                self.fact(format!("По правилам процесса записано — {said}"), format!("Set by the process — {said}"))
            }
            Cause::Table(_) => self.fact(format!("По таблице решений — {said}"), format!("By the decision table — {said}")),
            Cause::Score(_) => self.fact(format!("Пересчитано — {said}"), format!("Counted anew — {said}")),
            Cause::Stage(_) => self.fact(format!("По правилам стадии — {said}"), format!("By the rules of the stage — {said}")),
            Cause::Return(_) => self.fact(format!("Перед новым кругом — {said}"), format!("Before the new round — {said}")),
            Cause::Signal(_) | Cause::Call(_) => self.fact(format!("Получено извне — {said}"), format!("From outside — {said}")),
            _ => self.act(recorded, format!("записано — {said}"), format!("recorded — {said}")),
        }
    }

    fn value_outside(&self, field: &FieldId, computed: &Value, kept: &Value) -> Option<Line> {
        let titles = self.field_titles(std::slice::from_ref(field));
        let said = |value: &Value| self.process.field(field).map(|field| self.speaker.value(value, &field.kind));
        let (computed, kept) = (said(computed)?, said(kept)?);
        self.fact(
            format!("Вычисленное значение вне границ поля: {titles} — {computed}; записано {kept}"),
            format!("A computed value lies outside the bounds of its field: {titles} — {computed}; {kept} is recorded"),
        )
    }

    /// What an outcome asks, or a stage requires. Where an outcome lacks nothing, an approval keeps the flow from taking it.
    fn requirements_missing(&self, fields: &[FieldId], to: &Destination) -> Option<Line> {
        let missing = self.field_titles(fields);
        match to {
            Destination::Finish(_) if fields.is_empty() => self.fact(
                "Завершить сделку не дает согласование: решает ответственный".to_owned(),
                "An approval keeps the deal from being finished: the owner decides".to_owned(),
            ),
            Destination::Finish(_) => self.fact(
                format!("Чтобы завершить сделку, не хватает данных: {missing}"),
                format!("Data are missing to finish the deal: {missing}"),
            ),
            Destination::Stage(_) | Destination::Onward => self.fact(
                format!("Чтобы завершить стадию, не хватает данных: {missing}"),
                format!("Data are missing to complete the stage: {missing}"),
            ),
        }
    }

    fn owner_changed(&self, recorded: &Recorded, from: &PersonId, to: &PersonId, cause: &Cause) -> Option<Line> {
        let (old, new) = (self.speaker.person(from), self.speaker.person(to));
        let line = self.act(
            recorded,
            format!("ответственный за сделку — {new} (прежде — {old})"),
            format!("the owner of the deal is {new} (before: {old})"),
        )?;
        Some(match cause {
            Cause::Person(comment) => line.with(Some(comment)),
            Cause::Left(_) => {
                line.with(Some(&self.pick(format!("{old} больше не работает"), format!("{old} no longer works here"))))
            }
            _ => line,
        })
    }

    fn case_finished(&self, recorded: &Recorded, outcome: &OutcomeId) -> Option<Line> {
        if self.process.stages.is_empty() {
            return None;
        }
        let title = self.process.outcome(outcome).map(|Outcome { title, .. }| title.get(self.speaker.locale));
        let title = within_sentence(title.unwrap_or(outcome.as_str()));
        self.act(recorded, format!("исход сделки — {title}"), format!("the outcome of the deal — {title}"))
    }

    pub(super) fn flow(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            Event::LoopTaken { token, step, count, at_most, .. } => {
                let title = self.step_title(*token, step)?;
                self.fact(
                    format!("Еще раз: {title} (повтор {count} из {at_most})"),
                    format!("Once more: {title} (repeat {count} of {at_most})"),
                )
            }
            Event::BoundReached { token, step, at_most, .. } => {
                let title = self.step_title(*token, step)?;
                self.fact(
                    format!("Повторы исчерпаны: {title} (не больше {at_most})"),
                    format!("No more repeats: {title} (at most {at_most})"),
                )
            }
            Event::StageTimed { .. } | Event::ClockPaused { .. } | Event::ClockResumed { .. } => self.clock(recorded),
            Event::WaitBegan { token, step, until: Some(until), cause: Some(cause), .. } => {
                let (title, until) = (self.step_title(*token, step)?, self.moment(*until, recorded.at));
                let why = match cause {
                    Cause::FieldsChanged(fields) => self.because_of(fields),
                    Cause::TimeZone { .. } => format!(": {}", self.because_of_time(cause)),
                    _ => self.pick(": изменился календарь", ": the calendar has changed").to_owned(),
                };
                self.fact(
                    format!("Ожидание {title} теперь не позднее {until}{why}"),
                    format!("The wait {title} now lasts until {until}{why}"),
                )
            }
            Event::WaitBegan { token, step, until, .. } => {
                let title = self.step_title(*token, step)?;
                let until = until.map_or_else(String::new, |at| {
                    format!(", {} {}", self.pick("не позднее", "until"), self.moment(at, recorded.at))
                });
                self.fact(format!("Ожидание: {title}{until}"), format!("Waiting: {title}{until}"))
            }
            Event::WaitEnded { token, step, result: Some(result) } => self.wait_ended(*token, step, result, false),
            Event::WaitTimedOut { token, step, result } => self.wait_ended(*token, step, result, true),
            Event::ApprovalBegan { token, step, .. } => {
                let title = self.step_title(*token, step)?;
                self.fact(format!("Начато согласование: {title}"), format!("Approval begun: {title}"))
            }
            Event::ApprovalEnded { stage, step, state, .. } => self.approval_ended(stage, step, *state),
            _ => None,
        }
    }

    /// The clock of a stage: that it stands still, goes on, or was counted anew.
    fn clock(&self, recorded: &Recorded) -> Option<Line> {
        match &recorded.event {
            Event::ClockPaused { stage, .. } => {
                let title = self.stage_title(stage);
                self.fact(
                    format!("Ход за клиентом: часы стадии {title} стоят"),
                    format!("It is the client's turn: the clock of the stage {title} stands still"),
                )
            }
            Event::ClockResumed { stage, minutes, .. } => {
                let day = self.memory.owner.as_ref().and_then(|owner| self.minutes_of_a_day(owner));
                let (title, span) = (self.stage_title(stage), business_span(*minutes, day, self.speaker.locale));
                self.fact(
                    format!("Часы стадии {title} снова идут, ход был за клиентом: {span}"),
                    format!("The clock of the stage {title} goes on; it was the client's turn for {span}"),
                )
            }
            Event::StageTimed { limit_at: Some(at), cause: Some(cause), .. } => {
                let (at, why) = (self.moment(*at, recorded.at), self.because_of_time(cause));
                self.fact(format!("{why}, стадия может длиться до {at}"), format!("{why}, and the stage may last until {at}"))
            }
            Event::StageTimed { gap_at: Some(at), cause: Some(cause), .. } => {
                let (at, why) = (self.moment(*at, recorded.at), self.because_of_time(cause));
                self.fact(
                    format!("{why}, следующий шаг нужно запланировать до {at}"),
                    format!("{why}, and a next step must be planned until {at}"),
                )
            }
            _ => None,
        }
    }

    fn wait_ended(&self, token: u32, step: &StepId, result: &ResultId, late: bool) -> Option<Line> {
        let title = self.step_title(token, step)?;
        let stage = self.memory.body_of(token)?;
        let rule = self.rule_of_step(stage, step, result);
        let result = within_sentence(&self.title_or_name(rule.map(|rule| &rule.title), result));
        let (ru, en) = if late {
            ("Срок ожидания вышел", "The wait took too long")
        } else {
            ("Ожидание закончено", "The wait is over")
        };
        self.fact(format!("{ru}: {title} — {result}"), format!("{en}: {title} — {result}"))
    }

    fn approval_ended(&self, stage: &StageId, step: &StepId, state: ApprovalState) -> Option<Line> {
        let title = self.title_of(stage, step)?;
        let (ru, en) = match state {
            ApprovalState::Pending => return None,
            ApprovalState::Approved => ("Согласование пройдено", "Approved"),
            ApprovalState::Rework => ("По итогам согласования нужна доработка", "Rework is needed"),
            ApprovalState::Rejected => ("В согласовании отказано", "Rejected"),
            ApprovalState::Stale => {
                ("Документ изменился, прежнее согласование не действует", "The document has changed since its approval")
            }
            ApprovalState::Abandoned => ("Согласование прервано", "The approval was broken off"),
        };
        self.fact(format!("{ru}: {title}"), format!("{en}: {title}"))
    }

    /// The title of a stage in quotation marks.
    pub(super) fn stage_title(&self, id: &StageId) -> String {
        let stage: Option<&Stage> = self.process.body(id);
        self.quoted(stage.map_or(id.as_str(), |stage| stage.title.get(self.speaker.locale)))
    }

    /// The title of the step at which a token stands, in quotation marks.
    pub(super) fn step_title(&self, token: u32, step: &StepId) -> Option<String> {
        self.title_of(self.memory.body_of(token)?, step)
    }

    pub(super) fn title_of(&self, stage: &StageId, step: &StepId) -> Option<String> {
        let title = match &self.process.step(stage, step)?.kind {
            StepKind::Task(work) | StepKind::Form(work) => &work.title,
            StepKind::Approve(approve) => &approve.title,
            StepKind::Wait(wait) => &wait.title,
            StepKind::Decide(decide) => &decide.title,
            StepKind::Parallel(parallel) => &parallel.title,
            StepKind::Each(each) => &each.title,
            StepKind::Call(call) => &call.title,
            StepKind::Start(start) => &start.title,
            StepKind::Plan(_) | StepKind::Set(_) | StepKind::Notify(_) | StepKind::Finish(_) => return None,
        };
        Some(self.quoted(title.get(self.speaker.locale)))
    }

    fn field_titles(&self, fields: &[FieldId]) -> String {
        let title = |id: &FieldId| {
            let field = self.process.field(id);
            field.map_or(id.as_str(), |field| field.title.get(self.speaker.locale)).to_owned()
        };
        fields.iter().map(title).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn value(&self, data: &Data, id: &FieldId) -> Option<String> {
        let shown = self.speaker.value(data.get(id)?, &self.process.field(id)?.kind);
        Some(shortened(&shown, LONGEST_VALUE))
    }
}
