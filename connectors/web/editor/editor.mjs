// The editor of the workshop: CodeMirror with YAML, marks of findings, and the few calls that the page's script makes.
//
// It stands in a shadow root: there its styles are adopted as sheets, which the page's policy allows, while a `<style>` would be refused.
// Colours are the tokens of the page, which are inherited into the root.

import {autocompletion, completionKeymap} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap, indentWithTab} from "@codemirror/commands";
import {yaml} from "@codemirror/lang-yaml";
import {bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting} from "@codemirror/language";
import {lintGutter, lintKeymap, setDiagnostics} from "@codemirror/lint";
import {highlightSelectionMatches, openSearchPanel, search, searchKeymap} from "@codemirror/search";
import {EditorSelection, EditorState} from "@codemirror/state";
import {drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers} from "@codemirror/view";
import {tags} from "@lezer/highlight";

const RUSSIAN = {
  "Find": "Найти", "Replace": "Заменить", "next": "дальше", "previous": "назад", "all": "все", "match case": "учитывать регистр",
  "by word": "слово целиком", "regexp": "выражение", "replace": "заменить", "replace all": "заменить все", "close": "закрыть",
  "current match": "совпадение", "replaced $ matches": "заменено: $", "replaced match on line $": "заменено в строке $",
  "on line": "в строке", "Go to line": "К строке", "go": "перейти", "Diagnostics": "Замечания", "No diagnostics": "Замечаний нет",
  "Completions": "Подсказки", "Fold line": "Свернуть", "Unfold line": "Развернуть", "folded code": "свернуто", "unfold": "развернуть", "to": "до",
};

const look = EditorView.theme({
  "&": {height: "100%", backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: ".875rem"},
  "&.cm-focused": {outline: "2px solid var(--focus)", outlineOffset: "-1px"},
  ".cm-scroller": {fontFamily: "ui-monospace, 'DejaVu Sans Mono', 'Liberation Mono', monospace", lineHeight: "1.5"},
  ".cm-content": {caretColor: "var(--ink)"},
  ".cm-cursor, .cm-dropCursor": {borderLeftColor: "var(--ink)"},
  ".cm-gutters": {backgroundColor: "var(--sunken)", color: "var(--ink-2)", borderRight: "1px solid var(--line)"},
  ".cm-activeLine": {backgroundColor: "color-mix(in srgb, var(--accent) 8%, transparent)"},
  ".cm-activeLineGutter": {backgroundColor: "color-mix(in srgb, var(--accent) 20%, var(--sunken))", color: "var(--ink)"},
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    {backgroundColor: "color-mix(in srgb, var(--focus) 28%, transparent)"},
  ".cm-selectionMatch": {backgroundColor: "color-mix(in srgb, var(--focus) 18%, transparent)"},
  ".cm-searchMatch": {backgroundColor: "var(--today-soft)", outline: "1px solid var(--today)"},
  ".cm-panels": {backgroundColor: "var(--sunken)", color: "var(--ink)"},
  ".cm-panels input, .cm-panels button": {font: "inherit", color: "var(--ink)", backgroundColor: "var(--surface)", backgroundImage: "none", border: "1px solid var(--line-strong)"},
  ".cm-tooltip": {backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", maxWidth: "34rem"},
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {fontFamily: "inherit", maxHeight: "16rem"},
  ".cm-tooltip-autocomplete ul li[aria-selected]": {backgroundColor: "var(--accent)", color: "var(--accent-ink)"},
  ".cm-completionDetail": {fontStyle: "normal", opacity: ".8", whiteSpace: "normal"},
  ".cm-diagnostic": {padding: ".35rem .6rem", whiteSpace: "pre-wrap"},
  ".cm-diagnostic-error": {borderLeftColor: "var(--late)"},
  ".cm-diagnostic-warning": {borderLeftColor: "var(--today)"},
  ".cm-foldPlaceholder": {backgroundColor: "var(--sunken)", color: "var(--ink-2)", border: "1px solid var(--line-strong)"},
});

const colours = syntaxHighlighting(HighlightStyle.define([
  {tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)", fontWeight: "600"},
  {tag: tags.comment, color: "var(--ink-2)", fontStyle: "italic"},
  {tag: [tags.string, tags.special(tags.string)], color: "var(--today)"},
  {tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--ink-2)"},
]));

/** The offset of a place: lines and columns count from 1, columns in characters. */
function offset(doc, line, column) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  let place = at.from;
  for (const character of at.text) {
    if (--column < 1) break;
    place += character.length;
  }
  return Math.min(place, at.to);
}

function diagnostic(doc, finding) {
  const from = offset(doc, finding.line, finding.column);
  const to = Math.max(from, offset(doc, finding.end_line, finding.end_column));
  const message = finding.help ? finding.message + "\n" + finding.help : finding.message;
  return {from, to, severity: finding.severity, message};
}

/** What may be written where the cursor is, asked of the server: while a word is typed, and at Ctrl+Space. */
function completion(ask) {
  return async context => {
    const word = context.matchBefore(/[\p{L}\p{N}_.]*/u);
    if (!context.explicit && word.from === word.to) return null;
    const doc = context.state.doc, at = doc.lineAt(context.pos);
    const column = [...at.text.slice(0, context.pos - at.from)].length + 1;
    const found = await ask(doc.toString(), at.number, column);
    if (!found || context.aborted) return null;
    // The server's order is that of the language, not of the alphabet.
    const options = found.options.map((option, place) => ({...option, boost: Math.max(-99, 99 - place)}));
    return {from: offset(doc, at.number, found.from), options, validFor: /^[\p{L}\p{N}_]*$/u};
  };
}

/**
 * Puts an editor into an element. `on` is told of what happens: `changed(text)`, `moved(line)`, `check()`, `send()`;
 * and asked: `complete(text, line, column)`.
 */
function create(host, {text, label, locale, on}) {
  const root = host.attachShadow({mode: "open"});
  const keys = [
    {key: "Mod-Enter", run: () => (on.send(), true)},
    {key: "Mod-s", run: () => (on.check(), true), preventDefault: true},
    // Tab indents; Escape before it gives the key back to the page, so that nobody is caught in the editor.
    indentWithTab, ...completionKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap,
  ];
  const watch = EditorView.updateListener.of(update => {
    if (update.docChanged) on.changed(update.state.doc.toString());
    if (update.docChanged || update.selectionSet) on.moved(update.state.doc.lineAt(update.state.selection.main.head).number);
  });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), highlightActiveLineGutter(), foldGutter(), lintGutter(), history(), drawSelection(), indentOnInput(),
        indentUnit.of("  "), EditorState.tabSize.of(2), bracketMatching(), highlightActiveLine(), highlightSelectionMatches(),
        search({top: true}), autocompletion({override: [completion(on.complete)], icons: false}), yaml(), look, colours, keymap.of(keys), watch,
        EditorState.phrases.of(locale === "ru" ? RUSSIAN : {}),
        EditorView.contentAttributes.of({"aria-label": label, tabindex: "0"}),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace: other => view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: other}}),
    mark: findings => view.dispatch(setDiagnostics(view.state, findings.map(one => diagnostic(view.state.doc, one)))),
    go: (line, column) => {
      const at = offset(view.state.doc, line, column || 1);
      view.dispatch({selection: EditorSelection.cursor(at), effects: EditorView.scrollIntoView(at, {y: "center"})});
      view.focus();
    },
    find: () => openSearchPanel(view),
    focus: () => view.focus(),
  };
}

globalThis.voronkaEditor = {create};
