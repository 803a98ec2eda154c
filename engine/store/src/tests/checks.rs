//! What `fsck` finds: each damage by its code.

use crate::fsck::fsck;
use crate::tests::stored;

#[tokio::test]
async fn sound_data_have_no_findings() {
    let store = stored().await;
    assert_eq!(fsck(&store).await.unwrap(), []);
}

#[tokio::test]
async fn each_damage_is_found() {
    let damages = [
        ("DELETE FROM events WHERE seq = 2", "history_gap"),
        ("UPDATE events SET seq = seq + 1 WHERE seq = (SELECT MAX(seq) FROM events)", "history_gap"),
        ("UPDATE events SET at = '2020-01-01T00:00:00.000000Z'", "replay_differs"),
        ("UPDATE cases SET state = replace(state, '\"owner\":\"anna\"', '\"owner\":\"dmitry\"')", "replay_differs"),
        ("UPDATE cases SET state = '{'", "case_damaged"),
        ("UPDATE events SET body = '{}' WHERE seq = 2", "case_damaged"),
        ("UPDATE cases SET owner = 'dmitry'", "rows_differ"),
        ("UPDATE cases SET revision = revision + 1", "rows_differ"),
        ("UPDATE cases SET next_due_at = NULL", "rows_differ"),
        ("UPDATE tasks SET status = 'done'", "rows_differ"),
        ("UPDATE tasks SET assignee = 'dmitry'", "rows_differ"),
        ("DELETE FROM tasks", "rows_differ"),
        ("DELETE FROM timers", "rows_differ"),
        ("UPDATE timers SET occurrence = 7", "rows_differ"),
        ("DELETE FROM outbox", "rows_differ"),
        ("DELETE FROM case_people", "rows_differ"),
        ("DELETE FROM case_signs", "rows_differ"),
        ("UPDATE case_signs SET words = 'other'", "rows_differ"),
    ];
    for (damage, code) in damages {
        let store = stored().await;
        assert!(store.write(damage, Vec::new()).await.unwrap() > 0, "{damage} touches nothing");
        let findings = fsck(&store).await.unwrap();
        assert!(findings.iter().any(|finding| finding.code == code), "{damage}: {findings:#?}");
    }
}

#[tokio::test]
async fn what_the_dispatcher_and_the_scheduler_change_is_no_damage() {
    let store = stored().await;
    store.write("UPDATE timers SET set_aside = TRUE", Vec::new()).await.unwrap();
    store.write("UPDATE outbox SET state = 'buried', attempts = 48, last_error = 'x'", Vec::new()).await.unwrap();
    assert_eq!(fsck(&store).await.unwrap(), []);
}

#[tokio::test]
async fn what_an_earlier_version_kept_without_signs_gets_them() {
    let store = stored().await;
    store.write("DELETE FROM case_signs", Vec::new()).await.unwrap();
    store.fill_in_signs().await.unwrap();
    assert_eq!(fsck(&store).await.unwrap(), []);
    // A case that cannot be read keeps nobody from opening the database.
    store.write("UPDATE cases SET state = '{'", Vec::new()).await.unwrap();
    store.write("DELETE FROM case_signs", Vec::new()).await.unwrap();
    store.fill_in_signs().await.unwrap();
    let findings = fsck(&store).await.unwrap();
    assert!(findings.iter().all(|finding| finding.code == "case_damaged"), "{findings:#?}");
}
