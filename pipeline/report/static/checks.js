"use strict";
// Conflicts, recounts, differences from a published table, changes, failures and the list of documents.

const where = (path, page) => `${path}${page ? `, page ${page}` : ""}`;
const grade = (code) => (code ? LABELS.grades[code] || code : "none");
const nothing = (words) => el("p", {}, words);

function drawConflicts() {
  const kinds = { within_document: "Within one document", between_documents: "Between documents", area_not_in_report: "The report has no such grade" };
  $("conflicts").replaceChildren(!DATA.conflicts.length ? nothing("No two statements differ.") : inParts(DATA.conflicts, (rows) => scrolling(table(
    ["Authority", "Area", "Date", "Holds", "Differs", "Why"], rows, (row) => [
      row.authority, LABELS.areaShort[row.area], dateText(row.date),
      el("div", {}, row.grade ? grade(row.grade) : LABELS.missing[row.missing_reason], row.quote ? quoteBlock(row.quote, where(row.path, row.page)) : el("p", { class: "source" }, row.path)),
      el("div", {}, grade(row.other_grade), quoteBlock(row.other_quote, where(row.other_path, row.other_page))),
      `${kinds[row.conflict]}; ${row.outranks.replaceAll("_", " ")}`,
    ]), "Conflicts"), 40));
}

function drawUnplaced() {
  $("unplaced").replaceChildren(!DATA.unplaced.length ? nothing("Everything that was read has its place.") : inParts(DATA.unplaced, (rows) => scrolling(table(
    ["What", "Why", "Authority", "Says", "Words"], rows, (row) => [
      row.what, row.reason_label, row.authority || "–", row.grade ? `${LABELS.areaShort[row.area]}: ${grade(row.grade)}` : "–",
      row.quote ? quoteBlock(row.quote, where(row.path, row.page)) : row.path,
    ]), "Not placed"), 25));
}

function drawTallies() {
  const verdicts = { differs: "≠ differs", agrees: "✓ agrees", cannot_be_checked: "? cannot be checked" };
  const order = Object.keys(verdicts);
  const ofWhat = { any: "Inspected", below_good: "Less than good", awaiting: "Awaiting a verdict", fell: "Fell", rose: "Rose", planned: "Planned" };
  const checkedFirst = [...DATA.tallies].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  $("tallies").replaceChildren(!checkedFirst.length ? nothing("No document states a number of authorities.") : inParts(checkedFirst, (tallies) => scrolling(table(
    ["Stated", "Of what", "As of", "Our count", "Verdict", "Words"], tallies, (row) => [
      row.stated, LABELS.grades[row.grade] || ofWhat[row.grade], dateText(row.as_of),
      row.counted === null ? "–" : `${row.counted}${row.counted_of === null ? "" : ` of ${row.counted_of}`}`,
      el("div", {}, verdicts[row.verdict], el("div", { class: "source" }, row.note)), quoteBlock(row.passage, where(row.path, row.page)),
    ]), "Stated numbers"), 15));
}

function drawDifferences() {
  if (!DATA.differences) return;
  const names = (code) => code[0].toUpperCase() + code.slice(1).replaceAll("_", " ");
  const groups = [...groupBy(DATA.differences, (row) => row.difference)].sort((a, b) => a[1].length - b[1].length);
  $("differences").replaceChildren(!groups.length ? nothing("The published table and ours say the same.") : el("div", {}, groups.map(([kind, rows]) => {
    const details = el("details", {}, el("summary", {}, `${names(kind)}: ${many(rows.length, "row")}`));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(inParts(rows, (part) => scrolling(table(
        ["Authority", "Field", "Published", "Ours", "Inspection ended", "Evidence"], part, (row) => [
          row.authority || row.published_name, (row.field || "").replaceAll("_", " "), row.published_value || "–",
          row.our_value ? grade(row.our_value) : row.missing_reason ? LABELS.missing[row.missing_reason] : "–", row.inspection_end ? dateText(row.inspection_end) : "–",
          row.quote ? quoteBlock(row.quote, where(row.path, row.page)) : row.path || "no report at hand",
        ]), names(kind))));
    });
    return details;
  })));
}

function drawChanges() {
  if (!DATA.changes) return;
  const { facts, documentsNew, documentsGone } = DATA.changes;
  $("changes").replaceChildren(
    nothing(`${many(documentsNew.length, "document")} new, ${documentsGone.length} gone, ${many(facts.length, "verdict")} changed.`),
    facts.length ? inParts(facts, (rows) => scrolling(table(["Authority", "Area", "Date", "Change", "Before", "Now", "Document"], rows, (row) => [
      row.authority, LABELS.areaShort[row.area], dateText(row.date), row.change, grade(row.grade_before), grade(row.grade_after), row.path,
    ]), "Changes")) : "");
}

function drawDocuments() {
  $("failures").replaceChildren(!DATA.failures.length ? nothing("Every document was read.") : inParts(DATA.failures, (rows) => scrolling(
    table(["Document", "Reason"], rows, (row) => [el("div", { class: "path" }, row.path), row.reason]), "Documents not read")));
  $("document-list").replaceChildren(inParts(DATA.documents, (rows) => scrolling(table(
    ["Document", "Kind", "Authority", "Inspection ended", "Published", "Judgements", "Findings"], rows, (row) => [
      el("div", { class: "path" }, row.path, row.title && row.title !== row.path ? el("div", { class: "source" }, row.title) : null), LABELS.kinds[row.kind],
      row.authority === null ? "–" : DATA.authorities[row.authority]?.name, row.end ? dateText(row.end) : "–", row.published ? dateText(row.published) : "–",
      String(row.judgements), String(row.findings),
    ], { numbers: [5, 6] }), "Documents read"), 25));
}
