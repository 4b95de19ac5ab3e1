import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Kubeconfig } from '../support/kube-client.ts';
import { storeName } from '../support/sample-objects.ts';
import type { BareTask } from './bare.ts';
import { type Program, startProgram } from './program.ts';
import { remoteNameOf, type Site } from './site.ts';
import type { Stage } from './stage.ts';

const barePath = fileURLToPath(new URL('./bare.ts', import.meta.url));

/** The bare program at work for these Secrets of a site, whose counterparts are put into the site's account before. */
export async function startBare(stage: Stage, site: Site, names: readonly string[]): Promise<Program> {
  const { cloudflare, controlPlane, place } = stage;
  const { admin, baseUrl } = cloudflare;
  const { id: accountId, token } = site.account;
  const [store] = await admin.stores(accountId);
  const stored = await admin.seed(
    accountId,
    storeName,
    names.map((name) => ({ name: remoteNameOf(name), value: 'first value' })),
  );
  const config = parse(await readFile(controlPlane.kubeconfigPath, 'utf8')) as Kubeconfig;
  const task: BareTask = {
    server: controlPlane.server,
    ca: await readFile(controlPlane.caPath, 'utf8'),
    kubeToken: config.users[0].user.token,
    namespace: site.namespace,
    secretsUrl: `${baseUrl}/accounts/${accountId}/secrets_store/stores/${store?.id ?? ''}/secrets`,
    apiToken: token,
    ids: Object.fromEntries(names.map((name, index) => [name, stored[index]?.id ?? ''])),
  };
  const program = startProgram({ name: 'bare', words: [barePath], channel: 'Messages' }, place);
  program.child.send(task);
  await once(program.child, 'message');
  return program;
}
