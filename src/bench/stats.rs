//! What was measured: how many, how long, how long each.

use std::time::Duration;

/// A finished measurement.
#[derive(Debug, Clone)]
pub struct Measured {
    /// How long it lasted.
    pub seconds: f64,
    /// How long each completion took, in order.
    sorted: Vec<Duration>,
}

impl Measured {
    /// A measurement of so many completions.
    pub fn new(lasted: Duration, mut each: Vec<Duration>) -> Self {
        each.sort_unstable();
        Self { seconds: lasted.as_secs_f64(), sorted: each }
    }

    /// How many were completed.
    pub fn completed(&self) -> usize {
        self.sorted.len()
    }

    /// How many a second.
    pub fn per_second(&self) -> f64 {
        self.completed() as f64 / self.seconds.max(f64::EPSILON)
    }

    /// The time in milliseconds that this share of them did not exceed.
    pub fn percentile(&self, share: f64) -> f64 {
        let place = (self.sorted.len() as f64 * share).ceil() as usize;
        self.sorted.get(place.saturating_sub(1)).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_measured_times() {
        let each: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        let measured = Measured::new(Duration::from_secs(2), each);
        assert_eq!((measured.percentile(0.5), measured.percentile(0.99), measured.percentile(1.0)), (50.0, 99.0, 100.0));
        assert_eq!(measured.per_second(), 50.0);
    }
}
