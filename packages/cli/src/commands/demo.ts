import type { RegisterCommands } from "../command-groups.ts";

/** Declares `demo`. */
export const registerDemoCommand: RegisterCommands = (demo, run) => {
  demo
    .option("--seed <seed>", "seed of the search and of the simulated markets")
    .option("--markets <list>", "some of real,noise,planted (default: all)")
    .option("--seeds <count>", "survey this many seeds, from --seed on, instead of showing one")
    .option("--open", "open the report in the browser")
    .action(
      run(
        "rara.demo/1",
        async (context, args) => {
          const { demonstrate } = await import("./demo-run.ts");
          return demonstrate(context, {
            markets: args.optionalText("markets"),
            seeds: args.integer("seeds", { min: 1, max: 1000 }),
            open: args.flag("open"),
          });
        },
        { seed: "research.seed" },
      ),
    );
};
