// The dock by keyboard: one letter chooses a tab (if the user's profile allows shortcuts), Ctrl+Enter sends.
const dock = document.querySelector(".desk-dock");

const isTyping = (element) => element.matches("input:not([type=radio]), textarea, select, [contenteditable]");

function choose(radio) {
  radio.checked = true;
  const panel = document.getElementById(`panel-${radio.value}`);
  const field = panel.querySelector("textarea, select, input:not([type=hidden])") ?? panel.querySelector("button");
  panel.scrollIntoView({ block: "nearest" });
  field.focus();
}

if (dock) {
  dock.addEventListener("keydown", (event) => {
    const form = event.target.closest("form");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

if (dock && dock.hasAttribute("data-desk-shortcuts")) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const radio = dock.querySelector(`[data-desk-key="${CSS.escape(event.key)}"]`);
    if (!radio) return;
    event.preventDefault();
    choose(radio);
  });
}

document.getElementById("degisti")?.focus();
