//! The document as one HTML file that needs nothing else, on the screen and on A4.

use super::block::{Block, Line, Span};
use crate::graph::Graph;
use crate::svg::{Theme, escape, svg};
use crate::wording::Words;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2430;--soft:#55606e;--edge:#d5dbe2;--paper:#fff;--mark:#f3f5f8;--link:#0f6b63}\
@media (prefers-color-scheme:dark){:root{--ink:#eceff4;--soft:#a9b4c2;--edge:#3b4552;--paper:#14181e;--mark:#1c222b;--link:#5cc7ba}}\
body{margin:0 auto;padding:2rem 1.500rem;max-width:62rem;color:var(--ink);background:var(--paper);\
font:16px/1.500 Arial,'Liberation Sans',Helvetica,'DejaVu Sans',sans-serif;overflow-wrap:anywhere}a{color:var(--link)}\
h1{font-size:1.900rem;margin:.3em 0 .5em}h2{font-size:1.400rem;margin:2em 0 .5em;border-bottom:2px solid var(--edge)}\
h3{font-size:1.180rem;margin:1.800em 0 .4em}h4,h5,h6{font-size:1rem;margin:1.300em 0 .3em}p{margin:.4em 0}\
blockquote{margin:.5em 0;padding:.4em .9em;border-left:3px solid var(--edge);background:var(--mark);color:var(--soft)}\
table{border-collapse:collapse;width:100%;margin:.6em 0;font-size:.93rem}\
th,td{border:1px solid var(--edge);padding:.35em .6em;text-align:left;vertical-align:top}\
th{background:var(--mark)}ul{margin:.3em 0;padding-left:1.300em}figure{margin:1em 0}figure svg{width:100%;height:auto}\
@page{size:A4;margin:16mm}@media print{:root{--ink:#000;--soft:#333;--edge:#999;--paper:#fff;--mark:#f3f3f3;--link:#000}\
body{max-width:none;padding:0;font-size:10.500pt}h2,h3,h4,h5{break-after:avoid}tr,blockquote{break-inside:avoid}h3{margin-top:1.300em}}";

/// Writes the blocks with the picture.
pub(super) fn write(words: &Words<'_>, blocks: &[Block], graph: &Graph) -> String {
    let title = match blocks.first() {
        Some(Block::Heading(_, text)) => escape(text),
        _ => escape(&graph.title),
    };
    let body: String = blocks.iter().map(|one| block(one, graph)).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        words.locale
    )
}

fn block(block: &Block, graph: &Graph) -> String {
    match block {
        Block::Heading(level, text) => format!("<h{level}>{}</h{level}>\n", escape(text)),
        Block::Para(spans) => format!("<p>{}</p>\n", line(spans)),
        Block::Guide(text) => format!("<blockquote>{}</blockquote>\n", linked(text)),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", line(item))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Table(head, rows) => {
            let head: String = head.iter().map(|cell| format!("<th>{}</th>", escape(cell))).collect();
            let row = |cells: &Vec<Line>| {
                let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", line(cell))).collect();
                format!("<tr>{cells}</tr>\n")
            };
            let rows: String = rows.iter().map(row).collect();
            format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
        }
        Block::Picture => format!("<figure>\n{}</figure>\n", svg(graph, Theme::Auto)),
    }
}

fn line(spans: &Line) -> String {
    let span = |span: &Span| match span {
        Span::Plain(text) => linked(text),
        Span::Strong(text) => format!("<strong>{}</strong>", escape(text)),
    };
    spans.iter().map(span).collect()
}

/// A text whose web addresses are links.
fn linked(text: &str) -> String {
    let word = |word: &str| {
        let Some(start) = ["https://", "http://"].iter().find_map(|scheme| word.find(scheme)) else { return escape(word) };
        let (before, rest) = word.split_at(start);
        let address = rest.trim_end_matches(['.', ',', ';', ':', ')', '»', '!', '?']);
        let (address, after) = rest.split_at(address.len());
        let shown = escape(address);
        format!("{}<a href=\"{shown}\">{shown}</a>{}", escape(before), escape(after))
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
