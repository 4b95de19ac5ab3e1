import { startControlPlane } from './control-plane.ts';

/** A program that boots a control plane, says so on stdout, and never stops it. For tests of what happens then. */
const { pids, directory } = await startControlPlane({ controllers: true });
process.stdout.write(`${JSON.stringify({ pids: Object.values(pids), directory })}\n`);
if (process.argv[2] !== 'and-end') setInterval(() => undefined, 60_000);
