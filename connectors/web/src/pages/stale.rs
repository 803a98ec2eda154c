//! A form that was made before somebody else changed the deal: what has changed since, and the form anew. Nobody overwrites what he has
//! not seen: what he did not touch holds what there is now, what he typed stays his, and he is told before he saves again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use voronka_core::tell::tell_latest;
use voronka_core::{Case, Event, Input, Recorded};
use voronka_definition::model::{Field, FieldType};
use voronka_definition::name::{FieldId, PersonId};
use voronka_definition::value::{Data, Value};
use voronka_runtime::Key;

use super::given::{Reader, name_of};
use super::raw::Raw;
use super::seen::{self, Seen};
use super::visit::Visit;
use super::when;
use crate::problem::Problem;

/// The hidden field with the revision that a form was made from.
pub(super) const REVISION: &str = "revision";

/// What has become of a deal since a form was made.
#[derive(Debug)]
pub(super) struct Stale {
    /// The data that the form was made from.
    shown: Data,
    /// Which fields hold something else now.
    changes: BTreeMap<FieldId, Change>,
}

/// A field that was changed: by whom, and when.
#[derive(Debug)]
struct Change {
    by: Option<PersonId>,
    at: DateTime<Utc>,
}

/// What a form comes back with.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Its fields.
    pub raw: Raw,
    /// What others did meanwhile, a line each.
    pub told: Vec<String>,
}

/// What a form wants to change, or the form again.
pub(super) enum Given {
    /// Nothing stands against it.
    Changes(Input),
    /// Somebody else changed what the form is about.
    Again(Again),
}

/// What a form wants to change of these fields, if nobody else has changed any of them since it was made.
pub(super) async fn given(visit: &Visit, seen: &Seen, fields: &[&Field], raw: &Raw) -> Result<Given, Problem> {
    let reader = Reader { raw, zone: visit.zone, locale: visit.locale };
    let stale = since(visit, seen, raw.some(REVISION).and_then(|text| text.parse().ok())).await?;
    let shown = stale.as_ref().map_or(&seen.case.data, |stale| &stale.shown);
    let wanted = reader.changed(fields.iter().copied(), &known(visit, shown, fields));
    match stale.filter(|stale| fields.iter().any(|field| stale.changes.contains_key(&field.id))) {
        Some(stale) => Ok(Given::Again(stale.again(visit, seen, fields, raw, &wanted))),
        None => Ok(Given::Changes(wanted)),
    }
}

/// What has become of the deal since this revision; nothing where it has it still, or nobody knows what it was.
async fn since(visit: &Visit, seen: &Seen, revision: Option<u64>) -> Result<Option<Stale>, Problem> {
    let Some(revision) = revision.filter(|revision| *revision < seen.case.revision) else { return Ok(None) };
    let history = seen::history(visit, seen.case.id).await?;
    let (before, after) = history.split_at(history.partition_point(|recorded| recorded.seq <= revision));
    let Some(was) = Case::replay(before) else { return Ok(None) };
    let mut changes = BTreeMap::new();
    for recorded in after {
        let Event::FieldsSet { values, cleared, .. } = &recorded.event else { continue };
        for field in values.keys().chain(cleared) {
            if was.data.get(field) != seen.case.data.get(field) {
                changes.insert(field.clone(), Change { by: recorded.by.clone(), at: recorded.at });
            }
        }
    }
    Ok(Some(Stale { shown: was.data, changes }))
}

impl Stale {
    fn again(&self, visit: &Visit, seen: &Seen, fields: &[&Field], raw: &Raw, wanted: &Input) -> Again {
        let (typed, others): (Vec<&Field>, Vec<&Field>) =
            fields.iter().copied().partition(|field| wanted.contains_key(field.id.as_str()));
        let mut again = known(visit, &seen.case.data, &others);
        let names: Vec<String> = fields.iter().map(|field| name_of(field)).collect();
        let is_of = |text: &str, name: &str| text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        for (name, text) in raw.texts() {
            let of_field = names.iter().any(|field| is_of(name, field));
            if !of_field || typed.iter().any(|field| is_of(name, &name_of(field))) {
                again.set(name, text);
            }
        }
        for (name, file) in raw.files() {
            again.attach(name, file.clone());
        }
        again.set(REVISION, seen.case.revision.to_string());
        let told = fields.iter().filter_map(|field| {
            let change = self.changes.get(&field.id)?;
            Some(self.line(visit, seen, field, change, wanted.contains_key(field.id.as_str())))
        });
        Again { raw: again, told: told.collect() }
    }

    /// «Сумма: было 100 ₽, стало 200 ₽ — Борис Орлов, сегодня в 12:00».
    fn line(&self, visit: &Visit, seen: &Seen, field: &Field, change: &Change, is_typed: bool) -> String {
        let (was, is) =
            (in_words(visit, field, self.shown.get(&field.id)), in_words(visit, field, seen.case.data.get(&field.id)));
        let title = field.title.get(visit.locale);
        let at = when::since(change.at, visit.now, visit.zone, visit.locale);
        let who = change.by.as_ref().map_or(visit.say("процесс", "the process"), |by| visit.name(by));
        let line = visit.say(
            format!("{title}: было {was}, стало {is} — {who}, {at}"),
            format!("{title}: was {was}, is now {is} — {who}, {at}"),
        );
        match is_typed {
            true => {
                line + visit
                    .say(". Вы тоже это правили: в форме ваше значение.", ". You changed it too: the form has what you typed.")
            }
            false => line + ".",
        }
    }
}

fn in_words(visit: &Visit, field: &Field, value: Option<&Value>) -> String {
    match value {
        Some(value) => voronka_core::words::shortened(&visit.speaker().value(value, &field.kind), 120),
        None => visit.say("пусто", "empty").to_owned(),
    }
}

/// What has happened to the deal since a form was made that whoever sends it must know of, a sentence each. Nothing where the form had its
/// effect already.
pub(super) async fn overtaken(
    visit: &Visit,
    seen: &Seen,
    (raw, key): (&Raw, &Key),
    is_concern: impl Fn(&Event) -> bool,
) -> Result<Vec<String>, Problem> {
    let made = raw.some(REVISION).and_then(|text| text.parse::<u64>().ok()).filter(|made| *made < seen.case.revision);
    let Some(made) = made else { return Ok(Vec::new()) };
    let history = seen::history(visit, seen.case.id).await?;
    let since = &history[history.partition_point(|recorded| recorded.seq <= made)..];
    let concerns: Vec<&Recorded> = since.iter().filter(|recorded| is_concern(&recorded.event)).collect();
    let Some(last) = concerns.last() else { return Ok(Vec::new()) };
    if visit.app.engine.recall_answer(key).await?.is_some() {
        return Ok(Vec::new());
    }
    let told = tell_latest(&seen.process, &seen.case, since, visit.speaker());
    let lines = told.iter().filter(|line| concerns.iter().any(|concern| concern.seq == line.seq));
    let at = |at| when::since(at, visit.now, visit.zone, visit.locale);
    let lines: Vec<String> = lines
        .map(|line| {
            let why = line.comment.as_ref().map(|comment| format!(": «{comment}»")).unwrap_or_default();
            format!("{} ({}){why}", line.text.trim_end_matches('.'), at(line.at))
        })
        .collect();
    if !lines.is_empty() {
        return Ok(lines);
    }
    let who = last.by.as_ref().map_or(visit.say("процесс", "the process"), |by| visit.name(by));
    Ok(vec![
        visit.say(format!("Сделку изменили: {who}, {}", at(last.at)), format!("The deal was changed: {who}, {}", at(last.at))),
    ])
}

/// These data as the fields of a form.
pub(super) fn known(visit: &Visit, data: &Data, fields: &[&Field]) -> Raw {
    let mut raw = Raw::default();
    for field in fields.iter().filter(|field| !matches!(field.kind, FieldType::Document)) {
        if let Some(value) = data.get(&field.id) {
            raw.put(&name_of(field), field, value, visit.zone, visit.locale);
        }
    }
    raw
}

/// What others did meanwhile, above the form.
pub(super) fn notice(visit: &Visit, told: &[String]) -> Markup {
    if told.is_empty() {
        return super::frame::nothing();
    }
    html! {
        div.alert.stale role="alert" {
            strong { (visit.say(
                "Не сохранено: пока форма была открыта, данные изменились.",
                "Not saved: the data changed while the form was open.",
            )) }
            ul { @for line in told { li { (line) } } }
            p { (visit.say(
                "Ваши правки остались в форме, остальное обновлено. Проверьте и сохраните еще раз.",
                "What you typed is still in the form, the rest is up to date. Look it over and save again.",
            )) }
        }
    }
}
