// Suggestions under a search box while somebody types: a combobox with a list, as the WAI-ARIA
// Authoring Practices have it. Focus stays in the box. Without this script the form is a form.
const WAIT = 200; // milliseconds after the last key
const FEWEST = 2; // characters

class Combobox {
  constructor(form) {
    this.address = form.dataset.suggestions;
    this.box = form.querySelector("input");
    this.options = [];
    this.active = -1;
    this.list = this.element("ul", { id: `${this.box.id}-list`, role: "listbox", class: "portal-suggestions", "aria-label": "Suggestions" });
    this.list.hidden = true;
    this.status = this.element("div", { role: "status", class: "nhsuk-u-visually-hidden" });
    this.box.after(this.list, this.status);
    this.set(this.box, { role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id });
    this.box.addEventListener("input", () => this.wait());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
    // The box would lose focus, and the list be gone before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(this.options.indexOf(event.target.closest("li"))));
  }

  element(name, attributes, text = "") {
    const made = document.createElement(name);
    made.textContent = text;
    this.set(made, attributes);
    return made;
  }

  set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  wait() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.box.value.trim().length < FEWEST) this.close();
    else this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.request = new AbortController();
    const query = new URLSearchParams({ q: this.box.value });
    try {
      const answer = await fetch(`${this.address}?${query}`, { signal: this.request.signal });
      this.show((await answer.json()).suggestions);
    } catch {
      // Overtaken by the next key, or no network: the button still searches.
    }
  }

  show(suggestions) {
    this.options = suggestions.map((suggestion, number) => {
      const option = this.element("li", { id: `${this.list.id}-${number}`, role: "option", "aria-selected": "false", "data-url": suggestion.url });
      option.append(this.element("span", { class: "portal-suggestions__name" }, suggestion.name), " ");
      option.append(this.element("span", {}, suggestion.about));
      return option;
    });
    this.list.replaceChildren(...this.options);
    this.open(document.activeElement === this.box);
    const count = this.options.length;
    this.say(count ? `${count} ${count === 1 ? "suggestion" : "suggestions"}. Use up and down arrow keys to choose.` : "No suggestions.");
  }

  say(text) {
    this.status.textContent = text;
  }

  open(wanted = true) {
    this.list.hidden = !wanted || !this.options.length;
    this.box.setAttribute("aria-expanded", String(!this.list.hidden));
    this.activate(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.say("");
    this.open(false);
  }

  activate(number) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const option = this.options[number];
    if (!option) return this.box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  choose(number) {
    const option = this.options[number];
    if (option) location.assign(option.dataset.url);
  }

  key(event) {
    const last = this.options.length - 1;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !this.list.hidden) this.close();
    else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) this.choose(this.active);
    else if (step && last >= 0) {
      if (this.list.hidden) this.open();
      // One place between the last and the first is the box itself.
      const next = this.active + step;
      this.activate(next > last ? -1 : next < -1 ? last : next);
    } else return;
    event.preventDefault();
  }
}

document.querySelectorAll("form[data-suggestions]").forEach((form) => new Combobox(form));
