// The boxes of a column as in a spreadsheet: arrow keys and Enter go up and down, and a column that
// is pasted fills the boxes downwards. Nothing is saved before its button is pressed.
const boxesOf = (grid) => [...grid.querySelectorAll("tbody input[type=text]")];

class Grid {
  constructor(grid) {
    this.boxes = boxesOf(grid);
    this.status = grid.querySelector("[data-said]");
    grid.querySelector("[data-shortcuts]").hidden = false;
    grid.addEventListener("keydown", (event) => this.key(event));
    grid.addEventListener("paste", (event) => this.paste(event));
  }

  key(event) {
    const at = this.boxes.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const step = this.step(event);
    if (!step) return;
    // Enter never sends the form from within a column: it goes on to the next box.
    event.preventDefault();
    const next = this.boxes[at + step];
    next?.focus();
    next?.select();
  }

  step({ key, target }) {
    const isSelected = target.selectionStart !== target.selectionEnd;
    if (key === "ArrowDown" || key === "Enter") return 1;
    if (key === "ArrowUp") return -1;
    if (key === "ArrowRight" && !isSelected && target.selectionEnd === target.value.length) return 1;
    if (key === "ArrowLeft" && !isSelected && target.selectionStart === 0) return -1;
    return 0;
  }

  paste(event) {
    const at = this.boxes.indexOf(event.target);
    const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/);
    if (at < 0 || (lines.length < 2 && !lines[0].includes("\t"))) return;
    event.preventDefault();
    if (lines.some((line) => line.includes("\t"))) {
      this.say("There is more than one column in what you pasted. Copy the values alone, or use “Add data”, which takes periods and values. Nothing was filled in.");
      return;
    }
    const filled = this.boxes.slice(at, at + lines.length);
    filled.forEach((box, place) => (box.value = lines[place].trim()));
    filled.at(-1).focus();
    const over = lines.length - filled.length;
    const named = (box) => box.dataset.period;
    const range = filled.length > 1 ? `from ${named(filled[0])} to ${named(filled.at(-1))}` : `for ${named(filled[0])}`;
    this.say(`Filled in: ${filled.length} ${filled.length === 1 ? "value" : "values"}, ${range}.${over ? ` ${over} more did not fit: use “Add data” for those.` : ""} Nothing is saved yet.`);
  }

  say(text) {
    this.status.textContent = text;
  }
}

document.querySelectorAll("form[data-grid]").forEach((grid) => new Grid(grid));
