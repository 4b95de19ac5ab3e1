import type { CloudflareClient } from './client.ts';

/** A client that reads, and throws at whoever would write: where nothing may be written, that is a bug. */
export function readOnly(client: CloudflareClient): CloudflareClient {
  return {
    quota: async (...args) => client.quota(...args),
    listStores: async (...args) => client.listStores(...args),
    getStore: async (...args) => client.getStore(...args),
    listSecrets: async (...args) => client.listSecrets(...args),
    getSecret: async (...args) => client.getSecret(...args),
    verify: async (...args) => client.verify(...args),
    createStore: refuse,
    deleteStore: refuse,
    createSecrets: refuse,
    patchSecret: refuse,
    deleteSecret: refuse,
    deleteSecrets: refuse,
    duplicateSecret: refuse,
  };
}

async function refuse(): Promise<never> {
  throw new TypeError('A write was tried where only reading is allowed');
}
