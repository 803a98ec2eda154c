// Starts `voronka lsp` for the files of a process and lets VS Code speak with it. All that is known of the language is there.
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function activate(context) {
  const settings = vscode.workspace.getConfiguration('voronka');
  const language = settings.get('language');
  const server = {
    command: settings.get('path') || 'voronka',
    args: [...(language ? ['--lang', language] : []), 'lsp'],
  };
  const files = settings.get('files').map(pattern => ({ scheme: 'file', language: 'yaml', pattern }));
  client = new LanguageClient('voronka', 'voronka', server, { documentSelector: files });
  context.subscriptions.push(client);
  return client.start().catch(error => {
    vscode.window.showErrorMessage(`voronka: ${error.message}. Is the setting voronka.path right? / Верна ли настройка voronka.path?`);
  });
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
