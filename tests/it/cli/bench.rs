//! The measurements: each runs to its end and says what it promises. How fast anything is, no test asks.

use serde_json::Value as Json;

use super::Room;

/// Each measurement, as small as it can be, with what its line says.
const ALL: [(&str, &[&str]); 7] = [
    ("complete --cases 20 --clients 4 --seconds 1 --http", &["per_second", "p99_ms", "bare_per_second"]),
    ("timers --timers 20 --people 3 --rate 0", &["drained_seconds", "lost"]),
    ("start --starts 5 --clients 2 --cases 5", &["per_second"]),
    ("inbox --tasks 20", &["open_tasks", "p99_ms"]),
    ("decide --seconds 1", &["per_second"]),
    ("pages --deals 12 --tasks 1 --people 4 --reads 2", &["page", "first_ms", "p99_ms", "bytes"]),
    ("start-up --cases 5", &["ready_ms", "resident_mib"]),
];

#[test]
fn every_measurement_measures() {
    for (arguments, wanted) in ALL {
        let room = Room::new();
        let data = room.path.join("data");
        std::fs::create_dir(&data).unwrap();
        let mut all = vec!["bench"];
        all.extend(arguments.split(' '));
        let data = data.display().to_string();
        if !arguments.starts_with("decide") {
            all.extend(["--data", &data]);
        }
        let run = room.voronka(&all);
        run.ends_with(0);
        let lines: Vec<Json> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["bench"], *arguments.split(' ').next().unwrap());
        for key in wanted {
            assert!(lines.iter().any(|line| !line[*key].is_null()), "bench {arguments} says no `{key}`: {}", run.out);
        }
    }
}
