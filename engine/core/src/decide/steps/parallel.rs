//! `parallel`: named branches side by side.

use voronka_definition::model::{Parallel, Step};

use crate::decide::Draft;
use crate::decide::branches::Division;
use crate::decide::route::{Arrival, Next};

impl<'a> Draft<'a> {
    pub(super) fn begin_parallel(&mut self, step: &'a Step, parallel: &Parallel, arrival: Arrival) -> Next {
        let now: Vec<_> = parallel.branches.iter().map(|_| None).collect();
        let all = u32::try_from(now.len()).unwrap_or(u32::MAX);
        self.divide(step, Division { all, now, later: Vec::new() }, arrival)
    }
}
