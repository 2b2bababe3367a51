"use strict";
// What held for an authority and an area, given the filters; nothing is filled in backwards.

const STATE = { search: "", area: AREA_CODES[0], year: "", framework: "", region: "", grade: "", near: "", all: false, sort: "name", descending: false };

/** {fact, older, reason}: the newest fact, whether the newest inspection gave none, and why it gave none. */
function standing(authority, area, state = STATE) {
  const until = state.year ? `${state.year}-12-31` : "9999";
  const counts = (row) => !state.framework || row.framework === state.framework;
  const facts = (FACTS_OF.get(authority) || []).filter((fact) => fact.area === area && fact.basis !== "told_later" && (fact.day ? fact.day <= until : !state.year) && counts(fact));
  const inspections = (INSPECTIONS_OF.get(authority) || []).filter((one) => one.end <= until && counts(one));
  const full = inspections.filter((one) => !one.boardOnly);
  const newest = (full.length ? full : inspections).at(-1);
  const reason = newest ? newest.missing[area] || null : "not_found";
  const abolished = area === "overall_effectiveness" && reason === "not_in_framework" && (facts.at(-1)?.day || "") < newest.end;
  const fact = abolished ? null : facts.at(-1) || null;
  const older = Boolean(fact && newest && (fact.day || "") < newest.end);
  return { fact, older, reason: fact && !older ? null : reason };
}

const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[^a-z0-9 ]/g, "");

/** The authorities that the filters leave. */
function chosen() {
  const words = fold(STATE.search);
  const near = STATE.near ? new Set([STATE.near, ...DATA.authorities[BY_GSS.get(STATE.near)].neighbours]) : null;
  return DATA.authorities.map((authority, at) => at).filter((at) => {
    const authority = DATA.authorities[at];
    if (authority.ended && !FACTS_OF.has(at)) return false;
    if (words && !fold(`${authority.name} ${authority.region} ${authority.gss}`).includes(words)) return false;
    if (STATE.region && authority.region !== STATE.region) return false;
    if (near && !near.has(authority.gss)) return false;
    if (STATE.framework && !(FACTS_OF.get(at) || []).some((fact) => fact.framework === STATE.framework)) return false;
    if (STATE.grade) {
      const { fact } = standing(at, STATE.area);
      return STATE.grade === "none" ? !fact : Boolean(fact && fact.grade === STATE.grade);
    }
    return true;
  });
}
