import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { CandleColumns, EventBus, GateCheck, SeriesKey } from "@rara-trading/domain";
import {
  type CampaignModel,
  type CampaignOptions,
  type CampaignOutcome,
  type DataRoom,
  DEFAULT_GATE1_THRESHOLDS,
  hashColumns,
  type ReplayCopies,
  runCampaign,
  type TrialLedger,
} from "@rara-trading/research";
import { SystemClock } from "../adapters/system-clock.ts";
import { CompilingWorkshop } from "../composition/compiling-workshop.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { homePaths } from "../home-paths.ts";

/** What all campaigns of the homes are about. */
export interface CampaignMarket {
  readonly series: SeriesKey;
  readonly market: CandleColumns;
  /** Their options unless an attempt says otherwise. */
  readonly options: Partial<CampaignOptions>;
}

/** What is different about one attempt. */
export interface AttemptCircumstances {
  /** The process dies at this append to the ledger, before anything of it is stored. */
  readonly diesAtAppend?: number;
  /** Gates that the process does not know, as one from before they existed: no check of theirs is written down. */
  readonly unknownGates?: readonly string[];
  /** Stops the attempt as Ctrl-C does. */
  readonly signal?: AbortSignal;
  readonly replayCopies?: ReplayCopies;
  readonly model?: (workshop: CompilingWorkshop) => CampaignModel;
  /** Opens the guarded spans; nobody may look at any when absent. */
  readonly guarded?: (services: HomeServices) => Promise<Pick<DataRoom, "validation" | "vault">>;
}

const clock = new SystemClock();

/** A ledger in a process that dies. */
function dying(ledger: TrialLedger, appends: number): TrialLedger {
  let left = appends;
  return new Proxy(ledger, {
    get(target, name: keyof TrialLedger) {
      if (name !== "append") return target[name].bind(target as never);
      return async (...entries: Parameters<TrialLedger["append"]>) => {
        if (--left === 0) throw new Error("killed");
        return await target.append(...entries);
      };
    },
  });
}

/** Leaves the checks of some gates out of plain data. */
function without<Data>(gates: readonly string[], data: Data): Data {
  const known = (name: string, value: unknown): unknown =>
    name === "checks" && Array.isArray(value) ? value.filter(({ gate }: GateCheck) => !gates.includes(gate)) : value;
  return JSON.parse(JSON.stringify(data), known) as Data;
}

/** A ledger and a bus of a process that does not know some gates. */
function before<Port extends TrialLedger | EventBus>(port: Port, gates: readonly string[]): Port {
  return new Proxy(port, {
    get(target, name) {
      const call = Reflect.get(target, name, target) as (...args: unknown[]) => unknown;
      if (name === "publish") return (events: unknown) => call.call(target, without(gates, events));
      if (name !== "append") return typeof call === "function" ? call.bind(target) : call;
      return (entries: Parameters<TrialLedger["append"]>[0]) =>
        call.call(
          target,
          entries.map((entry) => (entry.kind === "verdict" ? without(gates, entry) : entry)),
        );
    },
  });
}

function neverLooked(): never {
  throw new Error("Expected nobody to look at a guarded span.");
}

const NEVER_LOOKED = {
  validation: { askOnce: neverLooked },
  vault: { commit: neverLooked, test: neverLooked },
};

/** Homes in a folder that is gone afterwards, in each of which campaigns on one market are run, stopped, killed and resumed. */
export class CampaignHomes implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "rara-campaigns-"));
  readonly #about: CampaignMarket;

  constructor(about: CampaignMarket) {
    this.#about = about;
  }

  /** Begins or resumes the run that the options name, `run-1` unless they say otherwise. */
  async attempt(
    home: string,
    options: Partial<CampaignOptions>,
    {
      diesAtAppend,
      unknownGates = [],
      signal = new AbortController().signal,
      replayCopies,
      model,
      guarded,
    }: AttemptCircumstances = {},
  ): Promise<CampaignOutcome> {
    const { series, market, options: common } = this.#about;
    const homePath = join(this.#folder, home);
    const range = { fromMs: market.openTimeMs[0] ?? 0, toMs: market.openTimeMs.at(-1) ?? 0 };
    await using services = await openHomeServices(homePath, clock);
    const workshop = new CompilingWorkshop(services, signal);
    const ledger = before(services.ledger, unknownGates);
    return await runCampaign(
      {
        data: { series, range, candles: market, dataHash: hashColumns(market) },
        ...(guarded === undefined ? NEVER_LOOKED : await guarded(services)),
        spans: { research: range, validation: range, vault: range, paper: range } as never,
        ledger: diesAtAppend === undefined ? ledger : dying(ledger, diesAtAppend),
        bus: before(services.bus, unknownGates),
        workshop,
        ...(replayCopies !== undefined && { replayCopies }),
        ...(model !== undefined && { model: model(workshop) }),
        clock,
        cpuMs: () => 0,
        onProgress: () => {},
        signal,
      },
      {
        runId: "run-1",
        seed: "1",
        hypothesesMax: 100,
        vault: "off",
        calendar: "sessions",
        benchmark: "cash",
        costs: { feeBps: 5, slippageBps: 5 },
        capital: 100_000,
        thresholds: { ...DEFAULT_GATE1_THRESHOLDS, resamples: 100 },
        ...common,
        ...options,
      },
    );
  }

  /** Returns what a query finds in the research database of a home. */
  rows(home: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
    const path = homePaths(join(this.#folder, home)).researchDatabase;
    using database = new DatabaseSync(path, { readOnly: true });
    return database.prepare(sql).all();
  }

  /** Returns where a home is. */
  path(home: string): string {
    return join(this.#folder, home);
  }

  /** Everything that the chain of a home covers but the runs' ends, which tell of each attempt. */
  chain(home: string): readonly string[] {
    return this.rows(home, "SELECT kind, entry_key, body FROM journal WHERE kind <> 'run-end' ORDER BY seq").map(
      ({ kind, entry_key, body }) => `${String(kind)} ${String(entry_key)} ${String(body)}`,
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
