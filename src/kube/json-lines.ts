export interface JsonLine {
  readonly kind: 'Line';
  readonly json: unknown;
}

/** How a stream of JSON lines went wrong: the text itself is not repeated. */
export interface BrokenLine {
  readonly kind: 'Broken';
  readonly detail: 'a line is not JSON' | 'a line is too long' | 'the stream ended inside a line';
}

/**
 * One JSON value for each line of a stream, as it comes in: chunks may end anywhere, in the middle of a character too. Ends
 * after the first broken line, and with the stream. Throws what the stream throws.
 */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<JsonLine | BrokenLine, void, undefined> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const line = parseLine([...pending, chunk.subarray(start, end)]);
      yield line;
      if (line.kind === 'Broken') return;
      [pending, pendingBytes, start] = [[], 0, end + 1];
    }
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.byteLength - start;
    if (pendingBytes > maxLineBytes) {
      yield { kind: 'Broken', detail: 'a line is too long' };
      return;
    }
  }
  if (pendingBytes > 0) yield { kind: 'Broken', detail: 'the stream ended inside a line' };
}

const newline = 0x0a;

function parseLine(parts: readonly Uint8Array[]): JsonLine | BrokenLine {
  try {
    return { kind: 'Line', json: JSON.parse(Buffer.concat(parts).toString('utf8')) };
  } catch {
    return { kind: 'Broken', detail: 'a line is not JSON' };
  }
}
