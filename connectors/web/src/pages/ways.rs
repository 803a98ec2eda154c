//! Ways back: addresses of ours that a form or a link hands on, checked before anybody is led there.
//!
//! Absent on purpose: what stands at an address.

use std::fmt::Write as _;

use crate::auth::LOGIN;

/// The field of a form, and the word of an address, that holds where to go on after logging in.
pub(super) const NEXT: &str = "next";
/// The word of an address that says that a session had ended.
const ENDED: &str = "ended";
/// Where everybody begins.
const FIRST: &str = "/";
/// Where nobody is led after logging in.
const NO_AIMS: [&str; 2] = [LOGIN, "/logout"];
/// The longest address that is handed on, in bytes.
const LONGEST: usize = 1_000;

/// A way back is one of our own addresses, whatever the form says.
pub(super) fn local(wanted: &str) -> &str {
    let plain = wanted.len() <= LONGEST && wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let ours = wanted.starts_with('/') && !wanted.contains("//");
    if plain && ours { wanted } else { FIRST }
}

/// Where to go on after logging in.
pub(super) fn after_login(wanted: &str) -> &str {
    let way = local(wanted);
    let path = way.split(['?', '#']).next().unwrap_or_default();
    if NO_AIMS.contains(&path) { FIRST } else { way }
}

/// The page to log in, which leads to this address.
pub(super) fn login_for(wanted: &str) -> String {
    match after_login(wanted) {
        FIRST => LOGIN.to_owned(),
        way => format!("{LOGIN}?{NEXT}={}", quoted(way)),
    }
}

/// The same for who sent a form after his session had ended, from this page.
pub(super) fn login_again(page: &str) -> String {
    format!("{LOGIN}?{ENDED}=1&{NEXT}={}", quoted(after_login(page)))
}

/// A text as the value in the query of an address.
pub(super) fn quoted(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut quoted, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            let _ = write!(quoted, "%{byte:02X}");
        }
        quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_stays_on_this_site() {
        let table = [
            ("/deals", "/deals"),
            ("/deals?show=late", "/deals?show=late"),
            ("//evil.example", "/"),
            ("/deals//evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/\\evil", "/"),
            ("/\t/evil", "/"),
            ("", "/"),
            ("/a\nb", "/"),
            ("/сделки", "/"),
        ];
        for (wanted, expected) in table {
            assert_eq!(local(wanted), expected, "{wanted}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(LONGEST))), "/");
    }

    #[test]
    fn logging_in_leads_to_what_was_wanted() {
        let table = [
            ("/", "/login"),
            ("/deals/7", "/login?next=/deals/7"),
            ("/deals?show=late&stage=a", "/login?next=/deals%3Fshow%3Dlate%26stage%3Da"),
            ("/login?next=/deals", "/login"),
            ("/logout", "/login"),
            ("//evil.example", "/login"),
        ];
        for (wanted, expected) in table {
            assert_eq!(login_for(wanted), expected, "{wanted}");
        }
    }
}
