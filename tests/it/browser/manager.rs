//! A manager starts a deal, calls, and opens its page: in a browser that runs no scripts.

use chrono::{DateTime, Days, FixedOffset, NaiveDateTime, NaiveTime};

use super::demo::Demo;
use super::driver::{Browser, Kind};

const MOSCOW: i32 = 3 * 3600;
const SAID: &str = "//div[@class='said']";

#[test]
fn a_manager_works_without_scripts() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::WithoutScripts, &demo.url);
    assert!(!browser.runs_scripts());
    browser.open("/login?lang=ru");
    browser.enter("anna");
    browser.says("//h1", "Мои задачи");
    start_a_deal(&browser);
    let presentation = call(&browser);
    open_its_page(&browser);
    browser.says("//h1", "Собрать сведения о клиенте");
    browser.says(SAID, "Готово");
    browser.press("Котельная Восход");
    browser.says("//h1", "Котельная Восход");
    browser.says("//*[contains(@class, 'current')]", "Анализ потребностей");
    // The presentation is planned for the time that was typed into the browser's own control.
    let moment = presentation.and_local_timezone(FixedOffset::east_opt(MOSCOW).unwrap()).unwrap().to_utc();
    browser.find(&format!("time[datetime='{}']", moment.to_rfc3339()));
}

fn start_a_deal(browser: &Browser) {
    browser.press("Сделки");
    browser.press("Новая сделка");
    browser.fill("input[name='f.title']", "Котельная Восход");
    browser.press("Начать сделку");
    browser.says(SAID, "Сделка начата.");
    browser.says("//h1", "Звонок");
}

/// The call goes well; a week after it is due there is a presentation.
fn call(browser: &Browser) -> NaiveDateTime {
    let due = DateTime::parse_from_rfc3339(&browser.attribute("time.due", "datetime")).unwrap();
    let presentation = (due.date_naive() + Days::new(7)).and_time(NaiveTime::from_hms_opt(15, 0, 0).unwrap());
    browser.press("Есть интерес");
    browser.fill_moment("details[open] input[name='f.presentation_at']", presentation);
    browser.fill("details[open] textarea[name=comment]", "Ждут директора");
    browser.click("details[open] button.primary");
    browser.says("//h1", "Карточка новой сделки");
    browser.says(SAID, "Провести презентацию");
    browser.says("//blockquote", "Ждут директора");
    presentation
}

/// Without a company it is not saved: first the browser says so, then, where a browser is content, the server.
fn open_its_page(browser: &Browser) {
    let (company, need) = ("details[open] input[name='f.company.name']", "details[open] textarea[name='f.need']");
    browser.press("Веду сделку лично");
    browser.fill(need, "Отопление цеха");
    browser.click("details[open] button.primary");
    browser.find(&format!("{company}:invalid"));
    browser.fill(company, " ");
    browser.click("details[open] button.primary");
    browser.says("//div[@role='alert']", "Не сохранено");
    browser
        .says("//fieldset[contains(@class, 'wrong')][legend[contains(., 'Компания')]]//p[@class='error']", "Заполните это поле.");
    assert_eq!(browser.value(need), "Отопление цеха", "nothing is lost");
    browser.fill(company, "АО Восход");
    browser.click("details[open] button.primary");
}
