//! Changes to the text of a random process that take something away: an end, a bound, a time-out, a way back.

use super::make::Dice;

/// A change, and the codes that are found of it.
pub type Change = (&'static str, fn(&str, &mut Dice) -> Option<String>, &'static [&'static str]);

/// Changes after which nothing can be right: one of these codes must be found.
pub const ALWAYS_REFUSED: &[Change] = &[
    ("the end of the last stage is gone", without_end, &["last_stage_falls_off", "no_way_out"]),
    ("nobody can give up, and nothing is below", only_round, &["no_way_out", "unbounded_loop", "endless_circle"]),
    ("a wait has lost its time-out", without_timeout, &["wait_without_timeout", "missing_key", "unknown_result"]),
    ("a bound of a wait is gone", without_bound_of_a_wait, &["unbounded_loop"]),
];

/// Changes that may leave a process that is right. Each of these codes is found at times.
pub const CHANGES: &[Change] = &[
    ("a route is gone", without_route, &["last_stage_falls_off"]),
    ("an else leads back to its own step", else_to_itself, &["unbounded_loop"]),
    ("an else leads to another step", else_to_another, &["unbounded_loop"]),
    ("a bound is gone", without_bound, &["unbounded_loop"]),
    ("an end is gone", without_finish, &["last_stage_falls_off", "blocked_victory"]),
    ("a branch ends only with the case", branch_without_end, &["join_never_completes"]),
    ("every branch must end", until_all, &["join_never_completes"]),
    ("a time-out is gone", without_timeout, &["wait_without_timeout"]),
    ("whoever decides can only go on, and nobody can lose", nobody_gives_up, &["blocked_victory", "no_way_out"]),
    ("a refused approval goes on, and nobody can lose", refusal_goes_on, &["blocked_victory"]),
    ("the approved paper is asked for again, and nobody can lose", paper_again, &["blocked_victory"]),
    ("every end is a victory", wins, &["blocked_victory"]),
];

/// One of the places where this stands, with what is before and after it.
fn one<'t>(text: &'t str, part: &str, dice: &mut Dice) -> Option<(&'t str, &'t str)> {
    let places: Vec<usize> = text.match_indices(part).map(|(place, _)| place).collect();
    let place = *dice.pick(&places)?;
    Some((&text[..place], &text[place + part.len()..]))
}

/// The name of the step whose line ends here.
fn own_step(before: &str) -> Option<&str> {
    let line = before.lines().last()?;
    line.split_once("- {")?.1.split_once(": ")?.1.split(',').next()
}

/// The line of one of the steps of this kind.
fn line_of<'t>(text: &'t str, kind: &str, dice: &mut Dice) -> Option<&'t str> {
    let lines: Vec<&str> = text.lines().filter(|line| line.contains(&format!("- {{{kind}: "))).collect();
    dice.pick(&lines).copied()
}

fn without_end(text: &str, _: &mut Dice) -> Option<String> {
    let line = text.lines().find(|line| line.contains("- {finish: won, name:"))?;
    Some(text.replace(&format!("{line}\n"), ""))
}

/// Every way to an outcome becomes a way back to the head.
fn only_round(text: &str, _: &mut Dice) -> Option<String> {
    if text.contains("stage1") || text.contains("parallel:") || text.contains("each:") || text.contains("on:\n") {
        return None;
    }
    let head = text.lines().rfind(|line| line.contains("reached: by_name"))?;
    let name = head.split("task: ").nth(1)?.split(',').next()?.to_owned();
    let round = text.replace("finish: lost", &format!("then: {name}"));
    let end = round.lines().find(|line| line.contains("- {finish: won, name:"))?.to_owned();
    let last = end.split("name: ").nth(1)?.trim_end_matches('}').to_owned();
    let task = format!("      - {{task: {last}, title: Конец, results: {{done: {{then: {name}}}}}}}");
    Some(round.replace(&end, &task))
}

fn without_timeout(text: &str, _: &mut Dice) -> Option<String> {
    let is_endless = |line: &&str| line.contains("timeout:") && !line.contains("moment:");
    let line = text.lines().find(is_endless)?;
    let (before, rest) = line.split_once(", timeout: {")?;
    let after = rest.split_once('}')?.1;
    Some(text.replace(line, &format!("{before}{after}")))
}

fn without_bound_of_a_wait(text: &str, _: &mut Dice) -> Option<String> {
    let line = text.lines().find(|line| line.contains("then: {step:") && line.contains("- {wait:"))?;
    let (before, rest) = line.split_once("then: {step: ")?;
    let (step, rest) = rest.split_once(", at_most")?;
    let own = line.split("wait: ").nth(1)?.split(',').next()?;
    let after = rest.split_once('}')?.1;
    (step == own).then(|| text.replace(line, &format!("{before}then: {step}{after}")))
}

/// The flow goes on to the step below instead.
fn without_route(text: &str, dice: &mut Dice) -> Option<String> {
    let route = *dice.pick(&[", then: ", ", return: ", ", stage: "])?;
    let (before, rest) = one(text, route, dice)?;
    let end = if rest.starts_with('{') { rest.find('}')? + 1 } else { rest.find([',', '}'])? };
    Some(format!("{before}, then: next{}", &rest[end..]))
}

fn else_to_itself(text: &str, dice: &mut Dice) -> Option<String> {
    let (before, rest) = one(text, ", else: ", dice)?;
    let (_, after) = rest.split_once('}')?;
    Some(format!("{before}, else: {}}}{after}", own_step(before)?))
}

/// The else becomes what the loop is, so that it goes round for ever.
fn else_to_another(text: &str, dice: &mut Dice) -> Option<String> {
    let (before, rest) = one(text, "then: {step: ", dice)?;
    let (step, rest) = rest.split_once(", at_most")?;
    let (bound, rest) = rest.split_once(", else: ")?;
    let (_, after) = rest.split_once('}')?;
    Some(format!("{before}then: {{step: {step}, at_most{bound}, else: {step}}}{after}"))
}

fn without_bound(text: &str, dice: &mut Dice) -> Option<String> {
    let (before, rest) = one(text, ", at_most: ", dice)?;
    let (_, after) = rest.split_once('}')?;
    Some(format!("{before}}}{after}"))
}

fn without_finish(text: &str, dice: &mut Dice) -> Option<String> {
    let (before, after) = one(text, "finish: lost", dice)?;
    Some(format!("{before}then: next{after}"))
}

/// Above whoever decides in a branch stands a task that can only lose the deal.
fn branch_without_end(text: &str, dice: &mut Dice) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let is_inside = |line: &str| line.starts_with("              - {task: ") && line.contains("reached: by_name");
    let places: Vec<usize> = (0..lines.len()).filter(|place| is_inside(lines[*place])).collect();
    let place = *dice.pick(&places)?;
    let pad: String = lines[place].chars().take_while(|letter| *letter == ' ').collect();
    let task = format!("{pad}- {{task: last{place}, title: Конец, results: {{done: {{finish: lost}}}}}}");
    let (before, after) = lines.split_at(place);
    Some([before, &[task.as_str()], after].concat().join("\n") + "\n")
}

/// The same, and the branches that were enough are enough no more.
fn until_all(text: &str, dice: &mut Dice) -> Option<String> {
    let changed = branch_without_end(text, dice)?;
    Some(changed.replace("until: any", "until: all").replace("until: 2", "until: all"))
}

fn nobody_gives_up(text: &str, dice: &mut Dice) -> Option<String> {
    let text = &never_lost(text);
    let (before, after) = one(text, "give_up: {title: Бросить, finish: lost}", dice)?;
    let again = before.rsplit_once("again: {title: Еще, then: ")?.1.split('}').next()?;
    Some(format!("{before}give_up: {{title: Бросить, then: {again}}}{after}"))
}

/// No task can lose the deal, but where somebody was asked to decide.
fn never_lost(text: &str) -> String {
    text.replace(", lose: {title: Отказ, finish: lost}", "")
}

fn refusal_goes_on(text: &str, dice: &mut Dice) -> Option<String> {
    let text = &never_lost(text);
    let line = line_of(text, "approve", dice)?;
    let (before, rest) = line.split_once("approved: {}")?;
    let when = rest.split_once(", when: ").map(|(_, when)| format!(", when: {when}"));
    let results = "approved: {}, rework: {}, rejected: {}}";
    Some(text.replace(line, &format!("{before}{results}{}", when.unwrap_or_else(|| "}".to_owned()))))
}

fn paper_again(text: &str, dice: &mut Dice) -> Option<String> {
    text.contains("- {approve: ").then_some(())?;
    let text = &never_lost(text);
    let line = line_of(text, "task", dice)?;
    let changed = match line.split_once("ask: [") {
        Some((before, rest)) if !rest.starts_with("paper") => format!("{before}ask: [paper, {rest}"),
        Some(_) => return None,
        None => line.replacen("{title: Итог", "{title: Итог, ask: [paper]", 1),
    };
    Some(text.replace(line, &changed))
}

fn wins(text: &str, _: &mut Dice) -> Option<String> {
    Some(text.replace("finish: lost", "finish: won"))
}
