//! A head's morning: his department on one page, its parts, and who may not see it.

use serde_json::json;
use voronka_core::{Actor, Command};
use voronka_definition::{Period, Unit};

use super::browser::Site;
use crate::support::{House, input};

/// Anna's deal is late by two working days, Rustam's too.
async fn late() -> (Site, voronka_core::CaseId) {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let regional = House::deal("Кондиционеры для аптек");
    site.engine().start(regional, "rustam".into(), None).await.unwrap();
    site.engine().clock().advance_by(Period::new(2, Unit::BusinessDays)).await.unwrap();
    (site, deal)
}

#[tokio::test]
async fn a_head_sees_what_is_late_with_whom_and_answers_without_leaving_the_page() {
    let (site, deal) = late().await;
    let mut boris = site.as_("boris").await;
    let page = boris.get("/department").await.is(200).says("Ждут вашего ответа").says("Вентиляция склада").lacks("аптек");
    let page = page.says("Ступень ").says("href=\"#late\"").says("Загрузка").says("Анна Петрова").lacks("Рустам");
    let action = format!("/escalations/{deal}-1/time");
    boris
        .submit(&page, &action, "", &[("until", "2026-12-01T10:00")])
        .await
        .is(422)
        .says("Нужен момент в будущем.")
        .says("Загрузка");
    let sent = [("comment", "Ждем их юриста"), ("until", "2026-12-14T18:00")];
    boris.submit(&page, &action, "", &sent).await.leads_to("/department#answers");
    boris.get("/department").await.says("на все, о чем вам сообщали, вы ответили").says("Ничего не просрочено.");
}

#[tokio::test]
async fn a_department_belongs_to_its_heads_and_holds_only_their_people() {
    let (site, _) = late().await;
    for person in ["anna", "pavel", "maria"] {
        // Pavel heads the lawyers, where nobody works but him.
        site.as_(person).await.get("/department").await.is(404).says("Такой страницы нет");
        site.as_(person).await.get("/").await.lacks("href=\"/department\"");
    }
    for (person, seen, hidden) in [("boris", "склада", "аптек"), ("svetlana", "аптек", "склада")] {
        let mut head = site.as_(person).await;
        head.get("/").await.says("href=\"/department\"").says("href=\"/funnel\"");
        head.get("/department").await.is(200).says(seen).lacks(hidden);
    }
    let mut boris = site.as_("boris").await;
    for of in ["department:regional", "department:sales", "direction:ventilation", "nonsense"] {
        boris.get(&format!("/department?of={of}")).await.is(404);
    }
    for person in ["olga", "vera"] {
        site.as_(person).await.get("/department").await.is(200).says("склада").says("аптек");
        site.as_(person).await.get("/department?of=department:regional").await.is(200).says("Рустам Галеев");
    }
    site.stranger().get("/department").await.leads_to("/login?next=/department");
}

#[tokio::test]
async fn who_heads_a_direction_sees_its_deals_and_no_others() {
    let (site, deal) = late().await;
    let mut ivan = site.as_("ivan").await;
    ivan.get("/department").await.is(200).lacks("склада");
    let revision = site.house.case(deal).await.revision;
    let command = Command::CorrectData { data: input(json!({"direction": "ventilation"})), revision };
    site.engine().execute(deal, command, Actor::Person("anna".into()), None).await.unwrap();
    ivan.get("/department").await.is(200).says("склада").says("Анна Петрова");
    site.as_("elena").await.get("/department").await.is(200).lacks("склада");
}

#[tokio::test]
async fn deals_in_which_nobody_did_anything_are_found_by_the_acts_of_people_alone() {
    let (site, deal) = late().await;
    let mut boris = site.as_("boris").await;
    boris.get("/department?days=3").await.says("недавно что-то делали");
    // What happens by itself is no movement: the ladder climbs on.
    site.engine().clock().advance_by(Period::new(2, Unit::BusinessDays)).await.unwrap();
    boris.get("/department?days=3").await.says("Последнее действие");
    boris.get("/department?days=10").await.says("недавно что-то делали");
    site.house.comment(deal, "Перезвонить в среду", None).await.unwrap();
    boris.get("/department?days=3").await.says("недавно что-то делали");
    site.house.is_sound().await;
}

#[tokio::test]
async fn a_chosen_part_of_a_portfolio_is_handed_over_after_a_look_at_what_goes_with_it() {
    let site = Site::demo().await;
    let (first, second) = (site.house.open("anna").await, site.house.open("anna").await);
    let mut boris = site.as_("boris").await;
    let page = boris.get("/department/handover?from=anna").await.is(200).says("Вентиляция склада").says("Что перейдет");
    let here = "/department/handover";
    let chosen = format!("case.{first}");
    let other = format!("case.{second}");
    let nobody = [(other.as_str(), ""), ("comment", "Анна на выставке"), ("act", "preview")];
    boris.submit(&page, here, "name=\"key\"", &nobody).await.is(422).says("Выберите из списка.");
    let sent = [("to", "dmitry"), ("comment", "Анна на выставке")];
    // The second is not chosen: a browser leaves it out.
    let fields: Vec<(&str, &str)> =
        [("token", ""), ("from", "anna"), ("act", "preview"), (&chosen, "on")].into_iter().chain(sent).collect();
    let preview = boris.submit_only(&page, here, &fields).await.is(200).says("Звонок → Дмитрий Орлов");
    assert_eq!(site.house.case(first).await.owner.as_str(), "anna", "a preview changes nothing");
    let preview = preview.says("name=\"looked_at\"");
    // He thinks better of it: what he has not looked at is not handed over.
    let looked_at = format!("dmitry {first}");
    let hand = [
        ("from", "anna"),
        ("act", "hand"),
        (chosen.as_str(), "on"),
        ("looked_at", looked_at.as_str()),
        ("comment", "Анна на выставке"),
    ];
    let other: Vec<(&str, &str)> = hand.iter().copied().chain([("to", "yulia")]).collect();
    let again = boris.submit_only(&preview, here, &other).await.is(200).says("Вы изменили выбор.");
    again.says("Юлия Зимина работает не в вашем отделе");
    assert_eq!(site.house.case(first).await.owner.as_str(), "anna");
    let fields: Vec<(&str, &str)> = hand.iter().copied().chain([("to", "dmitry")]).collect();
    boris.submit_only(&preview, here, &fields).await.leads_to("/department/handover?from=anna");
    assert_eq!(site.house.case(first).await.owner.as_str(), "dmitry");
    assert_eq!(site.house.case(second).await.owner.as_str(), "anna");
    boris.get("/department/handover?from=anna").await.says("Передано: 1 сделка");
    site.as_("anna").await.get(here).await.is(404);
    boris.get("/department/handover?from=rustam").await.is(200).lacks("Что перейдет");
}

#[tokio::test]
async fn who_stands_in_the_way_of_an_approval_is_named_with_since_when() {
    let site = Site::demo().await;
    let mut olga = site.as_("olga").await;
    olga.get("/department")
        .await
        .says("Ни одна сделка не ждет согласования.")
        .says("Юлия Зимина")
        .says("заместитель — Рустам Галеев");
}
