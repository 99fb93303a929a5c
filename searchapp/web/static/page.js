// What a browser can add to pages that are complete without it: keys, completion, past and saved searches on this
// device, ranges drawn over bars, a search inside a facet, and the theme without a round trip.
// Words come from the help dialog, which the server writes in the page's language. Nothing leaves the machine.
const root = document.documentElement;
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const help = one("#help");
const say = help.dataset;
const home = help.dataset.home;
const rtl = root.dir === "rtl";
const box = one("#q");

const make = (tag, attributes = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
};
const status = make("div", { role: "status", class: "vh" });
document.body.append(status);
const tell = (text) => { status.textContent = text; };
const folded = (text) => text.normalize("NFKD").replace(/[\u064B-\u065F\u0670\u0640\u0300-\u036F]/g, "")
  .replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/(^| )ال(?=..)/g, "$1").toLowerCase();

// Theme: the form posts and the server sets the same cookie.
addEventListener("submit", (event) => {
  if (!event.target.matches(".theme")) return;
  event.preventDefault();
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});

// Lists kept on this device. A device that refuses to keep anything (private mode, full) has none: that is no error.
const kept = (name) => {
  try {
    const found = JSON.parse(localStorage.getItem(`bahith.${name}`) ?? "[]");
    return Array.isArray(found) ? found.filter((item) => typeof item?.href === "string" && item.href.startsWith("/")) : [];
  } catch { return []; }
};
const keep = (name, list) => {
  try { localStorage.setItem(`bahith.${name}`, JSON.stringify(list)); } catch { tell(say.full); }
};
const MOST_PAST = 12, MOST_SAVED = 50;
const heading = one(".tools h2");
const here = location.pathname + location.search;
const onResults = Boolean(one("#hits")) && location.pathname === `${home}search`;
const thisSearch = () => ({ href: here, text: (one("title").textContent.split(" · ")[0] + " " + all(".chip bdi").map((chip) => chip.textContent).join("، ")).trim() });
if (onResults && box?.value.trim() && !new URLSearchParams(location.search).has("page")) {
  const asked = { ...thisSearch(), q: box.value.trim() };
  keep("past", [asked, ...kept("past").filter((item) => item.href !== here)].slice(0, MOST_PAST));
}
if (onResults && one(".links")) {
  const button = make("button", { class: "btn btn--bare", type: "button" });
  const saved = () => kept("saved").some((item) => item.href === here);
  const show = () => { button.textContent = saved() ? say.unsave : say.save; button.setAttribute("aria-pressed", saved()); };
  button.addEventListener("click", () => {
    const others = kept("saved").filter((item) => item.href !== here);
    keep("saved", saved() ? others : [thisSearch(), ...others].slice(0, MOST_SAVED));
    show();
    tell(saved() ? say.savedNow : say.unsavedNow);
  });
  show();
  one(".links").append(button);
}
const drawKept = () => {
  one("#kept")?.remove();
  const lists = [["saved", say.saved], ["past", say.pastList]].filter(([name]) => kept(name).length);
  const names = one(".home .abreast");
  if (!names || !lists.length) return;
  const place = make("div", { class: `abreast of-${lists.length} kept`, id: "kept" });
  for (const [name, title] of lists) {
    const list = make("ul", { class: "rank" });
    for (const item of kept(name).slice(0, MOST_PAST)) {
      const drop = make("button", { type: "button", class: "icon-btn", "aria-label": `${say.remove} ${item.text}` }, "×");
      drop.addEventListener("click", () => { keep(name, kept(name).filter((other) => other.href !== item.href)); drawKept(); });
      list.append(make("li", {}, make("a", { href: item.href }, make("bdi", {}, item.text)), drop));
    }
    place.append(make("section", { "aria-label": title }, make("h2", { class: "fh" }, title), list));
  }
  names.before(place);
};
drawKept();

// Completion: an ARIA 1.2 combobox. Left and right stay with the caret, so both directions of writing work.
if (box) {
  const list = make("ul", { id: "completions", role: "listbox", class: "complete", "aria-label": say.completions, hidden: "" });
  box.closest("form").append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "completions", "aria-autocomplete": "list" })) box.setAttribute(name, value);
  let at = -1, timer = 0, asking = null;
  const options = () => all("[role=option]", list);
  const point = (next) => {
    at = next;
    options().forEach((option, number) => option.setAttribute("aria-selected", number === at));
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else { box.setAttribute("aria-activedescendant", `complete-${at}`); options()[at].scrollIntoView({ block: "nearest" }); }
  };
  const close = () => { list.hidden = true; box.setAttribute("aria-expanded", "false"); point(-1); };
  const show = (items) => {
    list.replaceChildren(...items.map((item, number) => {
      const option = make("li", { role: "option", id: `complete-${number}`, "aria-selected": "false" }, make("bdi", {}, item.text), " ", make("small", {}, item.note));
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => { location.href = item.href; });
      return option;
    }));
    list.hidden = !items.length;
    box.setAttribute("aria-expanded", String(items.length > 0));
    point(-1);
    if (items.length) tell(`${items.length} ${say.completions}`);
  };
  const fromPast = (q) => kept("past").filter((item) => item.q && folded(item.q).startsWith(folded(q)) && item.q !== q)
    .slice(0, q ? 3 : 8).map((item) => ({ href: item.href, text: item.text, note: say.past }));
  const toPage = (href) => href.replace(/^\/api\/v1\/search/, `${home}search`).replace(/^\/api\/v1\/articles\//, `${home}article/`);
  const complete = async () => {
    const q = box.value.trim();
    asking?.abort();
    if (!q) { show(fromPast("")); return; }
    asking = new AbortController();
    try {
      const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(q)}&size=8`, { signal: asking.signal });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (document.activeElement !== box) return;
      show([...fromPast(q), ...found.map((item) => ({ href: toPage(item.href), text: item.text, note: say[`kind_${item.kind}`] ?? "" }))]);
    } catch (failure) { if (failure.name !== "AbortError") close(); }
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(complete, 120); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    const many = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { complete(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(((at + 1 + step + many + 1) % (many + 1)) - 1);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      options()[at].click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}

// A range over the bars: drag, or arrows with Shift; the date fields are filled and sent, as by hand.
for (const figure of all(".histo")) {
  const form = one(".range", figure), svg = one(".bars", figure);
  const bars = svg ? all("a", svg) : [];
  if (!form || !bars.length) continue;
  const days = (bar) => {
    const asked = new URLSearchParams(bar.getAttribute("href").split("?")[1]);
    return [asked.get("from") ?? form.elements.from.value, asked.get("to") ?? form.elements.to.value];
  };
  const wide = svg.viewBox.baseVal.width / 10;
  const shade = one(".sel", svg) ?? svg.insertBefore(document.createElementNS(svg.namespaceURI, "rect"), svg.firstChild);
  shade.setAttribute("class", "sel");
  shade.setAttribute("height", "100");
  let from = -1, to = -1, dragged = false;
  const draw = () => {
    const first = Math.min(from, to), last = Math.max(from, to);
    shade.setAttribute("x", 10 * first);
    shade.setAttribute("width", 10 * (last - first + 1));
    const ends = [days(bars[first])[0], days(bars[last])[1]];
    [form.elements.from.value, form.elements.to.value] = ends;
    tell(`${bars[first].getAttribute("aria-label")} – ${bars[last].getAttribute("aria-label")}`);
  };
  const placed = (event) => {
    const { left, width } = svg.getBoundingClientRect();
    const part = (event.clientX - left) / width;
    return Math.max(0, Math.min(bars.length - 1, Math.floor((rtl ? 1 - part : part) * wide)));
  };
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") return;
    from = to = placed(event);
    dragged = false;
    const move = (moved) => { if (placed(moved) !== to) { to = placed(moved); dragged = true; draw(); } };
    addEventListener("pointermove", move);
    addEventListener("pointerup", () => { removeEventListener("pointermove", move); if (dragged) form.requestSubmit(); }, { once: true });
  });
  svg.addEventListener("click", (event) => { if (dragged) event.preventDefault(); }, true);
  bars[0].setAttribute("tabindex", "0");
  svg.addEventListener("keydown", (event) => {
    const now = bars.indexOf(event.target.closest("a"));
    const step = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? bars.length - 1 : step ? now + step : -1;
    if (event.key === "Enter" && from >= 0 && from !== to) { event.preventDefault(); form.requestSubmit(); return; }
    if (now < 0 || !bars[next]) return;
    event.preventDefault();
    if (event.shiftKey) { if (from < 0) from = now; to = next; draw(); } else from = to = -1;
    for (const bar of bars) bar.setAttribute("tabindex", "-1");
    bars[next].setAttribute("tabindex", "0");
    bars[next].focus();
  });
}

// Search inside a facet: first among what is shown, then among the most that the server lists.
for (const section of all("#facets .facet")) {
  const name = one("h2", section), field = one(".facet-find input", section), more = one(".more[href*='facet_size=100']", section);
  if (!field) continue;
  const filter = () => {
    const wanted = folded(field.value.trim());
    let shown = 0;
    for (const value of all(".fv", one("ul", section))) {
      value.hidden = !folded(one(".fv-name", value).textContent).includes(wanted);
      shown += !value.hidden;
    }
    tell(`${shown}`);
  };
  let whole = !more;
  field.addEventListener("input", async () => {
    filter();
    if (whole) return;
    whole = true;
    const answer = await fetch(more.getAttribute("href").split("#")[0]);
    const fuller = answer.ok && one(`#${name.id} ~ ul`, new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (fuller) one("ul", section).replaceWith(fuller);
    filter();
  });
}

// Keys. They can be turned off in the dialog (WCAG 2.1.4) and never fire while something is typed.
const quiet = one("input", help);
quiet.checked = kept("quiet").length > 0;
quiet.addEventListener("change", () => keep("quiet", quiet.checked ? [{ href: "/" }] : []));
const hits = all(".hit");
let hit = -1;
const stand = (next) => {
  if (!hits[next]) return;
  hits[hit]?.classList.remove("is-here");
  hit = next;
  hits[hit].classList.add("is-here");
  one(".hit-title a", hits[hit]).focus();
  hits[hit].scrollIntoView({ block: "nearest" });
};
const KEYS = {
  "/": () => { box?.focus(); box?.select(); },
  "?": () => help.showModal(),
  "؟": () => help.showModal(),
  j: () => stand(hit + 1), k: () => stand(hit - 1),
  o: () => one(".hit-title a", hits[hit] ?? document)?.click(),
  f: () => one("#facets .fv-link")?.focus(), d: () => one(".histo .bars [tabindex='0']")?.focus(),
  u: () => one(".crumbs a")?.click(),
  n: () => one(".hitbar [rel=next]")?.click(), p: () => one(".hitbar [rel=prev]")?.click(),
};
// The same keys of an Arabic keyboard.
const ARABIC_KEYS = { ت: "j", ن: "k", خ: "o", ى: "n", ح: "p", ب: "f", ي: "d", ع: "u", ظ: "/" };
addEventListener("keydown", (event) => {
  if (quiet.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || help.open) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const act = KEYS[ARABIC_KEYS[event.key] ?? event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
for (const opener of all(".keys-open")) { opener.hidden = false; opener.addEventListener("click", () => help.showModal()); }
