/** Small courtesies of fields: how much room is left, and a filter row that answers at once. */

import { each } from "./page.js";

const NEAR = 0.9;

each("[data-limit]", (place) => {
  const field = document.getElementById(place.dataset.limit);
  const show = () => {
    // Counted as the server counts: characters, not UTF-16 units.
    const used = [...field.value].length;
    place.textContent = `${used}/${place.dataset.max}`;
    place.classList.toggle("is-near", used > place.dataset.max * NEAR);
  };
  field.addEventListener("input", show);
  field.form?.addEventListener("weibao:filled", show);
});

each("form[data-filter]", (form) => {
  form.addEventListener("change", (event) => { if (event.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit(); });
  // Addresses stay short: empty filters are left out.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });
});
