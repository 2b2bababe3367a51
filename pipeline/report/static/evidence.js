"use strict";
// The dialog that shows the words behind a grade, with their document, page and witnesses.

function quoteBlock(quote, source, kind = "") {
  return el("div", {}, el("blockquote", { class: `quote ${kind}`.trim() }, quote), source ? el("p", { class: "source" }, source) : null);
}

function showEvidence(title, ...content) {
  $("evidence-body").replaceChildren(el("h2", { id: "evidence-title" }, title), ...content.flat().filter(Boolean));
  $("evidence").showModal();
}

const BASIS = {
  report: "From the inspection's own report.",
  told: "Told by another document; the report is not at hand.",
  told_later: "Told later, as an earlier verdict; the report is not at hand.",
};

/** Opens the evidence of one fact. */
function openFact(fact) {
  const authority = DATA.authorities[fact.authority];
  const others = DATA.conflicts.filter((row) => fact.disputed && row.authority === authority.name && row.area === fact.area && row.date === fact.day);
  showEvidence(`${authority.name}: ${LABELS.grades[fact.grade]}`,
    el("p", {}, `${LABELS.areas[fact.area]}. ${whenText(fact)}${fact.framework ? `, ${LABELS.frameworks[fact.framework]}` : ""}. ${BASIS[fact.basis]}`),
    quoteBlock(fact.quote, sourceText(fact.document, fact.page)),
    fact.witnesses.length ? el("h3", {}, "Also stated by") : null,
    fact.witnesses.map(([document, page, quote]) => quoteBlock(quote, sourceText(document, page))),
    others.length ? el("h3", {}, "Differs") : null,
    others.map((row) => quoteBlock(row.other_quote, `${LABELS.grades[row.other_grade]} by ${row.other_path}${row.other_page ? `, page ${row.other_page}` : ""}`)),
    el("p", { class: "source" }, `Found by rule ${fact.rule}.`));
}

/** A grade as a button that opens its evidence. */
function gradeButton(fact, { older = false, year = true, label = true } = {}) {
  const words = LABELS.grades[fact.grade];
  const authority = DATA.authorities[fact.authority].name;
  const about = `${authority}, ${LABELS.areaShort[fact.area]}: ${words}, ${whenText(fact)}${older ? ", older than the newest inspection" : ""}${fact.disputed ? ", disputed" : ""}. Show evidence`;
  return el("button", {
    type: "button", class: `grade grade-${fact.grade}${older ? " older" : ""}${fact.disputed ? " disputed" : ""}`,
    "aria-label": about, title: about, onclick: () => openFact(fact),
  }, label ? words : LETTERS[fact.grade], year ? el("small", {}, fact.day ? fact.day.slice(0, 4) : "undated") : null);
}
