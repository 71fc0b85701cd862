"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const options = { displayModeBar: false, responsive: true };
  const draw = (box) => {
    if (box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    const { data, layout } = charts[box.dataset.chart];
    if (box.clientWidth < 480) {  // a phone: smaller words, more room for figures beside bars
      layout.font = { ...layout.font, size: 12 };
      if (layout.xaxis && layout.xaxis.range) {
        const [low, high] = layout.xaxis.range;
        const more = 0.17 * (high - low);
        layout.xaxis.range = [low < 0 ? low - more : low, high > 0 ? high + more : high];
      }
    }
    Plotly.newPlot(box, data, layout, options);
  };
  const boxes = [...document.querySelectorAll("[data-chart]")];
  const watch = new IntersectionObserver(
    (seen) => seen.filter((one) => one.isIntersecting).forEach((one) => { watch.unobserve(one.target); draw(one.target); }),
    { rootMargin: "800px" });
  boxes.forEach((box) => watch.observe(box));

  // a link to a scenario unfolds it
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const fold = target && (target.querySelector("details.fold") || target.closest("details"));
    if (fold) fold.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // paper: everything is drawn, as wide as a page, and what is folded away is shown
  const folded = () => [...document.querySelectorAll("details:not(.data)")];
  let shut = [];
  addEventListener("beforeprint", () => {
    document.body.classList.add("paper");
    shut = folded().filter((one) => !one.open);
    shut.forEach((one) => { one.open = true; });
    boxes.forEach((box) => { draw(box); Plotly.relayout(box, { width: 680 }); });
  });
  addEventListener("afterprint", () => {
    document.body.classList.remove("paper");
    boxes.forEach((box) => Plotly.relayout(box, { width: null, autosize: true }));
    shut.forEach((one) => { one.open = false; });
  });

  // maps: the region under the pointer or finger is read out below
  document.querySelectorAll(".map").forEach((map) => {
    const reading = map.parentElement.querySelector(".reading");
    const read = (event) => {
      const title = event.target.querySelector && event.target.querySelector("title");
      if (title && event.target.tagName === "use") reading.textContent = title.textContent;
    };
    map.addEventListener("pointerover", read);
    map.addEventListener("click", read);
  });

  // tables: search, and download as csv
  document.querySelectorAll("input[data-table]").forEach((input) => {
    const rows = [...document.getElementById(input.dataset.table).tBodies[0].rows];
    const found = document.getElementById(input.dataset.table + "-found");
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      });
      found.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    });
  });
  // tables: a click on a head sorts by it, another one turns the order round
  const value = (cell) => {
    if (!("value" in cell.dataset)) return cell.textContent.trim().toLowerCase();
    return cell.dataset.value === "" ? -Infinity : Number(cell.dataset.value);
  };
  document.querySelectorAll("button[data-sort]").forEach((button) => {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const table = head.closest("table");
      const down = head.getAttribute("aria-sort") !== "descending";
      table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const column = head.cellIndex;
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => {
        const [x, y] = [value(a.cells[column]), value(b.cells[column])];
        return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
      });
      table.tBodies[0].append(...rows);
    });
  });
  const quoted = (cell) => {
    const text = (cell.dataset.value || cell.textContent).trim();
    return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  document.querySelectorAll("button[data-download]").forEach((button) => {
    button.addEventListener("click", () => {
      const table = document.getElementById(button.dataset.download);
      const lines = [...table.rows].map((row) => [...row.cells].map(quoted).join(","));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
      link.download = button.dataset.name + ".csv";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });
})();
