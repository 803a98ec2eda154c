//! Colours, light and dark.
//!
//! They are written out in every rule: programs that turn a picture into another format know no variables of CSS, and many no media
//! queries. Such a one draws the light colours, unless the theme is fixed.

/// Which colours a picture has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Those that the reader's system prefers.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Each colour with its value.
const LIGHT: &str = "--vk-paper:#ffffff;--vk-band:#f3f5f8;--vk-frame:#e9edf2;--vk-card:#ffffff;--vk-edge:#b9c2cd;--vk-ink:#1c2430;\
--vk-soft:#55606e;--vk-line:#7b8794;--vk-loop:#b7791f;--vk-work:#2f6fde;--vk-form:#0f8f8a;--vk-visa:#8250df;--vk-wait:#bf8700;\
--vk-rule:#d2691e;--vk-auto:#8c96a3;--vk-late:#c2410c;--vk-won:#1a7f37;--vk-won-paper:#e3f6e8;--vk-lost:#c0362c;\
--vk-lost-paper:#fdebe9;--vk-moved:#2563a8;--vk-moved-paper:#e6f0fb;--vk-label:#ffffff";

/// The same.
const DARK: &str = "--vk-paper:#14181e;--vk-band:#1c222b;--vk-frame:#262e39;--vk-card:#2a323d;--vk-edge:#4a5563;--vk-ink:#eceff4;\
--vk-soft:#a9b4c2;--vk-line:#8391a1;--vk-loop:#e3b341;--vk-work:#6ea8fe;--vk-form:#3fc7c0;--vk-visa:#b48cf2;--vk-wait:#e3b341;\
--vk-rule:#f0965a;--vk-auto:#8c96a3;--vk-late:#ff8a5c;--vk-won:#56d67b;--vk-won-paper:#16301f;--vk-lost:#ff8d84;\
--vk-lost-paper:#3a1e1d;--vk-moved:#7ab7ff;--vk-moved-paper:#182c42;--vk-label:#222a34";

const CLASSES: &str = "\
.vk text{font-family:Arial,'Liberation Sans',Helvetica,'DejaVu Sans',sans-serif}\
.vk-paper{fill:var(--vk-paper)}.vk-band{fill:var(--vk-band)}.vk-frame{fill:var(--vk-frame);stroke:var(--vk-edge);stroke-width:1}\
.vk-card{fill:var(--vk-card);stroke:var(--vk-edge);stroke-width:1}.vk-aside{stroke-dasharray:5 3}\
.vk-label{fill:var(--vk-label);stroke:var(--vk-edge);stroke-width:1}.vk-chip{fill:var(--vk-frame);stroke:var(--vk-line);stroke-width:1}\
.vk-loop-chip{fill:var(--vk-label);stroke:var(--vk-loop);stroke-width:1}\
.vk-won{fill:var(--vk-won-paper);stroke:var(--vk-won);stroke-width:1.2}.vk-lost{fill:var(--vk-lost-paper);stroke:var(--vk-lost);stroke-width:1.2}\
.vk-moved{fill:var(--vk-moved-paper);stroke:var(--vk-moved);stroke-width:1.2}\
.vk-ink{fill:var(--vk-ink)}.vk-soft{fill:var(--vk-soft)}.vk-late{fill:var(--vk-late)}.vk-in-dot{fill:var(--vk-paper)}\
.vk-won-ink{fill:var(--vk-won)}.vk-lost-ink{fill:var(--vk-lost)}.vk-moved-ink{fill:var(--vk-moved)}.vk-loop-ink{fill:var(--vk-loop)}\
.vk-line{fill:none;stroke:var(--vk-line);stroke-width:1.4}.vk-spine{fill:none;stroke:var(--vk-line);stroke-width:2}\
.vk-loop{fill:none;stroke:var(--vk-loop);stroke-width:1.5}.vk-else{fill:none;stroke:var(--vk-line);stroke-width:1.3;stroke-dasharray:4 3}\
.vk-activity{fill:var(--vk-label);stroke:var(--vk-work);stroke-width:1.3;stroke-dasharray:6 4}\
.vk-plan{fill:none;stroke:var(--vk-work);stroke-width:1.4;stroke-dasharray:4 3}.vk-plan-tip{fill:var(--vk-work)}\
.vk-dot{fill:var(--vk-ink)}.vk-tip{fill:var(--vk-line)}.vk-loop-tip{fill:var(--vk-loop)}\
.vk-work{fill:var(--vk-work)}.vk-form{fill:var(--vk-form)}.vk-visa{fill:var(--vk-visa)}.vk-wait{fill:var(--vk-wait)}\
.vk-rule{fill:var(--vk-rule)}.vk-auto{fill:var(--vk-auto)}\
.vk-icon{fill:none;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}\
.vk-i-work{stroke:var(--vk-work)}.vk-i-form{stroke:var(--vk-form)}.vk-i-visa{stroke:var(--vk-visa)}.vk-i-wait{stroke:var(--vk-wait)}\
.vk-i-rule{stroke:var(--vk-rule)}.vk-i-auto{stroke:var(--vk-auto)}.vk-i-late{stroke:var(--vk-late)}.vk-i-soft{stroke:var(--vk-soft)}\
.vk-i-loop{stroke:var(--vk-loop)}.vk-i-won{stroke:var(--vk-won)}.vk-i-lost{stroke:var(--vk-lost)}.vk-i-moved{stroke:var(--vk-moved)}";

/// The style sheet of a picture.
pub fn style(theme: Theme) -> String {
    match theme {
        Theme::Light => coloured(LIGHT),
        Theme::Dark => coloured(DARK),
        Theme::Auto => {
            format!("{}@media screen and (prefers-color-scheme:dark){{{}}}", coloured(LIGHT), coloured(DARK))
        }
    }
}

/// The rules with their colours.
fn coloured(colours: &str) -> String {
    let named = colours.split(';').filter_map(|colour| colour.split_once(':'));
    named.fold(CLASSES.to_owned(), |rules, (name, value)| rules.replace(&format!("var({name})"), value))
}
