"use strict";
// One authority: its inspections in time, its strengths and concerns by theme, its statistical neighbours.

async function findingsOf(authority) {
  const block = $(`findings-${authority.gss}`);
  if (!block) return [];
  const packed = Uint8Array.from(atob(block.textContent), (sign) => sign.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text()).map(([sign, themes, document, page, quote, area, speaker]) => ({
    polarity: sign > 0 ? "strength" : "concern", themes: themes.map((at) => THEME_CODES[at]), document, page, quote, area, speaker,
  }));
}

function openAuthority(at, { focus = true } = {}) {
  const authority = DATA.authorities[at];
  $("authority-choice").value = authority.gss;
  const history = `#authority=${authority.gss}`;
  if (location.hash !== history) window.history.replaceState(null, "", history);
  const title = el("h3", { id: "authority-name", tabindex: "-1" }, authority.name);
  $("authority-view").replaceChildren(title, authorityFacts(at), timeline(at), themesOf(at), ...neighboursOf(at));
  if (focus) {
    $("authority").scrollIntoView();
    title.focus({ preventScroll: true });
  }
}

function authorityFacts(at) {
  const authority = DATA.authorities[at];
  const parts = [authority.region, `GSS code ${authority.gss}`];
  if (authority.ended) parts.push(`ended ${dateText(authority.ended)}, followed by ${authority.successors.join(" and ")}`);
  return el("p", { class: "hint" }, parts.filter(Boolean).join(" · "));
}

function timeline(at) {
  const inspections = INSPECTIONS_OF.get(at) || [];
  const told = (FACTS_OF.get(at) || []).filter((fact) => fact.basis !== "report");
  const moments = [
    ...inspections.map((one) => ({ day: one.end, framework: one.framework, documents: one.documents, missing: one.missing, facts: (FACTS_OF.get(at) || []).filter((fact) => fact.basis === "report" && fact.day === one.end) })),
    ...[...groupBy(told, (fact) => `${fact.day} ${fact.basis}`).values()].map((facts) => ({ day: facts[0].day, date: facts[0].date, words: whenText(facts[0]), framework: facts[0].framework, documents: [facts[0].document], missing: {}, facts, basis: facts[0].basis })),
  ].sort((a, b) => ((a.day || "") < (b.day || "") ? 1 : -1));
  if (!moments.length) return el("p", {}, "No document at hand judges this authority.");
  const areas = SHOWN_AREAS.filter((area) => moments.some((one) => one.facts.some((fact) => fact.area === area) || one.missing[area] === "combined_judgement"));
  const rows = moments.flatMap((one, order) => {
    const cells = areas.map((area) => {
      const fact = one.facts.find((each) => each.area === area);
      return el("td", {}, fact ? gradeButton(fact, { year: false }) : one.missing[area] ? missingCell(one.missing[area]) : el("span", { class: "missing" }, "–"));
    });
    const note = one.basis ? (one.basis === "told" ? "told by another document" : "told later") : one.framework ? LABELS.frameworks[one.framework] : "Inspection";
    const row = el("tr", {}, el("th", { scope: "row" }, one.words || dateText(one.day), el("div", { class: "missing" }, note), trend(one, moments.slice(order + 1))), cells);
    const crossed = one.facts.map((fact) => fact.crossed).find(Boolean);
    return crossed ? [row, el("tr", { class: "break" }, el("td", { colspan: areas.length + 1 }, `Series break: ${LABELS.breaks[crossed]}. Grades above and below it come from different frameworks.`))] : [row];
  });
  return scrolling(el("table", { class: "timeline compact" }, el("caption", {}, "Inspections, newest first"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Inspection ended"), areas.map((area) => el("th", { scope: "col" }, LABELS.areaShort[area])))),
    el("tbody", {}, rows)), `Timeline of ${DATA.authorities[at].name}`);
}

const LEVEL = { outstanding: 0, good: 1, adequate: 2, requires_improvement: 2, inadequate: 3 };

function trend(moment, before) {
  const now = moment.facts.find((fact) => fact.area === "overall_effectiveness");
  const then = before.flatMap((one) => one.facts).find((fact) => fact.area === "overall_effectiveness");
  if (!now || !then || moment.basis === "told_later") return null;
  return el("div", { class: "missing" }, `overall ${step(then.grade, now.grade)}`);
}

/** The way from one grade to another; adequate and requires improvement cannot be compared. */
function step(before, after) {
  if (before === after) return "= same";
  const rise = LEVEL[before] - LEVEL[after];
  return rise > 0 ? "▲ up" : rise < 0 ? "▼ down" : "≈ not comparable";
}

function themesOf(at) {
  const place = el("div", {});
  findingsOf(DATA.authorities[at]).then((all) => {
    const inspectors = all.filter((finding) => finding.speaker === "inspectors");
    if (inspectors.length) place.append(...drawThemes(at, inspectors));
  }, () => place.append(el("p", { class: "notice" }, "This browser is too old to open the strengths and concerns; they are in findings.csv beside this page.")));
  return place;
}

function newestFirst(one, other) {
  const day = (document) => DATA.documents[document].end || DATA.documents[document].published || "";
  return day(other).localeCompare(day(one)) || one - other;
}

function drawThemes(at, all) {
  const back = DATA.repeated.filter(([whose]) => whose === at);
  const documents = [...new Set(all.map((finding) => finding.document))].sort(newestFirst);
  const room = el("div", { id: "themes" });
  const draw = (document) => {
    const chosenOnes = document === "" ? all : all.filter((finding) => finding.document === Number(document));
    const themes = new Map();
    for (const finding of chosenOnes) for (const theme of finding.themes.length ? finding.themes : ["other"]) themes.set(theme, [...(themes.get(theme) || []), finding]);
    const most = Math.max(1, ...[...themes.values()].map((list) => list.length));
    const sorted = [...themes].sort((a, b) => (a[0] === "other") - (b[0] === "other") || b[1].length - a[1].length);
    room.replaceChildren(inParts(sorted, (part) => el("div", {}, part.map(([theme, list]) => themeDetails(theme, list, most, back.filter((row) => row[1] === theme)))), 15));
  };
  const choice = el("select", { id: "theme-source", onchange: (event) => draw(event.target.value) }, el("option", { value: "" }, "All documents"),
    documents.map((document) => el("option", { value: document }, `${dateText(DATA.documents[document].end || DATA.documents[document].published)}, ${DATA.documents[document].path}`)));
  draw("");
  return [el("h3", {}, "Strengths and concerns by theme"), el("div", { class: "field choose" }, el("label", { for: "theme-source" }, "From"), choice), room];
}

function themeDetails(theme, list, most, back) {
  const side = (polarity) => list.filter((finding) => finding.polarity === polarity);
  const bar = (polarity, kind) => {
    const number = side(polarity).length;
    return el("span", { class: "bar" }, number ? el("i", { class: kind, style: `width:${Math.max(2, Math.round((number / most) * 160))}px`, "aria-hidden": "true" }) : null, number ? many(number, polarity) : `no ${polarity}`);
  };
  const name = LABELS.themes[theme] || "No theme named";
  const details = el("details", { class: "theme" }, el("summary", {}, el("span", {}, name, back.length ? el("span", { class: "tag", title: "A concern at this inspection and at the one before it" }, `came back ${back.map((row) => row[3].slice(0, 4)).sort().join(", ")}`) : null), bar("strength", "s"), bar("concern", "c")));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) {
      details.append(el("div", { class: "pair" }, ["strength", "concern"].map((polarity) => el("div", {}, el("h4", {}, polarity === "strength" ? "Strengths" : "Concerns"),
        [...groupBy(side(polarity), (finding) => finding.document)].sort((a, b) => newestFirst(a[0], b[0])).flatMap(([document, found]) => [
          el("h5", {}, dateText(DATA.documents[document].end || DATA.documents[document].published), el("span", { class: "source" }, sourceText(document, null))),
          ...found.map((finding) => quoteBlock(finding.quote, finding.page ? `page ${finding.page}` : "", polarity)),
        ])))));
    }
  });
  return details;
}

function neighboursOf(at) {
  const authority = DATA.authorities[at];
  const near = authority.neighbours.map((gss) => BY_GSS.get(gss)).filter((place) => place !== undefined);
  if (!near.length) return [];
  const rows = [at, ...near];
  return [el("h3", {}, "Statistical neighbours"), scrolling(table(["Authority", ...SHOWN_AREAS.map((area) => LABELS.areaShort[area])], rows, (place) => [
    place === at ? `${authority.name} (this one)` : el("button", { type: "button", class: "link", onclick: () => openAuthority(place) }, DATA.authorities[place].name),
    ...SHOWN_AREAS.map((area) => {
      const { fact, older, reason } = standing(place, area, { year: "", framework: "" });
      return fact ? gradeButton(fact, { older }) : missingCell(reason);
    }),
  ], { kind: "compact" }), `Neighbours of ${authority.name}`)];
}
