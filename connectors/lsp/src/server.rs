//! The conversation: who asked what, and which part answers. Nothing that an editor says ends the server but its goodbye.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response, ResponseError};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, CompletionOptions, CompletionParams,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DocumentSymbolParams,
    DocumentSymbolResponse, InitializeParams, InitializeResult, OneOf, Position, PrepareRenameResponse, PublishDiagnosticsParams,
    ReferenceParams, RenameOptions, RenameParams, ServerCapabilities, ServerInfo, TextDocumentPositionParams,
    TextDocumentSyncCapability, TextDocumentSyncKind,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use voronka_definition::Locale;

use crate::documents::{Document, Documents};
use crate::{LspError, Options, actions, completion, diagnostics, hover, navigation, rename, symbols};

/// Serves until the editor says goodbye.
pub fn run(connection: &Connection, options: Options) -> Result<(), LspError> {
    let (id, asked) = connection.initialize_start()?;
    let asked: InitializeParams = serde_json::from_value(asked).unwrap_or_default();
    let spoken = asked.locale.as_deref().and_then(|locale| locale.parse().ok());
    let info = ServerInfo { name: "voronka".to_owned(), version: Some(options.version.to_owned()) };
    let answer = InitializeResult { capabilities: capabilities(), server_info: Some(info) };
    connection.initialize_finish(id, serde_json::to_value(answer).unwrap_or_default())?;
    let locale = options.locale.or(spoken).unwrap_or(Locale::En);
    Server { connection, options, locale, documents: Documents::new() }.listen()
}

fn capabilities() -> ServerCapabilities {
    let repairs = CodeActionOptions { code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]), ..CodeActionOptions::default() };
    let characters = [" ", "\"", ".", "(", "[", "{"].map(str::to_owned).to_vec();
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
        completion_provider: Some(CompletionOptions { trigger_characters: Some(characters), ..CompletionOptions::default() }),
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(repairs)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
        })),
        ..ServerCapabilities::default()
    }
}

struct Server<'a> {
    connection: &'a Connection,
    options: Options,
    locale: Locale,
    documents: Documents,
}

/// An answer, or why there is none.
type Answer = Result<Json, ResponseError>;

impl Server<'_> {
    fn listen(mut self) -> Result<(), LspError> {
        while let Ok(message) = self.connection.receiver.recv() {
            match message {
                Message::Request(request) if self.connection.handle_shutdown(&request)? => return Ok(()),
                Message::Request(request) => self.request(request)?,
                Message::Notification(notification) => self.notification(notification),
                Message::Response(_) => {}
            }
            // While the editor still speaks, what it is about to change need not be checked.
            if self.connection.receiver.is_empty() {
                self.check()?;
            }
        }
        Ok(())
    }

    fn request(&self, request: Request) -> Result<(), LspError> {
        let answer = catch_unwind(AssertUnwindSafe(|| self.answer(&request.method, request.params)));
        let answer = answer.unwrap_or_else(|_| Err(refused(ErrorCode::InternalError, "the question could not be answered")));
        let response = Response { id: request.id, response_result: answer };
        self.send(Message::Response(response))
    }

    fn send(&self, message: Message) -> Result<(), LspError> {
        self.connection.sender.send(message).map_err(|_| LspError::Gone)
    }

    fn answer(&self, method: &str, params: Json) -> Answer {
        match method {
            "textDocument/completion" => {
                let params: CompletionParams = read(params)?;
                self.at(params.text_document_position, |document, at| completion::of(document, at, self.locale))
            }
            "textDocument/hover" => self.at(read(params)?, |document, at| hover::of(document, at, self.locale)),
            "textDocument/definition" => self.at(read(params)?, navigation::definition),
            "textDocument/documentHighlight" => self.at(read(params)?, navigation::highlights),
            "textDocument/references" => {
                let params: ReferenceParams = read(params)?;
                let declared = params.context.include_declaration;
                self.at(params.text_document_position, |document, at| navigation::references(document, at, declared))
            }
            "textDocument/prepareRename" => self.at(read(params)?, |document, at| {
                let (range, placeholder) = rename::prepare(document, at)?;
                Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
            }),
            "textDocument/rename" => self.rename(read(params)?),
            "textDocument/documentSymbol" => {
                let params: DocumentSymbolParams = read(params)?;
                let document = self.process(params.text_document.uri.as_str());
                write(document.map(|document| DocumentSymbolResponse::Nested(symbols::of(document, self.locale))))
            }
            "textDocument/codeAction" => {
                let params: CodeActionParams = read(params)?;
                let document = self.documents.get(params.text_document.uri.as_str());
                write(document.map(|document| actions::of(document, params.range, self.locale)))
            }
            other => Err(refused(ErrorCode::MethodNotFound, &format!("`{other}` is not known here"))),
        }
    }

    /// An open process; of other files nothing is known but what is wrong in them.
    fn process(&self, uri: &str) -> Option<&Document> {
        self.documents.get(uri).filter(|document| document.is_process())
    }

    /// The answer about a place in an open document; null where it is not open.
    fn at<T: Serialize>(&self, params: TextDocumentPositionParams, answer: impl Fn(&Document, Position) -> T) -> Answer {
        let document = self.process(params.text_document.uri.as_str());
        write(document.map(|document| answer(document, params.position)))
    }

    fn rename(&self, params: RenameParams) -> Answer {
        let place = params.text_document_position;
        let Some(document) = self.process(place.text_document.uri.as_str()) else { return Ok(Json::Null) };
        let changes = rename::of(document, place.position, &params.new_name, self.locale);
        changes.map_err(|why| refused(ErrorCode::RequestFailed, &why)).and_then(write)
    }
}

impl Server<'_> {
    fn notification(&mut self, notification: Notification) {
        let params = notification.params;
        match notification.method.as_str() {
            "textDocument/didOpen" => {
                if let Ok(DidOpenTextDocumentParams { text_document: opened }) = read(params) {
                    let key = opened.uri.as_str().to_owned();
                    self.documents.insert(key, Document::new(opened.uri, &opened.text, opened.version));
                }
            }
            "textDocument/didChange" => {
                if let Ok(changed) = read::<DidChangeTextDocumentParams>(params)
                    && let Some(document) = self.documents.get_mut(changed.text_document.uri.as_str())
                {
                    changed.content_changes.iter().for_each(|change| document.change(change));
                    document.version = changed.text_document.version;
                }
            }
            // Another file that this one is held against may have been saved too.
            "textDocument/didSave" => self.documents.values_mut().for_each(|document| document.dirty = true),
            "textDocument/didClose" => {
                if let Ok(DidCloseTextDocumentParams { text_document }) = read(params)
                    && let Some(document) = self.documents.remove(text_document.uri.as_str())
                {
                    let _gone = self.publish(&Document { findings: Vec::new(), ..document });
                }
            }
            _ => {}
        }
    }

    /// Checks what was changed and tells the editor what was found.
    fn check(&mut self) -> Result<(), LspError> {
        let mut checked = Vec::new();
        for (key, document) in self.documents.iter_mut().filter(|(_, document)| document.dirty) {
            document.dirty = false;
            checked.push(key.clone());
            if !document.is_ours() {
                document.findings.clear();
                continue;
            }
            let source = document.source();
            let found = catch_unwind(AssertUnwindSafe(|| (self.options.check)(&source)));
            // What was found last stays where checking failed.
            document.findings = found.unwrap_or_else(|_| std::mem::take(&mut document.findings));
        }
        checked.iter().filter_map(|key| self.documents.get(key)).try_for_each(|document| self.publish(document))
    }

    fn publish(&self, document: &Document) -> Result<(), LspError> {
        let diagnostics = diagnostics::of(document, self.locale);
        let params = PublishDiagnosticsParams { uri: document.uri.clone(), diagnostics, version: Some(document.version) };
        let notification = Notification::new("textDocument/publishDiagnostics".to_owned(), params);
        self.send(Message::Notification(notification))
    }
}

fn read<T: DeserializeOwned>(params: Json) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|error| refused(ErrorCode::InvalidParams, &error.to_string()))
}

fn write<T: Serialize>(answer: T) -> Answer {
    serde_json::to_value(answer).map_err(|error| refused(ErrorCode::InternalError, &error.to_string()))
}

fn refused(code: ErrorCode, why: &str) -> ResponseError {
    ResponseError { code: code as i32, message: why.to_owned(), data: None }
}
