import fc from 'fast-check';
import { expect, it } from 'vitest';
import { perform } from '../../conduct/disagreements.ts';
import { readAct } from '../../escalation/acts.ts';
import { escalate } from '../../functions/escalate.ts';
import { firstAltered } from '../../services/history.ts';
import type { Services } from '../../services/services.ts';
import { brackenshire, healthVisitorsForm } from '../journeys/people.ts';
import { openWorld, type World } from '../journeys/world.ts';

/** Every call of the table waits for its turn, is done to its end, and only then is the next one chosen, by `chances`. */
function inTurns(services: Services, chances: readonly number[]): Services {
  const waiting: (() => Promise<void>)[] = [];
  let drawn = 0;
  let isTurning = false;
  const turn = async () => {
    if (isTurning) return;
    isTurning = true;
    while (waiting.length > 0) {
      // Whoever is about to ask asks first.
      await new Promise((resolve) => setImmediate(resolve));
      const [chosen] = waiting.splice(chances[drawn++ % chances.length]! % waiting.length, 1);
      await chosen!();
    }
    isTurning = false;
  };
  const inTurn =
    <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
    (...given: A): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        waiting.push(() => call(...given).then(resolve, reject));
        void turn();
      });
  const { table } = services;
  return {
    ...services,
    table: { ...table, get: inTurn(table.get), put: inTurn(table.put), query: inTurn(table.query) },
  };
}

/** At stage 2, a minute before its deadline, with one side's proposal open; everybody concerned has said that it is theirs. */
async function aMinuteBeforeTheDeadline(): Promise<{
  world: World;
  id: string;
  reference: string;
  proposalId: string;
}> {
  const world = await openWorld('Mon 2 Mar 2026 09:30');
  const { id, reference } = await world.raiseForm(
    'brackenshire',
    healthVisitorsForm({ talkedAlready: 'yes', talkedOn: '2026-03-02', talkedWhatCame: 'No agreement.' }),
  );
  await world.does(reference, brackenshire.socialCareManager, 'mine');
  const proposed = await world.does(reference, brackenshire.healthVisitorsManager, 'propose', {
    text: 'An assessment is made.',
    how: 'agreed',
    actions: [],
    noActions: true,
  });
  return { world, id, reference, proposalId: proposed.done!.proposals[0]!.id };
}

const CHANCES = fc.array(fc.nat(11), { minLength: 40, maxLength: 40 });

it('F12: a confirmation, an escalation and the deadline at one moment: exactly one of them moves it, and nothing said is lost', async () => {
  const ways = new Set<string>();
  await fc.assert(
    fc.asyncProperty(CHANCES, fc.boolean(), async (chances, isDue) => {
      const { world, id, reference, proposalId } = await aMinuteBeforeTheDeadline();
      const services = inTurns(world.services, chances);
      const act = (by: string, kind: 'confirm' | 'escalate-now' | 'dispute', fields: object) => {
        const read = readAct(kind, fields);
        if ('problems' in read) throw new Error('The act is not well formed');
        return perform(services, { id, by, act: read.act });
      };

      const deadline = () => escalate(services)({ disagreementId: id, run: 1, enteredAt: '2026-03-05T17:00:00Z' });

      const [confirmed, escalated] = await Promise.all([
        act(brackenshire.socialCareManager, 'confirm', { proposalId }),
        act(brackenshire.healthVisitorsManager, 'escalate-now', { text: 'It cannot wait.' }),
        ...(isDue ? [deadline(), deadline()] : []),
      ]);
      await world.clock.settled();

      const d = await world.read(reference);
      const left = d.stages[0]!.closedBy;
      ways.add(String(left));
      expect(d.stages).toHaveLength(left === 'outcome' ? 1 : 2);
      expect(d.outcome === null).toBe(left !== 'outcome');
      const said = [
        { result: confirmed, won: left === 'outcome' },
        { result: escalated, won: left === 'a person' },
      ];
      for (const { result, won } of said) {
        const isKept = 'kept' in result && result.kept !== undefined;
        expect(won ? 'done' in result && !isKept : isKept || 'refused' in result).toBe(true);
      }
      expect(d.dissents).toHaveLength(
        said.filter(({ result }) => 'kept' in result && result.kept !== undefined).length,
      );
      expect(d.owed).toEqual([]);
      expect(await firstAltered(world.services.keys, d.history)).toBeUndefined();
      world.close();
    }),
    { numRuns: 60, seed: 12 },
  );
  expect(ways).toEqual(new Set(['outcome', 'a person', 'deadline']));
}, 60_000);
