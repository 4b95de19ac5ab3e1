import { randomBytes } from 'node:crypto';
import { concurrently } from './concurrently.ts';
import { monotonicMs } from './monotonic-ms.ts';
import { requestsAtOnce } from './site.ts';
import type { Stage } from './stage.ts';

const secretBytes = 1_500;

/** Writes Secrets that nobody refers to, as a large cluster has them, into one namespace. Resolves with the seconds that it took. */
export async function writeCrowd({ client }: Pick<Stage, 'client'>, size: number): Promise<number> {
  const beganMs = monotonicMs();
  const namespace = 'crowd';
  const create = async (path: string, body: object): Promise<void> => {
    const { status } = await client({ method: 'POST', path, body });
    if (status !== 201) throw new Error(`The API server says ${status} to a Secret of the crowd`);
  };
  await create('/api/v1/namespaces', { metadata: { name: namespace } });
  const names = Array.from({ length: size }, (_, index) => `unrelated-${String(index).padStart(5, '0')}`);
  await concurrently(names, requestsAtOnce, async (name) =>
    create(`/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name },
      data: { value: randomBytes(secretBytes).toString('base64') },
    }),
  );
  return (monotonicMs() - beganMs) / 1000;
}
