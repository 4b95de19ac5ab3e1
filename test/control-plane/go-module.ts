import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userCacheDirectory } from '../support/user-cache.ts';

/** A Go module whose programs are built into the user's cache, each under its name. */
export interface GoModule<Name extends string> {
  /** Where its go.mod and go.sum lie. */
  readonly directory: string;
  /** Of the user's cache. */
  readonly cacheFolder: string;
  /** Everything that a program depends on, beside go.mod and go.sum. */
  readonly files: readonly string[];
  /** What each adds to a build of which Go has nothing compiled yet. */
  readonly usualBuildSeconds: Readonly<Record<Name, number>>;
  /** What go.mod pins, as people name it and as the cache's folder does, such as `v1.37.2`. */
  readonly versionIn: (goMod: string) => string;
  readonly waysOut: string;
  /** One `go build` after the other; each lists its own arguments, and puts its programs into the folder. */
  readonly builds: (names: readonly Name[], to: { intoDirectory: string; version: string }) => readonly GoBuild[];
}

/** What one `go build` is told. */
interface GoBuild {
  readonly packages: readonly string[];
  /** A file, or a folder where it ends in a slash. */
  readonly output: string;
  readonly linkerFlags: readonly string[];
}

/**
 * No inlining and no debug information: nobody profiles or debugs these servers, and a cold build of etcd takes 22 s
 * instead of 31 s. Leaving out optimisation as well (-N), or more memory for the compiler (GOGC), gains nothing.
 */
const compilerFlags = ['-gcflags=all=-l -dwarf=false'];

/** Flags win over the user's GOFLAGS, where -mod=vendor may stand. */
const readOnly = ['-mod=readonly', '-buildvcs=false'];

export const argumentsOf = ({ packages, output, linkerFlags }: GoBuild): readonly string[] => [
  'build',
  '-v',
  ...readOnly,
  ...compilerFlags,
  `-ldflags=-s -w ${linkerFlags.join(' ')}`,
  '-o',
  output,
  ...packages,
];

export interface ModuleState {
  readonly version: string;
  /** Where its programs are kept; another folder with any change of what they depend on. */
  readonly cache: string;
}

export async function readGoModule({
  directory,
  files,
  versionIn,
  cacheFolder,
}: Omit<GoModule<string>, 'builds'>): Promise<ModuleState> {
  const hash = createHash('sha256').update(JSON.stringify([process.platform, process.arch, compilerFlags]));
  const read = async (file: string): Promise<string> => readFile(join(directory, file), 'utf8');
  const contents = await Promise.all(['go.mod', 'go.sum', ...files].map(read));
  contents.forEach((content) => hash.update(content));
  const version = versionIn(contents[0] ?? '');
  const folder = `${version}-${hash.digest('hex').slice(0, 12)}`;
  return { version, cache: join(userCacheDirectory(process.env, process.platform), cacheFolder, folder) };
}
