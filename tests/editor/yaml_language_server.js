// Drives yaml-language-server (npm) over stdio with the schema that `voronka schema` prints: keys are proposed, a hover speaks
// Russian and English, a wrong key is red and a right file is not. Use: node yaml_language_server.js SCHEMA SERVER GOOD.yaml …
// SERVER is the folder of the package yaml-language-server.
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const [schema, server, ...good] = process.argv.slice(2);

const child = spawn('node', [path.join(server, 'bin', 'yaml-language-server'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
let number = 0, buffer = Buffer.alloc(0);
const waiting = new Map(), published = new Map(), listeners = [];

function write(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  child.stdin.write(body);
}
const tell = (method, params) => write({ method, params });
const ask = (method, params) => new Promise(done => { waiting.set(++number, done); write({ id: number, method, params }); });

function heard(message) {
  if (message.method && message.id !== undefined) {
    const settings = { yaml: { schemas: { [`file://${path.resolve(schema)}`]: ['*.yaml'] }, validate: true, hover: true, completion: true, schemaStore: { enable: false } } };
    const answers = { 'workspace/configuration': () => message.params.items.map(item => settings[item.section] ?? null) };
    write({ id: message.id, result: (answers[message.method] ?? (() => null))() });
  } else if (message.method === 'textDocument/publishDiagnostics') {
    published.set(message.params.uri, message.params.diagnostics);
    listeners.splice(0).forEach(listener => listener());
  } else if (message.id !== undefined) {
    waiting.get(message.id)?.(message.result);
  }
}
child.stdout.on('data', data => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const head = buffer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
    if (buffer.length < head + 4 + length) return;
    const body = buffer.subarray(head + 4, head + 4 + length);
    buffer = buffer.subarray(head + 4 + length);
    heard(JSON.parse(body.toString()));
  }
});

let opened = 0, wrong = 0;
async function open(text) {
  const uri = `file:///tmp/process-${++opened}.yaml`;
  tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  while (!published.has(uri)) await new Promise(done => listeners.push(done));
  return uri;
}
function check(holds, what, found) {
  if (!holds) { wrong += 1; console.error(`WRONG: ${what}`, JSON.stringify(found).slice(0, 2000)); } else { console.log(`right: ${what}`); }
}
// The text with `|` where the cursor is.
async function at(marked) {
  const before = marked.split('|')[0];
  const uri = await open(marked.replace('|', ''));
  return { textDocument: { uri }, position: { line: before.split('\n').length - 1, character: before.split('\n').at(-1).length } };
}
async function proposes(what, marked, words, not = []) {
  const answer = await ask('textDocument/completion', await at(marked));
  const labels = (answer.items ?? answer).map(item => item.label);
  check(words.every(word => labels.includes(word)) && not.every(word => !labels.includes(word)), `proposed: ${what}`, labels);
}

(async () => {
  await ask('initialize', { processId: null, rootUri: null, capabilities: { textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } }, hover: { contentFormat: ['markdown'] } }, workspace: { configuration: true } } });
  tell('initialized', {});
  tell('workspace/didChangeConfiguration', { settings: {} });
  for (const file of good) {
    const uri = await open(fs.readFileSync(file, 'utf8'));
    check(published.get(uri).length === 0, `no red line in ${path.basename(path.dirname(file))}/${path.basename(file)}`, published.get(uri));
  }
  const head = 'process: p\ntitle: P\n';
  const step = `${head}stages:\n  a:\n    title: A\n    steps:\n      - task: call\n`;
  await proposes('sections', `${head}|`, ['stages', 'decisions', 'scoring', 'schedules', 'on'], ['process']);
  await proposes('keys of a stage', `${head}stages:\n  a:\n    |`, ['steps', 'limit', 'skippable', 'next']);
  await proposes('keys of a task', `${step}        |`, ['assignee', 'due', 'results', 'guide']);
  await proposes('kinds of steps', `${head}stages:\n  a:\n    steps:\n      - |`, ['task', 'parallel', 'each', 'call', 'start']);
  await proposes('keys of a result', `${step}        results:\n          done:\n            |`, ['ask', 'set', 'again', 'return']);
  await proposes('types of fields', `${head}fields:\n  a:\n    type: |`, ['money', 'choice', 'list']);
  await proposes('verdicts', `${head}stages:\n  a:\n    steps:\n      - approve: v\n        approvers: [x]\n        results:\n          |`, ['rework', 'rejected']);
  const hover = await ask('textDocument/hover', await at(`${step}        assi|gnee: head\n`));
  check(/Кто получает задачу/.test(JSON.stringify(hover)) && /Who gets the task/.test(JSON.stringify(hover)), 'hover in both languages', hover);
  for (const [what, text, word] of [
    ['a wrong key of a task', `${step}        asignee: head\n`, 'asignee'],
    ['a wrong key of the process', `${head}titel: x\n`, 'titel'],
    ['a wrong word', `${step}        kind: visit\n`, 'visit'],
    ['a period that is none', `${head}stages:\n  a:\n    limit: soon\n    steps: [{task: x}]\n`, 'limit'],
  ]) {
    const uri = await open(text);
    const lines = text.split('\n');
    const told = published.get(uri).map(one => lines[one.range.start.line]);
    check(told.some(line => line.includes(word)), `red line: ${what}`, published.get(uri));
  }
  child.kill();
  process.exit(wrong ? 1 : 0);
})();
