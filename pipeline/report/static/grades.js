"use strict";
// Map and matrix: England as one hexagon an authority ("odd-r": rows count from the bottom), and one row an authority.

const TILE = 36;
const ROW_HEIGHT = TILE * 0.87;
const TILED = DATA.authorities.map((authority, at) => ({ at, authority })).filter(({ authority }) => authority.tile);
const TOP_ROW = Math.max(...TILED.map(({ authority }) => authority.tile[1]));
const FILTERS = ["search", "area", "year", "region", "grade", "near"];
const FIRST_AREA = DATA.reformed ? WORST : OVERALL;
const STATE = { search: "", area: FIRST_AREA, year: "", region: "", grade: "", near: "", sort: "name", descending: false };

const areaName = (area) => (area === WORST ? "Worst area" : LABELS.areaShort[area]);
const dayOf = (state) => (state.year && `${state.year}-12-31` < DATA.today ? `${state.year}-12-31` : DATA.today);

function tileCentre([q, r]) {
  return [(q + (r % 2 ? 1 : 0.5)) * TILE, (TOP_ROW - r + 0.62) * ROW_HEIGHT];
}

function hexagon([x, y]) {
  const wide = TILE / 2, high = ROW_HEIGHT / 1.5;
  return `M${x},${y - high}l${wide},${high / 2}v${high}l${-wide},${high / 2}l${-wide},${-high / 2}v${-high}z`;
}

function fillFilters() {
  const years = [...new Set(FACTS.filter((fact) => fact.basis !== "told_later" && fact.day).map((fact) => fact.day.slice(0, 4)))].sort().reverse();
  const regions = [...new Set(DATA.authorities.map((one) => one.region))].filter(Boolean).sort();
  options($("filter-area"), [[WORST, "Worst area"], ...AREA_CODES.filter((area) => FACTS.some((fact) => fact.area === area)).map((area) => [area, LABELS.areaShort[area]])], FIRST_AREA);
  options($("filter-year"), [["", `Now (${dateText(DATA.today)})`], ...years.map((year) => [year, `End of ${year}`])]);
  options($("filter-region"), [["", "All regions"], ...regions.map((region) => [region, region])]);
  options($("filter-grade"), [["", "Any"], ...GRADE_CODES.map((code) => [code, LABELS.grades[code]]), ["none", "No grade that counts"]]);
  options($("filter-near"), [["", "–"], ...DATA.authorities.filter((one) => one.neighbours.length).map((one) => [one.gss, one.name])]);
  for (const name of FILTERS) $(`filter-${name}`).addEventListener("input", filtersChanged);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(() => { $("filter-area").value = FIRST_AREA; filtersChanged(); }));
}

let typing = 0;
function filtersChanged() {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const params = new URLSearchParams();
    for (const name of FILTERS) {
      const value = $(`filter-${name}`).value;
      if (value && !(name === "area" && value === FIRST_AREA)) params.set(name, value);
    }
    go("grades", params, { replace: true });
  }, 60);
}

function drawGrades(params) {
  for (const name of FILTERS) {
    const field = $(`filter-${name}`), asked = params.get(name) || "";
    const value = name === "area" && !asked ? FIRST_AREA : asked;
    if (field.value !== value) field.value = value;
    STATE[name] = field.value;
  }
  const left = chosen();
  if (!$("tiles").children.length) {
    drawMap();
    const room = $("tiles").parentElement;
    room.scrollLeft = (room.scrollWidth - room.clientWidth) / 2;
  }
  colourMap(left);
  drawRegions(left);
  drawMatrix(left);
}

/** The authorities that the filters leave. */
function chosen() {
  const typed = fold(STATE.search), day = dayOf(STATE);
  const near = STATE.near ? new Set([BY_GSS.get(STATE.near), ...(DATA.authorities[BY_GSS.get(STATE.near)]?.neighbours || [])]) : null;
  return DATA.authorities.map((_, at) => at).filter((at) => {
    const authority = DATA.authorities[at];
    if (authority.ended && !FACTS_OF.has(at)) return false;
    if (typed && !fit(at, typed)) return false;
    if (STATE.region && authority.region !== STATE.region) return false;
    if (near && !near.has(at)) return false;
    if (!STATE.grade) return true;
    const { fact, state } = standing(at, STATE.area, day);
    return STATE.grade === "none" ? state !== "counts" : state === "counts" && fact.grade === STATE.grade;
  });
}

function drawMap() {
  const places = TILED.map(({ authority }) => tileCentre(authority.tile));
  const right = Math.max(...places.map(([x]) => x)) + TILE / 2 + 2, low = Math.max(...places.map(([, y]) => y)) + ROW_HEIGHT;
  const left = Math.min(...places.map(([x]) => x)) - TILE / 2 - 2;
  $("tiles").setAttribute("viewBox", `${left} -4 ${right - left} ${low}`);
  const inOrder = [...TILED].sort((a, b) => b.authority.tile[1] - a.authority.tile[1] || a.authority.tile[0] - b.authority.tile[0]);
  $("tiles").replaceChildren(...inOrder.map(({ at, authority }, order) => {
    const [x, y] = tileCentre(authority.tile);
    return el("g", { class: "tile", role: "button", tabindex: order ? "-1" : "0", "data-at": at, onclick: () => goCouncil(at), onkeydown: moveOnMap },
      el("title", {}), el("path", { d: hexagon([x, y]) }), el("path", { class: "hatch", d: hexagon([x, y]) }),
      el("text", { class: "short", x, y: y - 1.5 }, authority.short || authority.name.slice(0, 5)),
      el("text", { class: "letter", x, y: y + 10 }));
  }));
}

function colourMap(left) {
  const visible = new Set(left), day = dayOf(STATE), counts = new Map();
  for (const tile of $("tiles").children) {
    const at = Number(tile.dataset.at);
    const { fact, state, missing } = standing(at, STATE.area, day);
    const grade = fact ? fact.grade : "none", past = Boolean(fact && state !== "counts");
    const says = `${nameOf(at)}: ${fact ? `${LABELS.grades[grade]}${STATE.area === WORST ? ` (${LABELS.areaShort[fact.area]})` : ""}, ${whenText(fact)}${past ? `; ${LABELS.states[state].toLowerCase()}` : ""}` : LABELS.missing[missing]}`;
    tile.classList.toggle("dim", !visible.has(at));
    tile.classList.toggle("past", past);
    tile.setAttribute("aria-label", says);
    tile.querySelector("title").textContent = says;
    tile.querySelector("path").setAttribute("class", `fill-${past ? "none" : grade}`);
    for (const text of tile.querySelectorAll("text")) text.setAttribute("class", `${text.classList[0]} on-${past ? "none" : grade}`);
    tile.querySelector(".letter").textContent = fact ? LETTERS[grade] : "–";
  }
  for (const at of left) {
    const { fact, state } = standing(at, STATE.area, day);
    const key = state === "counts" ? fact.grade : fact ? "past" : "none";
    if (key !== "none" || !DATA.authorities[at].ended) counts.set(key, (counts.get(key) || 0) + 1);
  }
  const counted = GRADE_CODES.reduce((sum, grade) => sum + (counts.get(grade) || 0), 0);
  const well = (counts.get("outstanding") || 0) + (counts.get("good") || 0);
  const entries = [...GRADE_CODES.filter((grade) => grade !== "adequate" || counts.has(grade)), "past", "none"];
  const words = { past: "Set aside: abolished or superseded", none: "No grade at hand" };
  $("legend").replaceChildren(el("h2", {}, STATE.area === WORST ? "Worst area of each council" : LABELS.areas[STATE.area]), el("ul", {}, entries.map((grade) => el("li", {},
    el("span", { class: `key grade-${grade}`, "aria-hidden": "true" }, LETTERS[grade] || (grade === "past" ? "" : "–")),
    LABELS.grades[grade] || words[grade], el("span", {}, String(counts.get(grade) || 0))))),
  el("p", {}, counted ? el("b", {}, `${well} of ${counted}`) : "No grade that counts", counted ? ` good or better${counted >= 10 ? ` (${Math.round((100 * well) / counted)}%)` : ""}, of grades that count` : null, STATE.year ? ` at the end of ${STATE.year}.` : "."));
  $("count").textContent = `${left.length} of ${many(DATA.authorities.length, "council")} chosen, ${counted} with a grade that counts${STATE.year ? ` at the end of ${STATE.year}` : ""}${STATE.area === WORST ? "" : ` for ${areaName(STATE.area).toLowerCase()}`}.`;
}

function drawRegions(left) {
  const day = dayOf(STATE), counts = new Map();
  for (const at of left) {
    const { fact, state } = standing(at, STATE.area, day);
    const { region } = DATA.authorities[at];
    if (state !== "counts" || !region) continue;
    if (!counts.has(region)) counts.set(region, new Map());
    counts.get(region).set(fact.grade, (counts.get(region).get(fact.grade) || 0) + 1);
  }
  const rows = [...counts].sort((a, b) => a[0].localeCompare(b[0]));
  $("regions").replaceChildren(!rows.length ? nothing("No grade that counts is left.") : el("div", {}, gradeLegend(), table(["Region", "Councils by grade"], rows, ([region, grades]) => [region, gradeBar(grades, region)], { kind: "bars" })));
}

const columnsOn = (day) => [...AREA_CODES.slice(1), OVERALL].filter((area) => (area === OVERALL || LABELS.areasNow.includes(area) || (day < "2018" && area !== "quality_of_practice")) && FACTS.some((fact) => fact.area === area));

function drawMatrix(left) {
  const day = dayOf(STATE), areas = columnsOn(day), sorts = [["name", "Council"], [WORST, [el("span", { class: "whole" }, "Worst area"), el("span", { class: "brief" }, "Worst")]], ...areas.map((area) => [area, areaHead(area)])];
  const sortValue = (at) => {
    if (STATE.sort === "name") return nameOf(at);
    const { fact, state } = standing(at, STATE.sort, day);
    return state === "counts" ? GRADE_CODES.indexOf(fact.grade) : fact ? 8 : 9;
  };
  const listed = STATE.grade === "none" || STATE.search ? left : left.filter((at) => AREA_CODES.some((area) => standing(at, area, day).fact));
  const keyed = listed.map((at) => [sortValue(at), nameOf(at), at]);
  const turn = STATE.descending ? -1 : 1;
  keyed.sort((a, b) => (a[0] < b[0] ? -turn : a[0] > b[0] ? turn : a[1].localeCompare(b[1])));
  const head = sorts.map(([key, words]) => el("th", { scope: "col", "aria-sort": STATE.sort === key ? (STATE.descending ? "descending" : "ascending") : "none" },
    el("button", { type: "button", "data-sort": key, onclick: () => sortBy(key) }, words)));
  $("matrix").replaceChildren(
    el("caption", { class: "unseen" }, "What counts by council and area"),
    el("thead", {}, el("tr", {}, head)),
    el("tbody", {}, keyed.map(([, , at]) => el("tr", { "data-gss": DATA.authorities[at].gss },
      el("th", { scope: "row" }, councilLink(at), el("div", { class: "missing" }, DATA.authorities[at].ended ? `${DATA.authorities[at].region}, until ${DATA.authorities[at].ended.slice(0, 4)}` : DATA.authorities[at].region)),
      [WORST, ...areas].map((area) => standingCell(at, area, day))))));
  $("matrix-save").replaceChildren(csvButton("grades", ["gss", "council", "region", ...areas.flatMap((area) => [area, `${area}_state`, `${area}_date`])], () => keyed.map(([, , at]) => [
    DATA.authorities[at].gss, nameOf(at), DATA.authorities[at].region, ...areas.flatMap((area) => {
      const { fact, state, missing } = standing(at, area, day);
      return fact ? [fact.grade, state, fact.date] : ["", missing, ""];
    })])));
}

function standingCell(at, area, day = DATA.today) {
  const { fact, state, missing } = standing(at, area, day);
  if (!fact) return el("td", {}, area === WORST ? "–" : missingCell(missing, area));
  if (area === WORST) return el("td", {}, el("span", { class: `key grade-${state === "counts" ? fact.grade : "past"}`, title: LABELS.grades[fact.grade] }, LETTERS[fact.grade], el("span", { class: "unseen" }, ` ${LABELS.grades[fact.grade]}`)));
  return el("td", {}, gradeButton(fact, { state }), state !== "counts" && missing ? el("div", { class: "missing" }, `newest: ${missing === "not_in_framework" ? "not judged" : MISSING_SHORT[missing]}`) : null);
}

function sortBy(key) {
  STATE.descending = STATE.sort === key && !STATE.descending;
  STATE.sort = key;
  drawMatrix(chosen());
  $("matrix").querySelector(`[data-sort="${key}"]`).focus();
}

function moveOnMap(event) {
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    goCouncil(Number(event.currentTarget.dataset.at));
    return;
  }
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!way) return;
  event.preventDefault();
  const from = tileCentre(DATA.authorities[Number(event.currentTarget.dataset.at)].tile);
  let best = null, least = Infinity;
  for (const tile of $("tiles").children) {
    const [x, y] = tileCentre(DATA.authorities[Number(tile.dataset.at)].tile);
    const along = (x - from[0]) * way[0] + (y - from[1]) * way[1];
    const across = Math.abs((x - from[0]) * way[1]) + Math.abs((y - from[1]) * way[0]);
    if (along > 4 && along + 2.5 * across < least && along >= across * 0.5) [best, least] = [tile, along + 2.5 * across];
  }
  if (best) {
    event.currentTarget.setAttribute("tabindex", "-1");
    best.setAttribute("tabindex", "0");
    best.focus();
  }
}
