//! Decision tables: columns, rows and what holds otherwise. Gaps and overlaps are the check's, which is run on each table that
//! could be read.

use crate::diagnostic::{Span, say};
use crate::expr::{Expr, Place};
use crate::model::{Collect, Field, FieldType, Hit, Output, Row, Table};
use crate::name::{DecisionId, FieldId};
use crate::process::checks::tables::{self, Places, RowPlaces};
use crate::process::context::Context;
use crate::process::{expression, result};
use crate::yaml::similar::{shown, similar};
use crate::yaml::{Entry, Kind, MapReader, Node, read};

const HITS: [(&str, Hit); 3] = [("unique", Hit::Unique), ("first", Hit::First), ("collect", Hit::Collect)];

const COLLECTS: [(&str, Collect); 4] =
    [("sum", Collect::Sum), ("min", Collect::Min), ("max", Collect::Max), ("count", Collect::Count)];

/// The most columns of a table.
const MOST_COLUMNS: usize = 100;

/// The names of the tables with their places, before anything is resolved. Nothing is noted here.
pub fn heads(node: Option<&Node>) -> Vec<(DecisionId, Span)> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let head = |entry: &Entry| Some((DecisionId::from(entry.key.text()?), entry.key.span));
    entries.iter().take(read::MOST_NAMES).filter_map(head).collect()
}

/// The section `decisions`.
pub fn section(context: &Context<'_>, node: Option<&Node>) -> Vec<Table> {
    let written = node.map(|node| read::named(node, context.findings)).unwrap_or_default();
    written.into_iter().filter_map(|(name, entry)| table(context, name, entry)).collect()
}

fn table(context: &Context<'_>, name: &str, entry: &Entry) -> Option<Table> {
    let before = context.findings.count();
    let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
    let title = context.title(map.take("title"), name, map.place());
    let hit =
        map.take("hit").and_then(|node| read::word(node, &HITS, ("правило выбора строк", "a hit policy"), context.findings));
    let hit = hit.unwrap_or(Hit::Unique);
    let before_columns = context.findings.count();
    let inputs = map.require("inputs").map(|node| inputs(context, node)).unwrap_or_default();
    let outputs = map.require_like("outputs", "table_outputs").map(|node| outputs(context, node, hit)).unwrap_or_default();
    let columns = Columns { context, hit, inputs, outputs };
    columns.once(&map);
    let readable = !context.findings.has_errors_since(before_columns);
    let rows = map.require_like("rules", "table_rules");
    let otherwise = map.take("else");
    map.close();
    let mut places = Places { name: entry.key.span, rows: Vec::new(), otherwise: otherwise.map(Node::head) };
    let mut read = Vec::new();
    // Under columns that could not be read every cell would be a mistake.
    let (rows, otherwise) = (rows.filter(|_| readable), otherwise.filter(|_| readable));
    for node in rows.map(|node| rows_of(context, node)).unwrap_or_default() {
        read.extend(columns.row(node, &mut places));
    }
    let otherwise = otherwise.and_then(|node| columns.otherwise(node));
    let Columns { inputs, outputs, .. } = columns;
    let table = Table {
        id: DecisionId::from(name),
        title,
        hit,
        inputs: inputs.iter().map(|field| field.id.clone()).collect(),
        outputs: outputs.into_iter().map(|(field, collect)| Output { field: field.id.clone(), collect }).collect(),
        rows: read,
        otherwise,
    };
    // A missing title is no reason to be silent about a gap; a row that could not be read is.
    if !context.findings.has_errors_since(before) {
        tables::check(&table, &context.fields, &places, context.findings);
    }
    Some(table)
}

fn rows_of<'n>(context: &Context<'_>, node: &'n Node) -> &'n [Node] {
    let rows = read::at_most(read::list(node, context.findings), read::MOST_NAMES, context.findings);
    if rows.is_empty() && matches!(node.kind, Kind::Seq(_)) {
        context.findings.error("empty_list", node.head(), say!("в таблице нет ни одной строки", "the table has no row"));
    }
    rows
}

fn inputs<'c>(context: &'c Context<'_>, node: &Node) -> Vec<&'c Field> {
    let items = read::at_most(read::one_or_many(node), MOST_COLUMNS, context.findings);
    if items.is_empty() {
        context.findings.error("empty_list", node.head(), say!("таблица ни на что не смотрит", "the table looks at nothing"));
    }
    items.iter().filter_map(|node| context.field(node)).collect()
}

fn outputs<'c>(context: &'c Context<'_>, node: &Node, hit: Hit) -> Vec<(&'c Field, Option<Collect>)> {
    let is_map = matches!(node.kind, Kind::Map(_));
    if is_map != (hit == Hit::Collect) {
        let message = match is_map {
            true => say!(
                "собирать значения строк можно только с hit: collect",
                "values of several rows are gathered only with hit: collect"
            ),
            false => say!("не сказано, как собирать значения строк", "it is not said how the values of the rows are gathered"),
        };
        let help = match is_map {
            true => say!("напишите список полей: outputs: [level]", "write a list of fields: outputs: [level]"),
            false => say!(
                "напишите outputs: {{points: sum}}; можно sum, min, max, count",
                "write outputs: {{points: sum}}; possible are sum, min, max, count"
            ),
        };
        context.findings.error_with("table_outputs", node.head(), message, help);
        return Vec::new();
    }
    if !is_map {
        let items = read::at_most(read::one_or_many(node), MOST_COLUMNS, context.findings);
        if items.is_empty() {
            context.findings.error("empty_list", node.head(), say!("таблица ничего не записывает", "the table sets nothing"));
        }
        return items.iter().filter_map(|node| Some((context.field_to_set(node)?, None))).collect();
    }
    let written = read::at_most(node.entries(), MOST_COLUMNS, context.findings);
    written.iter().filter_map(|entry| gathered(context, entry)).collect()
}

fn gathered<'c>(context: &'c Context<'_>, entry: &Entry) -> Option<(&'c Field, Option<Collect>)> {
    let field = context.field_to_set(&entry.key)?;
    let how = ("способ собрать значения", "a way to gather values");
    let collect = read::word(&entry.value, &COLLECTS, how, context.findings)?;
    let fits = match (collect, &field.kind) {
        (Collect::Count, kind) => matches!(kind, FieldType::Integer { .. }),
        (_, FieldType::Number { .. } | FieldType::Integer { .. } | FieldType::Money) => true,
        (Collect::Min | Collect::Max, FieldType::Date | FieldType::Datetime) => true,
        (_, kind) => !kind.is_readable(),
    };
    if !fits {
        let (name, kind) = (field.id.as_str(), field.kind.name());
        let word = entry.value.text().unwrap_or_default();
        let message = say!(
            "«{word}» не собирает значения поля «{name}» типа {kind}",
            "`{word}` does not gather values of `{name}`, which is of type {kind}"
        );
        let help = say!(
            "для чисел и денег есть sum, min и max, для дат — min и max, для целых чисел еще и count",
            "numbers and money have sum, min and max, dates min and max, integers also count"
        );
        context.findings.error_with("table_outputs", entry.value.span, message, help);
        return None;
    }
    Some((field, Some(collect)))
}

/// The columns of a table while its rows are read.
struct Columns<'c, 'a> {
    context: &'c Context<'a>,
    hit: Hit,
    inputs: Vec<&'c Field>,
    outputs: Vec<(&'c Field, Option<Collect>)>,
}

impl Columns<'_, '_> {
    fn names(&self) -> impl Iterator<Item = &FieldId> {
        self.inputs.iter().map(|field| &field.id).chain(self.outputs.iter().map(|(field, _)| &field.id))
    }

    /// Notes a field that heads two columns, whose cells could not be told apart.
    fn once(&self, map: &MapReader<'_>) {
        let names: Vec<_> = self.names().collect();
        let twice = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name));
        if let Some((_, name)) = twice {
            let message = say!("поле «{name}» стоит в таблице дважды", "the field `{name}` stands in the table twice");
            let help = say!(
                "каждое поле — либо один столбец inputs, либо один столбец outputs",
                "a field is one column of inputs, or one of outputs"
            );
            self.context.findings.error_with("table_column_twice", map.place(), message, help);
        }
    }

    fn row(&self, node: &Node, places: &mut Places) -> Option<Row> {
        drop(MapReader::open(node, node.head(), self.context.findings)?);
        self.known(node);
        let mut cells = Vec::new();
        let mut tests = Vec::new();
        for field in &self.inputs {
            let cell = node.get(field.id.as_str());
            cells.push(cell.map_or(node.head(), |cell| cell.span));
            match cell {
                Some(cell) => tests.push(self.test(cell, field).unwrap_or_default()),
                None => {
                    self.missing(node, field.id.as_str(), true);
                    tests.push(None);
                }
            }
        }
        let filled: Vec<FieldId> = tests.iter().flatten().flat_map(Expr::fills).collect();
        let values = self.values(node, &filled, self.hit == Hit::Collect);
        places.rows.push(RowPlaces { head: node.head(), cells });
        Some(Row { line: node.head().line, tests, values })
    }

    fn otherwise(&self, node: &Node) -> Option<Vec<Option<Expr>>> {
        drop(MapReader::open(node, node.head(), self.context.findings)?);
        for entry in
            node.entries().iter().filter(|entry| self.inputs.iter().any(|field| Some(field.id.as_str()) == entry.key.text()))
        {
            let message = say!("в «else» пишут только выходные поля", "in `else` there are only outputs");
            self.context.findings.error("table_unknown_cell", entry.key.span, message);
        }
        self.known(node);
        Some(self.values(node, &[], false))
    }

    /// Notes the cells that belong to no column.
    fn known(&self, node: &Node) {
        for key in node.entries().iter().map(|entry| &entry.key) {
            let Some(text) = key.text().filter(|text| self.names().all(|name| name.as_str() != *text)) else { continue };
            let name = shown(text);
            let message = say!("у таблицы нет столбца «{name}»", "the table has no column `{name}`");
            let help = similar(text, self.names().map(FieldId::as_str));
            self.context.findings.error_with("table_unknown_cell", key.span, message, help);
        }
    }

    fn missing(&self, node: &Node, name: &str, input: bool) {
        let message = say!("в строке нет ячейки «{name}»", "the row has no cell `{name}`");
        let help = match input {
            true => say!("если подходит любое значение, напишите {name}: \"-\"", "where anything will do, write {name}: \"-\""),
            false => say!("чтобы оставить поле пустым, напишите {name}: null", "write {name}: null to leave the field empty"),
        };
        self.context.findings.error_with("table_missing_cell", node.head(), message, help);
    }

    fn values(&self, node: &Node, filled: &[FieldId], may_lack: bool) -> Vec<Option<Expr>> {
        let value = |(field, collect): &(&Field, Option<Collect>)| {
            let cell = node.get(field.id.as_str());
            if let (Some(cell), Some(Collect::Count), true) = (cell, collect, may_lack) {
                let message = say!("«count» считает строки, ячейки ему не нужны", "`count` counts the rows; it needs no cells");
                self.context.findings.error_with(
                    "table_outputs",
                    cell.head(),
                    message,
                    say!("удалите ячейку", "delete the cell"),
                );
                return None;
            }
            let Some(cell) = cell else {
                if !may_lack {
                    self.missing(node, field.id.as_str(), false);
                }
                return None;
            };
            let place = Place::SetOf(&field.kind);
            let compiles = |text: &str| Expr::compile_knowing(text, &self.context.fields, place, filled).is_ok();
            if result::without_quotes(self.context, &field.kind, cell, compiles) {
                return None;
            }
            Some(expression::read(self.context, cell, place, filled))
        };
        self.outputs.iter().map(value).collect()
    }

    /// A cell of an input.
    fn test(&self, cell: &Node, field: &Field) -> Option<Option<Expr>> {
        let compiles = |text: &str| Expr::compile_test(text, &self.context.fields, field).is_ok();
        if result::without_quotes(self.context, &field.kind, cell, compiles) {
            return None;
        }
        expression::test(self.context, cell, field)
    }
}
