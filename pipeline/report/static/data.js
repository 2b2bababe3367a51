"use strict";
// The facts of the page, and the few tools with which all parts build elements. Text always goes in as text.

const DATA = JSON.parse(document.getElementById("data").textContent);
const LABELS = DATA.labels;
const AREA_CODES = Object.keys(LABELS.areaShort);
const GRADE_CODES = Object.keys(LABELS.grades);
const THEME_CODES = Object.keys(LABELS.themes);
const LETTERS = { outstanding: "O", good: "G", adequate: "A", requires_improvement: "RI", inadequate: "I" };

const FACT_FIELDS = ["authority", "area", "grade", "date", "day", "framework", "document", "page", "quote", "basis", "disputed", "witnesses", "rule", "crossed", "bounds"];
const FACTS = DATA.facts.map((row) => Object.fromEntries(FACT_FIELDS.map((name, at) => [name, row[at]])));
const BY_GSS = new Map(DATA.authorities.map((authority, at) => [authority.gss, at]));

const $ = (id) => document.getElementById(id);

/** An element with attributes (onX: a listener) and children (text or elements; null is left out). */
function el(tag, attributes = {}, ...children) {
  const made = tag === "svg" || SVG_TAGS.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}
const SVG_TAGS = new Set(["g", "path", "text", "title"]);

/** Groups rows by a key, keeping their order. */
function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
}

const FACTS_OF = groupBy(FACTS, (fact) => fact.authority);
const JUDGED = new Set(FACTS.filter((fact) => fact.basis !== "told_later").map((fact) => fact.authority));
const INSPECTIONS_OF = groupBy(DATA.inspections, (inspection) => inspection.authority);

/** "2019-07-12" as "12 July 2019"; shorter dates as far as they go. */
function dateText(iso) {
  if (!iso) return "no date";
  const [year, month, day] = iso.split("-").map(Number);
  if (!month) return String(year);
  const name = new Date(Date.UTC(year, month - 1, 1)).toLocaleDateString("en-GB", { month: "long", timeZone: "UTC" });
  return day ? `${day} ${name} ${year}` : `${name} ${year}`;
}

/** A fact's date; where no document tells it, the days between which it must lie. */
function whenText(fact) {
  if (fact.date) return dateText(fact.date);
  const [first, last] = fact.bounds.map((day) => day && dateText(day.slice(0, 7)));
  return `date unknown${first && last ? `, ${first} to ${last}` : first ? `, from ${first}` : last ? `, until ${last}` : ""}`;
}

const many = (number, one, more = one + "s") => `${number.toLocaleString("en-GB")} ${number === 1 ? one : more}`;

/** Document and page as one line. */
function sourceText(document_, page) {
  const document = DATA.documents[document_];
  const title = document.title && document.title !== document.path ? `${document.title} (${document.path})` : document.path;
  return `${LABELS.kinds[document.kind]}: ${title}${page ? `, page ${page}` : ""}`;
}

/** A table with header cells; `cells(row)` gives one row's cells, the first of which is its heading. */
function table(headings, rows, cells, { caption = null, numbers = [], kind = null } = {}) {
  const align = (at) => (numbers.includes(at) ? "number" : null);
  return el("table", { class: kind },
    caption && el("caption", {}, caption),
    el("thead", {}, el("tr", {}, headings.map((heading, at) => el("th", { scope: "col", class: align(at) }, heading)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, cells(row).map((cell, at) =>
      el(at ? "td" : "th", { scope: at ? null : "row", class: align(at), "data-name": headings[at] }, cell ?? ""))))));
}

/** A table in a box that scrolls by itself and can be reached by keyboard. */
const scrolling = (content, label) => el("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, content);

/** Rows a part at a time: a long list opens fast, and a button brings the rest. */
function inParts(rows, draw, size = 100) {
  const room = el("div", {});
  let shown = 0;
  const more = () => {
    shown = Math.min(rows.length, shown + size);
    room.replaceChildren(draw(rows.slice(0, shown)));
    if (shown < rows.length) {
      room.append(el("button", { type: "button", class: "link", onclick: more }, `Show more (${rows.length - shown} left)`));
    }
  };
  more();
  return room;
}
