//! Letters: a notice in words, as text and as HTML, in the language of whom it is to.
//!
//! Pure: a parcel and the site in, a letter out. Absent on purpose: sending it.

mod about;
mod bundle;
mod comment;
mod concern;
mod incident;
mod invitation;
mod link;
mod meeting;
mod page;
mod paper;
mod part;
mod task;
mod template;
mod watched;
mod written;

use voronka_calendar::Mailbox;
use voronka_core::World;
use voronka_core::notice::{Addressee, Message, Standing};
use voronka_core::words::Speaker;
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_runtime::{Letter, Parcel};

use crate::site::Site;
use about::About;
use page::Page;
use paper::Paper;
use voronka_core::words::one_line;

pub use bundle::render_bundle;
pub use link::render_link;

/// A letter that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// The addressee is no longer known.
    #[error("`{0}` is not a person of the organisation")]
    UnknownPerson(String),
    /// A template of the definition fails.
    #[error("the template of the message fails: {0}")]
    Template(String),
}

/// Writes the letter about a notice.
///
/// # Errors
/// The addressee is unknown, or the definition's own template fails. Neither gets better by trying again.
pub fn render(parcel: &Parcel, site: &Site) -> Result<Letter, Unwritable> {
    let reader = Reader::of(parcel)?;
    let about = About { parcel, site, speaker: reader.speaker(&parcel.world) };
    let (page, paper) = page_of(&about, &reader)?;
    let guest = Mailbox { name: one_line(&reader.name), address: reader.address.clone() };
    let (text, html) = paper.print(&page).map_err(|error| Unwritable::Template(error.to_string()))?;
    Ok(Letter {
        to_name: one_line(&reader.name),
        address: reader.address,
        subject: page.subject,
        text,
        html,
        message_id: site.message_id(parcel.notice),
        locale: reader.locale,
        invitation: about.invitation(&guest),
    })
}

fn page_of(about: &About<'_>, reader: &Reader) -> Result<(Page, Paper), Unwritable> {
    let me = match &about.parcel.notice_body.to {
        Addressee::Person(me) => Some(me),
        Addressee::Client { .. } => None,
    };
    let page = match &about.parcel.notice_body.message {
        Message::Assigned { task } => about.assigned(task, me),
        Message::Reassigned { task, from, by, comment } => {
            let standing = me.map_or(Standing::Gone, |me| Standing::at_sending(me, task, from.as_ref(), &about.parcel.case));
            about.reassigned(task, standing, (from.as_ref(), by.as_ref()), comment.as_deref())
        }
        Message::Reminder { task } => about.reminder(task),
        Message::Overdue { task, rung, late_by_minutes, as_whom } => about.overdue(task, *rung, *late_by_minutes, *as_whom),
        Message::DueSoon { task, rung, as_whom } => about.due_soon(task, *rung, *as_whom),
        Message::Ended { task, by, result } => about.ended(task, by.as_ref(), result.as_ref()),
        Message::Meeting { task, change } => about.meeting(task, *change),
        Message::Concern { task, matter } => about.concern(task, matter),
        Message::Commented { task, by, text } => about.commented(task.as_ref(), by, text),
        Message::Incident { incident } => about.incident(*incident),
        Message::Written { subject, text } => {
            return about.written(subject, text, reader.locale, me.is_some());
        }
    };
    Ok((page, Paper::Internal))
}

/// Whom a letter is to.
struct Reader {
    name: String,
    address: String,
    locale: Locale,
    zone: chrono_tz::Tz,
}

impl Reader {
    fn of(parcel: &Parcel) -> Result<Self, Unwritable> {
        let world = &parcel.world;
        match &parcel.notice_body.to {
            Addressee::Person(id) => Self::person(world, id),
            Addressee::Client { name, email } => Ok(Self {
                name: name.clone(),
                address: email.clone(),
                locale: world.organisation.locale,
                zone: world.organisation.time_zone,
            }),
        }
    }

    fn person(world: &World, id: &PersonId) -> Result<Self, Unwritable> {
        let person = world.person(id).ok_or_else(|| Unwritable::UnknownPerson(id.to_string()))?;
        Ok(Self {
            name: person.name.clone(),
            address: person.email.clone().unwrap_or_default(),
            locale: world.locale_of(id),
            zone: world.zone_of(id),
        })
    }

    fn speaker<'a>(&self, world: &'a World) -> Speaker<'a> {
        Speaker { world, locale: self.locale, zone: self.zone }
    }
}
