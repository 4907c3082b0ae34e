import type { CompileDiagnostic } from "./compile-outcome.ts";

/** What a compile process is told once, when it starts. */
export interface CompilerSetup {
  /** Version that the compiler must have, as in `COMPILER_VERSION`. */
  readonly compilerVersion: string;
  readonly flags: readonly string[];
  /** Host functions that a module may import, as `module.name`. */
  readonly allowedImports: readonly string[];
  /** The SDK's files: path and text. */
  readonly sdk: readonly (readonly [path: string, text: string])[];
  /** Resident memory of the process, in MiB. */
  readonly memoryMib: number;
}

/** One source to compile. */
export interface CompileRequest {
  readonly source: string;
}

/** What a compile process says first: the compiler is loaded. */
export interface CompilerReady {
  readonly kind: "ready";
}

/** The module before optimisation, for lints: nothing runs it. */
export interface UnoptimisedModule {
  readonly wasm: Uint8Array;
  /** A source map (revision 3, JSON) of its bytes. */
  readonly sourceMap: string;
}

/** What a compile process answers, once a request. */
export type CompileReply =
  | {
      readonly kind: "compiled";
      readonly wasm: Uint8Array;
      /** A source map (revision 3, JSON) of its bytes. */
      readonly sourceMap: string;
      /** Processor time that the compilation took, in milliseconds. */
      readonly cpuMs: number;
      /** Absent when the source has nothing that a lint looks for. */
      readonly unoptimised: UnoptimisedModule | undefined;
    }
  | { readonly kind: "failed"; readonly diagnostics: readonly CompileDiagnostic[] }
  | { readonly kind: "crashed"; readonly message: string };
