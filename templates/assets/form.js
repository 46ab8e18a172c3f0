// Beside a form: the plan while somebody types, and what was typed before in this tab, to be taken up again. Without this script the
// page does everything by its buttons.
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

{
  const form = document.querySelector("form[data-keep]");
  const offer = document.getElementById("kept");
  const key = form?.dataset.keep;

  const fields = () => [...form.elements].filter((each) => each.name && each.type !== "hidden" && each.type !== "submit");
  const ticked = (each) => each.type === "checkbox" || each.type === "radio";

  // What differs from how the form came; a chosen file cannot be kept, only that there was one.
  const typed = () => fields().filter((each) => ticked(each) ? each.checked !== each.defaultChecked : each.type === "file"
    ? each.files.length : each.tagName === "SELECT" ? each.value !== (each.querySelector("[selected]")?.value ?? "") : each.value !== each.defaultValue);

  const put = (kept) => {
    for (const { name, value, chosen, file } of kept.typed) {
      for (const each of fields().filter((other) => other.name === name && !file)) {
        if (!ticked(each)) each.value = value;
        else if (each.value === value) each.checked = chosen;
        const fold = each.closest("details");
        if (fold) fold.open = true;
      }
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const keep = () => {
    const found = typed().map((each) => each.type === "file" ? { name: each.name, file: true } : { name: each.name, value: each.value, chosen: each.checked });
    if (found.length) sessionStorage.setItem(key, JSON.stringify({ at: new Date().toTimeString().slice(0, 5), typed: found }));
    else sessionStorage.removeItem(key);
  };

  const stored = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  };

  if (form && offer) {
    const kept = stored();
    if (kept?.typed && "pristine" in form.dataset && !typed().length) {
      offer.hidden = false;
      offer.querySelector("[data-at]").textContent = kept.at;
      offer.querySelector("[data-file]").hidden = !kept.typed.some((each) => each.file);
      offer.querySelector("[data-take]").addEventListener("click", () => {
        offer.hidden = true;
        put(kept);
        fields()[0].focus();
      });
      offer.querySelector("[data-forget]").addEventListener("click", () => {
        offer.hidden = true;
        sessionStorage.removeItem(key);
        fields()[0].focus();
      });
    }
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("formaction")) return; // it leads away from the form
      sessionStorage.setItem(key, JSON.stringify({ ...stored(), sent: true }));
    });
  }
}
