/** How the sequences are played: CONTRIBUTING.md says how to have others, or one of them again. */
export interface ModelOptions {
  /** Of the first lane; each further lane has the next one. */
  readonly seed: number;
  readonly runs: number;
  /** Sequences that are played at once. */
  readonly lanes: number;
  /** Of one sequence, as a failure has printed it with its seed. */
  readonly path: string | undefined;
  readonly maxMs: number;
  /** Whether time may not end it before all are played. */
  readonly isWhole: boolean;
}

export function readOptions(environment: NodeJS.ProcessEnv): ModelOptions {
  const number = (name: string, usual: number): number => {
    const value = Number(environment[name] ?? usual);
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is no number: ${environment[name]}`);
    return value;
  };
  const path = environment['MODEL_PATH'];
  return {
    seed: number('MODEL_SEED', Date.now() % 2 ** 31),
    runs: path === undefined ? number('MODEL_RUNS', 200) : 1,
    lanes: path === undefined ? number('MODEL_LANES', 8) : 1,
    path,
    maxMs: number('MODEL_SECONDS', 1_800) * 1000,
    isWhole: environment['MODEL_SECONDS'] === undefined,
  };
}
