"use strict";
// Charts stand as still pictures; those that come into view become live. Print shows the still ones.

let libraryLoaded = false;

function loadLibrary() {
  if (libraryLoaded) return;
  document.head.append(el("script", {}, $("chart-library").textContent));
  libraryLoaded = true;
}

async function enliven(figure) {
  loadLibrary();
  const live = figure.querySelector(".live");
  live.hidden = false;
  const spec = JSON.parse(figure.querySelector(".spec").textContent);
  const room = el("div", {});
  live.replaceChildren(room);
  await vegaEmbed(room, spec, { actions: false, renderer: "svg", loader: { load: () => Promise.reject(new Error("offline")) } });
  live.querySelector("svg").setAttribute("role", "img");
  live.querySelector("svg").setAttribute("aria-label", figure.querySelector(".still").getAttribute("aria-label"));
  figure.querySelector(".still").style.display = "none";
}

function chartNumbers(figure) {
  const room = figure.querySelector(".numbers .scroll");
  if (room.children.length) return;
  const spec = JSON.parse(figure.querySelector(".spec").textContent);
  const rows = Object.values(spec.datasets)[0];
  const names = Object.keys(rows[0]).filter((name) => name !== "rank");
  room.append(inParts(rows, (part) => table(names.map((name) => name[0].toUpperCase() + name.slice(1)), part, (row) => names.map((name) => String(row[name])))));
}

function watchCharts() {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) {
      seen.unobserve(entry.target);
      enliven(entry.target);
    }
  }, { rootMargin: "200px" });
  for (const figure of document.querySelectorAll(".chart")) {
    seen.observe(figure);
    figure.querySelector(".numbers").addEventListener("toggle", () => chartNumbers(figure));
  }
}
