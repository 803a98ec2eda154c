// The workshop: puts the editor in the place of the text area, asks the server what it finds while one types, and keeps the picture,
// the findings and the cursor together. Without it the page's buttons do the same, one page after another.
(() => {
  "use strict";
  const bench = document.getElementById("workshop");
  const area = document.getElementById("text");
  if (!bench || !area || !globalThis.voronkaEditor) return;

  const QUIET_MS = 350;
  const DRAFT = "voronka draft " + bench.dataset.draft;
  const say = JSON.parse(bench.dataset.words);
  const form = bench.closest("form");
  const part = id => document.getElementById(id);
  const [summary, findings, picture, changes, stale, report, own] =
    ["summary", "findings", "picture", "changes", "stale", "report", "own"].map(part);
  const opened = area.value;
  let places = [], line = 1, timer = 0, asked = null, sent = false, seen = null;

  const host = part("editor");
  host.hidden = false;
  const editor = globalThis.voronkaEditor.create(host, {
    text: opened, label: say.text, locale: document.documentElement.lang,
    on: {changed, moved, complete, check: study, send: () => form.requestSubmit(form.querySelector("button.primary"))},
  });
  // Keys of the page are for where nobody types; from outside the editor does not look like such a place.
  host.addEventListener("keydown", event => event.stopPropagation());
  area.hidden = true;
  area.required = false;
  form.querySelector("label[for=text]").addEventListener("click", event => { event.preventDefault(); editor.focus(); });
  form.querySelectorAll(".plain-only").forEach(button => { button.hidden = true; });
  form.querySelectorAll(".shortcut").forEach(keys => { keys.hidden = false; });

  function changed(text) {
    area.value = text;
    keep(text);
    clearTimeout(timer);
    timer = setTimeout(study, QUIET_MS);
  }

  async function ask(address, signal) {
    const answer = await fetch(address, {method: "POST", body: new FormData(form), headers: {accept: "application/json"}, signal});
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // Nobody is told that there is nothing to propose.
  async function complete(text, at, column) {
    const body = new FormData(form);
    [["text", text], ["line", at], ["column", column]].forEach(([name, value]) => body.set(name, value));
    try {
      const answer = await fetch("/workshop/complete", {method: "POST", body, headers: {accept: "application/json"}});
      return answer.ok ? answer.json() : null;
    } catch {
      return null;
    }
  }

  async function study() {
    clearTimeout(timer);
    asked?.abort();
    const mine = asked = new AbortController();
    summary.textContent = say.checking;
    try {
      show(await ask("/workshop/study", mine.signal));
    } catch (error) {
      if (mine === asked && error.name !== "AbortError") tell(say.unreachable, false);
    }
  }

  function tell(text, good) {
    summary.textContent = text;
    summary.className = "verdict " + (good ? "verdict-good" : "verdict-bad");
  }

  function show(found) {
    seen = {text: area.value, found};
    tell(found.summary, found.sound);
    editor.mark(found.findings);
    findings.innerHTML = found.list;
    changes.innerHTML = found.changes;
    places = found.places;
    stale.hidden = found.picture !== null;
    stale.textContent = say.stale;
    if (found.picture !== null) picture.innerHTML = found.picture;
    follow();
  }

  function moved(to) {
    line = to;
    follow();
  }

  // The picture shows where the cursor is.
  function follow() {
    let name = "";
    for (const [from, spot] of places) {
      if (from > line) break;
      name = spot;
    }
    picture.querySelectorAll(".here").forEach(spot => spot.classList.remove("here"));
    const spots = name ? [...picture.querySelectorAll(".spot")].filter(spot => spot.dataset.at === name) : [];
    spots.forEach(spot => spot.classList.add("here"));
    if (spots.length > 0) reveal(spots[0]);
  }

  function reveal(spot) {
    const box = picture.getBoundingClientRect(), at = spot.getBoundingClientRect();
    if (at.top < box.top || at.bottom > box.bottom) {
      const high = Math.min(at.height, box.height / 2);
      picture.scrollTop += at.top - box.top - (box.height - high) / 2;
    }
  }

  function go(to, column) {
    editor.go(to, column);
  }

  picture.addEventListener("click", event => {
    const spot = event.target.closest?.(".spot");
    const place = spot && places.find(([, name]) => name === spot.dataset.at);
    if (place) go(place[0], 1);
  });
  form.addEventListener("click", event => {
    const link = event.target.closest?.("a[data-line]");
    if (!link) return;
    event.preventDefault();
    go(Number(link.dataset.line), Number(link.dataset.column));
  });
  part("play").addEventListener("click", async event => {
    event.preventDefault();
    report.textContent = say.playing;
    try {
      report.innerHTML = (await ask("/workshop/scenarios")).report;
    } catch {
      report.textContent = say.unreachable;
    }
  });
  own.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) part("play").click();
  });

  // What is typed is kept in this browser until it is deployed.
  function keep(text) {
    try {
      if (text === opened) localStorage.removeItem(DRAFT); else localStorage.setItem(DRAFT, text);
    } catch { /* A browser that keeps nothing still edits. */ }
  }

  function kept() {
    try { return localStorage.getItem(DRAFT); } catch { return null; }
  }

  function offer(draft) {
    const note = document.createElement("p");
    note.className = "draft";
    note.setAttribute("role", "status");
    const button = (text, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.addEventListener("click", () => { note.remove(); act(); });
      return made;
    };
    note.append(say.draft + " ", button(say.restore, () => { editor.replace(draft); editor.focus(); }), " ",
      button(say.drop, () => keep(opened)));
    bench.before(note);
  }

  // What is wrong already is shown where it is; the server would say no more.
  form.addEventListener("submit", event => {
    if (seen && seen.text === area.value && !seen.found.sound && event.submitter?.matches(".primary")) {
      event.preventDefault();
      const first = seen.found.findings.find(one => one.severity === "error") ?? seen.found.findings[0];
      if (first) go(first.line, first.column);
      return;
    }
    sent = true;
  });
  addEventListener("beforeunload", event => {
    if (!sent && area.value !== opened) event.preventDefault();
  });
  const draft = kept();
  if (draft !== null && draft !== opened) offer(draft); else keep(opened);
  study();
})();
