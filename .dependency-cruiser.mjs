/** The folders are the architecture: docs/architecture.md says the same in words. */
const onlyFrom = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

export default {
  forbidden: [
    onlyFrom(
      'no-circular',
      {},
      { circular: true },
      'A cycle means that two files hold one idea: merge them, or find the third.',
    ),
    onlyFrom(
      'api-imports-nothing',
      { path: '^src/api/' },
      { pathNot: '^src/api/' },
      'api/ says what users write. It must stay readable, and importable, without the program.',
    ),
    onlyFrom(
      'core-is-pure',
      { path: '^src/core/' },
      { pathNot: ['^src/(core|api)/', '^node:(crypto|util|buffer)$', '^(crypto|util|buffer)$'] },
      'core/ holds every rule and does no I/O: whatever it needs to know is an argument.',
    ),
    onlyFrom(
      'runtime-knows-nothing-of-ours',
      { path: '^src/runtime/' },
      { path: '^src/(?!runtime/)' },
      'runtime/ could serve any controller: what is ours comes in as an argument.',
    ),
    onlyFrom(
      'edges-never-meet',
      { path: '^src/kube/' },
      { path: '^src/(cloudflare|sync|cli|emulator|main|config)' },
      'The Kubernetes edge speaks one protocol. sync/ is where it meets the other.',
    ),
    onlyFrom(
      'cloudflare-edge-stands-apart',
      { path: '^src/cloudflare/' },
      { path: '^src/(kube|sync|cli|emulator|main|config)' },
      'The Cloudflare edge speaks one protocol. sync/ is where it meets the other.',
    ),
    onlyFrom(
      'sync-is-below-main',
      { path: '^src/sync/' },
      { path: '^src/(cli|emulator|main)' },
      'sync/ orders the I/O; who starts it is the business of main and cli.',
    ),
    onlyFrom(
      'emulator-stands-alone',
      { path: '^src/emulator/' },
      { path: '^src/(?!emulator/)' },
      'An emulator that shared code with its client would share its mistakes.',
    ),
    onlyFrom(
      'nobody-imports-the-emulator',
      { path: '^src/', pathNot: '^src/(emulator/|cli/|main)' },
      { path: '^src/emulator/' },
      'The operator must not know whether it talks to Cloudflare or to the emulator.',
    ),
    onlyFrom(
      'one-importer-of-client-node',
      { path: '^src/', pathNot: '^src/kube/' },
      { path: 'node_modules/@kubernetes/client-node' },
      'The Kubernetes client leaks bodies in its errors: they are converted in kube/ and nowhere else.',
    ),
    onlyFrom(
      'one-importer-of-axios',
      { path: '^src/', pathNot: '^src/cloudflare/' },
      { path: 'node_modules/(axios|p-retry)' },
      'An AxiosError prints the token and the request body: it must not leave cloudflare/.',
    ),
    onlyFrom(
      'one-importer-of-prom-client',
      { path: '^src/', pathNot: '^src/metrics/' },
      { path: 'node_modules/prom-client' },
      'What happens is told to the interface in sync/metrics.ts; how it is counted is the business of metrics/.',
    ),
    onlyFrom(
      'metrics-are-for-cli',
      { path: '^src/', pathNot: '^src/(metrics|cli)/' },
      { path: '^src/metrics/' },
      'Nothing may depend on how something is counted, or on whether it is.',
    ),
    onlyFrom(
      'product-uses-no-devdependency',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
      'What is imported by src/ is shipped, so package.json lists it under dependencies.',
    ),
    onlyFrom('no-unresolved', {}, { couldNotResolve: true }, 'The import leads nowhere.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
