import type { BaseContext } from "../command-context.ts";
import { configKeyNamed } from "../config/config-key.ts";
import { displayedValue, originText } from "../config/config-value.ts";
import { type ConfigSetting, loadConfig } from "../config/load-config.ts";

function settingDocument({ key, value, origin }: ConfigSetting): unknown {
  return { key: key.name, value: displayedValue(key, value), origin: origin.kind, source: originText(origin) };
}

/** Returns the value of one key in force. @throws RaraError `config.unknown-key` and every fault of the layers. */
export async function getConfig(context: BaseContext, name: string): Promise<unknown> {
  const wanted = configKeyNamed(name);
  const { settings } = await loadConfig(context);
  return settings.filter((setting) => setting.key === wanted).map(settingDocument)[0];
}

/** Returns every key with its value in force and its origin. @throws RaraError `config.…` for a fault of any layer. */
export async function listConfig(context: BaseContext): Promise<unknown> {
  const { settings } = await loadConfig(context);
  return { settings: settings.map(settingDocument) };
}
