import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["./src/store/schema.ts", "./src/store/admins/schema.ts", "./src/store/network/schema.ts"],
  out: "./migrations",
});
