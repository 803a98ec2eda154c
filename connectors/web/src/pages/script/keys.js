// Keys. They work where nobody types, and by their place on the keyboard, so that the Russian layout does as well as the Latin one.
(() => {
  const voronka = window.voronka;
  const say = voronka.say;
  const ROWS = 'main .entry .title, main table.deals .title, main .deal-card .title, main .slot .title, main [data-row]';
  const GO_TIME = 1500;
  const help = document.querySelector('a.keys-link');
  const places = new Map((help?.dataset.places ?? '').split(' ').map((pair) => pair.split('=')));
  let goesUntil = 0;

  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent !== null);
  const rowOf = (element) => {
    const around = element?.closest?.('.entry, tr, .deal-card, .slot');
    return around ? rows().find((row) => around.contains(row)) : rows().find((row) => row === element);
  };
  const move = (step) => {
    const all = rows();
    const at = all.indexOf(rowOf(document.activeElement));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    all[next]?.focus();
    all[next]?.scrollIntoView({ block: 'nearest' });
  };
  const complete = () => {
    const results = document.querySelector('main > .columns .results :is(summary, input:not([type=hidden]), select, textarea, button)');
    if (results) { results.focus(); return; }
    const row = rowOf(document.activeElement) ?? rows()[0];
    if (row?.dataset.panel) voronka.unfold(row);
  };
  const openPage = () => {
    const row = rowOf(document.activeElement);
    if (row?.href) location.href = row.href;
  };
  const press = (key) => document.querySelector(`main [data-key="${key}"]`)?.click();

  const showHelp = async () => {
    if (document.querySelector('dialog.help')) return;
    const dialog = document.createElement('dialog');
    dialog.className = 'help';
    try {
      const answer = await fetch(help.href, { headers: { accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      dialog.setAttribute('aria-label', page.querySelector('h1').textContent);
      dialog.append(...page.querySelector('#keys-help').childNodes);
    } catch {
      location.href = help.href;
      return;
    }
    const form = document.createElement('form');
    form.method = 'dialog';
    form.className = 'acts';
    form.innerHTML = `<button>${say('Закрыть', 'Close')}</button>`;
    dialog.append(form);
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  const ACTS = {
    KeyJ: () => move(1), KeyK: () => move(-1), KeyC: complete, KeyO: openPage, KeyN: () => press('n'),
    KeyR: () => voronka.look?.(), KeyG: () => { goesUntil = Date.now() + GO_TIME; },
    BracketLeft: () => press('['), BracketRight: () => press(']'),
  };
  const actOf = (event) => {
    if (event.key === '?' || (event.code === 'Slash' && event.shiftKey)) return showHelp;
    if (event.key === '/' || event.code === 'Slash') return () => document.querySelector('.finder input')?.focus();
    if (event.key === 'Escape') return voronka.close;
    if (Date.now() < goesUntil) {
      goesUntil = 0;
      const to = places.get(event.code.replace('Key', '').toLowerCase());
      if (to) return () => { location.href = to; };
    }
    return event.shiftKey ? undefined : ACTS[event.code];
  };

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    const isTyping = event.target.closest?.('input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]');
    if (isTyping) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const act = actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
  help?.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showHelp();
  });
})();
