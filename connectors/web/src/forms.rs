//! The public forms: what the engine holds, as the interface shows it. Every answer is made here.
//!
//! Absent on purpose: queries. What a form needs is gathered before ([`View`]).

mod branching;
mod case;
mod escalation;
mod fact;
mod field;
mod happening;
mod history;
mod process;
mod task;
mod value;
mod view;

pub use case::CaseForm;
pub use escalation::EscalationForm;
pub use fact::trouble;
pub use field::FieldForm;
pub use history::entry;
pub use process::{DeployedForm, ProcessForm};
pub use task::{OfferForm, TaskForm};
pub use value::{Contents, documents_of, json_of};
pub use view::View;
pub use voronka_core::output::moment;
