import { isCloudflareAction, type Round } from './actions.ts';
import { untilIdle } from './barrier.ts';
import { disturb } from './disturb.ts';
import { enact } from './enact.ts';
import type { Site } from './site.ts';
import { untilRest } from './until-rest.ts';
import { type Spec, toAnother, type World } from './world.ts';

export interface Play {
  readonly site: Site;
  /** What the operator has done, and should not have. */
  readonly complaints: readonly string[];
  /** The specs of each resource that were in force since all was last at rest. */
  readonly specs: Map<string, Spec[]>;
}

/** Plays a round, and waits until all is at rest. Answers the world as it is then. */
export async function playRound(play: Play, before: World, { mode, actions, disturbance }: Round): Promise<World> {
  const { site, complaints } = play;
  remember(play, before);
  if (mode === 'Down') await site.stop();
  const callOff = await disturb(site, disturbance);
  const enacted = await enactAll(play, before, actions);
  const done = mode === 'Down' ? { ...enacted, world: toAnother(enacted.world) } : enacted;
  const isRestarted = mode === 'Live' && (disturbance.kind === 'Restart' || done.isReplacing);
  if (mode === 'Down') await site.start();
  else if (isRestarted) await site.restart();
  else if (done.isElsewhere) await site.look();
  await untilIdle(site);
  const wasKilled = callOff();
  if (wasKilled) {
    // What was done before its end and what after it, nobody can tell; of one that starts now it is known what it knows.
    await site.restart();
    await untilIdle(site);
  }
  const world = await untilRest(site, {
    starts: isRestarted ? [done.world, toAnother(done.world)] : [done.world],
    isForetold: !wasKilled && (mode === 'Down' || actions.length === 1),
    complaints,
  });
  await site.admin.clearFaults();
  return isRestarted || wasKilled ? toAnother(world) : world;
}

function remember({ specs }: Play, { resources }: World): void {
  specs.clear();
  for (const [name, { spec }] of Object.entries(resources)) specs.set(name, [spec]);
}

interface Done {
  readonly world: World;
  /** Something was done at Cloudflare: only a listing shows it. */
  readonly isElsewhere: boolean;
  /**
   * A secret was deleted at Cloudflare, or one put in its place: for some seconds after its own write an operator takes a listing
   * without it for that of a replica that lags. One that has just started does not.
   */
  readonly isReplacing: boolean;
}

async function enactAll({ site, specs }: Play, before: World, actions: Round['actions']): Promise<Done> {
  let world = before;
  let isElsewhere = false;
  let isReplacing = false;
  for (const action of actions) {
    const after = await enact(site, world, action);
    if (after === undefined) continue;
    world = after;
    for (const [name, { spec }] of Object.entries(world.resources)) specs.set(name, [...(specs.get(name) ?? []), spec]);
    isElsewhere ||= isCloudflareAction(action);
    isReplacing ||= action.kind === 'RemoveRemote' || action.kind === 'AddRemote';
  }
  return { world, isElsewhere, isReplacing };
}
