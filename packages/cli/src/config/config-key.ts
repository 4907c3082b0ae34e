import { RaraError } from "@rara-trading/domain";
import type { z } from "zod";
import { nearestName } from "../did-you-mean.ts";
import { keyText } from "./config-fields.ts";
import { CONFIG_SECTIONS } from "./config-schema.ts";

/** What a configuration value can be. */
export type ConfigValue = string | number;

/** One key of the configuration under its three names. */
export interface ConfigKey {
  /** As people write it: `paper.fee_bps`. */
  readonly name: string;
  readonly section: string;
  /** In TOML: `fee_bps`. */
  readonly tomlName: string;
  /** In code: `feeBps`. */
  readonly property: string;
  /** In the environment: `RARA_PAPER_FEE_BPS`. */
  readonly variable: string;
  readonly defaultValue: ConfigValue;
  readonly expected: string;
  readonly description: string;
  readonly schema: z.ZodType;
}

/** Returns `fee_bps` for `feeBps`: the one mapping between code and files. */
function snakeCase(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function configKey(section: string, property: string, schema: z.ZodType): ConfigKey {
  const tomlName = snakeCase(property);
  return {
    name: `${section}.${tomlName}`,
    section,
    tomlName,
    property,
    variable: `RARA_${section}_${tomlName}`.toUpperCase(),
    defaultValue: schema.parse(undefined) as ConfigValue,
    schema,
    ...keyText(schema),
  };
}

/** The sections, in the order of the file. */
export const SECTION_NAMES: readonly string[] = Object.keys(CONFIG_SECTIONS);

/** Every key, in the order of the file. */
export const CONFIG_KEYS: readonly ConfigKey[] = Object.entries(CONFIG_SECTIONS).flatMap(([section, shape]) =>
  Object.entries(shape).map(([property, schema]) => configKey(section, property, schema)),
);

/** Returns the hint that goes with an unknown name. */
export function nearestHint(typed: string, known: readonly string[]): string {
  const nearest = nearestName(typed, known);
  return nearest === undefined ? `Known: ${known.join(", ")}.` : `Did you mean ${nearest}?`;
}

/** Returns the key called `name` (`paper.fee_bps`). @throws RaraError `config.unknown-key` with the nearest known one. */
export function configKeyNamed(name: string): ConfigKey {
  const found = CONFIG_KEYS.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw new RaraError(`Expected a configuration key, found ${JSON.stringify(name)}`, {
    category: "configuration",
    code: "config.unknown-key",
    hint: nearestHint(
      name,
      CONFIG_KEYS.map((known) => known.name),
    ),
    details: { key: name },
  });
}
