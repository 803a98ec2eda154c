//! From text to tree, without recursion and within limits, so that no text whatever can exhaust the machine.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};

use crate::diagnostic::{Findings, Source, Span, say};
use crate::yaml::similar::shown;
use crate::yaml::{Entry, Kind, Node, Style, syntax};

/// The largest text in bytes.
pub const LARGEST: usize = 1 << 20;
/// The most nodes of one text.
pub const MOST_NODES: usize = 100_000;
/// How many lists and maps may lie inside one another.
pub const DEEPEST: usize = 64;

/// The tree of a text; `None` when it has none, which was noted then. A tree may come with errors too: duplicate keys, say.
pub fn parse(source: &Source, findings: &Findings) -> Option<Node> {
    if source.text.len() > LARGEST {
        let size = source.text.len();
        findings.error_with(
            "file_too_large",
            Span::start(),
            say!(
                "файл занимает {size} байт, а допускается не больше {LARGEST}",
                "the file has {size} bytes; at most {LARGEST} are allowed"
            ),
            say!("разделите его на несколько процессов", "divide it into several processes"),
        );
        return None;
    }
    let text = without_mark(&source.text, findings);
    if !is_text(text, findings) {
        return None;
    }
    let last = text.matches('\n').count() as u32 + 2;
    let mut builder = Builder { findings, text, last, open: Vec::new(), root: None, nodes: 0, documents: 0 };
    let mut parser = Parser::new_from_str(text);
    builder.run(&mut parser)?;
    if builder.root.is_none() && !findings.has_errors() {
        findings.error_with(
            "empty_file",
            Span::start(),
            say!("ожидается определение, а файл пуст", "expected a definition, and the file is empty"),
            say!(
                "начните с имени: process: sale; организация начинается с organisation, календарь — с calendar",
                "begin with a name: process: sale; an organisation begins with organisation, a calendar with calendar"
            ),
        );
    }
    builder.root
}

/// The text without the byte order mark that some editors put before it; the columns count as the editor shows them.
fn without_mark<'a>(text: &'a str, findings: &Findings) -> &'a str {
    let Some(rest) = text.strip_prefix('\u{feff}') else { return text };
    findings.warning(
        "byte_order_mark",
        Span::start(),
        say!("файл начинается с метки порядка байтов (BOM)", "the file begins with a byte order mark (BOM)"),
        say!("сохраните файл как UTF-8 без BOM", "save the file as UTF-8 without BOM"),
    );
    rest
}

/// Notes the first character that no text holds: the sign of a file that is not one.
fn is_text(text: &str, findings: &Findings) -> bool {
    let allowed = |character: char| {
        matches!(character, '\t' | '\n' | '\r' | '\u{85}') || !(character.is_control() || character == '\u{feff}')
    };
    let Some((at, wrong)) = text.char_indices().find(|(_, character)| !allowed(*character)) else { return true };
    let before = &text[..at];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    let code = wrong as u32;
    findings.error_with(
        "not_text",
        Span::on_line(line, column, column + 1),
        say!("знака U+{code:04X} в тексте быть не может", "the character U+{code:04X} cannot stand in a text"),
        say!("удалите его; если файл не текстовый, выберите другой", "delete it; if the file is no text, choose another"),
    );
    false
}

/// A list or map whose end was not met yet.
struct Open {
    span: Span,
    flow: bool,
    content: Content,
}

enum Content {
    Seq(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Node> },
}

struct Builder<'a> {
    findings: &'a Findings,
    text: &'a str,
    /// The line behind the last one, where a file ends.
    last: u32,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
}

impl Builder<'_> {
    /// Takes every event; `None` when it had to stop.
    fn run(&mut self, parser: &mut Parser<'_, StrInput<'_>>) -> Option<()> {
        while let Some(event) = parser.next_event() {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => return self.scan_error(&error),
            };
            self.event(event, place(span, self.last))?;
        }
        Some(())
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        match event {
            Event::DocumentStart(_) => return self.document(span),
            Event::Alias(_) => {
                self.forbid("alias", span);
                // Not empty, so that no reader takes it for a value left out; it fits nowhere, and says so at the same place.
                self.add(Node { span, kind: Kind::Scalar { text: "*".to_owned(), style: Style::Plain } })?;
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.decorated(anchor, tag.is_some(), span);
                self.add(Node { span, kind: Kind::Scalar { text: text.into_owned(), style: style_of(style) } })?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.decorated(anchor, tag.is_some(), span);
                self.begin(span, Content::Seq(Vec::new()))?;
            }
            Event::MappingStart(anchor, tag) => {
                self.decorated(anchor, tag.is_some(), span);
                self.begin(span, Content::Map { entries: Vec::new(), key: None })?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Some(())
    }

    fn document(&mut self, span: Span) -> Option<()> {
        self.documents += 1;
        if self.documents == 1 {
            return Some(());
        }
        self.findings.error_with(
            "several_documents",
            span,
            say!("в файле несколько документов YAML, а ожидается один", "the file holds several YAML documents; one is expected"),
            say!("перенесите второй документ в отдельный файл", "move the second document to a file of its own"),
        );
        None
    }

    fn begin(&mut self, span: Span, content: Content) -> Option<()> {
        if self.open.len() >= DEEPEST {
            self.findings.error(
                "too_deep",
                span,
                say!("больше {DEEPEST} уровней вложенности", "more than {DEEPEST} levels inside one another"),
            );
            return None;
        }
        self.open.push(Open { span, flow: span.end_column > span.column, content });
        Some(())
    }

    fn end(&mut self, span: Span) -> Option<()> {
        let Some(open) = self.open.pop() else { return Some(()) };
        let (kind, last) = match open.content {
            Content::Seq(items) => {
                let last = items.last().map(|item| item.span);
                (Kind::Seq(items), last)
            }
            Content::Map { entries, .. } => {
                self.duplicates(&entries);
                let last = entries.last().map(|entry| entry.key.span.to(entry.value.span));
                (Kind::Map(entries), last)
            }
        };
        let end = if open.flow { span } else { last.unwrap_or(open.span) };
        self.add(Node { span: open.span.to(end), kind })
    }

    fn add(&mut self, node: Node) -> Option<()> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            self.findings.error(
                "too_many_values",
                node.span,
                say!("в файле больше {MOST_NODES} значений", "the file holds more than {MOST_NODES} values"),
            );
            return None;
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Seq(items)) => items.push(node),
            Some(Content::Map { entries, key }) => match key.take() {
                None => *key = Some(check_key(node, self.findings)),
                Some(key) => entries.push(entry(key, node)),
            },
        }
        Some(())
    }
}

impl Builder<'_> {
    fn scan_error(&self, error: &ScanError) -> Option<()> {
        let mark = error.marker();
        let column = mark.col() as u32 + 1;
        let place = Span::on_line((mark.line() as u32).min(self.last), column, column + 1);
        let (place, message, help) = syntax::explain(error.info(), self.text, place);
        self.findings.error_with("yaml_syntax", place, message, help);
        None
    }

    /// Notes an anchor or a tag before a node.
    fn decorated(&self, anchor: usize, tagged: bool, span: Span) {
        if anchor > 0 {
            self.forbid("anchor", span);
        }
        if tagged {
            self.forbid("tag", span);
        }
    }

    fn forbid(&self, what: &str, span: Span) {
        forbid(what, span, self.findings);
    }

    /// Notes every key that stands a second time in the same map.
    fn duplicates(&self, entries: &[Entry]) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for key in entries.iter().map(|entry| &entry.key) {
            let Some(text) = key.text().filter(|text| !text.is_empty()) else { continue };
            let Some(first) = seen.get(text) else {
                seen.insert(text, key.span);
                continue;
            };
            let (name, line) = (shown(text), first.line);
            self.findings.error_with(
                "duplicate_key",
                key.span,
                say!("ключ «{name}» уже есть в строке {line}", "the key `{name}` is already there in line {line}"),
                say!("оставьте один из них или переименуйте", "keep one of them, or rename one"),
            );
        }
    }
}

/// Notes something of YAML that has no place in a definition.
fn forbid(what: &str, span: Span, findings: &Findings) {
    let (code, message) = match what {
        "alias" => ("yaml_alias", say!("ссылки YAML («*имя») не допускаются", "YAML aliases (`*name`) are not allowed")),
        "anchor" => ("yaml_anchor", say!("якоря YAML («&имя») не допускаются", "YAML anchors (`&name`) are not allowed")),
        "merge" => ("yaml_merge_key", say!("слияние YAML («<<») не допускается", "YAML merge keys (`<<`) are not allowed")),
        _ => ("yaml_tag", say!("метки типов YAML («!имя») не допускаются", "YAML tags (`!name`) are not allowed")),
    };
    let help = say!(
        "напишите значение прямо здесь; общее для задач выносят в defaults и roles",
        "write the value itself here; what tasks share goes to defaults and roles"
    );
    findings.error_with(code, span, message, help);
}

fn check_key(key: Node, findings: &Findings) -> Node {
    match &key.kind {
        Kind::Scalar { text, style: Style::Plain } if text == "<<" => forbid("merge", key.span, findings),
        Kind::Scalar { text, style: Style::Quoted | Style::Plain } if !text.is_empty() => {}
        _ => {
            let found = key.described();
            let (ru, en) = (found.get(crate::Locale::Ru), found.get(crate::Locale::En));
            let message = say!("ожидался ключ — одно слово, а здесь {ru}", "expected a key of one word, found {en}");
            let help =
                say!("текст с фигурными скобками в начале берут в кавычки", "a text that begins with a brace goes in quotes");
            findings.error_with("bad_key", key.head(), message, help);
        }
    }
    key
}

/// An entry whose value was left out shows its key instead of the place where nothing is.
fn entry(key: Node, mut value: Node) -> Entry {
    if value.is_empty() && (value.span.line, value.span.column) == (value.span.end_line, value.span.end_column) {
        value.span = key.span;
    }
    Entry { key, value }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}

/// Where something stands. YAML breaks a line at a carriage return alone, too, which nobody else does: past the last line it stands
/// on that.
fn place(span: saphyr_parser::Span, last: u32) -> Span {
    let (line, column) = ((span.start.line() as u32).min(last), span.start.col() as u32 + 1);
    let (end_line, end_column) = ((span.end.line() as u32).min(last), span.end.col() as u32 + 1);
    let end_column = if end_line == line { end_column.max(column) } else { end_column };
    Span { line, column, end_line, end_column }
}
