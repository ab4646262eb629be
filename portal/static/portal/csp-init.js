// Starts the Wagtail admin's widgets that would otherwise need an inline script: see portal/admin_csp.py.
//   data-csp-init-function-value   name of a global function, or of a class when "construct" is true
//   data-csp-init-id-value         first argument, where there is one
//   data-csp-init-options-value    last argument, JSON
(() => {
  class CspInit extends window.StimulusModule.Controller {
    static values = { function: String, construct: Boolean, id: String, options: Object };

    connect() {
      // Moving a row in an InlinePanel connects its elements again; a widget is started once.
      if (this.element.dataset.started) return;
      if (window[this.functionValue]) {
        this.start();
      } else {
        // The widget's own file comes after this one.
        window.addEventListener("load", () => this.start(), { once: true });
      }
    }

    start() {
      if (this.element.dataset.started || !this.element.isConnected) return;
      this.element.dataset.started = "true";
      const run = window[this.functionValue];
      const args = [];
      if (this.hasIdValue) args.push(this.idValue);
      if (this.hasOptionsValue) args.push(this.optionsValue);
      if (this.constructValue) new run(...args);
      else run(...args);
    }
  }

  window.wagtail.app.register("csp-init", CspInit);
})();
