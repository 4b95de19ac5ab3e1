import type { SecretsStoreSecret } from '../api/resources.ts';

/** Its Secret's; the schema sees to it that whatever takes a key has one. */
export const nameOfSecret = ({ spec }: SecretsStoreSecret): string => spec.secretRef?.name ?? '';
