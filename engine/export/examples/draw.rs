//! temporary
use voronka_definition::*;
use voronka_export::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let p = compile(&Source { file: "p".into(), text }).unwrap().value;
    let locale: Locale = a[2].parse().unwrap();
    let theme = match a[3].as_str() { "dark" => svg::Theme::Dark, "light" => svg::Theme::Light, _ => svg::Theme::Auto };
    let org = std::fs::read_to_string("/work/w/export/processes/demo/organisation.yaml").unwrap();
    let org = organisation::read_organisation(&Source { file: "o".into(), text: org }).unwrap().value;
    let words = Words { process: &p, organisation: Some(&org), locale };
    if a[3] == "md" { print!("{}", regulation::markdown(&words)); return }
    if a[3] == "html" { print!("{}", regulation::html(&words)); return }
    if a[3] == "bpmn" { print!("{}", bpmn::bpmn(&words, bpmn::Variant::Readable)); return }
    if a[3] == "mining" { print!("{}", bpmn::bpmn(&words, bpmn::Variant::Mining)); return }
    if a[3] == "mermaid" { print!("{}", mermaid(&graph::graph(&words))); return }
    let g = graph::graph(&words);
    print!("{}", svg::svg(&g, theme));
}
