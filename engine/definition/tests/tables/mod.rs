//! The broken files about decision tables and scores, with what must be found in each: `code line:column-end_column`.

/// Every such file with its findings.
pub const BROKEN: &[(&str, &[&str])] = &[
    ("table_gap", &["table_gap 16:3-17", "table_gap 25:3-15"]),
    ("table_overlap", &["table_overlap 23:9-105", "table_overlap 24:9-90"]),
    ("table_dead_row", &["table_dead_row 33:9-77", "table_dead_row 34:9-72"]),
    ("table_dead_cell", &["table_dead_row 22:20-28", "table_dead_row 41:20-27"]),
    ("table_dead_else", &["table_dead_else 35:11-23"]),
    ("table_unknown_cell", &["table_missing_cell 22:9-70", "table_unknown_cell 22:10-17", "table_unknown_cell 25:12-20"]),
    ("table_missing_cell", &["table_missing_cell 21:9-59", "table_missing_cell 22:9-59"]),
    (
        "table_wrong_types",
        &[
            "wrong_type 22:23-28",
            "wrong_type 23:42-49",
            "wrong_type 32:35-39",
            "unknown_option 33:27-34",
            "cell_not_constant 41:24-28",
            "maybe_null 41:74-82",
            "unknown_name 43:62-66",
        ],
    ),
    (
        "table_without_quotes",
        &["choice_without_quotes 23:63-67", "text_without_quotes 24:94-110", "choice_without_quotes 33:18-22"],
    ),
    ("table_syntax", &["syntax 22:25-28", "syntax 23:27-27", "syntax 24:44-45", "wrong_type 32:32-34", "wrong_type 42:37-49"]),
    ("table_outputs", &["table_outputs 19:14-26", "empty_list 30:14-16", "table_outputs 39:21-24", "unknown_word 39:35-39"]),
    ("table_collects_without_saying_how", &["unknown_word 28:10-15", "table_outputs 39:14-20"]),
    ("table_count_with_cells", &["table_outputs 42:97-98"]),
    ("table_column_twice", &["table_column_twice 16:3-17", "table_column_twice 26:3-15"]),
    ("table_without_rows", &["empty_list 29:13-15", "empty_list 40:12-14", "unknown_key 41:5-9"]),
    ("unknown_decision", &["unknown_decision 79:16-29"]),
    ("unused_table", &["unused_table 26:3-15"]),
    ("computed_field", &["computed_field 30:15-28", "computed_field 52:68-76", "computed_field 70:80-88"]),
    ("score_circle", &["score_circle 48:67-80"]),
    ("score_field_taken", &["score_field_taken 45:3-11"]),
    (
        "score_occasion",
        &["score_occasion 48:125-131", "score_occasion 49:7-14", "score_occasion 51:7-10", "score_occasion 52:58-94"],
    ),
    ("score_unknown_result", &["unknown_result 50:69-78", "unknown_step 51:61-67", "bad_result 52:67-71"]),
    ("score_bands", &["wrong_type 50:90-95", "missing_key 54:7-11", "same_band 56:7-10"]),
];
