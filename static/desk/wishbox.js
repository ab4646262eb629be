// Papers in seconds: the cursor waits in the wish, Ctrl+Enter saves. And a button that prints.
const paper = document.querySelector("[data-wish-paper]");
if (paper) {
  if (!document.querySelector(".desk-alert")) paper.querySelector("textarea").focus();
  paper.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      paper.requestSubmit();
    }
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
