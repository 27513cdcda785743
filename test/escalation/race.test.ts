import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perform, raise } from '../../conduct/disagreements.ts';
import { takeTurn } from '../../conduct/turn.ts';
import type { Act } from '../../escalation/acts.ts';
import { escalateIfOverdue } from '../../escalation/clockwork.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { policyVersions } from '../../policies/all.ts';
import { readDisagreement } from '../../services/disagreements.ts';
import { firstAltered } from '../../services/history.ts';
import { rulesOf } from '../../services/rules.ts';
import type { Services } from '../../services/services.ts';
import type { Table } from '../../services/table.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { fakeLog } from '../fakes/log.ts';
import { testKeys } from '../functions/test-keys.ts';
import {
  formOf,
  HEALTH,
  london,
  propose,
  RAISER,
  RAISERS_MANAGER,
  settingAt,
  THEIR_MANAGER,
  tarnshire,
} from './building.ts';

const DEADLINE = london('Thu 5 Mar 2026 17:00');

/** SQLite commits once for each turn of the event loop, so a step of the race lets one go by. */
const aTurnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

/** How many turns of the others a writer lets pass before it begins. */
const late = fc.constantFrom(0, 3, 10, 60);

/** B at stage 2 with a proposal of the other side's manager, in a table of which every call waits for its turn. */
async function proposedAtStage2(turn: { wait?: () => Promise<void> }) {
  let now = london('Mon 2 Mar 2026 09:30');
  const clock = { now: () => now };
  const db = openSqlite(':memory:');
  const real = sqliteTable(db, clock);
  const table = new Proxy(real, {
    get: (target, name: keyof Table) => {
      const call = target[name] as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        await turn.wait?.();
        return call.apply(target, given);
      };
    },
  });
  const { partnership } = settingAt('Mon 2 Mar 2026 09:30');
  const services: Services = {
    clock,
    table,
    keys: testKeys(),
    log: fakeLog(),
    rules: rulesOf(table, policyVersions, [{ partnership, directory: tarnshire }]),
    settings: { origin: 'https://common-ground.example', mailDomain: 'mail.common-ground.example', trial: false },
    workflow: { start: async () => {}, wake: async () => 'gone' },
    mailer: { send: async () => ({ messageId: 'sent@mail.example' }) },
  };
  const form = formOf({ talkedAlready: 'yes', talkedOn: '2026-03-02' });
  const { id } = await raise(services, {
    partnership,
    source: 'race',
    raisedBy: 'form',
    raisedAt: now,
    raiser: { name: 'Rae Raiser', email: RAISER, agency: HEALTH },
    form,
  });
  for (const who of [RAISERS_MANAGER, THEIR_MANAGER])
    await perform(services, { id, by: who, act: { kind: 'mine' } as Act });
  await perform(services, { id, by: THEIR_MANAGER, act: propose() });
  const read = async () => (await readDisagreement(real, id))!.d;
  now = DEADLINE;
  return { services, id, read, proposalId: (await read()).proposals[0]!.id, close: () => db.close() };
}

describe('F12: two people and the deadline at one moment, in whatever order their reads and writes fall', () => {
  it('exactly one of them moves it, and everybody else is kept', async () => {
    const movers = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.boolean(),
        fc.tuple(late, late, late),
        async (scheduler, hasDeadline, delays) => {
          const turn: { wait?: () => Promise<void> } = {};
          const world = await proposedAtStage2(turn);
          const { services, id, proposalId } = world;
          turn.wait = () => scheduler.schedule(aTurnOfTheLoop());

          const starting = async <T>(which: 0 | 1 | 2, go: () => Promise<T>): Promise<T> => {
            for (let turns = delays[which]; turns > 0; turns -= 1) await turn.wait!();
            return go();
          };
          const due = { disagreementId: id, run: 1, enteredAt: DEADLINE.toString() };
          const further: Act = { kind: 'escalate-now', text: 'We did not agree after all.' };
          await scheduler.waitFor(
            Promise.all<unknown>([
              starting(0, () => perform(services, { id, by: RAISERS_MANAGER, act: { kind: 'confirm', proposalId } })),
              starting(1, () => perform(services, { id, by: THEIR_MANAGER, act: further })),
              ...(hasDeadline ? [starting(2, () => takeTurn(services, due, escalateIfOverdue))] : []),
            ]),
          );

          const d: Disagreement = await world.read();
          const mover = d.outcome ? 'confirmed' : d.stages[0]!.closedBy!;
          movers.add(mover);
          expect(d.stages.length + (d.outcome ? 1 : 0), 'one transition').toBe(2);
          expect(d.dissents.map(({ by }) => by.email).sort()).toEqual(
            [
              ...(mover === 'confirmed' ? [] : [RAISERS_MANAGER]),
              ...(mover === 'a person' ? [] : [THEIR_MANAGER]),
            ].sort(),
          );
          expect(d.owed, 'all that was owed is done').toEqual([]);
          expect(d.history.map(({ n }) => n)).toEqual(d.history.map((_, index) => index + 1));
          expect(await firstAltered(services.keys, d.history)).toBeUndefined();
          turn.wait = undefined;
          world.close();
        },
      ),
      { numRuns: 40, seed: 11 },
    );
    expect([...movers].sort(), 'each of them won at least once').toEqual(['a person', 'confirmed', 'deadline']);
  });

  it('two proposals at one moment: one stands, the other is kept beside it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const turn: { wait?: () => Promise<void> } = {};
        const world = await proposedAtStage2(turn);
        const { services, id, proposalId } = world;
        await perform(services, { id, by: RAISERS_MANAGER, act: { kind: 'dispute', proposalId, text: 'Not enough.' } });
        turn.wait = () => scheduler.schedule(aTurnOfTheLoop());

        await scheduler.waitFor(
          Promise.all([RAISERS_MANAGER, THEIR_MANAGER].map((by) => perform(services, { id, by, act: propose() }))),
        );

        const d = await world.read();
        const stands = d.proposals.filter(({ disputedBy }) => !disputedBy).map(({ by }) => by.email);
        expect([...stands, ...d.dissents.map(({ by }) => by.email)].sort()).toEqual(
          [THEIR_MANAGER, RAISERS_MANAGER].sort(),
        );
        expect(stands).toHaveLength(1);
        turn.wait = undefined;
        world.close();
      }),
      { numRuns: 15, seed: 11 },
    );
  });
});
