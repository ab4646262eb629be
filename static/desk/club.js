// One claim per screen by keyboard: o and b decide, e and r lead to their reasons, u takes back. Without this file the
// buttons do the same; the user's profile switches the keys off.
const screen = document.querySelector("[data-club-shortcuts]");

const isTyping = (element) => element.matches("input:not([type=radio]):not([type=hidden]), textarea, [contenteditable]");

if (screen) {
  let gone = false; // a key held down decides once
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || gone || isTyping(event.target)) return;
    if (event.target.matches("select")) {
      // Letters choose a reason here; Enter sends the form with it.
      if (event.key === "Enter" && event.target.value) {
        event.preventDefault();
        gone = true;
        event.target.form.requestSubmit();
      }
      return;
    }
    const key = CSS.escape(event.key);
    const button = screen.querySelector(`[data-club-key="${key}"]`);
    const reasons = screen.querySelector(`[data-club-focus="${key}"]`);
    if (!button && !reasons) return;
    event.preventDefault();
    if (button) {
      gone = true;
      button.form.requestSubmit(button);
    } else {
      reasons.focus();
    }
  });
}

document.getElementById("sorun")?.focus();
