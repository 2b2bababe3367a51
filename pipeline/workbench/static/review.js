"use strict";
// The review page by hand and by keyboard; htmx does the requests, the server says what is shown.

const $ = (selector) => document.querySelector(selector);
const state = () => $("#state")?.dataset ?? {};
const waiting = [];
let busy = false;
let unsent = null;

// What every request carries: where one is, what is shown, and the page's token.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-Token"] = $("meta[name=token]").content;
  if (detail.verb !== "post") return;
  const { show, state: which, find, tags, at } = state();
  for (const [name, value] of Object.entries({ show, state: which, find, tags, at, sha: $("#work").dataset.sha })) {
    if (!detail.parameters.has(name)) detail.parameters.append(name, value ?? "");
  }
});

// A save that failed is said where one looks, and can be sent again.
const isPoll = (detail) => detail.pathInfo?.requestPath.includes("/poll");

function alarm(words, request) {
  unsent = request;
  $("#alert p").textContent = words;
  $("#again").hidden = !request;
  $("#alert").hidden = false;
}

const requestOf = ({ requestConfig, pathInfo }) => ({ path: pathInfo.requestPath, values: requestConfig.formData });

async function send(request, renew) {
  try {
    if (renew) $("meta[name=token]").content = await (await fetch("/token")).text();
  } catch {
    return alarm("Not saved: ofsight review does not answer. Start it again, then send this again.", request);
  }
  const values = {};
  for (const [name, value] of request.values) values[name] = [...(values[name] ?? []), value];
  return htmx.ajax("POST", request.path, { target: "#work", values });
}

document.addEventListener("htmx:responseError", ({ detail }) => {
  free();
  if (isPoll(detail)) return;
  const { xhr, requestConfig } = detail;
  if (requestConfig.verb !== "post") return alarm(xhr.responseText, null);
  const request = requestOf(detail);
  if (xhr.status === 403 && unsent === null) {
    unsent = request;
    send(request, true);
    return;
  }
  alarm(`Not saved: ${xhr.responseText}`, xhr.status === 400 ? null : request);
});

document.addEventListener("htmx:sendError", ({ detail }) => {
  free();
  if (isPoll(detail)) return void document.body.classList.add("gone");
  alarm("Not saved: ofsight review does not answer. Start it again, then send this again.", requestOf(detail));
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  document.body.classList.remove("gone");
  if (detail.requestConfig.verb === "post") { unsent = null; $("#alert").hidden = true; }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("#again") && unsent) send(unsent, true);
  if (target.closest("#dismiss")) $("#alert").hidden = true;
});

// Keys that come while a request is under way wait for its answer, so that none meets a mark that it was not meant for.
document.addEventListener("htmx:beforeRequest", ({ detail }) => { if (!isPoll(detail)) busy = true; });
document.addEventListener("htmx:afterSettle", () => free());

function free() {
  busy = false;
  const key = waiting.shift();
  if (key) act(key);
}

// What is shown again keeps its place.
let places = {};
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "work") for (const one of ["#text", ".list"]) places[one] = $(one)?.scrollTop ?? 0;
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "work") return;
  for (const [one, top] of Object.entries(places)) if ($(one)) $(one).scrollTop = top;
  reveal();
});

const byKey = (selector, key) => [...document.querySelectorAll(selector)].filter((one) => one.dataset.key === key);

function reveal() {
  const { at } = state();
  if (!at) return;
  byKey(".item", at)[0]?.scrollIntoView({ block: "nearest" });
  const words = $("#text mark.chosen");
  const box = words?.getBoundingClientRect();
  const view = $("#text")?.getBoundingClientRect();
  if (box && (box.top < view.top + 40 || box.bottom > view.bottom - 80)) words.scrollIntoView({ block: "center" });
}

function choose(key) {
  close();
  const { query } = state();
  const number = $("#work").dataset.number;
  $("#state").dataset.at = key;
  for (const one of document.querySelectorAll("mark.chosen")) one.classList.remove("chosen");
  for (const one of byKey("#text mark", key)) one.classList.add("chosen");
  for (const one of document.querySelectorAll(".item[aria-current]")) one.removeAttribute("aria-current");
  byKey(".item", key)[0]?.setAttribute("aria-current", "true");
  history.replaceState(null, "", `/doc/${number}?${query}&at=${encodeURIComponent(key)}`);
  reveal();
  htmx.ajax("GET", `/doc/${number}/panel?${query}&at=${encodeURIComponent(key)}`, "#panel");
}

function step(by) {
  const keys = [...document.querySelectorAll(".item")].map((one) => one.dataset.key);
  if (!keys.length) return;
  const at = keys.indexOf(state().at);
  choose(keys[at < 0 ? (by > 0 ? 0 : keys.length - 1) : Math.min(keys.length - 1, Math.max(0, at + by))]);
}

document.addEventListener("click", ({ target }) => {
  const one = target.closest(".item, #text mark");
  if (one && (one.matches(".item") || window.getSelection().isCollapsed)) choose(one.dataset.key);
});

// Offsets are code points; JavaScript counts UTF-16 units.
const points = (text) => [...text].length;

function selected() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !$("#text")) return null;
  const range = selection.getRangeAt(0);
  const over = [...document.querySelectorAll("#text [data-s]")].filter((one) => range.intersectsNode(one));
  const parts = [];
  for (const one of over) {
    const from = one.contains(range.startContainer) ? range.startOffset : 0;
    const to = one.contains(range.endContainer) ? range.endOffset : one.textContent.length;
    const words = one.textContent.slice(from, to);
    if (words.trim()) parts.push({ start: Number(one.dataset.s) + points(one.textContent.slice(0, from)), words });
  }
  if (!parts.length) return null;
  const [first, last] = [parts[0], parts.at(-1)];
  return {
    start: first.start + points(first.words) - points(first.words.trimStart()),
    end: last.start + points(last.words.trimEnd()),
    words: parts.map((part) => part.words).join("").trim(),
  };
}

function offer() {
  const form = $("#selection");
  const chosen = form && selected();
  if (!form || (!chosen && form.contains(document.activeElement))) return;
  form.hidden = !chosen;
  if (!chosen) return;
  form.elements.start.value = chosen.start;
  form.elements.end.value = chosen.end;
  form.querySelector("blockquote").textContent = chosen.words;
  $("#set-words").hidden = !state().at;
}

document.addEventListener("mouseup", () => setTimeout(offer));
document.addEventListener("keyup", ({ shiftKey }) => { if (shiftKey) offer(); });

// Of the form for selected words only the fields of what is added are sent.
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.("#selection details")) return;
  for (const field of target.querySelectorAll("input, select")) field.disabled = !target.open;
  if (target.open) for (const other of document.querySelectorAll("#selection details")) if (other !== target) other.open = false;
  if (target.open) target.querySelector("input, select").focus();
}, true);

document.addEventListener("click", ({ target }) => {
  const form = $("#selection");
  if (target.closest("#selection button[data-what]")) form.elements.what.value = target.closest("button").dataset.what;
  if (!target.closest("#set-words")) return;
  const values = { kind: "fix", at: state().at, start: form.elements.start.value, end: form.elements.end.value };
  htmx.ajax("POST", `/doc/${$("#work").dataset.number}/decide`, { target: "#work", values });
});

// A pattern line of what is selected or chosen: its form lies over the side panel until it is written or left.
function draft() {
  const form = $("#selection");
  const words = form.hidden ? {} : { start: form.elements.start.value, end: form.elements.end.value };
  const query = new URLSearchParams({ at: state().at, ...words });
  if (state().at || !form.hidden) htmx.ajax("GET", `/doc/${$("#work").dataset.number}/line?${query}`, "#line");
}

function close() {
  $("#line")?.replaceChildren();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest(".make-line")) draft();
  if (target.closest("#close-line")) close();
});
document.addEventListener("htmx:afterSettle", ({ detail }) => { if (detail.target.id === "line") focus("#phrase"); });
// What is written is what was shown: after a change one waits for the new answer.
document.addEventListener("input", ({ target }) => { if (target.closest("#draft-fields") && $("#write")) $("#write").disabled = true; });

// Fields are saved when they change; Enter in one of them does not leave it.
document.addEventListener("change", ({ target }) => { if (target.closest("form.sift")) target.form.requestSubmit(); });
document.addEventListener("submit", (event) => { if (event.target.matches("[hx-post]")) event.preventDefault(); });

const press = (selector) => { const one = $(selector); if (one && !one.disabled) { htmx.process(one.form ?? one); one.click(); } };
const onSelection = (selector, other) => () => press($("#selection") && !$("#selection").hidden ? `#selection ${selector}` : other);
const open = (selector) => { const one = $(selector); if (one) one.open = !one.open; };
const focus = (selector) => $(selector)?.focus();

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  Enter: () => press("#approve"),
  x: () => press("#strike"),
  s: onSelection("[value=strength]", "#to-strength"),
  c: onSelection("[value=concern]", "#to-concern"),
  e: onSelection("#set-words", "#none"),
  J: () => { if (!$("#selection").hidden) open("#add-judgement"); },
  T: () => { if (!$("#selection").hidden) open("#add-tally"); },
  a: () => focus("#area"),
  g: () => focus("#authority"),
  p: () => focus("#speaker"),
  t: () => { const more = $("#themes details"); if (more) { more.open = true; focus("#themes input[type=checkbox]"); } },
  "[": () => press("#start-less"),
  "]": () => press("#start-more"),
  "{": () => press("#end-less"),
  "}": () => press("#end-more"),
  f: () => { const one = $("#sift-state"); one.selectedIndex = (one.selectedIndex + 1) % one.length; one.form.requestSubmit(); },
  l: () => draft(),
  U: () => press("#unwrite"),
  w: () => press("#why button"),
  u: () => press("#undo"),
  d: () => press("#done"),
  o: () => $("#next-open")?.click(),
  "?": () => open("#keys"),
};

// A busy browser lets a key pass the timer that offers what was selected before it.
function act(key) {
  if (busy) return void waiting.push(key);
  offer();
  KEYS[key]();
}

document.addEventListener("keydown", (event) => {
  if ($("#draft")) {
    if (event.key === "Escape") { close(); focus("#text"); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); press("#write"); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !$("#work")) return;
  const typing = event.target.matches("input:not([type=radio], [type=checkbox]), select, textarea");
  if (event.key === "Escape") { document.activeElement.blur(); window.getSelection().removeAllRanges(); offer(); }
  if (typing || !Object.hasOwn(KEYS, event.key)) return;
  if (event.key === "Enter" && event.target.closest("a, summary, button:not(.item)")) return;
  event.preventDefault();
  act(event.key);
});

// Saved pattern files and other tabs' decisions show at once, unless something is being typed or selected, or was chosen
// since they were asked for.
const resting = () => !busy && !$("#draft, #side :focus, #panel input:focus, #panel select:focus, #selection :focus") && !selected();

function pollPath() {
  const { version, query, at } = state();
  return `/doc/${$("#work").dataset.number}/poll?version=${version}&${query}&at=${encodeURIComponent(at)}`;
}

setInterval(() => {
  if ($("#work") && resting() && !document.hidden) htmx.ajax("GET", pollPath(), "#work");
}, 1500);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isPoll(detail) && !(resting() && detail.pathInfo.requestPath === pollPath())) detail.shouldSwap = false;
});

addEventListener("DOMContentLoaded", reveal);
