//! `notify`: tells a person or the client.

use crate::model::{Notify, Recipient, StepKind};
use crate::process::context::Context;
use crate::process::{role, template};
use crate::yaml::MapReader;

/// A message.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>) -> Option<StepKind> {
    let _ = context.some_text(map.take("title"));
    let to = map.require("to").and_then(|node| match node.text() {
        Some("client") => Some(Recipient::Client),
        _ => role::role(context, node).map(Recipient::Role),
    });
    let subject = map.require("subject").and_then(|node| template::read(context, node));
    let text = map.require("text").and_then(|node| template::read(context, node));
    Some(StepKind::Notify(Notify { to: to?, subject: subject?, text: text? }))
}
