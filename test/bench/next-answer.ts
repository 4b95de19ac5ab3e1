interface Answer {
  readonly body: string;
  /** Of head and body: how much of the text it takes. */
  readonly length: number;
}

/**
 * The first whole answer of an HTTP/1.1 stream, given as one character for each byte; undefined when more has to come. Only
 * for answers that tell their length, as the API server's do for small objects.
 */
export function nextAnswer(stream: string): Answer | undefined {
  const headEnd = stream.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [, bodyLength] = /\r\ncontent-length: *(\d+)\r\n/i.exec(stream.slice(0, headEnd + 2)) ?? [];
  if (bodyLength === undefined) throw new Error('The answer does not tell its length');
  const start = headEnd + 4;
  const length = start + Number(bodyLength);
  return stream.length < length ? undefined : { body: stream.slice(start, length), length };
}
