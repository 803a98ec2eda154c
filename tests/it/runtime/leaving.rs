//! Somebody leaves whom processes name: the preview says so, what runs goes on, and his schedules find another owner.

use voronka_core::leaving::Naming;
use voronka_core::world::Heirs;
use voronka_definition::Severity;
use voronka_runtime::{Handed, IncidentRecord, PageRequest};

use super::schedules::{ended, opened, owned_by_designers, renewals};
use crate::support::{Folder, House, source};

const RENEWAL: &str = "tests/it/runtime/processes/renewal.yaml";
const SALES: &str = "processes/corporate_sales/process.yaml";

fn heir(person: &str) -> Heirs {
    Heirs { to: Some(person.into()), ..Heirs::default() }
}

impl House {
    async fn leaves(&self, person: &str, heirs: Heirs) {
        self.engine.leave(&person.into(), heirs, &"vera".into()).await.unwrap();
        self.engine.settle().await.unwrap();
    }

    /// What processes say of who leaves, and whom it finds afterwards.
    async fn named(&self, person: &str, heirs: &Heirs) -> Vec<(String, Vec<String>)> {
        let handings = self.engine.preview_leaving(&person.into(), heirs, &"vera".into()).await.unwrap();
        let told = handings.into_iter().filter(|handing| handing.then.is_some()).map(|handing| {
            let what = match handing.what {
                Handed::Rule { process, naming, name } => format!("{naming:?} {process} {name}"),
                Handed::Position(position) => format!("position {position}"),
                other => panic!("{other:?}"),
            };
            (what, handing.to.iter().map(ToString::to_string).collect())
        });
        told.collect()
    }

    async fn incidents(&self) -> Vec<String> {
        let all = self.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
        let reason = |record: IncidentRecord| match record {
            IncidentRecord::SetAside { reason, .. } => reason,
            IncidentRecord::Case { trouble, .. } => format!("{trouble:?}"),
        };
        all.into_iter().map(reason).collect()
    }
}

#[tokio::test]
async fn the_preview_names_every_rule_and_every_position_that_nobody_else_holds() {
    let house = House::new().await;
    house.engine.deploy(&source(RENEWAL), None).await.unwrap();
    let none = Heirs::default();
    let schedule = format!("{:?} renewal monday", Naming::Schedule);
    assert_eq!(house.named("anna", &none).await, [(schedule.clone(), vec!["boris".to_owned()])]);
    assert_eq!(house.named("anna", &heir("dmitry")).await, [(schedule, vec!["dmitry".to_owned()])]);
    let lawyer = "position lawyer".to_owned();
    assert_eq!(house.named("pavel", &none).await, [(lawyer.clone(), Vec::new())]);
    assert_eq!(house.named("pavel", &heir("olga")).await, [(lawyer, vec!["olga".to_owned()])]);
    assert_eq!(house.named("dmitry", &none).await, [], "others are managers too, and no rule asks for managers");
}

/// Given who left, then what runs unchanged is found fit to run, and what is new or changed is not.
#[tokio::test]
async fn a_process_that_runs_goes_on_though_it_names_who_has_left() {
    for (person, file, code) in [("anna", RENEWAL, "unknown_person"), ("pavel", SALES, "unknown_position")] {
        let house = House::new().await;
        house.engine.deploy(&source(file), None).await.unwrap();
        house.leaves(person, Heirs::default()).await;
        let again = house.engine.deploy(&source(file), None).await.unwrap();
        assert!(!again.changed && again.warnings.iter().any(|finding| finding.code == code), "{:?}", again.warnings);
        assert!(house.engine.findings_of(&source(file)).iter().all(|finding| finding.severity == Severity::Warning));
        let mut changed = source(file);
        changed.text.push_str("\n# another version\n");
        house.engine.deploy(&changed, None).await.unwrap_err();
        assert!(house.engine.findings_of(&changed).iter().any(|finding| finding.severity == Severity::Error));
    }
}

#[tokio::test]
async fn a_schedule_of_who_has_left_goes_on_with_his_heir_or_his_head() {
    for (heirs, owner, makeshift) in [(heir("yulia"), "yulia", false), (Heirs::default(), "boris", true)] {
        let house = House::new().await;
        house.engine.deploy(&source(RENEWAL), None).await.unwrap();
        house.engine.settle().await.unwrap();
        house.leaves("anna", heirs).await;
        house.until("2026-12-15T12:00:00Z").await;
        assert_eq!(opened(&house).await, ["2026-12-07 08:00", "2026-12-14 08:00"]);
        for case in renewals(&house).await {
            assert_eq!((case.owner.as_str(), case.launcher.as_str()), (owner, owner));
        }
        let incidents = house.incidents().await;
        assert_eq!(incidents.len(), if makeshift { 2 } else { 0 }, "{incidents:?}");
        assert!(incidents.iter().all(|reason| reason.contains("monday") && reason.contains("Анна Петрова")), "{incidents:?}");
        house.is_sound().await;
    }
}

/// Nobody holds the position that a schedule names: what it goes on with is the last resort's, and an incident.
#[tokio::test]
async fn a_schedule_of_a_vacant_position_goes_on_with_the_last_resort() {
    let house = House::new().await;
    house.engine.deploy(&source("tests/it/runtime/processes/deals.yaml"), None).await.unwrap();
    house.engine.deploy(&owned_by_designers(), None).await.unwrap();
    let won = ended(&house, "signed", Some("2026-12-10")).await;
    house.leaves("maria", Heirs::default()).await;
    house.until("2026-12-09T12:00:00Z").await;
    let next = house.case(house.case(won).await.successor.unwrap()).await;
    assert_eq!(next.owner.as_str(), "olga");
    let incidents = house.incidents().await;
    assert!(incidents.len() == 1 && incidents[0].contains("position(designer)"), "{incidents:?}");
    house.is_sound().await;
}

/// Who is gone from the file left: his head has his deals, also where the server stopped before they were looked at. Who is back is
/// back.
#[tokio::test]
async fn the_deals_of_who_is_gone_from_the_file_are_his_heads() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    let case = house.open("dmitry").await;
    house.engine.settle().await.unwrap();
    let line = "  dmitry:   {name: Дмитрий Орлов, email: dmitry@klimat.example, department: corporate, positions: [manager]}\n";
    house.reorganise(line, "").await;
    house.engine.shutdown().await;
    let house = House::again(&folder.url(), false).await;
    house.reorganise(line, "").await;
    house.engine.settle().await.unwrap();
    let state = house.case(case).await;
    assert_eq!(state.owner.as_str(), "boris");
    assert!(state.tasks.values().all(|task| task.holder.everybody() == ["boris".into()]), "{:?}", state.tasks);
    house.is_sound().await;
    house.reorganise(line, line).await;
    assert!(house.engine.world().is_active(&"dmitry".into()));
    assert_eq!(house.case(house.open("dmitry").await).await.owner.as_str(), "dmitry");
}
