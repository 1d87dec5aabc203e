import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { svgOf } from "./bench/curves.ts";

const CURVES = [
  { name: "parts <1 KB", unit: "CPU ms", points: [[1, 0.5] as const, [10, 1] as const, [100, 5] as const] },
  { name: "aliases", unit: "rows read", points: [[1000, 275] as const, [100_000, 275] as const] },
];

/** The heights at which a curve's points stand. */
function heights(svg: string): readonly (readonly number[])[] {
  return [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points = ""]) =>
    points.split(" ").map((point) => Number(point.split(",")[1])),
  );
}

describe("the curves of the bench", () => {
  it("rise with what is paid, and stay level where nothing more is", () => {
    const [parts = [], aliases = []] = heights(svgOf(CURVES));
    expect(parts).toEqual([...parts].sort((one, other) => other - one));
    expect(new Set(parts).size).toBe(3);
    expect(new Set(aliases).size).toBe(1);
  });

  it("say what they show, in words that break no markup, and load nothing", () => {
    const svg = svgOf(CURVES);
    expect(svg).toContain("<title>CPU ms by parts &lt;1 KB, rows read by aliases</title>");
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|<script|<image/);
  });
});

describe("the picture of how the cost grows", () => {
  it("has a curve for each kind of thing of which there can be many", () => {
    const kept = readFileSync("docs/growth.svg", "utf8");
    for (const name of ["destinations", "hidden addresses", "parts", "multiparts in one another", "aliases"])
      expect(kept).toContain(` by ${name}`);
    for (const name of ["replaced ids", "journal rows"]) expect(kept).toContain(`rows read by ${name}`);
  });
});
