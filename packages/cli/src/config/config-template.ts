import { CONFIG_KEYS, SECTION_NAMES } from "./config-key.ts";

const HEADER = `# Configuration of rara-trading. Every key stands here with its default, commented out.
# Stronger than this file: ./rara.toml, RARA_<SECTION>_<KEY> in the environment, flags.
# Unknown keys are errors. \`rara-trading config list\` shows what is in force and why.
`;

/** Returns a value as TOML writes it. */
export function tomlValue(value: string | number): string {
  // A JSON string is a TOML basic string; DEL is the one character that only JSON allows unescaped.
  return typeof value === "number" ? String(value) : JSON.stringify(value).replaceAll("\u007F", String.raw`\u007f`);
}

/** Returns the commented configuration file that \`config init\` writes. */
export function configTemplate(): string {
  const sections = SECTION_NAMES.map((section) => {
    const keys = CONFIG_KEYS.filter((key) => key.section === section);
    const lines = keys.map(
      (key) => `# ${key.description} Takes ${key.expected}.\n# ${key.tomlName} = ${tomlValue(key.defaultValue)}\n`,
    );
    return `[${section}]\n${lines.join("\n")}`;
  });
  return [HEADER, ...sections].join("\n");
}
