/** Returns what `act` throws, so that a test can look at more than its message. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("Expected an error, found none");
}
