"use strict";
// The facts of the page, and the few tools with which all parts build elements. Text always goes in as text.

const DATA = JSON.parse(document.getElementById("data").textContent);
const LABELS = DATA.labels;
const AREA_CODES = Object.keys(LABELS.areaShort);
const GRADE_CODES = Object.keys(LABELS.grades);
const THEME_CODES = Object.keys(LABELS.themes);
const LETTERS = { outstanding: "O", good: "G", adequate: "A", requires_improvement: "RI", inadequate: "I" };
const AREA_BRIEF = { overall_effectiveness: "All", help_and_protection: "Help", children_in_care: "In care", care_leavers: "Left care", leadership: "Lead", adoption: "Adop", lscb: "LSCB", quality_of_practice: "Quality" };
const OVERALL = "overall_effectiveness";

const FACTS = DATA.facts.map((row) => Object.fromEntries(DATA.factFields.map((name, at) => [name, row[at]])));
const BY_GSS = new Map(DATA.authorities.map((authority, at) => [authority.gss, at]));

const $ = (id) => document.getElementById(id);
const SVG_TAGS = new Set(["svg", "g", "path", "text", "title"]);

/** An element with attributes (onX: a listener) and children (text or elements; null is left out). */
function el(tag, attributes = {}, ...children) {
  const made = SVG_TAGS.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

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
const INSPECTIONS_OF = groupBy(DATA.inspections, (inspection) => inspection.authority);
const VISITS_OF = groupBy(DATA.visits, (visit) => DATA.documents[visit.document].authority);
const nameOf = (at) => DATA.authorities[at].name;

/** "2019-07-12" as "12 Jul 2019"; shorter dates as far as they go. */
function dateText(iso) {
  if (!iso) return "no date";
  const [year, month, day] = iso.split("-").map(Number);
  if (!month) return String(year);
  const name = new Date(Date.UTC(year, month - 1, 1)).toLocaleDateString("en-GB", { month: "short", timeZone: "UTC" });
  return day ? `${day} ${name} ${year}` : `${name} ${year}`;
}

/** A fact's date; where no document tells it, the days between which it must lie. */
function whenText(fact) {
  if (fact.date) return dateText(fact.date);
  const [first, last] = fact.bounds.map((day) => day && dateText(day.slice(0, 7)));
  return `date unknown${first && last ? `, ${first} to ${last}` : first ? `, ${first} or later` : last ? `, ${last} or earlier` : ""}`;
}

const many = (number, one, more = one + "s") => `${number.toLocaleString("en-GB")} ${number === 1 ? one : more}`;
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
const cap = (text) => text[0].toUpperCase() + text.slice(1);
const LEVEL = { outstanding: 0, good: 1, adequate: 2, requires_improvement: 2, inadequate: 3 };

/** The way from one grade to another: [sign, words]; adequate and requires improvement cannot be compared. */
function step(before, after) {
  if (before === after) return ["=", "same"];
  const rise = LEVEL[before] - LEVEL[after];
  return rise > 0 ? ["▲", "up"] : rise < 0 ? ["▼", "down"] : ["≈", "not comparable"];
}
