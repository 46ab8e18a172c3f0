// On every page: a course whose file nobody saved is not left without a word, and a course file that is dropped is opened. Without
// this script the course stays at its address, and the file is chosen in the form.
"use strict";
{
  const SAVES = /\/files\/(course\.toml|plan\.zip)$/; // what holds the course file
  const SAVES_ONE = /\/files\/course\.toml$/;

  // The page carries the file, so that it is saved though the program is gone; the program is told, if it is there.
  const save = (form, name, target) => {
    const letters = form.elements.course.value.replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(letters), (each) => each.charCodeAt(0));
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([bytes], { type: "application/toml" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    fetch(target, { method: "POST", body: new URLSearchParams({ course: form.elements.course.value, issued: form.elements.issued.value }), cache: "no-store" }).catch(() => {});
  };

  let staying = false; // the course goes along with a form

  document.addEventListener("submit", (event) => {
    const target = event.submitter?.getAttribute("formaction") ?? event.target.getAttribute("action");
    if (SAVES_ONE.test(target) && event.submitter?.dataset.saveAs) {
      event.preventDefault();
      save(event.target, event.submitter.dataset.saveAs, target);
    }
    staying = true;
    setTimeout(() => { staying = false; }, 2000); // a file that is fetched leaves the page where it is
    if (!SAVES.test(target)) return;
    document.querySelectorAll("[data-unsaved]").forEach((each) => each.removeAttribute("data-unsaved"));
    const state = document.querySelector("#saved dd");
    if (state) state.textContent = "Saved";
  });

  addEventListener("beforeunload", (event) => {
    if (!staying && document.querySelector("[data-unsaved]")) event.preventDefault();
  });

  const file = (event) => (event.dataTransfer?.types.includes("Files") && !event.target.closest?.("input[type=file]"));
  const over = document.getElementById("drop");
  let leaving = 0;

  addEventListener("dragover", (event) => {
    if (!file(event)) return;
    event.preventDefault();
    over.hidden = false;
    clearTimeout(leaving);
    leaving = setTimeout(() => { over.hidden = true; }, 300); // while a file is held over a page this comes again and again
  });

  addEventListener("drop", (event) => {
    if (!file(event)) return;
    event.preventDefault();
    over.hidden = true;
    const files = event.dataTransfer.files;
    const said = document.getElementById("drop-said");
    if (files.length !== 1) {
      said.textContent = "Drop one course file at a time.";
      said.hidden = false;
      return;
    }
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/open", enctype: "multipart/form-data", hidden: true });
    const input = Object.assign(document.createElement("input"), { type: "file", name: "course_file" });
    input.files = files;
    form.append(input);
    document.body.append(form);
    form.submit(); // which is no event, so that an unsaved course is still asked about
  });

  // What was typed into a form and sent need not be kept once it led to a course.
  if (location.pathname.startsWith("/course/")) {
    for (const key of Object.keys(sessionStorage)) {
      if (sessionStorage.getItem(key).includes('"sent":true')) sessionStorage.removeItem(key);
    }
  }

  // A region that does not scroll is no stop of the Tab key; one that is folded away may scroll once it is shown.
  const stops = () => document.querySelectorAll(".scroll").forEach((each) => {
    if (each.clientWidth && each.scrollWidth <= each.clientWidth) each.removeAttribute("tabindex");
    else each.tabIndex = 0;
  });
  stops();
  addEventListener("resize", stops);
  addEventListener("toggle", stops, { capture: true });

  document.querySelectorAll("[data-with-script]").forEach((each) => { each.hidden = false; });
}
