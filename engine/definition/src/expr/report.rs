//! How an expression's mistakes are put together.
//!
//! Absent: which mistakes there are; each reader words its own.

use crate::expr::ExprError;
use crate::expr::ast::Span;
use crate::text::Text;
use crate::yaml::similar;

/// A mistake at a place.
pub(super) fn error(code: &'static str, span: Span, ru: impl Into<String>, en: impl Into<String>) -> ExprError {
    ExprError { code, from: span.from, to: span.to, message: Text::both(ru, en), help: None }
}

impl ExprError {
    /// The same with a way out.
    pub(super) fn help(mut self, ru: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Text::both(ru, en));
        self
    }

    /// The same with the name that was probably meant, if one is near.
    pub(super) fn did_you_mean(self, near: Option<&str>) -> Self {
        match near {
            Some(name) => self.help(format!("возможно, имелось в виду «{name}»"), format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// What there is, up to a bearable number, as a help.
pub(super) fn possible<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    let names: Vec<&str> = names.into_iter().collect();
    let list = similar::listed(&names);
    (!names.is_empty()).then(|| Text::both(format!("здесь можно написать: {list}"), format!("possible here: {list}")))
}

/// The candidate nearest to a misspelt name, when it is near enough to be what was meant.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    similar::nearest(&name.to_lowercase(), candidates)
}

/// Several names as a sentence has them, in Russian and in English.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> (String, String) {
    let names: Vec<_> = names.into_iter().collect();
    let all = |open, close| names.iter().map(|name| format!("{open}{name}{close}")).collect::<Vec<_>>().join(", ");
    (all('«', '»'), all('`', '`'))
}
