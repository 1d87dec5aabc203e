/** The project's own tests, with one line of src broken while it is loaded (MUTANT); no file is ever changed. */
import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from "vitest/config";
import usual from "../../vitest.config.ts";
import { broken } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

const mutant = MUTANTS.find(({ name }) => name === process.env.MUTANT);

function isBroken(id: string): boolean {
  return mutant !== undefined && id.split("?", 1)[0]?.endsWith(`/src/${mutant.file}`) === true;
}

const breaking: Plugin = {
  name: "mutant",
  enforce: "pre",
  transform: (code, id) => (mutant && isBroken(id) ? broken(code, mutant) : undefined),
  // Vitest keeps what it has transformed from one run to the next: what is broken is kept apart.
  configureVitest: ({ defineCacheKeyGenerator }) =>
    defineCacheKeyGenerator(({ id }) => (isBroken(id) ? JSON.stringify(mutant) : undefined)),
};

const projects = (usual.test?.projects ?? []) as readonly TestProjectInlineConfiguration[];

export default defineConfig({
  test: {
    projects: projects.map((project) => ({ ...project, plugins: [breaking, ...(project.plugins ?? [])] })),
  },
});
