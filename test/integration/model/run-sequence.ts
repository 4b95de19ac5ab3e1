import { recordedIds } from '../../../src/core/recorded-ids.ts';
import type { Sequence } from './actions.ts';
import { untilIdle } from './barrier.ts';
import { complaintAbout } from './judge-write.ts';
import { type Play, playRound } from './play-round.ts';
import { openSite, type Site } from './site.ts';
import { takeOrphans } from './take-orphans.ts';
import { untilRest } from './until-rest.ts';
import { newStore, places, type Spec, type World } from './world.ts';

/** Plays a sequence on a site of its own. Rejects where something is not as it should be, and says in which round. */
export async function runSequence({ activationDelayMs, rounds, takesOrphans }: Sequence): Promise<void> {
  const complaints: string[] = [];
  const specs = new Map<string, Spec[]>();
  const site = await openSite({
    activationDelayMs,
    onComplaint: (complaint) => void complaints.push(complaint),
    onWrite: async (write) => {
      const standing = write.operation === 'Delete' ? await standingOf(site) : nobody;
      const complaint = complaintAbout(write, { namespace: site.namespace, specs, ...standing });
      if (complaint) complaints.push(complaint);
    },
  });
  const play = { site, complaints, specs };
  try {
    let world = beginning(site.canary);
    for (const [index, round] of rounds.entries())
      world = await during(`round ${index + 1} of ${rounds.length}`, playRound(play, world, round));
    await during('the end', end(play, world));
    if (takesOrphans) await during('the end of orphans', endOrphans(play, world));
  } finally {
    await site.close();
  }
}

async function during<T>(stage: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new Error(`In ${stage}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
}

const beginning = (canary: string): World => ({
  sources: {},
  resources: {},
  departed: {},
  stores: Object.fromEntries(places.map((place) => [place, newStore])),
  known: [],
  remote: {},
  quota: 100,
  minted: 0,
  canary,
});

const nobody = { recorded: new Set<string>(), going: new Set<string>(), existing: new Set<string>() };

/** What the API server says at this moment. */
async function standingOf({ objects }: Site): Promise<typeof nobody> {
  const resources = await objects.list('SecretsStoreSecret');
  return {
    recorded: new Set(resources.flatMap(recordedIds)),
    existing: new Set(resources.map(({ metadata }) => metadata.name)),
    going: new Set(resources.flatMap(({ metadata }) => (metadata.deletionTimestamp ? metadata.name : []))),
  };
}

/** At the end one more look at everything writes nothing, and no value is anywhere but in its place. */
async function end({ site, complaints }: Play, world: World): Promise<void> {
  const before = site.witness.writes();
  await site.look();
  await untilIdle(site);
  await untilRest(site, { starts: [world], isForetold: true, complaints });
  const writes = site.witness.writes() - before;
  if (writes > 0) throw new Error(`${writes} writes where nothing was left to do`);
  const leaks = (await placesOf(site)).flatMap(([place, text]) => (text.includes(site.canary) ? place : []));
  if (leaks.length > 0) throw new Error(`A value stands in ${leaks.join(', ')}`);
}

/** What no resource has goes where the stores say so, and nothing else; whoever waits for its name gets it. */
async function endOrphans({ site, complaints }: Play, world: World): Promise<void> {
  const after = await takeOrphans(site, world);
  await untilIdle(site);
  await untilRest(site, { starts: [after], isForetold: true, complaints });
}

/** Everything that somebody may read who is to read no value. */
async function placesOf({ lines, metricsText, objects, admin }: Site): Promise<readonly (readonly [string, string])[]> {
  const kinds = ['SecretsStoreSecret', 'SecretsStore', 'ClusterSecretsStore', 'Event'] as const;
  return [
    ['the log', lines.join('\n')],
    ['the metrics', await metricsText()],
    ['the call log', JSON.stringify(await admin.calls())],
    ...(await Promise.all(kinds.map(async (kind) => [kind, JSON.stringify(await objects.list(kind))] as const))),
  ];
}
