//! Opening a database: what an operator is told when it cannot be opened.

use voronka_definition::Locale;
use voronka_runtime::{Store, StoreError};

use crate::support::{Folder, House, on_postgres};

#[tokio::test]
async fn what_is_wrong_is_said_with_what_to_do() {
    let folder = Folder::new();
    let path = folder.0.display();
    std::fs::create_dir(folder.0.join("directory.db")).unwrap();
    std::fs::write(folder.0.join("text.db"), "not a database at all, but long enough to be read as a header of one").unwrap();
    let cases = [
        (format!("sqlite://{path}/missing/voronka.db"), "make it, or name another path"),
        (format!("sqlite://{path}/directory.db"), "check the rights"),
        (format!("sqlite://{path}/text.db"), "not a database"),
        ("postgres://localhost:1/voronka".to_owned(), "check that it runs"),
        ("sqlite://".to_owned(), "sqlite://FILE"),
        ("mysql://localhost/voronka".to_owned(), "postgres://USER"),
    ];
    for (url, expected) in cases {
        let error = Store::open(&url).await.map(drop).unwrap_err();
        let text = error.text();
        assert!(text.get(Locale::En).contains(expected), "{url}: {}", text.get(Locale::En));
        assert!(text.get(Locale::Ru).chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii()), "{url}");
    }
}

#[tokio::test]
async fn a_second_server_on_a_file_is_refused_and_a_tool_beside_it_is_not() {
    let folder = Folder::new();
    if on_postgres() {
        return;
    }
    let first = Store::open(&folder.url()).await.unwrap();
    let second = Store::open(&folder.url()).await.unwrap();
    let lock = first.lock_for_server().unwrap();
    assert!(matches!(second.lock_for_server(), Err(StoreError::Locked { .. })));
    second.stand_at(crate::support::at(crate::support::MORNING)).await.unwrap();
    #[cfg(unix)]
    {
        let (file, link) = (folder.0.join("voronka.db"), folder.0.join("link.db"));
        std::os::unix::fs::symlink(file, &link).unwrap();
        let linked = Store::open(&format!("sqlite://{}", link.display())).await.unwrap();
        assert!(matches!(linked.lock_for_server(), Err(StoreError::Locked { .. })), "by whatever name");
    }
    drop(lock);
    assert!(second.lock_for_server().is_ok(), "the lock is given back");
}

#[tokio::test]
async fn what_was_written_is_there_after_opening_again() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    let id = house.open("anna").await;
    let before = house.case(id).await;
    house.engine.shutdown().await;
    drop(house);
    let log = folder.0.join("voronka.db-wal");
    assert_eq!(
        std::fs::metadata(log).map_or(0, |log| log.len()),
        0,
        "after an orderly stop the file alone is the whole database"
    );

    let again = House::on(&folder.url(), false).await;
    assert_eq!(again.case(id).await, before);
    assert_eq!(again.engine.now().await.unwrap(), crate::support::at(crate::support::MORNING), "the clock stands where it stood");
    again.is_sound().await;
}
