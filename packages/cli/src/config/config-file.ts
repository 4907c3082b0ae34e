import { readFile } from "node:fs/promises";
import { RaraError } from "@rara-trading/domain";
import { parse, TomlError } from "smol-toml";
import { CONFIG_KEYS, type ConfigKey, type ConfigValue, nearestHint, SECTION_NAMES } from "./config-key.ts";
import { checkedValue, type ConfigOrigin } from "./config-value.ts";

/** A value that one layer gives. */
export interface ConfigEntry {
  readonly key: ConfigKey;
  readonly value: ConfigValue;
  readonly origin: ConfigOrigin;
}

/** Returns the text of a configuration file, or undefined when there is none. @throws RaraError `config.unreadable`. */
export async function readConfigText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new RaraError(`Expected to read ${file}, found ${error instanceof Error ? error.message : String(error)}`, {
      category: "configuration",
      code: "config.unreadable",
      hint: "Correct the file's permissions, or remove it.",
      cause: error,
      details: { file },
    });
  }
}

/** Returns the tables of a TOML text. @throws RaraError `config.malformed` with line and column, never with the text itself. */
export function parseConfigText(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    // smol-toml appends the offending lines to its message; they may hold a secret.
    const reason = (error.message.split("\n")[0] ?? "").replace("Invalid TOML document: ", "");
    throw new RaraError(
      `Expected a TOML document in ${file}, found an error at line ${line}, column ${column}: ${reason}`,
      {
        category: "configuration",
        code: "config.malformed",
        hint: `Correct line ${line} of ${file}.`,
        details: { file, line, column },
      },
    );
  }
}

function unknown(what: string, name: string, file: string, known: readonly string[]): RaraError {
  return new RaraError(`Expected a known ${what} in ${file}, found ${JSON.stringify(name)}`, {
    category: "configuration",
    code: "config.unknown-key",
    hint: nearestHint(name, known),
    details: { file, key: name },
  });
}

function entriesOf(section: string, table: object, file: string, origin: ConfigOrigin): readonly ConfigEntry[] {
  const keys = CONFIG_KEYS.filter((key) => key.section === section);
  return Object.entries(table).map(([tomlName, raw]) => {
    const key = keys.find((candidate) => candidate.tomlName === tomlName);
    if (key === undefined) {
      throw unknown(
        "key",
        `${section}.${tomlName}`,
        file,
        keys.map((known) => known.name),
      );
    }
    return { key, value: checkedValue(key, raw, origin), origin };
  });
}

/** Returns the values that a configuration file gives; none when the file does not exist. @throws RaraError `config.…`. */
export async function readConfigFile(
  file: string,
  kind: "home-file" | "project-file",
): Promise<readonly ConfigEntry[]> {
  const text = await readConfigText(file);
  if (text === undefined) return [];
  return Object.entries(parseConfigText(text, file)).flatMap(([section, table]) => {
    if (!SECTION_NAMES.includes(section)) throw unknown("section", section, file, SECTION_NAMES);
    if (typeof table !== "object" || table === null || Array.isArray(table)) {
      const found = Array.isArray(table) ? "a list" : `a ${typeof table}`;
      throw new RaraError(`Expected a table [${section}] in ${file}, found ${found}`, {
        category: "configuration",
        code: "config.invalid-value",
        hint: `Write [${section}] on a line of its own and its keys below.`,
        details: { file, key: section, expected: "a table", found },
      });
    }
    return entriesOf(section, table, file, { kind, file });
  });
}
