// Opens two hosted sessions, disposes of the host and says so: nothing else keeps this process alive meanwhile.
import { StrategyHost } from "../host/strategy-host.ts";
import { sketchStrategy } from "./sketch-strategy.ts";

{
  await using host = new StrategyHost();
  const session = await host.open(sketchStrategy());
  await host.open(sketchStrategy());
  session.onCandle(0, 1, 2, 0.5, 1.5, 10);
}
process.stdout.write("closed");
