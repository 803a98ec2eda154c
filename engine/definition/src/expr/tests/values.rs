//! What expressions give.

use super::{Deal, compiled, deal, shown, type_of};
use crate::expr::Place;
use crate::name::FieldId;

#[test]
fn conditions_hold_as_written() {
    let table = [
        ("amount != null and amount > 1000000 RUB", true),
        ("amount != null and amount > 1500000.00 RUB", false),
        ("amount != null and amount >= 1500000 RUB", true),
        ("amount != null and budget != null and amount > budget", true),
        ("amount != null and amount * 0.5 < 1000000 RUB", true),
        ("amount != null and budget != null and amount + budget != null and amount + budget = 2500000 RUB", true),
        ("amount != null and amount > 1 USD", false),
        ("amount != null and amount < 1 USD", false),
        ("amount = 1500000 USD", false),
        ("close_reason = \"price\"", true),
        ("close_reason != \"price\"", false),
        ("\"competitor\" = close_reason", false),
        ("close_reason in (\"price\", \"competitor\")", true),
        ("owner = \"anna\"", true),
        ("direction != \"ventilation\"", false),
        ("target = null", true),
        ("contract = null", true),
        ("lawyer = \"anna\"", false),
        ("lawyer != \"anna\"", true),
        ("lawyer = owner", false),
        ("visits = null or visits > 3", true),
        ("not(visits != null and visits > 3)", true),
        ("tender = true", true),
        ("tender != null and tender", true),
        ("if tender = true then influence = 4 else influence = 1", true),
        ("influence in (1, 4)", true),
        ("influence != null and influence in [1..4)", false),
        ("influence != null and influence in [1..4]", true),
        ("influence = 4.0", true),
        ("rate != null and rate between 2 and 3", true),
        ("этажей != null and этажей > 5", true),
        ("deal.amount != null and amount > 5 RUB", true),
        ("some c in participants satisfies c.influence = 5", true),
        ("some c in participants satisfies c.influence != null and c.influence >= 6 - 1", true),
        ("every c in participants satisfies c.influence != null", false),
        ("every c in rivals satisfies c.influence = 5", true),
        ("some c in rivals satisfies c.influence = 5", false),
        ("rivals = null", true),
        ("participants != null", true),
        ("some c in participants satisfies some r in rivals satisfies c.role = r.role", false),
        ("some a in participants satisfies every b in participants satisfies b.influence = a.influence", false),
        ("list contains(participants.role, \"owner\")", true),
        ("list contains(participants.influence, 2)", true),
        ("count(participants) = 3", true),
        ("count(participants.role) = 2", true),
        ("count(rivals) = 0", true),
        ("sum(participants.share) = 1000 RUB", true),
        ("sum(rivals.share) = null", true),
        ("max(participants.influence) != null and max(participants.influence) > 4", true),
        ("min(participants.influence) = 2", true),
        ("need != null and contains(need, \"цехе\")", true),
        ("need != null and string length(need) = 14", true),
        ("need != null and starts with(lower case(need), \"вытяжка\")", true),
        ("head_of(direction) != null", true),
        ("head_of(owner) = \"boris\"", true),
        ("head_of(head_of(owner)) = null", true),
        ("decide_by != null and decide_by > date(\"2026-03-09\")", true),
        ("decide_by != null and decide_by - 5 days < date(\"2026-03-09\")", true),
        ("call_back_at = date and time(\"2026-03-05T15:00:00+03:00\")", true),
        ("call_back_at = date and time(\"2026-03-05T12:00Z\")", true),
    ];
    for (source, holds) in table {
        let expr = compiled(source, Place::Condition);
        assert_eq!(expr.holds(&deal()), holds, "{source}");
        assert_eq!(expr.source(), source);
    }
}

#[test]
fn fields_are_set_to_what_is_written() {
    let table = [
        ("owner", "actor", "anna"),
        ("owner", "\"olga\"", "olga"),
        ("owner", "head_of(direction)", "ivan"),
        ("owner", "if head_of(direction) != null then head_of(direction) else actor", "ivan"),
        ("lawyer", "head_of(lawyer)", "null"),
        ("direction", "\"heating\"", "heating"),
        ("target", "\"short_sale\"", "short_sale"),
        ("close_reason", "\"competitor\"", "competitor"),
        ("close_reason", "if tender = true then \"price\" else \"competitor\"", "price"),
        ("close_reason", "if tender != true then \"price\" else null", "null"),
        ("close_reason", "null", "null"),
        ("call_back_at", "now", "2026-03-02T10:00:00Z"),
        ("call_back_at", "now + 3 hours", "2026-03-02T13:00:00Z"),
        ("call_back_at", "2 days + now", "2026-03-04T10:00:00Z"),
        ("call_back_at", "now + 4294967295 days", "9999-12-31T23:59:59Z"),
        ("call_back_at", "now - 4294967295 days", "0001-01-01T00:00:00Z"),
        ("decide_by", "date(\"2028-02-28\") + 1 day", "2028-02-29"),
        ("decide_by", "date(\"2026-03-02\") - 4294967295 days", "0001-01-01"),
        ("amount", "10 RUB + 0.5 RUB", "10.50 RUB"),
        ("amount", "0.01 RUB / 2", "0.01 RUB"),
        ("amount", "-(0.01 RUB) * 0.5", "-0.01 RUB"),
        ("amount", "if amount != null then amount * 79228162514264337593543950335 else null", "92233720368547758.07 RUB"),
        ("amount", "if amount != null then amount + 5 EUR else null", "null"),
        ("amount", "if amount != null then amount + amount * 0.2 else null", "1800000.00 RUB"),
        ("budget", "amount", "1500000.00 RUB"),
        ("rate", "2", "2"),
        ("rate", "79228162514264337593543950335 * 10", "79228162514264337593543950335"),
        ("rate", "-79228162514264337593543950335 - 10", "-79228162514264337593543950335"),
        ("rate", "79228162514264337593543950335 / 0.1", "79228162514264337593543950335"),
        ("rate", "1 / 3", "0.3333333333333333333333333333"),
        ("visits", "if visits != null then visits + 1 else 1", "1"),
        ("visits", "9223372036854775807 + 1", "9223372036854775807"),
        ("visits", "count(participants) * 2", "6"),
        ("influence", "if influence != null then influence + 7 else null", "5"),
        ("need", "if need != null then need + \"!\" else \"?\"", "Вытяжка в цехе!"),
        ("need", "\" \"", "null"),
        ("tender", "amount != null and amount > 5 RUB", "true"),
        ("rivals", "participants", "3 items"),
    ];
    for (name, source, value) in table {
        let expr = compiled(source, Place::SetOf(&type_of(name)));
        assert_eq!(shown(expr.eval(&deal())), value, "{name}: {source}");
    }
}

#[test]
fn moments_are_days_or_moments() {
    let certain = Place::Moment { optional: false };
    let optional = Place::Moment { optional: true };
    let table = [
        ("call_back_at", optional, "2026-03-05T12:00:00Z"),
        ("decide_by", optional, "2026-03-10"),
        ("now + 30 minutes", certain, "2026-03-02T10:30:00Z"),
        ("if call_back_at != null then call_back_at else now", certain, "2026-03-05T12:00:00Z"),
    ];
    for (source, place, value) in table {
        assert_eq!(shown(compiled(source, place).eval(&deal())), value, "{source}");
    }
    assert_eq!(compiled("call_back_at", optional).eval(&Deal::default()), None);
}

#[test]
fn an_expression_says_what_it_reads() {
    let source = "if budget != null and amount = budget then actor else head_of(deal.direction)";
    let expr = compiled(source, Place::SetOf(&type_of("owner")));
    assert_eq!(expr.fields(), ["budget", "amount", "direction"].map(FieldId::from));
    assert!(expr.uses_actor() && !expr.uses_now());
    let quantified = compiled("some c in participants satisfies c.role = need", Place::Condition);
    assert_eq!(quantified.fields(), ["participants", "need"].map(FieldId::from));
    assert!(!quantified.uses_actor());
}

#[test]
fn a_field_known_to_be_filled_need_not_be_asked_for() {
    let known = [FieldId::from("amount")];
    let fields = super::fields();
    let knowing = |source| super::Expr::compile_knowing(source, &fields, Place::Condition, &known);
    assert!(knowing("amount > 1000000 RUB").is_ok_and(|expr| expr.holds(&deal())));
    assert!(knowing("budget > 1000000 RUB").is_err());
}
