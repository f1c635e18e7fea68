// The outline of a driver diagram, in place: every button sends the form as it would without this
// script, and the page that comes back takes the place of the old one, the focus where it says.
const WAIT = 3000; // milliseconds after the last key
const TRY_AGAIN = 20000; // after no answer
const PATIENCE = 15000; // for an answer
const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const isText = (element) => element?.matches?.(".portal-outline__text");

class Outline {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-said]");
    this.busy = Promise.resolve();
    this.dirty = this.trouble = false;
    form.querySelector("[data-shortcuts]").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.press(event.submitter?.value ?? "save");
    });
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("input", () => this.wait());
    form.addEventListener("focusout", (event) => isText(event.target) && event.relatedTarget?.type !== "submit" && this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    addEventListener("pagehide", () => this.dirty && fetch(location.href, { method: "POST", body: this.body("save"), keepalive: true }));
    addEventListener("beforeunload", (event) => this.trouble && event.preventDefault());
  }

  // Keys only do what a button beside them does. Tab is never taken.
  key(event) {
    if (!isText(event.target) || event.ctrlKey || event.metaKey || event.isComposing) return;
    const line = event.target.closest(".portal-outline__line");
    const shortcut = event.altKey ? `Alt+${event.key}` : event.key;
    if (event.altKey ? !ARROWS.has(event.key) : event.key !== "Enter") return;
    event.preventDefault();
    const button = line.querySelector(`[data-key="${shortcut}"]`) ?? (event.key === "Enter" && line.querySelector("button"));
    if (button) this.press(button.value, true);
    else this.say("This line cannot go further that way.");
  }

  wait(time = WAIT) {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  // Words alone: the page stays as it is. A new line waits for its own button.
  save() {
    if (this.dirty) this.send("save", (page) => this.saved(page), ["new_text", "new_place"]);
  }

  press(what, byKey = false) {
    this.send(what, (page, sent) => this.show(page, sent, byKey));
  }

  body(what, without = []) {
    const body = new FormData(this.form);
    without.forEach((name) => body.delete(name));
    body.set("do", what);
    return new URLSearchParams(body);
  }

  // One after the other: what is sent next knows what was saved before.
  send(what, then, without) {
    clearTimeout(this.timer);
    this.busy = this.busy.then(async () => {
      const sent = this.body(what, without);
      this.dirty = false;
      try {
        const answer = await fetch(location.href, { method: "POST", body: sent, signal: AbortSignal.timeout(PATIENCE) });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (page.querySelector("form[data-diagram]")) then(page, sent);
        else if (answer.redirected) this.leave(what);
        else this.fail("Not saved: you can no longer write here. Copy your text before you leave this page.");
        this.trouble = this.trouble && !page.querySelector("form[data-diagram]");
      } catch {
        this.fail("Not saved: the portal did not answer. We will try again.");
        this.wait(TRY_AGAIN);
      }
    });
  }

  fail(said) {
    this.trouble = true;
    this.say(said);
  }

  // Signed out, or no draft any more: as without a script, which keeps what was typed.
  leave(what) {
    this.trouble = this.dirty = false;
    const button = Object.assign(document.createElement("input"), { type: "hidden", name: "do", value: what });
    this.form.append(button);
    this.form.submit();
  }

  saved(page) {
    const wrong = page.querySelector("[data-both], .nhsuk-error-summary");
    if (wrong) this.say("Not all is saved. Press Save to see why. Nothing is lost.");
    // Before the words of two people were seen side by side, it stays what this page has shown.
    if (page.querySelector("[data-both]")) return;
    for (const name of ["revision", "press"]) this.form.elements[name].value = page.querySelector(`form[data-diagram] [name=${name}]`).value;
    const undo = this.part(document, "undo");
    if (!undo.contains(document.activeElement)) undo.replaceWith(this.part(page, "undo"));
    this.part(document, "picture").replaceWith(this.part(page, "picture"));
    if (!wrong) this.said(page);
  }

  show(page, sent, byKey) {
    const typedSince = [...this.form.querySelectorAll(".portal-outline__text")].filter((box) => sent.has(box.name) && box.value !== sent.get(box.name));
    const focused = document.activeElement;
    const caret = isText(focused) ? focused.selectionStart : null;
    for (const name of ["top", "undo", "lines", "picture"]) this.part(document, name).replaceWith(this.part(page, name));
    for (const box of typedSince) this.again(box);
    this.said(page);
    const wrong = this.form.querySelector("[data-both], .nhsuk-error-summary, [data-preview]");
    if (wrong) wrong.setAttribute("tabindex", "-1");
    const target = wrong ?? (typedSince.includes(focused) ? this.form.elements[focused.name] : this.form.querySelector("[autofocus]")) ?? this.form.querySelector(".portal-outline__text");
    const line = target?.closest(".portal-outline__line");
    if (byKey && line) line.querySelectorAll("details").forEach((details) => (details.open = false));
    const box = byKey && line ? line.querySelector(".portal-outline__text") : target;
    box?.focus();
    if (isText(box) && box.name === focused.name && caret !== null) box.setSelectionRange(caret, caret);
  }

  // Typed while the answer was under way.
  again(box) {
    const now = this.form.elements[box.name];
    if (!now) return;
    now.value = box.value;
    this.wait();
  }

  said(page) {
    this.say(page.querySelector("[data-said]").textContent);
    const banners = page.querySelectorAll("main > .nhsuk-notification-banner");
    this.part(document, "top").prepend(...banners);
  }

  part(root, name) {
    return root.querySelector(`[data-part="${name}"]`);
  }

  say(text) {
    this.status.textContent = text;
  }
}

document.querySelectorAll("form[data-diagram]").forEach((form) => new Outline(form));
addEventListener("pageshow", (event) => event.persisted && location.reload());
