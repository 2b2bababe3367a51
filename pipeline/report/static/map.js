"use strict";
// England as one hexagon an authority ("odd-r": odd rows stand half a tile to the right, rows count from the bottom).

const TILE = 36;
const ROW_HEIGHT = TILE * 0.87;
const TILED = DATA.authorities.map((authority, at) => ({ at, authority })).filter(({ authority }) => authority.tile);
const TOP_ROW = Math.max(...TILED.map(({ authority }) => authority.tile[1]));

function tileCentre([q, r]) {
  return [(q + (r % 2 ? 1 : 0.5)) * TILE, (TOP_ROW - r + 0.62) * ROW_HEIGHT];
}

function hexagon([x, y]) {
  const wide = TILE / 2, high = ROW_HEIGHT / 1.5;
  return `M${x},${y - high}l${wide},${high / 2}v${high}l${-wide},${high / 2}l${-wide},${-high / 2}v${-high}z`;
}

/** "Bath and North East Somerset" is BNES, "Barnet" is Barn. */
function abbreviation(name) {
  const words = name.replace(/,|St\. /g, "").split(/[ -]/).filter((word) => !["and", "of", "upon", "on", "with", "the"].includes(word));
  return words.length > 1 ? words.map((word) => word[0]).join("").slice(0, 4) : words[0].slice(0, 4);
}

function drawMap() {
  const places = TILED.map(({ authority }) => tileCentre(authority.tile));
  const right = Math.max(...places.map(([x]) => x)) + TILE / 2 + 2, low = Math.max(...places.map(([, y]) => y)) + ROW_HEIGHT;
  const left = Math.min(...places.map(([x]) => x)) - TILE / 2 - 2;
  $("tiles").setAttribute("viewBox", `${left} -4 ${right - left} ${low}`);
  const inOrder = [...TILED].sort((a, b) => b.authority.tile[1] - a.authority.tile[1] || a.authority.tile[0] - b.authority.tile[0]);
  $("tiles").replaceChildren(...inOrder.map(({ at, authority }, order) => {
    const [x, y] = tileCentre(authority.tile);
    return el("g", { class: "tile", role: "button", tabindex: order ? "-1" : "0", "data-at": at, onclick: () => openAuthority(at), onkeydown: moveOnMap },
      el("title", {}), el("path", { d: hexagon([x, y]) }),
      el("text", { class: "short", x, y: y - 3 }, abbreviation(authority.name)),
      el("text", { class: "letter", x, y: y + 11 }));
  }));
}

function colourMap(left) {
  const visible = new Set(left);
  const counts = new Map();
  for (const tile of $("tiles").children) {
    const at = Number(tile.dataset.at);
    const { fact, reason } = standing(at, STATE.area);
    const grade = fact ? fact.grade : "none";
    const says = `${DATA.authorities[at].name}: ${fact ? `${LABELS.grades[grade]}, ${whenText(fact)}` : LABELS.missing[reason]}`;
    tile.classList.toggle("dim", !visible.has(at));
    tile.setAttribute("aria-label", says);
    tile.querySelector("title").textContent = says;
    tile.querySelector("path").setAttribute("class", `fill-${grade}`);
    for (const text of tile.querySelectorAll("text")) text.setAttribute("class", `${text.classList[0]} on-${grade}`);
    tile.querySelector(".letter").textContent = fact ? LETTERS[grade] : "–";
    if (visible.has(at)) counts.set(grade, (counts.get(grade) || 0) + 1);
  }
  const entries = [...GRADE_CODES.filter((grade) => grade !== "adequate" || counts.has(grade)), "none"];
  $("legend").replaceChildren(el("h3", {}, LABELS.areas[STATE.area]), el("ul", {}, entries.map((grade) => el("li", {},
    el("span", { class: `key grade-${grade}`, "aria-hidden": "true" }, LETTERS[grade] || "–"),
    LABELS.grades[grade] || "No grade at hand", el("span", {}, String(counts.get(grade) || 0))))));
}

/** The newest inspections, beside the map. */
function drawNewest() {
  const newest = DATA.inspections.filter((one) => !one.boardOnly).sort((a, b) => (a.end < b.end ? 1 : -1)).slice(0, 8);
  if (!newest.length) return;
  $("newest").replaceChildren(el("h3", {}, "Newest inspections"), el("ul", {}, newest.map((one) => {
    const facts = (FACTS_OF.get(one.authority) || []).filter((fact) => fact.area === "overall_effectiveness" && fact.basis !== "told_later");
    const place = facts.findIndex((fact) => fact.day === one.end);
    return el("li", {}, el("button", { type: "button", class: "link", onclick: () => openAuthority(one.authority) }, DATA.authorities[one.authority].name),
      el("span", { class: "missing" }, dateText(one.end), place > 0 ? `, ${step(facts[place - 1].grade, facts[place].grade)}` : ""),
      place < 0 ? missingCell(one.missing.overall_effectiveness || "not_found") : gradeButton(facts[place], { year: false }));
  })));
}

function moveOnMap(event) {
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    openAuthority(Number(event.currentTarget.dataset.at));
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
