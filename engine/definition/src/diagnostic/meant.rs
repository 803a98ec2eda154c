//! What was meant, where a finding knows it: the one word that, put in its place, removes the finding.

use crate::diagnostic::Finding;
use crate::text::Locale;
use crate::yaml::similar::guessed;

/// The place of such a finding is wider than the word that is wrong.
const WIDER: [&str; 2] = ["bad_duration", "missing_key"];

impl Finding {
    /// The word that was meant instead of what stands at the finding's place.
    pub fn meant(&self) -> Option<&str> {
        let help = self.help.as_ref().filter(|_| !WIDER.contains(&self.code))?;
        guessed(help.get(Locale::En)).filter(|_| self.span.line == self.span.end_line)
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Diagnostics, Source};
    use crate::process::compile;

    #[test]
    fn a_misspelt_name_says_what_was_meant_and_a_wrong_one_does_not() {
        for (written, meant) in [("titel: A", Some("title")), ("zzzzz: A", None), ("due: 2 busines days", None)] {
            let text = format!(
                "process: p\ntitle: P\nstages: {{a: {{title: A, steps: [{{task: b, {written}, results: {{done: {{finish: won}}}}}}]}}}}\noutcomes: {{won: {{title: W, kind: won}}}}\n"
            );
            let Err(Diagnostics(findings)) = compile(&Source { file: String::new(), text }) else { panic!("{written} is wrong") };
            assert_eq!(findings.iter().find_map(|finding| finding.meant()), meant, "{written}");
        }
    }
}
