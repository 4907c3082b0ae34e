import { isDeepStrictEqual } from "node:util";
import { RaraError } from "@rara-trading/domain";
import { parseConfigText } from "./config-file.ts";
import type { ConfigKey, ConfigValue } from "./config-key.ts";
import { tomlValue } from "./config-template.ts";

const HEADING = /^\s*\[/;

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Returns the lines with `assignment` put where the key stands, where its comment stands, or below its section's heading. */
function withAssignment(lines: readonly string[], key: ConfigKey, assignment: string): readonly string[] {
  const heading = lines.findIndex((line) => new RegExp(String.raw`^\s*\[\s*${escaped(key.section)}\s*\]`).test(line));
  if (heading === -1) {
    const body = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
    return [...body, ...(body.length === 0 ? [] : [""]), `[${key.section}]`, assignment, ""];
  }
  const next = lines.findIndex((line, i) => i > heading && HEADING.test(line));
  const end = next === -1 ? lines.length : next;
  const lineOf = (prefix: string): number => {
    const pattern = new RegExp(String.raw`^\s*${prefix}${escaped(key.tomlName)}\s*=`);
    return lines.findIndex((line, i) => i > heading && i < end && pattern.test(line));
  };
  const place = [lineOf(""), lineOf(String.raw`#\s*`)].find((found) => found !== -1);
  if (place !== undefined) return lines.with(place, assignment + trailingComment(lines[place] ?? ""));
  return lines.toSpliced(heading + 1, 0, assignment);
}

/** Returns the comment that follows a simple value on its line, with the space before it. */
function trailingComment(line: string): string {
  return /=\s*(?:"[^"\\]*"|'[^']*'|[^"'#\s]+)(\s*#.*)$/.exec(line)?.[1] ?? "";
}

/**
 * Returns the configuration text with `key` set to `value`; every other line, comments included, stays as it was.
 * @throws RaraError `config.malformed` when the text is no TOML, `config.unsupported-layout` when the key is written in a
 * form that a line cannot replace (a dotted key, an inline table, a value over several lines).
 */
export function editConfigText(text: string, key: ConfigKey, value: ConfigValue, file: string): string {
  const wanted = plain(parseConfigText(text, file)) as Record<string, Record<string, unknown> | undefined>;
  const edited = withAssignment(text.split("\n"), key, `${key.tomlName} = ${tomlValue(value)}`).join("\n");
  const table = wanted[key.section];
  if (table === undefined || (typeof table === "object" && !Array.isArray(table))) {
    wanted[key.section] = { ...table, [key.tomlName]: value };
    if (isDeepStrictEqual(parsedOrUndefined(edited, file), wanted)) return edited;
  }
  throw new RaraError(
    `Expected ${key.name} on a line of its own below [${key.section}] in ${file}, found another form`,
    {
      category: "configuration",
      code: "config.unsupported-layout",
      hint: `Write "${key.tomlName} = ${tomlValue(value)}" below [${key.section}] in ${file} by hand.`,
      details: { file, key: key.name },
    },
  );
}

function parsedOrUndefined(text: string, file: string): unknown {
  try {
    return plain(parseConfigText(text, file));
  } catch {
    return undefined;
  }
}

/** Returns parsed TOML on plain prototypes, so that it can be compared. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
