"""Drives `voronka lsp` with a real client of the protocol, that of pygls (PyPI, version 1.3).

Use: python3 lsp_client.py PATH_OF_VORONKA PROCESS.yaml
The process is the corporate sale of this repository. Ends with status 1 where an answer is wrong.
"""

import asyncio
import pathlib
import sys

from lsprotocol import types as lsp
from pygls.lsp.client import BaseLanguageClient

WRONG = 0


def check(holds, what, found=None):
    global WRONG
    print(("right: " if holds else "WRONG: ") + what, "" if holds else found)
    WRONG += 0 if holds else 1


async def main(program, file):
    file = pathlib.Path(file).resolve()
    text = file.read_text(encoding="utf-8")
    client = BaseLanguageClient("trial", "1")
    told = asyncio.Queue()

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def heard(params):
        told.put_nowait(params)

    await client.start_io(program, "lsp")
    answer = await client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities(), locale="ru"))
    check(answer.server_info.name == "voronka", "it says who it is", answer)
    client.initialized(lsp.InitializedParams())
    document = lsp.TextDocumentIdentifier(uri=file.as_uri())
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(
        lsp.TextDocumentItem(uri=document.uri, language_id="yaml", version=1, text=text)))
    found = (await told.get()).diagnostics
    check(not any(one.severity == lsp.DiagnosticSeverity.Error for one in found), "the shipped process has no error", found)

    def place(of, further=0):
        at = text.index(of) + further
        before = text[:at]
        return lsp.Position(before.count("\n"), len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2)

    async def ask(question, at, **more):
        method = getattr(client, f"text_document_{question}_async")
        kinds = {"completion": lsp.CompletionParams, "hover": lsp.HoverParams, "definition": lsp.DefinitionParams,
                 "references": lsp.ReferenceParams, "rename": lsp.RenameParams, "prepare_rename": lsp.PrepareRenameParams}
        return await method(kinds[question](text_document=document, position=at, **more))

    jump = place("else: head_decides", len("else: he"))
    target = await ask("definition", jump)
    line = text.splitlines()[target.range.start.line]
    check("head_decides" in line and "- " in line, "a jump leads to its step", line)
    hover = await ask("hover", jump)
    check("исполнитель" in hover.contents.value, "a hover tells who does it", hover)
    uses = await ask("references", jump, context=lsp.ReferenceContext(include_declaration=True))
    check(len(uses) >= 2, "a step knows its uses", uses)
    edit = await ask("rename", jump, new_name="решает_руководитель")
    check(len(edit.changes[document.uri]) == len(uses), "renaming changes each of them", edit)
    symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
    check({"Подтверждение интереса"} <= {symbol.detail for symbol in symbols} or len(symbols) > 10, "there is an outline", symbols)

    # What a designer does: he deletes a word, types another, and asks what fits.
    start = place("else: head_decides", len("else: "))
    end = lsp.Position(start.line, start.character + len("head_decides"))
    for version, (new, until) in enumerate([("", end), ("h", start), ("e", start)], 2):
        begin = lsp.Position(start.line, start.character + (version - 3 if version > 2 else 0))
        until = until if version == 2 else begin
        client.text_document_did_change(lsp.DidChangeTextDocumentParams(
            text_document=lsp.VersionedTextDocumentIdentifier(version, document.uri),
            content_changes=[lsp.TextDocumentContentChangeEvent_Type1(range=lsp.Range(begin, until), text=new)]))
    offered = await ask("completion", lsp.Position(start.line, start.character + 2))
    items = offered if isinstance(offered, list) else offered.items
    check(any(item.label == "head_decides" for item in items), "the steps of the list are offered", [item.label for item in items])
    last = None
    while last is None or last.version != 4:
        last = await told.get()
    wrong = [one for one in last.diagnostics if one.code == "unknown_step"]
    check(len(wrong) == 1 and wrong[0].range.start == start, "the unfinished name is red at its place", last.diagnostics)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return 1 if WRONG else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(asyncio.wait_for(main(*sys.argv[1:3]), 60)))
