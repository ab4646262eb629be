/* Small comforts. Every page works without this file; each function enhances one kind of element. */

const all = (selector, enhance) => document.querySelectorAll(selector).forEach(enhance);

/** The error summary is read first: move focus to it, but leave the way back free. */
all("[data-error-summary]", (summary) => {
  summary.focus({ preventScroll: false });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!control) return;
    event.preventDefault();
    (control.closest("fieldset, .fld") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
});

/** After sending, the heading of the receipt is read first. */
all("[data-focus-first]", (element) => element.focus({ preventScroll: true }));

/** On narrow screens the link to the menu at the page's end becomes a button that opens the menu here. */
all("[data-menu]", (link) => {
  const menu = document.getElementById(link.dataset.menu);
  if (!menu) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.innerHTML = link.innerHTML;
  button.setAttribute("aria-controls", menu.id);
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    menu.classList.toggle("is-open", open);
  };
  show(false);
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  link.closest("header").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });
  link.replaceWith(button);
});

/** Says how many characters are left once four fifths are used; screen readers hear it after a pause in typing. */
all("textarea[data-limit]", (area) => {
  const note = document.getElementById(`${area.id}_count`);
  if (!note) return;
  const limit = Number(area.dataset.limit);
  const number = new Intl.NumberFormat(document.documentElement.lang || "tr");
  const standing = note.textContent;
  const spoken = document.createElement("span");
  spoken.className = "vh";
  spoken.setAttribute("aria-live", "polite");
  note.after(spoken);
  let timer;
  const count = () => {
    const left = limit - [...area.value].length;
    const near = left <= limit / 5;
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = near ? words.replace("{n}", number.format(Math.abs(left))) : standing;
    note.classList.toggle("is-over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = near ? note.textContent : ""; }, 1200);
  };
  area.addEventListener("input", count);
  if (area.value) count();
});

/** A gentle word when an identity number seems to have been typed into free text. Never an error. */
all("[data-warn-digits]", (area) => {
  const warning = document.createElement("p");
  warning.className = "inset";
  warning.setAttribute("role", "status");
  warning.hidden = true;
  area.after(warning);
  area.addEventListener("input", () => {
    const found = /(?<!\d)\d{11}(?!\d)/.test(area.value.replace(/(?<=\d) (?=\d)/g, ""));
    warning.hidden = !found;
    warning.textContent = found ? area.dataset.warnDigits : "";
  });
});

/** The second press of a button does nothing; the server would not mind either. Listens above the forms, so that a
    form which holds its own submission back for a moment (the captcha) has spoken first. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => restore(form), 8000);
});

const restore = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
};

/** Coming back with the browser's button finds live buttons again. */
addEventListener("pageshow", () => all("form[data-sent]", restore));

/** "Print" buttons exist only where printing can be started. */
all("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
