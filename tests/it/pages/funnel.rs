//! The funnel: what stands where, what a cohort came to, why deals were lost; each cut to who looks.

use serde_json::json;
use voronka_core::command::Input;
use voronka_core::{Actor, CaseId, Command};
use voronka_definition::{Period, Unit};

use super::browser::Site;
use crate::support::input;

async fn act(site: &Site, deal: CaseId, command: Command) {
    let owner = site.house.case(deal).await.owner.clone();
    site.engine().execute(deal, command, Actor::Person(owner), None).await.unwrap();
}

async fn lose(site: &Site, deal: CaseId) {
    let data = input(json!({"close_reason": "price"}));
    act(site, deal, Command::Finish { outcome: "lost".into(), data, comment: "Дорого".to_owned() }).await;
}

async fn skip(site: &Site, deal: CaseId, stage: &str) {
    let comment = "Уже знакомы".to_owned();
    act(site, deal, Command::EnterStage { stage: stage.into(), data: Input::default(), comment }).await;
}

/// Three deals of Anna's: one stands, one came to the second stage, one of these was lost; and one of Rustam's.
async fn cohort() -> Site {
    let site = Site::demo().await;
    let (_, second, lost) = (site.house.open("anna").await, site.house.open("anna").await, site.house.open("anna").await);
    site.house.open("rustam").await;
    site.engine().clock().advance_by(Period::new(2, Unit::Days)).await.unwrap();
    skip(&site, second, "potential").await;
    skip(&site, lost, "potential").await;
    lose(&site, lost).await;
    site
}

#[tokio::test]
async fn a_cohort_is_counted_stage_by_stage() {
    let site = cohort().await;
    let mut boris = site.as_("boris").await;
    let page = boris.get("/funnel").await.is(200).says("Открытые сделки сейчас").says("Сделки, начатые с");
    let page = page.says("3 · 100\u{a0}%").says("2 · 67\u{a0}%").says("больше всего").says("2 дня");
    page.says("<svg").says("role=\"img\"").says("Причины отказов по месяцам").says("12.26").lacks(" style=");
    site.as_("svetlana").await.get("/funnel").await.is(200).says("1 · 100\u{a0}%").says("ни одна сделка не проиграна");
    site.as_("olga").await.get("/funnel").await.is(200).says("4 · 100\u{a0}%");
    site.as_("vera").await.get("/funnel?lang=en").await.is(200).says("4 · 100%").says("the most").says("2 days");
}

#[tokio::test]
async fn a_funnel_is_cut_by_period_and_people() {
    let site = cohort().await;
    let mut olga = site.as_("olga").await;
    olga.get("/funnel?of=person:anna").await.is(200).says("3 · 100\u{a0}%");
    olga.get("/funnel?of=department:regional").await.is(200).says("1 · 100\u{a0}%");
    olga.get("/funnel?process=corporate_sales&from=2026-12-08&to=2026-12-31").await.is(200).says("ни одна сделка не началась");
    // Reasons go by the end of a deal, and this one ended in that period.
    olga.get("/funnel?process=corporate_sales&from=2026-12-08&to=2026-12-31").await.says("Причины отказов").says("12.26");
    olga.get("/funnel?process=nonsense").await.is(404);
}

#[tokio::test]
async fn everybody_has_his_own_funnel_and_nobody_that_of_others() {
    let site = cohort().await;
    let mut rustam = site.as_("rustam").await;
    rustam.get("/funnel").await.is(200).says("1 · 100\u{a0}%");
    for of in ["all", "person:anna", "department:regional", "direction:ventilation"] {
        rustam.get(&format!("/funnel?of={of}")).await.is(404);
    }
    site.as_("boris").await.get("/funnel?of=person:rustam").await.is(404);
    site.stranger().get("/funnel").await.leads_to("/login?next=/funnel");
}
