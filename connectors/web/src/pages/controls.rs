//! The control of each type of field.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};
use voronka_definition::model::{Field, FieldType};

use super::raw::{DROPPED, KEPT, KEPT_NAME, PARTY_PARTS, Upload};
use super::sheet::{Need, Sheet, Spot, document_link};

/// The currencies that a page offers; another one that is known stays among them.
const CURRENCIES: [(&str, &str); 4] = [("RUB", "₽"), ("USD", "$"), ("EUR", "€"), ("KZT", "₸")];
/// How many steps the scale of marks has at most that is chosen from a list.
const MARKS_MOST: i64 = 10;
/// The largest file that a document may have, in bytes: the browser says so before it is sent.
const FILE_MOST: usize = 8 << 20;
/// The largest file that a refused form carries back, in bytes.
const KEPT_MOST: usize = 3 << 20;
/// How many empty rows a list shows below those that are filled.
const EMPTY_ROWS: usize = 2;

/// The control of a field.
pub(super) fn control(sheet: &Sheet<'_>, spot: &Spot<'_>) -> Markup {
    match &spot.field.kind {
        FieldType::Text => text(sheet, spot),
        FieldType::Number { .. } => input(sheet, spot, "text", Some("decimal")),
        FieldType::Integer { from: Some(from), to: Some(to) } if (1..=MARKS_MOST).contains(&(to - from)) => {
            select(sheet, spot, (*from..=*to).map(|mark| (mark.to_string(), marked(sheet, mark, (*from, *to)))).collect())
        }
        FieldType::Integer { .. } => input(sheet, spot, "text", Some("numeric")),
        FieldType::Date => input(sheet, spot, "date", None),
        FieldType::Datetime => input(sheet, spot, "datetime-local", None),
        FieldType::Boolean => select(sheet, spot, yes_and_no(sheet)),
        FieldType::Choice(options) => {
            let locale = sheet.visit.locale;
            select(sheet, spot, options.iter().map(|option| (option.id.clone(), option.title.get(locale).to_owned())).collect())
        }
        FieldType::Person => select(sheet, spot, people(sheet)),
        FieldType::Direction => select(sheet, spot, directions(sheet)),
        FieldType::Process => select(sheet, spot, processes(sheet)),
        FieldType::Money => money(sheet, spot),
        FieldType::Organisation | FieldType::Contact => party(sheet, spot),
        FieldType::Document => document(sheet, spot),
        FieldType::List(fields) => list(sheet, spot, fields),
    }
}

/// A mark of a short scale; which end is which is said with it.
fn marked(sheet: &Sheet<'_>, mark: i64, (from, to): (i64, i64)) -> String {
    match mark {
        mark if mark == from => sheet.visit.say(format!("{mark} — меньше всего"), format!("{mark}, the least")),
        mark if mark == to => sheet.visit.say(format!("{mark} — больше всего"), format!("{mark}, the most")),
        mark => mark.to_string(),
    }
}

fn text(sheet: &Sheet<'_>, spot: &Spot<'_>) -> Markup {
    // A name fits a line; what somebody tells takes more.
    let is_line = spot.path.contains('[') || matches!(spot.path.as_str(), "title" | "competitor");
    if is_line {
        return input(sheet, spot, "text", None);
    }
    let (id, value) = (sheet.id(&spot.name), sheet.raw.get(&spot.name));
    html! {
       textarea id=(id) name=(spot.name) rows="3" required[spot.must] maxlength="20000"
           aria-invalid=[sheet.is_wrong(&spot.path).then_some("true")] aria-describedby=[sheet.described(spot)] { (value) }
    }
}

fn input(sheet: &Sheet<'_>, spot: &Spot<'_>, kind: &str, keyboard: Option<&str>) -> Markup {
    let (id, value) = (sheet.id(&spot.name), sheet.raw.get(&spot.name));
    html! {
        input id=(id) name=(spot.name) type=(kind) value=(value) inputmode=[keyboard] required[spot.must]
            aria-invalid=[sheet.is_wrong(&spot.path).then_some("true")] aria-describedby=[sheet.described(spot)];
    }
}

fn select(sheet: &Sheet<'_>, spot: &Spot<'_>, mut options: Vec<(String, String)>) -> Markup {
    let chosen = sheet.raw.get(&spot.name);
    if !chosen.is_empty() && !options.iter().any(|(id, _)| id == chosen) {
        options.push((chosen.to_owned(), chosen.to_owned()));
    }
    html! {
        select id=(sheet.id(&spot.name)) name=(spot.name) required[spot.must]
            aria-invalid=[sheet.is_wrong(&spot.path).then_some("true")] aria-describedby=[sheet.described(spot)] {
            option value="" { (sheet.visit.say("— не выбрано —", "— none —")) }
            @for (id, title) in &options { option value=(id) selected[id == chosen] { (title) } }
        }
    }
}

fn yes_and_no(sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let say = |ru: &str, en: &str| sheet.visit.say(ru, en).to_owned();
    vec![("true".to_owned(), say("да", "yes")), ("false".to_owned(), say("нет", "no"))]
}

/// Whoever works here, by name.
pub(super) fn people(sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let people = sheet.visit.world.organisation.people.iter().filter(|(_, person)| person.active);
    let mut people: Vec<_> = people.map(|(id, _)| (id.to_string(), sheet.visit.choosable(id))).collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    people
}

fn directions(sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let directions = sheet.visit.world.organisation.directions.iter();
    directions.map(|(id, direction)| (id.to_string(), direction.title.get(sheet.visit.locale).to_owned())).collect()
}

fn processes(sheet: &Sheet<'_>) -> Vec<(String, String)> {
    let processes = sheet.visit.world.processes.values().filter(|process| !process.stages.is_empty());
    let others = processes.filter(|process| sheet.case.is_none_or(|case| case.process != process.id));
    others.map(|process| (process.id.to_string(), process.title.get(sheet.visit.locale).to_owned())).collect()
}

fn money(sheet: &Sheet<'_>, spot: &Spot<'_>) -> Markup {
    let (amount, currency) = (format!("{}.amount", spot.name), format!("{}.currency", spot.name));
    let known = sheet.raw.get(&currency);
    let title = spot.field.title.get(sheet.visit.locale);
    html! {
        div.money {
            input id=(sheet.id(&amount)) name=(amount) type="text" inputmode="decimal" value=(sheet.raw.get(&amount)) required[spot.must]
                aria-label=(title) aria-invalid=[sheet.is_wrong(&spot.path).then_some("true")];
            select name=(currency) aria-label={ (title) ": " (sheet.visit.say("валюта", "currency")) } {
                @for (code, sign) in CURRENCIES { option value=(code) selected[code == known] { (sign) } }
                @if !known.is_empty() && !CURRENCIES.iter().any(|(code, _)| *code == known) {
                    option value=(known) selected { (known) }
                }
            }
        }
    }
}

fn party(sheet: &Sheet<'_>, spot: &Spot<'_>) -> Markup {
    let prefix = format!("{}.", spot.name);
    let is_hidden = |part: &str| !PARTY_PARTS.contains(&part);
    let hidden = sheet.raw.under(&spot.name).filter(|(path, _)| path.strip_prefix(&prefix).is_some_and(is_hidden));
    html! {
        div.party {
            @for part in PARTY_PARTS {
                @let name = format!("{prefix}{part}");
                label.part {
                    span { (part_title(sheet, part)) }
                    input name=(name) type=(part_type(part)) value=(sheet.raw.get(&name)) required[spot.must && part == "name"] autocomplete="off";
                }
            }
            @for (path, text) in hidden { input type="hidden" name=(path) value=(text); }
        }
    }
}

fn part_title(sheet: &Sheet<'_>, part: &str) -> &'static str {
    match part {
        "phone" => sheet.visit.say("Телефон", "Phone"),
        "email" => sheet.visit.say("Эл. почта", "E-mail"),
        _ => sheet.visit.say("Название или имя", "Name"),
    }
}

fn part_type(part: &str) -> &'static str {
    match part {
        "phone" => "tel",
        "email" => "email",
        _ => "text",
    }
}

fn document(sheet: &Sheet<'_>, spot: &Spot<'_>) -> Markup {
    let text = format!("{}.text", spot.name);
    let known = sheet.known_document(spot);
    let title = spot.field.title.get(sheet.visit.locale);
    html! {
        @if let Some((case, document)) = known {
            p.known { (sheet.visit.say("Сейчас: ", "Now: ")) (document_link(sheet.visit.locale, case, document)) }
        }
        @if let Some(file) = sheet.raw.file(&spot.name) { (chosen(sheet, spot, file)) }
        input id=(sheet.id(&spot.name)) name=(spot.name) type="file" aria-label=(title) data-most=(FILE_MOST);
        p.hint { (sheet.visit.say("До 8 МиБ", "Up to 8 MiB")) }
        details.more open[!sheet.raw.get(&text).is_empty()] {
            summary { (sheet.visit.say("или вставить текст", "or paste the text")) }
            textarea name=(text) rows="6" aria-label=(title) { (sheet.raw.get(&text)) }
        }
    }
}

/// A file that was chosen before the form was refused: a browser does not give it back, so the form does.
fn chosen(sheet: &Sheet<'_>, spot: &Spot<'_>, file: &Upload) -> Markup {
    let visit = sheet.visit;
    if file.bytes.len() > KEPT_MOST {
        return html! { p.error { (visit.say("Файл нужно выбрать еще раз: ", "Choose the file once more: ")) (file.name) } };
    }
    html! {
        p.known { (visit.say("Выбран: ", "Chosen: ")) (file.name) }
        input type="hidden" name={ (spot.name) (KEPT) } value=(STANDARD.encode(&file.bytes));
        input type="hidden" name={ (spot.name) (KEPT_NAME) } value=(file.name);
        label.check { input type="checkbox" name={ (spot.name) (DROPPED) } value="on"; (visit.say("не прикладывать", "do not attach it")) }
    }
}

fn list(sheet: &Sheet<'_>, spot: &Spot<'_>, fields: &[Field]) -> Markup {
    let filled = sheet.raw.rows(&spot.name).last().map_or(0, |last| last + 1);
    html! {
        div.rows {
            @for row in 0..filled + EMPTY_ROWS { (item(sheet, spot, fields, row, filled)) }
            @if filled > 0 { p.hint { (sheet.visit.say("Чтобы убрать строку, очистите все ее поля.", "To remove a row, empty all of its fields.")) } }
        }
    }
}

/// A row of a list. Rows to come are folded away, so that the page stays short.
fn item(sheet: &Sheet<'_>, spot: &Spot<'_>, fields: &[Field], row: usize, filled: usize) -> Markup {
    let parts = html! {
        @for field in fields {
            @let (name, path) = (format!("{}.{row}.{}", spot.name, field.id), format!("{}[{row}].{}", spot.path, field.id));
            (sheet.row(&Spot { name, path, field, must: false }, &Need::May))
        }
    };
    html! {
        @if row < filled {
            fieldset.item { legend { (row + 1) } (parts) }
        } @else {
            details.item open[filled == 0 && row == 0 && spot.must] {
                summary {
                    @if row == filled { (sheet.visit.say("Добавить строку", "Add a row")) }
                    @else { (sheet.visit.say("Добавить еще одну", "Add another")) }
                }
                (parts)
            }
        }
    }
}
