//! Beginnings: a case starts, of itself, after another one, or as a task without a deal.

use voronka_definition::Process;
use voronka_definition::Value;
use voronka_definition::model::builtin;
use voronka_definition::name::{FieldId, PersonId, StageId};
use voronka_definition::value::Data;

use crate::case::Parent;
use crate::command::{HandTask, Start};
use crate::decide::commands::answers;
use crate::decide::steps::Nesting;
use crate::decide::{Draft, Setting};
use crate::decision::{Content, Decision};
use crate::event::{Event, Way};
use crate::id::CaseId;
use crate::input;
use crate::refuse;
use crate::rejection::{FieldProblem, Rejection};

/// A case about to begin.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub case: CaseId,
    pub launcher: PersonId,
    pub owner: PersonId,
    pub data: Data,
    pub continues: Option<CaseId>,
    /// The stage to begin at; `None` is the first.
    pub stage: Option<StageId>,
    /// The case that starts it, by a step.
    pub parent: Option<Parent>,
    /// How many cases this one may start within the decision.
    pub nesting: Nesting,
}

/// Begins a case of a process.
pub(crate) fn begin(process: &Process, beginning: Beginning, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let first = beginning.stage.clone().or_else(|| process.stages.first().map(|stage| stage.id.clone()));
    // Whatever this case begins in its turn has ids of its own.
    let own = Setting { fresh: setting.fresh.derived(beginning.case, 0), ..setting.clone() };
    let chosen = beginning.stage.clone();
    let mut draft = draft_of(process, beginning, &own)?;
    if let Some(stage) = &chosen {
        draft.may_begin_at(stage)?;
    }
    if let Some(stage) = first {
        let next = draft.enter(&stage, Way::Start, None);
        draft.run(next)?;
        draft.settle()?;
        draft.conclude()?;
    }
    Ok(draft.finish())
}

fn draft_of<'a>(process: &'a Process, beginning: Beginning, setting: &'a Setting<'a>) -> Result<Draft<'a>, Rejection> {
    let Beginning { case, launcher, owner, data, continues, stage: _, parent, nesting } = beginning;
    let (id, version) = (process.id.clone(), process.version.clone());
    let start = Event::CaseStarted { case, process: id, version, launcher, owner, data, continues, parent };
    let mut draft = Draft::beginning(process, start, setting).ok_or_else(refuse::not_found)?;
    draft.nesting = nesting;
    Ok(draft)
}

/// Starts a case that a person asks for; or a schedule, and then its owner counts as who launched it.
pub(crate) fn start(process: &Process, case: CaseId, start: &Start, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let launcher = setting.by.person().or(start.owner.as_ref()).cloned().ok_or_else(refuse::not_a_colleague)?;
    let (data, owner, documents) = read_deal(process, start, Data::new(), setting, &launcher)?;
    let stage = start.stage.clone();
    let beginning = Beginning { case, launcher, owner, data, continues: None, stage, parent: None, nesting: Nesting::default() };
    let mut decision = begin(process, beginning, setting)?;
    decision.documents.extend(documents);
    Ok(decision)
}

/// The deal as it was handed in, over what is known of it: its data, its owner, the contents of its documents.
fn read_deal(
    process: &Process,
    start: &Start,
    mut data: Data,
    setting: &Setting<'_>,
    launcher: &PersonId,
) -> Result<(Data, PersonId, Vec<Content>), Rejection> {
    let mut parsed = input::parse(process, setting.world, &start.deal, |_| true);
    let mut problems = std::mem::take(&mut parsed.problems);
    let owner = match parsed.values.remove(builtin::OWNER) {
        Some(Value::Person(owner)) => start.owner.clone().unwrap_or(owner),
        _ => start.owner.clone().unwrap_or_else(|| launcher.clone()),
    };
    if !setting.world.is_active(&owner) {
        problems.push(refuse::unknown_person(builtin::OWNER, owner.as_str()));
    }
    data.retain(|field, _| !parsed.cleared.contains(field));
    data.append(&mut parsed.values);
    let wanted = wanted_at_start(process, start, &mut problems);
    let is_wrong = |field: &FieldId, problems: &[FieldProblem]| problems.iter().any(|p| p.field == field.as_str());
    for field in wanted {
        let is_there = input::is_owner(&field) || data.contains_key(&field);
        if !is_there && !is_wrong(&field, &problems) {
            problems.push(answers::missing(process, &field));
        }
    }
    if problems.is_empty() { Ok((data, owner, parsed.documents)) } else { Err(refuse::invalid(problems)) }
}

/// The title always, and what the chosen stage asks at its entry.
fn wanted_at_start(process: &Process, start: &Start, problems: &mut Vec<FieldProblem>) -> Vec<FieldId> {
    let mut wanted = vec![FieldId::from(builtin::TITLE)];
    if let Some(id) = &start.stage {
        match process.stage(id) {
            Some(stage) => wanted.extend(stage.entry.iter().cloned()),
            None => problems.push(unknown_stage(process, id)),
        }
    }
    wanted
}

/// A stage that the process does not have.
pub(crate) fn unknown_stage(process: &Process, found: &StageId) -> FieldProblem {
    let list = process.stages.iter().map(|stage| stage.id.as_str()).collect::<Vec<_>>().join(", ");
    let expected = (format!("одна из стадий: {list}"), format!("one of the stages {list}"));
    let found = format!("`{found}`");
    refuse::problem("stage", "unknown_stage", (&expected.0, &expected.1), (&found, &found))
}

/// Makes a task without a deal.
pub(crate) fn errand(process: &Process, case: CaseId, task: &HandTask, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let launcher = setting.by.person().cloned().ok_or_else(refuse::not_a_colleague)?;
    let data = Data::from([(FieldId::from(builtin::TITLE), Value::Text(task.title.trim().to_owned()))]);
    let owner = launcher.clone();
    let beginning =
        Beginning { case, launcher, owner, data, continues: None, stage: None, parent: None, nesting: Nesting::default() };
    let mut draft = draft_of(process, beginning, setting)?;
    draft.make_by_hand(task)?;
    Ok(draft.finish())
}

impl Draft<'_> {
    /// Starts a process again on this finished case: about the same deal, with what is known of it.
    pub(super) fn continue_case(&mut self, start: &Start) -> Result<(), Rejection> {
        if self.case.is_open() {
            return Err(refuse::case_not_finished());
        }
        if self.case.successor.is_some() {
            return Err(refuse::already_continued());
        }
        let Some(process) = self.world().processes.get(&start.process) else {
            let found = format!("`{}`", start.process);
            let expected = ("развернутый процесс", "a deployed process");
            return Err(refuse::invalid_field("process", "unknown_process", expected, (&found, &found)));
        };
        let launcher = self.actor();
        let (data, owner, documents) = read_deal(process, start, self.carried(process), self.setting, &launcher)?;
        let (case, stage) = (self.setting.fresh, start.stage.clone());
        let beginning = Beginning {
            case,
            launcher,
            owner,
            data,
            continues: Some(self.case.id),
            stage,
            parent: None,
            nesting: Nesting::default(),
        };
        let mut decision = begin(process, beginning, self.setting)?;
        decision.documents.extend(documents);
        self.record(Event::SuccessorStarted { case, process: start.process.clone() });
        self.successor = Some(Box::new(decision));
        Ok(())
    }
}
