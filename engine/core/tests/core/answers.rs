//! What a person fills in: every missing and wrong field named at once, by its place.

use serde_json::{Value as Json, json};

use crate::play::{deal, start};

fn problems(result: &str, data: Json) -> Vec<(String, String)> {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    case.complete("anna", "call", "interested", json!({"presentation_at": "2026-03-10T09:00:00Z"}));
    let refusal = case.try_complete("anna", "open_deal", result, data).unwrap_err();
    assert_eq!(refusal.code, "invalid_fields");
    refusal.fields.into_iter().map(|problem| (problem.field, problem.code)).collect()
}

/// A result, what was filled in, and the problems: each field with its code.
type Row<'a> = (&'a str, Json, &'a [(&'a str, &'a str)]);

#[test]
fn every_wrong_field_is_named_at_once() {
    let company = || json!({"name": "ООО Ромашка"});
    let table: &[Row<'_>] = &[
        ("myself", json!({}), &[("company", "missing"), ("need", "missing")]),
        ("colleague", json!({"company": company(), "need": "x"}), &[("owner", "missing")]),
        ("colleague", json!({"company": company(), "need": "x", "owner": "nobody"}), &[("owner", "unknown_person")]),
        ("myself", json!({"company": "Ромашка", "need": 5}), &[("company", "wrong_type"), ("need", "wrong_type")]),
        ("myself", json!({"company": company(), "need": "  "}), &[("need", "missing")]),
        ("myself", json!({"company": company(), "need": "x", "assignee": "boris"}), &[("assignee", "unknown_field")]),
        ("myself", json!({"company": company(), "need": "x", "decide_by": "завтра"}), &[("decide_by", "wrong_type")]),
        (
            "myself",
            json!({"company": company(), "need": "x", "budget": {"amount": 0.001, "currency": "RUB"}}),
            &[("budget", "wrong_type")],
        ),
        ("direction", json!({"company": company(), "need": "x", "direction": "north"}), &[("direction", "unknown_direction")]),
    ];
    for (result, data, wanted) in table {
        let found = problems(result, data.clone());
        let found: Vec<_> = found.iter().map(|(field, code)| (field.as_str(), code.as_str())).collect();
        assert_eq!(found, *wanted, "{result} with {data}");
    }
}

#[test]
fn a_wrong_item_of_a_list_is_named_by_its_place() {
    let mut case = start("corporate_sales", "anna", crate::sale::with_client(), Some("contacts")).unwrap();
    let data = json!({"participants": [{"role": "директор"}, {"influence": 9, "power": 1}]});
    let refusal = case.try_complete("anna", "key_contacts", "saved", data).unwrap_err();
    let found: Vec<_> = refusal.fields.iter().map(|problem| (problem.field.as_str(), problem.code.as_str())).collect();
    assert_eq!(found, [("participants[1].influence", "out_of_range"), ("participants[1].power", "unknown_field")]);
}

#[test]
fn what_a_stage_asks_at_its_entry_is_asked_at_the_start_there() {
    let refusal = start("corporate_sales", "anna", deal(), Some("contract")).err().unwrap();
    assert_eq!(refusal.fields[0].field, "company");
    let refusal = start("corporate_sales", "anna", deal(), Some("nowhere")).err().unwrap();
    assert_eq!(refusal.fields[0].code, "unknown_stage");
    let refusal = start("corporate_sales", "anna", json!({}), None).err().unwrap();
    assert_eq!((refusal.fields[0].field.as_str(), refusal.fields[0].code.as_str()), ("title", "missing"));
}

#[test]
fn what_a_stage_requires_becomes_a_form_before_the_case_moves_on() {
    let mut case = start("corporate_sales", "anna", crate::sale::with_client(), Some("proposal")).unwrap();
    case.complete("anna", "calculation", "not_needed", json!({}));
    let revision = case.case.revision;
    let data = crate::play::input(json!({"amount": null}));
    case.act(crate::play::person("anna"), &voronka_core::Command::CorrectData { data, revision }).unwrap();
    case.complete("anna", "prepare_proposal", "done", json!({"proposal": crate::sale::document("предложение")}));
    for _ in 0..2 {
        case.complete_as_holder("proposal_approval", "approved", json!({}));
    }
    assert_eq!((case.stage(), case.open()), ("proposal", vec!["requirements"]));
    case.complete("anna", "requirements", "saved", json!({"amount": {"amount": "1.00", "currency": "RUB"}}));
    assert_eq!(case.stage(), "proposal_presentation");
}
