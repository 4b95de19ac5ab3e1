import { isDeleting } from './lifecycle.ts';
import type { Observed, UsableStore } from './observed.ts';
import { type SyncFailure, terminal, waiting } from './sync-failure.ts';

/** What forbids every write for this resource, or undefined. What was written before stays as it is. */
export function obstacleTo(observed: Observed): SyncFailure | undefined {
  const { resource, store } = observed;
  if (resource.spec.suspend) return waiting('Suspended', suspendedMessage(observed, 'the resource is suspended'));
  if (store.kind === 'Unusable') return undefined;
  if (store.suspended) return waiting('Suspended', suspendedMessage(observed, `store "${store.name}" is suspended`));
  if (isDeleting(resource)) return undefined;
  return notAdmitted(observed, store);
}

const suspendedMessage = ({ resource }: Observed, state: string): string =>
  `Nothing is ${isDeleting(resource) ? 'deleted' : 'written'} at Cloudflare: ${state}; set its spec.suspend to false to go on`;

function notAdmitted({ resource }: Observed, store: UsableStore): SyncFailure | undefined {
  const { storeRef } = resource.spec;
  if (store.fence.kind === 'Unknown') {
    return waiting(
      'NotAdmitted',
      `Cannot push to ClusterSecretsStore "${storeRef.name}": the labels of namespace "${resource.metadata.namespace}" are not ` +
        'known yet; if that lasts, check that the operator may list namespaces',
    );
  }
  if (store.fence.kind !== 'Closed') return undefined;
  return terminal(
    'NotAdmitted',
    `Cannot push to ClusterSecretsStore "${storeRef.name}": it does not admit namespace "${resource.metadata.namespace}"; ` +
      'have the namespace added to its allowedNamespaces, or use a SecretsStore',
  );
}
