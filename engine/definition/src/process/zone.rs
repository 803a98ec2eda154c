//! Time zones as a designer writes them: `Europe/Moscow`.

use chrono_tz::{TZ_VARIANTS, Tz};

use crate::diagnostic::{Findings, say};
use crate::text::Text;
use crate::yaml::similar::{shown, similar};
use crate::yaml::{Node, read};

/// The time zone of a node.
pub fn read(node: &Node, findings: &Findings) -> Option<Tz> {
    let text = read::scalar(node, ("часовой пояс", "a time zone"), findings)?;
    let zone = text.parse().ok();
    if zone.is_none() {
        let found = shown(text);
        let help = of_city(text).or_else(|| similar(text, TZ_VARIANTS.iter().map(|zone| zone.name())));
        let help = help.or_else(|| Some(say!("например: Europe/Moscow", "for example Europe/Moscow")));
        let message = say!("ожидается часовой пояс, а «{found}» не известен", "expected a time zone, and `{found}` is not known");
        findings.error_with("unknown_time_zone", node.span, message, help);
    }
    zone
}

/// The zone of a city: `Moscow` means `Europe/Moscow`.
fn of_city(text: &str) -> Option<Text> {
    let city = text.trim().replace([' ', '-'], "_").to_lowercase();
    let is_of = |zone: &&str| zone.rsplit('/').next().is_some_and(|last| zone.contains('/') && last.to_lowercase() == city);
    let zone = TZ_VARIANTS.iter().map(|zone| zone.name()).find(is_of)?;
    Some(say!("возможно, имелось в виду «{zone}»", "did you mean `{zone}`?"))
}
