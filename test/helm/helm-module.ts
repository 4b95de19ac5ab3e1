import type { GoModule } from '../control-plane/go-module.ts';

export type HelmName = 'helm3' | 'helm4';

/** Both majors of Helm that the chart is for, in one module, so that they share what is compiled of Kubernetes. */
export const helmModule: GoModule<HelmName> = {
  directory: import.meta.dirname,
  cacheFolder: 'helm',
  files: [],
  usualBuildSeconds: { helm3: 120, helm4: 60 },
  versionIn: (goMod) => `${helmVersionIn(goMod, 'helm3')}-${helmVersionIn(goMod, 'helm4')}`,
  waysOut: 'Install Go (https://go.dev/dl)',
  // One after the other: the package of each is called helm, and so would be what it is built to.
  builds: (names, { intoDirectory, version }) =>
    names.map((name) => {
      const path = `helm.sh/helm/v${majorOf(name)}`;
      const own = version.split('-').find((part) => part.startsWith(`v${majorOf(name)}.`)) ?? '';
      return {
        packages: [`${path}/cmd/helm`],
        output: `${intoDirectory}/${name}`,
        linkerFlags: [`-X ${path}/internal/version.version=${own}`, ...kubeVersionFlags(name)],
      };
    }),
};

const majorOf = (name: HelmName): string => name.slice('helm'.length);

function helmVersionIn(goMod: string, name: HelmName): string {
  const version = new RegExp(`\\shelm\\.sh/helm/v${majorOf(name)} (v\\S+)`).exec(goMod)?.[1];
  if (version === undefined) throw new Error(`test/helm/go.mod requires no helm.sh/helm/v${majorOf(name)}`);
  return version;
}

/** What `helm template` takes for the cluster's version; the released Helm 3 gets it in the same way. */
const kubeVersionFlags = (name: HelmName): readonly string[] =>
  name === 'helm4'
    ? []
    : ['pkg/chartutil', 'pkg/lint/rules'].flatMap((goPackage) => [
        `-X helm.sh/helm/v3/${goPackage}.k8sVersionMajor=1`,
        `-X helm.sh/helm/v3/${goPackage}.k8sVersionMinor=37`,
      ]);
