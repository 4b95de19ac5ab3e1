import type { SecretsStore, SecretsStoreSecret, Store } from '../../../src/api/resources.ts';
import type { StoredSecret } from '../../support/emulator-admin.ts';
import { accountId } from '../../support/sample-objects.ts';
import { barrierPrefix } from './barrier.ts';
import { ownerOf, unmarkedText } from './marks.ts';
import type { Site } from './site.ts';
import { addressOf, type Named, places, type Remote, sharedPlace } from './world.ts';

/** How things really are, on both sides. */
export interface Observed {
  /** The names of the Cloudflare stores, by id. */
  readonly places: ReadonlyMap<string, string>;
  readonly remote: Named<Remote>;
  /** Those that are not active yet. */
  readonly pending: readonly string[];
  readonly resources: Named<SecretsStoreSecret>;
  readonly stores: Named<Store>;
}

export async function observe(site: Site): Promise<Observed> {
  const [resources, stores, shared, ...held] = await Promise.all([
    site.objects.list('SecretsStoreSecret'),
    site.objects.list('SecretsStore'),
    site.objects.read('ClusterSecretsStore', site.namespace),
    ...places.map(async (place) => site.admin.secrets(accountId, place)),
  ]);
  const secrets = held.flatMap((all, index) =>
    all.map((secret) => [addressOf(places[index] ?? '', secret.name), secret] as const),
  );
  return {
    places: site.placeNames,
    remote: remoteOf(secrets, site.namespace),
    pending: secrets.flatMap(([address, { status }]) => (status === 'active' ? [] : address)),
    resources: byName(resources),
    stores: { ...byName(stores), ...(shared && { [sharedPlace]: shared }) },
  };
}

/** All that are no barriers. */
const byName = <T extends SecretsStoreSecret | SecretsStore>(objects: readonly T[]): Named<T> =>
  Object.fromEntries(
    objects
      .filter(({ metadata }) => !metadata.name.startsWith(barrierPrefix))
      .map((object) => [object.metadata.name, object]),
  );

const remoteOf = (secrets: readonly (readonly [string, StoredSecret])[], namespace: string): Named<Remote> =>
  Object.fromEntries(
    secrets.map(([address, { id, value, scopes, comment, modified }]) => [
      address,
      {
        id,
        value,
        scopes,
        comment: unmarkedText(comment ?? ''),
        owner: ownerOf(comment ?? '', namespace),
        version: modified,
      },
    ]),
  );
