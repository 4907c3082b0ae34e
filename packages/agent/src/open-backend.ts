import { assertNever } from "@rara-trading/domain";
import { AgentFault } from "./agent-fault.ts";
import { ANTHROPIC_ADDRESS, ANTHROPIC_KEY_VARIABLE, AnthropicClient } from "./backends/anthropic-client.ts";
import { OPENAI_ADDRESS, OPENAI_KEY_VARIABLE, OpenaiClient } from "./backends/openai-client.ts";
import { OpenaiCompatibleClient } from "./backends/openai-compatible-client.ts";
import { ScriptedClient } from "./backends/scripted-client.ts";
import { isApiAddress } from "./http/api-address.ts";
import type { HttpAccess } from "./http/post-json.ts";
import { BACKEND_NAMES, type BackendName, type LlmBackend } from "./llm-client.ts";
import { CLAUDE_DIALECT } from "./programs/claude-dialect.ts";
import { CODEX_DIALECT } from "./programs/codex-dialect.ts";
import { findProgram } from "./programs/find-program.ts";
import { ProgramClient, type ProgramDialect } from "./programs/program-client.ts";

/** What a model is reached with. Keys come from `environment` only. */
export interface BackendSettings extends HttpAccess {
  /** The model's name; `""` leaves the choice to a program and makes an API unavailable. */
  readonly model: string;
  /** Address of an OpenAI-compatible server, with its version: `http://127.0.0.1:11434/v1`; `""` for none. */
  readonly baseUrl: string;
  /** Variable that holds that server's key; `""` for a server that asks for none. */
  readonly keyVariable: string;
  /** File of the scripted backend; `""` for none. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Whether a backend could be asked now, as far as this machine can tell without asking it. */
export interface BackendStatus {
  readonly backend: BackendName;
  readonly available: boolean;
  /** What was found, or what is missing; never a key. */
  readonly reason: string;
}

/** A backend, or the plain statement that there is none. */
export type OpenedBackend =
  | { readonly kind: "opened"; readonly backend: LlmBackend }
  | { readonly kind: "none"; readonly statuses: readonly BackendStatus[] };

type Found = { readonly open: () => LlmBackend; readonly reason: string } | { readonly missing: string };

/** Returns the state of every backend, in the order in which `auto` tries them. Asks none of them. */
export function backendStatuses(settings: BackendSettings): readonly BackendStatus[] {
  return BACKEND_NAMES.map((backend) => {
    const found = find(backend, settings);
    return "missing" in found
      ? { backend, available: false, reason: found.missing }
      : { backend, available: true, reason: found.reason };
  });
}

/**
 * Opens the named backend, or with `auto` the first that is available (never `scripted`).
 * @throws AgentFault `agent.unavailable` when the named one is not.
 */
export function openBackend(name: BackendName | "auto", settings: BackendSettings): OpenedBackend {
  if (name === "auto") {
    for (const candidate of BACKEND_NAMES.filter((each) => each !== "scripted")) {
      const found = find(candidate, settings);
      if ("open" in found) return { kind: "opened", backend: found.open() };
    }
    return { kind: "none", statuses: backendStatuses(settings) };
  }
  const found = find(name, settings);
  if ("open" in found) return { kind: "opened", backend: found.open() };
  throw new AgentFault("unavailable", `Expected to reach a model through ${name}, found: ${found.missing}`, {
    hint: "See `rara-trading agent backends`. Research works without a model: its offline generator needs none.",
  });
}

function find(name: BackendName, settings: BackendSettings): Found {
  switch (name) {
    case "claude":
      return findDialect(CLAUDE_DIALECT, settings);
    case "codex":
      return findDialect(CODEX_DIALECT, settings);
    case "anthropic":
      return findApi(settings, ANTHROPIC_KEY_VARIABLE, "ANTHROPIC_BASE_URL", (apiKey, address) => {
        return new AnthropicClient({ ...settings, apiKey, address: address ?? ANTHROPIC_ADDRESS });
      });
    case "openai":
      return findApi(settings, OPENAI_KEY_VARIABLE, "OPENAI_BASE_URL", (apiKey, address) => {
        return new OpenaiClient({ ...settings, apiKey, address: address ?? OPENAI_ADDRESS });
      });
    case "openai-compatible":
      return findCompatible(settings);
    case "scripted":
      return settings.script === ""
        ? { missing: "agent.script names no file" }
        : { open: () => ScriptedClient.open(settings.script), reason: `answers from ${settings.script}` };
    default:
      return assertNever(name);
  }
}

function findDialect(dialect: ProgramDialect, settings: BackendSettings): Found {
  const { environment, clock, timeoutMs, model } = settings;
  const file = findProgram(dialect.backend, environment["PATH"] ?? "");
  if (file === undefined) return { missing: `no program \`${dialect.backend}\` on PATH` };
  const chosen = model === "" ? {} : { model };
  return {
    open: () => new ProgramClient(dialect, { file, environment, clock, timeoutMs, ...chosen }),
    reason: `${file}; whether it is logged in shows when it is asked`,
  };
}

function findApi(
  { environment, model }: BackendSettings,
  keyVariable: string,
  addressVariable: string,
  open: (apiKey: string, address: string | undefined) => LlmBackend,
): Found {
  const key = given(environment[keyVariable]);
  const address = given(environment[addressVariable]);
  if (key === undefined) return { missing: `${keyVariable} is not set` };
  if (model === "") return { missing: `${keyVariable} is set, but agent.model (or --model) names no model` };
  if (address !== undefined && !isApiAddress(address))
    return { missing: `${addressVariable} is neither https:// nor http:// on this machine` };
  const where = address === undefined ? "" : `, ${addressVariable} is set`;
  return { open: () => open(key, address), reason: `${keyVariable} is set${where}; model ${model}` };
}

function findCompatible(settings: BackendSettings): Found {
  const { environment, model, baseUrl, keyVariable } = settings;
  if (baseUrl === "") return { missing: "agent.base_url names no server" };
  if (model === "") return { missing: "agent.base_url is set, but agent.model (or --model) names no model" };
  const value = keyVariable === "" ? undefined : given(environment[keyVariable]);
  if (keyVariable !== "" && value === undefined) return { missing: `${keyVariable} is not set` };
  const apiKey = value === undefined ? {} : { apiKey: { value, variable: keyVariable } };
  return {
    open: () => new OpenaiCompatibleClient({ ...settings, address: baseUrl, ...apiKey }),
    reason: `${baseUrl}; model ${model}`,
  };
}

/** An empty variable is how people unset one for a single command. */
function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
