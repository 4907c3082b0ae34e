import { describe } from "vitest";
import type { OpenLog } from "./contract-log.ts";
import { describePublishing } from "./publishing-contract.ts";
import { describeReading } from "./reading-contract.ts";
import { describeSubscriptions } from "./subscription-contract.ts";

/** Describes what every `EventBus` adapter must do; `openLog` makes a fresh log for each test. */
export function describeEventBusContract(name: string, openLog: OpenLog): void {
  describe(`${name} as an EventBus`, () => {
    describePublishing(openLog);
    describeReading(openLog);
    describeSubscriptions(openLog);
  });
}
