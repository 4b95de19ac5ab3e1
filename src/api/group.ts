export const apiVersion = 'secretsstore.dev/v1alpha1';

/** By these a user asks for something once; nobody but users writes them. */
export const annotations = {
  /** A time: outdated copies are made anew, if neither they nor their origin have changed after it. */
  copyAgain: 'secretsstore.dev/copy-again',
} as const;

/** Held by a resource exactly while deleting it would delete something at Cloudflare. */
export const finalizer = 'secretsstore.dev/delete-remote-secrets';
