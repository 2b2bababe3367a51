"use strict";
// Fills the page and keeps map and matrix in step with the filters.

function options(select, entries) {
  select.replaceChildren(...entries.map(([value, words]) => el("option", { value }, words)));
}

const notPlaced = (what) => DATA.unplaced.filter((row) => row.what === what).length;
const STATEMENTS_UNPLACED = notPlaced("judgement"), DOCUMENTS_UNPLACED = notPlaced("document");

function drawFigures() {
  const overall = DATA.authorities.map((_, at) => standing(at, "overall_effectiveness", { year: "", framework: "" }).fact).filter(Boolean);
  const well = overall.filter((fact) => fact.grade === "outstanding" || fact.grade === "good").length;
  const entries = [
    ["Documents read", DATA.documents.length, `${DATA.failures.length} could not be read, ${DOCUMENTS_UNPLACED} not placed`],
    ["Authorities judged", JUDGED.size, `of ${DATA.authorities.filter((one) => !one.ended).length} in force`],
    ["Inspections with report", DATA.inspections.length, movedText()],
    ["Statements of a grade", DATA.documents.reduce((sum, row) => sum + row.judgements, 0), `${many(STATEMENTS_UNPLACED, "statement")} of them not placed, see Checks`],
    ["Good or better overall", overall.length ? `${Math.round((100 * well) / overall.length)} %` : "–", `${well} of ${overall.length} with an overall grade that counts`],
    ["Strengths", DATA.findings.strength, ""],
    ["Concerns", DATA.findings.concern, ""],
    ["Conflicts", DATA.conflicts.length, DATA.conflicts.length ? "see Checks" : "none found"],
  ];
  $("figures").replaceChildren(...entries.map(([name, number, note]) => el("div", {}, el("dt", {}, name),
    el("dd", {}, typeof number === "number" ? number.toLocaleString("en-GB") : number, note ? el("span", { class: "note" }, note) : null))));
}

/** How the newest overall grades stand to those before them. */
function movedText() {
  const ways = DATA.authorities.map((_, at) => {
    const facts = (FACTS_OF.get(at) || []).filter((fact) => fact.area === "overall_effectiveness" && fact.basis !== "told_later");
    return facts.length > 1 ? step(facts.at(-2).grade, facts.at(-1).grade) : "";
  });
  const number = (way) => ways.filter((one) => one.endsWith(way)).length;
  return number("up") + number("down") ? `newest overall: ${number("up")} up, ${number("down")} down, ${number("same")} same` : "";
}

function fillFilters() {
  const years = [...new Set(FACTS.filter((fact) => fact.basis !== "told_later" && fact.day).map((fact) => fact.day.slice(0, 4)))].sort().reverse();
  const frameworks = Object.keys(LABELS.frameworks).filter((code) => FACTS.some((fact) => fact.framework === code));
  const regions = [...new Set(DATA.authorities.map((one) => one.region))].filter(Boolean).sort();
  options($("filter-area"), SHOWN_AREAS.map((area) => [area, LABELS.areaShort[area]]));
  options($("filter-year"), [["", "Newest"], ...years.map((year) => [year, year])]);
  options($("filter-framework"), [["", "Any"], ...frameworks.map((code) => [code, LABELS.frameworks[code]])]);
  options($("filter-region"), [["", "All regions"], ...regions.map((region) => [region, region])]);
  options($("filter-grade"), [["", "Any"], ...GRADE_CODES.map((code) => [code, LABELS.grades[code]]), ["none", "No grade at hand"]]);
  const inForce = DATA.authorities.filter((one) => one.neighbours.length);
  options($("filter-near"), [["", "–"], ...inForce.map((one) => [one.gss, one.name])]);
  options($("authority-choice"), DATA.authorities.map((one) => [one.gss, one.ended ? `${one.name} (until ${one.ended.slice(0, 4)})` : one.name]));
}

function readFilters() {
  STATE.all = $("filter-all").checked;
  for (const name of ["search", "area", "year", "framework", "region", "grade", "near"]) STATE[name] = $(`filter-${name}`).value;
}

function refresh() {
  const left = chosen();
  colourMap(left);
  drawMatrix(left);
  const judged = left.filter((at) => JUDGED.has(at)).length;
  $("count").textContent = `${left.length} of ${many(DATA.authorities.length, "authority", "authorities")} chosen, ${judged} with a grade at hand.`;
}

function openFromAddress() {
  const named = location.hash.match(/^#authority=(\w+)$/);
  if (named && BY_GSS.has(named[1])) openAuthority(BY_GSS.get(named[1]));
}

function firstAuthority() {
  const counts = [...INSPECTIONS_OF].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  return counts.length ? counts[0][0] : FACTS.length ? FACTS[0].authority : 0;
}

fillFilters();
drawFigures();
drawMap();
drawNewest();
refresh();
openAuthorityQuietly();
drawUnplaced();
drawConflicts();
drawTallies();
drawDifferences();
drawChanges();
drawDocuments();
watchCharts();

function openAuthorityQuietly() {
  if (/^#authority=\w+$/.test(location.hash)) openFromAddress();
  else {
    openAuthority(firstAuthority(), { focus: false });
    window.history.replaceState(null, "", location.pathname + location.search);
  }
}

let typing = 0;
function filtersChanged() {
  clearTimeout(typing);
  typing = setTimeout(() => { readFilters(); refresh(); }, 60);
}
$("filters").addEventListener("input", filtersChanged);
$("filter-all").addEventListener("input", filtersChanged);
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("reset", () => setTimeout(() => { readFilters(); refresh(); }));
$("authority-choice").addEventListener("change", (event) => openAuthority(BY_GSS.get(event.target.value), { focus: false }));
window.addEventListener("hashchange", openFromAddress);
document.body.dataset.ready = "yes";
