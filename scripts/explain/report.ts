/** An explanation as lines for a terminal. */
import type { Explanation, FieldAccount, PartAccount } from "./explanation.ts";
import { type Place, visible } from "./places.ts";

export function reportOf({ fields, parts, refused }: Explanation): string {
  const all = [...fields, ...parts].flatMap(({ places }) => places);
  const count = (outcome: Place["outcome"]) => all.filter((place) => place.outcome === outcome).length;
  const end = refused === undefined ? "" : `The relay refuses this message: ${refused}.\n`;
  return [
    "Header section",
    ...fields.flatMap(fieldLines),
    "",
    "Content",
    ...parts.flatMap(partLines),
    "",
    `${count("replaced")} replaced, ${count("left")} left.\n${end}`,
  ].join("\n");
}

function fieldLines({ name, fate, places }: FieldAccount): readonly string[] {
  return [`  ${visible(name)}: ${fate}`, ...places.map((place) => placeLine(place, "    "))];
}

function partLines({ number, type, encoding, charset, names, reading, places }: PartAccount): readonly string[] {
  const facts = [type, encoding, charset && `charset ${charset}`, ...names.map((name) => `"${name}"`)].filter(Boolean);
  return [
    `  ${number}  ${visible(facts.join(", "))}`,
    `      ${reading}`,
    ...places.map((place) => placeLine(place, "      ")),
  ];
}

function placeLine({ line, outcome, why, excerpt }: Place, indent: string): string {
  return `${indent}${outcome.padEnd(8)} line ${line}: “${excerpt}”\n${indent}         ${why}`;
}
