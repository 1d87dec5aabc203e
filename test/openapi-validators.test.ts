/** public/openapi.json before two validators that have nothing in common, each as strict as it can be. */
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";

const text = readFileSync("public/openapi.json", "utf8");

/** @param source an OpenAPI document @returns what each of them objects to */
async function objections(source: string): Promise<readonly [seriousme: unknown, redocly: readonly string[]]> {
  const { valid, errors } = await new Validator().validate(JSON.parse(source));
  const config = await createConfig({ extends: ["recommended-strict"] });
  const problems = await lintFromString({ source, absoluteRef: "openapi.json", config });
  const said = problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer} ${message}`);
  return [valid ? "valid" : errors, said];
}

describe("the API's description", () => {
  it("passes both without a warning", async () => {
    expect(await objections(text)).toEqual(["valid", []]);
  });

  it("would not if it broke the specification: each of them finds it", async () => {
    const broken = JSON.parse(text);
    broken.paths["/api/desk"].get.parameters[0].in = "nowhere";
    const [seriousme, redocly] = await objections(JSON.stringify(broken));
    expect(seriousme).not.toBe("valid");
    expect(redocly).not.toEqual([]);
  });

  it("would not if an example were none of its schema", async () => {
    const broken = JSON.parse(text);
    broken.paths["/api/addresses/{id}"].patch.requestBody.content["application/json"].example = { open: "yes" };
    const [, redocly] = await objections(JSON.stringify(broken));
    expect(redocly.join()).toContain("no-invalid-media-type-examples");
  });
});
