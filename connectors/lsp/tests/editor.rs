//! An editor at the other end of the connection: what it asks, what it is answered.

#![allow(missing_docs, clippy::unwrap_used)]

use std::thread::JoinHandle;

use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value as Json, json};
use voronka_definition::{Diagnostics, compile};
use voronka_lsp::{Options, serve};

const URI: &str = "file:///tmp/%D0%BF%D1%80%D0%BE%D0%B4%D0%B0%D0%B6%D0%B0/process.yaml";

const SALE: &str = "\
process: sale
title: Продажа
fields:
  reason: {type: choice, title: {ru: Причина, en: Reason}, of: {price: Цена, other: Другая}}
roles:
  head: head_of(deal.owner)
stages:
  talk:
    title: Разговор 😀😀
    steps:
      - task: call
        title: {ru: Звонок, en: Call}
        assignee: head
        results:
          again_later: {title: «😀» Ещё раз, then: {step: call, at_most: 2, else: decide}}
          enough: {title: Хватит, ask: [reason], finish: lost}
      - task: decide
        title: Решить
        results: {done: {then: call}, cancelled: {finish: lost}}
  more:
    title: Ещё
    steps:
      - task: call
        title: Другой звонок
        when: amount != null and amount > 5 RUB
      - finish: won
outcomes:
  won: {title: Победа, kind: won}
  lost: {title: Проигрыш, kind: lost, ask: [{field: reason, when: reason = null}]}
";

struct Editor {
    connection: Connection,
    server: Option<JoinHandle<()>>,
    asked: i32,
    told: Vec<Notification>,
}

impl Editor {
    fn speaking(locale: &str) -> Self {
        let (connection, theirs) = Connection::memory();
        let options = || Options {
            locale: None,
            version: "1",
            check: Box::new(|source| {
                assert!(!source.text.contains("panic at this"), "the check itself is broken");
                match compile(source) {
                    Ok(checked) => checked.warnings,
                    Err(Diagnostics(findings)) => findings,
                }
            }),
        };
        let server = std::thread::spawn(move || serve(&theirs, options()).unwrap());
        let mut editor = Self { connection, server: Some(server), asked: 0, told: Vec::new() };
        let answer = editor.ask("initialize", json!({"capabilities": {}, "locale": locale}));
        assert_eq!(answer["capabilities"]["textDocumentSync"], 2);
        editor.tell("initialized", json!({}));
        editor
    }

    fn tell(&self, method: &str, params: Json) {
        self.connection.sender.send(Message::Notification(Notification::new(method.to_owned(), params))).unwrap();
    }

    fn asks(&mut self, method: &str, params: Json) -> Response {
        self.asked += 1;
        let request = Request::new(self.asked.into(), method.to_owned(), params);
        self.connection.sender.send(Message::Request(request)).unwrap();
        loop {
            match self.connection.receiver.recv().unwrap() {
                Message::Response(response) => return response,
                Message::Notification(notification) => self.told.push(notification),
                Message::Request(request) => panic!("nobody asked for {request:?}"),
            }
        }
    }

    fn ask(&mut self, method: &str, params: Json) -> Json {
        self.asks(method, params).response_result.unwrap()
    }

    fn open(&self, text: &str) {
        let document = json!({"uri": URI, "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// What was found in the document last: the next such message, or one that came before.
    fn found(&mut self) -> Vec<Json> {
        loop {
            if let Some(told) = self.told.pop() {
                self.told.clear();
                return told.params["diagnostics"].as_array().unwrap().clone();
            }
            if let Message::Notification(notification) = self.connection.receiver.recv().unwrap() {
                self.told.push(notification);
            }
        }
    }

    fn at(&mut self, question: &str, (line, character): (u32, u32), more: Json) -> Json {
        let mut params = json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}});
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.ask(&format!("textDocument/{question}"), params)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.ask("shutdown", Json::Null);
        self.tell("exit", Json::Null);
        self.server.take().unwrap().join().unwrap();
    }
}

/// The place of the first such text, and so many characters further, as an editor counts.
fn place(text: &str, of: &str, further: usize) -> (u32, u32) {
    let at = text.find(of).unwrap_or_else(|| panic!("{of} is not there")) + further;
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap();
    (before.matches('\n').count() as u32, line.encode_utf16().count() as u32)
}

/// The text with edits made, as an editor makes them.
fn edited(text: &str, edits: &Json) -> String {
    let mut lines: Vec<Vec<u16>> = text.split('\n').map(|line| line.encode_utf16().collect()).collect();
    let number = |place: &Json, key: &str| place[key].as_u64().unwrap() as usize;
    let mut edits: Vec<&Json> = edits.as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| (number(&edit["range"]["start"], "line"), number(&edit["range"]["start"], "character")));
    for edit in edits.into_iter().rev() {
        let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
        assert_eq!(start["line"], end["line"]);
        let new = edit["newText"].as_str().unwrap().encode_utf16();
        lines[number(start, "line")].splice(number(start, "character")..number(end, "character"), new);
    }
    lines.into_iter().map(|line| String::from_utf16(&line).unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn mistakes_are_told_as_one_types_with_places_in_utf_16() {
    let mut editor = Editor::speaking("ru-RU");
    editor.open(SALE);
    assert!(editor.found().iter().all(|finding| finding["severity"] == 2), "warnings at most");
    let (line, character) = place(SALE, "step: call", "step: ".len());
    let range = json!({"start": {"line": line, "character": character}, "end": {"line": line, "character": character + 4}});
    let change = json!({"range": range, "text": "cal"});
    editor.tell("textDocument/didChange", json!({"textDocument": {"uri": URI, "version": 2}, "contentChanges": [change]}));
    let found = editor.found();
    let wrong = found.iter().find(|finding| finding["code"] == "unknown_step").unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(wrong["range"]["start"], json!({"line": line, "character": character}));
    assert_eq!(wrong["range"]["end"], json!({"line": line, "character": character + 3}));
    assert_eq!((&wrong["severity"], &wrong["source"]), (&json!(1), &json!("voronka")));
    assert!(
        wrong["message"].as_str().unwrap().contains("возможно, имелось в виду «call»")
            || wrong["message"].as_str().unwrap().contains("Возможно")
    );

    let context = json!({"diagnostics": [wrong]});
    let actions =
        editor.ask("textDocument/codeAction", json!({"textDocument": {"uri": URI}, "range": wrong["range"], "context": context}));
    assert_eq!(actions[0]["title"], "Заменить на «call»");
    let broken = SALE.replacen("step: call", "step: cal", 1);
    assert_eq!(edited(&broken, &actions[0]["edit"]["changes"][URI]), SALE);

    editor.tell("textDocument/didClose", json!({"textDocument": {"uri": URI}}));
    assert!(editor.found().is_empty(), "a closed document has no marks");
}

#[test]
fn a_step_is_renamed_in_its_stage_and_only_there() {
    let mut editor = Editor::speaking("en");
    editor.open(SALE);
    let at = place(SALE, "step: call", "step: c".len());
    let prepared = editor.at("prepareRename", at, Json::Null);
    assert_eq!(prepared["placeholder"], "call");
    let changes = editor.at("rename", at, json!({"newName": "ring"}));
    let text = edited(SALE, &changes["changes"][URI]);
    let expected = SALE
        .replacen("- task: call", "- task: ring", 1)
        .replace("step: call", "step: ring")
        .replace("{then: call}", "{then: ring}");
    assert_eq!(text, expected);

    for (new, why) in [("decide", "is taken"), ("Not a name", "is no name")] {
        let params = json!({"textDocument": {"uri": URI}, "position": {"line": at.0, "character": at.1}, "newName": new});
        let error = editor.asks("textDocument/rename", params).response_result.unwrap_err();
        assert!(error.message.contains(why), "{error:?}");
    }
    let reason = place(SALE, "reason:", 3);
    for new in ["title", "actor"] {
        let params = json!({"textDocument": {"uri": URI}, "position": {"line": reason.0, "character": reason.1}, "newName": new});
        let error = editor.asks("textDocument/rename", params).response_result.unwrap_err();
        assert!(error.message.contains("the file would have an error"), "{new}: {error:?}");
    }
    let built_in = place(SALE, "amount", 2);
    assert_eq!(editor.at("prepareRename", built_in, Json::Null), Json::Null, "every deal has an amount");
}

#[test]
fn a_field_is_renamed_inside_expressions_too() {
    let mut editor = Editor::speaking("en");
    editor.open(SALE);
    let changes = editor.at("rename", place(SALE, "reason:", 3), json!({"newName": "why"}));
    assert_eq!(edited(SALE, &changes["changes"][URI]), SALE.replace("reason", "why"));
}

#[test]
fn names_lead_to_where_they_are_declared_and_used() {
    let mut editor = Editor::speaking("en");
    editor.open(SALE);
    let target = editor.at("definition", place(SALE, "else: decide", "else: d".len()), Json::Null);
    let (line, character) = place(SALE, "- task: decide", "- task: ".len());
    assert_eq!(target["range"]["start"], json!({"line": line, "character": character}));
    let here = place(SALE, "- task: call", "- task: c".len());
    let used = editor.at("references", here, json!({"context": {"includeDeclaration": false}}));
    assert_eq!(used.as_array().unwrap().len(), 2, "{used}");
    let all = editor.at("references", here, json!({"context": {"includeDeclaration": true}}));
    assert_eq!(all.as_array().unwrap().len(), 3, "{all}");
    assert_eq!(editor.at("documentHighlight", here, Json::Null).as_array().unwrap().len(), 3);
    assert_eq!(editor.at("definition", (0, 0), Json::Null), Json::Null);
}

#[test]
fn a_hover_tells_title_type_and_who_does_it() {
    for (locale, expected) in [
        ("ru", ["Звонок", "руководитель", "Причина", "choice", "исполнителя"]),
        ("en", ["Call", "head", "Reason", "choice", "assignee"]),
    ] {
        let mut editor = Editor::speaking(locale);
        editor.open(SALE);
        let step = editor.at("hover", place(SALE, "step: call", "step: c".len()), Json::Null)["contents"]["value"].to_string();
        assert!(step.contains(expected[0]) && step.contains(expected[1]), "{step}");
        let field = editor.at("hover", place(SALE, "ask: [reason", "ask: [r".len()), Json::Null)["contents"]["value"].to_string();
        assert!(field.contains(expected[2]) && field.contains(expected[3]) && field.contains("price"), "{field}");
        let amount = editor.at("hover", place(SALE, "amount", 2), Json::Null)["contents"]["value"].to_string();
        assert!(amount.contains("money"), "{amount}");
        let key = editor.at("hover", place(SALE, "assignee", 2), Json::Null)["contents"]["value"].to_string();
        assert!(key.contains("defaults") && key.contains(locale_word(locale)), "{key}");
    }
}

fn locale_word(locale: &str) -> &str {
    if locale == "ru" { "Кто получает задачу" } else { "Who gets the task" }
}

#[test]
fn what_may_be_written_is_proposed_in_a_broken_file() {
    let mut editor = Editor::speaking("ru");
    let broken = SALE.replacen("        assignee: head\n", "        assignee: \n        du\n", 1);
    editor.open(&broken);
    let words = |answer: &Json| -> Vec<String> {
        answer.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let who = editor.at("completion", place(&broken, "assignee: \n", "assignee: ".len()), Json::Null);
    assert!(words(&who).contains(&"head".to_owned()) && words(&who).contains(&"deal.owner".to_owned()), "{who}");
    let at = place(&broken, "        du\n", "        du".len());
    let keys = editor.at("completion", at, Json::Null);
    let due = keys.as_array().unwrap().iter().find(|item| item["label"] == "due").unwrap_or_else(|| panic!("{keys}"));
    assert!(due["detail"].as_str().unwrap().starts_with("Срок задачи"));
    let text = edited(&broken, &json!([due["textEdit"]]));
    assert!(text.contains("\n        due: \n"), "{text}");
    assert!(!editor.found().is_empty());
}

#[test]
fn the_outline_is_a_tree_of_names() {
    let mut editor = Editor::speaking("ru");
    editor.open(SALE);
    let symbols = editor.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    let stage = symbols.as_array().unwrap().iter().find(|symbol| symbol["name"] == "talk").unwrap();
    assert_eq!(stage["detail"], "Разговор 😀😀");
    let steps: Vec<&Json> = stage["children"].as_array().unwrap().iter().map(|step| &step["name"]).collect();
    assert_eq!(steps, ["call", "decide"]);
    assert_eq!(stage["children"][0]["children"][0]["name"], "again_later");
}

#[test]
fn nothing_that_an_editor_says_ends_the_conversation() {
    let mut editor = Editor::speaking("xx");
    editor.tell("textDocument/didOpen", json!({"nonsense": 1}));
    editor.tell("$/setTrace", json!({"value": "off"}));
    assert!(editor.asks("textDocument/hover", json!([])).response_result.is_err());
    assert!(editor.asks("textDocument/unheardOf", json!({})).response_result.is_err());
    assert_eq!(editor.at("hover", (3, 3), Json::Null), Json::Null, "the document is not open");
    editor.open("panic at this");
    assert!(editor.found().is_empty());
    for text in ["", "- [", "process: {", "\u{feff}process: p", "a: &b\nc: *b", "\u{1f600}", "\u{0}"] {
        let change = json!({"text": text});
        editor.tell("textDocument/didChange", json!({"textDocument": {"uri": URI, "version": 3}, "contentChanges": [change]}));
        for question in ["completion", "hover", "definition", "prepareRename"] {
            editor.at(question, (0, 1), Json::Null);
            editor.at(question, (9, 900), Json::Null);
        }
    }
    let backwards =
        json!({"range": {"start": {"line": 9, "character": 9}, "end": {"line": 0, "character": 0}}, "text": "process: p"});
    editor.tell("textDocument/didChange", json!({"textDocument": {"uri": URI, "version": 4}, "contentChanges": [backwards]}));
    assert!(!editor.found().is_empty());
}
