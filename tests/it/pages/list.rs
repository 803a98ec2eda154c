//! My tasks: grouped, cut, done in their rows; and what I wait for.

use serde_json::json;
use voronka_core::{Actor, CaseId, Command};

use super::browser::Site;
use crate::support::{House, at, input};

async fn named(site: &Site, title: &str, owner: &str) -> CaseId {
    site.engine().start(House::deal(title), owner.into(), None).await.unwrap().case.id
}

#[tokio::test]
async fn tasks_stand_under_what_their_dates_mean_today() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let number = site.task(deal, "Звонок").await.number;
    let mut browser = site.as_("anna").await;
    // It is Monday: the call is due today or tomorrow, and moves through the headings with its date.
    for (due, heading) in
        [("2026-12-07T12:00:00Z", "Сегодня"), ("2026-12-11T12:00:00Z", "На этой неделе"), ("2026-12-14T12:00:00Z", "Позже")]
    {
        let case = site.house.case(deal).await;
        if case.tasks[&number].due_at != at(due) {
            let command =
                Command::RescheduleTask { task: number, due_at: at(due), reason: "Так договорились".to_owned() };
            site.engine().execute(deal, command, Actor::Person("anna".into()), None).await.unwrap();
        }
        let page = browser.get("/").await.is(200);
        let headings: Vec<&str> = page.html.split("<h2>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!(headings, [heading]);
    }
    site.house.until("2026-12-15T12:00:00Z").await;
    browser.get("/").await.says("<h2>Просрочено");
}

#[tokio::test]
async fn the_list_is_cut_by_kind_process_and_words() {
    let site = Site::demo().await;
    named(&site, "Тёплый склад", "anna").await;
    named(&site, "Холодный цех", "anna").await;
    let mut browser = site.as_("anna").await;
    browser.get("/").await.says("Тёплый склад").says("Холодный цех");
    browser.get("/?kind=call").await.says("Тёплый склад");
    browser.get("/?kind=meeting").await.lacks("Тёплый склад").says("таких нет").says("Показать все");
    browser.get("/?process=short_sale").await.lacks("Тёплый склад");
    browser.get("/?process=corporate_sales").await.says("Холодный цех");
    // Neither the case of letters nor ё keeps anything from being found; words may be of the task and of the deal.
    browser.get("/?q=ТЕПЛЫЙ+звон").await.says("Тёплый склад").lacks("Холодный цех");
    browser.get("/?q=%25").await.lacks("Тёплый склад").says("Искать везде");
    browser.get("/?kind=nonsense&process=%27%20OR%201=1&q=%27&open=nonsense&after=").await.is(200);
}

#[tokio::test]
async fn a_task_is_done_in_its_row_and_the_next_one_opens_there() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut browser = site.as_("anna").await;
    browser.get("/").await.says(&format!("data-panel=\"/tasks/{task}/panel?\"")).lacks("class=\"panel\"");
    // What the script unfolds: why, how, and the forms.
    let panel = browser.get(&format!("/tasks/{task}/panel?kind=call")).await.is(200).lacks("<html");
    let panel =
        panel.says("klimat.example/kb/first-call").says("Откуда").says("Перенести срок").says("Передать").says("Комментировать");
    // A wrong form comes back in the row, with what was typed and what is wrong.
    let action = format!("/tasks/{task}/complete");
    let wrong = browser.submit(&panel, &action, "value=\"interested\"", &[("comment", "Запомни")]).await.is(422);
    let wrong =
        wrong.says("<h1>Мои задачи</h1>").says("Заполните это поле.").says("Запомни").says("name=\"list\" value=\"?kind=call\"");
    let sent = [("f.presentation_at", "2026-12-10T15:00")];
    let done = browser.submit(&wrong, &action, "value=\"interested\"", &sent).await;
    let next = site.task(deal, "Карточка новой сделки").await;
    done.leads_to(&format!("/?kind=call&open={next}#task-{next}"));
    // The next one is open, though the list is cut to another kind.
    let list = browser.get(&format!("/?kind=call&open={next}")).await.is(200).says("Готово").says("Карточка новой сделки");
    list.says("Веду сделку лично").says(&format!("action=\"/tasks/{next}/complete\""));
}

#[tokio::test]
async fn what_else_is_done_in_a_row_leads_back_to_the_list() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut browser = site.as_("anna").await;
    let list = browser.get(&format!("/?open={task}")).await;
    let act = |name: &str| format!("/tasks/{task}/{name}");
    browser
        .submit(&list, &act("comment"), "name=\"text\"", &[("text", "Жду звонка")])
        .await
        .leads_to(&format!("/?open={task}#task-{task}"));
    browser
        .submit(&list, &act("postpone"), "name=\"due_at\"", &[("due_at", "2026-12-20T12:00"), ("reason", "")])
        .await
        .is(422)
        .says("<h1>Мои задачи</h1>");
    browser
        .submit(&list, &act("postpone"), "name=\"due_at\"", &[("due_at", "2026-12-20T12:00"), ("reason", "Отпуск")])
        .await
        .leads_to("/");
    let list = browser.get(&format!("/?open={task}")).await.says("Жду звонка");
    browser.submit(&list, &act("hand-over"), "name=\"to\"", &[("to", "dmitry"), ("comment", "Занята")]).await.leads_to("/");
    // It is in other hands now, and still open to look at; nobody else's way back is taken from the form.
    browser.get("/").await.says("Жду от других").says("Дмитрий");
    let elsewhere =
        browser.submit(&list, &act("comment"), "name=\"text\"", &[("text", "x"), ("list", "https://evil.example")]).await;
    elsewhere.leads_to(&format!("/tasks/{task}"));
}

#[tokio::test]
async fn a_row_shows_nothing_that_its_reader_may_not_see() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut stranger = site.as_("rustam").await;
    stranger.get(&format!("/tasks/{task}/panel")).await.is(404);
    stranger.get(&format!("/?open={task}")).await.is(200).lacks("склада");
    site.stranger().get(&format!("/tasks/{task}/panel")).await.leads_to(&format!("/login?next=/tasks/{task}/panel"));
    // A head may look at it, and finish it for who has it.
    site.as_("boris").await.get(&format!("/tasks/{task}/panel")).await.is(200).says("склада");
}

#[tokio::test]
async fn what_others_have_in_my_deals_is_what_i_wait_for() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let number = site.task(deal, "Звонок").await.number;
    let mut anna = site.as_("anna").await;
    anna.get("/").await.lacks("Жду от других");
    let hand = Command::ReassignTask { task: number, to: "dmitry".into(), comment: "Занята".to_owned() };
    site.engine().execute(deal, hand, Actor::Person("anna".into()), None).await.unwrap();
    anna.get("/").await.says("Жду от других").says("Дмитрий");
    // To him it is a task like any other, and the deal is not his to wait for.
    site.as_("dmitry").await.get("/").await.says("Вентиляция склада").lacks("Жду от других");
}

#[tokio::test]
async fn nobody_overwrites_what_he_has_not_seen() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let (mut anna, mut boris) = (site.as_("anna").await, site.as_("boris").await);
    let action = format!("/deals/{deal}/edit");
    let (hers, his) = (anna.get(&action).await, boris.get(&action).await);
    boris
        .submit(&his, &action, "f.title", &[("f.need", "Приток"), ("f.tactics", "Ждать")])
        .await
        .leads_to(&format!("/deals/{deal}"));
    let typed = [("f.need", "Вытяжка"), ("f.company.name", "АО Вектор")];
    let stale = anna.submit(&hers, &action, "f.title", &typed).await.is(412);
    let stale =
        stale.says("данные изменились").says("Потребность: было пусто, стало Приток — Борис Соколов").says("ваше значение");
    let stale =
        stale.says("Тактика: было пусто, стало Ждать").says("Вытяжка").says("value=\"АО Вектор\"").says("Ждать</textarea>");
    let before = site.house.case(deal).await;
    assert_eq!(
        (before.data.contains_key("company"), before.data.contains_key("tactics")),
        (false, true),
        "nothing was overwritten"
    );
    // Having seen it, she saves what she wants; what she did not touch stays his.
    anna.submit(&stale, &action, "f.title", &[("f.need", "Вытяжка"), ("f.tactics", "Ждать")])
        .await
        .leads_to(&format!("/deals/{deal}"));
    let after = site.house.case(deal).await;
    let text = |field: &str| serde_json::to_value(&after.data[field]).unwrap()["text"].clone();
    assert_eq!((text("need"), text("tactics")), (json!("Вытяжка"), json!("Ждать")));
    assert!(after.data.contains_key("company"));
}

#[tokio::test]
async fn a_deal_is_not_ended_on_what_somebody_else_has_changed() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let (mut anna, mut boris) = (site.as_("anna").await, site.as_("boris").await);
    let (edit, finish) = (format!("/deals/{deal}/edit"), format!("/deals/{deal}/finish"));
    let (hers, his) = (anna.get(&finish).await, boris.get(&edit).await);
    boris.submit(&his, &edit, "f.title", &[("f.close_reason", "price")]).await.leads_to(&format!("/deals/{deal}"));
    let sent = [("f.close_reason", "no_need"), ("comment", "Передумали")];
    let again = anna.submit(&hers, &finish, "value=\"lost\"", &sent).await.is(412);
    let again = again.says("Причина закрытия: было пусто, стало Цена — Борис Соколов").says("Передумали");
    assert!(site.house.case(deal).await.is_open());
    anna.submit(&again, &finish, "value=\"lost\"", &sent).await.leads_to(&format!("/deals/{deal}"));
    // The same form again is answered as it was.
    anna.submit(&again, &finish, "value=\"lost\"", &sent).await.leads_to(&format!("/deals/{deal}"));
}

#[tokio::test]
async fn a_result_whose_fields_somebody_else_changed_comes_back_with_what_he_did() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    let mut anna = site.as_("anna").await;
    let page = anna.get(&format!("/?open={task}")).await;
    let revision = site.house.case(deal).await.revision;
    let data = input(json!({"presentation_at": "2026-12-09T09:00:00Z"}));
    let command = Command::CorrectData { data, revision };
    site.engine().execute(deal, command, Actor::Person("boris".into()), None).await.unwrap();
    let action = format!("/tasks/{task}/complete");
    let again = anna.submit(&page, &action, "value=\"interested\"", &[("comment", "Да")]).await.is(412);
    let again = again.says("Дата и время презентации: было пусто").says("value=\"2026-12-09T12:00\"").says("Да</textarea>");
    // A result that does not ask for it is none of that.
    anna.submit(&again, &action, "value=\"interested\"", &[]).await.leads_to(&{
        let next = site.task(deal, "Карточка новой сделки").await;
        format!("/?open={next}#task-{next}")
    });
}
