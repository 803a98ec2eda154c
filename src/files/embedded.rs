//! The demo's definitions inside the binary, so that it runs anywhere.

use voronka_definition::Source;

use crate::files::Definitions;

macro_rules! embedded {
    ($($file:literal),* $(,)?) => {
        vec![$(Source {
            file: $file.to_owned(),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $file)).to_owned(),
        }),*]
    };
}

/// The demo's processes, calendars and organisation.
pub fn definitions() -> Definitions {
    Definitions {
        processes: embedded![
            "processes/corporate_sales/process.yaml",
            "processes/short_sale/process.yaml",
            "processes/tender/process.yaml",
            "processes/deal_desk/process.yaml",
            "processes/contract_renewal/process.yaml",
        ],
        calendars: embedded![
            "processes/calendars/de.yaml",
            "processes/calendars/kz.yaml",
            "processes/calendars/ru.yaml",
            "processes/calendars/us.yaml",
        ],
        organisation: embedded!["processes/demo/organisation.yaml"].pop(),
        scenarios: embedded![
            "processes/contract_renewal/contract_renewal.scenario.yaml",
            "processes/corporate_sales/1-interest.scenario.yaml",
            "processes/corporate_sales/2-potential-needs.scenario.yaml",
            "processes/corporate_sales/3-presentation.scenario.yaml",
            "processes/corporate_sales/4-proposal.scenario.yaml",
            "processes/corporate_sales/5-contract.scenario.yaml",
            "processes/corporate_sales/6-escalation.scenario.yaml",
            "processes/deal_desk/deal_desk.scenario.yaml",
            "processes/short_sale/short_sale.scenario.yaml",
            "processes/tender/tender.scenario.yaml",
        ],
        house_of_scenarios: None,
    }
}
