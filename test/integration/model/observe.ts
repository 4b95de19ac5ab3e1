import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import type { StoredSecret } from '../../support/emulator-admin.ts';
import { accountId, storeName } from '../../support/sample-objects.ts';
import { barrierPrefix } from './barrier.ts';
import { ownerOf, unmarkedText } from './marks.ts';
import type { Site } from './site.ts';
import type { Named, Remote } from './world.ts';

/** How things really are, on both sides. */
export interface Observed {
  readonly remote: Named<Remote>;
  /** Those that are not active yet. */
  readonly pending: readonly string[];
  readonly resources: Named<SecretsStoreSecret>;
}

export async function observe(site: Site): Promise<Observed> {
  const [secrets, resources] = await Promise.all([
    site.admin.secrets(accountId, storeName),
    site.objects.list('SecretsStoreSecret'),
  ]);
  return {
    remote: remoteOf(secrets, site.namespace),
    pending: secrets.flatMap(({ name, status }) => (status === 'active' ? [] : name)),
    resources: Object.fromEntries(
      resources
        .filter(({ metadata }) => !metadata.name.startsWith(barrierPrefix))
        .map((resource) => [resource.metadata.name, resource]),
    ),
  };
}

const remoteOf = (secrets: readonly StoredSecret[], namespace: string): Named<Remote> =>
  Object.fromEntries(
    secrets.map(({ id, name, value, scopes, comment, modified }) => [
      name,
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
