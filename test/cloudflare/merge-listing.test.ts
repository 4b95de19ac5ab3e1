import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLater } from '../../src/core/instants.ts';
import { mergeListing, writesUnknownTo, type OwnWrite } from '../../src/cloudflare/merge-listing.ts';
import type { SecretId } from '../../src/core/ids.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { instant, remoteSecret } from './remote-secrets.ts';

const graceMs = 10_000;
const older = remoteSecret('A', { modified: instant(1), comment: 'older' });
const newer = remoteSecret('A', { modified: instant(2), comment: 'newer' });
const written = (secret: RemoteSecret): OwnWrite => ({ kind: 'Written', secret, endedAt: 0 });
const deleted: OwnWrite = { kind: 'Deleted', endedAt: 0 };

describe('a listing and a write that it may not know', () => {
  it.each([
    ['listed, not written: as listed', [older], undefined, [older]],
    ['listed, written later: as written', [older], written(newer), [newer]],
    ['listed later than written: as listed', [newer], written(older), [newer]],
    ['listed and written at the same time: as listed', [newer], written({ ...newer, comment: 'w' }), [newer]],
    ['listed, deleted: gone', [older], deleted, []],
    ['neither listed nor written: gone', [], undefined, []],
    ['not listed, written: as written', [], written(newer), [newer]],
    ['not listed, deleted: gone', [], deleted, []],
  ])('%s', (_, secrets, write, expected) => {
    const writes = new Map(write === undefined ? [] : [[older.id, write]]);
    expect([...mergeListing({ secrets, beganAt: 0 }, writes).values()]).toEqual(expected);
  });
});

/** 1 when a deletion that ended at 5 s may be unknown to a listing that began then. */
const unknownTo = (beganAt: number): number =>
  writesUnknownTo({ secrets: [], beganAt }, new Map([[older.id, { ...deleted, endedAt: 5000 }]]), graceMs).size;

describe('a write', () => {
  it('that ends after a listing began may be unknown to it', () => {
    expect(unknownTo(4999)).toBe(1);
  });

  it('may be unknown to a listing that begins within the replicas’ lag', () => {
    expect(unknownTo(14_999)).toBe(1);
  });

  it('is known to every later listing', () => {
    expect(unknownTo(15_000)).toBe(0);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-01-01T00:00:00.000002Z', '2026-01-01T00:00:00.000001Z'],
    ['2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:00.02Z', '2026-01-01T00:00:00.019999Z'],
    ['2026-01-01T01:00:00+00:00', '2026-01-01T01:30:00+01:00'],
    ['2026-01-01T00:00:00Z', ''],
  ])('%s is later than %s', (later, earlier) => {
    expect(isLater(later, earlier)).toBe(true);
    expect(isLater(earlier, later)).toBe(false);
  });

  it('is not later than itself, however it is written', () => {
    expect(isLater('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z')).toBe(false);
    expect(isLater('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00Z')).toBe(false);
  });
});

interface Step {
  readonly name: string;
  readonly isDelete: boolean;
  readonly gapMs: number;
  /** Between what Cloudflare does and its answer. */
  readonly answerMs: number;
}

interface Effect {
  readonly id: SecretId;
  readonly secret: RemoteSecret | undefined;
  readonly atMs: number;
}

/** What a replica shows that is as it was at this moment. */
function stateAt(effects: readonly Effect[], ms: number): ReadonlyMap<SecretId, RemoteSecret> {
  const state = new Map<SecretId, RemoteSecret>();
  for (const { id, secret, atMs } of effects) {
    if (atMs > ms) break;
    if (secret === undefined) state.delete(id);
    else state.set(id, secret);
  }
  return state;
}

it('no listing undoes a write of ours, however it lags and whatever the order', () => {
  const steps = fc.array(
    fc.record({
      name: fc.constantFrom('A', 'B', 'C'),
      isDelete: fc.boolean(),
      gapMs: fc.integer({ min: 1, max: 8000 }),
      answerMs: fc.nat(3000),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(steps, fc.nat(60_000), fc.nat(graceMs - 1), (steps: readonly Step[], beganAt, lagMs) => {
      const effects: Effect[] = [];
      const writes = new Map<SecretId, OwnWrite>();
      let endedAt = 0;
      for (const { name, isDelete, gapMs, answerMs } of steps) {
        const atMs = endedAt + gapMs;
        endedAt = atMs + answerMs;
        const secret = remoteSecret(name, { modified: instant(atMs) });
        effects.push({ id: secret.id, secret: isDelete ? undefined : secret, atMs });
        writes.set(secret.id, isDelete ? { kind: 'Deleted', endedAt } : { kind: 'Written', secret, endedAt });
      }
      const listing = { secrets: [...stateAt(effects, beganAt - lagMs).values()], beganAt };
      const merged = mergeListing(listing, writesUnknownTo(listing, writes, graceMs));
      expect(merged).toEqual(stateAt(effects, Infinity));
    }),
  );
});
