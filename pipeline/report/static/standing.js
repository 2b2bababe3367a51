"use strict";
// What held for an authority and an area on a day: looked up in what the report worked out, never worked out anew.

const SERIES = new Map(DATA.standings.map(([at, area, held]) => [`${at} ${area}`, held.map(([start, fact, state, missing]) => ({ start, fact: fact === null ? null : FACTS[fact], state, missing }))]));
const NEVER = { fact: null, state: null, missing: "not_found" };
const WORST = "worst";

/** {fact, state, missing}: the newest verdict, whether it counts, and why the newest inspection gave none. */
function standing(at, area, day = DATA.today) {
  if (area === WORST) return worstOf(at, day);
  return (SERIES.get(`${at} ${area}`) || []).findLast((one) => one.start <= day) || NEVER;
}

/** The worst verdict of all that count; where none counts, the newest overall one as it stands. */
function worstOf(at, day) {
  const counted = AREA_CODES.map((area) => standing(at, area, day)).filter((one) => one.state === "counts");
  if (!counted.length) return standing(at, OVERALL, day);
  return counted.reduce((worst, one) => (GRADE_CODES.indexOf(one.fact.grade) > GRADE_CODES.indexOf(worst.fact.grade) ? one : worst));
}

const JUDGED = DATA.authorities.map((_, at) => at).filter((at) => AREA_CODES.some((area) => standing(at, area).fact));
const COUNTED = JUDGED.filter((at) => worstOf(at, DATA.today).state === "counts");

const fold = (text) => text.toLowerCase().normalize("NFKD").replaceAll("&", " and ").replace(/[^a-z0-9 ]/g, " ").replace(/\s+/g, " ").trim()
  .replace(/( (metropolitan|city|county|district|borough|unitary))* council$/, "").replace(/^(the )?((london|royal|metropolitan) )?borough of /, "");
const FOLDED = DATA.authorities.map((one) => ({ names: [one.name, ...one.known].map(fold), codes: [one.gss, one.laCode, one.urn].filter(Boolean).map((code) => code.toLowerCase()), region: fold(one.region) }));

/** How many letters must change, be left out or be changed round to make one word of another. */
function distance(one, other) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i++) {
    const now = [i];
    for (let j = 1; j <= other.length; j++) {
      now[j] = Math.min(now[j - 1] + 1, last[j] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
    }
    [before, last] = [last, now];
  }
  return last[other.length];
}

/** How well an authority fits what somebody typed: 0 not at all, more is better. Forgives signs, short names, slips. */
function fit(at, typed) {
  const { names, codes, region } = FOLDED[at];
  if (!typed) return 1;
  if (codes.includes(typed)) return 9;
  if (names.includes(typed)) return 8;
  if (names.some((name) => name.startsWith(typed))) return 7;
  if (names.some((name) => ` ${name}`.includes(` ${typed}`))) return 6;
  const initials = names.map((name) => name.split(" ").filter((word) => word !== "and" && word !== "of").map((word) => word[0]).join(""));
  if (typed.length > 1 && initials.includes(typed)) return 5;
  if (region.startsWith(typed)) return 4;
  if (names.some((name) => name.includes(typed))) return 3;
  const slips = typed.length > 7 ? 2 : typed.length > 4 ? 1 : 0;
  return slips && names.some((name) => distance(name.slice(0, typed.length), typed) <= slips || distance(name, typed) <= slips) ? 2 : 0;
}
