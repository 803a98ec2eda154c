// One provider, one server of voronka, and browsers that only keep cookies and follow redirects.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as listen } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as jose from "jose";
import Provider from "oidc-provider";

const [voronka, root] = process.argv.slice(2);
const SECRET = "a-secret-that-only-the-two-know-0123456789";
const freePort = () => new Promise((done) => {
  const probe = listen().listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => done(port)); });
});
const [idPort, port] = [await freePort(), await freePort()];
const [issuer, site] = [`http://127.0.0.1:${idPort}`, `http://127.0.0.1:${port}`];

const { privateKey, publicKey } = await jose.generateKeyPair("RS256", { extractable: true });
const jwk = { ...(await jose.exportJWK(privateKey)), kid: "k1", alg: "RS256", use: "sig" };
let account = "anna"; // who is logged in at the provider
let tamper = null; // what becomes of an ID token: (claims) => token

const provider = new Provider(issuer, {
  clients: [{ client_id: "voronka", client_secret: SECRET, redirect_uris: [`${site}/login/sso/back`], response_types: ["code"] }],
  jwks: { keys: [jwk] },
  cookies: { keys: ["only-for-this-test"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/auto/${interaction.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: id === "unverified" ? "anna@klimat.example" : `${id}@klimat.example`,
      email_verified: id !== "unverified",
    }),
  }),
});
provider.use(async (context, next) => {
  await next();
  if (tamper && context.path === "/token" && context.body?.id_token) {
    context.body = { ...context.body, id_token: await tamper(jose.decodeJwt(context.body.id_token)) };
  }
});
const handle = provider.callback();
const idServer = createServer(async (request, response) => {
  if (!request.url.startsWith("/auto/")) return handle(request, response);
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") return provider.interactionFinished(request, response, { login: { accountId: account } });
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope("openid email profile");
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}).listen(idPort, "127.0.0.1");

const folder = mkdtempSync(join(tmpdir(), "voronka-sign-on-"));
writeFileSync(join(folder, "voronka.yaml"), `sign_on:\n  issuer: ${issuer}\n  client: voronka\n  allow: ["127.0.0.1"]\n`);
const server = spawn(voronka, ["serve", "--config", "voronka.yaml", "--listen", `127.0.0.1:${port}`, "--database", "sqlite://voronka.db",
  "--processes", join(root, "processes"), "--organisation", join(root, "processes/demo/organisation.yaml")],
  { cwd: folder, env: { ...process.env, VORONKA_SIGN_ON_SECRET: SECRET }, stdio: ["ignore", "ignore", "pipe"] });
let log = "";
server.stderr.on("data", (text) => { log += text; });
for (let tries = 0; ; tries++) {
  const answers = await fetch(`${site}/health/ready`).then((answer) => answer.ok, () => false);
  if (answers) break;
  if (tries > 300) throw new Error(`the server does not start\n${log}`);
  await new Promise((done) => setTimeout(done, 100));
}

class Browser {
  cookies = new Map();

  async ask(url) {
    const jar = new URL(url).origin;
    const cookies = [...this.cookies].filter(([key]) => key.startsWith(`${jar} `)).map(([key, value]) => `${key.split(" ")[1]}=${value}`);
    const answer = await fetch(url, { redirect: "manual", headers: { cookie: cookies.join("; "), accept: "text/html" } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split("; ");
      const [name, ...value] = pair.split("=");
      const over = attributes.some((one) => /^max-age=0$/i.test(one));
      if (over) this.cookies.delete(`${jar} ${name}`); else this.cookies.set(`${jar} ${name}`, value.join("="));
    }
    return { status: answer.status, to: answer.headers.get("location"), text: await answer.text() };
  }

  // From the log-in page to the address that leads back, which is not opened yet.
  async until() {
    let url = `${site}/login/sso?next=/deals`;
    for (let hops = 0; hops < 15; hops++) {
      const { status, to, text } = await this.ask(url);
      if (!to) throw new Error(`${url}: ${status}\n${text.slice(0, 800)}\n${log.slice(-2000)}`);
      url = new URL(to, url).href;
      if (url.startsWith(`${site}/login/sso/back`)) return url;
    }
    throw new Error("too many redirects");
  }

  async isIn() {
    const { status, text } = await this.ask(`${site}/`);
    return status === 200 && text.includes("Анна Петрова");
  }
}

let failed = 0;
function check(name, holds) {
  console.log(`${holds ? "ok  " : "FAIL"} ${name}`);
  if (!holds) failed += 1;
}

async function refused(name, { who = "anna", change = null, back = (url) => url } = {}) {
  [account, tamper] = [who, change];
  const browser = new Browser();
  const answer = await browser.ask(back(await browser.until()));
  check(`s14 refused: ${name}`, answer.status === 403 && !(await browser.isIn()));
  tamper = null;
}

const signed = (claims, header = { alg: "RS256", kid: "k1" }, key = privateKey) =>
  new jose.SignJWT(claims).setProtectedHeader(header).sign(key);
const coded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

try {
  const anna = new Browser();
  const back = await anna.until();
  const kept = new Map(anna.cookies);
  const entered = await anna.ask(back);
  check("who is vouched for enters and goes where he wanted", entered.status === 303 && entered.to === "/deals" && (await anna.isIn()));

  const again = new Browser();
  again.cookies = new Map(kept);
  check("s14 refused: a replayed code", (await again.ask(back)).status === 403 && !(await again.isIn()));
  const other = new Browser();
  check("s14 refused: the answer in another browser", (await other.ask(await new Browser().until())).status === 403 && !(await other.isIn()));

  await refused("an address that is not verified", { who: "unverified" });
  await refused("a verified address of nobody here", { who: "stranger" });
  await refused("another issuer in the answer", { back: (url) => url.replace(/iss=[^&]*/, "iss=https%3A%2F%2Fevil.example") });
  await refused("another issuer in the token", { change: (claims) => signed({ ...claims, iss: "https://evil.example" }) });
  await refused("another audience", { change: (claims) => signed({ ...claims, aud: "another" }) });
  await refused("no nonce", { change: ({ nonce, ...claims }) => signed(claims) });
  await refused("another nonce", { change: (claims) => signed({ ...claims, nonce: "another" }) });
  await refused("an expired token", { change: (claims) => signed({ ...claims, iat: 1_000_000_000, exp: 1_000_000_600 }) });
  await refused("alg none", { change: (claims) => `${coded({ alg: "none" })}.${coded(claims)}.` });
  const pem = new TextEncoder().encode(await jose.exportSPKI(publicKey));
  await refused("the public key as a shared secret", { change: (claims) => signed(claims, { alg: "HS256" }, pem) });
  await refused("the client's secret as a key", { change: (claims) => signed(claims, { alg: "HS256" }, new TextEncoder().encode(SECRET)) });
  const stranger = await jose.generateKeyPair("RS256");
  await refused("a key of nobody", { change: (claims) => signed(claims, { alg: "RS256", kid: "k1" }, stranger.privateKey) });
  await refused("another state", { back: (url) => url.replace(/state=[^&]*/, "state=another") });

  account = "anna";
  const honest = new Browser();
  await honest.ask(await honest.until());
  check("and the honest answer is still taken", await honest.isIn());
  check("neither codes nor the secret are in the log", !log.includes(SECRET) && !/code=/.test(log));
} finally {
  server.kill("SIGTERM");
  idServer.close();
  idServer.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
