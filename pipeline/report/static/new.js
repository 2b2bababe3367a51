"use strict";
// The first screen: what is new, who is below good now and since when, what changed since the last run.

const COLUMNS_NOW = [...LABELS.areasNow, ...(FACTS.some((fact) => fact.area === OVERALL) ? [OVERALL] : [])];
const WHOLE = DATA.inspections.filter((one) => !one.boardOnly);

/** All verdicts by inspection, newest first: inspections with a report, and what other documents tell of others. */
const MOMENTS = [
  ...WHOLE.map((one) => ({ ...one, day: one.end, document: one.documents[0], facts: (FACTS_OF.get(one.authority) || []).filter((fact) => fact.basis === "report" && fact.day === one.end) })),
  ...[...groupBy(FACTS.filter((fact) => fact.basis === "told"), (fact) => `${fact.authority} ${fact.day} ${fact.document}`).values()].map((facts) => ({ authority: facts[0].authority, day: facts[0].day || "", told: whenText(facts[0]), framework: facts[0].framework, missing: {}, document: facts[0].document, facts })),
].sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));

function drawNew(params) {
  drawHeadline();
  drawNewest();
  drawBelow(params.get("below") || "inadequate");
  drawChanges();
  drawVisits();
}

function drawHeadline() {
  const counts = new Map();
  for (const at of COUNTED) {
    const { grade } = worstOf(at, DATA.today).fact;
    counts.set(grade, (counts.get(grade) || 0) + 1);
  }
  const entries = [["inadequate", "Inadequate in at least one area"], ["requires_improvement", "Require improvement in their worst area"], ["adequate", "Adequate in their worst area"], ["good", "Good in their worst area"], ["outstanding", "Outstanding in every area"]];
  $("headline").replaceChildren(...entries.filter(([grade]) => grade !== "adequate" || counts.get(grade)).map(([grade, words]) => el("a", { class: `figure edge-${grade}`, href: `#grades?area=worst&grade=${grade}` },
    el("b", {}, String(counts.get(grade) || 0)), el("span", {}, words))));
  const newest = WHOLE.map((one) => one.end).sort().at(-1);
  const aside = JUDGED.length - COUNTED.length;
  $("headline-note").replaceChildren(`${many(COUNTED.length, "council")} with a grade that counts now`, aside ? `; ${aside} more with older ones only, marked as such` : "", newest ? `. Newest inspection at hand: ${dateText(newest)}.` : ".");
}

function drawNewest() {
  $("newest").replaceChildren(!MOMENTS.length ? nothing("No verdict is at hand.") : inParts(MOMENTS, (rows) => scrolling(table(
    ["Council, inspected", ...COLUMNS_NOW.map(areaHead)], rows, (one) => inspectionCells(one), { kind: "compact" }), "Newest inspections"), 12));
}

/** One inspection as a row: who, when, each grade with how it moved, its report. */
function inspectionCells(one) {
  const document = DATA.documents[one.document], facts = new Map(one.facts.map((fact) => [fact.area, fact]));
  const notes = one.told ? [one.told, `told by ${LABELS.kinds[document.kind].toLowerCase()}`] : [dateText(one.end), LABELS.frameworkShort[one.framework], document.type, document.published ? `published ${dateText(document.published)}` : null];
  return [el("div", {}, councilLink(one.authority), el("div", { class: "missing" }, notes.filter(Boolean).join(", "), " ", reportLink(one.document))),
    ...COLUMNS_NOW.map((area) => (facts.has(area) ? gradeButton(facts.get(area), { year: false }) : missingCell(one.missing[area] || "not_found", area)))];
}

const BELOW = { inadequate: ["inadequate"], requires_improvement: ["requires_improvement", "adequate"], both: ["inadequate", "requires_improvement", "adequate"] };

/** Rows of those whose grade in an area counts now and is one of `grades`, longest held first. */
function below(grades) {
  const rows = [];
  for (const at of COUNTED) for (const area of [...LABELS.areasNow, OVERALL]) {
    const { fact, state } = standing(at, area);
    if (state === "counts" && grades.includes(fact.grade)) rows.push(fact);
  }
  return rows.sort((a, b) => GRADE_CODES.indexOf(b.grade) - GRADE_CODES.indexOf(a.grade) || (a.since || "9").localeCompare(b.since || "9") || nameOf(a.authority).localeCompare(nameOf(b.authority)));
}

function drawBelow(chosen) {
  const rows = below(BELOW[chosen] || BELOW.inadequate);
  for (const input of document.querySelectorAll("[name=below]")) input.checked = input.value === chosen;
  const councils = [...groupBy(rows, (fact) => fact.authority)];
  const headings = ["Council", "Region", "Area", "Grade", "Since", "Inspections in a row", "Newest verdict"];
  $("below-count").textContent = `${many(councils.length, "council")}, ${many(rows.length, "area")}.`;
  $("below-save").replaceChildren(csvButton(`below_good_${chosen}`, ["gss", ...headings, "Report", "Page"], () => rows.map((fact) => [
    DATA.authorities[fact.authority].gss, nameOf(fact.authority), DATA.authorities[fact.authority].region, LABELS.areaShort[fact.area], LABELS.grades[fact.grade], fact.since, fact.inRow, fact.date, DATA.documents[fact.document].link || DATA.documents[fact.document].path, fact.page])));
  $("below").replaceChildren(!rows.length ? nothing("No grade that counts now is of this kind.") : inParts(councils, (part) => scrolling(table(
    ["Council", "Areas"], part, ([at, facts]) => [
      el("div", {}, councilLink(at), el("div", { class: "missing" }, DATA.authorities[at].region)),
      el("ul", { class: "plain" }, facts.map((fact) => el("li", {}, el("span", {}, gradeButton(fact, { year: false, moved: false })), el("span", {}, LABELS.areaShort[fact.area]), el("span", { class: "held" }, `since ${fact.since ? dateText(fact.since) : "a day unknown"}, ${fact.inRow > 1 ? `${fact.inRow} inspections in a row` : "1 inspection"}`)))),
    ], { kind: "below" }), "Below good now"), 15));
}

function drawChanges() {
  const place = $("changes");
  if (!DATA.changes) {
    place.replaceChildren(nothing("There was no earlier report to compare with. Write the next one to the same folder, or name an earlier one with --since."));
    return;
  }
  const verdicts = DATA.changes.rows.filter((row) => row.what === "verdict"), documents = DATA.changes.rows.filter((row) => row.what === "document");
  const inspections = [...groupBy(verdicts, (row) => `${row.gss} ${row.date}`).values()].sort((a, b) => (b[0].date || "").localeCompare(a[0].date || ""));
  const list = (kind) => documents.filter((row) => row.change === kind);
  place.replaceChildren(
    el("p", {}, `Against ${DATA.changes.since}: ${many(list("new").length, "new document")}, ${list("gone").length} gone; ${many(inspections.length, "inspection")} with new or changed verdicts.`),
    inspections.length ? inParts(inspections, (part) => scrolling(table(["Council", "Date", "Verdicts"], part, (rows) => [
      rows[0].authority, rows[0].date ? dateText(rows[0].date) : "date unknown",
      el("ul", { class: "plain" }, rows.map((row) => el("li", {}, `${LABELS.areaShort[row.area]}: `, changeWords(row)))),
    ]), "Changed verdicts"), 10) : "",
    ...["new", "gone"].filter((kind) => list(kind).length).map((kind) => folded(`Documents ${kind}: ${list(kind).length}`, () => inParts(list(kind), (part) => el("ul", {}, part.map((row) => el("li", {}, row.authority ? `${row.authority}: ` : null, row.link ? el("a", { href: row.link, target: "_blank", rel: "noopener" }, row.path) : row.path)))))));
}

function changeWords(row) {
  const grade = (code) => (code ? LABELS.grades[code] : "none");
  if (row.change === "gone") return `${grade(row.grade)} is gone`;
  if (row.change === "changed") return `${grade(row.grade)}, read as ${grade(row.grade_in_earlier_report)} before`;
  return row.previous_grade ? `${step(row.previous_grade, row.grade)[0]} ${grade(row.grade)}, ${grade(row.previous_grade)} before (${row.previous_date ? dateText(row.previous_date) : "date unknown"})` : `${grade(row.grade)}, the first at hand`;
}

function visitWords(document) {
  if (document.outcome) return LABELS.outcomes[document.outcome];
  return document.theme ? cap(document.theme.replaceAll("_", " ")) : "–";
}

function drawVisits() {
  const newest = [...DATA.visits].reverse();
  $("visits-part").hidden = !newest.length;
  $("visits").replaceChildren(newest.length ? inParts(newest, (rows) => scrolling(table(["Council", "Date", "Kind", "Outcome or theme", "Read"], rows, (one) => {
    const document = DATA.documents[one.document];
    return [councilLink(document.authority), dateText(one.date), LABELS.frameworks[document.framework], visitWords(document), reportLink(one.document) || document.path];
  }), "Visits and joint inspections"), 8) : "");
}
