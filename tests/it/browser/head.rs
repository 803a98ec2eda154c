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
    browser.click(&format!("{row}//summary[.='Acknowledge']"));
    browser.fill(&format!("{row}//details[@open]//textarea"), "Wait for their lawyer");
    let until = (due.date_naive() + Days::new(14)).and_time(NaiveTime::from_hms_opt(15, 0, 0).unwrap());
    browser.fill_moment(&format!("{row}//details[@open]//input[@name='until']"), until);
    browser.click(&format!("{row}//details[@open]//button"));
    browser.says("//div[@class='said']", "Your answer is noted.");
    assert!(!browser.text("main").contains("You answered"), "what was answered is not in the list");
    browser.open("/escalations?show=all");
    browser.says(&row, "You answered");
    browser.open(&task);
    // Both work in Moscow.
    browser.find(&format!("time.due[datetime='{}T12:00:00+00:00']", until.date()));
    browser.says("//main", "Wait for their lawyer");
}
