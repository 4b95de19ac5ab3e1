import type { SecretsStoreSecret } from '../api/resources.ts';

/** The ids of all secrets at Cloudflare that status records, wherever they are. */
export const recordedIds = ({ status }: SecretsStoreSecret): readonly string[] =>
  [...(status?.entries ?? []), ...(status?.pendingDeletions ?? [])].flatMap(({ secretId }) => secretId ?? []);
