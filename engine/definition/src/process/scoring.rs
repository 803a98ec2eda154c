//! Scores: the computed fields they declare, their rules and their bands.

use crate::diagnostic::{Findings, Span, say};
use crate::model::{
    Band, ChoiceOption, Field, FieldType, Fields, Occasion, ResultOf, ResultRule, Score, ScoreRule, Stage, Step, StepKind,
};
use crate::name::{ActivityId, ResultId, RuleId, ScoreId, StepId};
use crate::period::Period;
use crate::process::context::{Context, pretty};
use crate::process::field::Texts;
use crate::process::{expression, period};
use crate::text::Text;
use crate::yaml::similar::shown;
use crate::yaml::{Entry, Kind, MapReader, Node, read};

/// The most points that one rule gives or takes, and the farthest a band begins.
const MOST_POINTS: i32 = 1_000_000;

/// A score whose fields are declared and whose rules are yet to be read.
#[derive(Debug)]
pub struct ScoreHead<'a> {
    score: Score,
    map: &'a Entry,
}

/// The scores with their bands; their fields are declared.
pub fn heads<'a>(node: Option<&'a Node>, fields: &mut Fields, texts: Texts<'_>, findings: &Findings) -> Vec<ScoreHead<'a>> {
    let mut heads = Vec::new();
    for (name, entry) in node.map(|node| read::named(node, findings)).unwrap_or_default() {
        let title = entry.value.get("title").filter(|node| !node.is_empty()).and_then(texts).unwrap_or_else(|| pretty(name));
        let bands = entry.value.get("bands").map(|node| bands(node, texts, findings)).unwrap_or_default();
        let score = Score { id: ScoreId::from(name), title, rules: Vec::new(), bands };
        for field in computed(&score) {
            if fields.get(&field.id).is_some() {
                taken(name, field.id.as_str(), entry.key.span, findings);
            } else {
                fields.declare(field);
            }
        }
        heads.push(ScoreHead { score, map: entry });
    }
    heads
}

fn taken(name: &str, field: &str, place: Span, findings: &Findings) {
    let message = say!(
        "оценка «{name}» сама объявляет поле «{field}», а такое уже есть",
        "the score `{name}` declares the field `{field}` itself, and there is one already"
    );
    let help = say!("назовите иначе оценку или поле", "give the score or the field another name");
    findings.error_with("score_field_taken", place, message, help);
}

/// The fields that a score declares.
fn computed(score: &Score) -> [Field; 2] {
    let option = |band: &Band| ChoiceOption { id: band.id.clone(), title: band.title.clone() };
    let of = |what: (&str, &str)| {
        let title = |locale| score.title.get(locale).to_owned();
        let (ru, en) = (title(crate::text::Locale::Ru), title(crate::text::Locale::En));
        Text::both(format!("{ru}{}", what.0), format!("{en}{}", what.1))
    };
    let field = |id, title, kind| Field { id, title, hint: None, kind, computed: true };
    let bands = FieldType::Choice(score.bands.iter().map(option).collect());
    [
        field(score.total_field(), score.title.clone(), FieldType::Integer { from: None, to: None }),
        field(score.band_field(), of((": полоса", ": band")), bands),
    ]
}

fn bands(node: &Node, texts: Texts<'_>, findings: &Findings) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for (name, entry) in read::named(node, findings) {
        let Some(mut map) = MapReader::open(&entry.value, entry.key.span, findings) else { continue };
        let title = map.take("title").and_then(texts).unwrap_or_else(|| pretty(name));
        let from = map.require_like("from", "band_from").and_then(|node| points(node, findings));
        map.close();
        let same = bands.iter().find(|band| Some(band.from) == from);
        if let Some(other) = same.map(|band| band.id.as_str()) {
            let message = say!(
                "полосы «{other}» и «{name}» начинаются с одного числа",
                "the bands `{other}` and `{name}` begin at the same number"
            );
            let help = say!("дайте каждой свое начало", "give each a beginning of its own");
            findings.error_with("same_band", entry.key.span, message, help);
        }
        // Without its beginning it is still an option of the choice.
        let from = from.unwrap_or_default();
        bands.push(Band { id: name.to_owned(), title, from });
    }
    bands.sort_by_key(|band| band.from);
    bands
}

fn points(node: &Node, findings: &Findings) -> Option<i32> {
    read::integer(node, -MOST_POINTS..=MOST_POINTS, findings)
}

/// The section `scoring`: the rules of every score.
pub fn section(context: &Context<'_>, heads: Vec<ScoreHead<'_>>, stages: &[Stage]) -> Vec<Score> {
    heads.into_iter().map(|head| score(context, head, stages)).collect()
}

fn score(context: &Context<'_>, ScoreHead { mut score, map: entry }: ScoreHead<'_>, stages: &[Stage]) -> Score {
    let Some(mut map) = MapReader::open(&entry.value, entry.key.span, context.findings) else { return score };
    if map.take("title").is_none() && entry.value.get("title").is_none() {
        let _ = context.title(None, score.id.as_str(), map.place());
    }
    let bands = map.require("bands");
    if let Some(node) = bands.filter(|node| matches!(&node.kind, Kind::Map(entries) if entries.is_empty())) {
        context.findings.error("empty_list", node.head(), say!("у оценки нет ни одной полосы", "the score has no band"));
    }
    let written = map.require_like("rules", "score_rules").map(|node| read::named(node, context.findings)).unwrap_or_default();
    map.close();
    score.rules = written.into_iter().filter_map(|(name, entry)| rule(context, name, entry, stages)).collect();
    score
}

fn rule(context: &Context<'_>, name: &str, entry: &Entry, stages: &[Stage]) -> Option<ScoreRule> {
    let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
    let title = context.title(map.take("title"), name, map.place());
    let points = map.require("points").and_then(|node| points(node, context.findings));
    let (when, on, lasts) = (map.take("when"), map.take("on"), map.take("for"));
    let place = map.place();
    map.close();
    let period = lasts.and_then(|node| {
        let phrase = period::phrase(node, ("срок: 90 days", "a period such as 90 days"), context.findings)?;
        period::read(phrase, context.findings)
    });
    let occasion = match (when, on) {
        (Some(when), None) => {
            if let Some(node) = lasts {
                let message =
                    say!("пока условие верно, правило действует и так", "the rule counts while its condition holds anyway");
                let help = say!("удалите for: сроки бывают у событий «on»", "delete for: it belongs to events, `on`");
                context.findings.error_with("score_occasion", node.span, message, help);
            }
            condition(context, when).map(Occasion::While)
        }
        (None, Some(on)) => event(context, on, period, stages),
        _ => {
            let message = say!("у правила бывает либо when, либо on", "a rule has either when or on");
            let help = say!(
                "напишите when: условие или on: {{signal: …}}, {{result: …}} либо {{changed: …}}",
                "write when: a condition, or on: {{signal: …}}, {{result: …}} or {{changed: …}}"
            );
            context.findings.error_with("score_occasion", place, message, help);
            None
        }
    };
    Some(ScoreRule { id: RuleId::from(name), title, points: points?, occasion: occasion? })
}

/// The condition of a rule, which no score may decide.
fn condition(context: &Context<'_>, node: &Node) -> Option<crate::expr::Expr> {
    let when = expression::condition(context, Some(node), &[])?;
    let computed = when.fields().into_iter().find(|id| context.fields.get(id).is_some_and(|field| field.computed));
    if let Some(id) = computed {
        let message =
            say!("правило оценки не читает оценок, а здесь «{id}»", "a rule of a score reads no score; here it reads `{id}`");
        let help = say!("напишите условие о полях сделки", "write a condition about fields of the deal");
        context.findings.error_with("score_circle", node.head(), message, help);
        return None;
    }
    Some(when)
}

fn event(context: &Context<'_>, node: &Node, lasts: Option<Period>, stages: &[Stage]) -> Option<Occasion> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let (signal, result, changed) = (map.take("signal"), map.take("result"), map.take("changed"));
    let place = map.place();
    map.close();
    match (signal, result, changed) {
        (Some(signal), None, None) => {
            let name = context.signal(signal)?;
            Some(Occasion::Signal { name, lasts })
        }
        (None, Some(node), None) => {
            let (of, result) = result_of(context, node, stages)?;
            Some(Occasion::Result { of, result, lasts })
        }
        (None, None, Some(node)) => Some(Occasion::Changed { field: context.field_to_set(node)?.id.clone(), lasts }),
        _ => {
            let message = say!("ожидается одно событие", "expected one event");
            let help = say!(
                "напишите одно из трех: signal: имя сигнала, result: ШАГ.РЕЗУЛЬТАТ или changed: поле",
                "write one of three: signal: the name of a signal, result: STEP.RESULT, or changed: a field"
            );
            context.findings.error_with("score_occasion", place, message, help);
            None
        }
    }
}

/// `STEP.RESULT` or `ACTIVITY.RESULT`.
fn result_of(context: &Context<'_>, node: &Node, stages: &[Stage]) -> Option<(ResultOf, ResultId)> {
    let text = read::scalar(node, ("ШАГ.РЕЗУЛЬТАТ", "STEP.RESULT"), context.findings)?;
    let Some((of, result)) = text.split_once('.') else {
        let found = shown(text);
        let message = say!("ожидается ШАГ.РЕЗУЛЬТАТ, а здесь «{found}»", "expected STEP.RESULT, found `{found}`");
        context.findings.error_with(
            "bad_result",
            node.span,
            message,
            say!("например: call.interested", "for example call.interested"),
        );
        return None;
    };
    let mut known: Vec<String> = Vec::new();
    stages.iter().for_each(|stage| in_steps(&stage.steps, of, &mut known));
    let activity = context.activities.iter().find(|activity| activity.id.as_str() == of);
    known.extend(activity.iter().flat_map(|activity| activity.results.iter().map(|(name, _)| name.clone())));
    let length = of.chars().count();
    if known.is_empty() {
        let steps = context.outline.steps.iter().map(|step| step.id.as_str());
        let names = steps.chain(context.activities.iter().map(|activity| activity.id.as_str()));
        let what = ("нет шага или активности с результатами", "there is no step or activity with results called");
        context.unknown("unknown_step", what, of, names, node.place_of(0, length));
        return None;
    }
    if !known.iter().any(|name| name == result) {
        let place = node.place_of(length + 1, text.chars().count());
        let what = ("нет результата", "there is no result");
        context.unknown("unknown_result", what, result, known.iter().map(String::as_str), place);
        return None;
    }
    let of = match activity {
        Some(_) => ResultOf::Activity(ActivityId::from(of)),
        None => ResultOf::Step(StepId::from(of)),
    };
    Some((of, ResultId::from(result)))
}

/// Gathers the results of the steps with this name, those inside others included.
fn in_steps(steps: &[Step], name: &str, found: &mut Vec<String>) {
    for step in steps {
        if step.id.as_str() == name {
            found.extend(results(&step.kind).iter().map(|rule| rule.id.to_string()));
        }
        step.kind.inner().into_iter().for_each(|inner| in_steps(inner, name, found));
    }
}

fn results(kind: &StepKind) -> &[ResultRule] {
    match kind {
        StepKind::Task(work) | StepKind::Form(work) => &work.results,
        StepKind::Approve(approve) => &approve.results,
        StepKind::Wait(wait) => &wait.results,
        StepKind::Call(call) => &call.results,
        StepKind::Start(start) => &start.results,
        _ => &[],
    }
}
