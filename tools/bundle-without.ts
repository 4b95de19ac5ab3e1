import type { Plugin } from 'esbuild';

/**
 * Modules of dependencies that the program never uses and that cost memory by being loaded: what stands in their place, by the
 * end of their path.
 */
const replaced: Readonly<Record<string, string>> = {
  // KubeConfig imports the whole generated client, of which nothing is called: we have a transport of our own.
  '@kubernetes/client-node/dist/gen/models/ObjectSerializer.js': 'export class ObjectSerializer {}',
  // As axios' own package.json has it for browsers. Its form-data reads a table of all media types; we send JSON.
  'axios/lib/platform/node/classes/FormData.js': 'export default null;',
};

/** Modules of these packages do nothing by being loaded: what nothing is taken from, is left out. */
const pure = '/node_modules/@kubernetes/client-node/';

/** What must be left out by that, several hundred modules; esbuild keeps all of them as soon as one is imported dynamically. */
const leftOut = '@kubernetes/client-node/dist/gen/models/V1';

/**
 * Fails the build when one of them is not met any more, since a new version of a dependency may have moved it, and when what is
 * to be left out is not: nobody would see that but by the memory.
 */
export const bundleWithout: Plugin = {
  name: 'bundle-without',
  setup: (build) => {
    build.initialOptions.metafile = true;
    const met = new Set<string>();
    for (const [path, contents] of Object.entries(replaced)) {
      const filter = new RegExp(`/node_modules/${path.replaceAll(/[.$]/g, String.raw`\$&`)}$`);
      build.onLoad({ filter }, () => {
        met.add(path);
        return { contents, loader: 'js' };
      });
    }
    build.onResolve({ filter: /client-node|^\.\.?\// }, async ({ path, pluginData, resolveDir, kind, importer }) => {
      if (pluginData === 'resolved') return undefined;
      const resolved = await build.resolve(path, { resolveDir, kind, importer, pluginData: 'resolved' });
      return resolved.path.includes(pure) ? { ...resolved, sideEffects: false } : resolved;
    });
    build.onEnd(({ metafile }) => {
      const unmet = Object.keys(replaced).filter((path) => !met.has(path));
      const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.keys(output.inputs));
      const kept = inputs.filter((path) => path.includes(leftOut)).slice(0, 1);
      return {
        errors: [
          ...unmet.map((path) => ({ text: `${path} is no longer part of it` })),
          ...kept.map((path) => ({ text: `${path} is part of it, and need not be` })),
        ],
      };
    });
  },
};
