// The course as a drawing: a visit is dragged, or moved by keys, and the program draws what that would do. Without this script the
// same change is made by the form.
"use strict";
{
  const place = document.getElementById("line");
  const said = document.getElementById("line-said"); // what a screen reader says; it stands there before anything is put into it
  const keep = document.getElementById("line-keep");
  const form = document.getElementById("course");
  const untouched = place ? place.cloneNode(true) : null;
  const day = 86400000; // milliseconds
  let asked = null;
  let dragged = null;
  let now = null; // the visit that is tried, and the day on which

  const at = (visit) => place.querySelector(`[data-visit="${visit}"]`);
  const original = (visit) => untouched.querySelector(`[data-visit="${visit}"]`).dataset.date;
  const after = (date, days) => new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);

  // A picture becomes a group of sliders, one for each visit that can be moved.
  const enliven = () => {
    const svg = place.querySelector("svg");
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", "The visits of the course on a line of days; each can be moved by the arrow keys");
    for (const visit of svg.querySelectorAll("[data-visit]")) {
      const { words, at: value } = visit.dataset;
      for (const [name, text] of Object.entries({
        tabindex: "0", role: "slider", "aria-label": visit.dataset.visit, "aria-valuenow": value, "aria-valuemin": "0",
        "aria-valuemax": String(Math.max(1000, Number(value))), "aria-valuetext": words,
      })) visit.setAttribute(name, text);
    }
    place.querySelector("[data-back]")?.addEventListener("click", back);
  };

  const put = (nodes) => {
    const focused = document.activeElement?.closest?.("[data-visit]")?.dataset.visit;
    const across = place.querySelector(".scroll").scrollLeft;
    place.replaceChildren(...nodes);
    place.querySelector(".scroll").scrollLeft = across;
    enliven();
    if (focused) at(focused)?.focus();
  };

  const back = () => {
    asked?.abort();
    const visit = now?.visit;
    now = null;
    put([...untouched.cloneNode(true).childNodes]);
    said.textContent = "Everything is where it was.";
    if (visit) at(visit)?.focus();
  };

  const ask = async (visit, to) => {
    asked?.abort();
    now = { visit, to };
    if (to === original(visit)) return back();
    const own = asked = new AbortController();
    const fields = new URLSearchParams({ course: form.elements.course.value, issued: form.elements.issued.value, visit, to, following: keep.checked ? "keep" : "shift" });
    try {
      const answer = await fetch(place.dataset.moved, { method: "POST", body: fields, signal: own.signal, cache: "no-store" });
      const text = await answer.text();
      if (own !== asked) return;
      if (!answer.ok) throw new Error(String(answer.status));
      put([...new DOMParser().parseFromString(text, "text/html").body.childNodes]);
      said.textContent = [...place.querySelectorAll("[data-said]")].map((each) => each.textContent).join(" ");
    } catch (problem) {
      if (own === asked && problem.name !== "AbortError") {
        back();
        said.textContent = "The program does not answer, so nothing can be tried here. Is it still running?";
      }
    }
  };

  // One day of the drawing, in pixels of the screen.
  const perDay = () => {
    const svg = place.querySelector("svg");
    return Number(svg.dataset.perDay) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  };

  const drag = (event) => {
    const visit = event.target.closest?.("[data-visit]");
    if (!visit || event.button !== 0) return;
    visit.focus();
    // A second visit begins at its own day: the first was only tried.
    const { visit: name, date } = visit.dataset;
    dragged = { visit: name, from: now && now.visit !== name ? original(name) : date, x: event.clientX, days: 0 };
    place.setPointerCapture(event.pointerId);
    event.preventDefault();
  };

  const follow = (event) => {
    if (!dragged) return;
    const days = Math.round((event.clientX - dragged.x) / perDay());
    if (days === dragged.days) return;
    dragged.days = days;
    ask(dragged.visit, after(dragged.from, days));
  };

  const let_go = () => {
    dragged = null;
  };

  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 7, PageDown: -7 };
  const press = (event) => {
    const visit = event.target.closest?.("[data-visit]")?.dataset.visit;
    if (!visit || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) {
      const from = now?.visit === visit ? now.to : original(visit);
      ask(visit, after(from, steps[event.key]));
    } else if (event.key === "Escape" || event.key === "Home") {
      back();
    } else if (event.key === "Enter") {
      place.querySelector(".outcome button.main")?.focus();
    } else {
      return;
    }
    event.preventDefault();
  };

  if (place) {
    document.getElementById("line-how").hidden = false;
    enliven();
    place.addEventListener("pointerdown", drag);
    place.addEventListener("pointermove", follow);
    place.addEventListener("pointerup", let_go);
    place.addEventListener("pointercancel", let_go);
    place.addEventListener("keydown", press);
    keep.addEventListener("change", () => now && ask(now.visit, now.to));
  }
}
