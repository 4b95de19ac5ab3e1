import { lastLines } from './program.ts';
import { play, remember, type Scene, showKubectl } from './scene.ts';
import { setStage } from './stage.ts';
import { story } from './story.ts';
import type { Terminal } from './terminal.ts';

export interface Performance {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly atEnd: (stop: () => Promise<void>) => void;
}

/** The whole demo. Resolves when every step was seen; rejects, after showing the last state, when one was not. */
export async function perform({ terminal, signal, atEnd }: Performance): Promise<Scene> {
  const { line, paint } = terminal;
  line(paint('bold', 'Secrets Store Operator: Kubernetes Secrets go in, Cloudflare follows'));
  line('The API server is real; Cloudflare is an emulator. Every program runs as a process of its own.');
  line();
  const startedAt = performance.now();
  const stage = await setStage({ terminal, signal, atEnd });
  const readySeconds = secondsSince(startedAt);
  line(`  Ready after ${readySeconds} s`);

  const scene: Scene = { ...stage, terminal, signal };
  try {
    await playAll(scene);
  } catch (error) {
    if (!signal.aborted) await showLastState(scene);
    throw error;
  }
  const operatorCalls = (await scene.cloudflare.calls()).filter(({ isByHand }) => !isByHand);
  const writes = operatorCalls.filter(({ method }) => method !== 'GET').length;
  line();
  line(paint('bold', `All ${story.length} steps were seen to happen, with ${writes} writes to Cloudflare.`));
  line(`${readySeconds} s to get ready, ${secondsSince(startedAt)} s in all`);
  return scene;
}

async function playAll(scene: Scene): Promise<void> {
  const { terminal } = scene;
  let memory = await remember(scene);
  for (const [index, step] of story.entries()) {
    terminal.line();
    terminal.line(terminal.paint('bold', `${index + 1}  ${step.title}`));
    memory = await play(step, scene, memory);
  }
}

/** For whoever has to find out why a step was not seen. */
async function showLastState(scene: Scene): Promise<void> {
  const { terminal, operator } = scene;
  terminal.line();
  terminal.line(terminal.paint('bold', 'The last state'));
  await showKubectl(scene, ['get', 'secrets-store', '-A', '-o', 'wide']).catch(() => undefined);
  terminal.line();
  terminal.line('   The end of the log of the operator');
  terminal.line(lastLines(await operator.output()));
  terminal.line();
}

const secondsSince = (startedAt: number): string => ((performance.now() - startedAt) / 1000).toFixed(1);
