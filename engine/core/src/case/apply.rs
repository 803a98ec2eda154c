//! Applying events: the only place where a case changes. No policy: an event that happened is believed.

use voronka_definition::model::builtin;
use voronka_definition::name::PersonId;

use crate::case::{Case, Counters, FinishedActivity, Phase, Signal};
use crate::event::{Event, Recorded};

impl Case {
    /// The form of what this build keeps. It grows with every field that events of earlier builds fill as well.
    pub const FORM: u32 = 4;

    /// The case that begins with this event; `None` when it is not a start.
    pub fn begin(first: &Recorded) -> Option<Self> {
        let Event::CaseStarted { case, process, version, launcher, owner, data, continues, parent } = &first.event else {
            return None;
        };
        Some(Self {
            id: *case,
            process: process.clone(),
            version: version.clone(),
            revision: first.seq,
            launcher: launcher.clone(),
            owner: owner.clone(),
            phase: Phase::Errand,
            opened_at: first.at,
            data: data.clone(),
            tasks: Default::default(),
            visits: Default::default(),
            returns: Vec::new(),
            finished_activities: Vec::new(),
            signals: Vec::new(),
            approvals: Vec::new(),
            escalations: Default::default(),
            answered: Default::default(),
            incidents: Default::default(),
            people: Default::default(),
            workers: Default::default(),
            stood_in: Default::default(),
            offered: Default::default(),
            watchers: Default::default(),
            handed_over: Default::default(),
            continues: *continues,
            successor: None,
            parent: parent.clone(),
            points: Vec::new(),
            active_at: first.at,
            silences: Default::default(),
            with_client: Default::default(),
            uncovered: Default::default(),
            passed_on: Default::default(),
            commenters: Default::default(),
            form: Self::FORM,
            counters: Counters::default(),
        })
    }

    /// The case that these events make; `None` when they do not begin with its start.
    pub fn replay(events: &[Recorded]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let mut case = Self::begin(first)?;
        for recorded in rest {
            case.apply(recorded);
        }
        Some(case)
    }

    /// The same case as a build would have kept it that knew less: without what `kept` cannot have, as it was kept in an earlier form.
    pub fn in_form_of(mut self, kept: &Self) -> Self {
        if kept.form < Self::FORM {
            self.form = kept.form;
            self.answered.clone_from(&kept.answered);
            for (number, task) in &mut self.tasks {
                if let Some(known) = kept.tasks.get(number) {
                    task.trail.clone_from(&known.trail);
                }
            }
        }
        self
    }

    /// Applies one event.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.revision = recorded.seq;
        if recorded.by.is_some() {
            self.active_at = recorded.at;
        }
        let is_of_flow = self.apply_to_flow(recorded) || self.apply_to_branches(recorded) || self.apply_to_outside(recorded);
        if !is_of_flow && !self.apply_to_tasks(recorded) {
            self.apply_to_deal(recorded);
        }
    }

    fn apply_to_deal(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::FieldsSet { values, cleared, .. } => {
                for (field, value) in values {
                    let before = self.data.insert(field.clone(), value.clone());
                    if matches!(value, voronka_definition::Value::List(_)) {
                        self.refresh_items(field, before.as_ref());
                    }
                }
                for field in cleared {
                    let before = self.data.remove(field);
                    self.refresh_items(field, before.as_ref());
                }
            }
            Event::OwnerChanged { to, .. } => self.owner = to.clone(),
            Event::ActivityKept { activity, result, by } => self.finished_activities.push(FinishedActivity {
                activity: activity.clone(),
                result: result.clone(),
                by: by.clone(),
            }),
            Event::ActivityConsumed { activity } => {
                remove_first(&mut self.finished_activities, |kept| kept.activity == *activity);
            }
            Event::SignalReceived { name, data } => {
                self.signals.push(Signal { name: name.clone(), data: data.clone() });
            }
            Event::SignalConsumed { name } => remove_first(&mut self.signals, |kept| kept.name == *name),
            Event::NoticeGiven { notice } => self.counters.notices = notice.number,
            Event::IncidentOpened { incident } => {
                self.counters.incidents = incident.number;
                self.incidents.insert(incident.number, incident.clone());
                self.note_incident(incident);
            }
            Event::IncidentClosed { incident, .. } => {
                self.incidents.remove(incident);
                self.note_repair(*incident);
            }
            Event::SuccessorStarted { case, .. } => self.successor = Some(*case),
            _ => {}
        }
    }

    /// What the field holds, the owner included.
    pub fn value(&self, field: &voronka_definition::name::FieldId) -> Option<voronka_definition::Value> {
        if field.as_str() == builtin::OWNER {
            return Some(voronka_definition::Value::Person(self.owner.clone()));
        }
        self.data.get(field).cloned()
    }

    /// The direction of the deal, where it has one.
    pub fn direction(&self) -> Option<&voronka_definition::name::DirectionId> {
        match self.data.get(builtin::DIRECTION) {
            Some(voronka_definition::Value::Direction(direction)) => Some(direction),
            _ => None,
        }
    }

    /// What the deal is called.
    pub fn title(&self) -> &str {
        match self.data.get(builtin::TITLE) {
            Some(voronka_definition::Value::Text(title)) => title,
            _ => "",
        }
    }

    /// Notes that these people have a task here.
    pub(super) fn note_people<'a>(&mut self, people: impl IntoIterator<Item = &'a PersonId>) {
        for person in people {
            if !self.people.contains(person) {
                self.people.insert(person.clone());
            }
        }
    }
}

fn remove_first<T>(items: &mut Vec<T>, is_it: impl Fn(&T) -> bool) {
    if let Some(place) = items.iter().position(is_it) {
        items.remove(place);
    }
}
