import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { INDICATOR_NAMES } from "./indicator-names.ts";
import { sdkSources } from "./sdk-sources.ts";
import { SDK_ABI_VERSION, SDK_VERSION } from "./sdk-version.ts";

describe("the SDK's sources", () => {
  const sources = sdkSources();

  it("are keyed by their path below the assembly folder, sorted", () => {
    const paths = [...sources.keys()];
    expect(paths).toEqual(paths.toSorted());
    expect(paths).toContain("rara.ts");
    expect(paths).toContain("entry.ts");
    expect(paths).toContain("indicators/sma.ts");
  });

  it("export every indicator that INDICATOR_NAMES promises", () => {
    for (const name of INDICATOR_NAMES) expect(sources.get("rara.ts")).toContain(`export { ${name} }`);
  });

  it("carry the version of the package", () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(manifest).toMatchObject({ version: SDK_VERSION });
  });

  it("speak the ABI version that the package announces", () => {
    expect(sources.get("binding.ts")).toContain(`ABI_VERSION: i32 = ${SDK_ABI_VERSION};`);
  });
});
