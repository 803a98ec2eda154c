//! What this process uses: memory, and the time of processors.

/// What is resident now, in MiB; `None` where the system does not say so in `/proc`.
pub fn resident_mib() -> Option<f64> {
    resident_mib_of("self")
}

/// The same of another process, by its number.
pub fn resident_mib_of(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// How long processors have worked for this process, in seconds; `None` where the system does not say so in `/proc`.
pub fn cpu_seconds() -> Option<f64> {
    // In hundredths of a second, as Linux shows them whatever it counts in.
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit_once(") ")?.1;
    let ticks: f64 = after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Some(ticks / 100.0)
}
