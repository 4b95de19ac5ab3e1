import { setTimeout as sleep } from 'node:timers/promises';
import { accountId, storeName } from './cloudflare.ts';
import type { Scene } from './scene.ts';

/** Says what one may type while everything goes on running. */
export function showKeepsRunning({ terminal, controlPlane, cloudflare, operator }: Scene): void {
  const { line, paint } = terminal;
  const show = (command: string, purpose: string): void => {
    line(`  ${paint('dim', `# ${purpose}`)}`);
    line(`  ${paint('cyan', command)}`);
  };
  line();
  line(paint('bold', 'Everything keeps running. In another terminal, in this folder:'));
  line();
  line(`  ${paint('cyan', `export KUBECONFIG=${controlPlane.kubeconfigPath}`)}`);
  line(`  ${paint('cyan', `alias kubectl=${controlPlane.kubectlPath ?? 'kubectl'}`)}`);
  line();
  show('kubectl apply -f deploy/samples', 'begin again');
  show('kubectl get secrets-store -A -o wide', 'every resource of ours');
  show('kubectl describe sss app-keys -n shop', 'what became of each entry');
  show(
    `curl -s ${cloudflare.urls.adminUrl}/accounts/${accountId}/stores/${storeName}/secrets`,
    'what is at Cloudflare',
  );
  show(`curl -s ${cloudflare.urls.adminUrl}/calls`, 'every call that Cloudflare got');
  show(`tail -f ${operator.logPath}`, "the operator's log");
  line();
  line('Ctrl-C here ends and removes all of it.');
}

const lookMs = 1_000;

/** Rejects when the operator ends, of which only its log would tell otherwise. */
export async function watchOver({ operator }: Scene): Promise<never> {
  for (;;) {
    await operator.assertRunning();
    await sleep(lookMs);
  }
}
