"use strict";
// The review page by hand and by keyboard; htmx does the requests.

const marks = () => [...document.querySelectorAll("#text mark")];
let at = -1;

function choose(mark) {
  for (const other of document.querySelectorAll("mark.chosen")) other.classList.remove("chosen");
  mark.classList.add("chosen");
  at = marks().indexOf(mark);
  const number = document.getElementById("view").dataset.number;
  htmx.ajax("GET", `/doc/${number}/panel?marks=${mark.dataset.marks}`, "#panel");
}

function move(step) {
  const all = marks();
  if (!all.length) return;
  at = (at + step + all.length) % all.length;
  all[at].focus();
  choose(all[at]);
}

// Offsets are code points; JavaScript counts UTF-16 units.
const points = (text) => [...text].length;

function selected() {
  const text = document.getElementById("text");
  const selection = window.getSelection();
  if (!text || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const trimmed = words.trim();
  if (!trimmed) return null;
  const start = points(before.toString()) + points(words.slice(0, words.indexOf(trimmed)));
  return { start, end: start + points(trimmed), words: trimmed };
}

function offer() {
  const form = document.getElementById("missing");
  const chosen = form && selected();
  if (!chosen) return;
  form.hidden = false;
  form.elements.start.value = chosen.start;
  form.elements.end.value = chosen.end;
  document.getElementById("selected").textContent = chosen.words;
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("#text mark");
  if (mark && window.getSelection().isCollapsed) choose(mark);
});
document.addEventListener("mouseup", offer);
document.addEventListener("keyup", (event) => { if (event.shiftKey) offer(); });

// A key may come before htmx has seen a form that was just put in.
const panelForms = () => [...document.querySelectorAll("#panel form.mark")].map((form) => { htmx.process(form); return form; });
const panelForm = () => panelForms()[0];
const finding = () => panelForms().find((form) => form.elements.polarity);
document.addEventListener("submit", (event) => { if (event.target.matches("[hx-post]")) event.preventDefault(); });

function fix(polarity) {
  const form = finding();
  if (!form) return;
  form.elements.polarity.value = polarity;
  form.querySelector("button.fix").click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => panelForm()?.querySelector("button.wrong").click(),
  s: () => fix("strength"),
  c: () => fix("concern"),
  a: () => finding()?.elements.area.focus(),
  t: () => finding()?.elements.theme.focus(),
  g: () => finding()?.elements.authority.focus(),
  m: () => { const form = document.getElementById("missing"); if (!form.hidden) form.querySelector("button").click(); },
  u: () => document.getElementById("undo")?.click(),
  d: () => document.getElementById("done")?.click(),
  Enter: () => { const mark = document.activeElement.closest?.("#text mark"); if (mark) choose(mark); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, button, a, summary")) return;
  const act = KEYS[event.key];
  if (act && document.getElementById("view")) { event.preventDefault(); act(); }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "view") {
    document.getElementById("missing").hidden = true;
    document.getElementById("panel").textContent = "";
  }
});
