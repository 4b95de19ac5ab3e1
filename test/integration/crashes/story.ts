import type { Scenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';

export const otherStoreName = 'other_store';

/** In the store before the operator comes: one that is to be taken over, one that is to be copied, one that is nobody's business. */
export const seeds = [
  { name: 'ADOPTED', value: 'by hand', comment: 'Kept by hand' },
  { name: 'MASTER', value: 'of the master', comment: 'Kept by hand' },
  { name: 'FOREIGN', value: 'of the team next door', comment: '[k8s other-cluster shop/app]' },
] as const;

export const foreignNames: readonly string[] = ['MASTER', 'FOREIGN'];

const kept = { name: 'KEPT', key: 'a' };
const stays = { name: 'STAYS', key: 'b' };
const keeper = (...data: readonly { name: string; key: string }[]) =>
  resource({ secretRef: { name: 'keeper' }, deletionPolicy: 'Retain', data }, 'keeper');

const mover = (name: string) =>
  resource({ storeRef: { name }, secretRef: { name: 'mover' }, data: [{ name: 'MOVED', key: 'm' }] }, 'mover');

/** Several secrets of several resources are created, by bulk requests. */
async function create({ apply, untilReady, untilTold }: Scenario): Promise<void> {
  await apply(
    credentialSecret(),
    store({ store: { name: storeName } }),
    store({ store: { name: otherStoreName } }, 'other'),
    sourceSecret({ changed: 'first', dropped: 'first', renamed: 'first' }),
    sourceSecret({ L1: 'one', L2: 'two', L3: 'three' }, 'leaver'),
    sourceSecret({ a: 'one', b: 'two' }, 'keeper'),
    sourceSecret({ m: 'one' }, 'mover'),
    resource({
      data: [
        { name: 'CHANGED', key: 'changed' },
        { name: 'DROPPED', key: 'dropped' },
        { name: 'OLD_NAME', key: 'renamed', updatePolicy: 'CreateOnly' },
      ],
    }),
    resource({ secretRef: { name: 'leaver' }, dataFrom: { include: ['*'] } }, 'leaver'),
    keeper(kept, stays),
    mover('default'),
  );
  for (const name of ['app', 'leaver', 'keeper', 'mover']) await untilReady(name);
  await untilTold();
}

/** A value and a scope change, an entry goes, one comes, one is renamed, copied, adopted, let go, moved to another store. */
async function change({ apply, untilReady, remote, eventually }: Scenario): Promise<void> {
  await apply(
    sourceSecret({ changed: 'second', dropped: 'first', renamed: 'not pushed', created: 'first', adopted: 'ours' }),
    resource({
      adoptionPolicy: 'IfUnowned',
      data: [
        { name: 'CHANGED', key: 'changed', scopes: ['workers', 'ai_gateway'] },
        { name: 'NEW_NAME', key: 'renamed', updatePolicy: 'CreateOnly', formerName: 'OLD_NAME' },
        { name: 'CREATED', key: 'created' },
        { name: 'COPIED', copyOf: 'MASTER' },
        { name: 'ADOPTED', key: 'adopted' },
      ],
    }),
    keeper(stays),
    mover('other'),
  );
  for (const name of ['app', 'keeper', 'mover']) await untilReady(name);
  await eventually(async () => (await remote())['CHANGED']?.value === 'second', { until: 'CHANGED is changed' });
}

/**
 * A key goes, with its secret; a resource goes, with all that it has. The first deletion is always a plain one, and the second
 * always a bulk one, whatever travelled together before.
 */
async function leave({ apply, remove, untilGone, untilReady, remote, eventually }: Scenario): Promise<void> {
  await apply(sourceSecret({ L2: 'two', L3: 'three' }, 'leaver'));
  await eventually(async () => !('L1' in (await remote())), { until: 'L1 is deleted' });
  await untilReady('leaver');
  await remove('SecretsStoreSecret', 'leaver');
  await untilGone('leaver');
}

/** What users do, each part when the one before has come true, whatever happens to the operator meanwhile. */
export async function tell(scenario: Scenario): Promise<void> {
  for (const part of [create, change, leave]) await part(scenario);
}
