// One case: a sign of life for colleagues, ready replies into the text, names into a note, hints while writing.
import { hints } from "./plain.js";

const dock = document.querySelector(".desk-dock");

// -- Who else is here: a sign every few seconds while somebody sits before the page, none from a hidden one.
const place = document.getElementById("desk-here");
const UNTOUCHED = 10 * 60 * 1000; // then nobody is there, and the session may grow old in peace
let touched = Date.now();

function sign(more = {}) {
  const body = new URLSearchParams({ version: place.dataset.deskVersion, ...more });
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  return fetch(place.dataset.deskHere, {
    method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token }, redirect: "error",
  });
}

const isWriting = () => Boolean(dock && document.activeElement?.matches(".desk-dock textarea") && document.activeElement.value);

async function beat() {
  if (document.hidden || Date.now() - touched > UNTOUCHED) return;
  try {
    const answer = await sign(isWriting() ? { writing: "1" } : {});
    if (!answer.ok) return;
    const text = (await answer.text()).trim();
    if (place.dataset.shown !== text) {
      place.innerHTML = text; // our own template's markup, escaped there
      place.dataset.shown = text;
    }
  } catch { /* the line is down: the next sign will do */ }
}

if (place) {
  place.setAttribute("role", "status");
  place.dataset.shown = place.innerHTML.trim();
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  }
  setInterval(beat, Number(place.dataset.deskBeat) * 1000);
  document.addEventListener("visibilitychange", beat);
  dock?.addEventListener("focusin", (event) => event.target.matches("textarea") && event.target.value && beat());
  window.addEventListener("pagehide", () => sign({ gone: "1" }).catch(() => {}));
}

// -- Words into a text field where its cursor stands; nothing typed is lost, and the browser can take it back.
function insert(field, words) {
  field.focus();
  const before = field.value.slice(0, field.selectionStart);
  const glue = before && !/\s$/.test(before) ? (words.startsWith("@") ? " " : "\n\n") : "";
  if (!document.execCommand?.("insertText", false, glue + words)) {
    field.setRangeText(glue + words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const fold = (text) => text.toLocaleLowerCase("tr").normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ı", "i");

for (const ready of document.querySelectorAll("[data-desk-ready]")) {
  const field = document.getElementById(ready.dataset.deskReady);
  const rows = [...ready.querySelectorAll("li")];
  for (const row of rows) {
    row.querySelector("[data-desk-reply]").addEventListener("click", (event) => {
      event.preventDefault();
      insert(field, row.querySelector(".desk-ready__text").textContent);
      ready.open = false;
      field.focus();
    });
  }
  if (rows.length > 5) {
    const label = document.createElement("label");
    label.className = "desk-ready__find";
    label.append("Bul ", Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" }));
    label.lastElementChild.addEventListener("input", (event) => {
      const wanted = fold(event.target.value.trim());
      for (const row of rows) row.hidden = !fold(row.textContent).includes(wanted);
    });
    label.lastElementChild.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey) return;
      event.preventDefault();
      rows.find((row) => !row.hidden)?.querySelector("a").click();
    });
    ready.querySelector("ul").before(label);
  }
}

for (const names of document.querySelectorAll("[data-desk-names]")) {
  const field = document.getElementById(names.dataset.deskNames);
  for (const name of names.querySelectorAll("[data-desk-name]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: name.textContent });
    button.addEventListener("click", () => insert(field, `@${name.dataset.deskName} `));
    name.replaceWith(button);
  }
}

// -- Hints, a moment after the last key
for (const place of document.querySelectorAll("[data-desk-plain]")) {
  const field = document.getElementById(place.dataset.deskPlain);
  const known = new Set(place.dataset.known.split(" "));
  let timer;
  const show = () => {
    const found = hints(field.value, known);
    place.hidden = !found.length;
    const list = document.createElement("ul");
    for (const hint of found) list.append(Object.assign(document.createElement("li"), { textContent: hint }));
    if (place.textContent !== list.textContent) place.replaceChildren(list);
  };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 600); });
  if (field.value) show();
}
