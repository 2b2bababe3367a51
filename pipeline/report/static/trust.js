"use strict";
// How far the page can be trusted: what has no place, what is missing, where statements differ, how well facts are read.

const grade = (code) => (code ? LABELS.grades[code] || code : "none");

function drawTrust() {
  const { counts } = DATA;
  const placed = counts.read - counts.unplaced;
  $("sums").replaceChildren(
    el("li", {}, el("b", {}, many(counts.read + counts.failed, "document")), `: ${placed} placed, ${counts.unplaced} not placed, ${counts.failed} could not be read.`),
    el("li", {}, el("b", {}, many(counts.statements, "statement")), ` of a grade: ${counts.statements - counts.statementsUnplaced} placed, ${counts.statementsUnplaced} not placed.`),
    el("li", {}, el("b", {}, many(counts.findings, "finding")), `: ${(counts.findings - counts.findingsUnplaced).toLocaleString("en-GB")} placed, ${counts.findingsUnplaced} not placed.`));
  drawUnplaced();
  drawMissing();
  drawConflicts();
  drawTallies();
  drawDifferences();
  drawAccuracy();
}

function drawUnplaced() {
  const groups = [...groupBy(DATA.unplaced, (row) => `${row.what} ${row.reason}`)];
  $("unplaced").replaceChildren(!groups.length ? nothing("Everything that was read has its place.") : el("div", {}, groups.map(([, rows]) => folded(`${cap(rows[0].what)}: ${rows[0].reason_label.toLowerCase()} (${rows.length})`, () => inParts(rows, (part) => scrolling(table(
    ["Council", "Says", "Words"], part, (row) => [row.authority || "–", row.grade ? `${LABELS.areaShort[row.area]}: ${grade(row.grade)}` : "–", row.quote ? quoteBlock(row.quote, pathLine(row.path, row.link, row.page)) : pathLine(row.path, row.link, null)],
  ), "Not placed"), 25)))));
}

function drawMissing() {
  const cells = [];
  for (const at of JUDGED) for (const area of columnsOn(DATA.today)) {
    const { state, missing } = standing(at, area);
    if (state !== "counts") cells.push({ at, area, why: state ? LABELS.states[state] : LABELS.missing[missing] });
  }
  const groups = [...groupBy(cells, (one) => one.why)].sort((a, b) => b[1].length - a[1].length);
  $("missing").replaceChildren(!groups.length ? nothing("Every council with a verdict has one in every area.") : el("div", {}, groups.map(([why, rows]) => folded(`${why} (${many(rows.length, "cell")})`, () =>
    inParts([...groupBy(rows, (row) => row.at)], (part) => el("ul", { class: "plain" }, part.map(([at, list]) => el("li", {}, councilLink(at), `: ${list.map((one) => LABELS.areaShort[one.area]).join(", ")}`))), 40)))));
}

function drawConflicts() {
  const kinds = { within_document: "Within one document", between_documents: "Between documents", area_not_in_report: "The report has no such grade" };
  $("conflicts").replaceChildren(!DATA.conflicts.length ? nothing("No two statements differ.") : inParts(DATA.conflicts, (rows) => scrolling(table(
    ["Council", "Area", "Date", "Holds", "Differs", "Why"], rows, (row) => [
      row.authority, LABELS.areaShort[row.area], row.date ? dateText(row.date) : "date unknown",
      el("div", {}, row.grade ? grade(row.grade) : LABELS.missing[row.missing_reason], row.quote ? quoteBlock(row.quote, pathLine(row.path, row.link, row.page)) : pathLine(row.path, row.link, null)),
      el("div", {}, grade(row.other_grade), quoteBlock(row.other_quote, pathLine(row.other_path, row.other_link, row.other_page))),
      `${kinds[row.conflict]}; ${row.outranks.replaceAll("_", " ")}`,
    ]), "Conflicts"), 40));
}

function drawTallies() {
  const verdicts = { differs: "≠ differs", agrees: "✓ agrees", cannot_be_checked: "? cannot be checked" };
  const order = Object.keys(verdicts);
  const ofWhat = { any: "Inspected", good_or_better: "Good or better", below_good: "Less than good", awaiting: "Awaiting a verdict", fell: "Fell", rose: "Rose", planned: "Planned" };
  const checkedFirst = [...DATA.tallies].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  $("tallies").replaceChildren(!checkedFirst.length ? nothing("No document states a number of councils.") : inParts(checkedFirst, (tallies) => scrolling(table(
    ["Stated", "Of what", "As of", "Our count", "Verdict", "Words"], tallies, (row) => [
      row.stated, LABELS.grades[row.grade] || ofWhat[row.grade], dateText(row.as_of),
      row.counted === null ? "–" : `${row.counted}${row.counted_of === null ? "" : ` of ${row.counted_of}`}`,
      el("div", {}, verdicts[row.verdict], el("div", { class: "source" }, row.note)), quoteBlock(row.passage, pathLine(row.path, row.link, row.page)),
    ]), "Stated numbers"), 15));
}

function drawDifferences() {
  $("differences-part").hidden = !DATA.differences;
  if (!DATA.differences) return;
  const names = (code) => cap(code.replaceAll("_", " "));
  const groups = [...groupBy(DATA.differences, (row) => row.difference)].sort((a, b) => a[1].length - b[1].length);
  $("differences").replaceChildren(!groups.length ? nothing("The published table and ours say the same.") : el("div", {}, groups.map(([kind, rows]) => folded(`${names(kind)}: ${many(rows.length, "row")}`, () => inParts(rows, (part) => scrolling(table(
    ["Council", "Field", "Published", "Ours", "Inspection ended", "Evidence"], part, (row) => [
      row.authority || row.published_name, (row.field || "").replaceAll("_", " "), row.published_value || "–",
      row.our_value ? grade(row.our_value) : row.missing_reason ? LABELS.missing[row.missing_reason] : "–", row.inspection_end ? dateText(row.inspection_end) : "–",
      row.quote ? quoteBlock(row.quote, pathLine(row.path, row.link, row.page)) : row.path || "no report at hand",
    ]), names(kind)))))));
}

function drawAccuracy() {
  $("accuracy").replaceChildren(table(["What", "Measured on", "Right", "Found", "Measured"], DATA.accuracy, (row) => [
    row.fact, `${row.texts} (${row.documents} documents)`, percent(Number(row.precision)), row.recall ? percent(Number(row.recall)) : "–", dateText(row.measured),
  ], { numbers: [2, 3] }));
}

function drawFiles() {
  $("failures").replaceChildren(!DATA.failures.length ? nothing("Every document was read.") : inParts(DATA.failures, (rows) => scrolling(
    table(["Document", "Reason"], rows, (row) => [el("div", { class: "path" }, row.path), row.reason]), "Documents not read")));
  $("document-list").replaceChildren(inParts(DATA.documents.map((row, at) => ({ ...row, at })), (rows) => scrolling(table(
    ["Document", "Kind", "Council", "Inspection ended", "Published", "Judgements", "Findings"], rows, (row) => [
      el("div", { class: "path" }, row.link ? el("a", { href: row.link, target: "_blank", rel: "noopener" }, row.path) : row.path, row.title && row.title !== row.path ? el("div", { class: "source" }, row.title) : null),
      [LABELS.kinds[row.kind], LABELS.frameworkShort[row.framework]].filter(Boolean).join(", "),
      row.authority === null ? "–" : councilLink(row.authority), row.end ? dateText(row.end) : "–", row.published ? dateText(row.published) : "–",
      String(row.judgements), String(row.findings),
    ], { numbers: [5, 6] }), "Documents read"), 25));
}
