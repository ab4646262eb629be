/* Zoom and drag for the map. Without this file the pins and the links under the map do the same in steps. */

const LARGEST = 12; // times what the page showed first

for (const frame of document.querySelectorAll("[data-map]")) {
  const svg = frame.querySelector("svg");
  const first = svg.viewBox.baseVal;
  const home = { x: first.x, y: first.y, width: first.width, height: first.height };
  const fixed = [...svg.querySelectorAll("[data-fixed]")].map((group) => {
    const place = group.transform.baseVal;
    return { scale: place.getItem(1), size: place.getItem(1).matrix.a };
  });
  let seen = { ...home };

  const show = (next) => {
    const width = Math.min(Math.max(next.width, home.width / LARGEST), home.width);
    const height = (width * home.height) / home.width;
    const keep = (value, low, high) => Math.min(Math.max(value, low), high);
    seen = {
      x: keep(next.x, home.x, home.x + home.width - width),
      y: keep(next.y, home.y, home.y + home.height - height),
      width,
      height,
    };
    svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.width} ${seen.height}`);
    const part = width / home.width;
    // Pins and names keep their size on the screen.
    for (const { scale, size } of fixed) scale.setScale(size * part, size * part);
    frame.classList.toggle("is-near", part < 1);
    closer.setAttribute("aria-disabled", String(part <= 1 / LARGEST + 0.001));
    wider.setAttribute("aria-disabled", String(part === 1));
  };

  const zoom = (factor, x = seen.x + seen.width / 2, y = seen.y + seen.height / 2) => {
    const width = Math.min(Math.max(seen.width / factor, home.width / LARGEST), home.width);
    const share = width / seen.width;
    show({ x: x - (x - seen.x) * share, y: y - (y - seen.y) * share, width });
  };

  const button = (sign, name, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", act);
    return made;
  };
  const closer = button("+", frame.dataset.in, () => zoom(1.8));
  const wider = button("−", frame.dataset.out, () => zoom(1 / 1.8));
  const tools = document.createElement("div");
  tools.className = "map-zoom noprint";
  tools.append(closer, wider);
  frame.after(tools); // beside the captions: over the map it would cover a pin
  show(home);

  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls, as everywhere
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    const x = seen.x + ((event.clientX - box.left) / box.width) * seen.width;
    const y = seen.y + ((event.clientY - box.top) / box.height) * seen.height;
    zoom(event.deltaY < 0 ? 1.25 : 0.8, x, y);
  }, { passive: false });

  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button || seen.width === home.width || event.target.closest("a")) return;
    from = { x: event.clientX, y: event.clientY, seen };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const unit = seen.width / svg.getBoundingClientRect().width;
    show({ x: from.seen.x - (event.clientX - from.x) * unit, y: from.seen.y - (event.clientY - from.y) * unit, width: seen.width });
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => { from = null; });

  // A pin that the keyboard reaches comes into sight.
  svg.addEventListener("focusin", (event) => {
    const group = event.target.closest("[data-fixed]");
    if (!group || seen.width === home.width) return;
    const { e: x, f: y } = group.transform.baseVal.getItem(0).matrix;
    const inside = x > seen.x && x < seen.x + seen.width && y > seen.y && y < seen.y + seen.height;
    if (!inside) show({ x: x - seen.width / 2, y: y - seen.height / 2, width: seen.width });
  });
}
