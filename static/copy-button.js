// A button under a box whose text is there to be copied. Without this script people select it.
for (const box of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary";
  button.textContent = "Copy";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.className = "portal-copied";
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      status.textContent = "Copied";
    } catch {
      // An old browser, or a policy of the organisation's: the text is selected already.
      status.textContent = "Now press Ctrl and C";
    }
  });
  box.closest(".nhsuk-form-group").after(button, status);
}
