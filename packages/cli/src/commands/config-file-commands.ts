import { RaraError } from "@rara-trading/domain";
import type { BaseContext } from "../command-context.ts";
import { readConfigText } from "../config/config-file.ts";
import { configKeyNamed } from "../config/config-key.ts";
import { configTemplate } from "../config/config-template.ts";
import { checkedValue, displayedValue, valueOfText } from "../config/config-value.ts";
import { editConfigText } from "../config/edit-config.ts";
import { writeConfigFile } from "../config/write-config-file.ts";
import { homePaths } from "../home-paths.ts";

/** Writes the commented template. @throws RaraError `config.exists` (refused) unless `force` or there is no file yet. */
export async function initConfig(context: BaseContext, options: { readonly force: boolean }): Promise<unknown> {
  const file = homePaths(context.homePath).configFile;
  const replaced = (await readConfigText(file)) !== undefined;
  if (replaced && !options.force) {
    throw new RaraError(`Expected no configuration yet, found ${file}`, {
      category: "refused",
      code: "config.exists",
      hint: "Change single keys with `rara-trading config set`, or replace the file with --force.",
      details: { file },
    });
  }
  await writeConfigFile(file, configTemplate(), context.ids);
  return { file, replaced };
}

/** Sets one key of the home's file; comments and all other lines stay. @throws RaraError `config.…`, then nothing is written. */
export async function setConfig(context: BaseContext, name: string, text: string): Promise<unknown> {
  const key = configKeyNamed(name);
  const file = homePaths(context.homePath).configFile;
  const value = checkedValue(key, valueOfText(key, text));
  await writeConfigFile(file, editConfigText((await readConfigText(file)) ?? "", key, value, file), context.ids);
  return { key: key.name, value: displayedValue(key, value), file };
}
