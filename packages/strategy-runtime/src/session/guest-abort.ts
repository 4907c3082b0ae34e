/** Thrown through the guest's frames when it calls `env.abort`; the instance turns it into a fault. */
export class GuestAbort extends Error {
  override readonly name = "GuestAbort";
  /** Line of the strategy's source, if that is where it aborted. */
  readonly line: number | undefined;

  constructor(message: string, line: number | undefined) {
    super(message);
    this.line = line;
  }
}
