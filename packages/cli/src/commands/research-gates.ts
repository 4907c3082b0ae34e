import { FIXED_THRESHOLDS } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { CONFIG_SECTIONS, type RaraConfig } from "../config/config-schema.ts";

/** A gate as `research gates` explains it. */
interface GateText {
  readonly gate: string;
  /** What a refusal is called in a trial's checks. */
  readonly checks: readonly string[];
  readonly asks: string;
  /** Keys of the configuration that set it. */
  readonly keys: readonly GateKey[];
  /** Thresholds that nothing sets. */
  readonly fixed?: readonly (keyof typeof FIXED_THRESHOLDS)[];
  readonly page: string;
}

type GateKey = `research.${keyof RaraConfig["research"]}` | `gates.${keyof RaraConfig["gates"]}`;

/** The gate that is asked only where `research.halving` is on. */
const HALVING = "halving";

/** Every gate, in the order in which they are asked. */
const GATES: readonly GateText[] = [
  {
    gate: HALVING,
    checks: ["halving"],
    asks: "On a long history: whether it is among the best third of the trials on the first ninth, then the first third of the bars.",
    keys: ["research.halving"],
    page: "docs/gates/halving.md",
  },
  {
    gate: "G1 sanity",
    checks: ["trades", "sharpe", "drawdown", "exposure", "concentration", "form"],
    asks: "Enough bets, a Sharpe ratio and a drawdown worth looking at (at 10 % volatility), and a profit that does not hang on five bets. Of a language model's code also: that every number is a declared parameter, which G4 can move.",
    keys: [
      "research.minRoundTrips",
      "gates.betsMin",
      "research.minSharpe",
      "research.maxDrawdown",
      "gates.exposureMin",
      "gates.concentrationMax",
    ],
    page: "docs/gates/g1-sanity.md",
  },
  {
    gate: "G2 search",
    checks: ["reality-check", "null-replay", "replay-champions", "breadth"],
    asks: "Whether the best of that many tries, every logged one counted, would have looked like this by luck. With --replay: whether the same search, run again on bars whose directions a coin chose, finds as much, and a rule as good; on a history that nobody else searched the replay decides, elsewhere both do.",
    keys: [
      "research.realityCheckP",
      "research.realityCheckResamples",
      "research.realityCheckBlock",
      "research.replay",
      "gates.weighedBetsMin",
      "gates.breadthFactor",
      "gates.breadthShare",
      "gates.breadthPMax",
    ],
    fixed: ["breadthRulesMin"],
    page: "docs/gates/g2-search.md",
  },
  {
    gate: "G3 stress",
    checks: ["double-cost", "break-even-cost", "delay", "missed-fills"],
    asks: "Whether it lives through doubled costs, a bar of delay and fills that are missed.",
    keys: ["gates.costFactor", "gates.stressedSharpeMin", "gates.breakEvenMin", "gates.missedFillShare"],
    page: "docs/gates/g3-stress.md",
  },
  {
    gate: "G4 plateau",
    checks: ["parameters", "plateau", "distant-plateau"],
    asks: "Whether rules near by earn it too, and rules further away most of it. Every neighbour is a trial. Of a language model's code, first: whether its parameters change what it does.",
    keys: [
      "gates.neighbours",
      "gates.neighbourSpread",
      "gates.neighbourSharpeShare",
      "gates.neighboursMin",
      "gates.distantSpread",
      "gates.distantSharpeShare",
    ],
    page: "docs/gates/g4-plateau.md",
  },
  {
    gate: "G5 regimes",
    checks: ["regimes", "test-sets"],
    asks: "No kind of market in which it dies, and most combinations of stretches that earned something.",
    keys: ["gates.regimeSharpeMin", "gates.positiveTestSetsMin"],
    fixed: ["regimeDaysMin", "testSetGroups", "testSetGroupsTested"],
    page: "docs/gates/g5-regimes.md",
  },
  {
    gate: "G6 benchmark",
    checks: ["alpha", "book-correlation", "book-sharpe"],
    asks: "Something that holding the instrument does not earn, and that the strategies promoted before do not.",
    keys: ["gates.alphaTMin", "gates.correlationMax"],
    fixed: ["retiredCorrelationMax", "bookSharpeMin"],
    page: "docs/gates/g6-benchmark.md",
  },
  {
    gate: "G7 capacity",
    checks: ["capacity"],
    asks: "Most of its Sharpe ratio left when the capital it is meant for moves the market.",
    keys: ["gates.capacityCapital", "gates.capacitySharpeShare", "gates.impactCoefficient"],
    page: "docs/gates/g7-capacity.md",
  },
  {
    gate: "places",
    checks: ["examined-limit", "correlated", "sturdiness", "survivor-limit"],
    asks: "The sturdiest of what passed, and few others that differ from it and are nearly as sturdy.",
    keys: [
      "gates.examinedMax",
      "gates.contendersMax",
      "gates.correlationMax",
      "gates.furtherSturdinessMin",
      "gates.survivorsMax",
    ],
    page: "docs/gates/places.md",
  },
  {
    gate: "G0 integrity",
    checks: ["integrity", "prefix-invariance", "future-shuffle", "own-bar", "determinism", "lag", "fuel"],
    asks: "The compiled strategy equals the search bit for bit, what it does depends on no later bar and on no chance, and it takes little of the fuel that the sandbox allows; one that loses more than half of its Sharpe ratio with every decision one bar late is flagged. Asked last: it takes a compilation.",
    keys: ["gates.lagShareMin", "gates.fuelShareMax"],
    page: "docs/gates/g0-integrity.md",
  },
  {
    gate: "validation",
    checks: ["validation"],
    asks: "Whether it earns anything beyond the benchmark on the validation span: yes or no, each question charged. By default the answer is recorded and refuses nothing.",
    keys: ["research.validation"],
    fixed: ["validationExcessAbove"],
    page: "docs/gates/validation.md",
  },
  {
    gate: "G8 vault",
    checks: ["vault"],
    asks: "Whether it earns on bars that nobody saw: one look a lineage, judged online over the life of the home folder. By default the answer is recorded and refuses nothing.",
    keys: ["research.vault"],
    fixed: ["vaultFalseDiscoveryRate"],
    page: "docs/gates/g8-vault.md",
  },
];

/** Returns every gate that is asked, in order: halving only where it is `on`. */
export function gatesAsked(halving: "on" | "off"): readonly GateText[] {
  return halving === "on" ? GATES : GATES.filter(({ gate }) => gate !== HALVING);
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function valueOf(config: Pick<RaraConfig, "research" | "gates">, key: GateKey): unknown {
  const [section, name] = key.split(".") as ["research" | "gates", string];
  return (config[section] as Readonly<Record<string, unknown>>)[name];
}

/**
 * Returns every gate that is asked, in order, with its thresholds in force and their defaults; `key` is `null` where no
 * configuration sets one.
 */
export function listGates({ config }: CommandContext): unknown {
  const defaults = {
    research: Object.fromEntries(
      Object.entries(CONFIG_SECTIONS.research).map(([name, schema]) => [name, schema.parse(undefined)]),
    ),
    gates: Object.fromEntries(
      Object.entries(CONFIG_SECTIONS.gates).map(([name, schema]) => [name, schema.parse(undefined)]),
    ),
  } as unknown as Pick<RaraConfig, "research" | "gates">;
  return {
    gates: gatesAsked(config.research.halving).map(({ keys, fixed = [], ...about }) => ({
      ...about,
      thresholds: [
        ...keys.map((key) => ({
          key: snakeCase(key),
          name: snakeCase(key.slice(key.indexOf(".") + 1)),
          value: valueOf(config, key),
          default: valueOf(defaults, key),
        })),
        ...fixed.map((name) => ({
          key: null,
          name: snakeCase(name),
          value: FIXED_THRESHOLDS[name],
          default: FIXED_THRESHOLDS[name],
        })),
      ],
    })),
  };
}
