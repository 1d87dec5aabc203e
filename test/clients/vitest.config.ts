/** Apart from `npm test`, since what it talks through is not installed everywhere. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "clients",
    include: ["test/clients/**/*.test.ts"],
    environment: "node",
    maxWorkers: 2, // Most of it is waiting.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
