// Performance and accessibility of the list of tasks and of a deal, as Lighthouse counts them: a desk, and a telephone on a slow net.
import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";
import { demo } from "./house.mjs";

const LEAST = 95;
const CATEGORIES = ["performance", "accessibility"];
const [voronka, root] = process.argv.slice(2);

async function measured(house, page, name, at, how, config) {
  const options = { onlyCategories: CATEGORIES, disableStorageReset: true, output: "json", logLevel: "error" };
  const { lhr } = await lighthouse(`${house.site}${at}`, options, config, page);
  const scores = CATEGORIES.map((one) => Math.round(lhr.categories[one].score * 100));
  const [paint, shift, busy] = ["largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time"].map((one) => lhr.audits[one].displayValue);
  const holds = scores.every((score) => score >= LEAST);
  console.log(`${holds ? "ok  " : "FAIL"} ${name}, ${how}: performance ${scores[0]}, accessibility ${scores[1]} (largest paint ${paint}, shift ${shift}, blocked ${busy})`);
  for (const one of Object.values(lhr.audits)) {
    if (one.score !== null && one.score < 0.9 && lhr.categories.accessibility.auditRefs.some(({ id, weight }) => id === one.id && weight > 0)) console.log(`       ${one.id}: ${one.title}`);
  }
  return holds;
}

const browser = await puppeteer.launch({ executablePath: process.env.CHROME_PATH, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
let house;
let all = true;
try {
  house = await demo(voronka, root);
  const page = await browser.newPage();
  await house.enter(page, "anna");
  const deal = await page.$eval("section.today .about a", (one) => one.getAttribute("href"));
  for (const [name, at] of [["tasks", "/"], ["deal", deal]]) {
    all = await measured(house, page, name, at, "desk", desktopConfig) && all;
    all = await measured(house, page, name, at, "telephone", undefined) && all;
  }
} finally {
  await browser.close();
  house?.end();
}
process.exit(all ? 0 : 1);
