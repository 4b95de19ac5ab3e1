import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSecrets } from '../../src/cloudflare/create-secrets.ts';
import { StoreSnapshot } from '../../src/cloudflare/snapshot.ts';
import type { StoreAccess } from '../../src/cloudflare/store-access.ts';
import type { CloudflareFailure } from '../../src/core/cloudflare-failure.ts';
import { secretId } from '../../src/core/ids.ts';
import type { NewSecret, RemoteSecret } from '../../src/core/remote-secret.ts';
import { failed, success, type Result } from '../../src/core/result.ts';
import { newSecret } from './emulated-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { remoteSecret } from './remote-secrets.ts';
import { address, change } from './test-edge.ts';

/** What becomes of one POST: its answer arrives, or is lost after or before the work. */
type Fate = 'Answered' | 'LostAfter' | 'LostBefore';

interface World {
  readonly good: number;
  readonly bad: readonly number[];
  readonly isAtomic: boolean;
  readonly fates: readonly Fate[];
  /** Of the good ones, those that are there already, with our comment and another value, and that no listing has shown. */
  readonly leftovers?: readonly number[];
}

const lost: CloudflareFailure = { kind: 'Unavailable', detail: 'connection reset', processed: 'Maybe' };

const neverCalled = () => Promise.reject(new Error('A create deletes nothing'));

const leftover = (name: string): RemoteSecret =>
  remoteSecret(name, { comment: newSecret(name).comment, id: secretId(`${name}-leftover`) });

/** A store in memory that treats a bulk POST as a whole or in part, and counts what reaches it. */
function imaginaryStore({ isAtomic, fates, leftovers = [] }: World) {
  const stored = new Map(leftovers.map((index) => [`GOOD_${index}`, leftover(`GOOD_${index}`)]));
  const log: (readonly string[] | 'look')[] = [];
  let posts = 0;

  const refusal = ({ name, scopes }: NewSecret): CloudflareFailure | undefined => {
    if (stored.has(name)) return { kind: 'NameTaken' };
    return scopes.includes('lambda') ? { kind: 'InvalidScope' } : undefined;
  };

  function carryOut(secrets: readonly NewSecret[]): Result<readonly RemoteSecret[], CloudflareFailure> {
    const failure = secrets.map(refusal).find((found) => found !== undefined);
    if (failure !== undefined && isAtomic) return failed(failure);
    const created = secrets
      .filter((secret) => refusal(secret) === undefined)
      .map(({ name, comment }) => remoteSecret(name, { comment, id: secretId(`${name}-${posts}`) }));
    for (const secret of created) stored.set(secret.name, secret);
    return failure === undefined ? success(created) : failed(failure);
  }

  const client: StoreAccess['client'] = {
    deleteSecret: neverCalled,
    deleteSecrets: neverCalled,
    createSecrets: async (_, secrets) => {
      const fate = fates[posts] ?? 'Answered';
      posts += 1;
      log.push(secrets.map(({ name }) => name));
      if (fate === 'LostBefore') return failed(lost);
      const answer = carryOut(secrets);
      return fate === 'LostAfter' ? failed(lost) : answer;
    },
  };
  const snapshot = new StoreSnapshot({
    list: async () => {
      log.push('look');
      return success([...stored.values()]);
    },
    clock: new ManualClock(),
    signal: change.signal,
  });
  return { address, client, snapshot, stored, log };
}

const worlds = fc.record({
  good: fc.nat(12),
  bad: fc.array(fc.nat(15), { maxLength: 3 }),
  isAtomic: fc.boolean(),
  fates: fc.array(fc.constantFrom<Fate>('Answered', 'Answered', 'LostAfter', 'LostBefore'), { maxLength: 8 }),
});

function wantedIn({ good, bad }: World): readonly NewSecret[] {
  const wanted = Array.from({ length: good }, (_, index) => newSecret(`GOOD_${index}`));
  bad.forEach((place, index) => wanted.splice(place, 0, newSecret(`BAD_${index}`, { scopes: ['lambda'] })));
  return wanted;
}

it('says of each secret what is true, whatever is lost and however Cloudflare treats a bulk POST', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world: World) => {
      const store = imaginaryStore(world);
      const wanted = wantedIn(world);
      const outcomes = await createSecrets(store, wanted, change);
      expect([...outcomes.keys()].toSorted()).toEqual(wanted.map(({ name }) => name).toSorted());
      for (const [name, outcome] of outcomes) {
        if (outcome.ok) expect(store.stored.get(name)).toEqual(outcome.value);
        else if (outcome.failure.kind === 'InvalidScope') expect(name).toMatch(/^BAD/);
        else if (outcome.failure.kind === 'NameTaken') expect(store.snapshot.byName(name)).toBeDefined();
        else expect(outcome.failure).toEqual(lost);
        if (outcome.ok) expect(store.snapshot.byName(name)).toEqual(outcome.value);
      }
    }),
    { numRuns: 500 },
  );
});

it('never takes a leftover for its own work', async () => {
  const leftovers = fc.array(fc.nat(11), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(worlds, leftovers, async (world, indices) => {
      const store = imaginaryStore({ ...world, leftovers: indices });
      const outcomes = await createSecrets(store, wantedIn(world), change);
      for (const index of indices) expect(outcomes.get(`GOOD_${index}`)?.ok).not.toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('leaves nothing undone when no answer is lost', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world: World) => {
      const store = imaginaryStore({ ...world, fates: [] });
      const outcomes = await createSecrets(store, wantedIn(world), change);
      for (const [name, outcome] of outcomes) {
        expect(store.stored.has(name)).toBe(name.startsWith('GOOD'));
        if (world.isAtomic) expect(outcome.ok).toBe(name.startsWith('GOOD'));
      }
    }),
  );
});

it('never sends a secret a second time without having looked, and ends', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world: World) => {
      const store = imaginaryStore(world);
      const wanted = wantedIn(world);
      await createSecrets(store, wanted, change);
      const sentSinceLook = new Set<string>();
      let posts = 0;
      for (const entry of store.log) {
        if (entry === 'look') {
          sentSinceLook.clear();
          continue;
        }
        posts += 1;
        for (const name of entry) {
          expect(sentSinceLook.has(name)).toBe(false);
          sentSinceLook.add(name);
        }
      }
      expect(posts).toBeLessThanOrEqual(2 * wanted.length);
    }),
  );
});
