//! The grammar as a JSON Schema (draft-07), for editors that know YAML but not this language.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::grammar::{BUILTIN_FIELDS, FIELD_TYPES, Form, Key, NameKind, PROCESS, STEPS, Value, Word};

/// The pattern of a name: small letters of any alphabet, digits and `_`, no digit first.
const NAME: &str = "[^\\s\\d\\-.,:;/\\\\'\\\"{}()\\[\\]A-ZА-ЯЁ][^\\s\\-.,:;/\\\\'\\\"{}()\\[\\]A-ZА-ЯЁ]*";
const PERIOD: &str = "\\d+ +(business +)?(minute|hour|day)s?";

/// The schema of a process. What no schema can say (names, types, routes) is the duty of [`crate::compile`].
pub fn schema() -> Json {
    let mut builder = Builder { done: BTreeMap::new(), basics: basics() };
    let process = builder.form(&PROCESS);
    let mut root = match process {
        Json::Object(map) => map,
        _ => Map::new(),
    };
    let step = builder.step();
    let mut definitions = builder.basics;
    // An editor would show these instead of what the key says; each key has taken over what concerns it.
    definitions
        .values_mut()
        .filter_map(Json::as_object_mut)
        .for_each(|map| MEANINGS.iter().for_each(|key| drop(map.remove(*key))));
    definitions.insert("step".to_owned(), step);
    definitions.extend(builder.done.into_iter().map(|(name, form)| (name.to_owned(), form)));
    root.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    root.insert("$id".to_owned(), json!("https://voronka.example/process.schema.json"));
    root.insert("title".to_owned(), json!("voronka: process / процесс"));
    root.insert("definitions".to_owned(), Json::Object(definitions));
    Json::Object(root)
}

/// Where a meaning stands.
const MEANINGS: [&str; 2] = ["description", "markdownDescription"];

/// A meaning in both languages, plain and for editors that show Markdown.
fn meaning(ru: &str, en: &str, example: &str) -> Map<String, Json> {
    let code = if example.is_empty() { String::new() } else { format!("\n\n```yaml\n{example}\n```") };
    let mut map = Map::new();
    map.insert("description".to_owned(), json!(format!("{ru}\n\n{en}")));
    map.insert("markdownDescription".to_owned(), json!(format!("{}\n\n{}{code}", escaped(ru), escaped(en))));
    map
}

/// A sentence as Markdown: an underscore in a name is no emphasis.
fn escaped(text: &str) -> String {
    let odd = |at: usize| text[..at].matches('`').count() % 2 == 1;
    let marks = text.char_indices().map(|(at, character)| match character {
        '_' | '*' | '<' if !odd(at) => format!("\\{character}"),
        other => other.to_string(),
    });
    marks.collect()
}

fn described(ru: &str, en: &str, rest: Json) -> Json {
    let mut map = meaning(ru, en, "");
    if let Json::Object(rest) = rest {
        map.extend(rest);
    }
    Json::Object(map)
}

fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/definitions/{name}")})
}

/// The little languages inside single values.
fn basics() -> Map<String, Json> {
    let list = names().into_iter().chain(texts()).chain(times());
    list.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Names, alone and in rules.
fn names() -> [(&'static str, Json); 5] {
    let of_names = |pattern: &str| json!({"type": "string", "pattern": pattern});
    let fields: Vec<&str> = BUILTIN_FIELDS.iter().map(|(field, _)| field.word).collect();
    let people = ["deal.owner", "actor", "head_of(deal.owner)", "head_of(deal.direction)", "position(lawyer)"];
    let late = ["late", "head_of(late)"].into_iter().chain(people).collect::<Vec<_>>();
    let name = described(
        "Имя: строчные буквы любого алфавита, цифры и «_», сначала буква.",
        "A name: small letters of any alphabet, digits and `_`, a letter first.",
        json!({"type": "string", "minLength": 1, "maxLength": 64, "pattern": format!("^{NAME}$")}),
    );
    let field = described(
        "Поле сделки; внутри each — и поле элемента: supplier.price.",
        "A field of the deal; within `each` also one of the item: `supplier.price`.",
        json!({"type": "string", "pattern": format!("^{NAME}(\\.{NAME})?$"), "examples": fields}),
    );
    let result = described(
        "ШАГ.РЕЗУЛЬТАТ или АКТИВНОСТЬ.РЕЗУЛЬТАТ.",
        "STEP.RESULT or ACTIVITY.RESULT.",
        of_names(&format!("^{NAME}\\.{NAME}$")),
    );
    let who = described(
        "Роль процесса или правило: deal.owner, actor, head_of(…), position(ИМЯ), person(ИМЯ).",
        "A role of this process, or a rule: `deal.owner`, `actor`, `head_of(…)`, `position(ID)`, `person(ID)`.",
        json!({"type": "string", "minLength": 1, "examples": people}),
    );
    let addressee = described(
        "Роль процесса или правило; в эскалации и late, исполнитель просроченной задачи: head_of(late).",
        "A role of this process, or a rule; on a rung also `late`, the assignee of the late task: `head_of(late)`.",
        json!({"type": "string", "minLength": 1, "examples": late}),
    );
    [("name", name), ("field_name", field), ("result_of", result), ("who", who), ("addressee", addressee)]
}

/// Texts for people, and expressions.
fn texts() -> [(&'static str, Json); 3] {
    let text = json!({"anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "object", "minProperties": 1, "additionalProperties": false, "properties": {
            "ru": described("По-русски.", "In Russian.", json!({"type": "string"})),
            "en": described("По-английски.", "In English.", json!({"type": "string"})),
        }},
    ]});
    let text = described(
        "Текст для людей: один на все языки или свой для каждого.",
        "A text for people: one for every language, or one for each.",
        text,
    );
    let any = json!({"type": ["string", "number", "boolean", "null"]});
    let expression = described(
        "Условие или значение: amount > 1000000 RUB and direction != null. Строки — в двойных кавычках, равенство — один знак «=».",
        "A condition or a value: `amount > 1000000 RUB and direction != null`. Strings stand in double quotes; one `=` compares.",
        any.clone(),
    );
    let cell = described(
        "Вход: -, null, < 5, [1..5), \"a\", \"b\", not(\"a\"). Выход: выражение.",
        "An input: `-`, `null`, `< 5`, `[1..5)`, `\"a\", \"b\"`, `not(\"a\")`. An output: an expression.",
        any,
    );
    [("text", text), ("expression", expression), ("cell", cell)]
}

/// Periods and moments.
fn times() -> [(&'static str, Json); 4] {
    let phrase = |pattern: String, examples: &[&str]| json!({"type": "string", "pattern": pattern, "examples": examples});
    let period = described(
        "Длина времени: 2 business days, 4 business hours, 30 minutes.",
        "A length of time: `2 business days`, `4 business hours`, `30 minutes`.",
        phrase(format!("^{PERIOD}$"), &["1 business day", "2 business hours", "30 minutes"]),
    );
    let moment = described(
        "Момент: срок от сейчас, поле, now, end of business day, СРОК before МОМЕНТ, СРОК after МОМЕНТ, МОМЕНТ else МОМЕНТ.",
        "A moment: a period from now, a field, `now`, `end of business day`, `PERIOD before MOMENT`, `PERIOD after MOMENT`, `MOMENT else MOMENT`.",
        phrase("^.+$".to_owned(), &["1 business day", "end of business day", "now"]),
    );
    let reminder = described(
        "Промежуток перед сроком.",
        "A period before the due moment.",
        phrase(format!("^{PERIOD} before$"), &["2 business hours before", "1 business day before"]),
    );
    let lateness = described(
        "overdue, overdue by и срок, unanswered for и срок или срок и before due.",
        "`overdue`, `overdue by PERIOD`, `unanswered for PERIOD`, or `PERIOD before due`.",
        phrase(
            format!("^(overdue( by {PERIOD})?|unanswered for {PERIOD}|{PERIOD} before due)$"),
            &["overdue", "overdue by 1 business day", "4 business hours before due", "unanswered for 2 business hours"],
        ),
    );
    [("period", period), ("moment", moment), ("reminder", reminder), ("lateness", lateness)]
}

struct Builder {
    done: BTreeMap<&'static str, Json>,
    basics: Map<String, Json>,
}

/// The first definition that a value refers to.
fn first_reference(value: &Json) -> Option<&str> {
    match value {
        Json::Object(map) => match map.get("$ref").and_then(Json::as_str) {
            Some(place) => place.rsplit('/').next(),
            None => map.values().find_map(first_reference),
        },
        Json::Array(items) => items.iter().find_map(first_reference),
        _ => None,
    }
}

impl Builder {
    fn form(&mut self, form: &'static Form) -> Json {
        let mut properties = Map::new();
        for key in form.keys {
            let held = self.key(key);
            properties.insert(key.name.to_owned(), held);
        }
        let must: Vec<&str> = form.keys.iter().filter(|key| key.must).map(|key| key.name).collect();
        let mut map = json!({"type": "object", "properties": properties, "additionalProperties": false});
        if !must.is_empty() {
            map["required"] = json!(must);
        }
        if !form.one_of.is_empty() {
            map["oneOf"] = form.one_of.iter().map(|key| json!({"required": [key]})).collect();
        }
        let rivals = form.rivals.iter().enumerate();
        let pairs = rivals.flat_map(|(at, one)| form.rivals[at + 1..].iter().map(move |other| (one, other)));
        let pairs: Vec<Json> = pairs.map(|(one, other)| json!({"not": {"required": [one, other]}})).collect();
        if !pairs.is_empty() {
            map["allOf"] = Json::Array(pairs);
        }
        if form.key("at_most").is_some() && form.key("else").is_some() {
            map["dependencies"] = json!({"at_most": ["else"], "else": ["at_most"]});
        }
        map
    }

    fn key(&mut self, key: &'static Key) -> Json {
        let held = self.value(&key.value);
        let mut map = meaning(key.ru, key.en, key.example);
        // What is written in a value of this kind, below what the key means.
        let written = first_reference(&held).filter(|name| !matches!(*name, "name" | "field_name" | "text"));
        for place in MEANINGS {
            let kind = written.and_then(|name| self.basics.get(name)?.get(place)?.as_str());
            if let (Some(Json::String(text)), Some(kind)) = (map.get_mut(place), kind) {
                text.push_str("\n\n");
                text.push_str(kind);
            }
        }
        match held {
            // Beside a reference draft-07 reads nothing, so that the meaning of the key would be lost.
            Json::Object(held) if held.contains_key("$ref") => {
                map.insert("allOf".to_owned(), json!([held]));
            }
            Json::Object(held) => map.extend(held),
            _ => {}
        }
        Json::Object(map)
    }

    fn known(&mut self, form: &'static Form) -> Json {
        if !self.done.contains_key(form.name) {
            // A form may hold itself: its place is taken before it is built.
            self.done.insert(form.name, Json::Null);
            let built = self.form(form);
            self.done.insert(form.name, built);
        }
        reference(form.name)
    }

    fn value(&mut self, value: &'static Value) -> Json {
        match value {
            Value::Text | Value::Template => reference("text"),
            Value::Expression => reference("expression"),
            Value::Cell => reference("cell"),
            Value::Moment => reference("moment"),
            Value::Period => reference("period"),
            Value::Reminder => reference("reminder"),
            Value::Lateness => reference("lateness"),
            Value::Plain => json!({"type": "string", "minLength": 1}),
            Value::Whole(from, to) => json!({"type": "integer", "minimum": from, "maximum": to}),
            Value::Number => json!({"type": "number"}),
            Value::Truth => json!({"type": "boolean"}),
            Value::Words(words) => Self::words(words),
            Value::Who => reference("who"),
            Value::Addressee => reference("addressee"),
            Value::Known(NameKind::Field) => reference("field_name"),
            Value::New(_) | Value::Known(_) => reference("name"),
            Value::ResultOf => reference("result_of"),
            Value::Form(form) => self.known(form),
            Value::Names(kind, inner) => self.names("name", *kind, inner),
            Value::Keyed(kind, inner) => self.names("field_name", *kind, inner),
            Value::Options => self.options(),
            Value::List(inner) => json!({"type": "array", "items": self.value(inner), "minItems": 1}),
            Value::Many(inner) => json!({"anyOf": [self.value(inner), {"type": "array", "items": self.value(inner)}]}),
            Value::Any(shapes) => json!({"anyOf": shapes.iter().map(|shape| self.value(shape)).collect::<Vec<_>>()}),
            Value::Steps => json!({"type": "array", "minItems": 1, "items": reference("step")}),
        }
    }

    fn names(&mut self, names: &str, kind: NameKind, inner: &'static Value) -> Json {
        let mut map = json!({"type": "object", "additionalProperties": self.value(inner)});
        // What is sent to another system bears the names of that system.
        if kind != NameKind::Foreign {
            map["propertyNames"] = reference(names);
        }
        if matches!(kind, NameKind::Stage | NameKind::Outcome) {
            map["minProperties"] = json!(1);
        }
        map
    }

    fn words(words: &[Word]) -> Json {
        let names: Vec<&str> = words.iter().map(|word| word.word).collect();
        let meanings: Vec<String> = words.iter().map(|word| format!("{} / {}", word.ru, word.en)).collect();
        json!({"enum": names, "enumDescriptions": meanings.clone(), "markdownEnumDescriptions": meanings})
    }

    fn options(&mut self) -> Json {
        let types: Vec<&str> = FIELD_TYPES.iter().map(|word| word.word).collect();
        json!({
            "type": "object",
            "minProperties": 1,
            "propertyNames": reference("name"),
            "additionalProperties": {"anyOf": [reference("text"), {"enum": types}, reference("field")]},
        })
    }

    /// A step: the first of its keys says which of the kinds it is, so that only that kind's mistakes are told.
    fn step(&mut self) -> Json {
        let kinds: Vec<Json> = STEPS.iter().map(|form| self.known(form)).collect();
        described(
            "Шаг; ключ с его именем говорит, какой это шаг.",
            "A step; the key that holds its name says what it is.",
            json!({"type": "object", "oneOf": kinds}),
        )
    }
}
