import { withoutControls } from "../printable-text.ts";
import { RUST_STRATEGY_FILE, STRATEGY_FILE } from "../strategy-file.ts";
import { GuestAbort } from "./guest-abort.ts";
import { type GuestLog, LOG_LINE_CHARACTERS_MAX } from "./guest-log.ts";
import { readGuestString } from "./guest-memory.ts";

const TRACE_VALUES_MAX = 5;
/** Files whose lines mean something to an author. */
const AUTHOR_FILES: ReadonlySet<string> = new Set([STRATEGY_FILE, RUST_STRATEGY_FILE]);

/** What the host functions of one instance work on. */
export interface HostFunctionContext {
  /** What the guest exports as `memory`; anything else than a memory reads as empty text. */
  readonly memory: () => unknown;
  readonly log: GuestLog;
  /** The constant that `env.seed` answers. */
  readonly seed: () => number;
}

/** Returns the functions that a strategy may import. None of them waits, calls back or reveals time or machine. */
export function hostImports(context: HostFunctionContext): WebAssembly.Imports {
  const text = (address: number): string => {
    const memory = context.memory();
    if (address === 0 || !(memory instanceof WebAssembly.Memory)) return "";
    return readGuestString(memory, address >>> 0, LOG_LINE_CHARACTERS_MAX);
  };
  return {
    env: {
      abort: (message: number, file: number, line: number): never => {
        const said = withoutControls(text(message), LOG_LINE_CHARACTERS_MAX);
        const place = AUTHOR_FILES.has(text(file)) ? line >>> 0 : undefined;
        throw new GuestAbort(said === "" ? "the strategy aborted without a message" : said, place);
      },
      trace: (message: number, count: number, ...values: readonly number[]): void => {
        const shown = values.slice(0, Math.min(Math.max(count, 0), TRACE_VALUES_MAX));
        context.log.write([text(message), ...shown.map(String)].join(" "));
      },
      "console.log": (message: number): void => {
        context.log.write(text(message));
      },
      seed: (): number => context.seed(),
    },
  };
}
