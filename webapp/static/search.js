// The search box as a combobox with a list: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
// Without this file, or where the endpoint does not answer, the box is what it is without it.
"use strict";

(() => {
  const DEBOUNCE_MS = 80;
  const KINDS = { title: "Film", author: "Author", phrase: "Phrase" };

  const box = document.getElementById("q");
  const list = document.getElementById("completions");
  const announced = document.getElementById("announced");
  if (!box || !list || !announced || !window.fetch || !window.AbortController) return;

  let completions = [];
  let active = -1;
  let asked = null;
  let timer = 0;

  const isOpen = () => !list.hidden;

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
    if (index < 0) {
      box.removeAttribute("aria-activedescendant");
    } else {
      box.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
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

  function show(found) {
    completions = found;
    list.replaceChildren(...found.map(option));
    activate(-1);
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
    const count = `${found.length} suggestion${found.length === 1 ? "" : "s"}`;
    announced.textContent = found.length ? `${count}, up and down arrows choose` : "No suggestions";
  }

  async function ask(then) {
    window.clearTimeout(timer);
    if (asked) asked.abort();
    if (!box.value.trim()) {
      close();
      return;
    }
    const mine = new AbortController();
    asked = mine;
    try {
      const query = new URLSearchParams({ q: box.value });
      const response = await fetch(`${box.dataset.suggest}?${query}`, { signal: mine.signal });
      if (!response.ok) throw new Error(response.statusText);
      const answer = await response.json();
      if (asked !== mine) return;
      asked = null;
      show(answer.completions);
      if (then && isOpen()) then();
    } catch {
      if (asked === mine) close();
    }
  }

  function askSoon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, DEBOUNCE_MS);
  }

  function choose(index) {
    box.value = completions[index].query;
    close();
  }

  function search(index) {
    choose(index);
    box.form.requestSubmit();
  }

  function move(step) {
    const last = completions.length - 1;
    if (!isOpen()) {
      ask(() => activate(step > 0 ? 0 : completions.length - 1));
    } else if (step > 0) {
      activate(active === last ? -1 : active + 1);
    } else {
      activate(active === -1 ? last : active - 1);
    }
  }

  // Each returns whether the key has done its work, so that the browser does nothing more.
  const KEYS = {
    ArrowDown(event) {
      if (event.altKey) {
        if (!isOpen()) ask();
      } else {
        move(1);
      }
      return true;
    },
    ArrowUp(event) {
      if (event.altKey) {
        close();
      } else {
        move(-1);
      }
      return true;
    },
    Enter() {
      if (active < 0) {
        close();
        return false;
      }
      search(active);
      return true;
    },
    Escape() {
      const wasOpen = isOpen();
      close();
      return wasOpen;
    },
    Tab() {
      if (active < 0) {
        close();
      } else {
        choose(active);
      }
      return false;
    },
    Home() {
      activate(-1);
      return false;
    },
    End() {
      activate(-1);
      return false;
    },
    ArrowLeft() {
      activate(-1);
      return false;
    },
    ArrowRight() {
      activate(-1);
      return false;
    },
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);

  box.addEventListener("keydown", (event) => {
    const plain = !event.isComposing && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain && Object.hasOwn(KEYS, event.key) && KEYS[event.key](event)) event.preventDefault();
  });
  box.addEventListener("input", (event) => {
    if (!event.isComposing) askSoon();
  });
  box.addEventListener("compositionend", askSoon);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  // The focus stays in the box, or the list would close before it is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) search([...list.children].indexOf(item));
  });
})();
