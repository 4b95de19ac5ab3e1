import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sequence } from './actions.ts';
import { sequences } from './arbitraries.ts';
import { readOptions } from './options.ts';
import { runSequence } from './run-sequence.ts';

const { seed, runs, lanes, path, maxMs, isWhole } = readOptions(process.env);

/** A failure is made smaller for so long: each try may take until everything should be at rest. */
const shrinkMs = 120_000;

let played = 0;

/** Rejects with the smallest sequence that was found to fail, and how to have it once more. */
async function playLane(lane: number): Promise<void> {
  let failedAtMs = Infinity;
  const play = async (sequence: Sequence): Promise<void> => {
    // What is not tried any more counts as no failure, so the last one that was stays.
    if (performance.now() > failedAtMs + shrinkMs) return;
    try {
      await runSequence(sequence);
      played += 1;
    } catch (error) {
      if (failedAtMs === Infinity) console.log(`model: lane ${lane} fails after ${played} sequences. ${String(error)}`);
      failedAtMs = Math.min(failedAtMs, performance.now());
      throw error;
    }
  };
  await fc.assert(fc.asyncProperty(sequences(4), play), {
    seed: seed + lane,
    numRuns: Math.ceil(runs / lanes),
    interruptAfterTimeLimit: maxMs,
    ...(path !== undefined && { path, endOnFailure: true }),
  });
}

test(
  'whatever users, others and the operator do and suffer, all comes to rest as the documents say',
  async () => {
    console.log(`model: ${runs} sequences, MODEL_SEED=${seed}`);
    const beganMs = performance.now();
    const results = await Promise.allSettled(Array.from({ length: lanes }, async (_, lane) => playLane(lane)));
    console.log(`model: ${played} sequences took ${((performance.now() - beganMs) / 1000).toFixed(0)} s`);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? String(result.reason) : []));
    expect(failures.join('\n\n')).toBe('');
    if (isWhole) expect(played).toBeGreaterThanOrEqual(runs);
  },
  maxMs + shrinkMs + 60_000,
);
