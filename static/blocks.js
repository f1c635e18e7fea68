// Draws a text as readers will see it, from its paragraphs and lists; never from markup.
function drawBlocks(blocks) {
  return blocks.map(([kind, lines]) => {
    const block = document.createElement(kind === "list" ? "ul" : "p");
    if (kind === "list") block.className = "nhsuk-list nhsuk-list--bullet";
    lines.forEach((line, number) => {
      if (kind !== "list" && number) block.append(document.createElement("br"));
      const place = kind === "list" ? block.appendChild(document.createElement("li")) : block;
      place.append(line);
    });
    return block;
  });
}
