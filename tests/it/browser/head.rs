//! A day passes, a task is late, and the head answers.

use chrono::{DateTime, Days, NaiveTime};

use super::demo::Demo;
use super::driver::{Browser, Kind};

#[test]
fn a_head_is_told_of_a_late_task_and_gives_more_time() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::Desk, &demo.url);
    assert!(browser.runs_scripts(), "a browser that does is told from one that does not");
    browser.open("/login?lang=en");
    browser.enter("anna");
    let task = browser.attribute("section.today a.title", "href");
    let due = DateTime::parse_from_rfc3339(&browser.attribute("section.today time.due", "datetime")).unwrap();
    browser.press("+1 business day");
    browser.says("//div[@class='said']", "The clock stands at");
    browser.find(&format!("section.late a.title[href='{task}']"));
    browser.leave();
    browser.enter("boris");
    browser.click("nav a[href='/escalations']");
    let row = format!("//article[.//a[@href='{task}']]");
    browser.says(&row, "overdue by");
    browser.click(&format!("{row}//summary[.='Give more time']"));
    browser.fill(&format!("{row}//details[@open]//textarea"), "Wait for their lawyer");
    let until = (due.date_naive() + Days::new(14)).and_time(NaiveTime::from_hms_opt(15, 0, 0).unwrap());
    browser.fill_moment(&format!("{row}//details[@open]//input[@name='until']"), until);
    browser.click(&format!("{row}//details[@open]//button"));
    browser.says("//div[@class='said']", "Your answer is noted: ");
    assert!(!browser.text("main").contains("You answered"), "what was answered is not in the list");
    browser.open("/escalations?show=all");
    browser.says(&row, "You answered");
    browser.open(&task);
    // Both work in Moscow.
    browser.find(&format!("time.due[datetime='{}T12:00:00+00:00']", until.date()));
    browser.says("//main", "Wait for their lawyer");
}

#[test]
fn a_head_spends_his_morning_on_the_page_of_his_department() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::WithoutScripts, &demo.url);
    let words = [
        ("ru", "Отдел", "Принять к сведению", "Ответ записан: ", "Воронка", "Передать сделки", "Что перейдет"),
        ("en", "Department", "Acknowledge", "Your answer is noted: ", "Funnel", "Hand deals over", "What goes over"),
    ];
    for (language, department, acknowledge, noted, funnel, hand, preview) in words {
        browser.open(&format!("/login?lang={language}"));
        browser.enter("boris");
        browser.press(department);
        browser.says("//h1", department);
        browser.click("a.tally[href='#late']");
        browser.find("#late tbody tr");
        let waiting: usize = browser.text("a.tally[href='#answers'] strong").parse().unwrap();
        let first = "//section[@id='answers']//article[1]";
        browser.click(&format!("{first}//summary[.='{acknowledge}']"));
        browser.fill(&format!("{first}//details[@open]//textarea"), "Wait for their lawyer");
        browser.click(&format!("{first}//details[@open]//button"));
        browser.says("//div[@class='said']", noted);
        browser.says("//h1", department);
        let left: usize = browser.text("a.tally[href='#answers'] strong").parse().unwrap();
        assert_eq!(left + 1, waiting, "what was answered waits no longer");
        browser.click("#late tbody th a");
        browser.find("#late-tasks + ul .task");
        browser.press(hand);
        browser.says("//h1", hand);
        browser.find("select[name=from]");
        browser.open("/department/handover?from=anna");
        browser.fill("textarea[name=comment]", "Anna is away");
        browser.click("select[name=to] option[value=dmitry]");
        browser.press(preview);
        browser.says("//section", "Дмитрий Орлов");
        browser.press(funnel);
        browser.find("#cohort svg[role=img]");
        browser.find("#reasons svg[role=img]");
        browser.leave();
    }
}
