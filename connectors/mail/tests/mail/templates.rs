//! The designer's templates: what they may name, and what people's words can never become.

use voronka_core::notice::{Addressee, Message};
use voronka_definition::Locale;
use voronka_mail::{Unwritable, render};
use voronka_runtime::Letter;

use super::golden::site;
use super::house::House;

fn letter(house: &House, text: &str) -> Result<Letter, Unwritable> {
    let client = Addressee::Client { name: "Олег Титов".to_owned(), email: "titov@vektor.example".to_owned() };
    render(&house.parcel(client, Message::Written { subject: "{{ case.title }}".into(), text: text.into() }), &site())
}

#[test]
fn names_a_template_may_use() {
    let cases = [
        ("{{ case.title }}", "Вентиляция для склада"),
        ("{{ deal.title }}", "Вентиляция для склада"),
        ("{{ deal.amount }}", "500\u{a0}000\u{a0}₽"),
        ("{{ deal.company }}", "ООО «Вектор»"),
        ("{{ deal.contact }}, {{ deal.contact.email }}, <{{ deal.contact.phone }}>", "Олег Титов, titov@vektor.example, <>"),
        ("{{ owner }}, {{ owner.email }}", "Анна Петрова, anna@klimat.example"),
        ("{{ deal.owner.name }} {{ actor.name }}", "Анна Петрова Анна Петрова"),
        ("{{ deal.products }}", "Вытяжка; Воздуховод"),
        ("{% for item in deal.products %}{{ loop.index }}. {{ item.name }} {% endfor %}", "1. Вытяжка 2. Воздуховод"),
        ("{% if deal.need %}есть{% else %}нет{% endif %} [{{ deal.need }}]", "нет []"),
        ("{% if deal.contact %}есть{% endif %}", "есть"),
    ];
    for (template, expected) in cases {
        let letter = letter(&House::new(Locale::Ru), template).expect("the template is sound");
        assert_eq!(letter.text.trim(), expected, "{template}");
    }
}

#[test]
fn what_people_wrote_is_never_a_template() {
    let mut house = House::new(Locale::Ru);
    house.title = "{{ 7 * 7 }}{% for i in range(9) %}x{% endfor %}<b>".to_owned();
    let letter = letter(&house, "«{{ deal.title }}»").expect("the template is sound");
    assert_eq!(letter.subject, house.title);
    assert_eq!(letter.text.trim(), format!("«{}»", house.title));
    assert!(letter.html.contains("{{ 7 * 7 }}") && letter.html.contains("&lt;b&gt;"), "{}", letter.html);
}

#[test]
fn s26_a_template_that_reaches_beyond_its_deal_or_fails_says_so() {
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}";
    let beyond = ["{{ deal.owner.deals }}", "{{ deal.owner.password }}", "{{ self }}", "{{ self.environment }}"];
    for template in
        [["{{ deal.nothing }}", "{{ nothing }}", "{{ case.id }}", "{{ deal.title", endless].as_slice(), &beyond].concat()
    {
        let answer = letter(&House::new(Locale::Ru), template);
        assert!(matches!(answer, Err(Unwritable::Template(_))), "{template}: {answer:?}");
    }
}
