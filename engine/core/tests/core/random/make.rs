//! Random processes as text: stages, tasks, loops, decisions, waits, branches, items and handlers, put together without thought.
//!
//! Most of them are right, many are not; which are, `compile` says.

use std::fmt::Write;

/// A source of choices: xorshift, seeded.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below this one.
    pub fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }

    /// One of these.
    pub fn pick<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        items.get(self.throw(items.len()))
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.throw(one_in) == 0
    }
}

const HEAD: &str = "\
process: trial
title: Проба
fields:
  flag: {type: boolean, title: Флаг}
  count: {type: integer, from: 0, to: 9, title: Счет}
  sum: {type: money, title: Сумма}
  day: {type: date, title: День}
  word: {type: text, title: Слово}
  paper: {type: document, title: Бумага}
  rows: {type: list, title: Строки, of: {name: text, good: boolean}}
roles:
  head: head_of(deal.owner)
  lawyer: position(lawyer)
activities:
  visit: {title: Визит, results: {held: {}, cancelled: {}}}
";

const OUTCOMES: &str = "\
outcomes:
  won: {title: Победа, kind: won}
  lost: {title: Проигрыш, kind: lost}
";

const CONDITIONS: [&str; 6] =
    ["flag = true", "count != null and count > 3", "sum = null", "word != null", "day != null and flag != null", "count = 2"];

/// What may be read only where it is surely filled.
const BOLD: [&str; 3] = ["count > 3", "sum > 10 RUB", "string length(word) > 2"];

const SETTINGS: [&str; 8] = [
    "flag: true",
    "flag: false",
    "count: 5",
    "count: 'if count != null and count < 5 then count + 1 else 0'",
    "sum: null",
    "word: '\"слово\"'",
    "count: count + 1",
    "word: null",
];

/// What is asked.
const FIELDS: [&str; 7] = ["flag", "count", "sum", "day", "word", "rows", "paper"];

/// A process that is being written.
pub struct Maker<'d> {
    dice: &'d mut Dice,
    text: String,
    stages: usize,
    stage: usize,
    number: usize,
    /// The fields that the steps may write: beside others, mostly their own.
    may: Vec<&'static str>,
    /// Whether every task can lose the deal, so that an approval may be refused anywhere.
    careful: bool,
}

/// A random process.
pub fn process(dice: &mut Dice) -> String {
    let stages = 1 + dice.throw(4);
    let careful = dice.chance(2);
    let mut maker = Maker { dice, text: HEAD.to_owned(), stages, stage: 0, number: 0, may: FIELDS.to_vec(), careful };
    maker.text.push_str("stages:\n");
    for stage in 0..stages {
        maker.stage(stage);
    }
    if maker.dice.chance(3) {
        maker.handler();
    }
    maker.text + OUTCOMES
}

impl Maker<'_> {
    fn name(&mut self) -> String {
        self.number += 1;
        format!("step{}", self.number)
    }

    fn stage(&mut self, stage: usize) {
        self.stage = stage;
        let _ = write!(self.text, "  stage{stage}:\n    title: Стадия\n");
        for key in ["requires", "entry"] {
            if self.dice.chance(3) {
                let field = self.field();
                let _ = writeln!(self.text, "    {key}: [{field}]");
            }
        }
        if self.dice.chance(5) && stage + 1 < self.stages {
            let _ = writeln!(self.text, "    skippable: nobody");
        }
        self.text.push_str("    steps:\n");
        let last = stage + 1 == self.stages;
        self.list(6, 0, last);
    }

    fn handler(&mut self) {
        let trigger = ["signal: bell", "changed: [flag]", "silence: 3 days\n    even_unattended: true"][self.dice.throw(3)];
        let _ = write!(self.text, "on:\n  reaction:\n    {trigger}\n    title: Отклик\n    steps:\n");
        self.stage = self.stages;
        self.list(6, 0, false);
    }

    fn field(&mut self) -> &'static str {
        FIELDS[self.dice.throw(FIELDS.len())]
    }

    /// A list of steps with somebody who decides where a loop ends.
    fn list(&mut self, indent: usize, depth: usize, ends_case: bool) {
        let names: Vec<String> = (0..1 + self.dice.throw(4)).map(|_| self.name()).collect();
        let head = self.name();
        for place in 0..names.len() {
            self.step(indent, depth, &names, place, &head);
        }
        let pad = " ".repeat(indent);
        if ends_case {
            let end = self.name();
            let _ = writeln!(self.text, "{pad}- {{finish: won, name: {end}}}");
        }
        let again = self.again(&names, indent);
        let _ = writeln!(
            self.text,
            "{pad}- {{task: {head}, title: Решить, assignee: head, reached: by_name, \
             results: {{{again}give_up: {{title: Бросить, finish: lost}}}}}}"
        );
    }

    /// Whoever decides sends somebody else back, mostly; where it is himself the checker has to see it.
    fn again(&mut self, names: &[String], indent: usize) -> String {
        let pad = " ".repeat(indent);
        let asks = |name: &&String| {
            let line = |kind: &str| self.text.contains(&format!("\n{pad}- {{{kind}: {name}, "));
            line("task") || line("form")
        };
        let others: Vec<&String> = names.iter().filter(asks).collect();
        let anybody = self.dice.chance(12).then(|| self.dice.pick(names)).flatten();
        match anybody.or(self.dice.pick(&others).copied()) {
            Some(back) => format!("again: {{title: Еще, then: {back}}}, "),
            None => String::new(),
        }
    }

    fn step(&mut self, indent: usize, depth: usize, names: &[String], place: usize, head: &str) {
        let pad = " ".repeat(indent);
        let name = &names[place];
        let when = if self.dice.chance(6) { format!(", when: '{}'", self.condition()) } else { String::new() };
        let kind = self.dice.throw(if depth < 2 { 15 } else { 10 });
        match kind {
            4 if self.may.is_empty() => self.task((names, place, head), &when, indent),
            0..=3 => self.task((names, place, head), &when, indent),
            4 => {
                let (field, results) = (self.own_field(), self.results(names, place, head));
                let _ =
                    writeln!(self.text, "{pad}- {{form: {name}, title: Вопрос, ask: [{field}], results: {{{results}}}{when}}}");
            }
            5 => {
                let (one, other) = (self.condition(), self.route(names, place, head));
                let first = self.route(names, place, head);
                let _ = writeln!(
                    self.text,
                    "{pad}- {{decide: {name}, title: Развилка, branches: [{{when: '{one}', {first}}}, {{else: {{{other}}}}}]{when}}}"
                );
            }
            6 => {
                let Some(setting) = self.setting() else { return self.task((names, place, head), &when, indent) };
                let _ = writeln!(self.text, "{pad}- {{set: {name}, title: Запись, values: {{{setting}}}{when}}}");
            }
            7 => self.wait(&pad, name, (names, place, head)),
            8 => {
                let again = self.route(names, place, head);
                let _ = writeln!(
                    self.text,
                    "{pad}- {{wait: {name}, activity: visit, results: {{held: {{}}, cancelled: {{{again}}}}}{when}}}"
                );
            }
            9 | 14 => {
                let (rework, rejected) = match self.dice.chance(2) {
                    true => (format!("then: {head}"), "finish: lost".to_owned()),
                    false => (self.route(names, place, head), self.route(names, place, head)),
                };
                let _ = writeln!(
                    self.text,
                    "{pad}- {{approve: {name}, title: Виза, document: paper, approvers: [lawyer, head], needs: {}, \
                     results: {{approved: {{}}, rework: {{{rework}}}, rejected: {{{rejected}}}}}{when}}}",
                    ["all", "any"][self.dice.throw(2)]
                );
            }
            10 | 11 => {
                let until = ["all", "any", "all", "2"][self.dice.throw(4)];
                let _ = writeln!(self.text, "{pad}- parallel: {name}\n{pad}  until: {until}\n{pad}  branches:");
                let branches = 2 + self.dice.throw(2);
                for branch in 0..branches {
                    let _ = writeln!(self.text, "{pad}    branch{branch}:\n{pad}      steps:");
                    let is_own = |field: usize| field % branches == branch;
                    self.beside(is_own, |maker| maker.list(indent + 8, depth + 1, false));
                }
            }
            _ => {
                let order = ["parallel", "sequence"][self.dice.throw(2)];
                let _ = writeln!(
                    self.text,
                    "{pad}- each: {name}\n{pad}  in: rows\n{pad}  as: row\n{pad}  order: {order}\n{pad}  if_empty: next\n{pad}  steps:"
                );
                self.beside(|_| order == "sequence", |maker| maker.list(indent + 4, depth + 2, false));
            }
        }
    }

    fn task(&mut self, (names, place, head): (&[String], usize, &str), when: &str, indent: usize) {
        let (pad, name) = (" ".repeat(indent), &names[place]);
        let results = self.results(names, place, head);
        let _ = writeln!(self.text, "{pad}- {{task: {name}, title: Дело, results: {{{results}}}{when}}}");
    }

    /// Steps beside others; once in a while they write any field all the same, which the checker has to see.
    fn beside(&mut self, is_own: impl Fn(usize) -> bool, write: impl FnOnce(&mut Self)) {
        let before = self.may.clone();
        if !self.dice.chance(9) {
            self.may.retain(|field| FIELDS.iter().position(|known| known == field).is_some_and(&is_own));
        }
        write(self);
        self.may = before;
    }

    /// A field that may be written here.
    fn own_field(&mut self) -> &'static str {
        self.dice.pick(&self.may).copied().unwrap_or("flag")
    }

    /// A setting of a field that may be written here.
    fn setting(&mut self) -> Option<&'static str> {
        let own = |setting: &&str| self.may.iter().any(|field| setting.starts_with(&format!("{field}:")));
        let settings: Vec<&str> = SETTINGS.into_iter().filter(own).collect();
        self.dice.pick(&settings).copied()
    }

    fn wait(&mut self, pad: &str, name: &str, (names, place, head): (&[String], usize, &str)) {
        let awaited = match self.dice.throw(3) {
            0 => "signal: bell".to_owned(),
            1 => "moment: day else 2 days, even_unattended: true".to_owned(),
            _ => format!("condition: '{}'", self.condition()),
        };
        let late = self.route(names, place, head);
        let _ = writeln!(
            self.text,
            "{pad}- {{wait: {name}, title: Ожидание, {awaited}, timeout: {{after: 2 days, result: late, even_unattended: true}}, \
             results: {{late: {{{late}}}}}}}"
        );
    }

    fn condition(&mut self) -> &'static str {
        if self.dice.chance(9) { BOLD[self.dice.throw(BOLD.len())] } else { CONDITIONS[self.dice.throw(CONDITIONS.len())] }
    }

    fn results(&mut self, names: &[String], place: usize, head: &str) -> String {
        let one = |maker: &mut Self, number: usize| {
            let mut parts = vec!["title: Итог".to_owned()];
            if maker.dice.chance(3) && !maker.may.is_empty() {
                parts.push(format!("ask: [{}]", maker.own_field()));
            } else if let Some(setting) = Some(()).filter(|()| maker.dice.chance(3)).and_then(|()| maker.setting()) {
                parts.push(format!("set: {{{setting}}}"));
            }
            if maker.dice.chance(6) {
                parts.push("plan: [visit]".to_owned());
            }
            let route = maker.route(names, place, head);
            parts.extend((!route.is_empty()).then_some(route));
            format!("result{number}: {{{}}}", parts.join(", "))
        };
        let mut all: Vec<String> = (0..1 + self.dice.throw(3)).map(|number| one(self, number)).collect();
        all.extend(self.careful.then(|| "lose: {title: Отказ, finish: lost}".to_owned()));
        all.join(", ")
    }

    /// A route, as a result and a branch of a decision write it.
    fn route(&mut self, names: &[String], place: usize, head: &str) -> String {
        let at_most = 1 + self.dice.throw(3);
        let other = &names[self.dice.throw(names.len())];
        match self.dice.throw(12) {
            0..=3 => "then: next".to_owned(),
            4 if place + 1 < names.len() => format!("then: {}", names[place + 1 + self.dice.throw(names.len() - place - 1)]),
            5 => format!("then: {{step: {other}, at_most: {at_most}, else: {head}}}"),
            6 => "finish: lost".to_owned(),
            7 if self.stage > 0 && self.stage < self.stages => {
                let (stage, field) = (self.dice.throw(self.stage), self.field());
                format!("return: {{stage: stage{stage}, clear: [{field}], at_most: {at_most}, else: {head}}}")
            }
            8 if self.stage + 1 < self.stages => {
                format!("stage: stage{}", self.stage + 1 + self.dice.throw(self.stages - self.stage - 1))
            }
            9 => "then: end".to_owned(),
            10 => format!("then: {head}"),
            _ => "then: next".to_owned(),
        }
    }
}
