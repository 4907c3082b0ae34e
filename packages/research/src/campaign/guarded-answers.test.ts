import { describe, expect, it } from "vitest";
import { validationCheck } from "./ask-validation.ts";
import { passedInWords, recordedChecks } from "./guarded-answers.ts";
import { vaultCheck } from "./look-into-vault.ts";

const YES = { passed: true, reason: "It earned." };
const VAULT = {
  lineageId: "l",
  pValue: 0.1617234,
  level: 0.0109373,
  test: 1,
  confirmed: false,
  reason: "It is above.",
};

describe("passedInWords", () => {
  it("says what was passed, and what the guarded spans answered beside it", () => {
    expect(passedInWords({ validation: YES, vault: VAULT }, " and is on paper as x")).toBe(
      "It passed G0 to G7 and is on paper as x; validation said yes; the vault did not confirm it (p 0.161723, above 0.0109373).",
    );
    expect(passedInWords({ vault: { ...VAULT, pValue: 0.004, confirmed: true } })).toBe(
      "It passed G0 to G7; the vault confirmed it (p 0.004, at most 0.0109373).",
    );
    expect(passedInWords({ validation: { ...YES, passed: false } })).toBe(
      "It passed G0 to G7; validation said no; nobody looked into the vault.",
    );
    const spent = { ...VAULT, pValue: null, level: null, test: null };
    expect(passedInWords({ validation: { ...YES, passed: null }, vault: spent })).toBe(
      "It passed G0 to G7; validation gave no answer; the vault did not confirm it (it gave no p-value).",
    );
  });
});

describe("recordedChecks", () => {
  it("tells answers that refused nothing, and none that a gate gave", () => {
    const recorded = [validationCheck(YES), vaultCheck(VAULT)];
    expect(recordedChecks([], { validation: YES, vault: VAULT })).toEqual(recorded);
    expect(recordedChecks(recorded, { validation: YES, vault: VAULT })).toEqual([]);
    expect(recordedChecks([], {})).toEqual([]);
  });
});
