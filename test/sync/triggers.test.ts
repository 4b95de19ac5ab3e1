import { expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../src/api/resources.ts';
import type { Context } from '../../src/sync/context.ts';
import { NameClaims } from '../../src/sync/name-claims.ts';
import { References } from '../../src/sync/references.ts';
import { stillCache } from '../../src/sync/still-cache.ts';
import { createTriggers } from '../../src/sync/triggers.ts';
import { record, remote, resource } from '../core/builders.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** What a standby keeps, on a machine whose wall clock is set by hand. */
function standby() {
  const clock = new ManualClock();
  let setMs = Date.parse('2026-11-24T12:00:00Z');
  const departed = new Map<string, SecretsStoreSecret>();
  const none = stillCache([]);
  const caches = { resources: none, secretsStores: none, clusterStores: none, secrets: none, namespaces: none };
  const context = {
    departed,
    caches,
    clock,
    now: () => setMs + clock.nowMs(),
    references: new References(),
    origins: new References(),
    credentials: new References(),
    claims: new NameClaims(caches, { addressKey: () => undefined }),
    absences: new Map(),
    deletions: new Map(),
    sameValues: new Map(),
    settings: {} as Partial<Context['settings']> as Context['settings'],
  } as Partial<Context> as Context;
  const triggers = createTriggers(context, { needNamespaces: () => undefined, isAwake: () => false });
  const departs = (name: string): void => {
    const kept = resource({ deletionPolicy: 'Retain' });
    const metadata = { ...kept.metadata, name };
    const gone = { ...kept, metadata, status: { entries: [record(remote())] } };
    triggers.resourceChanged(`${metadata.namespace ?? ''}/${name}`, undefined, gone);
  };
  return {
    clock,
    departs,
    jump: (ms: number) => void (setMs += ms),
    names: () => [...departed.values()].map(({ metadata }) => metadata.name),
  };
}

const hoursMs = 3_600_000;

test.each([6, -6])(
  'a standby remembers who has left marks for five minutes, though the clock jumps by %i hours',
  (hours) => {
    const { clock, departs, jump, names } = standby();
    departs('first');
    jump(hours * hoursMs);
    clock.advance(60_000);
    departs('second');
    expect(names()).toEqual(['first', 'second']);
    clock.advance(250_000);
    departs('third');
    expect(names()).toEqual(['second', 'third']);
  },
);
