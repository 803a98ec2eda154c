// Walks all pages as everybody who works with them, and tells what is wrong with each.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { demo, empty } from "./house.mjs";
import { Watch, look } from "./look.mjs";
import { prepared, ROUNDS } from "./states.mjs";

const HEAVIEST = 100 * 1024;
const GRAVE = ["serious", "critical"];
const [voronka, root] = process.argv.slice(2);
const only = new RegExp(process.env.ONLY ?? "");
const languages = (process.env.LANGUAGES ?? "ru,en").split(",");
const shots = process.env.SHOTS;
const [counts, heaviest] = [{ looked: 0, wrong: 0, light: 0 }, { bytes: 0, name: "" }];

const name = (language, who, state) => `${language} ${who}: ${state}`;

// A picture of each look of a state, where pictures are wanted.
function camera(page, title) {
  if (!shots) return undefined;
  mkdirSync(shots, { recursive: true });
  return async (look) => page.screenshot({ path: join(shots, `${title.replace(/[^\p{L}\p{N}]+/gu, "-")}-${look}.png`), fullPage: look === "phone" });
}

function tell(title, bytes, found, wrong) {
  const grave = found.filter(({ impact }) => GRAVE.includes(impact));
  const failed = grave.length > 0 || wrong.length > 0;
  counts.looked += 1;
  counts.wrong += failed ? 1 : 0;
  counts.light += found.length - grave.length;
  if (bytes > heaviest.bytes) Object.assign(heaviest, { bytes, name: title });
  console.log(`${failed ? "FAIL" : "ok  "} ${title} (${Math.ceil(bytes / 1024)} KB)`);
  for (const line of wrong) console.log(`       ${line}`);
  for (const { id, impact, help, count, where, how } of found) {
    console.log(`       ${impact}: ${id} ×${count} (${how}): ${help}`);
    for (const place of where) console.log(`         ${place}`);
  }
}

async function visit(house, page, watch, language, round, state) {
  const title = name(language, round.name, state.name);
  const at = typeof state.at === "function" ? await state.at(house) : state.at;
  if (!at) return tell(title, 0, [], ["there is no such page here"]);
  watch.begin();
  const answer = await page.goto(`${house.site}${at}${at.includes("?") ? "&" : "?"}lang=${language}`);
  await page.evaluate(() => document.fonts.ready);
  const bytes = watch.bytes;
  if (answer.status() !== (state.status ?? 200)) watch.wrong.push(`answered ${answer.status()}`);
  if (bytes > HEAVIEST) watch.wrong.push(`${bytes} bytes at first load, more than ${HEAVIEST}`);
  if (state.act) await state.act(page, house).catch((error) => watch.wrong.push(`could not be brought about: ${error.message}`));
  watch.isOn = false;
  const found = await look(page, camera(page, title)).catch((error) => { watch.wrong.push(`could not be looked at: ${error.message}`); return []; });
  tell(title, bytes, found, watch.wrong);
}

async function round(browser, house, language, round) {
  const states = round.states.filter((state) => only.test(name(language, round.name, state.name)));
  if (!states.length) return;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("dialog", (dialog) => dialog.accept());
  if (round.who) await house.enter(page, round.who);
  const watch = await Watch.of(page, house.site);
  for (const state of states) await visit(house, page, watch, language, round, state);
  await context.close();
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROME_PATH, headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars"],
});
const houses = {};
try {
  houses.demo = await demo(voronka, root);
  houses.empty = await empty(voronka, root);
  await prepared(houses, browser);
  for (const language of languages) {
    for (const one of ROUNDS) await round(browser, houses[one.house ?? "demo"], language, one);
  }
} finally {
  await browser.close();
  for (const house of Object.values(houses)) house.end();
}
console.log(`${counts.looked} pages, ${counts.wrong} wrong, ${counts.light} lighter remarks; the heaviest: ${heaviest.name}, ${Math.ceil(heaviest.bytes / 1024)} KB`);
process.exit(counts.wrong || !counts.looked ? 1 : 0);
