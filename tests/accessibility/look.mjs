// What is looked at on a page that is open: by axe-core at two widths and in both themes, and whether it fits narrow windows.
import { createRequire } from "node:module";

const axe = createRequire(import.meta.url)("axe-core").source;
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
// A window of 1280 pixels at 400 %.
const ENLARGED = { width: 320, height: 256 };

const dressed = (page, theme) => page.emulateMediaFeatures([
  { name: "prefers-color-scheme", value: theme },
  { name: "prefers-reduced-motion", value: "reduce" },
]);

// Folded things of one name close each other, so the names go.
const unfold = (page) => page.evaluate(() => {
  for (const one of document.querySelectorAll("details")) { one.removeAttribute("name"); one.open = true; }
});

// What axe says: what is wrong, how badly, where.
async function asked(page, only) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe);
  const found = await page.evaluate(async (tags, rules) => {
    const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"], iframes: false });
    return violations.map(({ id, impact, help, nodes }) => ({
      id, impact, help, count: nodes.length,
      where: nodes.slice(0, 3).map((node) => `${node.target.join(" ")}  ${node.html.slice(0, 120)}  ${node.any[0]?.message ?? ""}`),
    }));
  }, STANDARDS, only);
  return found;
}

// What reaches beyond the right edge; what scrolls by itself may.
async function tooWide(page, window) {
  await page.setViewport(window);
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const scrolls = (one) => one && (["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge + 1 && !scrolls(one.parentElement));
    return wide.slice(0, 4).map((one) => one.outerHTML.slice(0, 140)).concat(`${document.documentElement.scrollWidth} pixels wide`);
  });
}

// Everything that is wrong with the page that is open, each once.
export async function look(page, picture) {
  const found = new Map();
  const note = (how, problems) => {
    for (const problem of problems) if (!found.has(problem.id)) found.set(problem.id, { ...problem, how });
  };
  const fits = async (how, window) => {
    const where = await tooWide(page, window);
    if (where.length) note(how, [{ id: `scrolls-sideways-${how}`, impact: "serious", help: "the page scrolls sideways", count: 1, where }]);
  };
  await page.setViewport(WIDE);
  await dressed(page, "light");
  await picture?.("light");
  note("light", await asked(page));
  await dressed(page, "dark");
  await picture?.("dark");
  note("dark", await asked(page, ["color-contrast"]));
  await page.setViewport(PHONE);
  await picture?.("phone");
  await fits("phone", PHONE);
  await fits("400 %", ENLARGED);
  await unfold(page);
  await fits("phone, unfolded", PHONE);
  note("phone, dark, unfolded", await asked(page, ["color-contrast"]));
  await dressed(page, "light");
  note("phone, light, unfolded", await asked(page));
  await fits("400 %, unfolded", ENLARGED);
  await page.setViewport(WIDE);
  return [...found.values()];
}

// What a page costs and complains of while it loads.
export class Watch {
  constructor(page, site) {
    Object.assign(this, { page, site });
    this.begin();
  }

  static async of(page, site) {
    const watch = new Watch(page, site);
    watch.cdp = await page.createCDPSession();
    await watch.cdp.send("Network.enable");
    await watch.cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
    await watch.cdp.send("Log.enable");
    watch.cdp.on("Network.requestWillBeSent", ({ requestId, request }) => {
      watch.addresses.set(requestId, request.url);
      if (!request.url.startsWith(`${watch.site}/`) && !/^(data|blob|about):/.test(request.url)) watch.wrong.push(`fetched from elsewhere: ${request.url}`);
    });
    watch.cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const url = watch.addresses.get(requestId) ?? "";
      if (!/-(editor|workshop)\.js$/.test(url)) watch.bytes += encodedDataLength;
    });
    watch.cdp.on("Log.entryAdded", ({ entry }) => watch.#told(entry.level, entry.text, entry.url));
    page.on("console", (message) => { if (message.type() === "error") watch.#told("error", message.text(), message.location().url); });
    page.on("pageerror", (error) => watch.#told("error", String(error), ""));
    return watch;
  }

  begin() {
    Object.assign(this, { bytes: 0, wrong: [], addresses: new Map(), isOn: true });
  }

  // That a page answers with a mistake is not a mistake of the page.
  #told(level, text, url) {
    if (!this.isOn || level !== "error") return;
    if (/Failed to load resource/.test(text) && url === this.page.url()) return;
    this.wrong.push(`console: ${text} ${url ?? ""}`.trim());
  }
}
