//! What editors and CI services are given: the schema, SARIF, the language server at standard input and output.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value as Json, json};
use voronka_definition::diagnostic::Findings;
use voronka_definition::yaml::{Kind, Node, Style, parse};
use voronka_definition::{Source, compile};

use crate::cli::{Room, shipped};

fn schema() -> Json {
    serde_json::from_str(&Room::new().voronka(&["schema"]).ends_with(0).out).unwrap()
}

/// A file as an editor that knows YAML sees it.
fn as_json(node: &Node) -> Json {
    match &node.kind {
        Kind::Map(entries) => {
            entries.iter().map(|entry| (entry.key.text().unwrap_or_default().to_owned(), as_json(&entry.value))).collect()
        }
        Kind::Seq(items) => items.iter().map(as_json).collect(),
        Kind::Scalar { text, style: Style::Plain } => match text.as_str() {
            "" | "~" | "null" => Json::Null,
            "true" => true.into(),
            "false" => false.into(),
            _ if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
                serde_json::from_str(text).unwrap_or_else(|_| text.clone().into())
            }
            _ => text.clone().into(),
        },
        Kind::Scalar { text, .. } => text.clone().into(),
    }
}

fn read(text: &str) -> Option<Json> {
    let source = Source { file: String::new(), text: text.to_owned() };
    parse(&source, &Findings::new("")).map(|node| as_json(&node))
}

fn files(folder: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(shipped(folder)).unwrap().map(|entry| entry.unwrap().path());
    let yaml = entries.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    yaml.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn every_good_process_fits_the_schema() {
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let mut good = files("engine/definition/tests/good");
    let processes = std::fs::read_dir(shipped("processes")).unwrap().map(|entry| entry.unwrap().path().join("process.yaml"));
    good.extend(processes.filter_map(|path| Some((path.display().to_string(), std::fs::read_to_string(path).ok()?))));
    good.push(("nested".to_owned(), std::fs::read_to_string(shipped("engine/definition/tests/editor/nested.yaml")).unwrap()));
    good.push(("forms".to_owned(), FORMS.to_owned()));
    let mut wrong = Vec::new();
    for (file, text) in good.iter().filter(|(_, text)| text.lines().any(|line| line.starts_with("process:"))) {
        let value = read(text).unwrap();
        wrong.extend(schema.iter_errors(&value).map(|error| format!("{file}: {} {error}", error.instance_path())));
    }
    assert!(good.len() > 5);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a schema can see: a key that is not known, a shape or a word that cannot be.
const SEEN: [&str; 4] = ["unknown_key", "unknown_type", "unknown_step_kind", "two_step_kinds"];

#[test]
fn a_file_with_an_unknown_key_does_not_fit_the_schema() {
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let mut held = 0;
    for (file, text) in files("engine/definition/tests/broken") {
        let Err(found) = compile(&Source { file: String::new(), text: text.clone() }) else { continue };
        let Some(value) = read(&text).filter(|_| found.0.iter().any(|finding| SEEN.contains(&finding.code))) else { continue };
        held += 1;
        assert!(!schema.is_valid(&value), "{file} has a mistake that the schema does not see");
    }
    assert!(held >= 5, "only {held} broken files say something of keys");
}

#[test]
fn every_key_of_the_schema_has_a_meaning_in_both_languages() {
    fn walk(node: &Json, path: &str, silent: &mut Vec<String>) {
        for (key, property) in node["properties"].as_object().into_iter().flatten() {
            let meaning = property["description"].as_str().unwrap_or_default();
            let cyrillic = meaning.chars().any(|letter| ('а'..='я').contains(&letter));
            let latin = meaning.chars().any(|letter| letter.is_ascii_lowercase());
            if !(cyrillic && latin) || meaning.contains('ё') {
                silent.push(format!("{path}/{key}: {meaning}"));
            }
        }
        match node {
            Json::Object(map) => map.iter().for_each(|(key, inner)| walk(inner, &format!("{path}/{key}"), silent)),
            Json::Array(items) => items.iter().for_each(|inner| walk(inner, path, silent)),
            _ => {}
        }
    }
    let mut silent = Vec::new();
    walk(&schema(), "", &mut silent);
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn findings_are_told_as_sarif() {
    let room = Room::new();
    room.write("мой процесс.yaml", "process: p\ntitel: «😀» x\nstages: {}\noutcomes: {}\n");
    let ran = room.voronka(&["check", "мой процесс.yaml", "--format", "sarif"]);
    let log: Json = serde_json::from_str(&ran.ends_with(1).out).unwrap();
    let run = &log["runs"][0];
    assert_eq!((&log["version"], &run["columnKind"]), (&json!("2.1.0"), &json!("unicodeCodePoints")));
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
    }
    let wrong = results.iter().find(|result| result["ruleId"] == "unknown_key").unwrap();
    let place = &wrong["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%D0%BC%D0%BE%D0%B9%20%D0%BF%D1%80%D0%BE%D1%86%D0%B5%D1%81%D1%81.yaml");
    assert_eq!(place["region"], json!({"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 6}));
    let repair = &wrong["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(repair["insertedContent"]["text"], "title");

    room.write("right.yaml", RIGHT);
    let ran = room.voronka(&["check", "right.yaml", "--format", "sarif", "--lang", "ru"]);
    let log: Json = serde_json::from_str(&ran.ends_with(0).out).unwrap();
    assert_eq!(log["runs"][0]["results"], json!([]));
}

/// A language server that runs in the built program.
struct Server(Child);

impl Server {
    fn tell(&mut self, message: &Json) {
        let body = message.to_string();
        let input = self.0.stdin.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        input.flush().unwrap();
    }

    fn hear(&mut self, output: &mut impl BufRead) -> Json {
        let mut length = 0;
        loop {
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().unwrap(),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

#[test]
fn the_language_server_checks_against_the_organisation_beside_the_file() {
    let room = Room::new();
    let organisation = std::fs::read_to_string(shipped("processes/demo/organisation.yaml")).unwrap();
    room.write("processes/organisation.yaml", &organisation);
    let text = RIGHT.replace("deal.owner", "position(lawer)");
    let path = room.write("processes/p/process.yaml", "not: saved yet");
    let mut command = Command::new(env!("CARGO_BIN_EXE_voronka"));
    let command = command.args(["--lang", "ru", "lsp"]).current_dir(&room.path).env_clear();
    let mut server = Server(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap());
    let mut output = BufReader::new(server.0.stdout.take().unwrap());
    server.tell(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}, "locale": "en"}}));
    assert_eq!(server.hear(&mut output)["result"]["serverInfo"]["name"], "voronka");
    server.tell(&json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
    let document = json!({"uri": format!("file://{}", path.display()), "languageId": "yaml", "version": 1, "text": text});
    server.tell(&json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
    let told = server.hear(&mut output);
    let found = told["params"]["diagnostics"].as_array().unwrap();
    let message = found.iter().find(|one| one["code"] == "unknown_position").map(|one| one["message"].to_string());
    assert!(message.as_ref().is_some_and(|message| message.contains("lawyer") && message.contains("имелось в виду")), "{told}");
    server.tell(&json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}));
    assert_eq!(server.hear(&mut output)["id"], 2);
    server.tell(&json!({"jsonrpc": "2.0", "method": "exit"}));
    assert!(server.0.wait().unwrap().success());
}

/// A small process without a mistake.
const RIGHT: &str = include_str!("editors/right.yaml");

/// Every form of the language once.
const FORMS: &str = include_str!("../../../engine/definition/tests/editor/forms.yaml");
