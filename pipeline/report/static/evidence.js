"use strict";
// A grade as a button, and the dialog that shows the words behind it with their document, page and witnesses.

function showEvidence(title, ...content) {
  $("evidence-body").replaceChildren(el("h2", { id: "evidence-title" }, title), ...content.flat().filter(Boolean));
  $("evidence").showModal();
}

const BASIS = {
  report: "From the inspection's own report.",
  told: "Told by another document; the report is not at hand.",
  told_later: "Told later, as an earlier verdict; the report is not at hand.",
};

function beforeText(fact) {
  if (fact.before === null) return null;
  const before = FACTS[fact.before];
  const [sign, words] = step(before.grade, fact.grade);
  return `${sign} ${words}: ${LABELS.grades[before.grade]} before (${whenText(before)})`;
}

/** Opens the evidence of one fact; `state` says where it no longer counts. */
function openFact(fact, state = "counts") {
  const document = DATA.documents[fact.document];
  const others = DATA.conflicts.filter((row) => fact.disputed && row.authority === nameOf(fact.authority) && row.area === fact.area && row.date === fact.day);
  const told = fact.basis === "report" ? [document.start && document.end ? `Inspected ${dateText(document.start)} to ${dateText(document.end)}` : null, document.type ? `${document.type} inspection` : null, document.inspector ? `lead inspector ${document.inspector}` : null].filter(Boolean) : [];
  showEvidence(`${nameOf(fact.authority)}: ${LABELS.grades[fact.grade]}`,
    el("p", {}, `${LABELS.areas[fact.area]}. ${cap(whenText(fact))}${fact.framework ? `, ${LABELS.frameworks[fact.framework]}` : ""}. ${BASIS[fact.basis]}`),
    state === "counts" ? null : el("p", { class: "notice" }, `${LABELS.states[state]}.`),
    told.length ? el("p", {}, `${told.join(", ")}.`) : null,
    fact.before === null ? null : el("p", {}, `${beforeText(fact)}.`),
    quoteBlock(fact.quote, sourceLine(fact.document, fact.page)),
    fact.witnesses.length ? el("h3", {}, "Also stated by") : null,
    fact.witnesses.map(([other, page, quote]) => quoteBlock(quote, sourceLine(other, page))),
    others.length ? el("h3", {}, "Differs") : null,
    others.map((row) => quoteBlock(row.other_quote, el("div", {}, `${LABELS.grades[row.other_grade]} by`, pathLine(row.other_path, row.other_link, row.other_page)))),
    el("p", { class: "source" }, `Found by rule ${fact.rule}.`));
}

/** A grade as a button that opens its evidence: its sign, its year, how it moved; hatched where it no longer counts. */
function gradeButton(fact, { state = "counts", year = true, moved = true } = {}) {
  const words = LABELS.grades[fact.grade], before = moved ? beforeText(fact) : null;
  const about = `${nameOf(fact.authority)}, ${LABELS.areaShort[fact.area]}: ${words}, ${whenText(fact)}${before ? `; ${before}` : ""}${state === "counts" ? "" : `; ${LABELS.states[state].toLowerCase()}`}${fact.disputed ? "; disputed" : ""}. Show evidence`;
  return el("button", {
    type: "button", class: `grade grade-${fact.grade}${state === "counts" ? "" : " past"}${fact.disputed ? " disputed" : ""}`,
    "aria-label": about, title: about, onclick: () => openFact(fact, state),
  }, el("b", {}, el("span", { class: "whole" }, words), el("span", { class: "brief" }, LETTERS[fact.grade])),
  year || before ? el("small", {}, year ? [el("span", { class: "whole" }, fact.day ? fact.day.slice(0, 4) : "undated"), el("span", { class: "brief" }, fact.day ? `’${fact.day.slice(2, 4)}` : "n.d.")] : null, before ? el("i", { class: "way", "aria-hidden": "true" }, `${year ? " " : ""}${before[0]}`) : null) : null);
}

const MISSING_SHORT = { not_judged: "not judged", combined_judgement: "with children in care", not_in_framework: "no longer judged", not_found: "not at hand" };

function missingCell(reason, area = null) {
  const words = reason === "not_in_framework" && area !== OVERALL ? "not judged then" : MISSING_SHORT[reason];
  return el("span", { class: "missing", title: LABELS.missing[reason] }, words);
}
