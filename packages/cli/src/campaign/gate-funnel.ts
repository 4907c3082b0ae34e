import type { LoggedTrial, RunSummary } from "@rara-trading/research";

/** Gates with the names of their checks, in the order in which they are asked. */
type GateOrder = readonly { readonly gate: string; readonly checks: readonly string[] }[];

/** What a run does with a gate's no: refuses, only records it, or does not ask. */
type GateUse = "gate" | "record" | "off";

/** What one gate left of a run's trials. */
interface FunnelStep {
  readonly gate: string;
  /** Other than `gate` of guarded spans only, as the run's settings say. */
  readonly use: GateUse;
  readonly refused: number;
  /** Trials that no gate up to this one refused. */
  readonly left: number;
  /** Its refusals by check, those that refused any. */
  readonly checks: readonly { readonly check: string; readonly refused: number }[];
}

/** What the gates left of a run's trials, one after the other. */
export interface GateFunnel {
  readonly trials: number;
  /** Trials whose evaluation failed: no gate was asked. */
  readonly failed: number;
  /** Trials about which the later gates have not spoken. */
  readonly pending: number;
  readonly accepted: number;
  readonly steps: readonly FunnelStep[];
}

/** Name of the step for checks that no known gate has: those of a ledger from another version. */
const OTHER_GATES = "other gates";

/** Checks that guarded spans answer, each under the setting of its own name. A run from before there was one has none. */
const GUARDED_CHECKS: ReadonlySet<string> = new Set(["validation", "vault"]);

function useOf(checks: readonly string[], settings: RunSummary["settings"]): GateUse {
  const guarded = checks.find((check) => GUARDED_CHECKS.has(check));
  if (guarded === undefined) return "gate";
  const use = new Map(Object.entries(settings ?? {})).get(guarded) as unknown;
  return use === "gate" || use === "record" ? use : "off";
}

/** Counts a run's trials by the first check that refused them, in the order of the gates. */
export function gateFunnel(
  trials: readonly LoggedTrial[],
  order: GateOrder,
  settings: RunSummary["settings"],
): GateFunnel {
  const refusals = new Map<string, number>();
  const counts = { failed: 0, pending: 0, accepted: 0 };
  for (const { verdict } of trials) {
    if (verdict === null) counts.pending++;
    else if (verdict.state.kind === "rejected") {
      const { gate } = verdict.state;
      refusals.set(gate, (refusals.get(gate) ?? 0) + 1);
    } else counts[verdict.state.kind]++;
  }
  const known = new Set(order.flatMap(({ checks }) => checks));
  const others = [...refusals.keys()].filter((check) => !known.has(check)).sort();
  const gates = others.length === 0 ? order : [...order, { gate: OTHER_GATES, checks: others }];
  let left = trials.length - counts.failed;
  const steps = gates.map(({ gate, checks }): FunnelStep => {
    const found = checks.flatMap((check) => {
      const refused = refusals.get(check) ?? 0;
      return refused === 0 ? [] : [{ check, refused }];
    });
    const refused = found.reduce((sum, one) => sum + one.refused, 0);
    left -= refused;
    return { gate, use: useOf(checks, settings), refused, left, checks: found };
  });
  return { trials: trials.length, ...counts, steps };
}
