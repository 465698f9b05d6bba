// Shows a question only while the answer it hangs on calls for it. The server decides in any case; this saves reading.

export function conditions(scope) {
  scope.querySelectorAll("[data-when]").forEach((asked) => {
    const form = asked.closest("form");
    const wanted = asked.dataset.whenValues.split(" ");
    const controls = [...(form?.querySelectorAll(`[name="${CSS.escape(asked.dataset.when)}"]`) ?? [])];
    if (!controls.length) return;
    const show = () => {
      const given = controls.filter((each) => (/^(radio|checkbox)$/.test(each.type) ? each.checked : true)).map((each) => each.value);
      asked.hidden = !given.some((value) => wanted.includes(value));
    };
    form.addEventListener("change", show);
    show();
  });
}
