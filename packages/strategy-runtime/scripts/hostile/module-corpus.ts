import { behaviourModules } from "./behaviour-modules.ts";
import { featureModules } from "./feature-modules.ts";
import type { HostileModule } from "./hostile-module.ts";
import { importModules } from "./import-modules.ts";
import { malformedModules } from "./malformed-modules.ts";
import { memoryModules } from "./memory-modules.ts";
import { recursionModules } from "./recursion-modules.ts";
import { runawayModules } from "./runaway-modules.ts";
import { dataModules, sizeModules } from "./size-modules.ts";

/** Returns every hostile module, in the same order every time. */
export function moduleCorpus(): readonly HostileModule[] {
  return [
    ...runawayModules(),
    ...recursionModules(),
    ...memoryModules(),
    ...sizeModules(),
    ...dataModules(),
    ...importModules(),
    ...featureModules(),
    ...behaviourModules(),
    ...malformedModules(),
  ];
}
