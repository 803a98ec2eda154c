//! The store: commits guarded by revision, keys, opening.

mod commit;
mod open;
mod reads;
mod standing;
