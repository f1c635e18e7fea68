// Saves a form some seconds after the last key, and when the page is left. The server never saves
// over what somebody else saved, and says in words what became of each attempt.
const WAIT = 3000; // milliseconds after the last key
const TRY_AGAIN = 20000; // after no answer
const PATIENCE = 15000; // for an answer
const MOST_AT_LEAVING = 60000; // characters that a browser sends for a page that has gone

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-saved]");
    this.revision = form.elements.revision;
    // A browser that restores what was typed, going back, must restore with it what it was typed on.
    this.revision.value = `${this.revision.value}`;
    this.dirty = false;
    this.trouble = false;
    form.addEventListener("input", () => this.wait());
    // On the way to a link, before the next page is asked for; the button saves by itself.
    form.addEventListener("focusout", (event) => event.relatedTarget?.type !== "submit" && this.save());
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    addEventListener("pagehide", () => this.save());
    addEventListener("beforeunload", (event) => (this.trouble || (this.busy && this.dirty)) && !this.sent && event.preventDefault());
    if ("unsaved" in form.dataset) this.wait();
  }

  wait(time = WAIT) {
    this.dirty = true;
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), time);
  }

  save() {
    clearTimeout(this.timer);
    if (this.sent || this.stopped || this.busy || !this.dirty) return;
    this.dirty = false;
    this.busy = this.ask().finally(() => {
      this.busy = null;
      if (this.dirty) this.wait(this.trouble === "network" ? TRY_AGAIN : WAIT);
    });
  }

  async ask() {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("autosave", "1");
    const keepalive = String(body).length < MOST_AT_LEAVING;
    try {
      const answer = await fetch(location.href, { method: "POST", body, keepalive, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.type === "opaqueredirect") this.heard({ stop: true, said: "Not saved: this page is out of date. Press the button below: what you typed is kept." });
      else if ([403, 404].includes(answer.status)) this.heard({ stop: true, said: "Not saved: you can no longer write here. Copy your text before you leave this page." });
      else this.heard(await answer.json());
    } catch {
      this.dirty = true;
      this.trouble = "network";
      this.say("Not saved: the portal did not answer. We will try again.");
    }
  }

  heard(answer) {
    this.trouble = !answer.saved && Boolean(answer.said);
    this.stopped = answer.stop;
    if (answer.revision) this.revision.value = answer.revision;
    for (const [name, blocks] of Object.entries(answer.looks ?? {})) {
      this.show(this.form.querySelector(`[data-looks="${name}"]`), drawBlocks(blocks));
    }
    this.status.classList.toggle("nhsuk-error-message", Boolean(this.trouble));
    this.say(answer.said);
  }

  // Only what is new, because a reader's screen may read it out.
  show(place, drawn) {
    const box = place?.querySelector(".nhsuk-details__text") ?? place;
    const text = (nodes) => [...nodes].map((node) => node.textContent.trim()).filter(Boolean).join();
    if (box && text(box.childNodes) !== text(drawn)) box.replaceChildren(...drawn);
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  // The button waits for a save that is under way, or the page would meet itself there.
  submit(event) {
    if (this.busy) {
      event.preventDefault();
      this.busy.finally(() => this.form.requestSubmit(event.submitter));
    } else this.sent = true;
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
addEventListener("pageshow", (event) => event.persisted && location.reload());
