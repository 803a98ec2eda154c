//! Hints between nodes on one database: who has given others something to do says so, and who hears it looks at once instead of at
//! the next poll.
//!
//! Absent on purpose: any reliance on them. Everything is found by looking, too.

use std::sync::Arc;
use std::time::Duration;

use tracing::{debug, warn};
use voronka_store::{Heard, Hints};

use crate::inner::Inner;
use crate::news::News;

/// How long to rest after a hint was given: whatever comes meanwhile goes with the next one.
const REST: Duration = Duration::from_millis(50);
/// How long to wait before listening is tried again.
const AGAIN: Duration = Duration::from_secs(10);

/// Tells the other nodes, until the shutdown.
pub(crate) async fn tell(inner: Arc<Inner>) {
    while inner.wait(inner.others_wanted.notified()).await {
        if let Err(error) = inner.store.hint(&inner.node).await {
            debug!(error = %error, "the other nodes got no hint; they look by themselves");
        }
        if !inner.wait(tokio::time::sleep(REST)).await {
            return;
        }
    }
}

/// Tells the other nodes which cases have changed, until the shutdown.
pub(crate) async fn tell_news(inner: Arc<Inner>) {
    while inner.wait(inner.news.wanted.notified()).await {
        if let Err(error) = inner.store.tell(&inner.node, &inner.news.take()).await {
            debug!(error = %error, "the other nodes got no news; pages there show them when they are opened anew");
        }
        if !inner.wait(tokio::time::sleep(REST)).await {
            return;
        }
    }
}

/// Listens to the other nodes, until the shutdown.
pub(crate) async fn listen(inner: Arc<Inner>) {
    loop {
        match inner.store.hints(&inner.node).await {
            Ok(Some(hints)) => {
                // What others changed while nobody listened is not known.
                inner.cases.forget_all();
                hear(&inner, hints).await;
            }
            Ok(None) => return,
            Err(error) => warn!(error = %error, "no hints of other nodes; this one looks at its pace"),
        }
        if !inner.wait(tokio::time::sleep(AGAIN)).await {
            return;
        }
    }
}

/// Looks whenever there is a hint, as long as any can be heard.
async fn hear(inner: &Inner, mut hints: Hints) {
    loop {
        let mut next = Ok(Heard::default());
        if !inner.wait(async { next = hints.next().await }).await {
            return;
        }
        let heard = match next {
            Ok(heard) => heard,
            Err(error) => {
                warn!(error = %error, "the hints of other nodes are lost; this one looks at its pace");
                return;
            }
        };
        if heard.work {
            inner.timers_changed.notify_one();
            inner.notices_given.notify_one();
        }
        // The next command on such a case would be decided on what was, and once more.
        heard.cases.iter().for_each(|case| inner.cases.forget(*case));
        if heard.lost {
            inner.cases.forget_all();
        }
        if inner.news.is_heard() {
            pass_on(inner, heard).await;
        }
    }
}

/// Tells the news of other nodes to whoever listens on this one.
async fn pass_on(inner: &Inner, heard: Heard) {
    let mut is_lost = heard.lost;
    for id in heard.cases {
        match inner.case(id).await {
            Ok(Some(case)) => inner.news.tell(News::Of(case)),
            Ok(None) | Err(_) => is_lost = true,
        }
    }
    if is_lost {
        inner.news.tell(News::Unknown);
    }
}
