/** Returns the body of an answer as text, or `undefined` when it has more than `bytesMax` bytes: then no more is read. */
export async function readLimitedText(response: Response, bytesMax: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Leaving the loop early cancels the rest. The announced length is not believed: it counts compressed bytes.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
