import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { unknownDigest } from '../../src/core/digest.ts';
import { entryAfter } from '../../src/core/entry-status.ts';
import { withMark } from '../../src/core/ownership.ts';
import { lacksValues, type Plan, type RecordedEntry, type Step } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { failed, success } from '../../src/core/result.ts';
import { retryable } from '../../src/core/sync-failure.ts';
import { digest, neighbour, observed, record, remote, resource, source, type Spec, store, us } from './builders.ts';

interface Case {
  readonly found?: RemoteSecret;
  readonly entry?: RecordedEntry;
  readonly spec?: Partial<Spec>;
  readonly text?: string;
  readonly read?: 'Yes' | 'No';
}

const planned = ({ found, entry, spec, text = 'value', read = 'Yes' }: Case): Plan =>
  decide(
    observed({
      resource: resource({ updatePolicy: 'CreateOnly', ...spec }, { status: { entries: entry ? [entry] : [] } }),
      store: store(found ? [found] : []),
      source: read === 'Yes' ? source({ key: text }) : { kind: 'Unchanged', resourceVersion: '10' },
    }),
  );
const decided = (of: Case): Step | undefined => planned(of).steps[0];
/** What status says once the step is done, where it can be without Cloudflare or Cloudflare answers with `written`. */
const after = (of: Case, written?: RemoteSecret): RecordedEntry | undefined => {
  const step = decided(of);
  return step && entryAfter(step, written && success(written));
};
const switched = (of: Case): Step | undefined => decided({ ...of, spec: { ...of.spec, updatePolicy: 'Always' } });

const there = remote();
const known = record(there);
const moved = remote({ modified: 'm2' });
const report = { driftPolicy: 'Report' } as const;

describe('which entries are only created', () => {
  const data = [
    { name: 'KEY', key: 'key', updatePolicy: 'Always' },
    { name: 'OTHER', key: 'key' },
  ] as const;

  test('is said by the spec, and for itself by each entry', () => {
    const secrets = [there, remote({ name: 'OTHER' }), remote({ name: 'key' })];
    const spec = { updatePolicy: 'CreateOnly', data, dataFrom: { include: ['*'] } } as const;
    const entries = secrets.map((secret) => record(secret, { source: 'key' }));
    const { steps } = decide(
      observed({
        resource: resource(spec, { status: { entries } }),
        store: store(secrets),
        source: source({ key: 'rotated' }),
      }),
    );
    expect(steps.map(({ name, action }) => `${action} ${name}`)).toEqual(['Patch KEY', 'Keep OTHER', 'Keep key']);
  });

  test('is none unless somebody says so', () => {
    expect(switched({ found: there, entry: known, text: 'rotated' })).toMatchObject({ patch: { value: 'Set' } });
    expect(decided({ found: there, entry: known, text: 'rotated', spec: { data } })).toMatchObject({
      patch: { value: 'Set' },
    });
  });
});

describe('a secret that is only created', () => {
  test('is created with its value', () => {
    expect(decided({})).toMatchObject({ action: 'Create', why: 'New', payload: { kind: 'Read' } });
    expect(after({}, there)).toMatchObject({ state: 'Synced', digest: digest('value') });
  });

  test('is left as it is when the source changes', () => {
    expect(decided({ found: there, entry: known, text: 'rotated' })).toMatchObject({ action: 'Keep' });
  });

  test.each([{}, report])('keeps a value that somebody else has written, with %j', (spec) => {
    expect(decided({ found: moved, entry: known, spec })).toMatchObject({ action: 'Keep' });
    expect(after({ found: moved, entry: known, spec })).toMatchObject({ state: 'Synced', modifiedTime: 'm2' });
  });

  test('gets its scopes and its comment set right, without a value', () => {
    const other = remote({ scopes: ['dex'], comment: withMark('theirs', us), modified: 'm2' });
    for (const entry of [record(other), known]) {
      expect(decided({ found: other, entry, text: 'rotated' })).toHaveProperty('patch', {
        scopes: ['workers'],
        comment: withMark('', us),
      });
    }
  });

  test('is created again where it was deleted by somebody else', () => {
    expect(decided({ entry: known, text: 'rotated' })).toMatchObject({ action: 'Create', why: 'DeletedElsewhere' });
  });

  test('is not created again where driftPolicy is Report, though the source has changed', () => {
    for (const entry of [known, { ...known, digest: unknownDigest }]) {
      const step = decided({ entry, text: 'rotated', spec: report });
      expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Terminal', reason: 'Drifted' } });
    }
  });

  test('that was never recorded is recorded after a crash, and set right beside its value alone', () => {
    expect(decided({ found: there })).toMatchObject({ action: 'Keep' });
    expect(after({ found: there })).toMatchObject({ state: 'Synced', secretId: there.id, digest: unknownDigest });
    const step = decided({ found: remote({ scopes: ['dex'] }) });
    expect(step).toMatchObject({ action: 'Patch', why: 'Unrecorded' });
    expect(step).toHaveProperty('patch', { scopes: ['workers'] });
  });

  test('is taken over without its value', () => {
    const free = remote({ comment: 'by hand' });
    const others = remote({ comment: withMark('', neighbour), scopes: ['dex'] });
    const step = decided({ found: free, spec: { adoptionPolicy: 'IfUnowned' } });
    expect(step).toMatchObject({ action: 'Patch', why: 'Adopted' });
    expect(step).toHaveProperty('patch', { comment: withMark('', us) });
    expect(decided({ found: others, spec: { adoptionPolicy: 'Always' } })).toHaveProperty('patch', {
      scopes: ['workers'],
      comment: withMark('', us),
    });
    expect(decided({ found: free })).toMatchObject({ action: 'Hold', failure: { reason: 'Conflict' } });
  });

  test('still wants its key, so that it could be created again', () => {
    const { steps } = decide(
      observed({
        resource: resource({ updatePolicy: 'CreateOnly' }, { status: { entries: [known] } }),
        store: store([there]),
        source: source({}),
      }),
    );
    expect(steps).toMatchObject([{ action: 'Hold', failure: { reason: 'KeyMissing' }, record: known }]);
  });

  test('has the finalizer before it is recorded', () => {
    expect(planned({ found: there }).finalizer).toBe('Add');
  });
});

describe("somebody else's change of scopes or comment, where driftPolicy is Report", () => {
  const theirs = remote({ scopes: ['dex'], modified: 'm2' });

  test('is left alone and says Drifted', () => {
    const step = decided({ found: theirs, entry: known, spec: report });
    expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Terminal', reason: 'Drifted' } });
    if (step?.action === 'Hold') expect(step.failure.message).toMatch(/driftPolicy: Correct/);
    if (step?.action === 'Hold') expect(step.failure.message).not.toMatch(/change the source/);
  });

  test("is over with the user's own change of what they changed", () => {
    const spec = { ...report, scopes: ['access'] };
    const step = decided({ found: theirs, entry: known, spec });
    expect(step).toHaveProperty('patch', { scopes: ['access'] });
    expect(step).not.toHaveProperty('driftLeft');
  });

  test("is not forgotten where the user's own change fails at first", () => {
    const spec = { ...report, scopes: ['access'] };
    const pending = { ...theirs, status: 'pending' };
    const step = decided({ found: pending, entry: { ...known, state: 'Activating' }, spec });
    const failing = step && entryAfter(step, failed(retryable('CloudflareUnavailable', 'down')));
    const written = { ...pending, scopes: ['access'], modified: 'm3' };
    expect(failing && after({ found: pending, entry: failing, spec }, written)?.digest).toBe(unknownDigest);
  });

  test("stays visible beside the user's change of something else", () => {
    const both = remote({ scopes: ['dex'], comment: withMark('theirs', us), modified: 'm2' });
    const spec = { ...report, scopes: ['access'] };
    expect(decided({ found: both, entry: known, spec })).toMatchObject({ driftLeft: { reason: 'Drifted' } });
    const written = { ...both, scopes: ['access'], modified: 'm3' };
    const entry = after({ found: both, entry: known, spec }, written);
    expect(entry).toMatchObject({ state: 'Drifted', modifiedTime: 'm1' });
    expect(entry && decided({ found: written, entry, spec })).toMatchObject({ failure: { reason: 'Drifted' } });
  });
});

describe('a secret that is no longer only created', () => {
  test('is not written where its value is known to be the one that the Secret has', () => {
    const entry = after({ found: there, entry: known });
    expect(entry && switched({ found: there, entry })).toMatchObject({ action: 'Keep' });
  });

  test.each<readonly [what: string, of: Case]>([
    ['the source has changed', { found: there, entry: known, text: 'rotated' }],
    ['somebody else has written to it', { found: moved, entry: known }],
    ['it was found after a crash', { found: there }],
  ])('is written once where %s meanwhile', (_what, of) => {
    const found = of.found ?? there;
    const entry = after(of);
    expect(entry?.digest).toBe(unknownDigest);
    const step = entry && switched({ ...of, found, entry });
    expect(step).toMatchObject({ action: 'Patch', patch: { value: 'Set' } });
    const written = step && entryAfter(step, success({ ...found, modified: 'm3' }));
    expect(written && switched({ ...of, found: { ...found, modified: 'm3' }, entry: written })).toMatchObject({
      action: 'Keep',
    });
  });

  test('is written once where its scopes were set right after a change by somebody else', () => {
    const other = remote({ scopes: ['dex'], modified: 'm2' });
    const mended = remote({ modified: 'm3' });
    const entry = after({ found: other, entry: known }, mended);
    expect(entry && switched({ found: mended, entry })).toMatchObject({ patch: { value: 'Set' } });
  });

  test('is written once where setting it right had failed at first', () => {
    const other = remote({ scopes: ['dex'], modified: 'm2', status: 'pending' });
    const step = decided({ found: other, entry: { ...known, state: 'Activating' } });
    const failing = step && entryAfter(step, failed(retryable('CloudflareUnavailable', 'down')));
    const mended = remote({ modified: 'm3' });
    const entry = failing && after({ found: other, entry: failing }, mended);
    expect(entry && switched({ found: mended, entry })).toMatchObject({ patch: { value: 'Set' } });
  });

  test('has its Secret read for that, though nothing of it has changed', () => {
    const entry = { ...known, digest: unknownDigest };
    expect(lacksValues(planned({ found: there, entry, spec: { updatePolicy: 'Always' }, read: 'No' }))).toBe(true);
  });
});

test.each([known, { ...known, digest: unknownDigest }])(
  'a Secret is not read for a secret that is there already: digest $digest',
  (entry) => {
    for (const found of [there, moved, remote({ scopes: ['dex'] })]) {
      const plan = planned({ found, entry, read: 'No' });
      expect(lacksValues(plan)).toBe(false);
      expect(plan.steps.map(({ action }) => action)).toEqual(
        planned({ found, entry }).steps.map(({ action }) => action),
      );
    }
  },
);
