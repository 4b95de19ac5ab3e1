import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type BinaryName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kubectl';

export const moduleDirectory = import.meta.dirname;

/**
 * What each adds to a cold build on two cores, with the modules downloaded (0.8 GB). Measured: all four 4 min 14 s; from
 * then on 10 s, since Go keeps what it compiled.
 */
const usualBuildSeconds: Readonly<Record<BinaryName, number>> = {
  etcd: 25,
  'kube-apiserver': 150,
  'kube-controller-manager': 50,
  kubectl: 30,
};

/**
 * No inlining and no debug information: nobody profiles or debugs these servers, and a cold build of etcd takes 22 s
 * instead of 31 s. Leaving out optimisation as well (-N), or more memory for the compiler (GOGC), gains nothing.
 */
const compilerFlags = ['-gcflags=all=-l -dwarf=false'];

/** Flags win over the user's GOFLAGS, where -mod=vendor may stand. */
const readOnly = ['-mod=readonly', '-buildvcs=false'];

export interface GoModule {
  /** Of Kubernetes, such as `v1.37.2`: go.mod is the one place that says it. */
  readonly version: string;
  /** Names everything a binary depends on; it changes with any of that. */
  readonly cacheKey: string;
}

export async function readGoModule(): Promise<GoModule> {
  const names = Object.keys(usualBuildSeconds);
  const files = ['go.mod', 'go.sum', ...names.map((name) => `${name}/main.go`)];
  const hash = createHash('sha256').update(JSON.stringify([process.platform, process.arch, compilerFlags]));
  const contents = await Promise.all(files.map((file) => readFile(join(moduleDirectory, file), 'utf8')));
  contents.forEach((content) => hash.update(content));

  const version = /\sk8s\.io\/kubernetes (v\S+)/.exec(contents[0] ?? '')?.[1];
  if (version === undefined)
    throw new Error('test/control-plane/go.mod requires no k8s.io/kubernetes: restore that line');
  return { version, cacheKey: `${version}-${hash.digest('hex').slice(0, 12)}` };
}

export function goBuildArguments(names: readonly BinaryName[], intoDirectory: string, version: string): string[] {
  const packages = names.map((name) => `./${name}`);
  const ldflags = `-s -w ${versionFlags(version).join(' ')}`;
  const output = ['-o', `${intoDirectory}/`];
  return ['build', '-v', ...readOnly, ...compilerFlags, `-ldflags=${ldflags}`, ...output, ...packages];
}

export function usualDurationSeconds(names: readonly BinaryName[]): number {
  return names.reduce((sum, name) => sum + usualBuildSeconds[name], 0);
}

/** Without these, kubectl cannot parse the server's version and refuses `kubectl version`. */
function versionFlags(version: string): string[] {
  const [major = '', minor = ''] = version.slice(1).split('.');
  const facts = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: 'from-the-go-module',
    gitTreeState: 'archive',
    buildDate: new Date().toISOString(),
  };
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((goPackage) =>
    Object.entries(facts).map(([key, value]) => `-X ${goPackage}.${key}=${value}`),
  );
}
