// The inbox by keyboard: j and k go through the rows, x ticks one, a assigns, / searches, ? tells the keys. The focus
// itself moves, so that a screen reader reads each row; whoever switched shortcuts off in the account has none.
const inbox = document.querySelector("[data-desk-inbox]");
const bulk = document.getElementById("desk-bulk");
const dialog = document.getElementById("desk-keys");

const rows = () => [...inbox.querySelectorAll(".desk-list tbody tr")];
const boxes = () => [...inbox.querySelectorAll(".desk-pick input")];
const link = (row) => row.querySelector(".desk-list__title a");
const box = (row) => row?.querySelector(".desk-pick input");
const current = () => document.activeElement.closest?.(".desk-list tbody tr");
const isTyping = (element) =>
  element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function count() {
  if (!bulk) return;
  const number = boxes().filter((each) => each.checked).length;
  const line = bulk.querySelector("[data-desk-count]");
  line.textContent = number ? `${line.dataset.some}: ${number}` : line.dataset.none;
}

function move(step) {
  const all = rows();
  const here = all.indexOf(current());
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  if (all[next]) link(all[next]).focus();
}

function tick() {
  const wanted = box(current());
  if (!wanted) return;
  wanted.checked = !wanted.checked;
  count();
}

function assign() {
  if (!bulk) return;
  // With nothing ticked, the row one stands on is meant.
  if (!boxes().some((each) => each.checked) && box(current())) box(current()).checked = true;
  count();
  if (boxes().some((each) => each.checked)) bulk.requestSubmit(bulk.querySelector("[name=islem][value=ata]"));
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  a: assign,
  "/": () => inbox.querySelector(".desk-search input[type=search]").focus(),
  "?": () => dialog?.showModal(),
};

if (inbox && bulk) {
  inbox.addEventListener("change", count);
  count(); // a way back may have kept ticks
  const page = bulk.querySelector("[data-desk-page]");
  page.hidden = false;
  page.addEventListener("click", () => {
    const all = boxes().every((each) => each.checked);
    for (const each of boxes()) each.checked = !all;
    count();
  });
  const help = bulk.querySelector("[data-desk-help]");
  help.hidden = false;
  help.addEventListener("click", () => dialog.showModal());
}

if (inbox?.hasAttribute("data-desk-shortcuts")) {
  // Before the admin's own keys: here ? tells the keys of this list.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog?.open) return;
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    },
    true,
  );
}
