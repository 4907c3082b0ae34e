import { describe, expect, it } from "vitest";
import { assertSqliteVersion } from "./sqlite-version.ts";

describe("assertSqliteVersion", () => {
  it.each(["3.51.3", "3.51.10", "3.53.4", "4.0.0"])("accepts %s", (version) => {
    expect(() => assertSqliteVersion(version)).not.toThrow();
  });

  it.each(["3.51.2", "3.50.9", "3.9.99", "2.99.99", "3.51", "", "three"])("refuses %s and names both", (version) => {
    expect(() => assertSqliteVersion(version)).toThrow(`Expected SQLite 3.51.3 or newer, found ${version}`);
  });
});
