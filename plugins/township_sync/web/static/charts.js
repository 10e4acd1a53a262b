/* Draws every figure of the page from the table inside it, so that picture and table cannot differ. */
"use strict";
(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palette = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"].map(token);
  const symbols = ["circle", "diamond", "triangle", "rect", "arrow"];
  const numberOf = (cell) => (cell.dataset.value === undefined || cell.dataset.value === "" ? null : Number(cell.dataset.value));

  function read(table) {
    const names = [...table.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent.trim());
    const rows = [...table.querySelectorAll("tbody tr")];
    const places = rows.map((row) => row.cells[0].textContent.trim());
    const series = names.map((name, index) => ({ name, values: rows.map((row) => numberOf(row.cells[index + 1])) }));
    return { places, series: series.filter((one) => one.values.some((value) => value !== null)) };
  }

  function option(kind, unit, facts, font) {
    const line = token("--line"), soft = token("--ink-soft");
    return {
      animation: false, color: palette, textStyle: { fontFamily: font, color: token("--ink") },
      grid: { left: 8, right: 36, top: facts.series.length > 1 ? 34 : 14, bottom: 4, containLabel: true },
      legend: facts.series.length > 1 ? { type: "scroll", top: 0, left: 0, right: 0, itemHeight: 10, textStyle: { color: soft } } : undefined,
      // Tooltips as drawn text: as HTML they would need inline style, which the page's policy forbids.
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (value) => (value === null || value === undefined ? "—" : value + unit) },
      xAxis: { type: "category", data: facts.places, boundaryGap: kind !== "line", axisLine: { lineStyle: { color: soft } }, axisLabel: { color: soft } },
      yAxis: { type: "value", minInterval: unit ? 0 : 1, splitLine: { lineStyle: { color: line } }, axisLabel: { color: soft, formatter: "{value}" + unit } },
      series: facts.series.map((one, index) => ({
        name: one.name, data: one.values, type: kind === "line" ? "line" : "bar", stack: kind === "stack" ? "all" : undefined,
        symbol: symbols[index % symbols.length], symbolSize: 9, barMaxWidth: 28,
        lineStyle: { width: 2, type: ["solid", "dashed", "solid", "dotted"][index % 4] },
      })),
    };
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const place = figure.querySelector(".canvas"), facts = read(figure.querySelector("table"));
    if (!facts.places.length || !facts.series.length) continue;
    place.style.height = "260px"; place.style.display = "block";
    const drawn = echarts.init(place, null, { renderer: "canvas" });
    drawn.setOption(option(figure.dataset.chart, figure.dataset.unit, facts, getComputedStyle(document.body).fontFamily));
    new ResizeObserver(() => drawn.resize()).observe(place);
  }
})();
