import type { RegisterCommands } from "../command-groups.ts";

/** Declares `feedback report`. */
export const registerFeedbackCommands: RegisterCommands = (feedback, run) => {
  feedback
    .command("report")
    .description(
      "show what the Feedback Bridge decided about every strategy, and which live proposals wait for a person",
    )
    .option("--strategy <id>", "only this strategy")
    .option("--limit <count>", "evaluations to show, the latest first", "20")
    .action(
      run("rara.feedback.report/1", async (context, args) => {
        const { reportFeedback } = await import("./feedback-view.ts");
        return reportFeedback(context, {
          strategy: args.optionalText("strategy"),
          limit: args.integer("limit", { min: 1, max: 100_000 }) ?? 20,
        });
      }),
    );
};
