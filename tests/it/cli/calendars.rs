//! `calendar`: a year on the terminal, and calendars out of other programs' files.

use crate::cli::{Room, golden, shipped};

const EVENTS: &str = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260101
DTEND;VALUE=DATE:20260104
SUMMARY:New Year\\, holidays
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20191225
RRULE:FREQ=YEARLY
SUMMARY:Christ
 mas
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20261224T100000Z
SUMMARY:Call
END:VEVENT
END:VCALENDAR
";

#[test]
fn a_year_is_shown_in_80_columns_in_both_languages() {
    let room = Room::new();
    for language in ["ru", "en"] {
        let shown = room.voronka(&["calendar", "show", "ru", "--year", "2026", "--lang", language]).ends_with(0).out.clone();
        assert!(shown.lines().all(|line| line.chars().count() <= 80));
        golden(&format!("ru_2026.{language}.txt"), &shown);
    }
}

#[test]
fn a_calendar_of_ones_own_may_be_based_on_another() {
    let room = Room::new();
    room.write("own.yaml", "calendar: own\ntitle: Own\nbased_on: ru\nworking: {2026-05-11: half}\nholidays: {07-17: Founding}\n");
    let shown = room.voronka(&["calendar", "show", "own.yaml", "--year", "2026", "--lang", "en"]).ends_with(0).out.clone();
    for expected in ["* 17 July, Fr", "- 11 May, Mo", "09:00–13:00, half a day", "Unity Day"] {
        assert!(shown.contains(expected), "{expected} is missing in:\n{shown}");
    }
    let later = room.voronka(&["calendar", "show", "ru", "--year", "2028", "--lang", "en"]).ends_with(0).out.clone();
    assert!(later.contains("known until 2027-12-31"), "{later}");
    let unknown = room.voronka(&["calendar", "show", "nowhere", "--lang", "en"]);
    assert!(unknown.ends_with(2).err.contains("de, kz, ru, us"), "{}", unknown.err);
    room.write("wrong.yaml", "calendar: wrong\ntitle: Wrong\nbased_on: nowhere\n");
    assert!(room.voronka(&["calendar", "show", "wrong.yaml"]).ends_with(1).err.contains("unknown_base"));
}

#[test]
fn russias_table_of_a_year_becomes_the_calendar_that_is_shipped() {
    let room = Room::new();
    let made = room.voronka(&["calendar", "import", &shipped("tests/it/cli/golden/year.csv"), "--into", "own", "--lang", "en"]);
    assert_eq!(made.ends_with(0).err, "");
    room.write("own.yaml", &made.out);
    let sums = |calendar: &str| {
        let shown = room.voronka(&["calendar", "show", calendar, "--year", "2026", "--lang", "en"]).ends_with(0).out.clone();
        let table = shown.lines().skip_while(|line| !line.contains("Working")).take_while(|line| !line.is_empty());
        table.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(sums("own.yaml").len(), 18);
    assert_eq!(sums("own.yaml"), sums("ru"));
    let told = std::fs::read_to_string(shipped("tests/it/cli/golden/year.csv")).unwrap().replace(",247\n", ",246\n");
    room.write("year.csv", &told);
    let remark = room.voronka(&["calendar", "import", "year.csv", "--lang", "en"]);
    assert!(remark.ends_with(0).err.contains("line 2: 246 working days are told"), "{}", remark.err);
}

#[test]
fn events_of_whole_days_become_days_off() {
    let room = Room::new();
    room.write("events.ics", EVENTS);
    let made = room.voronka(&["calendar", "import", "events.ics", "--based-on", "de", "--lang", "en"]);
    for expected in ["calendar: events", "based_on: de", "12-25: \"Christmas\"", "2026-01-01..2026-01-03: \"New Year, holidays\""]
    {
        assert!(made.ends_with(0).out.contains(expected), "{expected} is missing in:\n{}", made.out);
    }
    assert!(made.err.contains("line 17") && made.err.contains("left out"), "{}", made.err);
    room.write("often.ics", &EVENTS.replace("FREQ=YEARLY", "FREQ=YEARLY;BYDAY=9XX"));
    let refused = room.voronka(&["calendar", "import", "often.ics", "--lang", "ru"]);
    assert!(refused.ends_with(2).err.contains("строка 10: повторение"), "{}", refused.err);
    room.write("none.ics", "nothing\n");
    assert!(room.voronka(&["calendar", "import", "none.ics", "--lang", "en"]).ends_with(2).err.contains("is no iCalendar"));
}

#[test]
fn a_repetition_is_written_out_with_its_exceptions() {
    let cases: [(&str, &[&str], &[&str]); 6] = [
        (
            "DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;UNTIL=20281231",
            &["2026-11-26", "2027-11-25", "2028-11-23"],
            &["2029-11-22"],
        ),
        (
            "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE;VALUE=DATE:20271225",
            &["2026-12-25", "2028-12-25"],
            &["2027-12-25", "2029-12-25"],
        ),
        (
            "DTSTART;VALUE=DATE:20260501\nRDATE;VALUE=DATE:20260504,20260508",
            &["2026-05-01", "2026-05-04", "2026-05-08"],
            &["2026-05-05"],
        ),
        (
            "DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\nRRULE:FREQ=YEARLY;UNTIL=20271230T000000Z",
            &["2026-12-30..2027-01-01", "2027-12-30..2028-01-01"],
            &["2028-12-30"],
        ),
        ("DTSTART;VALUE=DATE:20270317\nDURATION:P3D", &["2027-03-17..2027-03-19"], &["2027-03-20"]),
        ("DTSTART;VALUE=DATE:20270405\nDURATION:P1W", &["2027-04-05..2027-04-11"], &["2027-04-12"]),
    ];
    let room = Room::new();
    for (event, there, absent) in cases {
        let file = format!(
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\nBEGIN:VEVENT\nUID:1\n{event}\nSUMMARY:Day\nEND:VEVENT\nEND:VCALENDAR\n"
        );
        room.write("rule.ics", &file);
        let made = room.voronka(&["calendar", "import", "rule.ics", "--lang", "en"]);
        let text = &made.ends_with(0).out;
        assert_eq!(made.err, "", "{event}");
        let is_there = |day: &&&str| text.contains(**day);
        assert!(there.iter().all(|day| is_there(&day)) && !absent.iter().any(|day| is_there(&day)), "{event}:\n{text}");
    }
    let endless = EVENTS.replace("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=12;BYDAY=-1FR");
    room.write("endless.ics", &endless);
    let made = room.voronka(&["calendar", "import", "endless.ics", "--lang", "en"]);
    assert!(made.ends_with(0).out.contains("2031-12-26") && made.err.contains("is written out to the end of"), "{}", made.err);
}

#[test]
fn an_event_without_a_name_is_a_day_off_and_a_day_that_is_none_is_told() {
    let room = Room::new();
    let import = |start: &str| {
        let event = format!("BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:{start}\nSUMMARY:\nEND:VEVENT");
        room.write("day.ics", &format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\n{event}\nEND:VCALENDAR\n"));
        room.voronka(&["calendar", "import", "day.ics", "--lang", "en"])
    };
    let made = import("20271215");
    assert!(made.ends_with(0).out.contains("2027-12-15"), "{}", made.out);
    let refused = import("20271301");
    assert!(refused.ends_with(2).err.contains("day.ics, line 4: DTSTART:20271301 is no day"), "{}", refused.err);
}

#[test]
fn what_comes_every_year_since_some_year_is_no_day_of_the_years_before() {
    let room = Room::new();
    let event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20250717\nRRULE:FREQ=YEARLY\nSUMMARY:Founding\nEND:VEVENT";
    room.write("since.ics", &format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\n{event}\nEND:VCALENDAR\n"));
    let made = room.voronka(&["calendar", "import", "since.ics", "--into", "since", "--lang", "en"]);
    let text = made.ends_with(0).out.clone();
    assert!(text.contains("\n  2025-07-17: ") && text.contains("\n  2031-07-17: "), "{text}");
    assert!(!text.contains("\n  07-17: ") && !text.contains("2024-07-17"), "{text}");
    assert!(made.err.contains("is written out to the end of"), "{}", made.err);
}

/// A series from some year on, of which one time was moved and one cancelled; and an event that has no more to do with it.
#[test]
fn single_times_of_a_series_are_moved_and_cancelled_and_none_comes_before_the_first() {
    let series = "\
BEGIN:VEVENT\nUID:9\nDTSTART;VALUE=DATE:21270303\nRRULE:FREQ=YEARLY\nSUMMARY:Founding\nEND:VEVENT
BEGIN:VEVENT\nUID:9\nRECURRENCE-ID;VALUE=DATE:21280303\nDTSTART;VALUE=DATE:21280302\nSUMMARY:Founding\nEND:VEVENT
BEGIN:VEVENT\nUID:9\nRECURRENCE-ID;VALUE=DATE:21290303\nDTSTART;VALUE=DATE:21290303\nSTATUS:CANCELLED\nEND:VEVENT
BEGIN:VEVENT\nUID:8\nDTSTART;VALUE=DATE:20260908\nRRULE:FREQ=YEARLY\nSUMMARY:Yearly\nEND:VEVENT
BEGIN:VEVENT\nUID:8\nRECURRENCE-ID;VALUE=DATE:20280908\nDTSTART;VALUE=DATE:20280907\nSUMMARY:Yearly\nEND:VEVENT
";
    let room = Room::new();
    let import = |events: &str| {
        room.write("series.ics", &format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\n{events}END:VCALENDAR\n"));
        room.voronka(&["calendar", "import", "series.ics", "--lang", "en"])
    };
    let text = import(series).ends_with(0).out.clone();
    for there in ["2127-03-03", "2128-03-02", "2130-03-03", "2026-09-08", "2027-09-08", "2028-09-07", "2029-09-08"] {
        assert!(text.contains(&format!("\n  {there}: ")), "{there} is missing in:\n{text}");
    }
    for absent in ["  03-03", "2126-03-03", "2128-03-03", "2129-03-03", "  09-08", "2028-09-08"] {
        assert!(!text.contains(absent), "{absent} is in:\n{text}");
    }
    let refused = import(&series.replace("RECURRENCE-ID;VALUE=DATE:21280303", "RECURRENCE-ID;RANGE=THISANDFUTURE:21280303"));
    assert!(refused.ends_with(2).err.contains("not understood (RECURRENCE-ID;RANGE)"), "{}", refused.err);
}

#[test]
fn a_table_of_days_is_read_with_its_mistakes_at_their_lines() {
    let room = Room::new();
    let table = |lines: &str| format!("date,kind,title\n{lines}");
    room.write(
        "days.csv",
        &table("2026-12-31,holiday,\"New, year\"\n24.12.2026,half,Eve\n12-25,,Christmas\n2026-12-26,working,\n"),
    );
    let made = room.voronka(&["calendar", "import", "days.csv", "--lang", "en"]).ends_with(0).out.clone();
    for expected in
        ["2026-12-31: \"New, year\"", "half:\n  2026-12-24: \"Eve\"", "  12-25: \"Christmas\"", "working:\n  2026-12-26: full"]
    {
        assert!(made.contains(expected), "{expected} is missing in:\n{made}");
    }
    let wrong = [
        ("2026-02-30,holiday,\n", "line 2: expected a day"),
        ("2026-01-01,,A\n2026-01-02,party,\n", "line 3: the kind `party` is not known"),
        (",holiday,A\n", "line 2: there is no date"),
        (
            "2028-01-01,holiday,NY\n2028-01-01,working,\n",
            "line 3: 2028-01-01 stands above already as `holiday`, and here as `working`",
        ),
        ("01-05,working,\n01-01..01-08,holiday,\n", "keep one of the two lines"),
        ("", "holds no day that differs"),
    ];
    for (lines, expected) in wrong {
        room.write("wrong.csv", &table(lines));
        let ran = room.voronka(&["calendar", "import", "wrong.csv", "--lang", "en"]);
        assert!(ran.ends_with(2).err.contains(expected), "{expected} is missing in: {}", ran.err);
    }
}

/// What is based on a calendar is known no longer than that.
#[test]
fn days_beyond_what_the_base_knows_are_left_out() {
    let room = Room::new();
    let event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20160229\nRRULE:FREQ=YEARLY\nSUMMARY:Leap\nEND:VEVENT";
    room.write("leap.ics", &format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\n{event}\nEND:VCALENDAR\n"));
    let made = room.voronka(&["calendar", "import", "leap.ics", "--into", "branch", "--based-on", "us", "--lang", "en"]);
    let text = made.ends_with(0).out.clone();
    assert!(text.contains("2024-02-29") && !text.contains("2028") && !text.contains("known_until"), "{text}");
    assert!(made.err.contains("days after 2027-12-31 left out: 3"), "{}", made.err);
    room.write("branch.yaml", &text);
    let shown = room.voronka(&["calendar", "show", "branch.yaml", "--year", "2028", "--lang", "en"]);
    assert!(format!("{}{}", shown.out, shown.err).contains("known until 2027-12-31"), "{}{}", shown.out, shown.err);
}

/// A table is data of somebody else: its header and its cells become neither YAML of their own nor commands to a terminal.
#[test]
fn s27_a_table_of_holidays_becomes_titles_and_nothing_else() {
    let room = Room::new();
    let evil = "<script>alert(1)</script>\u{1b}[31m\u{202e}';!!x: {{7*7}}";
    room.write(
        "evil.csv",
        &format!("{evil},date,kind,title\nx,2026-01-01,off,\"{evil}\"\nx,2026-01-02,off,\"a\nworking: {{2026-01-03: full}}\"\n"),
    );
    let made = room.voronka(&["calendar", "import", "evil.csv", "--into", "own", "--lang", "en"]);
    let told = format!("{}{}", made.out, made.err);
    assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}'), "{told:?}");
    if made.status == Some(0) {
        room.write("own.yaml", &made.out);
        let shown = room.voronka(&["calendar", "show", "own.yaml", "--year", "2026", "--lang", "en"]);
        shown.ends_with(0);
        assert!(!shown.out.contains('\u{1b}') && !shown.out.contains('\u{202e}'), "{:?}", shown.out);
        assert!(!made.out.contains("\nworking:"), "{}", made.out);
    }
    for header in [evil, "=cmd|'/c calc'!A1,x", "\"date\nx\",kind"] {
        room.write("evil.csv", &format!("{header}\nx,y\n"));
        let refused = room.voronka(&["calendar", "import", "evil.csv", "--into", "own", "--lang", "en"]);
        assert_ne!(refused.status, Some(0), "{}", refused.out);
        assert!(!refused.err.contains('\u{1b}') && !refused.err.contains('\u{202e}'), "{:?}", refused.err);
    }
}
