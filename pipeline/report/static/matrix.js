"use strict";
// Authorities by areas: one row an authority, one cell an area, each grade a button to its evidence.

const MISSING_SHORT = { not_judged: "not judged", combined_judgement: "with children in care", not_in_framework: "not in framework", not_found: "–" };
const SHOWN_AREAS = AREA_CODES.filter((area) => area !== "quality_of_practice" || FACTS.some((fact) => fact.area === area));

function missingCell(reason) {
  return el("span", { class: "missing", title: LABELS.missing[reason] }, MISSING_SHORT[reason]);
}

function sortValue(at) {
  const authority = DATA.authorities[at];
  if (STATE.sort === "name") return authority.name;
  const { fact } = standing(at, STATE.sort);
  return fact ? GRADE_CODES.indexOf(fact.grade) : 9;
}

function drawMatrix(left) {
  const columns = [["name", "Authority"], ...SHOWN_AREAS.map((area) => [area, LABELS.areaShort[area]])];
  const head = columns.map(([key, words]) => el("th", {
    scope: "col", "aria-sort": STATE.sort === key ? (STATE.descending ? "descending" : "ascending") : "none",
  }, el("button", { type: "button", "data-sort": key, onclick: () => sortBy(key) }, words)));
  const listed = STATE.all || STATE.grade === "none" ? left : left.filter((at) => JUDGED.has(at));
  const keyed = listed.map((at) => [sortValue(at), DATA.authorities[at].name, at]);
  const turn = STATE.descending ? -1 : 1;
  keyed.sort((a, b) => (a[0] < b[0] ? -turn : a[0] > b[0] ? turn : a[1].localeCompare(b[1])));
  $("matrix").replaceChildren(
    el("caption", { class: "unseen" }, "Newest grade by authority and area"),
    el("thead", {}, el("tr", {}, head)),
    el("tbody", {}, keyed.map(([, , at]) => matrixRow(at))));
}

function matrixRow(at) {
  const authority = DATA.authorities[at];
  return el("tr", { "data-gss": authority.gss },
    el("th", { scope: "row" }, el("button", { type: "button", class: "link", onclick: () => openAuthority(at) }, authority.name),
      el("div", { class: "missing" }, authority.ended ? `${authority.region}, until ${authority.ended.slice(0, 4)}` : authority.region)),
    SHOWN_AREAS.map((area) => {
      const { fact, older, reason } = standing(at, area);
      return el("td", {}, fact ? gradeButton(fact, { older }) : missingCell(reason), fact && older && reason ? el("div", { class: "missing" }, `newest: ${MISSING_SHORT[reason]}`) : null);
    }));
}

function sortBy(key) {
  STATE.descending = STATE.sort === key && !STATE.descending;
  STATE.sort = key;
  refresh();
  $("matrix").querySelector(`[data-sort="${key}"]`).focus();
}
