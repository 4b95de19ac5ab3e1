import { type Paint, paintIf } from './paint.ts';

export interface Terminal {
  readonly paint: Paint;
  readonly line: (text?: string) => void;
  /** Shows that something goes on, from now until `end`. */
  readonly begin: (what: string) => Task;
}

export interface Task {
  /** How far it is. */
  readonly say: (progress: string) => void;
  readonly end: () => void;
  readonly seconds: () => number;
}

const redrawMs = 100;
/** Without a terminal, a line now and then says that something still goes on. */
const signOfLifeMs = 5_000;
const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/** On a terminal, what goes on is shown in place, in one line below the others; elsewhere in plain lines. */
export function openTerminal(out: NodeJS.WriteStream, { noColor }: { readonly noColor: boolean }): Terminal {
  const paint = paintIf(out.isTTY && !noColor);
  return out.isTTY ? inPlace(out, paint) : inLines(out, paint);
}

function inPlace(out: NodeJS.WriteStream, paint: Paint): Terminal {
  const tasks = new Map<symbol, () => string>();
  let timer: NodeJS.Timeout | undefined;
  let frame = 0;
  const clear = (): void => void out.write('\r\u001B[K');
  const draw = (): void => {
    frame = (frame + 1) % frames.length;
    const text = ` ${frames[frame] ?? ''} ${[...tasks.values()].map((describe) => describe()).join(' · ')}`;
    out.write(`\r\u001B[K${paint('dim', text.slice(0, (out.columns || 80) - 1))}`);
  };
  return {
    paint,
    line(text = '') {
      if (timer) clear();
      out.write(`${text}\n`);
    },
    begin(what) {
      const id = Symbol(what);
      const seconds = stopwatch();
      const show = (text: string) => tasks.set(id, () => `${text} ${seconds().toFixed(1)} s`);
      show(what);
      timer ??= setInterval(draw, redrawMs);
      const end = (): void => {
        tasks.delete(id);
        if (tasks.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        clear();
      };
      return { say: show, end, seconds };
    },
  };
}

function inLines(out: NodeJS.WriteStream, paint: Paint): Terminal {
  const line = (text = ''): void => void out.write(`${text}\n`);
  return {
    paint,
    line,
    begin(what) {
      const seconds = stopwatch();
      const timer = setInterval(() => line(`  ... ${what}: ${Math.round(seconds())} s so far`), signOfLifeMs);
      return {
        say: (progress) => {
          line(`  ... ${progress}`);
          // Whoever says how far it is gives signs of life as well.
          clearInterval(timer);
        },
        end: () => clearInterval(timer),
        seconds,
      };
    },
  };
}

function stopwatch(): () => number {
  const startedAt = performance.now();
  return () => (performance.now() - startedAt) / 1000;
}
