import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { type Result, success } from '../../../src/core/result.ts';
import { type BaseImages, makeBaseImages } from './base-images.ts';
import { type Docker, openDocker } from './docker.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export interface OperatorImage extends Docker {
  readonly name: string;
  /** What it was built from; undefined where these are the ones that the Dockerfile names. */
  readonly bases: BaseImages | undefined;
  /** Removes the image, and the daemon where it is ours. */
  readonly close: () => Promise<void>;
}

/** The image, built from this checkout; or why there is no Docker to build it. */
export async function buildOperatorImage(): Promise<Result<OperatorImage, string>> {
  const opened = await openDocker();
  if (!opened.ok) return opened;
  const docker = opened.value;
  const folder = await mkdtemp(join(tmpdir(), 'image-'));
  const name = `secrets-store-operator:test-${process.pid}`;
  const close = async (): Promise<void> => {
    if (docker.origin === 'Machine') await docker.docker('image', 'rm', '--force', name);
    await docker.stop();
  };
  try {
    const bases = docker.origin === 'Ours' ? await makeBaseImages(docker, folder) : undefined;
    await docker.docker('build', '--network=host', '--tag', name, ...buildArguments(bases), root);
    return success({ ...docker, name, bases, close });
  } catch (error) {
    await close();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const buildArguments = (bases: BaseImages | undefined): readonly string[] =>
  Object.entries({ ...bases, VERSION: packageJson.version, REVISION: 'of-a-test' }).flatMap(([name, value]) => [
    '--build-arg',
    `${name}=${value}`,
  ]);
