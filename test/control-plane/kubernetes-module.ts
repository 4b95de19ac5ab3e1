import type { GoModule } from './go-module.ts';

export type BinaryName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kubectl';

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

export const kubernetesModule: GoModule<BinaryName> = {
  directory: import.meta.dirname,
  cacheFolder: 'control-plane',
  files: Object.keys(usualBuildSeconds).map((name) => `${name}/main.go`),
  usualBuildSeconds,
  versionIn: (goMod) => {
    const version = /\sk8s\.io\/kubernetes (v\S+)/.exec(goMod)?.[1];
    if (version === undefined)
      throw new Error('test/control-plane/go.mod requires no k8s.io/kubernetes: restore that line');
    return version;
  },
  waysOut: 'Install Go (https://go.dev/dl), or set KUBEBUILDER_ASSETS to a folder that holds the binaries',
  // One build for all, since they share most packages.
  builds: (names, { intoDirectory, version }) => [
    { packages: names.map((name) => `./${name}`), output: `${intoDirectory}/`, linkerFlags: versionFlags(version) },
  ],
};

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
