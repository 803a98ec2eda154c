//! What the designer's templates may name in a parcel.

use voronka_core::Event;
use voronka_core::words::{Speaker, Template};
use voronka_definition::name::PersonId;
use voronka_runtime::Parcel;

pub(super) fn about(parcel: &Parcel, speaker: Speaker<'_>) -> Template {
    Template::about(&parcel.case, &parcel.process, actor(parcel), speaker)
}

/// Whose act gave the notice.
fn actor(parcel: &Parcel) -> Option<&PersonId> {
    let given =
        parcel.history.iter().rev().find(
            |recorded| matches!(&recorded.event, Event::NoticeGiven { notice } if notice.number == parcel.notice_body.number),
        );
    given.and_then(|recorded| recorded.by.as_ref())
}
