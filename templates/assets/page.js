// The plan beside the form while somebody types; without this script the page does everything by its buttons.
"use strict";
{
  const form = document.querySelector("form[data-live]");
  const place = document.getElementById("live");
  const said = document.getElementById("live-said"); // what a screen reader says; it stands there before anything is put into it
  const wait = 250; // milliseconds after the last key
  let timer = 0;
  let asked = null;

  const say = (words) => {
    const line = document.createElement("p");
    line.className = "waiting";
    line.textContent = words;
    place.replaceChildren(line);
    said.textContent = "";
  };

  const ask = async () => {
    asked = new AbortController();
    const own = asked;
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body: new FormData(form), signal: own.signal, cache: "no-store" });
      const text = await answer.text();
      if (own !== asked) return;
      if (!answer.ok) {
        say("No plan can be shown here. Make the plan to see what is wrong.");
        return;
      }
      place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      said.textContent = place.querySelector("[data-said]")?.textContent ?? "";
      place.querySelector("[data-said]")?.remove();
    } catch (problem) {
      if (own === asked && problem.name !== "AbortError") say("The program does not answer. Is it still running?");
    }
  };

  // What stands there belongs to what was typed before: it goes at once, and comes back with the answer.
  const typed = () => {
    if (asked) asked.abort();
    asked = null;
    clearTimeout(timer);
    say("Calculating …");
    timer = setTimeout(ask, wait);
  };

  if (form && place) {
    place.hidden = false;
    say("The plan appears here as soon as the weight and the first day can be read.");
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    if (form.elements.weight.value) typed();
  }
}
