export interface Lockfile {
  readonly [key: string]: unknown;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** Optional packages that a locked one names and that are not locked themselves, by name; the version is exact. */
export function missingIn({ packages }: Lockfile): ReadonlyMap<string, LockedPackage> {
  const missing = new Map<string, LockedPackage>();
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (packages[`node_modules/${name}`] || packages[`${path}/node_modules/${name}`]) continue;
      missing.set(name, { version, ...(dev === true && { dev }), optional: true, ...platformOf(name) });
    }
  }
  return missing;
}

/** The lock file with an entry for each of these, so that npm passes over those of other platforms instead of missing them. */
export function complete(lockfile: Lockfile): { readonly lockfile: Lockfile; readonly added: readonly string[] } {
  const { '': project = {}, ...installed } = lockfile.packages;
  const missing = missingIn(lockfile);
  const all = [
    ...Object.entries(installed),
    ...[...missing].map(([name, entry]) => [`node_modules/${name}`, entry] as const),
  ];
  const sorted = all.toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return {
    lockfile: { ...lockfile, packages: { '': project, ...Object.fromEntries(sorted) } },
    added: [...missing.keys()],
  };
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** As every package of this kind says it in its name: `@swc/core-linux-arm64-gnu`. Throws where the name says nothing. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1)
    throw new Error(`Which platform is ${name} for? Add it to package-lock.json by hand`);
  if (!os.includes('linux')) return { cpu, os };
  return { cpu, os, libc: words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc'] };
}
