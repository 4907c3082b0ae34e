import { join } from "node:path";
import { RaraError } from "@rara-trading/domain";
import { homePaths } from "../home-paths.ts";
import { type ConfigEntry, readConfigFile } from "./config-file.ts";
import {
  CONFIG_KEYS,
  type ConfigKey,
  configKeyNamed,
  type ConfigValue,
  nearestHint,
  SECTION_NAMES,
} from "./config-key.ts";
import { configSchema, type RaraConfig } from "./config-schema.ts";
import { checkedValue, type ConfigOrigin, valueOfText } from "./config-value.ts";

/** The name of the file that a project folder may carry. */
const PROJECT_FILE = "rara.toml";

/** Where the layers are. */
export interface ConfigSources {
  readonly homePath: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Values of flags, by key name (`research.seed`), with the flag as it is written. */
  readonly flags?: readonly { readonly keyName: string; readonly flag: string; readonly text: string }[];
}

/** A value in force with its origin. */
export interface ConfigSetting {
  readonly key: ConfigKey;
  readonly value: ConfigValue;
  readonly origin: ConfigOrigin;
}

/** The configuration in force. */
export interface LoadedConfig {
  readonly config: RaraConfig;
  /** Every key, in the order of the file. */
  readonly settings: readonly ConfigSetting[];
}

function environmentEntries(environment: ConfigSources["environment"]): readonly ConfigEntry[] {
  return Object.entries(environment).flatMap(([variable, text]) => {
    const isOurs = SECTION_NAMES.some((section) => variable.startsWith(`RARA_${section.toUpperCase()}_`));
    if (!isOurs || text === undefined) return [];
    const key = CONFIG_KEYS.find((candidate) => candidate.variable === variable);
    if (key === undefined) {
      throw new RaraError(`Expected a known RARA_ variable in the environment, found ${variable}`, {
        category: "configuration",
        code: "config.unknown-key",
        hint: nearestHint(
          variable,
          CONFIG_KEYS.map((known) => known.variable),
        ),
        details: { key: variable },
      });
    }
    const origin: ConfigOrigin = { kind: "environment", variable };
    return [{ key, value: checkedValue(key, valueOfText(key, text), origin), origin }];
  });
}

function flagEntries(flags: NonNullable<ConfigSources["flags"]>): readonly ConfigEntry[] {
  return flags.map(({ keyName, flag, text }) => {
    const key = configKeyNamed(keyName);
    const origin: ConfigOrigin = { kind: "flag", flag };
    return { key, value: checkedValue(key, valueOfText(key, text), origin), origin };
  });
}

/**
 * Returns the configuration in force: flags over RARA_ variables over ./rara.toml over the home's config.toml over defaults.
 * @throws RaraError of category `configuration` for anything unknown, malformed or mistyped in any layer, in force or not.
 */
export async function loadConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const layers = [
    await readConfigFile(homePaths(sources.homePath).configFile, "home-file"),
    await readConfigFile(join(sources.workingDirectory, PROJECT_FILE), "project-file"),
    environmentEntries(sources.environment),
    flagEntries(sources.flags ?? []),
  ];
  const strongest = new Map(layers.flat().map((entry) => [entry.key, entry]));
  const settings = CONFIG_KEYS.map(
    (key) => strongest.get(key) ?? { key, value: key.defaultValue, origin: { kind: "default" as const } },
  );
  const values: Record<string, Record<string, ConfigValue>> = {};
  for (const { key, value } of settings) (values[key.section] ??= {})[key.property] = value;
  return { config: configSchema.parse(values), settings };
}
