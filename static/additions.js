document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// What takes seconds says so while it does.
document.querySelectorAll("form[data-working]").forEach((form) => {
  const status = form.querySelector("[data-working-said]");
  form.addEventListener("submit", () => (status.textContent = form.dataset.working));
  addEventListener("pageshow", (event) => event.persisted && (status.textContent = ""));
});
