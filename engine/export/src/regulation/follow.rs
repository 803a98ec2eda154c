//! What follows from a result, in words.

use voronka_definition::model::Route;

use super::Author;
use crate::graph::{Exit, Lane, Target};
use crate::wording::times;

impl Author<'_> {
    /// Where an exit leads. The route tells the date of a repetition and what a return clears.
    pub(super) fn follows(&self, lane: &Lane, exit: &Exit, route: Option<&Route>) -> String {
        let to = match &exit.to {
            Target::Below(id) => self.step_named(id),
            Target::Node(id) => {
                let step = self.step_named(id);
                if exit.back { self.pick(format!("снова {step}"), format!("again {step}")) } else { step }
            }
            Target::Again => self.again(route),
            Target::PartEnd => self.pick("ветвь завершена", "the branch is done").to_owned(),
            Target::Over => self.pick("реакция завершена", "the reaction is over").to_owned(),
            Target::StageEnd => {
                let onward = self.onward(lane);
                if lane.onward.is_empty() { onward } else { self.pick(format!("переход {onward}"), onward.clone()) }
            }
            Target::Stage(place) => {
                let stage = self.to_stage(*place);
                self.pick(format!("переход {stage}"), stage.clone())
            }
            Target::Return(place) => self.returns(*place, route),
            Target::Outcome(place) => {
                let title = self.words.quoted(&self.graph.ends[*place].title);
                self.pick(format!("сделка завершается: {title}"), format!("the deal ends: {title}"))
            }
        };
        match &exit.bound {
            Some((at_most, otherwise)) => {
                let times = times(*at_most, self.words.locale);
                let then = otherwise.as_ref().map(|id| self.step_named(id));
                let then =
                    then.map_or_else(String::new, |then| self.pick(format!("; затем {then}"), format!("; after that {then}")));
                format!("{to}, {times}{then}")
            }
            None => to,
        }
    }

    fn again(&self, route: Option<&Route>) -> String {
        let due = match route {
            Some(Route::Again { due: Some(due), .. }) => Some(self.words.due(due)),
            _ => None,
        };
        match due {
            Some(due) => {
                self.pick(format!("этот шаг повторяется (новый срок — {due})"), format!("this step is repeated (due: {due})"))
            }
            None => self.pick("этот шаг повторяется", "this step is repeated").to_owned(),
        }
    }

    fn returns(&self, place: usize, route: Option<&Route>) -> String {
        let lane = &self.graph.lanes[place];
        let (number, title) = (lane.number.unwrap_or_default(), self.words.quoted(&lane.title));
        let text = self.pick(
            format!("возврат на стадию {number} {title}, новый круг"),
            format!("back to stage {number} {title}, another round"),
        );
        match route {
            Some(Route::Return(rule)) if !rule.clear.is_empty() => {
                let fields = self.words.fields(&rule.clear);
                self.pick(format!("{text} (очищается: {fields})"), format!("{text} (emptied: {fields})"))
            }
            _ => text,
        }
    }

    /// Where the end of a stage leads.
    pub(super) fn onward(&self, lane: &Lane) -> String {
        let rule = |(condition, target): &(Option<String>, Target)| {
            let stage = match target {
                Target::Stage(place) => self.to_stage(*place),
                _ => String::new(),
            };
            match condition {
                Some(condition) => self.pick(format!("{stage}, если {condition}"), format!("{stage} if {condition}")),
                None if lane.onward.len() > 1 => self.pick(format!("иначе {stage}"), format!("otherwise {stage}")),
                None => stage,
            }
        };
        let rules: Vec<_> = lane.onward.iter().map(rule).collect();
        if rules.is_empty() {
            self.pick("стадия завершена", "the stage is done").to_owned()
        } else {
            rules.join("; ")
        }
    }
}
