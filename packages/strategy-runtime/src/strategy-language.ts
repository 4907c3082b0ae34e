import { extname } from "node:path";

/** Languages that a strategy's source can be written in. */
export type StrategyLanguage = "assemblyscript" | "rust";

const ENDINGS: ReadonlyMap<string, StrategyLanguage> = new Map([
  [".ts", "assemblyscript"],
  [".rs", "rust"],
]);

/** Returns the language of a source by the ending of its file's name, or `undefined` when it is none of ours. */
export function strategyLanguageOf(path: string): StrategyLanguage | undefined {
  return ENDINGS.get(extname(path).toLowerCase());
}

/** The ending of a source's file, with its dot. */
export function sourceEnding(language: StrategyLanguage): string {
  return language === "rust" ? ".rs" : ".ts";
}
