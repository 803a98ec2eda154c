'use strict';
// What unfolds in place: a task below its row. Without this the row leads to the task's own page.
(() => {
  const isRussian = document.documentElement.lang === 'ru';
  const say = (ru, en) => (isRussian ? ru : en);
  const voronka = { say, touched: false };
  window.voronka = voronka;

  const CONTROLS = '.result > summary, .result input:not([type=hidden]), .result select, .result textarea, .result button, button';
  const entryOf = (title) => title.closest('.entry');
  const opened = () => document.querySelector('main a[data-panel][aria-expanded="true"]');

  // The address says which task is open, so that whoever loads the page again finds it as it was.
  const note = (id) => {
    if (location.pathname !== '/') return;
    const address = new URL(location.href);
    if (id) address.searchParams.set('open', id); else address.searchParams.delete('open');
    address.hash = '';
    history.replaceState(null, '', address);
  };

  const mayLose = () => !voronka.touched || confirm(say('Введенное здесь пропадет. Закрыть?', 'What was typed here will be lost. Close?'));

  voronka.close = () => {
    const title = opened();
    if (!title || !mayLose()) return false;
    entryOf(title).querySelector(':scope > .panel')?.remove();
    title.setAttribute('aria-expanded', 'false');
    voronka.touched = false;
    note(null);
    title.focus();
    return true;
  };

  voronka.unfold = async (title) => {
    if (title.getAttribute('aria-expanded') === 'true') { focusOn(entryOf(title)); return; }
    if (opened() && !voronka.close()) return;
    title.setAttribute('aria-expanded', 'true');
    const waiting = document.createElement('div');
    waiting.className = 'panel';
    waiting.setAttribute('role', 'status');
    waiting.innerHTML = `<p class="loading">${say('Загружается…', 'Loading…')}</p>`;
    entryOf(title).append(waiting);
    try {
      const answer = await fetch(title.dataset.panel, { headers: { accept: 'text/html' } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      waiting.outerHTML = await answer.text();
    } catch {
      location.href = title.href;
      return;
    }
    note(title.dataset.task);
    focusOn(entryOf(title));
  };

  const focusOn = (entry) => entry?.querySelector(`.panel :is(${CONTROLS})`)?.focus();

  document.addEventListener('click', (event) => {
    const title = event.target.closest?.('a[data-panel]');
    if (!title || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (title.getAttribute('aria-expanded') === 'true') voronka.close(); else voronka.unfold(title);
  });
  // A choice that only cuts a list is sent at once, where it was made with a pointer: the arrow keys only pass by choices.
  let isPointed = false;
  document.addEventListener('pointerdown', () => { isPointed = true; }, true);
  document.addEventListener('keydown', () => { isPointed = false; }, true);
  document.addEventListener('change', (event) => {
    if (isPointed && event.target.matches?.('[data-sends]')) event.target.form.requestSubmit();
  });
  document.addEventListener('input', (event) => {
    if (event.target.closest?.('main form[method="post"]')) voronka.touched = true;
  });

  // A file that is too large is told at once: sent, it would cost the whole form.
  document.addEventListener('change', (event) => {
    const input = event.target;
    if (!input.matches?.('input[type=file][data-most]')) return;
    const isLarge = [...input.files].some((file) => file.size > Number(input.dataset.most));
    input.setCustomValidity(isLarge ? say('Этот файл больше 8 МиБ. Выберите файл поменьше.', 'This file has more than 8 MiB. Choose a smaller one.') : '');
    input.reportValidity();
  });

  // After an act the next task is open already, and after a mistake the form as it was sent.
  const wrong = document.querySelector('main .panel .wrong :is(input:not([type=hidden]), select, textarea)');
  if (document.querySelector('main [role="alert"]')) voronka.touched = true;
  if (wrong) wrong.focus(); else if (opened() && document.querySelector('main .said')) focusOn(entryOf(opened()));
})();
