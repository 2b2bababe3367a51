"use strict";
// One council: what counts now, its inspections and visits in time, concerns that came back, themes, neighbours.

async function findingsOf(authority) {
  const block = $(`findings-${authority.gss}`);
  if (!block) return [];
  const packed = Uint8Array.from(atob(block.textContent), (sign) => sign.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text()).map(([sign, themes, document, page, quote, speaker]) => ({
    polarity: sign > 0 ? "strength" : "concern", themes: themes.map((at) => THEME_CODES[at]), document, page, quote, speaker,
  }));
}

const goCouncil = (at) => go("council", new URLSearchParams({ gss: DATA.authorities[at].gss }));

function drawCouncil(params) {
  const at = BY_GSS.get(params.get("gss"));
  $("council-title").textContent = at === undefined ? "One council" : nameOf(at);
  if (at === undefined) {
    const regions = [...groupBy(JUDGED, (place) => DATA.authorities[place].region || "No longer in force")].sort((a, b) => a[0].localeCompare(b[0]));
    $("council-view").replaceChildren(el("p", { class: "lead" }, "Choose a council: by its name in the box above, or here."),
      el("div", { class: "columns" }, regions.map(([region, places]) => el("div", {}, el("h3", {}, region), el("ul", { class: "plain" }, places.map((place) => el("li", {}, councilLink(place))))))));
    return;
  }
  $("council-view").replaceChildren(councilFacts(at), cards(at), timeline(at), ...cameBack(at), themesOf(at, params), ...neighboursOf(at));
}

function councilFacts(at) {
  const authority = DATA.authorities[at];
  const parts = [authority.region, authority.laCode && `LA code ${authority.laCode}`, authority.urn && `Ofsted URN ${authority.urn}`, `GSS ${authority.gss}`];
  if (authority.ended) parts.push(`ended ${dateText(authority.ended)}, followed by ${authority.successors.join(" and ")}`);
  return el("p", { class: "lead" }, parts.filter(Boolean).join(" · "));
}

function cards(at) {
  const areas = [...LABELS.areasNow, OVERALL].filter((area) => LABELS.areasNow.includes(area) || standing(at, area).fact);
  return el("div", { class: "cards" }, areas.map((area) => {
    const { fact, state, missing } = standing(at, area);
    const held = fact && state === "counts" && fact.inRow > 1 ? `held since ${dateText(fact.since)}, ${fact.inRow} inspections in a row` : null;
    return el("div", { class: `card edge-${state === "counts" ? fact.grade : "none"}` }, el("h3", {}, LABELS.areaShort[area]),
      fact ? gradeButton(fact, { state, year: false, moved: false }) : missingCell(missing, area),
      fact ? el("p", {}, whenText(fact), state === "counts" ? null : `. ${LABELS.states[state]}`) : null,
      fact && fact.before !== null ? el("p", {}, beforeText(fact)) : null, held ? el("p", {}, cap(held)) : null);
  }));
}

function timeline(at) {
  const of = FACTS_OF.get(at) || [], told = of.filter((fact) => fact.basis !== "report");
  const moments = [
    ...(INSPECTIONS_OF.get(at) || []).map((one) => ({ day: one.end, framework: one.framework, documents: one.documents, missing: one.missing, facts: of.filter((fact) => fact.basis === "report" && fact.day === one.end) })),
    ...[...groupBy(told, (fact) => `${fact.day} ${fact.bounds} ${fact.basis}`).values()].map((facts) => ({ day: facts[0].day || "", words: whenText(facts[0]), framework: facts[0].framework, documents: [facts[0].document], missing: {}, facts, basis: facts[0].basis })),
    ...(VISITS_OF.get(at) || []).map((one) => ({ day: one.date || "", documents: [one.document], visit: one })),
  ].sort((a, b) => (a.day < b.day ? 1 : -1));
  if (!moments.length) return nothing("No document at hand judges this council.");
  const areas = [...AREA_CODES.slice(1), OVERALL].filter((area) => moments.some((one) => !one.visit && (one.facts.some((fact) => fact.area === area) || one.missing[area] === "combined_judgement")));
  const rows = moments.flatMap((one) => {
    const document = DATA.documents[one.documents[0]];
    const notes = [one.basis === "told" ? "told by another document" : one.basis ? "told later, as an earlier verdict" : LABELS.frameworkShort[one.visit ? document.framework : one.framework] || "Inspection", one.basis ? null : document.type, one.basis || !document.published ? null : `published ${dateText(document.published)}`, one.basis || !document.inspector ? null : `led by ${document.inspector}`];
    const head = el("th", { scope: "row" }, one.words || dateText(one.day), el("div", { class: "missing" }, notes.filter(Boolean).join(", ")), el("div", {}, one.basis ? null : reportLink(one.documents[0])));
    if (one.visit) {
      const due = document.due ? el("div", { class: "missing" }, `An answer is due by ${dateText(document.due)}.`) : null;
      return [el("tr", { class: "visit" }, head, el("td", { colspan: areas.length || 1 }, visitWords(document) === "–" ? LABELS.frameworks[document.framework] : `${LABELS.frameworkShort[document.framework]}: ${visitWords(document)}`,
        one.visit.said ? quoteBlock(one.visit.said.quote, sourceLine(one.visit.document, one.visit.said.page)) : null, due))];
    }
    const cells = areas.map((area) => {
      const fact = one.facts.find((each) => each.area === area), now = standing(at, area);
      return el("td", {}, fact ? gradeButton(fact, { year: false, state: now.fact === fact ? now.state : "counts" }) : one.missing[area] ? missingCell(one.missing[area], area) : el("span", { class: "missing" }, "–"));
    });
    const crossed = one.facts.map((fact) => fact.crossed).find(Boolean);
    return [el("tr", {}, head, cells), crossed && el("tr", { class: "break" }, el("td", { colspan: areas.length + 1 }, `Series break: ${LABELS.breaks[crossed]}. Grades above and below come from different frameworks.`))].filter(Boolean);
  });
  return el("section", {}, el("h2", {}, "Inspections and visits, newest first"), scrolling(el("table", { class: "timeline compact" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "When"), areas.map((area) => el("th", { scope: "col" }, areaHead(area))))), el("tbody", {}, rows)), `Inspections of ${nameOf(at)}`));
}

function cameBack(at) {
  const pairs = [...groupBy(DATA.repeated.filter((row) => row.at === at), (row) => row.later_end)].sort((a, b) => b[0].localeCompare(a[0]));
  const inspected = (INSPECTIONS_OF.get(at) || []).filter((one) => !one.boardOnly).length;
  if (inspected < 2) return [];
  const [listed, unlisted, strengths] = LABELS.substantial;
  const how = `A theme is here where it was a substantial concern both times: the report's own list of what must improve names it, at least two concerns are on it, they make up ${percent(listed)} or more of the report's concerns (${percent(unlisted)} where a report has no such list), and there are at most ${strengths} strengths to a concern.`;
  const side = (words, quote, link, path, page) => el("div", {}, el("h4", {}, words), quoteBlock(quote, pathLine(path, link, page), "concern"));
  return [el("section", {}, el("h2", {}, "Concerns that came back"), el("p", { class: "hint" }, how),
    pairs.length ? pairs.map(([end, rows]) => el("div", {}, el("h3", {}, `${dateText(rows[0].earlier_end)} and again ${dateText(end)}`),
      rows.sort((a, b) => b.later_share - a.later_share).map((row) => el("div", { class: "again" }, el("p", {}, el("b", {}, LABELS.themes[row.theme]), `: ${percent(row.earlier_share)} of all concerns, then ${percent(row.later_share)}`), el("div", { class: "pair" },
        side(`${many(row.earlier_concerns, "concern")}, one of them`, row.earlier_quote, row.earlier_link, row.earlier_path, row.earlier_page),
        side(`${many(row.later_concerns, "concern")}, one of them`, row.quote, row.link, row.path, row.page)))))) : nothing("No theme was a substantial concern of two inspections running."))];
}

function themesOf(at, params) {
  const place = el("section", {}, el("h2", {}, "Strengths and concerns by theme"));
  const own = DATA.profiles.map((profile) => ({ ...profile, visit: DATA.inspections[profile.inspection] })).filter((profile) => profile.visit.authority === at).sort((a, b) => (a.visit.end < b.visit.end ? 1 : -1));
  findingsOf(DATA.authorities[at]).then((all) => {
    if (!all.length) return;
    const others = [...new Set(all.map((one) => one.document))].filter((document) => !own.some((profile) => profile.visit.documents.includes(document)));
    const choices = [...own.map((profile, n) => [`r${n}`, `Inspection of ${dateText(profile.visit.end)}`]), ...others.map((document) => [`d${document}`, `${LABELS.frameworkShort[DATA.documents[document].framework] || LABELS.kinds[DATA.documents[document].kind]}, ${dateText(DATA.documents[document].end || DATA.documents[document].published)}: ${DATA.documents[document].title || DATA.documents[document].path}`])];
    const asked = choices.some(([value]) => value === params.get("report")) ? params.get("report") : choices[0][0];
    const room = el("div", { id: "themes-of" });
    const draw = (value) => {
      const profile = value[0] === "r" ? own[Number(value.slice(1))] : null;
      const documents = profile ? profile.visit.documents : [Number(value.slice(1))];
      room.replaceChildren(drawThemesOf(all.filter((one) => documents.includes(one.document)), profile));
    };
    const choice = el("select", { id: "theme-source", onchange: (event) => {
      go("council", new URLSearchParams({ gss: DATA.authorities[at].gss, report: event.target.value }), { replace: true, draw: false });
      draw(event.target.value);
    } });
    options(choice, choices, asked);
    draw(asked);
    place.append(el("div", { class: "field choose" }, el("label", { for: "theme-source" }, "Report"), choice), room);
  }, () => place.append(nothing("This browser is too old to open the strengths and concerns; they are in findings.csv beside this page.")));
  return place;
}

function drawThemesOf(found, profile) {
  const inspectors = profile ? found.filter((one) => one.speaker === "inspectors") : found;
  const themes = new Map();
  for (const one of inspectors) for (const theme of one.themes.length ? one.themes : ["none"]) themes.set(theme, [...(themes.get(theme) || []), one]);
  const known = new Map((profile?.themes || []).map((row) => [THEME_CODES[row[0]], row]));
  const concerns = inspectors.filter((one) => one.polarity === "concern").length;
  const count = (list, polarity) => list.filter((one) => one.polarity === polarity).length;
  const sorted = [...themes].sort((a, b) => (a[0] === "none") - (b[0] === "none") || count(b[1], "concern") - count(a[1], "concern") || b[1].length - a[1].length);
  const most = Math.max(0.01, ...sorted.map(([, list]) => count(list, "concern") / Math.max(1, concerns)), ...[...known.values()].flatMap((row) => [row[5] || 0, row[6] || 0]));
  const cell = (share, kind) => el("span", { class: "share" }, el("i", { class: share ? kind : "none", style: barWidth(share / most), "aria-hidden": "true" }), percent(share));
  const intro = `${many(concerns, "concern")} and ${many(count(inspectors, "strength"), "strength")} of inspectors. The share is that of this report's concerns${profile ? "; beside it the median of the reports nearest in time of statistical neighbours and of the region, under the same framework" : ""}. Choose a theme to read them.`;
  return el("div", {}, el("p", { class: "hint" }, intro), el("div", { class: "themes-head", "aria-hidden": "true" }, ["Theme", "Concerns", "Share", "Neighbours", "Region", "Strengths"].map((words) => el("span", {}, words))),
    inParts(sorted, (part) => el("div", {}, part.map(([theme, list]) => {
      const row = known.get(theme), number = count(list, "concern");
      const median = (share, words) => el("span", {}, share === null || share === undefined ? "–" : el("span", {}, el("span", { class: "tiny" }, `${words} `), percent(share)));
      return folded(el("span", { class: "theme-row" }, el("span", {}, LABELS.themes[theme] || "No theme named", row?.[4] ? el("span", { class: "tag", title: "Listed by the report for improvement, and a fair part of its concerns" }, "substantial") : null), el("span", {}, String(number), el("span", { class: "tiny" }, " concerns")), cell(number / Math.max(1, concerns), "c"), median(row?.[5], "neighbours"), median(row?.[6], "region"), el("span", {}, String(count(list, "strength")), el("span", { class: "tiny" }, " strengths"))),
        () => el("div", { class: "pair" }, ["concern", "strength"].map((polarity) => el("div", {}, el("h4", {}, polarity === "concern" ? "Concerns" : "Strengths"),
          count(list, polarity) ? inParts(list.filter((one) => one.polarity === polarity), (shown) => el("div", {}, shown.map((one) => quoteBlock(one.quote, quoteSource(one), polarity))), 20) : nothing("None.")))), { class: "theme" });
    })), 20));
}

function quoteSource(one) {
  const document = DATA.documents[one.document], words = one.page ? `page ${one.page}` : document.title || document.path;
  return el("p", { class: "source" }, document.link ? el("a", { href: pageLink(document.link, one.page), target: "_blank", rel: "noopener" }, words) : words, one.speaker === "inspectors" ? null : `, says ${one.speaker === "council" ? "the council" : "another"}`);
}

function neighboursOf(at) {
  const authority = DATA.authorities[at];
  if (!authority.neighbours.length) return [];
  const areas = columnsOn(DATA.today), region = DATA.authorities.map((_, place) => place).filter((place) => DATA.authorities[place].region === authority.region && !DATA.authorities[place].ended);
  const bars = (places, words) => el("tr", {}, el("th", { scope: "row" }, words), [WORST, ...areas].map((area) => {
    const counts = new Map();
    for (const place of places) {
      const { fact, state } = standing(place, area);
      if (state === "counts") counts.set(fact.grade, (counts.get(fact.grade) || 0) + 1);
    }
    return el("td", {}, counts.size ? gradeBar(counts, `${words}, ${areaName(area)}`) : "–");
  }));
  return [el("section", {}, el("h2", {}, "Beside its neighbours and its region"), el("p", { class: "hint" }, "Statistical neighbours, nearest first, by what counts now. The two last rows count councils by grade."),
    scrolling(el("table", { class: "compact neighbours" }, el("thead", {}, el("tr", {}, ["Council", "Worst", ...areas.map(areaHead)].map((words) => el("th", { scope: "col" }, words)))),
      el("tbody", {}, [at, ...authority.neighbours].map((place) => el("tr", { class: place === at ? "own" : null }, el("th", { scope: "row" }, place === at ? nameOf(at) : councilLink(place)), [WORST, ...areas].map((area) => standingCell(place, area)))),
        bars(authority.neighbours, "All neighbours"), bars(region, authority.region))), `${authority.name} beside its neighbours`), el("p", {}, el("a", { href: `#grades?near=${authority.gss}` }, "Neighbours on the map")))];
}
