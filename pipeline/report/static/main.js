"use strict";
// The views and the way between them: the address names the view and its filters, the back button goes back.

const VIEWS = { new: drawNew, grades: drawGrades, council: drawCouncil, themes: drawThemes, trust: drawTrust, files: drawFiles };

function here() {
  const [, name, query] = location.hash.match(/^#(\w+)(?:\?(.*))?$/) || [null, "new", ""];
  return [name in VIEWS ? name : "new", new URLSearchParams(query || "")];
}

/** Goes to a view; `replace` changes the address only (filters), so that the back button leads out of the view. */
function go(name, params, { replace = false, draw = true } = {}) {
  const query = params.toString(), address = `#${name}${query ? `?${query}` : ""}`;
  if (replace) window.history.replaceState(null, "", address);
  else if (location.hash !== address) window.history.pushState(null, "", address);
  if (draw) show(!replace);
}

function show(arrived = true) {
  const [name, params] = here();
  for (const view of document.querySelectorAll(".view")) view.hidden = view.id !== `view-${name}`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  VIEWS[name](params);
  const title = $(`view-${name}`).querySelector("h1");
  document.title = name === "new" ? HOME_TITLE : `${title.textContent} – ${HOME_TITLE}`;
  if (arrived) {
    window.scrollTo(0, 0);
    title.focus({ preventScroll: true });
  }
}
const HOME_TITLE = document.title;

// The box that finds a council from anywhere.
let choice = -1;
function suggest() {
  const typed = fold($("find").value), list = $("found");
  const hits = typed ? DATA.authorities.map((_, at) => [fit(at, typed), at]).filter(([fits]) => fits).sort((a, b) => b[0] - a[0] || nameOf(a[1]).localeCompare(nameOf(b[1]))).slice(0, 8) : [];
  choice = hits.length ? 0 : -1;
  list.replaceChildren(...hits.map(([, at], n) => el("li", { role: "option", id: `found-${n}`, "data-at": at, "aria-selected": n === choice ? "true" : "false", onmousedown: (event) => { event.preventDefault(); take(at); } }, nameOf(at), el("span", { class: "missing" }, ` ${DATA.authorities[at].region}`))));
  if (typed && !hits.length) list.replaceChildren(el("li", { class: "missing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No council is called so"));
  list.hidden = !typed;
  $("find").setAttribute("aria-expanded", String(Boolean(typed)));
  mark();
}

function mark() {
  [...$("found").children].forEach((item, n) => item.setAttribute("aria-selected", String(n === choice)));
  if (choice >= 0) $("find").setAttribute("aria-activedescendant", `found-${choice}`);
  else $("find").removeAttribute("aria-activedescendant");
}

function closeList() {
  $("found").hidden = true;
  $("find").setAttribute("aria-expanded", "false");
}

function take(at) {
  $("find").value = "";
  closeList();
  goCouncil(at);
}

$("find").addEventListener("input", suggest);
$("find").addEventListener("blur", closeList);
$("find").addEventListener("keydown", (event) => {
  const items = [...$("found").querySelectorAll("[data-at]")];
  if (event.key === "Escape") closeList();
  if (event.key === "Enter" && items[choice]) take(Number(items[choice].dataset.at));
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length) {
    event.preventDefault();
    choice = (choice + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
    mark();
  }
});
for (const input of document.querySelectorAll("[name=below]")) input.addEventListener("change", () => go("new", new URLSearchParams({ below: input.value }), { replace: true }));
$("themes-year").addEventListener("change", themesChanged);
$("series-area").addEventListener("change", themesChanged);
function themesChanged() {
  const params = new URLSearchParams({ series: $("series-area").value });
  if ($("themes-year").value) params.set("year", $("themes-year").value);
  go("themes", params, { replace: true });
}
$("data-date").textContent = dateText(DATA.today);
const { read, failed, unplaced, statementsUnplaced } = DATA.counts;
$("data-count").textContent = `${many(read + failed, "document")}: ${read - unplaced} placed, ${unplaced} not, ${failed} not read${statementsUnplaced ? `; ${many(statementsUnplaced, "statement")} of a grade without a place` : ""}`;
fillFilters();
window.addEventListener("popstate", () => show());
show(false);
document.body.dataset.ready = "yes";
