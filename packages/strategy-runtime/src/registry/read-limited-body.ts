/**
 * Returns the body of an answer, or `undefined` when it is longer than `bytesMax`: then no more of it is read than that.
 * Counts what comes out of decompression.
 */
export async function readLimitedBody(response: Response, bytesMax: number): Promise<Uint8Array | undefined> {
  const announced = Number(response.headers.get("content-length") ?? 0);
  if (announced > bytesMax) {
    await response.body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the rest.
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) return undefined;
    chunks.push(chunk);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
