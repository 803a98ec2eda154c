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
        let help =
            of_city(text).or_else(|| of_russia(text)).or_else(|| similar(text, TZ_VARIANTS.iter().map(|zone| zone.name())));
        let help = help.or_else(|| Some(say!("например: Europe/Moscow", "for example Europe/Moscow")));
        let message = say!("ожидается часовой пояс, а «{found}» не известен", "expected a time zone, and `{found}` is not known");
        findings.error_with("unknown_time_zone", node.span, message, help);
    }
    zone
}

/// The zones of Russia: how far from UTC in hours, and what people write for them, in small letters.
const RUSSIA: [(&str, i8, &[&str]); 13] = [
    ("Europe/Moscow", 3, &["msk", "мск", "москва", "московское время", "санкт-петербург", "петербург", "россия"]),
    ("Europe/Kaliningrad", 2, &["калининград", "мск-1", "msk-1"]),
    ("Europe/Samara", 4, &["самара", "мск+1", "msk+1"]),
    ("Asia/Yekaterinburg", 5, &["екатеринбург", "ekb", "екб", "пермь", "уфа", "мск+2", "msk+2"]),
    ("Asia/Omsk", 6, &["омск", "мск+3", "msk+3"]),
    ("Asia/Krasnoyarsk", 7, &["красноярск", "мск+4", "msk+4"]),
    ("Asia/Novosibirsk", 7, &["новосибирск"]),
    ("Asia/Irkutsk", 8, &["иркутск", "мск+5", "msk+5"]),
    ("Asia/Yakutsk", 9, &["якутск", "мск+6", "msk+6"]),
    ("Asia/Vladivostok", 10, &["владивосток", "хабаровск", "мск+7", "msk+7"]),
    ("Asia/Magadan", 11, &["магадан", "мск+8", "msk+8"]),
    ("Asia/Sakhalin", 11, &["сахалин", "южно-сахалинск"]),
    ("Asia/Kamchatka", 12, &["камчатка", "петропавловск-камчатский", "мск+9", "msk+9"]),
];

/// The zone that a Russian name, an abbreviation or a distance from UTC means: `МСК`, `UTC+3`, `+03:00`.
fn of_russia(text: &str) -> Option<Text> {
    let plain = text.trim().to_lowercase().replace(' ', "");
    let named = RUSSIA.iter().find(|(_, _, names)| names.iter().any(|name| name.replace(' ', "") == plain));
    let from_utc = || {
        let shift = plain.strip_prefix("utc").or_else(|| plain.strip_prefix("gmt")).unwrap_or(&plain).strip_prefix('+')?;
        let hours: i8 = shift.strip_suffix(":00").unwrap_or(shift).parse().ok()?;
        RUSSIA.iter().find(|(_, east, _)| *east == hours)
    };
    let (zone, ..) = named.or_else(from_utc)?;
    Some(say!("возможно, имелось в виду «{zone}»", "did you mean `{zone}`?"))
}

/// The zone of a city: `Moscow` means `Europe/Moscow`.
fn of_city(text: &str) -> Option<Text> {
    let city = text.trim().replace([' ', '-'], "_").to_lowercase();
    let is_of = |zone: &&str| zone.rsplit('/').next().is_some_and(|last| zone.contains('/') && last.to_lowercase() == city);
    let zone = TZ_VARIANTS.iter().map(|zone| zone.name()).find(is_of)?;
    Some(say!("возможно, имелось в виду «{zone}»", "did you mean `{zone}`?"))
}
