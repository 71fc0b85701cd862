"use strict";
(() => {
  // the page works without this script: it hides fields that a rule has no use for, and says that it solves
  const form = document.getElementById("policy");
  const instrument = form.elements.instrument;
  const choose = () => form.querySelectorAll("[data-for]").forEach((field) => {
    field.hidden = !field.dataset.for.split(" ").includes(instrument.value);
  });
  instrument.addEventListener("change", choose);
  choose();

  const button = form.querySelector("button.solve");
  const said = document.getElementById("solving");
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled")) { event.preventDefault(); return; }
    // short addresses: blank fields and fields out of sight are not sent
    form.querySelectorAll("[name]").forEach((one) => { one.disabled = one.value === "" || Boolean(one.closest("[hidden]")); });
    button.setAttribute("aria-disabled", "true");
    said.textContent = "Solving ...";
  });
  // the way back finds the form as it was left
  addEventListener("pageshow", () => {
    form.querySelectorAll("[name]").forEach((one) => { one.disabled = false; });
    button.removeAttribute("aria-disabled");
    said.textContent = "";
  });

  if (location.hash === "#results") document.getElementById("results").focus({ preventScroll: true });
})();
