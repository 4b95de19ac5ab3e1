/** The whole text, or undefined when it has more than `maxBytes`; the rest is then not read. Throws what the stream throws. */
export async function readBounded(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string | undefined> {
  const read: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) return undefined;
    read.push(chunk);
  }
  return Buffer.concat(read).toString('utf8');
}
