import { eventually } from '../../support/eventually.ts';
import type { Scenario } from '../../support/operator-harness.ts';
import { accountId, storeName, token } from '../../support/sample-objects.ts';

/**
 * Somebody else who works on the same store, by the same API: the dashboard, or Terraform. What is done is done once reads
 * show it, since they may lag behind.
 */
export function otherClient({ baseUrl, admin, remote }: Scenario) {
  const secretUrl = async (name: string): Promise<string> => {
    const stores = await admin.stores(accountId);
    const storeId = stores.find((candidate) => candidate.name === storeName)?.id ?? '';
    const id = (await remote())[name]?.id ?? '';
    return `${baseUrl}/accounts/${accountId}/secrets_store/stores/${storeId}/secrets/${id}`;
  };
  return {
    change: async (name: string, patch: { value?: string; scopes?: readonly string[]; comment?: string }) => {
      const url = await secretUrl(name);
      const modified = await modifiedOf(await call('PATCH', url, patch));
      // Activation moves it once more.
      await eventually(async () => (await modifiedOf(await call('GET', url))) >= modified, {
        until: 'reads show the change',
      });
    },
    remove: async (name: string) => {
      const url = await secretUrl(name);
      await succeed(await call('DELETE', url));
      await eventually(async () => !(await call('GET', url)).ok, { until: 'reads show the deletion' });
    },
  };
}

async function call(method: string, url: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

async function succeed(answer: Response): Promise<{ readonly result: unknown }> {
  if (!answer.ok) throw new Error(`The other client is refused: ${await answer.text()}`);
  return (await answer.json()) as { readonly result: unknown };
}

async function modifiedOf(answer: Response): Promise<string> {
  const { modified } = (await succeed(answer)).result as { readonly modified: string };
  return modified;
}
