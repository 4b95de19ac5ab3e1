import { expect, test } from 'vitest';
import { forgetAbsence } from '../../src/sync/forget-absence.ts';
import { targetsOf } from '../../src/sync/reference-targets.ts';
import { References } from '../../src/sync/references.ts';
import { resource } from '../core/builders.ts';

const referringTo = (name: string) => resource({ secretRef: { name } });

test('that a Secret is missing is remembered as long as a resource refers to it, however often references change', () => {
  const [references, absences] = [new References(), new Map<string, number>()];
  const namespace = resource().metadata.namespace ?? '';
  let before = referringTo('missing-0');
  references.set('shop/other', targetsOf(referringTo('missing-0')));
  for (let edit = 1; edit <= 1_000; edit += 1) {
    absences.set(`${namespace}/${before.spec.secretRef?.name ?? ''}`, edit);
    const now = referringTo(`missing-${edit}`);
    references.set('shop/app', targetsOf(now));
    forgetAbsence(before, { references, absences });
    before = now;
  }
  expect([...absences.keys()]).toEqual([`${namespace}/missing-0`]);
});
