//! The system itself: a new employee, changes of people and departments, tokens, letters, the log; for administrators alone.

use voronka_core::world::Found;
use voronka_runtime::{LetterFilter, LetterState, PageRequest};

use super::browser::Site;
use crate::support::Answer;

const PAGES: [&str; 9] = [
    "/administration",
    "/administration/people",
    "/administration/people/new",
    "/administration/people/anna",
    "/administration/structure",
    "/administration/structure/edit?kind=department&id=corporate",
    "/administration/calendars",
    "/administration/tokens",
    "/administration/log",
];

#[tokio::test]
async fn the_system_belongs_to_administrators() {
    let site = Site::demo().await;
    let mut vera = site.as_("vera").await;
    vera.get("/").await.says("href=\"/administration\"");
    for path in PAGES {
        vera.get(path).await.is(200);
        for person in ["anna", "boris", "olga", "maria"] {
            site.as_(person).await.get(path).await.is(404);
        }
    }
    site.as_("boris").await.get("/").await.lacks("/administration");
    let mut boris = site.as_("boris").await;
    let page = boris.get("/settings").await;
    let token = page.html.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sent = [
        ("token", token.as_str()),
        ("key", "k"),
        ("id", "ivanov"),
        ("name", "Иванов"),
        ("person", "boris"),
        ("title", "x"),
        ("term", "0"),
    ];
    for path in ["/administration/people/new", "/administration/tokens", "/administration/structure/edit?kind=department"] {
        boris.post(path, &sent).await.is(404);
    }
    assert!(site.engine().tokens().await.unwrap().is_empty() && site.engine().edits().is_empty());
}

#[tokio::test]
async fn a_new_employee_is_there_at_once_for_everybody_and_after_another_start() {
    let site = Site::demo().await;
    let mut vera = site.as_("vera").await;
    let page = vera.get("/administration/people/new").await.is(200).says("Новый сотрудник");
    let here = "/administration/people/new";
    let wrong = [("id", "anna"), ("name", "Олег Смирнов"), ("email", "oleg@klimat.example")];
    vera.submit(&page, here, "", &wrong).await.is(422).says("Такое имя для входа уже есть.");
    let wrong = [("id", "oleg"), ("name", "Олег Смирнов"), ("email", "не адрес")];
    vera.submit(&page, here, "", &wrong).await.is(422).says("адрес вида anna@example.com").says("value=\"Олег Смирнов\"");
    let wrong = [("id", "oleg"), ("name", "Олег Смирнов"), ("time_zone", "Moscow")];
    vera.submit(&page, here, "", &wrong).await.is(422).says("Такого часового пояса нет");
    let right = [("id", "oleg"), ("name", "Олег Смирнов"), ("email", "oleg@klimat.example"), ("department", "corporate")];
    vera.submit(&page, here, "", &right).await.leads_to("/administration/people");
    vera.get("/administration/people").await.says("Сотрудник добавлен: Олег Смирнов").says("oleg@klimat.example");
    vera.get("/administration/log").await.says("Изменен сотрудник: ").says("Олег Смирнов").says("Вера Андреева").says("Вход");

    site.as_("oleg").await.get("/").await.is(200).says("Олег Смирнов");
    site.as_("boris").await.get("/department").await.says("Олег Смирнов");
    // The server loads the file at each start: what was changed here stays.
    let files = ["processes/demo/organisation.yaml", "processes/calendars/ru.yaml"].map(crate::support::source);
    site.engine().load_organisation(&files[0], &files[1..]).await.unwrap();
    assert!(site.engine().world().is_active(&"oleg".into()));
    site.house.is_sound().await;
}

#[tokio::test]
async fn who_is_moved_has_another_head_and_a_change_made_meanwhile_is_not_overwritten() {
    let site = Site::demo().await;
    let mut vera = site.as_("vera").await;
    let here = "/administration/people/anna";
    let page = vera.get(here).await.is(200).says("value=\"Анна Петрова\"");
    vera.submit(&page, here, "", &[("department", "regional"), ("email", "anna@klimat.example")])
        .await
        .leads_to("/administration/people");
    let world = site.engine().world();
    let now = site.engine().now().await.unwrap();
    assert_eq!(world.head_of(&"anna".into(), now), Found::Person("svetlana".into()));
    vera.submit(&page, here, "", &[("name", "Анна Кузнецова")]).await.is(422).says("изменил кто-то другой");
    let page = vera.get(here).await.says("Изменения").says("Региональный отдел");
    vera.submit(&page, here, "", &[("name", "Анна Кузнецова")]).await.leads_to("/administration/people");
    site.as_("anna").await.get("/").await.says("Анна Кузнецова");
}

#[tokio::test]
async fn what_would_be_wrong_in_the_file_is_refused_here_too() {
    let site = Site::demo().await;
    let mut vera = site.as_("vera").await;
    let here = "/administration/structure/edit?kind=department&id=sales";
    let page = vera.get(here).await.is(200).says("Продажи");
    let refused = vera.submit(&page, here, "", &[("part_of", "corporate")]).await.is(422);
    refused.says("Отдел входит сам в себя").says("Не сохранено");
    let here = "/administration/people/vera";
    let page = vera.get(here).await;
    let fields = [("name", "Вера Андреева"), ("position.administrator", "")];
    vera.submit(&page, here, "", &fields).await.is(422).says("В организации нет администратора");
    assert!(site.engine().edits().is_empty());

    let here = "/administration/structure/edit?kind=department";
    let page = vera.get(here).await;
    let sent = [("id", "service"), ("title", "Сервис"), ("title_en", "Service"), ("part_of", "sales"), ("head", "dmitry")];
    vera.submit(&page, "/administration/structure/edit?kind=department&id=", "", &sent)
        .await
        .leads_to("/administration/structure");
    vera.get("/administration/structure").await.says("Сервис").says("Дмитрий Орлов");
    site.as_("olga").await.get("/department?of=department:service").await.is(200);
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_is_taken_back() {
    let site = Site::demo().await;
    let mut vera = site.as_("vera").await;
    let here = "/administration/tokens";
    let page = vera.get(here).await.is(200).says("Токенов пока нет.");
    vera.submit(&page, here, "", &[("person", "anna")]).await.is(422).says("Заполните это поле.");
    let made = vera.submit(&page, here, "", &[("person", "anna"), ("title", "Выгрузка"), ("term", "30")]).await.is(200);
    let made = made.says("больше он показан не будет");
    let token = made.html.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(site.engine().person_of_token(&token).await.unwrap(), Some("anna".into()));
    let page = vera.get(here).await.says("Выгрузка").lacks(&token);
    let id = site.engine().tokens().await.unwrap()[0].id.clone();
    vera.submit(&page, &format!("{here}/{id}/revoke"), "", &[]).await.leads_to(here);
    assert_eq!(site.engine().person_of_token(&token).await.unwrap(), None);
    vera.get("/administration/log").await.says("Выдан токен: Анна Петрова").says("Токен отозван");
}

#[tokio::test]
async fn a_year_of_a_calendar_is_seen_with_its_holidays() {
    let site = Site::demo().await;
    let mut vera = site.as_("vera").await;
    vera.get("/administration/calendars?year=2026")
        .await
        .is(200)
        .says("Январь")
        .says("class=\"off own\"")
        .says("class=\"short own\"");
    vera.get("/administration/calendars?year=2099").await.is(200).says("еще не записаны");
    vera.get("/administration/calendars?calendar=nonsense").await.is(404);
}

#[tokio::test]
async fn a_letter_that_was_not_delivered_is_sent_again() {
    let site = Site::demo().await;
    site.house.courier.tell("boris", [Answer::Never]);
    let deal = site.house.open("anna").await;
    let due = site.house.case(deal).await.tasks[&1].due_at;
    site.engine().clock().advance_to(due).await.unwrap();
    let mut vera = site.as_("vera").await;
    let page = vera.get("/administration/troubles").await.is(200).says("Не доставлены").says("Отправить еще раз");
    let page = page.says("Письмо не доставлено: ").says("href=\"/incidents/");
    let letter = site.engine().reads().letters(&LetterFilter::default(), &PageRequest::default()).await.unwrap().items;
    let buried = letter.iter().find(|letter| letter.state == LetterState::Buried).unwrap().notice;
    vera.submit(&page, &format!("/administration/letters/{buried}/again"), "", &[]).await.leads_to("/administration/troubles");
    vera.get("/administration/troubles").await.says("Письмо снова в очереди.");
    site.engine().settle().await.unwrap();
    let letters = site.engine().reads().letters(&LetterFilter::default(), &PageRequest::default()).await.unwrap().items;
    let state = letters.iter().find(|letter| letter.notice == buried).unwrap().state;
    assert_eq!(state, LetterState::Kept);
    vera.get("/administration/log").await.says("Письмо отправлено еще раз");
    site.house.is_sound().await;
}
