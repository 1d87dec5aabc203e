/** What is checked, in the order in which it fails fastest: the compiler of the worker, of each room and of the page, then lint and format. */

/** Programs of node_modules, with their arguments. */
export const STEPS: readonly (readonly [program: string, ...args: readonly string[]])[] = [
  ["typescript/bin/tsc"],
  ["typescript/bin/tsc", "-p", "src/mail"],
  ["typescript/bin/tsc", "-p", "src/letters"],
  ["typescript/bin/tsc", "-p", "src/relay"],
  ["typescript/bin/tsc", "-p", "test/page/tsconfig.page.json"],
  ["@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."],
];

export const MENDING = ["@biomejs/biome/bin/biome", "check", "--write", "."] as const;
