//! Absences and leaving, as people meet them on their pages.

use super::browser::Site;

#[tokio::test]
async fn a_manager_sees_what_happens_to_his_tasks_before_he_goes() {
    let site = Site::demo().await;
    let deal = site.house.open("anna").await;
    let mut anna = site.as_("anna").await;
    anna.get("/").await.says("href=\"/absences\"");
    let page = anna.get("/absences").await.is(200).says("Записать отсутствие").says("Юлия Зимина").lacks("Сотрудник увольняется");
    let days = [("person", "anna"), ("from", "2026-12-07"), ("to", "2026-12-13"), ("tasks", "all")];
    let with = |more: &[(&'static str, &'static str)]| days.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>();
    anna.submit(&page, "/absences", "", &with(&[("act", "preview")])).await.is(200).says("заменить некому").says("Звонок");
    let given = with(&[("act", "preview"), ("deputy", "dmitry")]);
    anna.submit(&page, "/absences", "", &given).await.is(200).says("Перейдут к заместителю").says("7 дней");
    let past = [("person", "anna"), ("from", "2026-12-01"), ("to", "2026-12-13"), ("tasks", "all"), ("act", "preview")];
    anna.submit(&page, "/absences", "", &past).await.is(422).says("Нужен сегодняшний день или более поздний.");
    anna.submit(&page, "/absences", "", &with(&[("act", "enter"), ("deputy", "dmitry")])).await.leads_to("/absences");
    site.engine().settle().await.unwrap();

    let mut dmitry = site.as_("dmitry").await;
    dmitry.get("/").await.says("За коллегу: Анна Петрова");
    dmitry.get(&format!("/tasks/{deal}-1")).await.is(200).says("Анна Петрова");
    let page = anna.get("/absences").await.says("заместитель — Дмитрий Орлов").says("Закончить сейчас");
    let entered = site.engine().entered_absences();
    anna.submit(&page, &format!("/absences/{}/end", entered[0].id), "", &[]).await.leads_to("/absences");
    site.engine().settle().await.unwrap();
    dmitry.get("/").await.lacks("За коллегу: Анна Петрова");
}

#[tokio::test]
async fn a_head_lets_somebody_leave_after_seeing_what_goes_to_whom() {
    let site = Site::demo().await;
    site.house.open("anna").await;
    let mut boris = site.as_("boris").await;
    boris.get("/absences").await.says("Сотрудник увольняется");
    let page = boris.get("/leaving").await.is(200).says("Кто уходит").lacks("value=\"olga\" selected");
    boris.submit(&page, "/leaving", "", &[("person", "olga"), ("act", "preview")]).await.is(403);
    let sent = [("person", "anna"), ("to", "dmitry"), ("act", "preview")];
    let preview = boris.submit(&page, "/leaving", "", &sent).await.is(200);
    let preview = preview.says("Вентиляция склада").says("→ Дмитрий Орлов").says("Передать все и закрыть вход");
    assert!(site.engine().world().is_active(&"anna".into()));
    let close = [("person", "anna"), ("to", "dmitry"), ("act", "close")];
    boris.submit(&preview, "/leaving", "", &close).await.leads_to("/absences");
    boris.get("/absences").await.says("Учетная запись закрыта: Анна Петрова. Передано: 2");
    site.engine().settle().await.unwrap();
    site.as_("dmitry").await.get("/").await.says("Звонок");
}

#[tokio::test]
async fn the_last_head_who_is_there_reads_a_warning_before_he_goes() {
    let site = Site::demo().await;
    let mut olga = site.as_("olga").await;
    let page = olga.get("/absences").await.is(200);
    let days = |person: &'static str, act: &'static str| {
        [("person", person), ("from", "2026-12-07"), ("to", "2026-12-13"), ("tasks", "all"), ("act", act)]
    };
    let warning = "на месте не будет ни одного руководителя, кто узнал бы о просрочке";
    olga.submit(&page, "/absences", "", &days("boris", "preview")).await.is(200).lacks(warning);
    olga.submit(&page, "/absences", "", &days("boris", "enter")).await.leads_to("/absences");
    olga.submit(&page, "/absences", "", &days("olga", "preview")).await.is(200).says(warning);
    olga.submit(&page, "/absences", "", &days("olga", "enter")).await.leads_to("/absences");
    olga.get("/absences").await.says("Отсутствие записано: Ольга").says(warning);

    let mut vera = site.as_("vera").await;
    let page = vera.get("/leaving").await.is(200);
    vera.submit(&page, "/leaving", "", &[("person", "dmitry"), ("act", "preview")]).await.is(200).lacks(warning);
    vera.submit(&page, "/leaving", "", &[("person", "olga"), ("act", "preview")]).await.is(200).says(warning);
}
