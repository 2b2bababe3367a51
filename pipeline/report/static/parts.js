"use strict";
// The parts that all views are made of: tables, long lists, links to sources, downloads.

/** A table with header cells; `cells(row)` gives one row's cells, the first of which is its heading. */
function table(headings, rows, cells, { caption = null, numbers = [], kind = null } = {}) {
  const align = (at) => (numbers.includes(at) ? "number" : null);
  return el("table", { class: kind },
    caption && el("caption", {}, caption),
    el("thead", {}, el("tr", {}, headings.map((heading, at) => el("th", { scope: "col", class: align(at) }, heading)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, cells(row).map((cell, at) =>
      el(at ? "td" : "th", { scope: at ? null : "row", class: align(at), "data-name": typeof headings[at] === "string" ? headings[at] : null }, cell ?? ""))))));
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
    if (shown < rows.length) room.append(el("button", { type: "button", class: "more", onclick: more }, `Show more (${rows.length - shown} left)`));
  };
  more();
  return room;
}

/** A closed list that is drawn when it is first opened. */
function folded(summary, draw, attributes = {}) {
  const details = el("details", attributes, el("summary", {}, summary));
  details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(draw()); });
  return details;
}

/** An area's name as a heading, short where the screen is narrow. */
const areaHead = (area) => [el("span", { class: "whole" }, LABELS.areaShort[area]), el("span", { class: "brief" }, AREA_BRIEF[area])];

/** A bar's part of the room that its figure leaves. */
const barWidth = (part) => `width:calc((100% - 4.2rem) * ${part.toFixed(3)})`;

const nothing = (words) => el("p", { class: "nothing" }, words);
const councilLink = (at) => el("a", { class: "council", href: `#council?gss=${DATA.authorities[at].gss}` }, nameOf(at));

function pageLink(link, page) {
  return page && !link.includes("#") ? `${link}#page=${page}` : link;
}

/** Where a document's words can be read: a link to the page, or its path where neither address nor file is known. */
function sourceLine(document_, page = null) {
  const document = DATA.documents[document_];
  const title = document.title || document.path;
  const facts = [LABELS.kinds[document.kind], document.published ? `published ${dateText(document.published)}` : null, page ? `page ${page}` : null];
  return el("p", { class: "source" },
    document.link ? el("a", { href: pageLink(document.link, page), target: "_blank", rel: "noopener" }, title) : title,
    document.path === title ? null : el("span", { class: "path" }, ` (${document.path})`), `, ${facts.filter(Boolean).join(", ")}`);
}

/** The same for a row of a table, which knows path, link and page. */
const pathLine = (path, link, page) => el("p", { class: "source" }, link ? el("a", { href: link, target: "_blank", rel: "noopener" }, path) : path, page ? `, page ${page}` : null);

function reportLink(document_) {
  const { link } = DATA.documents[document_];
  return link ? el("a", { href: link, target: "_blank", rel: "noopener", class: "report" }, "Report") : null;
}

function quoteBlock(quote, source, kind = "") {
  return el("figure", { class: "said" }, el("blockquote", { class: `quote ${kind}`.trim() }, quote), source ? el("figcaption", {}, source) : null);
}

/** A button that saves rows as a CSV file; a cell that a spreadsheet would run gets an apostrophe. */
function csvButton(name, headings, rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[\s\ufeff]*[=+\-@|%]/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const save = () => {
    const lines = [headings, ...rows()].map((row) => row.map(cell).join(","));
    const link = el("a", { href: URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" })), download: `${name}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  return el("button", { type: "button", class: "save", onclick: save }, "Save as CSV");
}

function options(select, entries, chosen = "") {
  select.replaceChildren(...entries.map(([value, words]) => el("option", { value, selected: value === chosen }, words)));
}

/** Shares of grades as one bar, written out beside it. */
function gradeBar(counts, label) {
  const total = [...counts.values()].reduce((sum, number) => sum + number, 0);
  return el("div", { class: "bar", role: "img", "aria-label": `${label}: ${GRADE_CODES.filter((code) => counts.get(code)).map((code) => `${counts.get(code)} ${LABELS.grades[code]}`).join(", ")}` },
    GRADE_CODES.filter((code) => counts.get(code)).map((code) => el("span", { class: `grade-${code}`, style: `flex-grow:${counts.get(code)}`, title: `${LABELS.grades[code]}: ${counts.get(code)} of ${total}` }, String(counts.get(code)))));
}

const gradeLegend = () => el("p", { class: "legend" }, GRADE_CODES.filter((code) => FACTS.some((fact) => fact.grade === code)).map((code) => el("span", {}, el("i", { class: `key grade-${code}`, "aria-hidden": "true" }, LETTERS[code]), LABELS.grades[code])));
