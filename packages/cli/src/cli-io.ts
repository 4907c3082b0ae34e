/** How a write ended: `closed` when the reader is gone (a broken pipe), which is nobody's fault. */
export type WriteOutcome = "written" | "closed";

/** Standard output or standard error. */
export interface OutputStream {
  readonly isTerminal: boolean;
  /** Width in characters; 80 when there is no terminal. */
  readonly columns: number;
  /** Resolves once the text was handed to the system. */
  write(text: string): Promise<WriteOutcome>;
}

/** The signals that ask a command to end. */
export type InterruptSignal = "SIGINT" | "SIGTERM";

/** Everything the command line takes from its process: the composition root's own port. */
export interface CliIo {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly userHome: string;
  /** From now on calls `listener` at every signal, which then no longer ends the process. */
  onInterrupt(listener: (signal: InterruptSignal) => void): void;
  /** From now on calls `listener` with every error that nothing else caught, which then no longer ends the process. */
  onUncaught(listener: (error: unknown) => void): void;
  /** Ends the process at once. */
  exit(code: number): void;
}
