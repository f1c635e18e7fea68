// What is pasted from Word, Outlook or a page keeps its paragraphs and bullets. The rest is left out,
// and a preview says so, with a way back. Nothing that is pasted ever becomes part of the page.
const LEFT_OUT = "head, style, script, template, img, picture, svg, object, video, audio";
const PARAGRAPHS = new Set(["ADDRESS", "ARTICLE", "BLOCKQUOTE", "BODY", "DD", "DIV", "DL", "DT", "FIGURE", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "LI", "MAIN", "OL", "P", "PRE", "SECTION", "TABLE", "TD", "TH", "TR", "UL"]);
// Word writes a bullet as a letter of a symbol font.
const TYPED_BULLET = /^[·•▪●○◦‣⁃§\uf0b7\uf0a7]\s*|^[*–o-]\s+(?=\S)/;

// The parsed page is never shown and runs nothing. Styles are read, not applied: under another name
// the content security policy has nothing to report of them.
function quiet(html) {
  const bare = html.replace(/<(style|script)\b[^]*?<\/\1\s*>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)\s*=/gi, "$1data-$2="));
}

// A row of a table becomes a line, its cells a dash apart. A table for the layout of a mail, of one
// column or with more than words in its cells, is read like any other part of the page.
function rowsAsLines(table) {
  const rows = [...table.rows].map((row) => [...row.cells]);
  const holdsMore = (cell) => cell.querySelector("ul, ol, p + p, [data-style*='mso-list']");
  if (rows.some((cells) => cells.some(holdsMore)) || !rows.some((cells) => cells.length > 1)) return;
  const lines = rows.map((cells) => cells.map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).filter(Boolean).join(" – "));
  const paragraph = document.createElement("p");
  paragraph.append(...lines.filter(Boolean).flatMap((line) => [line, document.createElement("br")]));
  table.replaceWith(paragraph);
}

class Pasted {
  constructor(html) {
    this.lines = [{ text: "" }];
    const page = new DOMParser().parseFromString(quiet(html), "text/html");
    page.querySelectorAll(LEFT_OUT).forEach((element) => element.remove());
    // Innermost first: a table inside a layout is a table all the same.
    [...page.querySelectorAll("table")].reverse().forEach(rowsAsLines);
    this.read(page.body);
    this.lines = this.lines.map(({ text, list }) => this.tidy(text, list)).filter(({ text }) => text);
  }

  read(node, item = false) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.last.text += child.data.replace(/\s+/g, " ");
      else if (child.nodeName === "BR") this.last.text += item ? " " : "\n";
      else if (child.nodeType === Node.ELEMENT_NODE) this.element(child, item);
    }
  }

  element(element, item) {
    const style = (element.dataset.style ?? "").replace(/\s/g, "").toLowerCase();
    // The mark that Word writes before an item of a list.
    if (style.includes("mso-list:ignore")) return;
    const list = element.nodeName === "LI" || /mso-list:l\d/.test(style);
    const block = PARAGRAPHS.has(element.nodeName);
    // A paragraph inside an item belongs to it.
    const apart = block && !(item && !list && !["UL", "OL"].includes(element.nodeName));
    if (apart) this.lines.push({ text: "", list });
    else if (block) this.last.text += " ";
    this.read(element, list || (item && !apart));
    if (apart) this.lines.push({ text: "" });
  }

  get last() {
    return this.lines[this.lines.length - 1];
  }

  tidy(text, list) {
    const words = text.replace(/[ \u00a0\t]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/[\u0000-\u0009\u000b-\u001f\u00ad]/g, "").trim();
    const bullet = list || TYPED_BULLET.test(words);
    return { list: bullet, text: bullet ? words.replace(TYPED_BULLET, "").replace(/\n/g, " ") : words };
  }

  // As the server reads it: paragraphs with an empty line between, a hyphen before each item.
  get text() {
    return this.lines.map(({ text, list }, number) => {
      const before = this.lines[number - 1];
      const gap = !before ? "" : list && before.list ? "\n" : "\n\n";
      return gap + (list ? `- ${text}` : text);
    }).join("");
  }

  get blocks() {
    const blocks = [];
    for (const { text, list } of this.lines) {
      if (list && blocks.at(-1)?.[0] === "list") blocks.at(-1)[1].push(text);
      else blocks.push(list ? ["list", [text]] : ["paragraph", text.split("\n")]);
    }
    return blocks;
  }
}

class PasteBox {
  constructor(box) {
    this.box = box;
    this.panel = document.createElement("div");
    // It is there before it says anything, or nobody would hear it.
    this.status = Object.assign(document.createElement("p"), { className: "nhsuk-u-margin-bottom-2" });
    this.status.setAttribute("role", "status");
    this.panel.append(this.status);
    box.closest(".nhsuk-form-group").append(this.panel);
    box.addEventListener("paste", (event) => this.paste(event));
  }

  paste(event) {
    const html = event.clipboardData.getData("text/html");
    const pasted = html && new Pasted(html);
    // One line of words needs no preview, and of nothing there is nothing to keep.
    if (!pasted || !/\n|^- /.test(pasted.text)) return;
    event.preventDefault();
    this.before = { value: this.box.value, start: this.box.selectionStart, end: this.box.selectionEnd };
    this.insert(pasted.text);
    this.show(pasted.blocks);
  }

  // The browser's own undo knows what is inserted so; where it cannot, the text is set.
  insert(text) {
    if (document.execCommand("insertText", false, text)) return;
    this.box.setRangeText(text, this.box.selectionStart, this.box.selectionEnd, "end");
    this.changed();
  }

  changed() {
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
    this.box.dispatchEvent(new Event("keyup"));
  }

  show(blocks) {
    const preview = Object.assign(document.createElement("div"), { className: "portal-pasted__text portal-text", tabIndex: 0 });
    preview.setAttribute("role", "region");
    preview.setAttribute("aria-label", "What was pasted");
    preview.append(...drawBlocks(blocks));
    this.panel.className = "nhsuk-inset-text portal-pasted";
    this.panel.replaceChildren(this.status, preview, this.button("Keep", () => this.close("")), this.button("Undo", () => this.undo()));
    this.status.textContent = "We kept the words and the bullets, and made a line of each row of a table. Pictures and formatting were left out.";
  }

  button(text, press) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: "nhsuk-button nhsuk-button--secondary nhsuk-button--small" });
    button.append(Object.assign(document.createElement("span"), { className: "nhsuk-u-visually-hidden", textContent: " what was pasted" }));
    button.addEventListener("click", press);
    return button;
  }

  undo() {
    this.box.value = this.before.value;
    this.box.setSelectionRange(this.before.start, this.before.end);
    this.changed();
    this.close("The text is as it was before.");
  }

  close(said) {
    this.panel.className = "";
    this.panel.replaceChildren(this.status);
    this.status.textContent = said;
    this.box.focus();
  }
}

document.querySelectorAll("main textarea").forEach((box) => new PasteBox(box));
