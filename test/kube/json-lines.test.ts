import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonLines } from '../../src/kube/json-lines.ts';

async function read(chunks: readonly (Uint8Array | string)[], maxLineBytes = 1_000): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const line of jsonLines(stream, maxLineBytes)) lines.push(line.kind === 'Line' ? line.json : line.detail);
  return lines;
}

test('lines are the same however the stream is cut into chunks', async () => {
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 8 }),
      cuts,
      async (texts, cuts) => {
        const bytes = Buffer.from(texts.map((text) => `${JSON.stringify({ text })}\n`).join(''));
        const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(await read(chunks)).toEqual(texts.map((text) => ({ text })));
      },
    ),
  );
});

describe('a broken stream ends in a word about it', () => {
  test.each([
    ['without the rest of its last line', ['{"a":1}\n{"b"'], [{ a: 1 }, 'the stream ended inside a line']],
    ['with a line that is not JSON', ['{"a":1}\nno\n{"b":2}\n'], [{ a: 1 }, 'a line is not JSON']],
    [
      'with a line that does not end',
      ['{"a":1}\n', '"', 'x'.repeat(600), 'x'.repeat(600)],
      [{ a: 1 }, 'a line is too long'],
    ],
  ])('%s', async (_, chunks, expected) => {
    expect(await read(chunks)).toEqual(expected);
  });

  test('and an empty one in none', async () => {
    expect(await read([])).toEqual([]);
  });
});
