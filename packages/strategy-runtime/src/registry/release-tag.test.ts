import { assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersions, isPrerelease, parseReleaseTag, parseWantedStrategy } from "./release-tag.ts";

/** The order of semver.org's own example, with numbers that text would sort otherwise. */
const ORDERED = [
  "0.9.0",
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "1.2.0",
  "1.10.0",
  "2.0.0",
];

describe("a release's tag", () => {
  it.each([
    ["btc-momentum-v0.1.0", { name: "btc-momentum", version: "0.1.0" }],
    ["hmm_regime-v10.20.30", { name: "hmm_regime", version: "10.20.30" }],
    ["x-v1-v2.0.0-rc.1+build.5", { name: "x-v1", version: "2.0.0-rc.1+build.5" }],
  ])("%s names a strategy and its version", (tag, expected) => {
    expect(parseReleaseTag(tag)).toEqual(expected);
  });

  it.each([
    "v1.0.0",
    "momentum-1.0.0",
    "momentum-v1.0",
    "momentum-v01.0.0",
    "Momentum-v1.0.0",
    "../../x-v1.0.0",
    "a/b-v1.0.0",
    "-v1.0.0",
    "momentum-v1.0.0\n",
    "momentum-v1.0.0/../..",
    "momentum\u0000-v1.0.0",
    "",
    `${"a".repeat(200)}-v1.0.0`,
  ])("%j names none", (tag) => {
    expect(parseReleaseTag(tag)).toBeUndefined();
  });

  it("is asked for by name, or by name and version", () => {
    expect(parseWantedStrategy("momentum")).toEqual({ name: "momentum" });
    expect(parseWantedStrategy("momentum@1.2.3")).toEqual({ name: "momentum", version: "1.2.3" });
    expect(parseWantedStrategy("momentum@v1.2.3")).toEqual({ name: "momentum", version: "1.2.3" });
    for (const text of ["", "momentum@", "momentum@1", "../x", "a b", "momentum@1.2.3@4.5.6"]) {
      expect(parseWantedStrategy(text)).toBeUndefined();
    }
  });
});

describe("compareVersions", () => {
  it("orders as semver.org does", () => {
    assert(
      property(constantFrom(...ORDERED), constantFrom(...ORDERED), (a, b) => {
        expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(ORDERED.indexOf(a) - ORDERED.indexOf(b)));
      }),
    );
    expect(compareVersions("1.0.0+a", "1.0.0+b")).toBe(0);
  });

  it("knows a pre-release from build data", () => {
    expect([isPrerelease("1.0.0-rc.1"), isPrerelease("1.0.0+x-y"), isPrerelease("1.0.0")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
