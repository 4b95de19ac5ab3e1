export const apiVersion = 'secretsstore.dev/v1alpha1';

/** Held by a resource exactly while deleting it would delete something at Cloudflare. */
export const finalizer = 'secretsstore.dev/delete-remote-secrets';
