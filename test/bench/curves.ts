/** Curves as one SVG: a small picture for each, what there is on a logarithmic scale, what it costs on a plain one from nothing. */

export interface Curve {
  /** What there is more and more of. */
  readonly name: string;
  /** What is counted. */
  readonly unit: string;
  /** How much there is, at least 1, and what it costs; ascending. */
  readonly points: readonly (readonly [number, number])[];
}

const [WIDTH, HEIGHT, COLUMNS] = [280, 190, 3];
const PLOT = { left: 50, top: 34, right: WIDTH - 16, bottom: HEIGHT - 34 };

export function svgOf(curves: readonly Curve[]): string {
  const [width, height] = [WIDTH * Math.min(COLUMNS, curves.length), HEIGHT * Math.ceil(curves.length / COLUMNS)];
  const panels = curves.map((curve, at) => {
    const [x, y] = [WIDTH * (at % COLUMNS), HEIGHT * Math.floor(at / COLUMNS)];
    return `<g transform="translate(${x} ${y})">\n${panel(curve)}\n</g>`;
  });
  const summary = curves.map(({ name, unit }) => `${unit} by ${name}`).join(", ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(summary)}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...panels,
    "</svg>\n",
  ].join("\n");
}

function panel({ name, unit, points }: Curve): string {
  const [first, last] = [points[0]?.[0] ?? 1, points.at(-1)?.[0] ?? 1];
  const top = Math.max(...points.map(([, cost]) => cost)) * 1.15 || 1;
  const along = last > first ? Math.log(last / first) : 1;
  const place = ([there, cost]: readonly [number, number]) => ({
    x: round(PLOT.left + (Math.log(there / first) / along) * (PLOT.right - PLOT.left)),
    y: round(PLOT.bottom - (cost / top) * (PLOT.bottom - PLOT.top)),
  });
  const places = points.map(place);
  const line = places.map(({ x, y }) => `${x},${y}`).join(" ");
  const dots = places.map(({ x, y }, at) => {
    const [there, cost] = points[at] ?? [0, 0];
    return `<circle cx="${x}" cy="${y}" r="3" fill="#0b57d0"><title>${short(there)}: ${short(cost)} ${escaped(unit)}</title></circle>`;
  });
  const labels = places.map(
    ({ x }, at) => `<text x="${x}" y="${PLOT.bottom + 15}" text-anchor="middle">${short(points[at]?.[0] ?? 0)}</text>`,
  );
  const values = places.map(
    ({ x, y }, at) => `<text x="${x}" y="${y - 7}" text-anchor="middle">${short(points[at]?.[1] ?? 0)}</text>`,
  );
  return [
    `<text x="${PLOT.left}" y="15" font-weight="bold">${escaped(unit)} by ${escaped(name)}</text>`,
    `<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" fill="none" stroke="#888"/>`,
    `<polyline points="${line}" fill="none" stroke="#0b57d0" stroke-width="2"/>`,
    ...dots,
    ...labels,
    ...values,
  ].join("\n");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const UNITS = [
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** Three figures: 1.05M, 24.0k, 0.18. */
function short(value: number): string {
  const [size, letter] = UNITS.find(([least]) => value >= least) ?? [1, ""];
  const figures = Number((value / size).toPrecision(3));
  return `${figures}${letter}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
