import type { SecretsStoreSecret } from '../api/resources.ts';
import type { Context } from './context.ts';
import { secretTarget } from './reference-targets.ts';

/** Since when a Secret is missing matters while somebody refers to it. */
export function forgetAbsence(
  before: SecretsStoreSecret | undefined,
  { references, absences }: Pick<Context, 'references' | 'absences'>,
): void {
  const name = before?.spec.secretRef?.name;
  if (name === undefined) return;
  const key = `${before?.metadata.namespace ?? ''}/${name}`;
  // Few Secrets are missing, and one may be that of thousands.
  if (absences.has(key) && references.referrersOf(secretTarget(key)).length === 0) absences.delete(key);
}
