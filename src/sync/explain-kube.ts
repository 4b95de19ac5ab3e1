import { retryable, type SyncFailure, terminal } from '../core/sync-failure.ts';
import type { KubeFailure } from '../kube/failure.ts';

/** What a failed call to the API server means for the user; `action` says what was tried: `read Secret "app-keys"`. */
export function explainKube(failure: KubeFailure, action: string): SyncFailure {
  const message = `Cannot ${action}: ${failure.detail}`;
  switch (failure.kind) {
    case 'Forbidden':
      return retryable('KubernetesForbidden', `${message}; check the roles of the operator's service account`);
    case 'Invalid':
    case 'Rejected':
      return terminal(
        'KubernetesUnavailable',
        `${message}; the CRDs in the cluster may be of another version than the operator`,
      );
    case 'TooManyRequests':
    case 'Unavailable':
      return retryable('KubernetesUnavailable', `${message}; it is tried again`, failure.retryAfterMs);
    case 'NotFound':
    case 'Replaced':
    case 'AlreadyExists':
    case 'Conflict':
    case 'Gone':
    case 'Unauthorized':
    case 'Aborted':
      return retryable('KubernetesUnavailable', `${message}; it is tried again`);
  }
}
