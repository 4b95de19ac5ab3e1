import specs from '../api/generated/manifest-schemas.json' with { type: 'json' };
import statuses from '../api/generated/status-schemas.json' with { type: 'json' };
import type { ObjectMeta, SecretsStoreSecret, Store } from '../api/resources.ts';
import { type ManifestSchema, schemaProblem } from './schema-problem.ts';
import { type SyncFailure, terminal } from './sync-failure.ts';

type Ours = SecretsStoreSecret | Store;

interface FoundObject {
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/**
 * An object of ours as everything here may take it, whatever schema the API server has checked it with: CRDs of another release may be
 * installed, or ones that somebody has changed. Of a spec that does not fit, only what may keep the operator from acting is left,
 * and `misfit` says why; a status that does not fit counts as none, which costs a comparison of everything.
 */
export function asOurKind<T extends Ours>(object: FoundObject, kind: T['kind']): T {
  const misfit = schemaProblem(object.spec, specs[kind], 'spec');
  const isRecorded = object.status !== undefined && fits(object.status, statuses[kind]);
  const { status, ...others } = object;
  const spec = misfit === undefined ? object.spec : harmless(object.spec, kind);
  // The schemas, from which the types are generated, have just been checked.
  return {
    ...others,
    kind,
    spec,
    ...(isRecorded && { status }),
    ...(misfit !== undefined && { misfit }),
  } as unknown as T;
}

/** Why nothing may be done for an object whose spec does not fit. */
export function invalidSpec({ kind, metadata, misfit }: Ours): SyncFailure | undefined {
  if (misfit === undefined) return undefined;
  return terminal(
    'InvalidSpec',
    `Cannot use ${kind} "${metadata.name}": ${misfit}; correct it, and install the CRDs that belong to this release of the operator`,
  );
}

const fits = (value: unknown, schema: ManifestSchema): boolean => schemaProblem(value, schema, '') === undefined;

/** Where it cannot be told whether something may be deleted, it may not. */
const cautious = {
  SecretsStoreSecret: { storeRef: { name: '' }, deletionPolicy: 'Retain' },
  SecretsStore: { accountId: '', deletionPolicy: 'Retain' },
  ClusterSecretsStore: { accountId: '', deletionPolicy: 'Retain' },
} as const;

function harmless(spec: unknown, kind: Ours['kind']): object {
  const given: Readonly<Record<string, unknown>> = { ...Object(spec) };
  const fields: Readonly<Record<string, ManifestSchema>> = specs[kind].properties;
  const kept = Object.entries(cautious[kind]).map(([name, instead]) => {
    const isFit = Object.hasOwn(given, name) && fits(given[name], fields[name] ?? {});
    return [name, isFit ? given[name] : instead];
  });
  return Object.fromEntries(kept);
}
