// Connects our form to allauth's dialogue with the browser, which stands above in the same file.
const passkeyForm = document.querySelector("[data-passkey]");
const ids = { data: "passkey-options", credential: "passkey-credential" };
for (const name of ["add", "signup", "login", "authenticate"]) ids[name] = "passkey-button";
passkeyForm.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-problem").hidden = false;
});
allauth.webauthn.forms[`${passkeyForm.dataset.passkey}Form`]({ ids });
