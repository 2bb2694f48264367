// What the pages do more where scripts run: the search box as a combobox, results while one types,
// `/` to the box, links to reviews that stand on another page. Without this file, or where the
// server does not answer it, everything is what it is without it.
"use strict";

(() => {
  const SUGGEST_MS = 80;
  const KINDS = { title: "Film", author: "Author", phrase: "Phrase" };
  const box = document.getElementById("q");
  const list = document.getElementById("completions");
  const announced = document.getElementById("announced");
  if (!box || !list || !announced || !window.fetch || !window.AbortController) return;
  const form = box.form;

  // The box as a combobox with a list: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
  let completions = [];
  let active = -1;
  let asked = null;
  let timer = 0;

  function close() {
    window.clearTimeout(timer);
    if (asked) asked.abort();
    asked = null;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    announced.textContent = "";
    activate(-1);
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === index));
    });
    box.removeAttribute("aria-activedescendant");
    if (index < 0) return;
    box.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  // Offsets count code points, as the endpoint does, and a string's own count UTF-16 units.
  function marked(completion) {
    const text = document.createElement("span");
    const letters = [...completion.text];
    let last = 0;
    for (const [start, end] of completion.ranges) {
      const typed = document.createElement("b");
      typed.textContent = letters.slice(start, end).join("");
      text.append(letters.slice(last, start).join(""), typed);
      last = end;
    }
    text.append(letters.slice(last).join(""));
    return text;
  }

  function option(completion, number) {
    const item = document.createElement("li");
    item.id = `completion-${number}`;
    item.setAttribute("role", "option");
    const kind = document.createElement("span");
    kind.className = "what";
    kind.textContent = KINDS[completion.kind] || completion.kind;
    item.append(marked(completion), " ", kind);
    return item;
  }

  function offer(found) {
    completions = found;
    list.replaceChildren(...found.map(option));
    activate(-1);
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
    const count = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
    announced.textContent = found.length ? `${count}, up and down arrows choose` : "No suggestions";
  }

  async function ask(then) {
    window.clearTimeout(timer);
    if (asked) asked.abort();
    if (!box.value.trim()) return close();
    const mine = (asked = new AbortController());
    try {
      const query = new URLSearchParams({ q: box.value });
      const response = await fetch(`${box.dataset.suggest}?${query}`, { signal: mine.signal });
      if (!response.ok) throw new Error(response.statusText);
      const answer = await response.json();
      if (asked !== mine) return;
      asked = null;
      offer(answer.completions);
      if (then && !list.hidden) then();
    } catch {
      if (asked === mine) close();
    }
  }

  function askSoon(event) {
    if (event.isComposing) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, SUGGEST_MS);
  }

  function choose(index) {
    box.value = completions[index].query;
    close();
  }

  const search = (index) => form.requestSubmit(choose(index));

  function move(step) {
    const last = completions.length - 1;
    if (list.hidden) ask(() => activate(step > 0 ? 0 : completions.length - 1));
    else if (step > 0) activate(active === last ? -1 : active + 1);
    else activate(active === -1 ? last : active - 1);
  }

  const toTheText = () => activate(-1);

  // Each returns whether the key has done its work, so that the browser does nothing more.
  const KEYS = {
    ArrowDown(event) {
      if (!event.altKey) move(1);
      else if (list.hidden) ask();
      return true;
    },
    ArrowUp: (event) => (event.altKey ? close() : move(-1)) || true,
    Enter() {
      const isChosen = active >= 0;
      if (isChosen) search(active);
      else close();
      return isChosen;
    },
    Escape() {
      const wasOpen = !list.hidden;
      close();
      return wasOpen;
    },
    Tab: () => (active >= 0 ? choose(active) : close()),
    Home: toTheText, End: toTheText, ArrowLeft: toTheText, ArrowRight: toTheText,
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);

  box.addEventListener("keydown", (event) => {
    const plain = !event.isComposing && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain && Object.hasOwn(KEYS, event.key) && KEYS[event.key](event)) event.preventDefault();
  });
  box.addEventListener("input", askSoon);
  box.addEventListener("compositionend", askSoon);
  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // The focus stays in the box, or the list would close before it is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) search([...list.children].indexOf(item));
  });

  // Results while one types, on a page of results: the same page as without, its main part alone.
  const PAUSE_MS = 250;
  const OF_THE_PAGE = "link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next]";
  const told = document.getElementById("told");
  let query = ""; // what the form asked for last
  let shown = ""; // the page whose main part is there
  let entry = ""; // the page that Back comes to; a pause changes the address, and leaves this
  let fetched = null;
  let pause = 0;

  function place(url) {
    const { pathname, search: given } = new URL(url, location.href);
    return `${pathname}?${new URLSearchParams(given)}`;
  }

  // Where the form would lead; nowhere without a query.
  function wanted() {
    const given = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
    const url = `${form.action}?${new URLSearchParams(given)}`;
    return given.some(([name, value]) => name === "q" && value) ? place(url) : "";
  }

  // Puts the main part of a page in place of this one's; raises what only a whole load can mend.
  async function show(url) {
    window.clearTimeout(pause);
    if (fetched) fetched.abort();
    const mine = (fetched = new AbortController());
    const response = await fetch(url, { signal: mine.signal });
    const isPage = /^text\/html/.test(response.headers.get("Content-Type"));
    if (!isPage || response.redirected || response.status === 429) throw new Error("no page");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    mine.signal.throwIfAborted();
    document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes);
    document.querySelectorAll(OF_THE_PAGE).forEach((link) => link.remove());
    document.head.append(...page.querySelectorAll(OF_THE_PAGE));
    document.title = page.title;
    told.textContent = document.querySelector("#main h1").textContent;
    shown = place(url);
  }

  async function showAfterPause() {
    const url = wanted();
    if (!url || url === query) return;
    try {
      await show(url);
      query = url;
      history.replaceState(null, "", url);
    } catch {
      // Not answered, or no longer asked: what is there stays, and Enter still searches.
    }
  }

  async function showSubmitted(event) {
    const url = wanted();
    if (!url) return;
    event.preventDefault();
    try {
      if (url !== shown) await show(url);
      query = url;
      if (url === entry) return;
      history.replaceState(null, "", entry);
      history.pushState(null, "", url);
      entry = url;
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  }

  if (told) {
    query = wanted();
    shown = entry = place(location.href);
    form.addEventListener("input", (event) => {
      window.clearTimeout(pause);
      if (!event.isComposing) pause = window.setTimeout(showAfterPause, PAUSE_MS);
    });
    form.addEventListener("submit", showSubmitted);
    window.addEventListener("popstate", () => {
      if (place(location.href) !== shown) location.reload();
    });
  }

  // `/` goes to the box, unless one types elsewhere or has said on the page of help that it is not to.
  const OFF = "reviewfinder-no-slash";
  const keys = document.querySelector("#keys input");

  function isOff() {
    try {
      return localStorage.getItem(OFF);
    } catch {
      return ""; // a browser that keeps nothing
    }
  }

  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    const types = event.target.closest("input:not([type=checkbox]), select, textarea");
    const value = event.key === " " && event.target.closest(".facet li a"); // drawn as a box to tick
    if (value) event.preventDefault();
    if (value) value.click();
    const sort = event.key === "Escape" && event.target.closest(".sort[open]");
    if (sort) sort.firstElementChild.focus();
    if (sort) sort.open = false;
    if (event.key !== "/" || held || types || isOff()) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  if (keys) {
    keys.closest("[hidden]").hidden = false;
    keys.checked = !isOff();
    keys.addEventListener("change", () => localStorage.setItem(OFF, keys.checked ? "" : "off"));
  }

  // A value of a facet that a key has chosen has the focus again on the page that it leads to, and
  // with Back. Who goes on from the list of sorts leaves it folded up, not over what has the focus.
  const named = (link) => `chosen ${link.closest(".facet").id} ${link.children[1].firstChild.data}`;
  const again = [...document.querySelectorAll(".facet li a")].find((link) => named(link) === window.name);
  again?.closest(".facets").setAttribute("open", "");
  again?.focus();
  document.addEventListener("click", (event) => {
    const link = event.detail === 0 && event.target.closest(".facet li a");
    window.name = link ? named(link) : "";
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const sort = relatedTarget && target.closest(".sort");
    if (sort && !sort.contains(relatedTarget)) sort.open = false;
  });

  // A link to a review on another page of its film leads to a line that names it, whose link leads on.
  function follow() {
    const line = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const link = line && line.closest(".elsewhere li") && line.querySelector("a");
    if (link) location.replace(link.href);
  }

  follow();
  window.addEventListener("hashchange", follow);
})();
