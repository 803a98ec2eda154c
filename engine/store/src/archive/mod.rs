//! The archive: finished cases that have left the working tables. A row says what a list shows, and its body holds the rest.
//!
//! A case moves in one transaction: it is in the working tables or in the archive, never in both and never in neither. Nothing
//! leaves that cannot be read, or whose history does not make its state. Nothing in the archive ever changes.
//!
//! Absent on purpose: when a case leaves, and when it goes for good; that is the process's to say and the runtime's to do.

pub(crate) mod body;
mod leaving;
mod moving;
mod removing;

pub use leaving::Leaving;
pub use moving::{Moved, Needed};
pub(crate) use moving::{OF_A_CASE, is_sound};
