//! An idempotency key on a call that is no command of a case: the first answer is kept, and given again.

use serde_json::Value;
use voronka_runtime::Key;

use crate::app::App;
use crate::problem::Problem;

/// Does it, unless it was done under this key before.
pub(super) async fn once(
    app: &App,
    key: Option<Key>,
    work: impl AsyncFnOnce() -> Result<Value, Problem>,
) -> Result<Value, Problem> {
    let Some(key) = key else { return work().await };
    // One at a time, so that a repeated call finds the answer of the first.
    let _turn = app.keyed.lock().await;
    if let Some(answer) = app.engine.recall_answer(&key).await? {
        return Ok(answer);
    }
    let answer = work().await?;
    app.engine.remember_answer(&key, &answer).await?;
    Ok(answer)
}
