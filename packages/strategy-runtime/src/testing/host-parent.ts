// Opens a hosted session, says the process's id, and waits to be killed.
import { StrategyHost } from "../host/strategy-host.ts";
import { sketchStrategy } from "./sketch-strategy.ts";

const session = await new StrategyHost().open(sketchStrategy());
process.stdout.write(`${session.pid}\n`);
setInterval(() => session.onCandle(0, 1, 2, 0.5, 1.5, 10), 5);
