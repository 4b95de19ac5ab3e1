import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../src/api/resources.ts';
import type { Context } from '../../src/sync/context.ts';
import { forgetDeparted, rememberDeparted } from '../../src/sync/departed.ts';
import { InFlight } from '../../src/sync/in-flight.ts';
import { reconcile } from '../../src/sync/reconcile.ts';
import { targetsOf, secretTarget } from '../../src/sync/reference-targets.ts';
import { References } from '../../src/sync/references.ts';
import { resource } from '../core/builders.ts';
import { ManualClock } from '../support/manual-clock.ts';

const memory = () => ({
  departed: new Map<string, SecretsStoreSecret>(),
  references: new References(),
  absences: new Map<string, number>(),
  sameValues: new Map<string, string>(),
  deletions: new Map<string, number>(),
  log: pino({ enabled: false }),
  now: () => 0,
  clock: new ManualClock(),
});

test('of resources that left their secrets ten thousand are remembered, those that left last', () => {
  const known = memory();
  const { metadata, ...rest } = resource({ secretRef: { name: 'source' } });
  for (let left = 0; left < 12_000; left += 1) {
    const one = { ...rest, metadata: { ...metadata, namespace: 'shop', name: `app-${left}` } };
    known.deletions.set(`shop/app-${left}`, left);
    rememberDeparted(one, known);
    known.references.set(`shop/app-${left}`, targetsOf(one));
  }
  expect(known.departed.size).toBe(10_000);
  expect([...known.departed.keys()].at(0)).toBe('shop/app-2000');
  expect(known.references.referrersOf(secretTarget('shop/source'))).toHaveLength(10_000);
  expect(known.deletions.size).toBe(10_000);
});

test('nothing is remembered of one whose secrets are without our mark', () => {
  const known = memory();
  const one = resource({ secretRef: { name: 'source' } });
  rememberDeparted(one, known);
  const [key = ''] = known.departed.keys();
  known.references.set(key, targetsOf(one));
  known.deletions.set(key, 0);
  known.absences.set(`${one.metadata.namespace ?? ''}/source`, 0);
  forgetDeparted(key, known);
  const { departed, deletions, sameValues, absences } = known;
  expect([departed.size, deletions.size, sameValues.size, absences.size]).toEqual([0, 0, 0, 0]);
  expect(known.references.referrersOf(secretTarget(`${one.metadata.namespace ?? ''}/source`))).toEqual([]);
});

test('what a pass has remembered of a resource that went meanwhile is forgotten by the next one', async () => {
  const [sameValues, deletions, gone] = [new Map<string, string>(), new Map<string, number>(), [] as string[]];
  const context = {
    caches: { resources: new Map() },
    departed: new Map(),
    sameValues,
    deletions,
    inFlight: new InFlight({ pushes: 1, turns: 1, keptForChanges: 0, bytes: 1 }, () => undefined),
    metrics: { resourceGone: (key: string) => void gone.push(key) },
  } as unknown as Context;
  for (let name = 0; name < 1_000; name += 1) {
    const key = `shop/app-${name}`;
    sameValues.set(key, '1');
    deletions.set(key, 0);
    const pass = { lane: 'Change', signal: AbortSignal.abort(), release: () => undefined } as const;
    const next = await reconcile(key, context, { ...pass, superseded: AbortSignal.abort() });
    expect(next).toEqual({ kind: 'Done' });
  }
  expect([sameValues.size, deletions.size, gone.length]).toEqual([0, 0, 1_000]);
});
