// Every page and the states of it that matter, in rounds: one person in one house.

// Sends the form that this button belongs to, as one does whose browser checks nothing, and waits for the page that comes back.
const sent = (button) => async (page) => {
  await page.evaluate(() => { for (const form of document.forms) form.noValidate = true; });
  await Promise.all([page.waitForNavigation(), page.$eval(button, (one) => { one.closest("details")?.setAttribute("open", ""); one.click(); })]);
};
const filled = (fields, button) => async (page) => {
  for (const [place, text] of Object.entries(fields)) {
    await page.$eval(place, (one, value) => { one.value = value; one.closest("details")?.setAttribute("open", ""); }, text);
  }
  await sent(button)(page);
};
const main = "main form:not([method=get]) button.primary";
// What is shown beside a field.
const wrongThen = (act) => async (page) => { await act(page); await page.waitForSelector("main .error, main .wrong, main [role=alert]"); };
const unfolded = async (page) => {
  await page.click("main a[data-panel]");
  await page.waitForSelector(".panel form");
};
const hint = async (page) => {
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]");
};
// Somebody else changes the deal while its form is open and something is typed.
const changedMeanwhile = async (page, house) => {
  await page.type('textarea[name="f.need"]', " ");
  await house.call("anna", "POST", `/tasks/${house.task}/comment`, { text: "They ask for drawings" });
  await page.waitForSelector(".changed");
};
// A letter's own HTML may run nothing, also not what looks at it: so it is looked at beside its place.
const htmlOfLetter = async (page, house) => {
  const html = await page.evaluate(async (address) => (await fetch(address)).text(), `${house.letter}/html`);
  await page.goto("about:blank");
  await page.setContent(html);
};
const workshop = async (page) => page.waitForSelector(">>> .cm-content");
const of = (key, end = "") => (house) => house[key] && `${house[key]}${end}`;

const manager = [
  { name: "tasks", at: "/" },
  { name: "a task in its row", at: "/", act: unfolded },
  { name: "a mistake in a row", at: "/", act: async (page) => { await unfolded(page); await wrongThen(sent(".panel .acts-list details:nth-of-type(2) button"))(page); } },
  { name: "tasks, none found", at: "/?q=zzzz" },
  { name: "the keys as a dialog", at: "/", act: hint },
  { name: "keys", at: "/keys" },
  { name: "a task", at: of("taskPage") },
  { name: "a task, why", at: of("taskPage", "/why") },
  { name: "a task, a mistake", at: of("taskPage"), act: wrongThen(sent(".acts-list details button")) },
  { name: "a task that is done", at: of("donePage") },
  { name: "a new task", at: "/tasks/new" },
  { name: "a new task, a mistake", at: "/tasks/new", act: wrongThen(sent(main)) },
  { name: "deals", at: "/deals" },
  { name: "deals, none found", at: "/deals?stage=nothing" },
  { name: "archived deals", at: "/deals?show=archived" },
  { name: "an archived deal", at: of("archived") },
  { name: "a deal", at: of("deal") },
  { name: "a deal that is far on", at: of("far") },
  { name: "a deal, why", at: of("deal", "/why") },
  { name: "a deal, correcting", at: of("deal", "/edit") },
  { name: "a deal, correcting wrongly", at: of("deal", "/edit"), act: wrongThen(filled({ 'input[name="f.title"]': "" }, main)) },
  { name: "a deal changed elsewhere", at: of("deal", "/edit"), act: changedMeanwhile },
  { name: "a deal, its stage", at: of("deal", "/stage") },
  { name: "a deal, its owner", at: of("deal", "/owner") },
  { name: "a deal, its owner, a mistake", at: of("deal", "/owner"), act: wrongThen(sent(main)) },
  { name: "a deal, its end", at: of("deal", "/finish") },
  { name: "a deal, its end, a mistake", at: of("deal", "/finish"), act: wrongThen(sent("main form:not([method=get]) button")) },
  { name: "a new deal", at: "/deals/new" },
  { name: "a new deal, a mistake", at: "/deals/new", act: wrongThen(sent(main)) },
  { name: "board", at: "/deals/board" },
  { name: "calendar", at: "/calendar" },
  { name: "calendar by month", at: "/calendar?view=month" },
  { name: "search", at: "/search" },
  { name: "search, found", at: "/search?q=a" },
  { name: "search, none found", at: "/search?q=zzzz" },
  { name: "letters", at: "/letters" },
  { name: "a letter", at: of("letter") },
  { name: "the HTML of a letter", at: "/letters", act: htmlOfLetter },
  { name: "escalations", at: "/escalations" },
  { name: "absences", at: "/absences" },
  { name: "absences, a mistake", at: "/absences", act: wrongThen(sent("main form:not([method=get]) button.primary, main form:not([method=get]) button")) },
  { name: "settings", at: "/settings" },
  { name: "settings, a mistake", at: "/settings", act: wrongThen(filled({ "#cron": "never" }, main)) },
  { name: "settings, the calendar's address", at: "/settings", act: sent('form[action="/settings/calendar"] button') },
  { name: "sessions", at: "/settings/entering" },
  { name: "no such page", at: "/nothing/here", status: 404 },
  { name: "refused", at: "/processes", status: 403 },
];

const head = [
  { name: "tasks", at: "/" },
  { name: "escalations", at: "/escalations" },
  { name: "escalations, an answer open", at: "/escalations", act: (page) => page.click("article.escalation summary") },
  { name: "escalations, a mistake", at: "/escalations", act: wrongThen(filled({ 'article.escalation input[name="until"]': "2020-01-01T10:00" }, 'article.escalation form[action$="/time"] button')) },
  { name: "all escalations", at: "/escalations?show=all" },
  { name: "department", at: "/department" },
  { name: "handover", at: "/department/handover" },
  { name: "handover of one", at: "/department/handover?from=anna" },
  { name: "handover, a mistake", at: "/department/handover?from=anna", act: wrongThen(sent(main)) },
  { name: "handover, what goes over", at: "/department/handover?from=anna", act: async (page) => {
    await page.$eval('input[name^="case."]', (one) => { one.checked = true; });
    await filled({ "select[name=to]": "dmitry", "textarea[name=comment]": "Anna is away" }, 'button[value="preview"]')(page);
  } },
  { name: "funnel", at: "/funnel" },
  { name: "somebody leaves", at: "/leaving" },
  { name: "somebody leaves, a mistake", at: "/leaving", act: wrongThen(sent(main)) },
  { name: "a deal", at: of("deal") },
];

const designer = [
  { name: "processes", at: "/processes" },
  { name: "a process", at: "/processes/corporate_sales" },
  { name: "a version", at: of("version") },
  { name: "the regulation", at: "/processes/corporate_sales/regulation" },
  { name: "the map", at: "/processes/corporate_sales/map" },
  { name: "deals of the map", at: of("mapDeals") },
  { name: "workshop, anew", at: "/workshop", act: workshop },
  { name: "workshop", at: "/processes/short_sale/workshop", act: workshop },
  { name: "workshop, findings", at: "/processes/short_sale/workshop", act: async (page) => {
    await workshop(page);
    await page.click(">>> .cm-content");
    await page.keyboard.down("Control");
    await page.keyboard.press("Home");
    await page.keyboard.up("Control");
    await page.keyboard.type("wrong: yes\n");
    await page.waitForSelector(">>> .cm-lint-marker-error", { timeout: 20_000 });
  } },
  { name: "workshop, what would be deployed", at: "/processes/short_sale/workshop", act: async (page) => { await workshop(page); await sent('button[formaction="/workshop/review"]')(page); } },
  { name: "no such process", at: "/processes/nothing", status: 404 },
];

const administrator = [
  { name: "overview", at: "/administration" },
  { name: "people", at: "/administration/people" },
  { name: "a person", at: "/administration/people/anna" },
  { name: "a new person", at: "/administration/people/new" },
  { name: "a new person, a mistake", at: "/administration/people/new", act: wrongThen(filled({ "input[name=email]": "anna at klimat" }, main)) },
  { name: "departments", at: "/administration/structure" },
  { name: "a new department", at: "/administration/structure/edit?kind=department" },
  { name: "a new department, a mistake", at: "/administration/structure/edit?kind=department", act: wrongThen(sent(main)) },
  { name: "a new direction", at: "/administration/structure/edit?kind=direction" },
  { name: "calendars", at: "/administration/calendars" },
  { name: "tokens", at: "/administration/tokens" },
  { name: "tokens, a mistake", at: "/administration/tokens", act: wrongThen(sent(main)) },
  { name: "letters and incidents", at: "/administration/troubles" },
  { name: "an incident", at: of("incident") },
  { name: "log", at: "/administration/log" },
  { name: "letters", at: "/letters" },
];

// Who has not logged in, in the demo.
const stranger = [
  { name: "the demo's log-in", at: "/login" },
  { name: "a link of a letter", at: of("actHead") },
  { name: "a link of a letter to who has the task", at: of("act") },
  { name: "a link of a letter, a mistake", at: of("act"), act: wrongThen(filled({ "#postpone-until": "2020-01-01T10:00", "#postpone-comment": "x" }, "form:has(#postpone-until) button")) },
  { name: "a link of a letter that was used", at: of("actUsed") },
  { name: "a link of a letter that nobody knows", at: "/act/unknown", status: 404 },
];

// The same where people have passwords.
const newcomer = [
  { name: "log-in", at: "/login" },
  { name: "log-in with a token", at: "/login", act: (page) => page.click("details.more summary") },
  { name: "log-in, a mistake", at: "/login", act: wrongThen(filled({ "#login": "anna", "#password": "wrong password" }, "main form.card button.primary")) },
  { name: "a forgotten password", at: "/login/forgotten" },
  { name: "a forgotten password, sent", at: "/login/forgotten", act: filled({ "#login": "galina" }, "main button.primary") },
  { name: "a link to set a password", at: of("password") },
  { name: "a link to set a password, a mistake", at: of("password"), act: wrongThen(filled({ "#password": "short", "#again": "short" }, "main button.primary")) },
  { name: "a link to set a password that is over", at: "/password/unknown", status: 410 },
];

const nothing = (states) => states.map(([name, at]) => ({ name: `${name}, empty`, at }));
const began = {
  manager: nothing([["tasks", "/"], ["deals", "/deals"], ["board", "/deals/board"], ["calendar", "/calendar"], ["letters", "/letters"], ["escalations", "/escalations"], ["search", "/search?q=a"], ["absences", "/absences"]])
    .concat({ name: "sessions and password", at: "/settings/entering" }, { name: "another password, a mistake", at: "/settings/entering", act: wrongThen(filled({ "#present": "wrong", "#password": "верблюд скоба гора", "#again": "верблюд скоба гора" }, 'form[action="/settings/password"] button')) }),
  head: nothing([["department", "/department"], ["funnel", "/funnel"], ["handover", "/department/handover"], ["escalations", "/escalations"]]),
  administrator: nothing([["overview", "/administration"], ["tokens", "/administration/tokens"], ["letters and incidents", "/administration/troubles"], ["log", "/administration/log"], ["processes", "/processes"], ["map", "/processes/corporate_sales/map"]]),
};

export const ROUNDS = [
  { name: "manager", who: "anna", states: manager },
  { name: "head", who: "boris", states: head },
  { name: "designer", who: "maria", states: designer },
  { name: "administrator", who: "vera", states: administrator },
  { name: "stranger", states: stranger },
  { name: "newcomer", house: "empty", states: newcomer },
  { name: "manager who begins", house: "empty", who: "anna", states: began.manager },
  { name: "head who begins", house: "empty", who: "boris", states: began.head },
  { name: "administrator who begins", house: "empty", who: "vera", states: began.administrator },
];

// Where a link of a page leads; nothing where the page has none.
async function leads(page, house, at, place) {
  await page.goto(`${house.site}${at}`);
  return page.$eval(place, (one) => one.getAttribute("href")).catch(() => null);
}

// Lets time pass until there is all that is looked at, and remembers where it is.
export async function prepared({ demo, empty }, browser) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await demo.enter(page, "anna");
  demo.deal = await leads(page, demo, "/", "section.today .about a");
  await demo.call("vera", "POST", "/test/clock", { advance: "1 business day" });
  await demo.call("vera", "POST", "/test/clock", { advance: "2 business hours" });
  demo.taskPage = await leads(page, demo, "/", "section.late a.title, section.today a.title");
  demo.task = (await leads(page, demo, demo.deal, 'main a.title[href^="/tasks/"]')).split("/").at(-1);
  demo.far = await leads(page, demo, "/deals?stage=contract", "table.deals a.title") ?? await leads(page, demo, "/deals?stage=proposal", "table.deals a.title");
  demo.archived = await leads(page, demo, "/deals?show=archived", "table.deals a.title");
  demo.donePage = `/tasks/${demo.deal.split("/").at(-1)}-1`;
  demo.letter = await leads(page, demo, "/letters", "main a.title");
  await demo.enter(page, "maria");
  demo.version = await leads(page, demo, "/processes/corporate_sales", 'main a[href*="/versions/"]');
  demo.mapDeals = await leads(page, demo, "/processes/corporate_sales/map", 'main a[href*="/map/deals"]');
  await demo.enter(page, "vera");
  demo.incident = await leads(page, demo, "/administration/troubles", 'main a[href^="/incidents/"]');
  [demo.actUsed, demo.act] = await demo.postbox.links("anna", "/act/", 2);
  [demo.actHead] = await demo.postbox.links("boris", "/act/", 1);
  await page.goto(`${demo.site}${demo.actUsed}`);
  const soon = new Date(`${await page.$eval("#postpone-until", (one) => one.min)}Z`).getTime() + 2 * 86_400_000;
  const until = new Date(soon).toISOString().slice(0, 16);
  await filled({ "#postpone-until": until, "#postpone-comment": "The client asks for it" }, "form:has(#postpone-until) button")(page);
  if (await page.$("main form")) throw new Error("the link was not used");
  await context.close();
  empty.password = empty.invite("rustam");
}
