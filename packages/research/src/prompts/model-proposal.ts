import { RaraError } from "@rara-trading/domain";
import { parseStrategyTree } from "../hypothesis/parse-strategy-tree.ts";
import type { Family, StrategyTree } from "../hypothesis/strategy-tree.ts";
import { type AnswerFields, type AnswerReader, answerSchema, type AnswerSchema } from "./answer-reader.ts";

/** What a hypothesis can be refuted by. Drawdown and turnover refute by being above the threshold, the others by being below. */
export const FALSIFIER_METRICS = ["sharpe", "win-rate", "round-trips", "max-drawdown", "turnover"] as const;
/** Where a hypothesis can be refuted. */
export const FALSIFIER_SLICES = [
  "all",
  "high-volatility",
  "low-volatility",
  "rising-market",
  "falling-market",
  "long-side",
  "short-side",
  "first-half",
  "second-half",
] as const;
/** Markets in which a hypothesis can expect to work best. */
export const VOLATILITY_REGIMES = ["any", "low", "middle", "high"] as const;
/** As above, by direction. */
export const TREND_REGIMES = ["any", "rising", "falling", "sideways"] as const;

const STATEMENT_CHARACTERS_MAX = 400;
const MECHANISM_CHARACTERS_MAX = 800;
/** The compiler's own limit. */
const CODE_CHARACTERS_MAX = 64 * 1024;
const PARAMETERS_MAX = 32;
const RELATIVES_MAX = 8;
const SHARPE_MAX = 20;

/** A parameter of a strategy's code, as its `meta` declares it. */
interface ModelParameter {
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** What a model says it expects, before anything was measured. */
export interface ModelExpectation {
  /** A range that should hold the annualised Sharpe ratio on the research data in 8 cases of 10. */
  readonly sharpe: { readonly low: number; readonly high: number };
  /** Traded notional over equity, per year. */
  readonly turnover: number;
  /** Bars that a position is held. */
  readonly holding: number;
}

/** The two ways to state a rule. */
type ModelRule =
  | { readonly kind: "tree"; readonly tree: StrategyTree }
  /** AssemblyScript against the SDK: not compiled, not checked, not trusted. */
  | { readonly kind: "code"; readonly source: string; readonly params: readonly ModelParameter[] };

/** A hypothesis as a model states it. Its texts are for people and never go back into a prompt. */
export interface ModelProposal {
  readonly family: Family;
  readonly hypothesis: string;
  /** Who loses the money that it earns, and why they go on. */
  readonly mechanism: string;
  readonly falsifier: {
    readonly metric: (typeof FALSIFIER_METRICS)[number];
    readonly threshold: number;
    readonly slice: (typeof FALSIFIER_SLICES)[number];
  };
  readonly rule: ModelRule;
  readonly expected: ModelExpectation;
  readonly regimeExpectation: {
    readonly volatility: (typeof VOLATILITY_REGIMES)[number];
    readonly trend: (typeof TREND_REGIMES)[number];
  };
  /** Numbers of the shown trials that it changes, and of those that it must not repeat. */
  readonly parents: readonly number[];
  readonly differsFrom: readonly number[];
}

const KEYS = [
  "family",
  "hypothesis",
  "mechanism",
  "falsifier",
  "code",
  "tree",
  "params",
  "expected",
  "regimeExpectation",
  "parents",
  "differsFrom",
];

/** What an answer may name. */
interface ProposalChoices {
  /** Trials that it may name as its relatives. */
  readonly shownTrials: ReadonlySet<number>;
  readonly families: readonly [Family, ...Family[]];
}

/** Returns how a proposal is read that may name these families, and these trials as its relatives. */
export function proposalSchema(choices: ProposalChoices): AnswerSchema<ModelProposal> {
  return answerSchema((reader, value) => readProposal(reader, reader.object(value, [], KEYS), choices));
}

function readProposal(
  reader: AnswerReader,
  fields: AnswerFields,
  { shownTrials, families }: ProposalChoices,
): ModelProposal {
  const falsifier = reader.below(fields, "falsifier", ["metric", "threshold", "slice"]);
  const regime = reader.below(fields, "regimeExpectation", ["volatility", "trend"]);
  const relatives = (name: string): readonly number[] =>
    reader.list(fields, name, RELATIVES_MAX, (item, path) => {
      if (typeof item === "number" && shownTrials.has(item)) return item;
      reader.refuse(path, "expected the number of a trial that was shown");
      return 0;
    });
  const family = reader.word(fields, "family", families);
  const rule = readRule(reader, fields);
  if (rule.kind === "tree" && rule.tree.family !== family)
    reader.refuse(["tree", "family"], "expected the same family as the hypothesis");
  return {
    family,
    hypothesis: reader.text(fields, "hypothesis", STATEMENT_CHARACTERS_MAX),
    mechanism: reader.text(fields, "mechanism", MECHANISM_CHARACTERS_MAX),
    falsifier: {
      metric: reader.word(falsifier, "metric", FALSIFIER_METRICS),
      threshold: reader.number(falsifier, "threshold", -1e6, 1e6),
      slice: reader.word(falsifier, "slice", FALSIFIER_SLICES),
    },
    rule,
    expected: readExpectation(reader, fields),
    regimeExpectation: {
      volatility: reader.word(regime, "volatility", VOLATILITY_REGIMES),
      trend: reader.word(regime, "trend", TREND_REGIMES),
    },
    parents: relatives("parents"),
    differsFrom: relatives("differsFrom"),
  };
}

function readExpectation(reader: AnswerReader, fields: AnswerFields): ModelExpectation {
  const expected = reader.below(fields, "expected", ["sharpe", "turnover", "holding"]);
  const sharpe = reader.below(expected, "sharpe", ["low", "high"]);
  const low = reader.number(sharpe, "low", -SHARPE_MAX, SHARPE_MAX);
  const high = reader.number(sharpe, "high", -SHARPE_MAX, SHARPE_MAX);
  if (low > high) reader.refuse(sharpe.path, "expected low to be at most high");
  return {
    sharpe: { low, high },
    turnover: reader.number(expected, "turnover", 0, 1e6),
    holding: reader.number(expected, "holding", 0, 1e6),
  };
}

function readRule(reader: AnswerReader, fields: AnswerFields): ModelRule {
  const { path, values } = fields;
  const hasCode = values["code"] !== undefined && values["code"] !== null;
  const hasTree = values["tree"] !== undefined && values["tree"] !== null;
  if (hasCode === hasTree) reader.refuse(path, 'expected either "code" or "tree"');
  if (hasTree && !hasCode) {
    const tree = readTree(reader, values["tree"]);
    if (tree !== undefined) return { kind: "tree", tree };
  }
  const source = hasCode ? reader.text(fields, "code", CODE_CHARACTERS_MAX) : "";
  const given = values["params"] !== undefined && values["params"] !== null;
  const params = given
    ? reader.list(fields, "params", PARAMETERS_MAX, (item, at) => readParameter(reader, item, at))
    : [];
  return { kind: "code", source, params };
}

function readTree(reader: AnswerReader, value: unknown): StrategyTree | undefined {
  try {
    return parseStrategyTree(value);
  } catch (error) {
    if (!(error instanceof RaraError) || error.category === "bug") throw error;
    reader.refuse(["tree"], error.message);
    return undefined;
  }
}

function readParameter(reader: AnswerReader, item: unknown, path: readonly (string | number)[]): ModelParameter {
  const fields = reader.object(item, path, ["name", "default", "min", "max"]);
  const parameter = {
    name: reader.text(fields, "name", 40),
    default: reader.number(fields, "default", -1e9, 1e9),
    min: reader.number(fields, "min", -1e9, 1e9),
    max: reader.number(fields, "max", -1e9, 1e9),
  };
  const { min, max } = parameter;
  if (min > parameter.default || parameter.default > max) reader.refuse(path, "expected min <= default <= max");
  return parameter;
}
