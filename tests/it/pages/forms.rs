//! Forms: a task is done, a deal is changed, and what was wrong is said in its place.

use serde_json::json;
use voronka_core::CaseId;
use voronka_definition::Value;

use super::browser::Site;

async fn called(site: &Site) -> (CaseId, String) {
    let deal = site.house.open("anna").await;
    let task = site.task(deal, "Звонок").await;
    (deal, format!("/tasks/{task}"))
}

#[tokio::test]
async fn a_form_without_scripts_completes_a_task_and_opens_the_next_one() {
    let site = Site::demo().await;
    let (deal, task) = called(&site).await;
    let mut browser = site.as_("anna").await;
    browser.get("/").await.says("Звонок").says(&format!("href=\"{task}\""));
    let page = browser.get(&task).await.is(200).says("Есть интерес").says("Не дозвонились").says("klimat.example/kb/first-call");
    let sent = [("f.presentation_at", "2026-12-10T15:00"), ("comment", "Ждут")];
    let answer = browser.submit(&page, &format!("{task}/complete"), "value=\"interested\"", &sent).await;
    let next = format!("/tasks/{}", site.task(deal, "Карточка новой сделки").await);
    answer.leads_to(&next);
    browser.get(&next).await.is(200).says("Готово").says("Провести презентацию").says("Ждут");
    // What was said is said once.
    browser.get(&next).await.is(200).lacks("Готово.");
    let case = site.house.case(deal).await;
    // Anna works in Moscow.
    assert_eq!(case.data.get("presentation_at"), Some(&Value::Datetime("2026-12-10T12:00:00Z".parse().unwrap())));
}

#[tokio::test]
async fn a_double_click_has_one_effect_and_one_answer() {
    let site = Site::demo().await;
    let (deal, task) = called(&site).await;
    let mut browser = site.as_("anna").await;
    let page = browser.get(&task).await;
    let action = format!("{task}/complete");
    let first = browser.submit(&page, &action, "value=\"no_answer\"", &[]).await;
    let revision = site.house.case(deal).await.revision;
    let second = browser.submit(&page, &action, "value=\"no_answer\"", &[]).await;
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(site.house.case(deal).await.revision, revision);
    // Another form about a task that is closed by now is told so.
    let typed = [("key", "another"), ("comment", "Клиент перезвонит <сам>")];
    let late = browser.submit(&page, &action, "value=\"no_answer\"", &typed).await.is(409);
    let late =
        late.says("Задача уже закрыта").says(&task).says("е дозвонились").says("Мои задачи").lacks("Ожидалось").lacks("задача 1");
    // What he wrote is not gone with the form.
    late.says("текст можно скопировать").says("Клиент перезвонит &lt;сам&gt;").lacks("another");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_is_lost() {
    let site = Site::demo().await;
    let (deal, task) = called(&site).await;
    let mut browser = site.as_("anna").await;
    let page = browser.get(&task).await;
    let action = format!("{task}/complete");
    let wrong = browser.submit(&page, &action, "value=\"interested\"", &[("comment", "Запомни <это>")]).await.is(422);
    let wrong = wrong.says("Заполните это поле.").says("Запомни &lt;это&gt;").says("Дата и время презентации");
    let done = browser.submit(&wrong, &action, "value=\"interested\"", &[("f.presentation_at", "2026-12-10T15:00")]).await;
    let form = format!("/tasks/{}", site.task(deal, "Карточка новой сделки").await);
    done.leads_to(&form);
    let page = browser.get(&form).await;
    let sent = [("f.company.name", "ООО Вектор"), ("f.amount.amount", "много"), ("f.amount.currency", "RUB")];
    let wrong = browser.submit(&page, &format!("{form}/complete"), "value=\"myself\"", &sent).await.is(422);
    wrong.says("Нужна сумма").says("value=\"много\"").says("value=\"ООО Вектор\"");
    assert_eq!(site.house.case(deal).await.data.get("company"), None);
}

#[tokio::test]
async fn lists_are_rows_and_their_mistakes_are_said_in_the_row() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut browser = site.as_("anna").await;
    let action = format!("/deals/{deal}/edit");
    let page = browser.get(&action).await.is(200);
    let rows = [
        ("f.participants.1.contact.name", "Олег Титов"),
        ("f.participants.1.influence", "9"),
        ("f.participants.1.role", "директор"),
    ];
    let wrong = browser.submit(&page, &action, "f.participants", &rows).await.is(422).says("число от 1 до 5");
    let sent = [("f.participants.0.influence", "5")];
    browser.submit(&wrong, &action, "f.participants", &sent).await.leads_to(&format!("/deals/{deal}"));
    browser.get(&format!("/deals/{deal}")).await.is(200).says("Олег Титов").says("директор");
}

#[tokio::test]
async fn a_document_is_uploaded_and_handed_out_to_be_kept() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut browser = site.as_("anna").await;
    let action = format!("/deals/{deal}/edit");
    let page = browser.get(&action).await;
    let file = ("f.contract", "<договор>.html", "<script>alert(1)</script>");
    browser.submit_file(&page, &action, "f.contract", file).await.leads_to(&format!("/deals/{deal}"));
    let page = browser.get(&format!("/deals/{deal}")).await.says("&lt;договор&gt;.html");
    let link =
        page.html.split("href=\"").find(|rest| rest.contains("/documents/")).unwrap().split('"').next().unwrap().to_owned();
    let document = browser.get(&link).await.is(200).says("<script>");
    assert!(document.header("content-disposition").starts_with("attachment"));
    assert_eq!(document.header("content-type"), "application/octet-stream");
    site.as_("pavel").await.get(&link).await.is(404);
}

#[tokio::test]
async fn a_file_stays_chosen_when_another_field_is_wrong() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut browser = site.as_("anna").await;
    let (action, deal) = (format!("/deals/{deal}/edit"), format!("/deals/{deal}"));
    let mut page = browser.get(&action).await;
    page.html = page.html.replace("value=\"Вентиляция склада\"", "value=\"\"");
    let file = ("f.contract", "договор.txt", "Стороны договорились");
    let wrong = browser.submit_file(&page, &action, "f.contract", file).await.is(422).says("Выбран: договор.txt");
    let title = ("f.title", "Вентиляция");
    let dropped = [title, ("f.contract.dropped", "on"), ("key", "dropped")];
    browser.submit(&wrong, &action, "f.contract", &dropped).await.leads_to(&deal);
    browser.get(&deal).await.lacks("договор.txt");
    let mut page = browser.get(&action).await;
    page.html = page.html.replace("value=\"Вентиляция\"", "value=\"\"");
    let wrong = browser.submit_file(&page, &action, "f.contract", file).await.is(422);
    browser.submit(&wrong, &action, "f.contract", &[title]).await.leads_to(&deal);
    browser.get(&deal).await.says("договор.txt").says("Стороны договорились");
}

#[tokio::test]
async fn a_document_that_only_shows_is_looked_at_in_the_browser() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut browser = site.as_("anna").await;
    let (action, deal) = (format!("/deals/{deal}/edit"), format!("/deals/{deal}"));
    let table = [
        ("смета.txt", "Итого: 100", Some("text/plain; charset=utf-8")),
        ("план.png", "<script>alert(1)</script>", None),
        ("акт.pdf", "%PDF-1.4", Some("application/pdf")),
    ];
    for (name, content, kind) in table {
        let page = browser.get(&action).await;
        browser.submit_file(&page, &action, "f.contract", ("f.contract", name, content)).await.leads_to(&deal);
        let page = browser.get(&deal).await.says("посмотреть");
        let links = page.html.split("href=\"").filter_map(|rest| rest.split('"').next());
        let link = links.into_iter().find(|link| link.ends_with("?show=1")).unwrap().to_owned();
        let shown = browser.get(&link).await.is(200);
        let how = if kind.is_some() { "inline" } else { "attachment" };
        assert!(shown.header("content-disposition").starts_with(how), "{name}");
        assert_eq!(shown.header("content-type"), kind.unwrap_or("application/octet-stream"), "{name}");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn who_sends_a_form_after_his_session_is_told_and_led_back() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut browser = site.as_("anna").await;
    let page = browser.get(&format!("/deals/{deal}")).await;
    browser.cookies.clear();
    browser.headers.push(("accept", "text/html".to_owned()));
    let sent = browser.submit(&page, &format!("/deals/{deal}/comment"), "text", &[("text", "Перезвонить")]).await;
    let to = sent.header("location").to_owned();
    assert!(to.starts_with("/login?ended=1&next="), "{to}");
    browser.get(&to).await.is(200).says("Сеанс закончился, и отправленное не сохранено");
}

#[tokio::test]
async fn a_correction_of_what_somebody_else_changed_is_refused() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut browser = site.as_("anna").await;
    let action = format!("/deals/{deal}/edit");
    let page = browser.get(&action).await;
    browser.submit(&page, &action, "f.need", &[("f.need", "Воздух")]).await.leads_to(&format!("/deals/{deal}"));
    browser
        .submit(&page, &action, "f.need", &[("f.need", "Тепло"), ("key", "other")])
        .await
        .is(412)
        .says("пока форма была открыта, данные изменились")
        .says("стало Воздух")
        .lacks("Данные сохранены");
    // The same form again had its effect already.
    browser.submit(&page, &action, "f.need", &[("f.need", "Воздух")]).await.leads_to(&format!("/deals/{deal}"));
}

#[tokio::test]
async fn what_is_chosen_for_a_new_deal_counts_and_what_was_typed_stays() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    let page = browser.get("/deals/new").await.is(200);
    let action = "/deals/new?process=corporate_sales&stage=";
    let typed = [("begin.process", "corporate_sales"), ("begin.stage", "proposal"), ("f.title", "Офис"), ("begin.choose", "yes")];
    let fields = browser.submit(&page, action, "f.title", &typed).await.is(200).says("value=\"Офис\"");
    fields.says("/deals/new?process=corporate_sales&amp;stage=proposal");
    // He chose, and started without a look at the fields.
    let sent = [("begin.process", "short_sale"), ("begin.stage", ""), ("f.title", "Кондиционер")];
    let started = browser.submit(&page, action, "f.title", &sent).await;
    let task: voronka_core::TaskId = started.header("location").strip_prefix("/tasks/").unwrap().parse().unwrap();
    assert_eq!(site.house.case(task.case).await.process.as_str(), "short_sale");
}

#[tokio::test]
async fn a_deal_is_started_moved_and_finished() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    let page = browser.get("/deals/new").await.is(200).says("Корпоративные продажи");
    let action = "/deals/new?process=corporate_sales&stage=";
    browser.submit(&page, action, "f.title", &[("f.title", " ")]).await.is(422).says("Заполните это поле.");
    let sent = [
        ("f.title", "Офис"),
        ("f.company.name", "ООО Вектор"),
        ("f.amount.amount", "1 500 000,50"),
        ("f.amount.currency", "RUB"),
    ];
    let started = browser.submit(&page, action, "f.title", &sent).await;
    let task: voronka_core::TaskId = started.header("location").strip_prefix("/tasks/").unwrap().parse().unwrap();
    let deal = format!("/deals/{}", task.case);
    browser.get(&deal).await.is(200).says("1\u{a0}500\u{a0}000,50\u{a0}₽").says("Подтверждение интереса");
    let page = browser.get(&format!("{deal}/stage")).await.is(200);
    let sent = [("f.need", "Воздух"), ("comment", "Клиент спешит")];
    browser.submit(&page, &format!("{deal}/stage"), "value=\"proposal\"", &sent).await.leads_to(&deal);
    browser.get(&deal).await.says("Клиент спешит").says("Нужен ли расчет?");
    let page = browser.get(&format!("{deal}/finish")).await.is(200);
    let action = format!("{deal}/finish");
    let sent = [("f.close_reason", "competitor"), ("comment", "Жаль")];
    let wrong = browser.submit(&page, &action, "value=\"lost\"", &sent).await.is(422).says("Заполните это поле.");
    browser
        .submit(
            &wrong,
            &action,
            "value=\"lost\"",
            &[("f.close_reason", "competitor"), ("f.competitor", "Аэро"), ("comment", "Жаль")],
        )
        .await
        .leads_to(&deal);
    browser.get(&deal).await.says("Завершена с проигрышем").lacks(&format!("{deal}/stage\""));
}

#[tokio::test]
async fn a_deal_goes_to_another_owner_with_its_tasks() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut boris = site.as_("boris").await;
    let action = format!("/deals/{deal}/owner");
    let page = boris.get(&action).await.is(200);
    boris.submit(&page, &action, "", &[("comment", "Опытнее")]).await.is(422).says("Выберите из списка.").says("Опытнее");
    boris
        .submit(&page, &action, "", &[("person", "anna"), ("comment", "Опытнее")])
        .await
        .is(422)
        .says("Так уже и есть: выберите другое.");
    let sent = [("person", "dmitry"), ("comment", "Опытнее")];
    boris.submit(&page, &action, "", &sent).await.leads_to(&format!("/deals/{deal}"));
    site.as_("dmitry").await.get("/").await.says("Вентиляция склада");
    site.as_("anna").await.get("/").await.lacks("Вентиляция склада");
}

#[tokio::test]
async fn a_head_starts_a_process_again_on_a_finished_deal() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut boris = site.as_("boris").await;
    let page = boris.get(&format!("/deals/{deal}/finish")).await;
    let lost = [("f.close_reason", "postponed"), ("comment", "В другой раз")];
    boris.submit(&page, &format!("/deals/{deal}/finish"), "value=\"lost\"", &lost).await.leads_to(&format!("/deals/{deal}"));
    site.as_("anna").await.get(&format!("/deals/{deal}")).await.is(200).lacks("Начать процесс снова");
    boris.get(&format!("/deals/{deal}")).await.says(&format!("/deals/new?continues={deal}"));
    let page = boris.get(&format!("/deals/new?continues={deal}")).await.is(200).says("value=\"Вентиляция склада\"");
    let action = format!("/deals/new?process=corporate_sales&stage=&continues={deal}");
    let begun = boris.submit(&page, &action, "f.title", &[("f.title", "Вентиляция склада")]).await;
    let task: voronka_core::TaskId = begun.header("location").strip_prefix("/tasks/").unwrap().parse().unwrap();
    boris.get(&format!("/deals/{deal}")).await.says(&format!("href=\"/deals/{}\"", task.case)).lacks("Начать процесс снова");
    boris.get(&format!("/deals/{}", task.case)).await.says(&format!("href=\"/deals/{deal}\""));
}

#[tokio::test]
async fn a_task_is_made_postponed_and_handed_over_by_hand() {
    let site = Site::demo().await;
    let mut browser = site.as_("anna").await;
    let page = browser.get("/tasks/new").await.is(200);
    let sent = [("title", "Купить бумагу"), ("kind", "other"), ("assignee", "anna")];
    browser.submit(&page, "/tasks/new", "title", &sent).await.leads_to("/");
    let list = browser.get("/").await.says("Задача поставлена").says("Купить бумагу");
    let task =
        list.html.split("href=\"").find(|rest| rest.starts_with("/tasks/0")).unwrap().split('"').next().unwrap().to_owned();
    let page = browser.get(&task).await.is(200);
    let wrong =
        browser.submit(&page, &format!("{task}/postpone"), "", &[("due_at", "2026-12-01T10:00"), ("reason", "Потом")]).await;
    wrong.is(422).says("Нужен момент в будущем.").says("Потом");
    browser
        .submit(&page, &format!("{task}/postpone"), "", &[("due_at", "2026-12-11T10:00"), ("reason", "Потом")])
        .await
        .leads_to(&task);
    browser.get(&task).await.says("Срок перенесен").says("пт, 11 декабря, 10:00");
    browser.submit(&page, &format!("{task}/hand-over"), "", &[("to", "dmitry"), ("comment", "Ему ближе")]).await;
    site.as_("dmitry").await.get("/").await.says("Купить бумагу");
}

#[tokio::test]
async fn what_is_known_is_filled_in_already() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let case = site.house.case(deal).await;
    let data =
        crate::support::input(json!({"company": {"name": "ООО \"Вектор\"", "phone": "+7 100", "inn": "77"}, "need": "Воздух"}));
    let command = voronka_core::Command::CorrectData { data, revision: case.revision };
    site.engine().execute(deal, command, voronka_core::Actor::Person("anna".into()), None).await.unwrap();
    let mut browser = site.as_("anna").await;
    let action = format!("/deals/{deal}/edit");
    let page = browser.get(&action).await.says("ООО &quot;Вектор&quot;").says("Воздух");
    browser
        .submit(&page, &action, "f.company", &[("f.need", "Воздух"), ("f.company.phone", "+7 200")])
        .await
        .leads_to(&format!("/deals/{deal}"));
    let case = site.house.case(deal).await;
    let Some(Value::Organisation(voronka_definition::value::Party::Described(facts))) = case.data.get("company") else {
        panic!()
    };
    assert_eq!((facts["phone"].as_str(), facts["inn"].as_str()), ("+7 200", "77"));
}
