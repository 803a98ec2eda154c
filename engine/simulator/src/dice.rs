//! Chance that follows from a seed.

/// A row of numbers that look random; the same seed gives the same row.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one; 0 where there is none.
    pub(crate) fn throw(&mut self, sides: u64) -> u64 {
        self.next() % sides.max(1)
    }

    /// Whether one of so many cases has come.
    pub(crate) fn one_in(&mut self, cases: u64) -> bool {
        self.throw(cases) == 0
    }

    /// One of these; `None` where there are none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let place = self.throw(items.len() as u64);
        items.get(usize::try_from(place).unwrap_or_default())
    }
}
