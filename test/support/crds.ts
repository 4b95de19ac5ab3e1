import { join } from 'node:path';
import type { ControlPlane } from '../control-plane/control-plane.ts';

const crdsDirectory = join(import.meta.dirname, '..', '..', 'crds');
const plurals = ['secretsstoresecrets', 'secretsstores', 'clustersecretsstores'];

type Kubectl = Pick<ControlPlane, 'kubectl'>;

/** Resolves when the API server lists objects of our kinds; installed again, they are as in `crds/`. */
export async function installCrds(controlPlane: Kubectl): Promise<void> {
  await run(controlPlane, ['apply', '--server-side']);
  await run(controlPlane, ['wait', '--for=condition=Established', '--timeout=30s']);
  // To whoever asks first for a kind it answers 429 ("storage is (re)initializing"): kubectl asks again, plain requests do not.
  for (const plural of plurals) {
    const { exitCode, stderr } = await controlPlane.kubectl(['get', `${plural}.secretsstore.dev`, '--all-namespaces']);
    if (exitCode !== 0) throw new Error(`kubectl get ${plural} failed:\n${stderr}`);
  }
}

/** Our kinds as somebody else might have installed them: whatever is written is taken. Goes into effect a moment later. */
export async function relaxCrds({ kubectl }: Kubectl): Promise<void> {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const change = [
    { op: 'replace', path: '/spec/versions/0/schema/openAPIV3Schema', value: open },
    // They would have to be in the schema.
    { op: 'add', path: '/spec/versions/0/selectableFields', value: [] },
  ];
  for (const plural of plurals) {
    const words = ['patch', 'crd', `${plural}.secretsstore.dev`, '--type=json', `--patch=${JSON.stringify(change)}`];
    const { exitCode, stderr } = await kubectl(words);
    if (exitCode !== 0) throw new Error(`kubectl patch crd ${plural} failed:\n${stderr}`);
  }
}

/** Resolves when our kinds and all their objects are gone, which takes an operator where objects have finalizers. */
export async function removeCrds(controlPlane: Kubectl): Promise<void> {
  await run(controlPlane, ['delete', '--wait=true', '--timeout=30s']);
}

async function run({ kubectl }: Kubectl, words: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await kubectl([...words, '-f', crdsDirectory]);
  if (exitCode !== 0) throw new Error(`kubectl ${words[0]} -f crds/ failed:\n${stderr}`);
}
