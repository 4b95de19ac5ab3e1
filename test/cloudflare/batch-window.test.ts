import { describe, expect, test } from 'vitest';
import { departsInMs, type OpenBatch } from '../../src/cloudflare/batch-window.ts';

const window = { pauseMs: 100, maxAgeMs: 500 };
const nowMs = 10_000;
const quiet: OpenBatch = { isFull: false, firstAt: nowMs, departedAt: -Infinity, isAwaited: false };

describe('a batch departs', () => {
  test.each<[string, Partial<OpenBatch>, number]>([
    ['at once when nobody is gathering: a single change waits for nothing', {}, 0],
    ['at once when it is full, whoever is gathering', { isFull: true, isAwaited: true }, 0],
    ['at once when it is full, however lately another one went', { isFull: true, departedAt: nowMs - 1 }, 0],
    ['after the pause when another one has just gone', { departedAt: nowMs - 30 }, 70],
    ['at once when the one before went long ago', { departedAt: nowMs - 100 }, 0],
    ['at its greatest age while somebody gathers, however long ago another one went', { isAwaited: true }, 500],
    ['at its greatest age, whoever is gathering', { isAwaited: true, firstAt: nowMs - 480 }, 20],
    ['at its greatest age, and not a moment later', { isAwaited: true, firstAt: nowMs - 501 }, 0],
  ])('%s', (_, state, waitMs) => {
    expect(departsInMs({ ...quiet, ...state }, window, nowMs)).toBe(waitMs);
  });
});
