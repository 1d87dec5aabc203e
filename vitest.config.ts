import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { bundlePage } from "./scripts/page/bundle.ts";

export default defineConfig({
  test: {
    // Every processor: by itself vitest keeps one free, which on two is half of them.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "scripts",
          include: ["test/scripts/**/*.test.ts"],
          environment: "node",
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "pure",
          include: [
            "test/*.test.ts",
            "test/mail/**/*.test.ts",
            "test/letters/**/*.test.ts",
            "test/cost/**/*.test.ts",
            "test/smtp/**/*.test.ts",
            "test/reader/**/*.test.ts",
            "test/fuzz/in-memory/**/*.test.ts",
          ],
          environment: "node",
          testTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => {
            await bundlePage("dist/public");
            return {
              wrangler: { configPath: "./wrangler.toml" },
              miniflare: { bindings: { TEST_MIGRATIONS: await readD1Migrations("migrations") } },
            };
          }),
        ],
        test: {
          name: "worker",
          include: ["test/{admin,cloudflare,faults,fuzz,load,relay,store}/**/*.test.ts"],
          exclude: ["test/fuzz/in-memory/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
