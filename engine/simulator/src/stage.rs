//! Where a disturbed run takes place: what is stored, the world outside, and one process after another.

use std::sync::Arc;

use chrono::TimeDelta;
use voronka_definition::Locale;
use voronka_store::{Blow, Failpoint, Fault, FsckFinding, Side, Store, StoreError};

use crate::dice::Dice;
use crate::fault::Trouble;
use crate::life::{Life, ground};
use crate::perform::{Unanswered, ask, perform};
use crate::post::Post;
use crate::step::{Heard, Step};
use crate::{Company, Planted, Wrong, pair};

/// How often a step is tried, and a process begun, before it is given up.
const TRIES: u32 = 10;

/// Within which a letter is tried again whose answers were lost three times.
const HEARD_AGAIN: TimeDelta = TimeDelta::minutes(5);

/// From which it follows which of two nodes takes a step.
const TURNS: u64 = 2;

/// The place of a run.
pub(crate) struct Stage {
    pub(crate) ground: Store,
    pub(crate) post: Arc<Post>,
    life: Life,
    /// Another node, where there are two.
    other: Option<Life>,
    /// Which of them takes a step.
    turns: Dice,
    planted: Planted,
    /// What went wrong so far, and where.
    pub(crate) faults: Vec<String>,
    /// How often a process ended.
    pub(crate) ends: usize,
    /// The statement at which a fault happened last.
    pub(crate) struck: Option<String>,
}

impl Stage {
    /// A furnished place, with a fault that may be planned for a statement from the beginning of the first process on.
    pub(crate) async fn new(company: &Company, planted: Planted, first: Option<Fault>, two_nodes: bool) -> Result<Self, Wrong> {
        let (ground, post) = (ground(company).await?, Post::new(planted == Planted::OtherIdentity));
        let failpoint = Failpoint::new();
        if let Some(fault) = first {
            failpoint.plan(fault);
        }
        let life = begun(&ground, &post, &failpoint, two_nodes).await?;
        let other = if two_nodes { Some(begun(&ground, &post, &Failpoint::new(), true).await?) } else { None };
        let (faults, turns) = (Vec::new(), Dice::new(TURNS));
        let mut stage = Self { ground, post, life, other, turns, planted, faults, ends: 0, struck: None };
        stage.ends = usize::from(failpoint.has_ended());
        stage.note(&failpoint, "the beginning");
        Ok(stage)
    }

    /// How many statements the present process has run.
    pub(crate) fn statements(&self) -> u64 {
        self.life.failpoint.passed()
    }

    /// Takes a step until it is answered, with what goes wrong at it.
    pub(crate) async fn take(&mut self, number: usize, step: &Step, trouble: Trouble) -> Result<Heard, Wrong> {
        self.change_turns();
        self.disturb(number, step, trouble).await?;
        let mut again = if let Trouble::Statement(_, again) = trouble { again } else { None };
        let mut reason = String::new();
        for _ in 0..TRIES {
            let answer = match &self.other {
                Some(other) => pair::perform(&self.life, other, number, step).await,
                None => perform(&self.life, number, step).await,
            };
            self.note(&Arc::clone(&self.life.failpoint), &format!("step {number} {step:?}"));
            if self.life.failpoint.has_ended() {
                self.begin_anew(number, again.take()).await?;
                if self.planted == Planted::ForgottenCommand && step.key(number).is_some() && answer.is_err() {
                    return Ok(Heard::Yes);
                }
                // Whoever asks again may come to the other node.
                self.change_turns();
                continue;
            }
            match answer {
                Ok(heard) => {
                    if trouble != Trouble::Nothing {
                        self.life.failpoint.forget();
                    }
                    self.post.lose_no_more();
                    return Ok(heard);
                }
                Err(Unanswered(said)) => reason = said,
            }
        }
        Err(Wrong::Stuck { step: number, reason })
    }

    /// Where there are two nodes, either may take the next step.
    fn change_turns(&mut self) {
        if let Some(other) = self.other.as_mut().filter(|_| self.turns.one_in(2)) {
            std::mem::swap(other, &mut self.life);
        }
    }

    /// What goes wrong before a step, or is planned for it.
    async fn disturb(&mut self, number: usize, step: &Step, trouble: Trouble) -> Result<(), Wrong> {
        match trouble {
            Trouble::Nothing => return Ok(()),
            Trouble::Statement(fault, _) => {
                self.life.failpoint.plan(fault);
                return Ok(());
            }
            Trouble::LettersLost(letters) => self.lose_letters(letters, number, step).await?,
            Trouble::AnswerLost => drop(ask(&self.life, number, step).await),
            Trouble::Restart => {
                self.life.engine.shutdown().await;
                self.life = begun(&self.ground, &self.post, &Failpoint::new(), self.other.is_some()).await?;
            }
            Trouble::JumpBack(minutes) => self.jump_back(minutes).await?,
        }
        self.faults.push(format!("step {number}: {trouble}"));
        Ok(())
    }

    /// Answers to letters are lost: those of an act until time passes after it, those of a pause until so long before its end that they are
    /// tried again within it. Else the next act would come in between, and what it changes of people and tasks rightly changes what the second
    /// attempt says, and to whom.
    async fn lose_letters(&mut self, letters: u32, number: usize, step: &Step) -> Result<(), Wrong> {
        match step {
            Step::Sleep(_) => {}
            Step::Walk(to) => {
                self.post.lose(letters);
                let part = Step::Walk((*to - HEARD_AGAIN).max(self.life.store.now()));
                let walked = match &self.other {
                    Some(other) => pair::perform(&self.life, other, number, &part).await,
                    None => perform(&self.life, number, &part).await,
                };
                walked.map_err(|unanswered| Wrong::Stuck { step: number, reason: unanswered.0 })?;
                self.post.lose_no_more();
            }
            _ => self.post.lose(letters),
        }
        Ok(())
    }

    /// The clock jumps back and to where it was; nothing is due meanwhile. Not where somebody goes or comes back: whoever was seen going by
    /// a clock that went back has not gone, and his tasks say so.
    async fn jump_back(&mut self, minutes: u32) -> Result<(), Wrong> {
        let (store, engine) = (&self.life.store, &self.life.engine);
        let now = store.now();
        let back = now - TimeDelta::minutes(i64::from(minutes));
        if engine.world().going_or_coming(back, now).is_empty() {
            for moment in [back, now] {
                store.stand_at(moment).await?;
                engine.settle().await?;
            }
        }
        Ok(())
    }

    /// Another process begins where one has ended; perhaps it ends at this statement of its beginning, too.
    async fn begin_anew(&mut self, number: usize, again: Option<u64>) -> Result<(), Wrong> {
        self.ends += 1;
        let findings = voronka_store::fsck(&self.ground).await?;
        self.sound(number, &findings)?;
        if self.planted == Planted::ForgottenTimer {
            self.forget_a_timer().await?;
        }
        let failpoint = Failpoint::new();
        if let Some(at) = again {
            failpoint.plan(Fault { at, side: Side::After, blow: Blow::Ends });
        }
        if self.other.is_some() {
            self.ground.release_leases().await?;
            self.ground.end_claims().await?;
        }
        self.life = begun(&self.ground, &self.post, &failpoint, self.other.is_some()).await?;
        self.note(&failpoint, &format!("the beginning after step {number}"));
        self.life.failpoint.forget();
        Ok(())
    }

    async fn forget_a_timer(&self) -> Result<(), StoreError> {
        let far = self.life.store.now() + TimeDelta::days(3_650);
        for timer in self.ground.due_timers(far, 1).await? {
            self.ground.drop_timer(&timer).await?;
        }
        Ok(())
    }

    /// Writes down what a failpoint has done.
    fn note(&mut self, failpoint: &Failpoint, at: &str) {
        let Some((fault, sql)) = failpoint.take_struck() else { return };
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        self.faults.push(format!("{at}: {}: {sql}", Trouble::Statement(fault, None)));
        self.struck = Some(sql);
    }

    /// Whether what is stored is sound.
    pub(crate) fn sound(&self, step: usize, findings: &[FsckFinding]) -> Result<(), Wrong> {
        if findings.is_empty() {
            return Ok(());
        }
        let said = |finding: &FsckFinding| format!("{} {:?}: {}", finding.code, finding.case, finding.message.get(Locale::En));
        Err(Wrong::Unsound { step, findings: findings.iter().map(said).collect() })
    }
}

/// A process that has begun, whatever happened to those before it.
async fn begun(ground: &Store, post: &Arc<Post>, failpoint: &Arc<Failpoint>, two_nodes: bool) -> Result<Life, Wrong> {
    let mut failpoint = Arc::clone(failpoint);
    let mut last = StoreError::Closed;
    for _ in 0..TRIES {
        let beginning = match two_nodes {
            true => Life::join(ground, post, Arc::clone(&failpoint)).await,
            false => Life::begin(ground, post, Arc::clone(&failpoint)).await,
        };
        match beginning {
            Ok(life) if !failpoint.has_ended() => return Ok(life),
            Ok(_) => {}
            Err(error) => last = error,
        }
        failpoint = Failpoint::new();
    }
    Err(last.into())
}
