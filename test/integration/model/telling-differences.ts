import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import type { Observed } from './observe.ts';
import type { Telling } from './telling.ts';
import { addressOf, isAddress } from './world.ts';

/** What it is to tell, and whether it has to say that its Secret is not there, though no entry may. */
export interface Told {
  readonly telling: Telling | undefined;
  readonly lacksSecret: boolean;
}

interface Said extends Pick<Observed, 'places'> {
  readonly status: SecretsStoreSecret['status'];
}

/** How what a resource says differs from what was foretold. */
export function tellingDifferences(
  { telling, lacksSecret }: Told & { readonly telling: Telling },
  { status, places }: Said,
): readonly string[] {
  const entries = Object.fromEntries(Object.entries(telling).filter(([name]) => !isAddress(name)));
  const left = Object.fromEntries(Object.entries(telling).filter(([name]) => isAddress(name)));
  const reasons = Object.values(telling).flatMap((reason) =>
    reason === undefined || reason === 'Deleting' ? [] : reason,
  );
  const failing = lacksSecret ? [...reasons, 'SecretNotFound'] : reasons;
  return [
    ...entryDifferences(entries, status),
    ...leftDifferences(left, { status, places }),
    ...countDifferences(entries, status),
    ...readyDifferences(failing, status),
  ];
}

/** Ready is to be True where nothing fails, and else to give one of these reasons. */
export function readyDifferences(failing: readonly string[], status: Said['status']): readonly string[] {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const isRight = failing.length === 0 ? ready?.status === 'True' : failing.includes(ready?.reason ?? '');
  return isRight ? [] : [`Ready is ${ready?.status ?? 'not there'} for ${ready?.reason ?? 'no reason'}`];
}

function entryDifferences(foretold: Telling, status: Said['status']): readonly string[] {
  const { entries = [] } = status ?? {};
  const told = new Map(entries.map((entry) => [entry.name, entry]));
  const wrong = Object.entries(foretold).flatMap(([name, reason]) => {
    const entry = told.get(name);
    if (entry === undefined) return `its status has no entry ${name}`;
    const expected = reason ?? 'Synced';
    const says = entry.reason ?? entry.state;
    return says === expected ? [] : `its entry ${name} says ${says}, ${expected} was foretold (${entry.message ?? ''})`;
  });
  const tooMuch = entries
    .filter(({ name, secretId }) => secretId !== undefined && !Object.hasOwn(foretold, name))
    .map(({ name }) => `its status still has entry ${name}`);
  return [...wrong, ...tooMuch];
}

/** Of what it still has in other stores. */
function leftDifferences(foretold: Telling, { status, places }: Said): readonly string[] {
  const { pendingDeletions = [] } = status ?? {};
  const told = new Map(
    pendingDeletions.map(({ store, name, reason }) => [
      addressOf(places.get(store.storeId) ?? '', name),
      reason ?? 'nothing',
    ]),
  );
  const wrong = Object.entries(foretold).flatMap(([address, reason = 'nothing']) => {
    const says = told.get(address) ?? 'that it is gone';
    return says === reason ? [] : `of ${address} it says ${says}, ${reason} was foretold`;
  });
  const tooMuch = [...told.keys()].filter((address) => !Object.hasOwn(foretold, address));
  return [...wrong, ...tooMuch.map((address) => `its status still has ${address} to go`)];
}

function countDifferences(foretold: Telling, status: Said['status']): readonly string[] {
  const wanted = Object.values(foretold).filter((reason) => reason !== 'Deleting' && reason !== 'DeletionsHeld');
  const good = wanted.filter((reason) => reason === undefined).length;
  const isRight = status?.synced === `${good}/${wanted.length}` || wanted.length === 0;
  return isRight ? [] : [`it counts ${status?.synced}, and not ${good}/${wanted.length}`];
}
