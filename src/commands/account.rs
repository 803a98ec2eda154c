//! `account invite`: a link by which a person sets his password, printed once, or sent by letter.

use anyhow::{Result, bail};
use voronka_definition::name::PersonId;
use voronka_runtime::{Engine, Origin, Purpose};

use super::token::known;
use crate::cli::AccountInviteArgs;
use crate::commands::Exit;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wiring;

/// Makes the link.
pub fn invite(args: &AccountInviteArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(&args.serve, terminal)?;
    wiring::block_on(make(args, &settings, terminal))
}

async fn make(args: &AccountInviteArgs, settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let engine = wiring::open_beside(settings, terminal).await?;
    let person = PersonId::from(args.person.as_str());
    known(&engine, &person, terminal)?;
    if args.letter {
        send(&engine, settings, &person, terminal).await?;
    } else {
        let (link, _) = engine.make_link(&person, Purpose::Invitation, None).await?;
        terminal.print(&format!("{}/password/{link}", settings.base_url));
    }
    engine.shutdown().await;
    Ok(Exit::Clean)
}

async fn send(engine: &Engine, settings: &Settings, person: &PersonId, terminal: &Terminal) -> Result<()> {
    let world = engine.world();
    if settings.smtp.is_none() {
        bail!(terminal.pick(
            "почтовый сервер не задан: без --letter ссылка будет напечатана",
            "no mail server is configured: without --letter the link is printed",
        ));
    }
    let Some(email) = world.person(person).and_then(|person| person.email.clone()) else {
        bail!(terminal.pick(format!("у сотрудника «{person}» нет почты"), format!("`{person}` has no e-mail address")));
    };
    engine.send_link(person, Purpose::Invitation, None, &Origin::default()).await?;
    terminal.remark(&terminal.pick(
        format!("Письмо на {email} в очереди: его отправит работающий сервер."),
        format!("The letter to {email} is queued: the running server sends it."),
    ));
    Ok(())
}
