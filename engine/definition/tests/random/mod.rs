//! Texts changed at random, the same ones in every run.

/// A generator of small random numbers (xorshift).
pub struct Random(u64);

impl Random {
    /// The generator with this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below this one.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// The text with one to three changes: lines taken away, doubled, moved or indented; characters taken away or put in.
    pub fn changed(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..=self.below(3) {
            text = if self.below(2) == 0 { self.change_lines(&text) } else { self.change_characters(&text) };
        }
        text
    }

    fn change_lines(&mut self, text: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = self.below(lines.len());
        let other = self.below(lines.len());
        match self.below(4) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(other, lines[at].clone()),
            2 => lines.swap(at, other),
            _ => lines[at].insert_str(0, "  "),
        }
        lines.join("\n")
    }

    fn change_characters(&mut self, text: &str) -> String {
        const PUT_IN: [&str; 16] =
            [":", " ", "\n", "{", "}", "[", "]", "\"", "'", "#", "-", "я", "\u{202e}", "&", "null", "(((((((((("];
        let mut characters: Vec<char> = text.chars().collect();
        let at = self.below(characters.len());
        let put_in = PUT_IN[self.below(PUT_IN.len())];
        let end = (at + self.below(4)).min(characters.len());
        characters.splice(at..end, put_in.chars());
        characters.into_iter().collect()
    }
}
