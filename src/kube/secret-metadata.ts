import { sharedText } from '../runtime/shared-text.ts';
import type { Collection } from './collection.ts';
import type { KubeObject } from './kube-object.ts';
import { listPath } from './resource-paths.ts';

/**
 * What is watched of Secrets: that they are there, and which version they have. Helm's releases and service account tokens,
 * the most numerous ones, are left out on the server; they can never be a source.
 */
export const secretMetadata = (namespace?: string): Collection => ({
  path: listPath({ apiVersion: 'v1', kind: 'Secret', ...(namespace === undefined ? {} : { namespace }) }),
  accept: 'metadata',
  fieldSelector: 'type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token',
});

/** Some 350 bytes of each, whatever labels and annotations it carries. */
export function keepIdentity({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, deletionTimestamp } = metadata;
  return {
    apiVersion: sharedText(apiVersion),
    kind: sharedText(kind),
    metadata: {
      name,
      uid,
      resourceVersion,
      ...(namespace === undefined ? {} : { namespace: sharedText(namespace) }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
  };
}
