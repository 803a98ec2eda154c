//! Somebody new comes: an administrator enters him, and he is there.

use super::demo::Demo;
use super::driver::{Browser, Kind};

#[test]
fn an_administrator_enters_a_new_employee_who_comes_in_and_works() {
    if !super::is_installed() {
        return;
    }
    let demo = Demo::start();
    let browser = Browser::new(Kind::WithoutScripts, &demo.url);
    let words = [
        ("ru", "Система", "Сотрудники", "Новый сотрудник", "Сохранить", "Сотрудник добавлен", "oleg", "Журнал"),
        ("en", "System", "People", "New person", "Save", "Added", "irina", "Log"),
    ];
    for (language, system, people, new, save, added, id, log) in words {
        browser.open(&format!("/login?lang={language}"));
        browser.enter("vera");
        browser.press(system);
        browser.press(people);
        browser.press(new);
        browser.fill("input[name=id]", id);
        browser.fill("input[name=name]", &format!("{id} Smirnov"));
        browser.fill("input[name=email]", "anna at klimat");
        browser.click("select[name=department] option[value=corporate]");
        browser.press(save);
        browser.says("//p[@class='error']", "anna@example.com");
        browser.fill("input[name=email]", &format!("{id}@klimat.example"));
        browser.press(save);
        browser.says("//div[@class='said']", added);
        browser.press(log);
        browser.says("//ul", &format!("{id} Smirnov"));
        browser.leave();
        browser.enter(id);
        browser.says("//header", &format!("{id} Smirnov"));
        browser.leave();
        browser.enter("boris");
        browser.open("/department");
        browser.says("//section[@id='load']", &format!("{id} Smirnov"));
        browser.leave();
    }
}
