import { describe, expect, test } from 'vitest';
import { Turn } from '../../src/runtime/turn.ts';
import type { NextStep } from '../../src/runtime/next-step.ts';
import { noMetrics, type PassReport } from '../../src/sync/metrics.ts';
import { reportingPasses } from '../../src/sync/report-passes.ts';

const turn = new Turn('Change', () => undefined);

function bench(work: () => Promise<NextStep>) {
  const reports: PassReport[] = [];
  const metrics = { ...noMetrics, passEnded: (pass: PassReport) => void reports.push(pass) };
  return { work: reportingPasses(work, { kindOf: () => 'SecretsStore', metrics }), reports };
}

describe('a pass', () => {
  test.each([
    { kind: 'Done' },
    { kind: 'RetryAfter', ms: 5 },
    { kind: 'Backoff' },
    { kind: 'Deferred' },
  ] satisfies readonly NextStep[])('that ends in $kind is reported so, and ends so', async (step) => {
    const { work, reports } = bench(async () => step);
    expect(await work('key', turn)).toBe(step);
    expect(reports).toEqual([{ kind: 'SecretsStore', result: step.kind, tookMs: expect.any(Number) }]);
  });

  test('that throws is reported as a bug, and throws', async () => {
    const bug = new Error('a bug');
    const { work, reports } = bench(() => Promise.reject(bug));
    await expect(work('key', turn)).rejects.toBe(bug);
    expect(reports).toMatchObject([{ result: 'Bug' }]);
  });
});
