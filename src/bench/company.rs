//! The company of a measurement: that of the demo, grown by departments of managers.
//!
//! Absent on purpose: what its people do.

use voronka_definition::Source;
use voronka_definition::name::PersonId;

/// How many managers a department has.
const DEPARTMENT: u32 = 10;

/// The demo's organisation with so many managers more.
pub fn company(organisation: &Source, people: u32) -> Source {
    let departments = (0..people.div_ceil(DEPARTMENT)).map(|number| {
        format!("  d{number}: {{title: {{ru: Отдел {number}, en: Department {number}}}, part_of: sales, head: h{number}}}\n")
    });
    let of = |person: &str, department: u32, position: &str| {
        format!(
            "  {person}: {{name: Имя {person}, email: {person}@klimat.example, department: d{department}, positions: [{position}]}}\n"
        )
    };
    let heads = (0..people.div_ceil(DEPARTMENT)).map(|number| of(head(number).as_str(), number, "head"));
    let managers = (0..people).map(|number| of(manager(number).as_str(), number / DEPARTMENT, "manager"));
    let text = organisation.text.replacen("departments:\n", &format!("departments:\n{}", departments.collect::<String>()), 1);
    let text =
        text.replacen("\npeople:\n", &format!("\npeople:\n{}{}", heads.collect::<String>(), managers.collect::<String>()), 1);
    Source { file: organisation.file.clone(), text }
}

/// The managers, by their numbers.
pub fn manager(number: u32) -> PersonId {
    format!("m{number}").into()
}

/// The heads of their departments, by the numbers of these.
pub fn head(department: u32) -> PersonId {
    format!("h{department}").into()
}
