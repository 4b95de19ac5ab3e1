import type { SecretsStoreSecret, Store } from '../../../src/api/resources.ts';
import type { StoredSecret } from '../../support/emulator-admin.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { accountId, storeName } from '../../support/sample-objects.ts';
import { foreignNames, otherStoreName } from './story.ts';

/** Everything that must be equal after a run with a crash and one without; of what differs by chance, whether it fits together. */
export type EndState = Awaited<ReturnType<typeof endStateOf>>;

/** `seeded`: the secrets that were there before, as they were. */
export async function endStateOf(scenario: Scenario, seeded: readonly StoredSecret[]) {
  const there = [
    ...(await scenario.admin.secrets(accountId, storeName)),
    ...(await scenario.admin.secrets(accountId, otherStoreName)),
  ];
  const idOf = new Map(there.map(({ name, id }) => [name, id]));
  // Ids and the namespace are others in each run.
  const plain = (text: string): string =>
    text.replaceAll(scenario.namespace, 'NAMESPACE').replaceAll(/[0-9a-f]{32}/g, 'ID');
  return {
    // A list, so that a double shows.
    secrets: there
      .map(({ name, value, comment, scopes, status }) => ({
        name,
        value,
        scopes,
        status,
        comment: plain(comment ?? ''),
        isTheSeeded: seeded.some(({ id }) => id === idOf.get(name)),
        isUntouched: seeded.some((seed) => seed.id === idOf.get(name) && seed.modified === modifiedOf(there, name)),
      }))
      .map((secret) => (foreignNames.includes(secret.name) ? secret : { ...secret, isUntouched: undefined }))
      .sort(byName),
    resources: (await scenario.list('SecretsStoreSecret'))
      .map((one) => resourceState(one, { idOf, plain }))
      .sort(byName),
    stores: (await scenario.list('SecretsStore')).map((one) => storeState(one, plain)).sort(byName),
    kubeSecrets: (await scenario.list('Secret')).map(({ metadata }) => metadata.name).sort(),
  };
}

const modifiedOf = (there: readonly StoredSecret[], wanted: string): string | undefined =>
  there.find(({ name }) => name === wanted)?.modified;

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => a.name.localeCompare(b.name);

interface Naming {
  readonly idOf: ReadonlyMap<string, string>;
  readonly plain: (text: string) => string;
}

function resourceState({ metadata, status = {} }: SecretsStoreSecret, { idOf, plain }: Naming) {
  const { entries = [], pendingDeletions = [], synced } = status;
  return {
    name: metadata.name,
    finalizers: metadata.finalizers,
    conditions: conditionsOf(status.conditions, plain),
    entries: entries.map(({ name, state, reason, scopes, secretId }) => ({
      name,
      state,
      reason,
      scopes,
      isRecorded: secretId === idOf.get(name),
    })),
    pendingDeletions,
    synced,
    isCurrent: status.observedGeneration === metadata.generation,
  };
}

/** Without the quota, which is that of the account at the store's last look, and so depends on when that was. */
function storeState({ metadata, status = {} }: Store, plain: (text: string) => string) {
  const { resources, secrets, orphans } = status;
  return {
    name: metadata.name,
    finalizers: metadata.finalizers,
    conditions: conditionsOf(status.conditions, plain),
    resources,
    secrets,
    orphans,
  };
}

const conditionsOf = (conditions: Required<Store>['status']['conditions'], plain: (text: string) => string) =>
  conditions?.map(({ type, status, reason, message }) => ({ type, status, reason, message: plain(message) }));
