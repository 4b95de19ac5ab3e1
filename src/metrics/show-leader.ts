import type { Standing } from '../sync/standing.ts';
import type { Instruments } from './instruments.ts';

/** Which of several operators works. */
export function showLeader({ gauge }: Instruments, standing: () => Standing | undefined): void {
  gauge({
    name: 'secrets_store_operator_leader',
    help: '1 where this operator works, 0 where it stands by.',
    look: () => [[{}, standing()?.leadership() === 'Leads' ? 1 : 0]],
  });
}
