//! The processes that the tests are about: those of the repository, and generated ones.

use std::path::{Path, PathBuf};

use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::{Process, Source, compile};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn source(path: &Path) -> Source {
    Source { file: path.display().to_string(), text: std::fs::read_to_string(path).unwrap() }
}

pub fn compiled(text: &str) -> Process {
    let source = Source { file: "process.yaml".to_owned(), text: text.to_owned() };
    compile(&source).unwrap_or_else(|findings| panic!("{findings:?}\n{text}")).value
}

/// Every process in `processes/`.
pub fn processes() -> Vec<Process> {
    let folders = std::fs::read_dir(root().join("processes")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = folders.map(|folder| folder.join("process.yaml")).filter(|file| file.is_file()).collect();
    files.sort();
    assert!(files.len() >= 2);
    files.iter().map(|file| compile(&source(file)).unwrap_or_else(|findings| panic!("{findings:?}")).value).collect()
}

pub fn process(id: &str) -> Process {
    compiled(&source(&root().join("processes").join(id).join("process.yaml")).text)
}

pub fn organisation() -> Organisation {
    read_organisation(&source(&root().join("processes/demo/organisation.yaml"))).unwrap().value
}

/// Numbers that look random and are always the same.
pub struct Dice(pub u64);

impl Dice {
    pub fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    fn words(&mut self, most: usize) -> String {
        const WORDS: [&str; 9] = [
            "Согласовать",
            "предложение",
            "с & <клиентом>",
            "iiii",
            "WWWWMMMM",
            "Донаудампфшиффартсэлектрицитетенгауптбетрибсверкбауунтербеамтенгезелльшафт",
            "о",
            "客户",
            "№ 5",
        ];
        let count = 1 + self.throw(most);
        (0..count).map(|_| WORDS[self.throw(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }
}

/// A process of some stages and steps with titles of every length.
pub fn generated(seed: u64) -> Process {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        dice.throw(2);
    }
    let mut text =
        format!("process: generated\ntitle: \"{}\"\nroles: {{manager: deal.owner, head: head_of(deal.owner)}}\n", dice.words(9));
    text.push_str("defaults: {assignee: manager, due: 1 business day, escalate: late}\n");
    text.push_str("escalations: {late: [{when: overdue, notify: head_of(late)}]}\nstages:\n");
    let stages = 1 + dice.throw(4);
    for stage in 0..stages {
        text.push_str(&format!("  s{stage}:\n    title: \"{}\"\n    goal: \"{}\"\n    steps:\n", dice.words(6), dice.words(12)));
        let steps = 1 + dice.throw(4);
        for step in 0..steps {
            text.push_str(&step_text(&mut dice, stage, step));
        }
        let last = if stage + 1 == stages { "won".to_owned() } else { format!("s{}", stage + 1) };
        let route = if stage + 1 == stages { format!("finish: {last}") } else { format!("stage: {last}") };
        text.push_str(&format!(
            "      - task: last\n        title: \"{}\"\n        results: {{ok: {{{route}}}}}\n",
            dice.words(5)
        ));
        text.push_str("      - task: judge\n        reached: by_name\n        assignee: head\n");
        text.push_str(&format!(
            "        title: \"{}\"\n        results: {{again: {{then: st0}}, stop: {{finish: lost}}}}\n",
            dice.words(7)
        ));
    }
    text.push_str("outcomes:\n  won: {kind: won}\n  lost: {kind: lost}\n");
    compiled(&text)
}

fn step_text(dice: &mut Dice, stage: usize, step: usize) -> String {
    let mut text = format!("      - task: st{step}\n        title: \"{}\"\n        results:\n", dice.words(9));
    text.push_str(&format!("          ok: {{title: \"{}\"}}\n", dice.words(5)));
    text.push_str(&format!(
        "          back: {{title: \"{}\", then: {{step: st0, at_most: {}, else: judge}}}}\n",
        dice.words(5),
        1 + stage
    ));
    if dice.throw(2) == 0 {
        text.push_str(&format!("          anew: {{title: \"{}\", again: {{at_most: 11, else: judge}}}}\n", dice.words(5)));
    }
    if dice.throw(2) == 0 {
        text.push_str("          drop: {finish: lost}\n          skip: {then: last}\n");
    }
    text
}

/// A process with every kind of step, and with what it does outside its stages.
pub fn everything() -> Process {
    compiled(include_str!("everything.yaml"))
}

/// A wait for an activity that writes one of its results only, and a wait for a signal that writes its time-out only.
pub fn half_written() -> Process {
    compiled(include_str!("half_written.yaml"))
}
