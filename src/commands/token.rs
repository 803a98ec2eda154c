//! `token create`: a token for the API, printed once.

use anyhow::{Result, bail};
use chrono::Days;
use voronka_core::access::Scope;
use voronka_definition::name::{DepartmentId, PersonId};
use voronka_runtime::Entrance;

use crate::cli::TokenCreateArgs;
use crate::commands::Exit;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wiring;

/// Makes the token.
pub fn create(args: &TokenCreateArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(&args.serve, terminal)?;
    wiring::block_on(make(args, &settings, terminal))
}

async fn make(args: &TokenCreateArgs, settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let engine = wiring::open_beside(settings, terminal).await?;
    let person = PersonId::from(args.person.as_str());
    known(&engine, &person, terminal)?;
    let now = engine.now().await?;
    let expires = args.expires.map(|days| now + Days::new(u64::from(days)));
    let scope = match &args.department {
        Some(department) => Scope::Department(department_of(&engine, department, terminal)?),
        None if args.read_only => Scope::Reading,
        None => Scope::Whole,
    };
    let token = engine.create_token_for(&person, &args.name, expires, &scope).await?;
    let made = Entrance { event: "token_made".to_owned(), person: Some(person), ..Entrance::default() };
    engine.note_entrance(made).await?;
    engine.shutdown().await;
    terminal.print(&token);
    Ok(Exit::Clean)
}

/// Refuses a person the organisation does not have, and names one that was meant.
pub(super) fn known(engine: &voronka_runtime::Engine, person: &PersonId, terminal: &Terminal) -> Result<()> {
    let world = engine.world();
    let people = &world.organisation.people;
    if people.get(person).is_some_and(|person| person.active) {
        return Ok(());
    }
    let meant = voronka_definition::yaml::similar(person.as_str(), people.keys().map(PersonId::as_str));
    let meant = meant.map_or(String::new(), |text| format!("; {}", text.get(terminal.locale)));
    bail!(terminal.pick(
        format!("в организации нет сотрудника «{person}»{meant}"),
        format!("the organisation has no person `{person}`{meant}"),
    ))
}

/// The department of this name, which there must be: a token for nothing would only look like one.
fn department_of(engine: &voronka_runtime::Engine, department: &str, terminal: &Terminal) -> Result<DepartmentId> {
    let world = engine.world();
    let departments = &world.organisation.departments;
    if let Some((id, _)) = departments.get_key_value(department) {
        return Ok(id.clone());
    }
    let meant = voronka_definition::yaml::similar(department, departments.keys().map(DepartmentId::as_str));
    let meant = meant.map_or(String::new(), |text| format!("; {}", text.get(terminal.locale)));
    bail!(terminal.pick(
        format!("в организации нет отдела «{department}»{meant}"),
        format!("the organisation has no department `{department}`{meant}"),
    ))
}
