// Starts the proof of work when the page is shown, and lets a fast citizen's press of the button wait for its end.
const LONGEST_WAIT = 8000; // ms; after that the form goes as it is, and somebody looks at it first

const widget = document.querySelector("altcha-widget");
const form = widget?.closest("form");

if (form && globalThis.$altcha) {
  globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(widget.dataset.worker));

  let working = true;
  const done = [];
  widget.addEventListener("statechange", ({ detail }) => {
    working = detail.state === "verifying" || detail.state === "unverified";
    if (!working) done.splice(0).forEach((go) => go());
    if (detail.state === "expired") start();
  });

  const start = () => Promise.resolve(widget.verify()).catch(() => (working = false));

  form.addEventListener("submit", (event) => {
    if (!working) return;
    event.preventDefault();
    const button = event.submitter;
    const go = () => {
      clearTimeout(patience);
      working = false;
      form.requestSubmit(button);
    };
    const patience = setTimeout(go, LONGEST_WAIT);
    done.splice(0, done.length, go); // pressed twice, sent once
  });

  customElements.whenDefined("altcha-widget").then(start);
}
