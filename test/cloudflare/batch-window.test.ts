import { describe, expect, test } from 'vitest';
import { departsInMs, type OpenBatch } from '../../src/cloudflare/batch-window.ts';

const window = { pauseMs: 100, maxAgeMs: 500 };
const nowMs = 10_000;
const quiet: OpenBatch = { isFull: false, firstAt: nowMs, lastAt: nowMs, departedAt: -Infinity, isAwaited: false };

describe('a batch departs', () => {
  test.each<[string, Partial<OpenBatch>, number]>([
    ['at once when nobody is gathering: a single change waits for nothing', {}, 0],
    ['at once when it is full, whoever is gathering', { isFull: true, isAwaited: true }, 0],
    ['at once when it is full, however lately another one went', { isFull: true, departedAt: nowMs - 1 }, 0],
    ['after the pause when another one has just gone', { departedAt: nowMs - 30 }, 70],
    ['at once when the one before went long ago', { departedAt: nowMs - 100 }, 0],
    [
      'a pause after its last entry while somebody gathers',
      { isAwaited: true, firstAt: nowMs - 90, lastAt: nowMs - 40 },
      60,
    ],
    [
      'at once when somebody has been gathering for a pause',
      { isAwaited: true, firstAt: nowMs - 200, lastAt: nowMs - 100 },
      0,
    ],
    ['at its greatest age, whoever is gathering', { isAwaited: true, firstAt: nowMs - 480, lastAt: nowMs - 1 }, 20],
    ['at its greatest age, and not a moment later', { isAwaited: true, firstAt: nowMs - 501, lastAt: nowMs }, 0],
  ])('%s', (_, state, waitMs) => {
    expect(departsInMs({ ...quiet, ...state }, window, nowMs)).toBe(waitMs);
  });
});
