/**
 * Every reason that a condition, an entry or an Event can give. `docs/reasons.md` has a section for each, and a test
 * compares the two.
 */
export const reasons = [
  // All is well, or on its way.
  'Synced',
  'Activating',
  'Moving',
  'Deleting',
  'Suspended',
  'Planned',
  'StoreReady',
  // Something that the message names is missing; its arrival is enough.
  'StoreNotFound',
  'StoreNotReady',
  'SecretNotFound',
  'CredentialNotFound',
  'OriginNotReady',
  'OldStoreNotReady',
  'RemoteStoreNotEmpty',
  // Somebody must change something. (Conflict and Drifted also name what is looked at again by itself, for a moment.)
  'InvalidSpec',
  'SourceRefused',
  'KeyMissing',
  'InvalidUtf8',
  'EmptyValue',
  'ValueTooLarge',
  'UnquotableValue',
  'InvalidName',
  'DuplicateName',
  'TooManyEntries',
  'UnknownScope',
  'Conflict',
  'NotAdmitted',
  'NameNotAllowed',
  'ScopeNotAllowed',
  'DeletionsHeld',
  'QuotaExceeded',
  'CredentialRefused',
  'PermissionDenied',
  'RemoteStoreNotFound',
  'AmbiguousStore',
  'RequestRejected',
  'CopyOutdated',
  'Drifted',
  // It goes on by itself, with backoff.
  'RateLimited',
  'CloudflareUnavailable',
  'KubernetesUnavailable',
  'KubernetesForbidden',
  // Events only.
  'CredentialExpiring',
  'DeletionAbandoned',
  'Orphaned',
  'OrphansDeleted',
  'Released',
] as const;

export type Reason = (typeof reasons)[number];
