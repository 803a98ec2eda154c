// What changes elsewhere: a stream of hints, after which the page is asked for again and its main part exchanged. Nothing that somebody
// has begun to type is touched; then a notice says that there is something new.
(() => {
  const voronka = window.voronka;
  const say = voronka.say;
  const PAUSE = 1500;
  const PAUSE_OF_BOARDS = 5000;
  const AGAIN = 60000;
  const marks = () => [...document.querySelectorAll('[data-live]')].map((element) => element.dataset.live.split(' '));
  if (!window.EventSource || marks().length === 0) return;

  let source = null;
  let timer = 0;
  let last = 0;
  let wasLost = false;

  const offer = () => {
    if (document.querySelector('.changed')) return;
    const isDeal = marks().some(([what]) => what === 'deal');
    const bar = document.createElement('div');
    bar.className = 'changed';
    bar.setAttribute('role', 'status');
    bar.append(isDeal ? say('Сделка изменилась', 'The deal has changed') : say('Список изменился', 'The list has changed'));
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = say('Показать', 'Show');
    button.addEventListener('click', () => voronka.look());
    bar.append(button);
    document.body.append(bar);
  };

  // What was unfolded stays so, by the words on it and where its form goes.
  const nameOf = (details) => `${details.querySelector('form')?.getAttribute('action') ?? ''} ${details.querySelector('summary')?.textContent ?? ''}`;
  const placeOf = (element) => element?.id ? `#${CSS.escape(element.id)}` : element?.getAttribute?.('href') ? `main a[href="${CSS.escape(element.getAttribute('href'))}"]` : null;

  const exchange = (page) => {
    const [old, fresh] = [document.querySelector('main'), page.querySelector('main')];
    if (!old || !fresh) return;
    const focused = old.contains(document.activeElement) ? placeOf(document.activeElement) : null;
    const open = new Set([...old.querySelectorAll('details[open]')].map(nameOf));
    const scrolled = old.querySelector('.board-scroll')?.scrollLeft ?? 0;
    const said = old.querySelector(':scope > .said');
    fresh.querySelectorAll('details').forEach((details) => { if (open.has(nameOf(details))) details.open = true; });
    if (said && !fresh.querySelector(':scope > .said')) fresh.prepend(said);
    old.replaceWith(document.adoptNode(fresh));
    const [nav, freshNav] = [document.querySelector('header.top nav'), page.querySelector('header.top nav')];
    if (nav && freshNav) nav.replaceWith(document.adoptNode(freshNav));
    const board = document.querySelector('main .board-scroll');
    if (board) board.scrollLeft = scrolled;
    if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
    document.querySelector('.changed')?.remove();
    voronka.touched = false;
  };

  const fetchAgain = async (isForced) => {
    timer = 0;
    last = Date.now();
    if (document.hidden) { wasLost = true; return; }
    if (voronka.touched && !isForced) { offer(); return; }
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!answer.ok || answer.redirected) { offer(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (voronka.touched && !isForced) { offer(); return; }
      exchange(page);
    } catch {
      wasLost = true;
    }
  };
  const later = (pause) => {
    if (!timer) timer = setTimeout(() => fetchAgain(false), Math.max(0, last + pause - Date.now()));
  };
  voronka.look = () => {
    const lost = say('Введенное здесь пропадет. Показать новое?', 'What was typed here will be lost. Show what is new?');
    if (!voronka.touched || confirm(lost)) fetchAgain(true);
  };

  const onDeal = ({ id, revision }) => marks().forEach(([what, shown, known]) => {
    if (what === 'deals') later(PAUSE_OF_BOARDS);
    if (what === 'deal' && shown === id && revision > Number(known)) later(PAUSE);
  });
  const onTasks = () => { if (marks().some(([what]) => what === 'tasks')) later(PAUSE); };

  const listen = () => {
    if (source || document.hidden) return;
    const deal = marks().find(([what]) => what === 'deal');
    source = new EventSource(deal ? `/live?deal=${encodeURIComponent(deal[1])}` : '/live');
    source.addEventListener('open', () => { if (wasLost) { wasLost = false; later(0); } });
    source.addEventListener('deal', (event) => onDeal(JSON.parse(event.data)));
    source.addEventListener('tasks', onTasks);
    source.addEventListener('all', () => later(PAUSE));
    source.addEventListener('error', () => {
      wasLost = true;
      if (source?.readyState === EventSource.CLOSED) { stop(); setTimeout(listen, AGAIN); }
    });
  };
  const stop = () => { source?.close(); source = null; };

  // A window that nobody looks at does not listen: a browser has few connections to one server.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { stop(); wasLost = true; } else { listen(); }
  });
  window.addEventListener('pagehide', stop);
  window.addEventListener('pageshow', listen);
  listen();
})();
