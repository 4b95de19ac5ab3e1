import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { entryAfter } from '../../src/core/entry-status.ts';
import { withMark } from '../../src/core/ownership.ts';
import type { RecordedEntry, Step } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { failed } from '../../src/core/result.ts';
import { retryable } from '../../src/core/sync-failure.ts';
import { observed, record, remote, resource, source, type Spec, store, us } from './builders.ts';

const recorded = record(remote());
const moved = (parts: Partial<RemoteSecret> = {}): RemoteSecret => remote({ modified: 'm2', ...parts });

interface Case {
  readonly found: RemoteSecret;
  readonly spec?: Partial<Spec>;
  readonly entry?: RecordedEntry;
  readonly text?: string;
}

function decided({ found, spec, entry = recorded, text = 'value' }: Case): Step | undefined {
  const of = resource(spec, { status: { entries: [entry] } });
  return decide(observed({ resource: of, store: store([found]), source: source({ key: text }) })).steps[0];
}

describe("somebody else's change, with driftPolicy Correct", () => {
  test('is set right by the value, since nobody can see whether it was the value that changed', () => {
    const step = decided({ found: moved() });
    expect(step).toMatchObject({ action: 'Patch', why: 'ChangedElsewhere' });
    expect(step).toHaveProperty('patch', { value: 'Set' });
  });

  test('is set right in all that differs', () => {
    const step = decided({ found: moved({ scopes: ['dex'], comment: withMark('theirs', us) }) });
    expect(step).toHaveProperty('patch', { value: 'Set', scopes: ['workers'], comment: withMark('', us) });
  });
});

describe("somebody else's change, with driftPolicy Report", () => {
  const report = { driftPolicy: 'Report' } as const;

  test('is left alone and says Drifted', () => {
    const step = decided({ found: moved({ scopes: ['dex'] }), spec: report });
    expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Terminal', reason: 'Drifted' } });
  });

  test('is written over once the source has changed', () => {
    const step = decided({ found: moved({ scopes: ['dex'] }), spec: report, text: 'rotated' });
    expect(step).toMatchObject({ action: 'Patch', why: 'SourceChanged' });
    expect(step).toHaveProperty('patch', { value: 'Set', scopes: ['workers'] });
  });

  test("leaves the user's change of scopes its way, and the value as it is", () => {
    const step = decided({ found: moved(), spec: { ...report, scopes: ['dex'] } });
    expect(step).toMatchObject({ action: 'Patch', why: 'SpecChanged', driftLeft: { reason: 'Drifted' } });
    expect(step).toHaveProperty('patch', { scopes: ['dex'] });
  });

  test("stays visible after the user's change of scopes was written", () => {
    const spec = { ...report, scopes: ['dex'] };
    const step = decided({ found: moved(), spec });
    const written = moved({ scopes: ['dex'], modified: 'm3' });
    const entry = step && entryAfter(step, { ok: true, value: written });
    expect(entry).toMatchObject({ state: 'Drifted', reason: 'Drifted', scopes: ['dex'], modifiedTime: 'm1' });
    expect(entry && decided({ found: written, spec, entry })).toMatchObject({ failure: { reason: 'Drifted' } });
  });

  test('ends when somebody has said Correct', () => {
    const drifted = { ...recorded, state: 'Drifted', reason: 'Drifted' };
    expect(decided({ found: moved(), entry: drifted })).toMatchObject({ action: 'Patch', why: 'ChangedElsewhere' });
  });

  test("does not stop the user's own changes of what nobody else has touched", () => {
    const step = decided({ found: remote(), spec: { ...report, scopes: ['dex'], comment: 'new' } });
    expect(step).toMatchObject({ action: 'Patch', why: 'SpecChanged' });
    expect(step).toHaveProperty('patch', { scopes: ['dex'], comment: withMark('new', us) });
  });
});

describe.each(['Correct', 'Report'] as const)('activation, with driftPolicy %s', (driftPolicy) => {
  const spec = { driftPolicy };
  const pending = { ...recorded, state: 'Activating' };

  test('moves the time of the last change and is no drift', () => {
    expect(decided({ found: moved(), spec, entry: pending })).toMatchObject({ action: 'Keep' });
  });

  test('that has not come yet hides no change', () => {
    const found = moved({ status: 'pending' });
    expect(decided({ found, spec, entry: pending })).not.toMatchObject({ action: 'Keep' });
  });

  test('that comes after a change by somebody else, which could not be mended yet, does not hide it', () => {
    const step = decided({ found: moved({ status: 'pending' }), spec, entry: pending });
    const entry = step && entryAfter(step, failed(retryable('CloudflareUnavailable', 'down')));
    const found = moved({ modified: 'm3' });
    expect(entry && decided({ found, spec, entry })).not.toMatchObject({ action: 'Keep' });
  });

  test('that comes while something else is wrong with the entry is no drift either', () => {
    const of = resource(spec, { status: { entries: [pending] } });
    const [held] = decide(
      observed({ resource: of, store: store([remote({ status: 'pending' })]), source: source({}) }),
    ).steps;
    const failing = held && entryAfter(held, undefined);
    expect(failing).toMatchObject({ state: 'Failed', reason: 'KeyMissing', secretId: 'id-KEY' });
    expect(failing && decided({ found: moved(), spec, entry: failing })).toMatchObject({ action: 'Keep' });
  });

  test('that is over is remembered, so that the next change is drift', () => {
    const step = decided({ found: moved(), spec, entry: pending });
    const entry = step && entryAfter(step, undefined);
    expect(entry).toMatchObject({ state: 'Synced', modifiedTime: 'm2' });
    const found = moved({ modified: 'm3' });
    expect(entry && decided({ found, spec, entry })).not.toMatchObject({ action: 'Keep' });
  });
});
