import { assert, constantFrom, property, string } from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { CONFIG_KEYS, configKeyNamed } from "./config-key.ts";
import { configTemplate } from "./config-template.ts";
import { editConfigText } from "./edit-config.ts";

const fee = configKeyNamed("paper.fee_bps");
const seed = configKeyNamed("research.seed");

const edit = (text: string, value: string | number = 9, key = fee): string => editConfigText(text, key, value, "file");

describe("editing a configuration text", () => {
  it.each([
    ["an empty file", "", "[paper]\nfee_bps = 9\n"],
    ["a file without the section", '[research]\nseed = "1"\n', '[research]\nseed = "1"\n\n[paper]\nfee_bps = 9\n'],
    ["a section without the key", "[paper]\n# mine\ncapital = 1\n", "[paper]\nfee_bps = 9\n# mine\ncapital = 1\n"],
    ["the key", "# top\n[paper]\n  fee_bps = 5\ncapital = 1\n", "# top\n[paper]\nfee_bps = 9\ncapital = 1\n"],
    ["the key with a comment", "[paper]\nfee_bps = 5 # taker\n", "[paper]\nfee_bps = 9 # taker\n"],
    ["the key commented out", "[paper]\n# fee_bps = 5\n", "[paper]\nfee_bps = 9\n"],
    ["the key of another section", "[other]\nfee_bps = 5\n[paper]\n", "[other]\nfee_bps = 5\n[paper]\nfee_bps = 9\n"],
    ["a key that ends alike", "[paper]\nmaker_fee_bps = 5\n", "[paper]\nfee_bps = 9\nmaker_fee_bps = 5\n"],
  ])("changes %s and nothing else", (_, before, after) => {
    expect(edit(before)).toBe(after);
  });

  it("keeps a comment behind a text that holds a number sign", () => {
    expect(edit('[research]\nseed = "a#b" # why\n', "c", seed)).toBe('[research]\nseed = "c" # why\n');
  });

  it.each([
    ["a dotted key", "paper.fee_bps = 5\n"],
    ["an inline table", "paper = { fee_bps = 5 }\n"],
    ["a quoted key", '[paper]\n"fee_bps" = 5\n'],
    ["a value over several lines", '[research]\nseed = """\n1"""\n'],
  ])("refuses %s instead of breaking it", (form, text) => {
    const key = form.includes("lines") ? seed : fee;
    expect(() => edit(text, key === seed ? "2" : 9, key)).toThrow(/found another form/);
  });

  it("sets any key of the template to any text, read back unchanged", () => {
    assert(
      property(constantFrom(...CONFIG_KEYS), string({ minLength: 1, unit: "binary" }), (key, value) => {
        const tables = parse(edit(configTemplate(), value, key)) as Record<string, Record<string, unknown>>;
        expect(tables[key.section]).toEqual({ [key.tomlName]: value });
      }),
      { numRuns: 200 },
    );
  });
});
