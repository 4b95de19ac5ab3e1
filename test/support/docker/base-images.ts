import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../run-command.ts';
import type { Docker } from './docker.ts';

/** What the Dockerfile builds in and from, by the names of its build arguments. */
export type BaseImages = Readonly<Record<'BUILD_IMAGE' | 'RUNTIME_IMAGE', string>>;

const certificates = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Images that stand in for both bases where no registry is reached, made of this machine's own Node 24 and npm and of the
 * libraries that these need: no system, a user 65532 and Node at the place where Distroless has it. `folder` is for their files.
 */
export async function makeBaseImages({ docker }: Docker, folder: string): Promise<BaseImages> {
  const images = { BUILD_IMAGE: 'stand-in/build:test', RUNTIME_IMAGE: 'stand-in/runtime:test' };
  const runtime = join(folder, 'runtime');
  await copyPrograms(runtime, { '/nodejs/bin/node': process.execPath });
  await mkdir(join(runtime, 'etc'));
  await writeFile(join(runtime, 'etc', 'passwd'), 'nonroot:x:65532:65532::/:/sbin/nologin\n');
  await importInto(images.RUNTIME_IMAGE, runtime, ['USER 65532', 'ENTRYPOINT ["/nodejs/bin/node"]']);

  const build = join(folder, 'build');
  await copyPrograms(build, {
    '/usr/bin/node': process.execPath,
    '/bin/sh': '/bin/sh',
    '/usr/bin/env': '/usr/bin/env',
  });
  const npm = join(await outputOf('npm', ['root', '--global']), 'npm');
  await copy(npm, join(build, 'usr/lib/npm'));
  await writeFile(join(build, 'usr/bin/npm'), '#!/bin/sh\nexec node /usr/lib/npm/bin/npm-cli.js "$@"\n', {
    mode: 0o755,
  });
  await mkdir(join(build, 'tmp'), { mode: 0o777 });
  // Whoever's network this is, packages come from where the machine has them from.
  await copy(certificates, join(build, certificates)).catch(() => undefined);
  const registry = await outputOf('npm', ['config', 'get', 'registry']);
  await importInto(images.BUILD_IMAGE, build, [
    'ENV PATH=/usr/bin:/bin',
    `ENV NODE_EXTRA_CA_CERTS=${certificates}`,
    `ENV NPM_CONFIG_REGISTRY=${registry}`,
  ]);
  return images;

  async function importInto(name: string, directory: string, changes: readonly string[]): Promise<void> {
    const archive = `${directory}.tar`;
    await outputOf('tar', ['--create', '--file', archive, '--owner=0', '--group=0', '--directory', directory, '.']);
    await docker('import', ...changes.flatMap((change) => ['--change', change]), archive, name);
  }
}

/** Each with the libraries that the loader would give it here. */
async function copyPrograms(root: string, programs: Readonly<Record<string, string>>): Promise<void> {
  const libraries = new Set<string>();
  for (const [target, source] of Object.entries(programs)) {
    await copy(source, join(root, target));
    for (const [, library = ''] of (await outputOf('ldd', [source])).matchAll(/(\/\S+) \(0x/g)) libraries.add(library);
  }
  for (const library of libraries) await copy(library, join(root, library));
}

async function copy(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, dereference: true });
}

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, output } = await runCommand(program, args);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}:\n${output}`);
  return stdout;
}
