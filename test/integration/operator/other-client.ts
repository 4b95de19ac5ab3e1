import type { Scenario } from '../../support/operator-harness.ts';
import { accountId, storeName, token } from '../../support/sample-objects.ts';

/** Somebody else who works on the same store, by the same API: the dashboard, or Terraform. */
export function otherClient({ baseUrl, admin, remote }: Scenario) {
  const secretUrl = async (name: string): Promise<string> => {
    const stores = await admin.stores(accountId);
    const storeId = stores.find((candidate) => candidate.name === storeName)?.id ?? '';
    const id = (await remote())[name]?.id ?? '';
    return `${baseUrl}/accounts/${accountId}/secrets_store/stores/${storeId}/secrets/${id}`;
  };
  const call = async (method: string, name: string, body?: object): Promise<void> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const url = await secretUrl(name);
    const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} of ${name}: ${await answer.text()}`);
  };
  return {
    change: async (name: string, patch: { value?: string; scopes?: readonly string[]; comment?: string }) =>
      call('PATCH', name, patch),
    remove: async (name: string) => call('DELETE', name),
  };
}
