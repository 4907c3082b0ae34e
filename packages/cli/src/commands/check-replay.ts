import { RaraError } from "@rara-trading/domain";
import { copiesNeeded, type GeneratorKind } from "@rara-trading/research";
import type { RaraConfig } from "../config/config-schema.ts";

/** Refuses a null replay that could not be made, or could never let anything pass. */
export function checkReplay(
  { replay, realityCheckP }: Pick<RaraConfig["research"], "replay" | "realityCheckP">,
  generator: GeneratorKind,
): void {
  if (replay === 0) return;
  if (generator !== "offline") {
    throw new RaraError(`Expected the offline generator with a null replay, found ${generator}`, {
      category: "usage",
      code: "research.replay-generator",
      hint: "A language model answers differently each time, so its search cannot be run again: leave --replay out, set research.replay to 0, or take --generator offline.",
    });
  }
  const needed = copiesNeeded(realityCheckP);
  if (replay >= needed) return;
  throw new RaraError(`Expected at least ${needed} copies for a p-value of at most ${realityCheckP}, found ${replay}`, {
    category: "usage",
    code: "research.replay-copies",
    hint: `Give --replay ${needed}, or set research.replay to it.`,
  });
}
