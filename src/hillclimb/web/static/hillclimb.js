// What moves on the pages. Everything works without it; links and forms are the ground it stands on.
"use strict";

const token = document.querySelector('meta[name="hillclimb-token"]')?.content ?? "";
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const typing = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable]");

// ---- theme

const toggle = one("[data-theme-toggle]");
if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("hillclimb-theme", root.dataset.theme); } catch { /* only for this page then */ }
  });
}

// ---- keys: whatever names its key, and the numbered choices of a question

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const answer = one("[data-answer]");
  if (answer && !answer.open && (event.key === " " || event.key === "Enter") && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    answer.open = true;
    one("[data-suggested]", answer)?.focus({ preventScroll: true }); // a second press must not say "again"
    return;
  }
  const keyed = all("[data-key]").find((item) => item.dataset.key === event.key);
  if (keyed && (!answer || answer.open) && !(event.key === "Enter" && event.target.closest("a, button, summary"))) {
    event.preventDefault();
    keyed.click();
    return;
  }
  const choices = all("[data-choices] input[type=radio]");
  if (choices.length && /^[1-9]$/.test(event.key) && choices[event.key - 1]) {
    choices[event.key - 1].checked = true;
    choices[event.key - 1].focus();
  }
});

// ---- the sum of the hours

const hours = one("[data-hours]");
if (hours) {
  const tell = () => {
    const sum = all("input", hours).reduce((total, input) => total + (parseFloat(input.value) || 0), 0);
    one("[data-total]", hours).textContent = `${+sum.toFixed(2)} hours a week`;
  };
  hours.addEventListener("input", tell);
  tell();
}

// ---- the map: name what is pointed at, light up what it needs and what needs it

for (const map of all("svg.map")) {
  const tell = one("[data-map-tell]");
  const spots = new Map(all(".spot", map).map((spot) => [spot.dataset.skill, spot]));
  const lines = all(".lines line", map);
  const clear = () => {
    map.classList.remove("pointing");
    for (const lit of all(".lit, .pointed", map)) lit.classList.remove("lit", "pointed");
    if (tell) tell.textContent = "";
  };
  const point = (spot) => {
    clear();
    map.classList.add("pointing");
    spot.classList.add("lit", "pointed");
    for (const line of lines) {
      const { a, b } = line.dataset;
      if (a !== spot.dataset.skill && b !== spot.dataset.skill) continue;
      line.classList.add("lit");
      spots.get(a)?.classList.add("lit");
      spots.get(b)?.classList.add("lit");
    }
    if (tell) tell.textContent = spot.getAttribute("aria-label");
  };
  map.addEventListener("pointerover", (event) => {
    const spot = event.target.closest(".spot");
    if (spot) point(spot);
  });
  map.addEventListener("pointerleave", clear);
  map.addEventListener("focusin", (event) => event.target.closest(".spot") && point(event.target.closest(".spot")));
  map.addEventListener("focusout", clear);
  // One stop for the Tab key; arrows walk to the nearest skill in their direction.
  const start = one(".spot.here", map) ?? one(".spot", map);
  if (start) start.setAttribute("tabindex", "0");
  map.addEventListener("keydown", (event) => {
    const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const from = event.target.closest(".spot");
    if (!way || !from) return;
    event.preventDefault();
    const at = (spot) => { const c = one("circle", spot); return [c.cx.baseVal.value, c.cy.baseVal.value]; };
    const [x, y] = at(from);
    let best = null, least = Infinity;
    for (const spot of spots.values()) {
      if (spot === from) continue;
      const [dx, dy] = [at(spot)[0] - x, at(spot)[1] - y];
      const along = dx * way[0] + dy * way[1], across = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (along <= 1) continue;
      const cost = along + 2 * across;
      if (cost < least) [best, least] = [spot, cost];
    }
    if (!best) return;
    from.setAttribute("tabindex", "-1");
    best.setAttribute("tabindex", "0");
    best.focus();
    best.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

const find = one("[data-find]");
if (find) {
  find.addEventListener("input", () => {
    const text = find.value.trim().toLowerCase();
    for (const row of all("[data-row]")) row.hidden = !row.dataset.row.includes(text);
    for (const area of all(".areas section")) area.hidden = !one("[data-row]:not([hidden])", area);
    const hits = text ? all("svg.map .spot").filter((s) => s.getAttribute("aria-label").toLowerCase().includes(text)) : [];
    for (const spot of all("svg.map .spot.found")) spot.classList.remove("found");
    for (const spot of hits) spot.classList.add("found");
    if (hits.length) hits[0].scrollIntoView({ block: "nearest", inline: "center" });
  });
}

const scroller = one("[data-map-scroll]");
if (scroller) {
  const here = one(".spot.here circle", scroller);
  const [x, y] = here ? [here.cx.baseVal.value, here.cy.baseVal.value] : [0, scroller.scrollHeight];
  scroller.scrollTo({ left: x - scroller.clientWidth / 3, top: y - scroller.clientHeight * 0.7 });
}

// ---- live streams: only while the page is looked at, since a browser holds few connections to one address

const follow = (address, handlers) => {
  let stream = null;
  let before = false;
  const open = () => {
    if (stream || document.hidden) return;
    stream = new EventSource(address);
    for (const [name, handler] of Object.entries(handlers)) stream.addEventListener(name, handler);
    stream.addEventListener("ready", () => {
      if (before) handlers.record(); // whatever happened while nobody looked
      before = true;
    });
  };
  const close = () => {
    stream?.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
};

// ---- a lab: the verdict as it comes about

const lab = one("[data-lab]");
if (lab) {
  const slug = lab.dataset.lab;
  const running = one("[data-running]");
  const list = one(".checks", running);
  const traffic = one("[data-traffic]", running);
  const verdict = one("[data-verdict]");
  const button = one("[data-check] button");

  const begin = () => {
    list.replaceChildren();
    traffic?.replaceChildren();
    running.hidden = false;
    verdict.hidden = true;
    if (button) button.disabled = true;
  };
  const end = () => {
    running.hidden = true;
    verdict.hidden = false;
    if (button) button.disabled = false;
  };
  const add = ({ name, outcome }) => {
    const line = document.createElement("li");
    line.className = outcome;
    const label = document.createElement("span");
    label.className = "name";
    label.textContent = name;
    const word = document.createElement("span");
    word.className = "outcome-word";
    word.textContent = outcome;
    line.append(label, word);
    list.append(line);
  };
  const put = (body) => {
    verdict.innerHTML = body; // our own template, everything in it escaped on the server
    end();
  };
  const load = async (address) => {
    const answer = await fetch(address);
    if (answer.ok) put(await answer.text());
    else end();
  };

  const fail = (message, hint) => {
    end();
    const line = document.createElement("p");
    line.className = "notice";
    line.setAttribute("role", "alert");
    line.textContent = `${message} ${hint}`;
    one(".notice", verdict)?.remove();
    verdict.prepend(line);
  };

  // A check that this page asked for is answered by its own request; the stream only adds the checks on the way.
  let mine = false;
  one("[data-check]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    mine = true;
    begin();
    try {
      const headers = { "x-hillclimb-token": token, accept: "application/json, text/html" };
      const answer = await fetch(`/check/${slug}`, { method: "POST", headers });
      if (answer.ok) put(await answer.text());
      else {
        const { error } = await answer.json();
        fail(error.message, error.hint);
      }
    } catch {
      fail("Hillclimb does not answer.", "Is it still running in its terminal?");
    }
    setTimeout(() => { mine = false; }, 1500);
  });

  verdict.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-seq]");
    if (!link) return;
    event.preventDefault();
    load(`/labs/${slug}/verdict?seq=${link.dataset.seq}`);
  });

  follow(`/labs/${slug}/live`, {
    started: () => { if (!mine) begin(); },
    checked: (event) => { if (!running.hidden) add(JSON.parse(event.data)); },
    traffic: (event) => {
      if (!running.hidden && traffic) traffic.innerHTML = JSON.parse(event.data).html; // as in `put`
    },
    over: () => { if (!mine) load(`/labs/${slug}/verdict`); },
    record: () => { if (!mine && running.hidden) load(`/labs/${slug}/verdict`); },
  });
  if (lab.dataset.opened) fetch(`/warm/${slug}`, { method: "POST", headers: { "x-hillclimb-token": token } }).catch(() => {});
}

// ---- a page that is read says so now and then: time with a reader, counted in seconds

const seen = one("[data-seen]");
if (seen) {
  const idle = 180_000;
  let seconds = 0;
  let last = Date.now();
  let touched = last;
  const count = () => {
    const now = Date.now();
    if (!document.hidden && document.hasFocus() && now - touched < idle) seconds += Math.min((now - last) / 1000, 15);
    last = now;
  };
  const tell = () => {
    count();
    if (seconds < 20) return;
    const address = `/seen/${seen.dataset.seen}?seconds=${Math.round(seconds)}`;
    seconds = 0;
    fetch(address, { method: "POST", keepalive: true, headers: { "x-hillclimb-token": token } }).catch(() => {});
  };
  for (const sign of ["keydown", "pointermove", "pointerdown", "scroll", "wheel", "touchmove"]) {
    addEventListener(sign, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(() => {
    count();
    if (seconds >= 300) tell();
  }, 5000);
  document.addEventListener("visibilitychange", () => document.hidden && tell());
  document.addEventListener("submit", tell, { capture: true });
  addEventListener("pagehide", tell);
}

// ---- home: when the terminal recorded something, show it without being asked

if (one("[data-live-page]")) {
  follow("/live", {
    record: async () => {
      const answer = await fetch(location.href);
      if (!answer.ok || one("main").contains(document.activeElement)) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const place of [".first", ".columns"]) one(place)?.replaceChildren(...one(place, fresh).childNodes);
    },
  });
}
