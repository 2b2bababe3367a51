"use strict";
// Themes nationally by year and framework, and the grades given year by year with the breaks that reforms made.

const YEARS = [...groupBy(DATA.national, (row) => `${row.year} ${row.framework || ""}`)].map(([key, rows]) => ({ key, rows, year: rows[0].year, framework: rows[0].framework, reports: rows[0].reports }));

function drawThemes(params) {
  $("themes-view").hidden = !YEARS.length;
  $("themes-none").hidden = Boolean(YEARS.length);
  drawSeries(params.get("series") || (DATA.reformed ? "help_and_protection" : OVERALL));
  if (!YEARS.length) return;
  const enough = YEARS.filter((one) => one.reports >= 5);
  const first = (enough.length ? enough : YEARS).at(-1).key;
  const asked = YEARS.some((one) => one.key === params.get("year")) ? params.get("year") : first;
  options($("themes-year"), [...YEARS].reverse().map((one) => [one.key, `${one.year}, ${LABELS.frameworkShort[one.framework] || "framework unknown"} (${many(one.reports, "report")})`]), asked);
  drawRanking(YEARS.find((one) => one.key === asked));
}

function drawRanking(chosen) {
  const before = YEARS.find((one) => one.year === chosen.year - 1 && one.framework === chosen.framework);
  const rows = chosen.rows.slice().sort((a, b) => a.rank - b.rank), most = rows[0]?.mean_share || 1;
  const shown = YEARS.filter((one) => one.framework === chosen.framework).slice(-8);
  const share = (one, theme) => one.rows.find((row) => row.theme === theme)?.mean_share || 0;
  $("themes-note").textContent = `${many(chosen.reports, "report")} of ${chosen.year}. Each report weighs the same: the figure is the mean share of a report's concerns that are on the theme.${before ? ` The change is against the ${many(before.reports, "report")} of ${before.year}.` : ""}${chosen.reports < 5 ? " With so few reports the order means little." : ""}`;
  $("themes-save").replaceChildren(csvButton(`themes_${chosen.year}`, ["rank", "theme", "mean_share", "change", "substantial_in", "reports"], () => rows.map((row) => [row.rank, row.theme, row.mean_share, row.change, row.substantial_in, row.reports])));
  $("themes-list").replaceChildren(inParts(rows, (part) => el("table", { class: "ranking" },
    el("thead", {}, el("tr", {}, ["", "Theme", "Mean share of a report's concerns", "Change", "Substantial in reports", ...shown.map((one) => String(one.year))].map((words, n) => el("th", { scope: "col", class: n > 4 ? "year number" : null }, words)))),
    el("tbody", {}, part.map((row) => el("tr", {}, el("td", { class: "number" }, String(row.rank)), el("th", { scope: "row" }, LABELS.themes[row.theme]),
      el("td", {}, el("span", { class: "share" }, el("i", { class: "c", style: barWidth(row.mean_share / most), "aria-hidden": "true" }), percent(row.mean_share))),
      el("td", { class: "change" }, row.change === null ? "–" : `${row.change > 0.0005 ? "▲ +" : row.change < -0.0005 ? "▼ −" : "= "}${Math.abs(100 * row.change).toFixed(1)} points`),
      el("td", {}, el("span", { class: "tiny" }, row.substantial_in ? null : "substantial in "), row.substantial_in ? folded(el("span", {}, el("span", { class: "tiny" }, "substantial in "), `${row.substantial_in} of ${row.reports}`), () => substantialIn(chosen, row.theme)) : "none"),
      shown.map((one) => el("td", { class: `year number${one === chosen ? " now" : ""}` }, percent(share(one, row.theme)))))))), 15));
}

function substantialIn(chosen, theme) {
  const code = THEME_CODES.indexOf(theme);
  const places = DATA.profiles.filter((profile) => {
    const one = DATA.inspections[profile.inspection];
    return one.end.startsWith(String(chosen.year)) && one.framework === chosen.framework && profile.themes.some((row) => row[0] === code && row[4]);
  });
  return el("ul", { class: "plain" }, places.map((profile) => el("li", {}, councilLink(DATA.inspections[profile.inspection].authority), `, ${dateText(DATA.inspections[profile.inspection].end)}`)));
}

/** The grades that inspections gave, year by year; a line tells where a reform ends what can be compared. */
function drawSeries(area) {
  const able = AREA_CODES.filter((code) => FACTS.some((fact) => fact.area === code && fact.day && fact.basis !== "told_later"));
  if (!able.includes(area)) area = able[0];
  options($("series-area"), able.map((code) => [code, LABELS.areaShort[code]]), area);
  const years = new Map();
  for (const fact of FACTS) if (fact.area === area && fact.day && fact.basis !== "told_later") {
    const year = fact.day.slice(0, 4);
    if (!years.has(year)) years.set(year, new Map());
    years.get(year).set(fact.grade, (years.get(year).get(fact.grade) || 0) + 1);
  }
  const breaks = [["2013", LABELS.breaks.sif_2013], ["2018", LABELS.breaks.ilacs_2018], ...(area === "care_leavers" || area === "children_in_care" ? [["2023", LABELS.breaks.care_leavers_2023]] : [])];
  const rows = [...years].sort((a, b) => b[0].localeCompare(a[0]));
  if (area === OVERALL && DATA.reformed && rows.length) rows.unshift([null, "No overall judgement any more, from April 2026"]);
  $("series").replaceChildren(rows.length ? el("div", {}, gradeLegend(), el("table", { class: "bars" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Inspected"), el("th", { scope: "col" }, "Verdicts by grade"))),
    el("tbody", {}, rows.flatMap(([year, counts], n) => {
      if (year === null) return [el("tr", { class: "break" }, el("td", { colspan: 2 }, counts))];
      const row = el("tr", {}, el("th", { scope: "row" }, year), el("td", {}, gradeBar(counts, year)));
      const crossed = breaks.find(([from]) => year >= from && rows[n + 1] && rows[n + 1][0] < from);
      return crossed ? [row, el("tr", { class: "break" }, el("td", { colspan: 2 }, `Series break: ${crossed[1]}`))] : [row];
    })))) : nothing("No dated verdict is at hand."));
}
