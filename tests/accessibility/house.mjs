// The servers whose pages are looked at, and the postbox that their letters come to.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PASSWORD = "верблюд скоба батарея";
const listening = (server) => new Promise((done) => { server.listen(0, "127.0.0.1", () => done(server.address().port)); });
const freePort = async () => {
  const probe = createServer();
  const port = await listening(probe);
  await new Promise((done) => { probe.close(done); });
  return port;
};

// A mail server that takes every letter and keeps its text.
class Postbox {
  letters = [];

  async open() {
    this.server = createServer((socket) => this.#serve(socket));
    this.url = `smtp://127.0.0.1:${await listening(this.server)}`;
    return this;
  }

  #serve(socket) {
    let [rest, letter] = ["", null];
    socket.on("error", () => {});
    socket.write("220 postbox\r\n");
    socket.on("data", (bytes) => {
      const lines = (rest + bytes.toString("utf8")).split("\r\n");
      rest = lines.pop();
      for (const line of lines) {
        if (letter === null) {
          const word = line.slice(0, 4).toUpperCase();
          if (word === "DATA") letter = [];
          // Nobody knows Olga here: what is sent to her becomes an incident.
          if (/^RCPT TO:<olga@/i.test(line)) socket.write("550 no such mailbox\r\n");
          else socket.write(word === "DATA" ? "354 go on\r\n" : word === "QUIT" ? "221 bye\r\n" : "250 postbox\r\n");
        } else if (line === ".") {
          this.letters.push(letter.join("\n"));
          letter = null;
          socket.write("250 kept\r\n");
        } else letter.push(line);
      }
    });
  }

  // The addresses below this folder in the letters to this person, once there are so many.
  async links(person, folder, many) {
    const pattern = new RegExp(`http://127\\.0\\.0\\.1:\\d+(${folder}[A-Za-z0-9_.-]+)`);
    for (let tries = 0; tries < 300; tries++) {
      const letters = this.letters.filter((letter) => letter.includes(`<${person}@`) || letter.includes(`To: ${person}@`)).map(decoded);
      const found = [...new Set(letters.map((letter) => letter.match(pattern)?.[1]).filter(Boolean))];
      if (found.length >= many) return found;
      await new Promise((done) => { setTimeout(done, 100); });
    }
    throw new Error(`no letter to ${person} with ${folder}; ${this.letters.length} letters came`);
  }
}

// The texts of a letter, whichever way they were packed for the journey.
function decoded(letter) {
  const parts = letter.split(/\n--[^\n]+\n/);
  return parts.map((part) => {
    const [head, ...body] = part.split("\n\n");
    if (/base64/i.test(head)) return Buffer.from(body.join(""), "base64").toString("utf8");
    return body.join("\n\n").replace(/=\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  }).join("\n");
}

// A server on a database of its own.
class House {
  constructor(voronka, root) {
    this.voronka = voronka;
    this.folder = mkdtempSync(join(tmpdir(), "voronka-accessibility-"));
    cpSync(join(root, "processes"), join(this.folder, "processes"), { recursive: true });
    mkdirSync(join(this.folder, "data"));
    this.database = `sqlite://${join(this.folder, "data", "voronka.db")}`;
    // Finished deals leave for the archive within days, so that there is one to look at.
    appendFileSync(join(this.folder, "processes/corporate_sales/process.yaml"), "\narchive: {after: 5 days}\n");
  }

  async start(args) {
    this.postbox = await new Postbox().open();
    const port = await freePort();
    this.site = `http://127.0.0.1:${port}`;
    this.child = spawn(this.voronka, [...args, "--listen", `127.0.0.1:${port}`, "--smtp", this.postbox.url], { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    this.child.stderr.on("data", (text) => { log = (log + text).slice(-20_000); });
    for (let tries = 0; ; tries++) {
      if (await fetch(`${this.site}/health/ready`).then((answer) => answer.ok, () => false)) return this;
      if (tries > 1200 || this.child.exitCode !== null) throw new Error(`the server does not start\n${log}`);
      await new Promise((done) => { setTimeout(done, 100); });
    }
  }

  // What the command prints.
  run(...args) {
    return execFileSync(this.voronka, [...args, "--database", this.database], { cwd: this.folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  }

  // Where this person sets his password.
  invite(person) {
    return new URL(this.run("account", "invite", "--person", person).split("\n").at(-1)).pathname;
  }

  // A call of the HTTP interface as this person.
  async call(person, method, path, body, headers = {}) {
    this.tokens ??= new Map();
    if (!this.tokens.has(person)) this.tokens.set(person, this.run("token", "create", "--person", person, "--name", "pages"));
    const answer = await fetch(`${this.site}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.tokens.get(person)}`, "content-type": "application/json", ...headers },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  end() {
    this.child?.kill("SIGKILL");
    this.postbox?.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// The demo: deals in every stage, and anybody enters by one click.
export async function demo(voronka, root) {
  const house = await new House(voronka, root).start(["demo", "--fresh", "--data", "data"]);
  house.enter = async (page, person) => {
    await page.goto(`${house.site}/login`);
    await Promise.all([page.waitForNavigation(), page.click(`button[value="${person}"]`)]);
  };
  return house;
}

// A company that has not begun: nothing is there, and people enter with passwords.
export async function empty(voronka, root) {
  const house = new House(voronka, root);
  await house.start(["serve", "--test-clock", "--database", house.database, "--processes", "processes", "--organisation", "processes/demo/organisation.yaml"]);
  house.passwords = new Set();
  house.enter = async (page, person) => {
    if (!house.passwords.has(person)) {
      await page.goto(`${house.site}${house.invite(person)}`);
      await page.type("#password", PASSWORD);
      await page.type("#again", PASSWORD);
      house.passwords.add(person);
    } else {
      await page.goto(`${house.site}/login`);
      await page.type("#login", person);
      await page.type("#password", PASSWORD);
    }
    await Promise.all([page.waitForNavigation(), page.click("main button.primary")]);
  };
  return house;
}
