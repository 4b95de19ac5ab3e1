export const apiVersion = 'secretsstore.dev/v1alpha1';

/** By these a user asks for something once; nobody but users writes them. */
export const annotations = {
  /** A time: outdated copies are made anew, if neither they nor their origin have changed after it. */
  copyAgain: 'secretsstore.dev/copy-again',
  /** The number in the message: so many held deletions are confirmed. */
  confirmDeletions: 'secretsstore.dev/confirm-deletions',
  /** Any new value: everything of the resource is read and compared again, once. */
  syncNow: 'secretsstore.dev/sync-now',
  /** "true": what we hold is let go of at once, whatever is left at Cloudflare. */
  release: 'secretsstore.dev/release',
} as const;

/** Held by a resource exactly while deleting it would delete something at Cloudflare. */
export const finalizer = 'secretsstore.dev/delete-remote-secrets';

/** Held by a store while its deletion would have to wait for something: resources that delete by it, or what it has created. */
export const storeFinalizer = 'secretsstore.dev/store-in-use';
