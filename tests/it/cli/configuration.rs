//! The configuration: flags over variables over the file, and mistakes in each.

use crate::cli::Room;

/// A command that reads the whole configuration and then says which database it wanted.
const ASK: [&str; 1] = ["fsck"];

#[test]
fn a_flag_wins_over_a_variable_and_that_over_the_file() {
    let room = Room::new();
    let asked = |flags: &[&str], variables: &[(&str, &str)]| {
        let ran = room.voronka_with(&[&ASK[..], flags].concat(), variables);
        ran.ends_with(2).err.clone()
    };
    assert!(asked(&[], &[]).contains("voronka.db"));
    room.write("voronka.yaml", "database: sqlite://from-file.db\n");
    assert!(asked(&[], &[]).contains("from-file.db"));
    let variable = [("VORONKA_DATABASE", "sqlite://from-variable.db")];
    assert!(asked(&[], &variable).contains("from-variable.db"));
    assert!(asked(&["--database", "sqlite://from-flag.db"], &variable).contains("from-flag.db"));
    assert!(asked(&[], &[("VORONKA_DATABASE", "")]).contains("from-file.db"), "an empty variable counts as unset");
}

#[test]
fn another_file_can_be_named() {
    let room = Room::new();
    room.write("etc/sales.yaml", "database: sqlite://of-sales.db\n");
    let ran = room.voronka(&["fsck", "--config", "etc/sales.yaml"]);
    assert!(ran.ends_with(2).err.contains("of-sales.db"), "{}", ran.err);
    let ran = room.voronka(&["fsck", "--config", "etc/gone.yaml"]);
    assert!(ran.ends_with(2).err.contains("etc/gone.yaml"), "{}", ran.err);
}

#[test]
fn every_mistake_in_the_file_is_told_with_its_place() {
    let room = Room::new();
    room.write("voronka.yaml", "databse: sqlite://a.db\ntest_clock: maybe\nlisten: 127.0.0.1:1\nlisten: 127.0.0.1:2\n");
    let ran = room.voronka(&ASK);
    ran.ends_with(2);
    for expected in ["voronka.yaml:1:1", "Did you mean `database`", "voronka.yaml:2:13", "voronka.yaml:4:1"] {
        assert!(ran.err.contains(expected), "{expected} is missing in:\n{}", ran.err);
    }
    assert_eq!(ran.out, "");
}

#[test]
fn an_address_of_another_kind_is_refused() {
    let room = Room::new();
    let ran = room.voronka(&["fsck", "--database", "mysql://root:secret@host/db"]);
    assert!(ran.ends_with(2).err.contains("sqlite://") && !ran.err.contains("secret"), "{}", ran.err);
    let ran = room.voronka(&["serve", "--smtp", "https://mail"]);
    assert!(ran.ends_with(2).err.contains("smtp://"), "{}", ran.err);
}

#[test]
fn an_address_that_is_taken_is_told_before_anything_is_made() {
    let room = Room::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = room.voronka(&["serve", "--listen", &address]);
    assert!(ran.ends_with(2).err.contains(&address), "{}", ran.err);
    assert!(!room.path.join("voronka.db").exists());
}
