import type { SecretsStoreSecret } from '../api/resources.ts';

/** The ids of all secrets at Cloudflare that status records, wherever they are. */
export const recordedIds = ({ status }: SecretsStoreSecret): readonly string[] =>
  [...(status?.entries ?? []), ...(status?.pendingDeletions ?? [])].flatMap(({ secretId }) => secretId ?? []);

/** Whether status of this resource records the id. */
export const isRecordedBy = ({ status }: SecretsStoreSecret, id: string): boolean =>
  (status?.entries ?? []).some(({ secretId }) => secretId === id) ||
  (status?.pendingDeletions ?? []).some(({ secretId }) => secretId === id);

/** Those of the ids that status of any of these resources records. There may be thousands of them: nothing is made of each. */
export function recordedAmong(ids: ReadonlySet<string>, resources: Iterable<SecretsStoreSecret>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { status } of resources) {
    for (const { secretId } of status?.entries ?? []) if (secretId && ids.has(secretId)) found.add(secretId);
    for (const { secretId } of status?.pendingDeletions ?? []) if (ids.has(secretId)) found.add(secretId);
  }
  return found;
}
