//! Every route of the pages, as the source has them: who may go where. A new page is looked at here without anybody's doing.

use std::collections::BTreeSet;
use std::path::Path;

use super::browser::Site;

/// What anybody may ask for; the rest leads to the page to log in.
const PUBLIC: [&str; 7] =
    ["/login", "/login/forgotten", "/login/sso", "/login/sso/back", "/password/{}", "/act/{}", "/calendar/{}"];
/// What is nobody's id.
const NOBODY: &str = "0198c0de-0000-7000-8000-000000000000";

/// Every path that a route of the pages has, each `{name}` in it as `{}`.
pub fn routes() -> BTreeSet<String> {
    let root = crate::tidy::root().join("connectors/web/src");
    let mut files = Vec::new();
    gather(&root.join("pages"), &mut files);
    files.push(root.join("feed.rs"));
    let names = std::fs::read_to_string(root.join("auth.rs")).unwrap();
    let mut found = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for route in text.split(".route(").skip(1) {
            let argument = route.trim_start().split([',', ')']).next().unwrap().trim();
            let path = match argument.strip_prefix('"') {
                Some(literal) => literal.trim_end_matches('"').to_owned(),
                None => match constant(text, argument).or_else(|| constant(&names, argument)) {
                    Some(path) => path,
                    None => continue,
                },
            };
            found.insert(unnamed(&path));
        }
    }
    found
}

fn gather(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The text of a constant.
fn constant(text: &str, name: &str) -> Option<String> {
    let rest = text.split_once(&format!("const {name}: &str = \""))?.1;
    Some(rest.split('"').next()?.to_owned())
}

/// A path without the names of what varies in it.
fn unnamed(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn s1_no_page_is_open_but_those_on_the_list() {
    let site = Site::demo().await;
    let routes = routes();
    assert!(routes.len() > 40, "{routes:?}");
    for public in PUBLIC {
        assert!(routes.contains(public), "{public}");
    }
    for route in routes.iter().filter(|route| !PUBLIC.contains(&route.as_str())) {
        let path = route.replace("{}", NOBODY);
        for tricked in [
            path.clone(),
            format!("/{path}"),
            format!("{path}/"),
            format!("{path}%2e"),
            path.replacen('/', "/%2e/", 1),
            path.to_uppercase(),
        ] {
            for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE"] {
                let answer = site.stranger().ask(method, &tricked).await;
                let to = answer.header("location").to_owned();
                // Among what secrets open there is nothing without one.
                let is_nothing = tricked.starts_with("/calendar/") && answer.status.as_u16() == 404;
                let is_led = answer.status.as_u16() == 303 && to.starts_with("/login");
                assert!(is_led || answer.status.as_u16() == 401 || is_nothing, "{method} {tricked}: {} {to}", answer.status);
            }
        }
    }
}

#[tokio::test]
async fn s2_s3_pages_of_a_deal_are_there_for_whoever_sees_it_and_for_nobody_else() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let routes = routes();
    let about =
        |route: &&String| (route.starts_with("/deals/{}") || route.starts_with("/tasks/{}")) && !route.contains("documents");
    let about: Vec<&String> = routes.iter().filter(about).collect();
    assert!(about.len() > 10, "{about:?}");
    for route in about {
        let id = if route.starts_with("/deals") { deal.to_string() } else { task.to_string() };
        let path = route.replacen("{}", &id, 1).replace("{}", "x");
        for (person, sees) in
            [("anna", true), ("boris", true), ("vera", true), ("dmitry", false), ("rustam", false), ("maria", false)]
        {
            let mut browser = site.as_(person).await;
            let mut answer = browser.get(&path).await;
            // The address of an act leads to its page.
            if answer.status.as_u16() == 303 {
                let to = answer.header("location").to_owned();
                answer = browser.get(&to).await;
            }
            let status = answer.status.as_u16();
            let expected: &[u16] = if sees { &[200, 403, 405] } else { &[404, 405] };
            assert!(expected.contains(&status), "{person} {path}: {status}");
            if !sees {
                answer.lacks("Вентиляция склада");
            }
        }
    }
}

#[tokio::test]
async fn s13_no_form_of_another_site_is_taken_anywhere() {
    let site = Site::demo().await;
    let mut browser = site.as_("vera").await;
    for route in routes() {
        let path = route.replace("{}", NOBODY);
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
            browser.headers = vec![(name, value.to_owned())];
            for kind in ["POST", "PUT", "PATCH", "DELETE"] {
                assert_eq!(browser.ask(kind, &path).await.status.as_u16(), 403, "{kind} {path} {name}: {value}");
            }
        }
    }
}
