//! Journeys in a real browser against `voronka demo`: Debian's `chromium`, driven by its `chromedriver`. What a page holds is
//! told by `pages`; here it is seen that a browser does with it what a person wants.

mod administrator;
mod attacks;
mod day;
mod demo;
mod designer;
mod driver;
mod entering;
mod head;
mod manager;
mod phone;

use crate::outside::is_there;

/// Whether there is a browser and what drives it.
fn is_installed() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has = |tool: &str| std::env::split_paths(&path).any(|folder| folder.join(tool).is_file());
    is_there("browser", has("chromium") && has("chromedriver"))
}
