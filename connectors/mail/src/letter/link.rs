//! The letter with a link by which its reader sets his password.

use voronka_core::words::{Speaker, moment_seen_from, one_line};
use voronka_runtime::{Letter, LinkLetter, Purpose};

use super::page::{Page, Tone};
use super::paper::Paper;
use super::{Reader, Unwritable};
use crate::site::Site;

/// Writes the letter with a link to set a password.
///
/// # Errors
/// The addressee is not known any more, or a template of this crate fails.
pub fn render_link(letter: &LinkLetter, site: &Site) -> Result<Letter, Unwritable> {
    let reader = Reader::person(&letter.world, &letter.to)?;
    let page = page(letter, site, reader.speaker(&letter.world));
    let (text, html) = Paper::Internal.print(&page).map_err(|error| Unwritable::Template(error.to_string()))?;
    Ok(Letter {
        to_name: one_line(&reader.name),
        address: reader.address,
        subject: page.subject,
        text,
        html,
        message_id: site.message_id_of(&letter.identity),
        locale: reader.locale,
        invitation: None,
    })
}

fn page(letter: &LinkLetter, site: &Site, speaker: Speaker<'_>) -> Page {
    let locale = speaker.locale;
    let house = letter.world.organisation.title.get(locale);
    let (headline, said, because) = match letter.purpose {
        Purpose::Invitation => locale.pick(
            (
                format!("Вас приглашают в voronka: {house}"),
                "Здесь ваши задачи и сделки. Придумайте пароль, и можно работать.",
                "Вы получили это письмо, потому что администратор открыл вам доступ.",
            ),
            (
                format!("You are invited to voronka: {house}"),
                "Your tasks and deals are here. Choose a password, and begin.",
                "You get this letter because an administrator opened an account for you.",
            ),
        ),
        Purpose::Reset => locale.pick(
            (
                "Новый пароль для voronka".to_owned(),
                "Кто-то попросил новый пароль для вашей учетной записи. Если это были не вы, ничего делать не нужно: прежний пароль действует.",
                "Вы получили это письмо, потому что на странице входа указали вашу учетную запись.",
            ),
            (
                "A new password for voronka".to_owned(),
                "Somebody asked for a new password of your account. If it was not you, there is nothing to do: the old one holds.",
                "You get this letter because your account was named on the log-in page.",
            ),
        ),
    };
    let mut page = Page::new(locale, Tone::Calm, &headline, &headline);
    page.say(said);
    page.fact(locale.pick("Вход", "Login"), letter.to.as_str());
    let until = moment_seen_from(letter.expires_at, letter.now, speaker.zone, locale);
    page.fact(locale.pick("Ссылка действует до", "The link holds until"), &until);
    page.say(locale.pick(
        "Ссылка только для вас и действует один раз. Никому ее не пересылайте.",
        "The link is for you alone and works once. Do not pass it on.",
    ));
    page.link(locale.pick("Придумать пароль", "Choose a password"), site.password(&letter.secret));
    page.because(because);
    page.preview_from_facts();
    page
}
