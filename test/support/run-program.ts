import { execFile } from 'node:child_process';

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program with these words, as a user calls it, with nothing of this process's environment but its path. Never rejects. */
export async function runProgram(words: readonly string[], { stdin = '' }: { stdin?: string } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['src/main.ts', ...words],
      { env: { PATH: process.env['PATH'] } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });
}
