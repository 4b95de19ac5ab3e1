import { GenericContainer, Wait } from 'testcontainers';
import type { OperatorImage } from './operator-image.ts';

interface ContainerOptions {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folders and files of this machine, by where they are seen in the container. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** testcontainers has no method for it. */
class HardenedContainer extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.hostConfig.ReadonlyRootfs = true;
  }
}

/**
 * The image as the chart's pod runs it: a root file system that cannot be written, no capabilities, no new ones; on the
 * network of this machine, where the API server and the emulator are. It has filled its caches when this resolves.
 */
export async function startOperatorContainer(image: OperatorImage, { args, environment, mounts }: ContainerOptions) {
  if (image.host !== undefined) process.env['DOCKER_HOST'] = image.host;
  // Within a container it would look for a bridge, and our daemon has none.
  if (image.origin === 'Ours') process.env['TESTCONTAINERS_HOST_OVERRIDE'] = '127.0.0.1';
  // Its own image, which removes containers after a crash, cannot be had where there is no registry.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  const lines: string[] = [];
  const container = await new HardenedContainer(image.name)
    .withNetworkMode('host')
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges')
    .withEnvironment(environment)
    .withBindMounts(Object.entries(mounts).map(([target, source]) => ({ source, target, mode: 'ro' })))
    .withCommand([...args])
    .withLogConsumer(
      (stream) => void stream.on('data', (line: Buffer | string) => void lines.push(String(line).trimEnd())),
    )
    .withWaitStrategy(Wait.forLogMessage('"msg":"caches are filled"'))
    .withStartupTimeout(120_000)
    .start();
  return {
    /** Its log so far. */
    lines: (): readonly string[] => lines,
    /** What a command prints that is run in it. */
    exec: async (...command: readonly string[]): Promise<string> => image.docker('exec', container.getId(), ...command),
    /** SIGTERM, and SIGKILL when the grace time is over: gives the exit code, 137 for the latter. */
    stop: async (graceSeconds: number): Promise<number> => {
      const id = container.getId();
      await image.docker('stop', '--time', String(graceSeconds), id);
      return Number(await image.docker('inspect', '--format', '{{.State.ExitCode}}', id));
    },
    remove: async (): Promise<void> => void (await image.docker('rm', '--force', '--volumes', container.getId())),
  };
}
